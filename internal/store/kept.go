package store

import (
	"slices"
	"time"

	"heed/internal/desk"
)

// reach is what an erasure touches, and what a person's dossier holds.
type reach struct {
	persons  []desk.PersonID
	cases    []desk.CaseID
	messages []spoken
}

// spoken is what an erasure must know of a message.
type spoken struct {
	id, copyOf desk.MessageID
	person     desk.PersonID
	thread     desk.ThreadID
	network    desk.Network
	key        desk.MessageKey
	direction  desk.Direction
	author     desk.HandleRef
	posted     time.Time
}

func (r *reach) ids() []desk.MessageID {
	ids := make([]desk.MessageID, len(r.messages))
	for i := range r.messages {
		ids[i] = r.messages[i].id
	}
	return ids
}

// reach finds all persons, cases and messages: those who turned out to be the person, the cases that ended in
// theirs, all that was said in them, and what they repeated of others elsewhere.
func (tx *Tx) reach(e desk.Erasure) (r reach, err error) {
	r.cases = slices.Clone(e.Cases)
	if e.Person != 0 {
		err = tx.together(
			idsInto(&r.persons, "SELECT id FROM persons WHERE id = $1 OR same_as = $1 ORDER BY same_as, id", int64(e.Person)),
			idsInto(&r.cases, "SELECT id FROM cases WHERE person IN (SELECT id FROM persons WHERE id = $1 OR same_as = $1)", int64(e.Person)))
		if err == nil && len(r.persons) == 0 {
			err = notFound("person", int64(e.Person))
		}
	}
	for last := r.cases; err == nil && len(last) > 0; {
		var more []desk.CaseID
		err = tx.together(idsInto(&more, "SELECT from_case FROM merges WHERE into_case IN ints($1) AND undone = 0", ints(tx, last)))
		last = slices.DeleteFunc(more, func(id desk.CaseID) bool { return slices.Contains(r.cases, id) })
		r.cases = append(r.cases, last...)
	}
	slices.Sort(r.cases)
	r.cases = slices.Compact(r.cases)
	if err != nil {
		return r, err
	}
	return r, tx.each(func(s scanner) error {
		var m spoken
		err := s.Scan((*number)(&m.id), (*number)(&m.copyOf), (*number)(&m.person), (*number)(&m.thread), (*string)(&m.network), &m.key.Scope, (*string)(&m.key.ID),
			(*string)(&m.direction), &m.author.NetworkID, &m.author.Name, at(&m.posted))
		r.messages = append(r.messages, m)
		return err
	}, `SELECT id, copy_of, person, thread, network, scope, COALESCE(network_id, ''), direction, author_id, author_name, posted_at FROM messages WHERE id IN (
		SELECT id FROM messages WHERE case_id IN ints($1)
		UNION SELECT id FROM messages WHERE person IN ints($2) AND copy_of <> 0
		UNION SELECT k.id FROM messages k JOIN messages o ON o.id = k.copy_of WHERE o.case_id IN ints($1) AND k.copy_of <> 0) ORDER BY posted_at, id`,
		ints(tx, r.cases), ints(tx, r.persons))
}

// counted says how much is reached.
func (tx *Tx) counted(r *reach) (k desk.Kept, err error) {
	k.Persons, k.Cases = r.persons, r.cases
	for i := range r.messages {
		switch m := &r.messages[i]; {
		case m.copyOf != 0:
			k.Copies++
		case m.direction == desk.In:
			k.Said++
		case m.direction == desk.Note:
			k.Notes++
		default:
			k.Answers++
		}
	}
	messages, cases := ints(tx, r.ids()), ints(tx, r.cases)
	one := func(to *int, statement string, arg any) Query {
		return Query{statement, []any{arg}, func(r Row) error { return r.Scan(to) }}
	}
	return k, tx.together(
		one(&k.Open, "SELECT count(*) FROM cases WHERE id IN ints($1) AND list IN ('reply', 'watch', 'waiting', 'later')", cases),
		one(&k.Versions, "SELECT count(*) FROM message_versions WHERE message IN ints($1)", messages),
		one(&k.Pictures, "SELECT count(*) FROM pictures WHERE message IN ints($1) AND message <> 0", messages),
		one(&k.Events, "SELECT count(*) FROM events WHERE case_id IN ints($1)", cases),
		one(&k.Corrections, "SELECT count(*) FROM corrections WHERE message IN ints($1)", messages),
		one(&k.Promises, "SELECT count(*) FROM promises WHERE case_id IN ints($1)", cases),
	)
}

