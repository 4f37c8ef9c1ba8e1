package outbox

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store claims and settles what is owed; see intake.Store for the rules of Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the outbox needs of a transaction.
type Tx interface {
	// ClaimDue marks due items Sending until lease and returns them, oldest first: queued or
	// unsure ones whose Due has come, and sending ones whose lease is over. An item is
	// due only when no earlier item of its case is queued, sending, unsure or failed. Attempts is
	// counted here. Two callers never get the same item.
	ClaimDue(now time.Time, worker string, lease time.Time, limit int) ([]desk.Outgoing, error)
	// NextDue is when ClaimDue can next bring something; zero: nothing is owed.
	NextDue() (time.Time, error)
	Outgoing(id desk.OutgoingID) (*desk.Outgoing, error)
	SaveOutgoing(o *desk.Outgoing) error
	// PicturesOf are the pictures of messages with their bytes, in their order.
	PicturesOf(messages []desk.MessageID) (map[desk.MessageID][]desk.Picture, error)
	Message(id desk.MessageID) (*desk.Message, error)
	SaveMessage(m *desk.Message) error
	MessagesByKey(keys []desk.MessageKey) (map[desk.MessageKey]*desk.Message, error)
	// DropMessage removes a message that turned out to be another's double, with its events.
	DropMessage(id desk.MessageID) error
	Case(id desk.CaseID) (*desk.Case, error)
	SaveCase(c *desk.Case) error
	CaseMessages(id desk.CaseID) ([]desk.Message, error)
	Append(events ...*desk.Event) error
}
