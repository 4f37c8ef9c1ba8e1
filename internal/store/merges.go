package store

import (
	"time"

	"heed/internal/desk"
)

const mergeColumns = "into_case, from_case, at, agent, why, undone, document"

func mergeArgs(m *desk.Merge, id int64) ([]any, error) {
	done, err := encoded(m.Done)
	return []any{int64(m.Into), int64(m.From), desk.Micros(m.At), int64(m.Agent), m.Why, desk.Micros(m.Undone), done, id}, err
}

// CreateMerge keeps that a case ended in another and gives that its id.
func (tx *Tx) CreateMerge(m *desk.Merge) (err error) {
	defer call(&err, "CreateMerge(%d into %d)", int64(m.From), int64(m.Into))
	id, err := tx.newID("merges")
	if err != nil {
		return err
	}
	args, err := mergeArgs(m, id)
	if err != nil {
		return err
	}
	m.ID = desk.MergeID(id)
	_, err = tx.exec(insertInto("merges", mergeColumns+", id"), args...)
	return err
}

// SaveMerge replaces a merge.
func (tx *Tx) SaveMerge(m *desk.Merge) (err error) {
	defer call(&err, "SaveMerge(%d)", int64(m.ID))
	args, err := mergeArgs(m, int64(m.ID))
	if err != nil {
		return err
	}
	return tx.one("merge", int64(m.ID), "UPDATE merges SET "+set(mergeColumns)+" WHERE id = $8", args...)
}

// Merge finds a merge by its id.
func (tx *Tx) Merge(id desk.MergeID) (_ *desk.Merge, err error) {
	defer call(&err, "Merge(%d)", int64(id))
	found, err := tx.merge("id = $1", int64(id))
	if err == nil && found == nil {
		err = desk.Errorf(desk.NotFound, "These cases aren't merged.")
	}
	return found, err
}

// LastMerge is the latest merge into a case that holds; nil where there is none.
func (tx *Tx) LastMerge(into desk.CaseID) (_ *desk.Merge, err error) {
	defer call(&err, "LastMerge(%d)", int64(into))
	return tx.merge("into_case = $1 AND undone = 0 ORDER BY id DESC LIMIT 1", int64(into))
}

func (tx *Tx) merge(where string, args ...any) (found *desk.Merge, err error) {
	err = tx.each(func(s scanner) error {
		m := &desk.Merge{}
		found = m
		return s.Scan((*number)(&m.ID), (*number)(&m.Into), (*number)(&m.From), at(&m.At), (*number)(&m.Agent), &m.Why, at(&m.Undone), document(&m.Done))
	}, "SELECT id, "+mergeColumns+" FROM merges WHERE "+where, args...)
	return found, err
}

// Apart reports whether a person took two cases apart: the latest that was done to them.
func (tx *Tx) Apart(a, b desk.CaseID) (apart bool, err error) {
	defer call(&err, "Apart(%d, %d)", int64(a), int64(b))
	err = tx.each(func(s scanner) error {
		var undone time.Time
		err := s.Scan(at(&undone))
		apart = !undone.IsZero()
		return err
	}, `SELECT undone FROM merges WHERE into_case = $1 AND from_case = $2 OR into_case = $2 AND from_case = $1 ORDER BY id DESC LIMIT 1`, int64(a), int64(b))
	return apart, err
}

