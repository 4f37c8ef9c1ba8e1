package store

import (
	"slices"
	"time"

	"heed/internal/desk"
)

const searchColumns = "brand, name, query, paused, created, author, cap"

func searchArgs(s *desk.Search, id int64) []any {
	return []any{int64(s.Brand), s.Name, s.Query, bit(s.Paused), desk.Micros(s.Created), int64(s.By), s.Cap, id}
}

// Searches are all saved searches, oldest first.
func (tx *Tx) Searches() (list []desk.Search, err error) {
	defer call(&err, "Searches")
	err = tx.each(func(r scanner) error {
		var s desk.Search
		err := r.Scan((*int64)(&s.ID), (*int64)(&s.Brand), &s.Name, &s.Query, yes(&s.Paused), at(&s.Created), (*int64)(&s.By), &s.Cap, &s.Matched, at(&s.LastAt))
		list = append(list, s)
		return err
	}, "SELECT id, "+searchColumns+", matched, last_at FROM searches ORDER BY id")
	return list, err
}

// CreateSearch gives a saved search its id. Its counters start with what it brings.
func (tx *Tx) CreateSearch(s *desk.Search) (err error) {
	defer call(&err, "CreateSearch")
	return tx.create((*int64)(&s.ID), "searches", searchColumns+", matched, last_at", func(id int64) ([]any, error) {
		args := searchArgs(s, id)
		return slices.Insert(args, len(args)-1, any(s.Matched), any(desk.Micros(s.LastAt))), nil
	})
}

// SaveSearch replaces all of a saved search but its counters.
func (tx *Tx) SaveSearch(s *desk.Search) (err error) {
	defer call(&err, "SaveSearch(%d)", s.ID)
	return tx.one("search", int64(s.ID), "UPDATE searches SET "+set(searchColumns)+" WHERE id = $8", searchArgs(s, int64(s.ID))...)
}

// DropSearch removes a saved search. Cases and messages keep the name under which it
// found them.
func (tx *Tx) DropSearch(id desk.SearchID) (err error) {
	defer call(&err, "DropSearch(%d)", id)
	for _, of := range []string{"marks WHERE search", "revisions WHERE search"} {
		if _, err := tx.exec("DELETE FROM "+of+" = $1", int64(id)); err != nil {
			return err
		}
	}
	if _, err := tx.exec("DELETE FROM hours WHERE key = $1", desk.SearchKey(id)); err != nil {
		return err
	}
	return tx.one("search", int64(id), "DELETE FROM searches WHERE id = $1", int64(id))
}

// AddMatches counts what searches matched. Searches that are gone meanwhile are passed over.
func (tx *Tx) AddMatches(n map[desk.SearchID]int64, when time.Time) (err error) {
	defer call(&err, "AddMatches(%d searches)", len(n))
	ids := make([]desk.SearchID, 0, len(n))
	for id := range n {
		ids = append(ids, id)
	}
	slices.Sort(ids) // two nodes take the rows in the same order
	for _, id := range ids {
		_, err := tx.exec(`UPDATE searches SET matched = matched + $1, last_at = CASE WHEN last_at > $2 THEN last_at ELSE $2 END
			WHERE id = $3`, n[id], desk.Micros(when), int64(id))
		if err != nil {
			return err
		}
	}
	return nil
}
