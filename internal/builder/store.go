package builder

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps marks and searches; see intake.Store for the rules of View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the builder needs of a transaction.
type Tx interface {
	Brands() ([]desk.Brand, error)
	Searches() ([]desk.Search, error)
	Search(id desk.SearchID) (*desk.Search, error)
	SaveSearch(s *desk.Search) error
	Message(id desk.MessageID) (*desk.Message, error)
	MessagesByID(ids []desk.MessageID) ([]desk.Message, error) // newest first, not deleted
	// HitsOf are the latest messages that a search brought, newest first.
	HitsOf(search desk.SearchID, limit int) ([]desk.Message, error)
	Marks(search desk.SearchID) ([]desk.Mark, error)
	MarksOf(messages []desk.MessageID) (map[desk.MessageID][]desk.Mark, error)
	CreateMark(m *desk.Mark) error
	DropMark(search desk.SearchID, message desk.MessageID) error
	Revisions(search desk.SearchID, limit int) ([]desk.Revision, error)
	CreateRevision(v *desk.Revision) error
	Append(events ...*desk.Event) error
}

// Reach is how much of the window of heard posts was looked at.
type Reach struct {
	From, To time.Time
	Posts    int64 // looked at
	Heard    int64 // that they stand for, where a part was kept
	Whole    bool  // to the oldest post that is kept
}

// Scan shows the heard posts, the newest first, each with how many it stands for, until visit
// returns false or ctx ends, which is no error.
type Scan func(ctx context.Context, visit func(m *desk.Message, every int) bool) (Reach, error)
