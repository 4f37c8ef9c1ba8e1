package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/desk"
)

// maxTries bounds how often Update runs a transaction that the database asks to be run
// again.
const maxTries = 10

// A Purpose is what a transaction is for.
type Purpose int

const (
	Read    Purpose = iota // one snapshot, read only
	Inspect                // as Read, with statements that take long and end when their context does
	Write
)

// A Pool gives sessions of one database. It is safe for concurrent use.
type Pool interface {
	// Begin starts a transaction. It waits for a free connection, no longer than ctx.
	Begin(ctx context.Context, purpose Purpose) (Session, error)
	Close() error
}

// A Session is one transaction on one connection. Statements are prepared once a
// connection and kept. After Commit, Rollback does nothing; one of both must be called.
type Session interface {
	// Exec runs a statement that brings no rows and tells how many it changed.
	Exec(ctx context.Context, statement string, args ...any) (changed int64, err error)
	// Later runs a statement that brings no rows before or with the next one, at the latest
	// with Commit: where the database is another program, it takes no turn of its own. Its
	// error may come from there, and nothing is kept then.
	Later(ctx context.Context, statement string, args ...any) error
	// Query runs statements in their order: where the database is another program, in one
	// turn. None may need the rows of another.
	Query(ctx context.Context, queries ...Query) error
	Commit() error
	Rollback()
}

// A Query is a statement that brings rows, and who gets them, one by one.
type Query struct {
	Text string
	Args []any
	Each func(Row) error
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect *Dialect
	pool    Pool
	seal    *Sealer
	texts   sync.Map     // statement of this package → of the database
	newest  atomic.Int64 // message that a search saw last
}

// New makes a DB. It is called by store/sqlite and store/postgres, whose Open functions
// are the way to a database. Without a sealer credentials can neither be kept nor read.
func New(d *Dialect, p Pool, s *Sealer) *DB {
	return &DB{dialect: d, pool: p, seal: s}
}

// Dialect tells which database this is: "sqlite" or "postgres".
func (db *DB) Dialect() string { return db.dialect.Name }

// Close waits for running transactions and gives everything back. It may be called more
// than once.
func (db *DB) Close() error { return db.pool.Close() }

// Shrink gives back what the database keeps in memory to be quick, where it is part of this
// program. It waits for nobody and may be called at any time.
func (db *DB) Shrink() error {
	if p, ok := db.pool.(interface{ Shrink() error }); ok {
		return p.Shrink()
	}
	return nil
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return db.View(ctx, func(tx *Tx) error {
		var one int64
		return tx.row("SELECT 1").Scan(&one)
	})
}

// View runs f on one snapshot of the desk. f must not write.
func (db *DB) View(ctx context.Context, f func(*Tx) error) error {
	return db.explain(db.once(ctx, Read, f))
}

// Update runs f in one transaction and commits it durably when f returns nil. When the
// database asks for it, everything is undone and f runs again. f must not call Update: on
// SQLite that waits for itself.
//
// On SQLite one Update runs at a time and the others wait in line; each ends with one
// fsync, so that many small changes are best made together in one Update.
func (db *DB) Update(ctx context.Context, f func(*Tx) error) error {
	for try := 1; ; try++ {
		err := db.once(ctx, Write, f)
		if err == nil || try == maxTries || !db.dialect.Retry(err) {
			return db.explain(err)
		}
		pause := time.Duration(try) * time.Duration(1+rand.IntN(5)) * time.Millisecond
		select {
		case <-ctx.Done():
			return db.explain(errors.Join(ctx.Err(), err))
		case <-time.After(pause):
		}
	}
}

func (db *DB) once(ctx context.Context, purpose Purpose, f func(*Tx) error) error {
	s, err := db.pool.Begin(ctx, purpose)
	if err != nil {
		return err
	}
	defer s.Rollback()
	tx := &Tx{db: db, ctx: ctx, session: s, trace: traceOf(ctx)}
	if err := f(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.Commit()
}

// text is a statement in the words of the database.
func (db *DB) text(statement string) string {
	if t, ok := db.texts.Load(statement); ok {
		return t.(string)
	}
	t := db.dialect.rewrite(statement)
	db.texts.Store(statement, t)
	return t
}

// explain gives a fault of the database its kind and a sentence. Errors of the desk pass.
func (db *DB) explain(err error) error {
	if err == nil || desk.KindOf(err) != "" {
		return err
	}
	switch kind := db.dialect.Kind(err); kind {
	case desk.Conflict:
		return &desk.Error{Kind: kind, Message: "An entry with this ID already exists.", Err: err}
	case desk.Unavailable:
		return &desk.Error{Kind: kind, Message: "The desk's database isn't responding right now.",
			Mend: "Nothing saved is lost, and what you're writing stays here. Try again in a moment. If it keeps happening, ask the operator to check that the database is running and its disk has space.", Err: err}
	default:
		return err
	}
}
