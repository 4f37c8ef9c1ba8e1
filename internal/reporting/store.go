package reporting

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps what reports read; see intake.Store for the rules of Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the service needs of a transaction.
type Tx interface {
	Lock(names []string) error
	Events(after desk.EventCursor, limit int) ([]desk.Event, desk.EventCursor, error)
	LatestEvent() (desk.EventCursor, error)
	// CasesSince are those of some cases that have an event after a cursor, followed yet or not.
	CasesSince(after desk.EventCursor, of []desk.CaseID) ([]desk.CaseID, error)
	CasesAfter(after desk.CaseID, limit int) ([]desk.CaseID, error)
	CasesBefore(before desk.CaseID, limit int) ([]desk.CaseID, error)
	LastCase() (desk.CaseID, error)
	// OldFacts tells whether there are facts of cases below an id that opened since a time.
	OldFacts(below desk.CaseID, since time.Time) (bool, error)
	LostFacts(limit int) ([]desk.CaseID, error)
	FactSpan() (oldest, newest time.Time, err error)
	DropReports() error
	Case(id desk.CaseID) (*desk.Case, error)
	// Stories reads what was said and promised in several cases; only what exists.
	Stories(ids []desk.CaseID) (map[desk.CaseID]*desk.Story, error)
	CaseMessages(id desk.CaseID) ([]desk.Message, error)
	CasePromises(id desk.CaseID) ([]desk.Promise, error)

	SaveFact(f *desk.Fact) error
	DropFact(id desk.CaseID) error
	FactsByCase(ids []desk.CaseID) (map[desk.CaseID]desk.Fact, error)
	Facts(q desk.FactQuery, do func(*desk.Fact) error) error
	LiveHours(from, to time.Time) ([]time.Time, error)
	SettleFacts(now time.Time, limit int) ([]desk.CaseID, error)
	Cells(q desk.CellQuery, do func(*desk.Cell) error) error
	CellsOf(span time.Duration, from, to time.Time, do func(*desk.Cell) error) error
	DirtyHours(from, to time.Time, limit int) ([]time.Time, error)
	MarkHour(start time.Time) error
	ClearHour(start time.Time) error
	SaveCells(span time.Duration, start time.Time, cells []desk.Cell) error

	Alerts() ([]desk.Alert, error)
	SaveAlert(a *desk.Alert) error
	DropAlert(id desk.AlertID) error
	Peers() ([]desk.Peers, error)
	RemovedPeers() ([]desk.Peers, error)
	CreatePeers(p *desk.Peers) error
	DropPeers(id desk.PeersID, now time.Time) error
	RestorePeers(id desk.PeersID) error
	ForgetPeers(before time.Time) error
	Firings(alert desk.AlertID, limit int) ([]desk.Firing, error)
	SaveFiring(f *desk.Firing) error
	DropFirings(before time.Time) error
	CreateNotice(n *desk.Notice) error
	Append(events ...*desk.Event) error

	Agent(id desk.AgentID) (*desk.Agent, error)
	Hooks() ([]desk.Hook, error)
	Brands() ([]desk.Brand, error)
	Teams() ([]desk.Team, error)
	Calendars() ([]desk.Calendar, error)
	Setting(key string) (string, error)
	SaveSetting(key, value string) error
}
