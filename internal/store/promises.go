package store

import (
	"time"

	"heed/internal/desk"
)

const promiseColumns = "case_id, owner, text, due, made, kept, broken"

func promiseArgs(p *desk.Promise, id int64) []any {
	return []any{int64(p.Case), int64(p.Owner), p.Text, desk.Micros(p.Due), desk.Micros(p.Made), desk.Micros(p.Kept), desk.Micros(p.Broken), id}
}

func (tx *Tx) promises(where string, args ...any) (list []desk.Promise, err error) {
	err = tx.together(promisesInto(&list, where, args...))
	return list, err
}

func promisesInto(list *[]desk.Promise, where string, args ...any) Query {
	return Query{"SELECT id, " + promiseColumns + " FROM promises WHERE " + where, args, func(r Row) error {
		var p desk.Promise
		err := r.Scan((*number)(&p.ID), (*number)(&p.Case), (*number)(&p.Owner), &p.Text, at(&p.Due), at(&p.Made), at(&p.Kept), at(&p.Broken))
		*list = append(*list, p)
		return err
	}}
}

// CreatePromise gives a promise its id.
func (tx *Tx) CreatePromise(p *desk.Promise) (err error) {
	defer call(&err, "CreatePromise(case %d)", p.Case)
	id, err := tx.newID("promises")
	if err != nil {
		return err
	}
	if _, err := tx.exec(insertInto("promises", promiseColumns+", id"), promiseArgs(p, id)...); err != nil {
		return err
	}
	p.ID = desk.PromiseID(id)
	return nil
}

// SavePromise replaces a promise.
func (tx *Tx) SavePromise(p *desk.Promise) (err error) {
	defer call(&err, "SavePromise(%d)", p.ID)
	return tx.one("promise", int64(p.ID), "UPDATE promises SET "+set(promiseColumns)+" WHERE id = $8", promiseArgs(p, int64(p.ID))...)
}

// Promise finds a promise by its id.
func (tx *Tx) Promise(id desk.PromiseID) (_ *desk.Promise, err error) {
	defer call(&err, "Promise(%d)", id)
	list, err := tx.promises("id = $1", int64(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("promise", int64(id))
	}
	return &list[0], nil
}

// DuePromises finds promises that are neither kept nor seen to be broken and whose time
// has come, oldest first.
func (tx *Tx) DuePromises(now time.Time, limit int) (_ []desk.Promise, err error) {
	defer call(&err, "DuePromises")
	return tx.promises("kept = 0 AND broken = 0 AND due <= $1 ORDER BY due, id LIMIT $2", desk.Micros(now), int64(limit))
}
