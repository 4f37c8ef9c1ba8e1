package store

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"heed/internal/desk"
)

const (
	eventColumns = "case_id, message, at, agent, kind, data"
	eventRow     = "id, tx, " + eventColumns
)

// Append keeps facts, in order, and gives them their ids. Tx is known only to readers.
func (tx *Tx) Append(events ...*desk.Event) (err error) {
	defer call(&err, "Append(%d events)", len(events))
	tx.reserve("events", len(events))
	for len(events) > 0 {
		n := portion(len(events))
		if err := tx.append(events[:n]); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// portion is how many of n rows go into the next statement. There are few sizes, so that
// few statements are kept.
func portion(n int) int {
	for _, size := range []int{64, 16, 4} {
		if n >= size {
			return size
		}
	}
	return 1
}

func (tx *Tx) append(events []*desk.Event) error {
	rows := make([][]any, len(events))
	for i, e := range events {
		var err error
		if rows[i], err = tx.eventArgs(e); err != nil {
			return err
		}
	}
	return tx.insertEvents(rows)
}

// eventArgs gives an event its id.
func (tx *Tx) eventArgs(e *desk.Event) ([]any, error) {
	id, err := tx.newID("events")
	if err != nil {
		return nil, err
	}
	data, err := encoded(e.Data)
	e.ID = id
	return []any{int64(e.Case), int64(e.Message), desk.Micros(e.At), int64(e.Agent), string(e.Kind), data, id}, err
}

func (tx *Tx) insertEvents(rows [][]any) error {
	var args []any
	values := make([]string, len(rows))
	for i, row := range rows {
		values[i] = strings.Replace(arguments(1+len(args), len(row)), "(", "(/*tx*/0, ", 1)
		args = append(args, row...)
	}
	return tx.later("INSERT INTO events (tx, "+eventColumns+", id) VALUES "+strings.Join(values, ", "), args...)
}

func (tx *Tx) events(statement string, args ...any) (list []desk.Event, err error) {
	err = tx.together(eventsInto(&list, statement, args...))
	return list, err
}

func eventsInto(list *[]desk.Event, statement string, args ...any) Query {
	return Query{statement, args, func(r Row) error {
		var e desk.Event
		err := r.Scan((*number)(&e.ID), (*number)(&e.Tx), (*number)(&e.Case), (*number)(&e.Message), at(&e.At), (*number)(&e.Agent), (*string)(&e.Kind), document(&e.Data))
		*list = append(*list, e)
		return err
	}}
}

// Events follows the facts after a cursor, in order, only those that no running
// transaction can precede; next is the cursor after the last.
func (tx *Tx) Events(after desk.EventCursor, limit int) (_ []desk.Event, next desk.EventCursor, err error) {
	defer call(&err, "Events(%d.%d)", after.Tx, after.ID)
	statement := strings.Replace(tx.db.dialect.Settled, "COLUMNS", eventRow, 1)
	list, err := tx.events(statement, after.Tx, after.ID, int64(limit))
	next = after
	if len(list) > 0 {
		last := list[len(list)-1]
		next = desk.EventCursor{Tx: last.Tx, ID: last.ID}
	}
	return list, next, err
}

// LatestEvent is the cursor after everything that is settled now.
func (tx *Tx) LatestEvent() (c desk.EventCursor, err error) {
	defer call(&err, "LatestEvent")
	err = tx.row(tx.db.dialect.Latest).Scan(&c.Tx, &c.ID)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return c, err
}

// CasesSince are those of some cases that have a fact after a cursor, also one that followers
// do not see yet because an older transaction runs.
func (tx *Tx) CasesSince(after desk.EventCursor, of []desk.CaseID) (ids []desk.CaseID, err error) {
	defer call(&err, "CasesSince(%d.%d, %d cases)", after.Tx, after.ID, len(of))
	if len(of) == 0 {
		return nil, nil
	}
	err = tx.each(func(s scanner) error {
		var id desk.CaseID
		err := s.Scan((*number)(&id))
		ids = append(ids, id)
		return err
	}, "SELECT DISTINCT case_id FROM events WHERE case_id IN ints($1) AND (tx, id) > ($2, $3) ORDER BY case_id", ints(tx, of), after.Tx, after.ID)
	return ids, err
}

// DeskEvents is the audit trail: events without a case, newest first.
func (tx *Tx) DeskEvents(q desk.TrailQuery) (_ []desk.Event, err error) {
	defer call(&err, "DeskEvents(%d)", q.Before)
	if q.Before == 0 {
		q.Before = 1<<63 - 1
	}
	if q.To.IsZero() {
		q.To = desk.FromMicros(1<<63 - 1)
	}
	where, args := "case_id = 0 AND id < $1 AND at >= $3 AND at < $4", []any{q.Before, int64(q.Limit), desk.Micros(q.From), desk.Micros(q.To)}
	if q.Agent != 0 {
		args = append(args, int64(q.Agent))
		where += " AND agent = $" + strconv.Itoa(len(args))
	}
	if len(q.Kinds) > 0 {
		args = append(args, texts(tx, q.Kinds))
		where += " AND kind IN texts($" + strconv.Itoa(len(args)) + ")"
	}
	return tx.events("SELECT "+eventRow+" FROM events WHERE "+where+" ORDER BY id DESC LIMIT $2", args...)
}
