package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heed/internal/store"
)

// A keeper does what SQLite would else do now and then inside somebody's commit, where on a
// large desk it takes up to a tenth of a second while every other writer waits.
//
// Merging: words are added to their index in segments, one a commit, and segments are merged
// when there are many. The index is told not to do so by itself (automerge 0), but when it
// must. The keeper does, some pages at a time, standing in line with the other writers.
//
// Checkpoints: what is committed lies in the write-ahead log until its pages are moved into
// the database. A connection of its own moves them beside the writer; only what came
// meanwhile, and the last sync, happen in a pause of the writer, so that the log begins anew
// in the room that it has: if it grew, every commit's sync would be dearer. When more is
// written than this can follow, as when a file is taken in, the writer does it at maxJournal.
type keeper struct {
	pool  *pool
	move  *sql.DB       // for checkpoints
	work  chan struct{} // holds a demand
	ended chan struct{} // closed when the keeper has stopped
	moved int64         // commits of the pool when the log was last emptied
	err   error         // to be read after ended
}

const (
	mergeEvery = 16 // commits
	mergePages = 32 // in one turn
	moveEvery  = 64 // commits
)

func newKeeper(p *pool, move *sql.DB) *keeper {
	k := &keeper{pool: p, move: move, work: make(chan struct{}, 1), ended: make(chan struct{})}
	k.work <- struct{}{} // what an earlier program left
	return k
}

// committed counts a commit of the writer, who calls it.
func (k *keeper) committed() {
	if k.pool.commits.Add(1)%mergeEvery != 0 {
		return
	}
	select {
	case k.work <- struct{}{}:
	default: // a demand waits already
	}
}

// run works on demand until the pool is closed. An error ends the round: SQLite then does
// by itself what was left, when it must.
func (k *keeper) run() {
	defer close(k.ended)
	for {
		select {
		case <-k.pool.closed:
			k.err = errors.Join(k.err, k.move.Close())
			return
		case <-k.work:
		}
		if err := k.round(); err != nil && !retry(err) && !errors.Is(err, errClosed) {
			k.err = fmt.Errorf("keep the database in order: %w", err)
		}
	}
}

func (k *keeper) round() error {
	for more := true; more; {
		var err error
		if more, err = k.merge(); err != nil {
			return err
		}
		if n := k.pool.commits.Load(); n-k.moved >= moveEvery {
			k.moved = n
			if err := k.empty(); err != nil {
				return err
			}
		}
	}
	return nil
}

// merge takes one turn at the index of words and tells whether there is more to do.
func (k *keeper) merge() (more bool, err error) {
	ctx := context.Background()
	s, err := k.pool.Begin(ctx, store.Write)
	if err != nil {
		return false, err
	}
	defer s.Rollback()
	before, err := changes(ctx, s)
	if err != nil {
		return false, err
	}
	if _, err := s.Exec(ctx, "INSERT INTO message_words (message_words, rank) VALUES ('merge', ?)", int64(mergePages)); err != nil {
		return false, err
	}
	after, err := changes(ctx, s)
	if err != nil || after-before < 2 { // the insert itself is one
		return false, err
	}
	return true, s.Commit()
}

// changes is how many rows the connection has changed so far.
func changes(ctx context.Context, s store.Session) (n int64, err error) {
	err = s.Query(ctx, store.Query{Text: "SELECT total_changes()", Each: func(r store.Row) error { return r.Scan(&n) }})
	return n, err
}

func (k *keeper) empty() error {
	const move = "PRAGMA wal_checkpoint(PASSIVE)" // waits for nobody
	if _, err := k.move.ExecContext(context.Background(), move); err != nil {
		return err
	}
	select {
	case c := <-k.pool.writer:
		defer func() { k.pool.writer <- c }()
		_, err := k.move.ExecContext(context.Background(), move)
		return err
	case <-k.pool.closed:
		return nil
	}
}
