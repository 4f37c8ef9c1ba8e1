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
	keeper keeper
	once   sync.Once
}

func newPool(conns *pgxpool.Pool) *pool {
	p := &pool{Pool: conns}
	p.keeper.pool = p
	return p
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
	s := &session{pool: p, held: conn, conn: conn.Conn(), begin: beginRead}
	if purpose == store.Write {
		s.write, s.begin = true, beginWrite
	}
	return s, nil
}

// Close waits for running transactions.
func (p *pool) Close() error {
	p.once.Do(func() {
		p.keeper.all.Wait()
		p.Pool.Close()
	})
	return nil
}

type session struct {
	pool  *pool
	held  *pgxpool.Conn
	conn  *pgx.Conn
	write bool
	begin string     // that is still to be sent; ""
	later *pgx.Batch // that goes with the next statement; nil
	words int        // bytes of words that were added
	done  bool
}

// begun sends what waits: what the transaction begins with, and what was put off.
func (s *session) begun(ctx context.Context) error {
	if !s.waits() {
		return nil
	}
	return s.send(ctx, &pgx.Batch{})
}

func (s *session) waits() bool { return s.begin != "" || s.later != nil }

func (s *session) Later(_ context.Context, statement string, args ...any) error {
	if !s.write {
		return errors.New("a transaction that reads does not write")
	}
	if s.later == nil {
		s.later = &pgx.Batch{}
	}
	s.later.Queue(statement, args...)
	if statement == addWords {
		s.words += len(args[1].(string))
	}
	return nil
}

func (s *session) Exec(ctx context.Context, statement string, args ...any) (changed int64, err error) {
	if !s.waits() {
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
	if len(queries) == 1 && !s.waits() {
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

// send sends statements together, behind what waits.
func (s *session) send(ctx context.Context, b *pgx.Batch) error {
	if s.waits() {
		var whole pgx.Batch
		if s.begin != "" {
			whole.Queue(s.begin)
		}
		if s.later != nil {
			whole.QueuedQueries = append(whole.QueuedQueries, s.later.QueuedQueries...)
		}
		whole.QueuedQueries = append(whole.QueuedQueries, b.QueuedQueries...)
		b, s.begin, s.later = &whole, "", nil
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
	if s.begin != "" && s.later == nil {
		s.giveBack()
		return nil // nothing was done
	}
	// An error of what was put off keeps the COMMIT behind it from being looked at.
	tag := ""
	var b pgx.Batch
	b.Queue("COMMIT").Exec(func(t pgconn.CommandTag) error {
		tag = t.String()
		return nil
	})
	err := s.send(context.Background(), &b)
	if err == nil && tag != "COMMIT" {
		err = errors.New("the database undid the transaction")
	}
	if err != nil {
		s.leave()
		return fmt.Errorf("commit: %w", err)
	}
	s.pool.keeper.added(s.words)
	s.giveBack()
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
