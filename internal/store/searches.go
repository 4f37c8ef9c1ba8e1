package store

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	return tx.searches("ORDER BY id")
}

// SearchesByID are those of some saved searches that are there, oldest first.
func (tx *Tx) SearchesByID(ids []desk.SearchID) (list []desk.Search, err error) {
	defer call(&err, "SearchesByID(%d)", len(ids))
	if len(ids) == 0 {
		return nil, nil
	}
	return tx.searches("WHERE id IN ints($1) ORDER BY id", ints(tx, ids))
}

func (tx *Tx) searches(which string, args ...any) (list []desk.Search, err error) {
	err = tx.each(func(r scanner) error {
		var s desk.Search
		err := r.Scan((*int64)(&s.ID), (*int64)(&s.Brand), &s.Name, &s.Query, yes(&s.Paused), at(&s.Created), (*int64)(&s.By), &s.Cap, &s.Matched, at(&s.LastAt))
		list = append(list, s)
		return err
	}, "SELECT id, "+searchColumns+", matched, last_at FROM searches "+which, args...)
	return list, err
}

// CreateSearch gives a saved search its id. Its counters start with what it brings.
func (tx *Tx) CreateSearch(s *desk.Search) (err error) {
	defer call(&err, "CreateSearch")
	err = tx.create((*int64)(&s.ID), "searches", searchColumns+", matched, last_at", func(id int64) ([]any, error) {
		args := searchArgs(s, id)
		return slices.Insert(args, len(args)-1, any(s.Matched), any(desk.Micros(s.LastAt))), nil
	})
	if err != nil {
		return err
	}
	return tx.noteSearch(s.ID)
}

// SaveSearch replaces all of a saved search but its counters.
func (tx *Tx) SaveSearch(s *desk.Search) (err error) {
	defer call(&err, "SaveSearch(%d)", s.ID)
	if err := tx.one("search", int64(s.ID), "UPDATE searches SET "+set(searchColumns)+" WHERE id = $8", searchArgs(s, int64(s.ID))...); err != nil {
		return err
	}
	return tx.noteSearch(s.ID)
}

// DropSearch removes a saved search. Cases and messages keep the name under which it
// found them; what else is known of it stays until ForgetSearch.
func (tx *Tx) DropSearch(id desk.SearchID) (err error) {
	defer call(&err, "DropSearch(%d)", id)
	if err := tx.one("search", int64(id), "DELETE FROM searches WHERE id = $1", int64(id)); err != nil {
		return err
	}
	return tx.noteSearch(id)
}

// RestoreSearch brings a removed search back under its id, with its counters.
func (tx *Tx) RestoreSearch(s *desk.Search) (err error) {
	defer call(&err, "RestoreSearch(%d)", s.ID)
	args := searchArgs(s, int64(s.ID))
	args = slices.Insert(args, len(args)-1, any(s.Matched), any(desk.Micros(s.LastAt)))
	if _, err := tx.exec(insertInto("searches", searchColumns+", matched, last_at, id"), args...); err != nil {
		return err
	}
	return tx.noteSearch(s.ID)
}

// ForgetSearch removes what is known of a search that is gone: what it brought and when, the
// marks on it, its earlier queries.
func (tx *Tx) ForgetSearch(id desk.SearchID) (err error) {
	defer call(&err, "ForgetSearch(%d)", id)
	for _, of := range []string{"marks WHERE search", "brought WHERE search", "revisions WHERE search"} {
		if _, err := tx.exec("DELETE FROM "+of+" = $1", int64(id)); err != nil {
			return err
		}
	}
	_, err = tx.exec("DELETE FROM hours WHERE key = $1", desk.SearchKey(id))
	return err
}

// The latest changes of searches are kept as a setting, newest first: for each its id and
// something by which to know it again. One statement puts another before them, so that of two
// transactions at once none is lost.
const (
	searchChanges     = "search-changes"
	mostSearchChanges = 4000 // bytes
)

// noteSearch tells whoever keeps searches in a form of their own that one changed.
func (tx *Tx) noteSearch(id desk.SearchID) error {
	mark := make([]byte, 6)
	rand.Read(mark)
	_, err := tx.exec("INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = SUBSTR(excluded.value || ' ' || settings.value, 1, $3)",
		searchChanges, fmt.Sprintf("%d.%x", id, mark), int64(mostSearchChanges))
	return err
}

// SearchesSince tells which searches came, changed or went since an earlier call, which gave
// a mark, and gives the mark for the next. known is false where the mark is "" or of too long
// ago: any may have changed then.
func (tx *Tx) SearchesSince(mark string) (changed []desk.SearchID, next string, known bool, err error) {
	defer call(&err, "SearchesSince")
	value, err := tx.Setting(searchChanges)
	if err != nil {
		return nil, "", false, err
	}
	all := strings.Fields(value)
	if len(all) == 0 {
		return nil, "none", mark == "none", nil
	}
	seen := map[desk.SearchID]bool{}
	for _, c := range all {
		if c == mark {
			return changed, all[0], true, nil
		}
		number, _, _ := strings.Cut(c, ".")
		n, err := strconv.ParseInt(number, 10, 64)
		if id := desk.SearchID(n); err == nil && !seen[id] {
			seen[id] = true
			changed = append(changed, id)
		}
	}
	return nil, all[0], false, nil
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
