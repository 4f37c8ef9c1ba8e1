package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"heed/internal/store"
)

// pool holds the one connection that writes and those that read. Each keeps the
// statements that were prepared on it: preparing costs more than running most of them.
type pool struct {
	writeDB, readDB *sql.DB
	writer          chan *conn // holds nil where no connection was opened yet
	readers         chan *conn
	commits         atomic.Int64 // so far
	keeper          *keeper
	closed          chan struct{}
	once            sync.Once
	err             error
}

func newPool(write, read, move *sql.DB, readers int) *pool {
	p := &pool{writeDB: write, readDB: read, writer: make(chan *conn, 1), readers: make(chan *conn, readers), closed: make(chan struct{})}
	p.writer <- nil
	for range readers {
		p.readers <- nil
	}
	p.keeper = newKeeper(p, move)
	go p.keeper.run()
	return p
}

// Begin takes a connection, in the order of asking, and starts a transaction on it.
func (p *pool) Begin(ctx context.Context, write bool) (store.Session, error) {
	from, db, begin := p.readers, p.readDB, "BEGIN DEFERRED"
	if write {
		from, db, begin = p.writer, p.writeDB, "BEGIN IMMEDIATE"
	}
	var c *conn
	select {
	case <-p.closed:
		return nil, errClosed
	default:
	}
	select {
	case c = <-from:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the database: %w", ctx.Err())
	case <-p.closed:
		return nil, errClosed
	}
	if c == nil {
		inner, err := db.Conn(ctx)
		if err != nil {
			from <- nil
			return nil, fmt.Errorf("open the database: %w", err)
		}
		c = &conn{Conn: inner, prepared: map[string]*sql.Stmt{}}
	}
	s := &session{conn: c, pool: p, home: from}
	if _, err := s.Exec(context.WithoutCancel(ctx), begin); err != nil {
		from <- c
		return nil, fmt.Errorf("begin: %w", err)
	}
	return s, nil
}

var errClosed = errors.New("the database was closed")

// Close waits for running transactions.
func (p *pool) Close() error {
	p.once.Do(func() {
		close(p.closed)
		<-p.keeper.ended
		p.err = p.keeper.err
		for range cap(p.readers) {
			p.drop(<-p.readers)
		}
		p.drop(<-p.writer)
		p.err = errors.Join(p.err, p.readDB.Close(), p.writeDB.Close())
	})
	return p.err
}

func (p *pool) drop(c *conn) {
	if c == nil {
		return
	}
	for _, s := range c.prepared {
		p.err = errors.Join(p.err, s.Close())
	}
	p.err = errors.Join(p.err, c.Conn.Close())
}

type conn struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
}

// maxPrepared bounds the statements that a connection keeps; there are about two hundred.
const maxPrepared = 500

func (c *conn) stmt(ctx context.Context, statement string) (*sql.Stmt, error) {
	if s := c.prepared[statement]; s != nil {
		return s, nil
	}
	if len(c.prepared) >= maxPrepared {
		for key, s := range c.prepared {
			delete(c.prepared, key)
			if err := s.Close(); err != nil {
				return nil, err
			}
		}
	}
	s, err := c.PrepareContext(ctx, statement)
	if err == nil {
		c.prepared[statement] = s
	}
	return s, err
}

// session is one transaction. Its end gives the connection back.
type session struct {
	*conn
	pool *pool
	home chan *conn
	done bool
}

// Exec does not watch ctx while it runs: a goroutine for each statement would cost more
// than most statements take. The store looks at ctx before each.
func (s *session) Exec(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	st, err := s.stmt(ctx, statement)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (s *session) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	if s.home == s.pool.writer {
		ctx = context.WithoutCancel(ctx)
	}
	st, err := s.stmt(context.WithoutCancel(ctx), statement)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (s *session) Commit() error {
	if _, err := s.Exec(context.Background(), "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if s.home == s.pool.writer {
		s.pool.keeper.committed()
	}
	s.giveBack()
	return nil
}

func (s *session) Rollback() {
	if s.done {
		return
	}
	if _, err := s.Exec(context.Background(), "ROLLBACK"); err != nil && s.stuck() {
		_ = s.conn.Close()
		s.conn = nil // the next transaction opens another
	}
	s.giveBack()
}

// stuck tells whether a transaction is still open after its rollback failed; SQLite ends
// some by itself, as when the disk is full.
func (s *session) stuck() bool {
	_, err := s.Exec(context.Background(), "BEGIN DEFERRED")
	if err != nil {
		return true
	}
	_, err = s.Exec(context.Background(), "ROLLBACK")
	return err != nil
}

func (s *session) giveBack() {
	s.done = true
	s.home <- s.conn
}
