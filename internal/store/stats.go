package store

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Stats is what an operator wants to see at any time. It is cheap to ask for.
type Stats struct {
	Owed      int            // items that have not left: queued, being sent or unsure
	Failed    int            // items that a person must act on
	OldestDue time.Time      // of what could leave next; zero: nothing is owed
	Bytes     int64          // that the database takes
	Messages  desk.MessageID // newest id
	Cases     desk.CaseID
}

// Stats reads the state of the store.
func (db *DB) Stats(ctx context.Context) (s Stats, err error) {
	defer call(&err, "Stats")
	err = db.View(ctx, func(tx *Tx) (err error) {
		err = tx.row(`SELECT (SELECT count(*) FROM outgoing WHERE state IN ('queued', 'sending', 'unknown')),
			(SELECT count(*) FROM outgoing WHERE state = 'failed'),
			(SELECT COALESCE(max(id), 0) FROM messages), (SELECT COALESCE(max(id), 0) FROM cases)`).
			Scan(&s.Owed, &s.Failed, (*int64)(&s.Messages), (*int64)(&s.Cases))
		if err != nil {
			return err
		}
		if err := tx.row(db.dialect.Size).Scan(&s.Bytes); err != nil {
			return err
		}
		s.OldestDue, err = tx.NextDue()
		return err
	})
	return s, err
}
