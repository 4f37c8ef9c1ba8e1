package dossier

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps what is given out and erased; see intake.Store for the rules of View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the service needs of a transaction.
type Tx interface {
	Person(id desk.PersonID) (*desk.Person, error) // with handles
	// Kept tells how much an erasure would erase, and Erase erases it; Holding is what keeps it from being done.
	Kept(e desk.Erasure) (desk.Kept, error)
	Holding(e desk.Erasure, now time.Time) ([]desk.Outgoing, []desk.Promise, error)
	Erase(e desk.Erasure) (desk.Kept, error)
	Dossier(id desk.PersonID) (desk.Dossier, error)
	PicturesOf(messages []desk.MessageID) (map[desk.MessageID][]desk.Picture, error)
	// Ended are the cases that ended before a time and in which nothing is owed, the oldest first.
	Ended(before, now time.Time, limit int) ([]desk.CaseID, error)
	CountEnded(before, now time.Time, bound int) (desk.Count, error)
	Find(q desk.FindQuery) ([]desk.Found, error)
	Searches() ([]desk.Search, error)
	// Lock lets one transaction at a time work on what the names stand for.
	Lock(names []string) error
	Append(events ...*desk.Event) error
}
