// Package reporting measures the desk's own cases by the measures of package report, live.
//
// It follows the events and keeps, for each case, its facts, and for each hour and day what
// the settled cases of each group add up to. A report of any length then reads a few
// hundred rows: whole days, the hours at both ends, and one by one the cases whose waits are still
// open, which grow with the clock. Facts and cells are derived: [Service.Check] recomputes
// them and compares.
//
// A case in which nothing has happened for thirty days is settled: what still waited then
// counts as waiting until that day.
package reporting

import (
	"context"
	"time"

	"heed/internal/desk"
	"heed/internal/signal"
)

// Store keeps what reports read; see intake.Store for the rules of Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the service needs of a transaction.
type Tx interface {
	Events(after desk.EventCursor, limit int) ([]desk.Event, desk.EventCursor, error)
	LatestEvent() (desk.EventCursor, error)
	CasesAfter(after desk.CaseID, limit int) ([]desk.CaseID, error)
	LastCase() (desk.CaseID, error)
	FactSpan() (oldest, newest time.Time, err error)
	DropReports() error
	Case(id desk.CaseID) (*desk.Case, error)
	CaseMessages(id desk.CaseID) ([]desk.Message, error)
	CasePromises(id desk.CaseID) ([]desk.Promise, error)

	SaveFact(f *desk.Fact) error
	DropFact(id desk.CaseID) error
	FactsByCase(ids []desk.CaseID) (map[desk.CaseID]desk.Fact, error)
	Facts(q desk.FactQuery) ([]desk.Fact, error)
	SettleFacts(now time.Time, limit int) ([]desk.CaseID, error)
	Cells(span time.Duration, dim desk.Dim, brand desk.BrandID, from, to time.Time) ([]desk.Cell, error)
	CellsOf(span time.Duration, from, to time.Time) ([]desk.Cell, error)
	DirtyHours(from, to time.Time, limit int) ([]time.Time, error)
	MarkHour(start time.Time) error
	ClearHour(start time.Time) error
	SaveCells(span time.Duration, start time.Time, cells []desk.Cell) error

	Alerts() ([]desk.Alert, error)
	SaveAlert(a *desk.Alert) error
	DropAlert(id desk.AlertID) error
	Peers() ([]desk.Peers, error)
	CreatePeers(p *desk.Peers) error
	DropPeers(id desk.PeersID) error
	CreateNotice(n *desk.Notice) error
	Append(events ...*desk.Event) error

	Brands() ([]desk.Brand, error)
	Calendars() ([]desk.Calendar, error)
	Setting(key string) (string, error)
	SaveSetting(key, value string) error
}

// Deps are what the service uses of the rest of heed.
type Deps struct {
	Now    func() time.Time
	Reader *signal.Reader
	Poke   func() // notices are owed; must not block
}

// Service measures. Run is called by one process at a time; the rest by any.
type Service struct {
	store Store
	deps  Deps
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store, deps} }

const (
	hour = time.Hour
	day  = 24 * time.Hour
	// quiet is after how long without a change a case is settled.
	quiet = 30 * day
)
