package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"heed/internal/store"
)

// pool is database/sql's; the driver keeps prepared statements for each connection.
type pool struct {
	db   *sql.DB
	once sync.Once
	err  error
}

// Begin starts a transaction: repeatable read and read only, so that all of a View is of
// one moment, or read committed for writing, where versions and unique keys tell conflicts.
func (p *pool) Begin(ctx context.Context, write bool) (store.Session, error) {
	opts := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	if write {
		opts = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	tx, err := conn.BeginTx(ctx, opts)
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("begin: %w", err)
	}
	return &session{conn: conn, tx: tx}, nil
}

func (p *pool) Close() error {
	p.once.Do(func() { p.err = p.db.Close() })
	return p.err
}

type session struct {
	conn *sql.Conn
	tx   *sql.Tx
	done bool
}

func (s *session) Exec(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(ctx, statement, args...)
}

func (s *session) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(ctx, statement, args...)
}

func (s *session) Commit() error {
	err := s.tx.Commit()
	s.giveBack()
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (s *session) Rollback() {
	if s.done {
		return
	}
	_ = s.tx.Rollback() // a connection that cannot is thrown away by the driver
	s.giveBack()
}

func (s *session) giveBack() {
	s.done = true
	_ = s.conn.Close() // back to the pool
}
