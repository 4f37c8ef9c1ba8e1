package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
)

// Tx is one transaction of the desk. It is bound to the context of the Update or View
// that made it and must not be used after that returns, nor by two goroutines at once.
type Tx struct {
	db      *DB
	ctx     context.Context
	session Session
	failed  error // first fault of a statement: nothing more is done
	trace   func(Statement)
	ids     map[string]*idRun // given but not yet used
}

// exec runs a statement of this package that brings no rows and tells how many it
// changed.
func (tx *Tx) exec(statement string, args ...any) (int64, error) {
	text, err := tx.ready(statement, args)
	if err != nil {
		return 0, err
	}
	n, err := tx.session.Exec(tx.ctx, text, args...)
	if err != nil {
		return 0, tx.fault(err)
	}
	return n, nil
}

// later is exec for a statement that is right if it brings no error: it goes with the next
// one or with the end of the transaction.
func (tx *Tx) later(statement string, args ...any) error {
	text, err := tx.ready(statement, args)
	if err != nil {
		return err
	}
	if err := tx.session.Later(tx.ctx, text, args...); err != nil {
		return tx.fault(err)
	}
	return nil
}

// one runs a statement that must change exactly the row that is named, else it is
// desk.NotFound.
func (tx *Tx) one(what string, id int64, statement string, args ...any) error {
	n, err := tx.exec(statement, args...)
	if err == nil && n == 0 {
		err = notFound(what, id)
	}
	return err
}

// each runs a statement and hands its rows over one by one.
func (tx *Tx) each(scan func(scanner) error, statement string, args ...any) error {
	return tx.together(Query{statement, args, func(r Row) error { return scan(r) }})
}

// together runs statements of which none needs the rows of another, in one turn.
func (tx *Tx) together(queries ...Query) error {
	for i := range queries {
		var err error
		if queries[i].Text, err = tx.ready(queries[i].Text, queries[i].Args); err != nil {
			return err
		}
	}
	if err := tx.session.Query(tx.ctx, queries...); err != nil {
		return tx.fault(err)
	}
	return nil
}

// row runs a statement that brings one row; without one, Scan gives sql.ErrNoRows.
func (tx *Tx) row(statement string, args ...any) oneRow { return oneRow{tx, statement, args} }

type oneRow struct {
	tx        *Tx
	statement string
	args      []any
}

func (r oneRow) Scan(dest ...any) error {
	found := false
	err := r.tx.each(func(s scanner) error {
		if found {
			return nil
		}
		found = true
		return s.Scan(dest...)
	}, r.statement, r.args...)
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// ready refuses a statement that cannot or must not run, cleans its texts (what PostgreSQL
// cannot keep, NUL and broken UTF-8, is kept by neither database) and gives it the words of
// the database.
func (tx *Tx) ready(statement string, args []any) (string, error) {
	if tx.failed != nil {
		return "", tx.failed
	}
	if err := tx.ctx.Err(); err != nil {
		return "", err
	}
	cleanAll(args)
	text := tx.db.text(statement)
	if tx.trace != nil {
		tx.trace(Statement{text, args})
	}
	return text, nil
}

// Lock lets one transaction at a time work on what the names stand for. It comes before
// anything is read: what is read after it is what the one before has left.
func (tx *Tx) Lock(names []string) (err error) {
	defer call(&err, "Lock(%d names)", len(names))
	if tx.db.dialect.Lock == "" || len(names) == 0 {
		return nil
	}
	numbers := make([]int64, len(names))
	for i, name := range names {
		h := fnv.New64a()
		_, _ = h.Write([]byte(name))
		numbers[i] = int64(h.Sum64())
	}
	slices.Sort(numbers) // all in one order, so that two never wait for each other
	return tx.each(func(scanner) error { return nil }, tx.db.dialect.Lock, tx.db.dialect.Slice(slices.Compact(numbers)))
}

func cleanAll(args []any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clean(s)
		}
	}
}

func (tx *Tx) fault(err error) error {
	if tx.failed == nil {
		tx.failed = err
	}
	return err
}

func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// ints and texts bind a slice for IN ints(…) and IN texts(…).
func ints[T ~int64](tx *Tx, ids []T) any {
	list := make([]int64, len(ids))
	for i, id := range ids {
		list[i] = int64(id)
	}
	return tx.db.dialect.Slice(list)
}

func texts[T ~string](tx *Tx, values []T) any {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = clean(string(v))
	}
	return tx.db.dialect.Slice(list)
}

// call names the method and its arguments in an error that it returns.
func call(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("store."+format+": %w", append(args, *err)...)
	}
}

func notFound(what string, id int64) error {
	return desk.Errorf(desk.NotFound, "There is no %s %d.", what, id)
}

// find reads columns of the row that is named, else it is desk.NotFound.
func (tx *Tx) find(what string, id int64, statement string, dest ...any) error {
	err := tx.row(statement, id).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(what, id)
	}
	return err
}

// create writes a row of a small table with a new id, which comes last among the
// arguments, and hands the id over when the row is there.
func (tx *Tx) create(to *int64, table, columns string, args func(id int64) ([]any, error)) error {
	id, err := tx.newID(table)
	if err != nil {
		return err
	}
	values, err := args(id)
	if err != nil {
		return err
	}
	if _, err := tx.exec(insertInto(table, columns+", id"), values...); err != nil {
		return err
	}
	*to = id
	return nil
}