// Kept tells how much an erasure would erase.
func (tx *Tx) Kept(e desk.Erasure) (k desk.Kept, err error) {
	defer call(&err, "Kept(%d)", e.Person)
	r, err := tx.reach(e)
	if err != nil {
		return k, err
	}
	if k, err = tx.counted(&r); err != nil {
		return k, err
	}
	others, err := tx.linked(&r)
	k.Others = len(others)
	return k, err
}

// Holding is what keeps an erasure from being done: what is owed to a person and has not left, and promises that
// are neither kept nor over.
func (tx *Tx) Holding(e desk.Erasure, now time.Time) (owed []desk.Outgoing, promised []desk.Promise, err error) {
	defer call(&err, "Holding(%d)", e.Person)
	r, err := tx.reach(e)
	if err != nil {
		return nil, nil, err
	}
	return owed, promised, tx.together(
		owedInto(&owed, "SELECT "+outgoingRow+" FROM outgoing WHERE case_id IN ints($1) AND state IN ('queued', 'sending', 'unknown', 'failed') ORDER BY id", ints(tx, r.cases)),
		promisesInto(&promised, "case_id IN ints($1) AND kept = 0 AND due > $2 ORDER BY id", ints(tx, r.cases), desk.Micros(now)))
}

// Dossier reads everything that is kept of a person.
func (tx *Tx) Dossier(id desk.PersonID) (d desk.Dossier, err error) {
	defer call(&err, "Dossier(%d)", id)
	r, err := tx.reach(desk.Erasure{Person: id})
	if err != nil {
		return d, err
	}
	persons, err := tx.PersonsByID(r.persons)
	if err != nil {
		return d, err
	}
	for _, id := range r.persons {
		d.Persons = append(d.Persons, *persons[id])
	}
	if d.Handles, err = tx.handles("SELECT "+handleRow+" FROM handles WHERE person IN ints($1) ORDER BY id", ints(tx, r.persons)); err != nil {
		return d, err
	}
	messages, cases := ints(tx, r.ids()), ints(tx, r.cases)
	correction := Query{"SELECT id, " + correctionColumns + " FROM corrections WHERE message IN ints($1) ORDER BY id", []any{messages}, func(r Row) error {
		var c desk.Correction
		err := r.Scan(correctionPlaces(&c)...)
		d.Corrections = append(d.Corrections, c)
		return err
	}}
	err = tx.together(
		casesInto(&d.Cases, "SELECT "+caseRow+" FROM cases WHERE id IN ints($1) ORDER BY id", cases),
		messagesInto(&d.Messages, "SELECT "+messageRow+" FROM messages WHERE id IN ints($1) ORDER BY posted_at, id", messages),
		picturesInto(&d.Pictures, pictureRow, "message IN ints($1) AND message <> 0 ORDER BY message, place", messages),
		eventsInto(&d.Events, "SELECT "+eventRow+" FROM events WHERE case_id IN ints($1) ORDER BY id", cases),
		owedInto(&d.Outgoing, "SELECT "+outgoingRow+" FROM outgoing WHERE case_id IN ints($1) ORDER BY id", cases),
		promisesInto(&d.Promises, "case_id IN ints($1) ORDER BY id", cases),
		correction)
	if err == nil {
		d.Versions, err = tx.versions(r.ids())
	}
	return d, err
}
