package followup

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store reads what time brings and keeps what follows; see intake.Store for the rules
// of Update.
type Store interface {
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what follow-up needs of a transaction.
type Tx interface {
	// DueCases finds open cases whose clock is over and was not yet seen to be, oldest
	// first.
	DueCases(now time.Time, limit int) ([]desk.Case, error)
	SaveCase(c *desk.Case) error
	// DuePromises finds promises that are neither kept nor seen to be broken and whose
	// time has come.
	DuePromises(now time.Time, limit int) ([]desk.Promise, error)
	SavePromise(p *desk.Promise) error
	DropSessions(expired time.Time) error
	Append(events ...*desk.Event) error
}
