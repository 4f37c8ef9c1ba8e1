package store

import "heed/internal/desk"

const personColumns = "name, lang, first_seen, last_seen, muted_until, mute_reason, same_as, erased_at"

// personRow counts a person's cases where they lie: a counter beside them could differ.
var personRow = "p.id, " + of("p", personColumns) + ", (SELECT count(*) FROM cases c WHERE c.person = p.id AND c.list <> 'merged')"

func personArgs(p *desk.Person) []any {
	return []any{p.Name, p.Lang, desk.Micros(p.FirstSeen), desk.Micros(p.LastSeen), desk.Micros(p.MutedUntil), p.MuteReason, int64(p.SameAs), desk.Micros(p.ErasedAt)}
}

func personDest(p *desk.Person) []any {
	return []any{(*number)(&p.ID), &p.Name, &p.Lang, at(&p.FirstSeen), at(&p.LastSeen), at(&p.MutedUntil), &p.MuteReason, (*number)(&p.SameAs), at(&p.ErasedAt), &p.Cases}
}

// CreatePerson gives a person their id. Handles are created by themselves; Cases is
// counted by the store.
func (tx *Tx) CreatePerson(p *desk.Person) (err error) {
	defer call(&err, "CreatePerson")
	id, err := tx.newID("persons")
	if err != nil {
		return err
	}
	if _, err := tx.exec(insertInto("persons", personColumns+", id"), append(personArgs(p), id)...); err != nil {
		return err
	}
	p.ID = desk.PersonID(id)
	return nil
}

// SavePerson replaces a person, but not their handles.
func (tx *Tx) SavePerson(p *desk.Person) (err error) {
	defer call(&err, "SavePerson(%d)", p.ID)
	return tx.one("person", int64(p.ID), "UPDATE persons SET "+set(personColumns)+" WHERE id = $9", append(personArgs(p), int64(p.ID))...)
}

// PersonsByID finds persons, without handles; only what exists.
func (tx *Tx) PersonsByID(ids []desk.PersonID) (_ map[desk.PersonID]*desk.Person, err error) {
	defer call(&err, "PersonsByID(%d ids)", len(ids))
	found := map[desk.PersonID]*desk.Person{}
	if len(ids) == 0 {
		return found, nil
	}
	err = tx.each(func(s scanner) error {
		p := &desk.Person{}
		err := s.Scan(personDest(p)...)
		found[p.ID] = p
		return err
	}, "SELECT "+personRow+" FROM persons p WHERE p.id IN ints($1)", ints(tx, ids))
	return found, err
}

// ofPerson joins a person with the handles, of which there may be none.
var ofPerson = "SELECT " + personRow + `, COALESCE(h.id, 0), p.id, COALESCE(h.network, ''), COALESCE(h.network_id, ''), COALESCE(h.name, ''),
	COALESCE(h.display, ''), COALESCE(h.avatar, ''), COALESCE(h.followers, 0), COALESCE(h.verified, 0), COALESCE(h.ours, 0), COALESCE(h.seen_at, 0)
	FROM persons p LEFT JOIN handles h ON h.person = p.id WHERE p.id = `

func personInto(p *desk.Person, which string, args ...any) Query {
	return Query{ofPerson + which + " ORDER BY h.id", args, func(r Row) error {
		var h desk.Handle
		err := r.Scan(append(personDest(p), handleDest(&h)...)...)
		if h.ID != 0 {
			p.Handles = append(p.Handles, h)
		}
		return err
	}}
}

// Person finds a person with all handles.
func (tx *Tx) Person(id desk.PersonID) (_ *desk.Person, err error) {
	defer call(&err, "Person(%d)", id)
	p := &desk.Person{}
	err = tx.together(personInto(p, "$1", int64(id)))
	if err == nil && p.ID == 0 {
		err = notFound("person", int64(id))
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}
