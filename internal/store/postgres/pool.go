package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"heed/internal/store"
)

// pool is the driver's; each of its connections keeps the statements prepared on it.
type pool struct {
	*pgxpool.Pool
	once sync.Once
}

// How transactions begin: repeatable read and read only, so that all of a View is of one
// moment, or read committed for writing, where versions and unique keys tell conflicts.
const (
	beginRead  = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	beginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED"
)

// Begin takes a connection. The transaction starts with its first statement, in one turn
// with it: the way to the server and back takes longer than most statements.
func (p *pool) Begin(ctx context.Context, purpose store.Purpose) (store.Session, error) {
	conn, err := p.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	s := &session{held: conn, conn: conn.Conn(), begin: beginRead}
	if purpose == store.Write {
		s.write, s.begin = true, beginWrite
	}
	return s, nil
}

// Close waits for running transactions.
func (p *pool) Close() error {
	p.once.Do(p.Pool.Close)
	return nil
}

type session struct {
	held  *pgxpool.Conn
	conn  *pgx.Conn
	write bool
	begin string // that is still to be sent; ""
	done  bool
}

// begun sends what the transaction begins with, where that has not been done.
func (s *session) begun(ctx context.Context) error {
	if s.begin == "" {
		return nil
	}
	_, err := s.conn.Exec(ctx, s.begin)
	s.begin = ""
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	return nil
}

func (s *session) Exec(ctx context.Context, statement string, args ...any) (changed int64, err error) {
	if s.begin == "" {
		tag, err := s.conn.Exec(ctx, statement, args...)
		return tag.RowsAffected(), err
	}
	var b pgx.Batch
	b.Queue(statement, args...).Exec(func(tag pgconn.CommandTag) error {
		changed = tag.RowsAffected()
		return nil
	})
	err = s.send(ctx, &b)
	return changed, err
}

func (s *session) Query(ctx context.Context, queries ...store.Query) error {
	if len(queries) == 1 && s.begin == "" {
		rows, err := s.conn.Query(ctx, queries[0].Text, queries[0].Args...)
		if err != nil {
			return err
		}
		return read(rows, queries[0].Each)
	}
	var b pgx.Batch
	for _, q := range queries {
		b.Queue(q.Text, q.Args...).Query(func(rows pgx.Rows) error { return read(rows, q.Each) })
	}
	return s.send(ctx, &b)
}

// send sends statements together, behind what the transaction begins with.
func (s *session) send(ctx context.Context, b *pgx.Batch) error {
	if s.begin != "" {
		var whole pgx.Batch
		whole.Queue(s.begin)
		whole.QueuedQueries = append(whole.QueuedQueries, b.QueuedQueries...)
		b, s.begin = &whole, ""
	}
	return s.conn.SendBatch(ctx, b).Close()
}

func (s *session) Commit() error {
	if s.done {
		return nil
	}
	if !s.write {
		s.leave()
		return nil
	}
	defer s.giveBack()
	if s.begin != "" {
		return nil // nothing was done
	}
	tag, err := s.conn.Exec(context.Background(), "COMMIT")
	if err == nil && tag.String() != "COMMIT" {
		err = errors.New("the database undid the transaction")
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (s *session) Rollback() {
	if !s.done {
		s.leave()
	}
}

// leave ends a transaction of which nothing is kept. Its user need not wait.
func (s *session) leave() {
	s.done = true
	if s.conn.PgConn().TxStatus() == 'I' || s.conn.IsClosed() {
		s.held.Release()
		return
	}
	go func() { // ends before the pool is closed
		ctx, cancel := context.WithTimeout(context.Background(), leaveTime)
		defer cancel()
		_, _ = s.conn.Exec(ctx, "ROLLBACK") // a connection that cannot is thrown away
		s.held.Release()
	}()
}

const leaveTime = 10 * time.Second

func (s *session) giveBack() {
	s.done = true
	s.held.Release()
}
