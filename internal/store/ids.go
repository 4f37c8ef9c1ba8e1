package store

import "database/sql"

// idRun holds ids of one table that were given to a transaction and are not used yet.
type idRun struct {
	free []int64 // of a sequence
	last int64   // counted by the one writer
	size int     // of the next demand
}

// newID gives the next id of a table. Ids are known before their rows are written, so
// that rows can name each other and be written together.
func (tx *Tx) newID(table string) (int64, error) {
	run := tx.ids[table]
	if run == nil {
		run = &idRun{size: 1}
		if tx.ids == nil {
			tx.ids = map[string]*idRun{}
		}
		tx.ids[table] = run
	}
	if tx.db.dialect.Sequence == "" {
		return tx.countID(table, run)
	}
	if len(run.free) == 0 {
		if err := tx.demandIDs(table, run, run.size); err != nil {
			return 0, err
		}
		run.size = min(2*run.size, 64)
	}
	id := run.free[0]
	run.free = run.free[1:]
	return id, nil
}

// reserve makes sure that the next n ids of a table cost one statement.
func (tx *Tx) reserve(table string, n int) {
	if run := tx.ids[table]; run != nil {
		run.size = max(run.size, n)
		return
	}
	if tx.ids == nil {
		tx.ids = map[string]*idRun{}
	}
	tx.ids[table] = &idRun{size: n}
}

func (tx *Tx) demandIDs(table string, run *idRun, n int) error {
	return tx.together(tx.demandInto(table, run, n))
}

func (tx *Tx) demandInto(table string, run *idRun, n int) Query {
	return Query{tx.db.dialect.Sequence, []any{table + "_id_seq", int64(n)}, func(r Row) error {
		var id int64
		err := r.Scan(&id)
		run.free = append(run.free, id)
		return err
	}}
}

// demand is the statement that brings the first ids of a table ahead of their use; ok is
// false where they cost nothing.
func (tx *Tx) demand(table string, n int) (q Query, ok bool) {
	if tx.db.dialect.Sequence == "" || tx.ids[table] != nil {
		return Query{}, false
	}
	tx.reserve(table, n)
	return tx.demandInto(table, tx.ids[table], n), true
}

// countID counts on from the highest id that the table ever had. It is safe because a
// writing transaction of SQLite is alone from its beginning.
func (tx *Tx) countID(table string, run *idRun) (int64, error) {
	if run.last == 0 {
		err := tx.row("SELECT seq FROM sqlite_sequence WHERE name = $1", table).Scan(&run.last)
		if err != nil && err != sql.ErrNoRows {
			return 0, err
		}
	}
	run.last++
	return run.last, nil
}
