package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"heed/internal/store"
)

// pool holds the one connection that writes and those that read. Each keeps the
// statements that were prepared on it: preparing costs more than running most of them. They
// are the driver's own connections: between them and their users database/sql would cost as
// much as the reading of a page.
type pool struct {
	write, read driver.Connector
	writer      chan *conn // holds nil where no connection was opened yet
	readers     chan *conn
	commits     atomic.Int64 // so far
	keeper      *keeper
	closed      chan struct{}
	once        sync.Once
	err         error
}

func newPool(write, read driver.Connector, move *sql.DB, readers int) *pool {
	p := &pool{write: write, read: read, writer: make(chan *conn, 1), readers: make(chan *conn, readers), closed: make(chan struct{})}
	p.writer <- nil
	for range readers {
		p.readers <- nil
	}
	p.keeper = newKeeper(p, move)
	go p.keeper.run()
	return p
}

// Begin takes a connection, in the order of asking, and starts a transaction on it.
func (p *pool) Begin(ctx context.Context, purpose store.Purpose) (store.Session, error) {
	from, connector, begin := p.readers, p.read, "BEGIN DEFERRED"
	if purpose == store.Write {
		from, connector, begin = p.writer, p.write, "BEGIN IMMEDIATE"
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
		inner, err := connector.Connect(ctx)
		if err != nil {
			from <- nil
			return nil, fmt.Errorf("open the database: %w", err)
		}
		c = &conn{Conn: inner, prepared: map[string]driver.Stmt{}}
	}
	s := &session{conn: c, pool: p, home: from, heeds: purpose == store.Inspect}
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
	})
	return p.err
}

// Shrink closes the connections that nobody reads with, and empties the cache of the one
// that writes unless it is writing.
func (p *pool) Shrink() (err error) {
	for range cap(p.readers) {
		select {
		case c := <-p.readers:
			if c != nil {
				err = errors.Join(err, c.close())
			}
			p.readers <- nil
		default:
		}
	}
	select {
	case c := <-p.writer:
		if c != nil {
			s := &session{conn: c, pool: p, home: p.writer}
			_, failed := s.Exec(context.Background(), "PRAGMA shrink_memory")
			err = errors.Join(err, failed)
		}
		p.writer <- c
	default:
	}
	return err
}

func (p *pool) drop(c *conn) {
	if c != nil {
		p.err = errors.Join(p.err, c.close())
	}
}

type conn struct {
	driver.Conn
	prepared map[string]driver.Stmt
}

func (c *conn) close() (err error) {
	for _, s := range c.prepared {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, c.Conn.Close())
}

// maxPrepared bounds the statements that a connection keeps; there are about two hundred.
const maxPrepared = 500

func (c *conn) stmt(statement string) (driver.Stmt, error) {
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
	s, err := c.Prepare(statement)
	if err == nil {
		c.prepared[statement] = s
	}
	return s, err
}

// session is one transaction. Its end gives the connection back.
type session struct {
	*conn
	pool  *pool
	home  chan *conn
	done  bool
	heeds bool // the end of a context while a statement runs
}

// watched is the context of a statement. Most do not watch it while they run: a goroutine
// for each would cost more than the statement. The store looks at it before each.
func (s *session) watched(ctx context.Context) context.Context {
	if s.heeds {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

func (s *session) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	st, err := s.stmt(statement)
	if err != nil {
		return 0, err
	}
	values, err := bound(args)
	if err != nil {
		return 0, err
	}
	res, err := st.(driver.StmtExecContext).ExecContext(s.watched(ctx), values)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Later runs the statement at once: the database is part of this program.
func (s *session) Later(ctx context.Context, statement string, args ...any) error {
	_, err := s.Exec(ctx, statement, args...)
	return err
}

func (s *session) Query(ctx context.Context, queries ...store.Query) error {
	for i := range queries {
		if err := s.query(s.watched(ctx), &queries[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) query(ctx context.Context, q *store.Query) (err error) {
	st, err := s.stmt(q.Text)
	if err != nil {
		return err
	}
	values, err := bound(q.Args)
	if err != nil {
		return err
	}
	rows, err := st.(driver.StmtQueryContext).QueryContext(ctx, values)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make(store.Row, len(rows.Columns()))
	for {
		switch err := rows.Next(row); err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
		if err := q.Each(row); err != nil {
			return err
		}
	}
}

// bound are arguments as the driver takes them.
func bound(args []any) ([]driver.NamedValue, error) {
	values := make([]driver.NamedValue, len(args))
	for i, a := range args {
		values[i].Ordinal = i + 1
		switch a.(type) {
		case int64, string, []byte, nil:
			values[i].Value = a
		default:
			var err error
			if values[i].Value, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
				return nil, fmt.Errorf("argument %d: %w", i+1, err)
			}
		}
	}
	return values, nil
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
		_ = s.conn.close()
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
