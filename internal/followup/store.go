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
	// LookCases finds cases at whose clocks one has to look by now, oldest first.
	LookCases(now time.Time, limit int) ([]desk.Case, error)
	SaveCase(c *desk.Case) error
	CaseLoads() (map[desk.AgentID]desk.Load, error)
	// SeenAgents tells when agents used the desk, for those who did since.
	SeenAgents(since time.Time) (map[desk.AgentID]time.Time, error)
	// DuePromises finds promises that are neither kept nor seen to be broken and whose
	// time has come.
	DuePromises(now time.Time, limit int) ([]desk.Promise, error)
	SavePromise(p *desk.Promise) error
	// What reaches people and programs outside the desk; see notify.
	CreateNotice(n *desk.Notice) error
	PushKeys(agent desk.AgentID) ([]desk.PushKey, error)
	Agent(id desk.AgentID) (*desk.Agent, error)
	Hooks() ([]desk.Hook, error)
	DropSessions(expired time.Time) error
	Append(events ...*desk.Event) error
}
