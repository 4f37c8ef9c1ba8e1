package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Commits go to the write-ahead log, and a checkpoint moves their pages into the database:
// scattered pages and syncs, which on a large desk take a tenth of a second and more. Left to
// itself, SQLite lets every thousandth page's commit do all of that. Here a connection of its
// own moves the pages beside the writer; only what came meanwhile, and the last sync, happen in
// a pause of the writer, so that the log begins anew in the room that it has: letting it
// grow would make every commit's sync dearer. When more is written at once than this can
// follow, as when a file is taken in, the writer does it itself at maxJournal.

// checkpointEvery is after how many commits the log is emptied.
const checkpointEvery = 64

// checkpoints empties the log on demand until the pool is closed.
func (p *pool) checkpoints(db *sql.DB) {
	defer close(p.emptied)
	for {
		select {
		case <-p.closed:
			p.err = errors.Join(p.err, db.Close())
			return
		case <-p.full:
		}
		if err := p.empty(db); err != nil {
			// The writer's own checkpoint goes on; Close tells.
			p.err = fmt.Errorf("checkpoint: %w", err)
		}
	}
}

func (p *pool) empty(db *sql.DB) error {
	const move = "PRAGMA wal_checkpoint(PASSIVE)" // waits for nobody
	if _, err := db.ExecContext(context.Background(), move); err != nil {
		return err
	}
	select {
	case c := <-p.writer:
		defer func() { p.writer <- c }()
		_, err := db.ExecContext(context.Background(), move)
		return err
	case <-p.closed:
		return nil
	}
}

// committed counts the commits of the one writer.
func (p *pool) committed() {
	if p.commits++; p.commits < checkpointEvery {
		return
	}
	p.commits = 0
	select {
	case p.full <- struct{}{}:
	default: // a demand waits already
	}
}