// MoveCase gives all messages, events, promises and owed messages of one case to another, and tells
// which they were.
func (tx *Tx) MoveCase(from, to desk.CaseID) (moved desk.Moved, err error) {
	defer call(&err, "MoveCase(%d, %d)", int64(from), int64(to))
	if moved, err = tx.rowsOf(from); err != nil {
		return moved, err
	}
	for _, table := range []string{"messages", "events", "promises", "outgoing"} {
		if _, err := tx.exec("UPDATE "+table+" SET case_id = $1 WHERE case_id = $2", int64(to), int64(from)); err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// rowsOf are the rows of a case. Copies go where their originals are.
func (tx *Tx) rowsOf(id desk.CaseID) (m desk.Moved, err error) {
	return m, tx.together(
		idsInto(&m.Messages, "SELECT id FROM messages WHERE case_id = $1 AND copy_of = 0 ORDER BY id", int64(id)),
		idsInto(&m.Events, "SELECT id FROM events WHERE case_id = $1 ORDER BY id", int64(id)),
		idsInto(&m.Promises, "SELECT id FROM promises WHERE case_id = $1 ORDER BY id", int64(id)),
		idsInto(&m.Outgoing, "SELECT id FROM outgoing WHERE case_id = $1 ORDER BY id", int64(id)),
	)
}

func idsInto[T ~int64](list *[]T, statement string, args ...any) Query {
	return Query{statement, args, func(r Row) error {
		var id int64
		err := r.Scan(&id)
		*list = append(*list, T(id))
		return err
	}}
}

// Move gives rows of one case to another; those that are elsewhere by now stay there. Copies and what
// is told of messages go with them.
func (tx *Tx) Move(from, to desk.CaseID, m desk.Moved) (err error) {
	defer call(&err, "Move(%d, %d)", int64(from), int64(to))
	move := func(table, column string, ids any, n int) {
		if err == nil && n > 0 {
			_, err = tx.exec("UPDATE "+table+" SET case_id = $1 WHERE case_id = $2 AND "+column+" IN ints($3)", int64(to), int64(from), ids)
		}
	}
	messages := ints(tx, m.Messages)
	move("messages", "id", messages, len(m.Messages))
	move("messages", "copy_of", messages, len(m.Messages))
	move("events", "message", messages, len(m.Messages))
	move("outgoing", "message", messages, len(m.Messages))
	move("events", "id", ints(tx, m.Events), len(m.Events))
	move("promises", "id", ints(tx, m.Promises), len(m.Promises))
	move("outgoing", "id", ints(tx, m.Outgoing), len(m.Outgoing))
	return err
}

// JoinPersons makes one person of two: the handles and cases of gone are kept's from now on.
func (tx *Tx) JoinPersons(kept, gone desk.PersonID) (j desk.Joined, err error) {
	defer call(&err, "JoinPersons(%d, %d)", int64(kept), int64(gone))
	j = desk.Joined{Kept: kept, Gone: gone}
	err = tx.together(
		idsInto(&j.Handles, "SELECT id FROM handles WHERE person = $1 ORDER BY id", int64(gone)),
		idsInto(&j.Cases, "SELECT id FROM cases WHERE person = $1 ORDER BY id", int64(gone)),
	)
	for _, statement := range []string{
		"UPDATE handles SET person = $1 WHERE person = $2",
		"UPDATE cases SET person = $1 WHERE person = $2",
		"UPDATE persons SET same_as = $1 WHERE same_as = $2 OR id = $2",
	} {
		if err == nil {
			_, err = tx.exec(statement, int64(kept), int64(gone))
		}
	}
	return j, err
}

// PartPersons makes two persons again of those that JoinPersons made one; the handles and cases of j
// are those that go.
func (tx *Tx) PartPersons(j desk.Joined) (err error) {
	defer call(&err, "PartPersons(%d, %d)", int64(j.Kept), int64(j.Gone))
	if _, err := tx.exec("UPDATE persons SET same_as = 0 WHERE id = $1", int64(j.Gone)); err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE handles SET person = $1 WHERE person = $2 AND id IN ints($3)", int64(j.Gone), int64(j.Kept), ints(tx, j.Handles)); err != nil || len(j.Cases) == 0 {
		return err
	}
	_, err = tx.exec("UPDATE cases SET person = $1 WHERE person = $2 AND id IN ints($3)", int64(j.Gone), int64(j.Kept), ints(tx, j.Cases))
	return err
}
