package admin

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps the desk's own set-up; see intake.Store for the rules of View and
// Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what administration needs of a transaction. Create methods give the id; Save
// methods replace the row; Find-by-id methods return desk.NotFound.
type Tx interface {
	Setting(key string) (string, error) // "" if absent
	SaveSetting(key, value string) error

	Brands() ([]desk.Brand, error)
	CreateBrand(b *desk.Brand) error
	SaveBrand(b *desk.Brand) error

	Accounts() ([]desk.Account, error)
	Account(id desk.AccountID) (*desk.Account, error)
	CreateAccount(a *desk.Account) error
	SaveAccount(a *desk.Account) error                 // all but cursor, health and secrets
	SaveHealth(id desk.AccountID, h desk.Health) error // cursor is kept by SaveCursor alone
	// Secrets are sealed by the store with the key of the data directory.
	Secrets(id desk.AccountID) (map[string]string, error)
	SaveSecrets(id desk.AccountID, s map[string]string) error
	Cursor(id desk.AccountID) (desk.Cursor, error)
	SaveCursor(id desk.AccountID, c desk.Cursor) error
	CreateHandle(h *desk.Handle) error
	HandlesByRef(network desk.Network, refs []desk.HandleRef) (map[string]*desk.Handle, error)
	SaveHandle(h *desk.Handle) error

	Searches() ([]desk.Search, error)
	Search(id desk.SearchID) (*desk.Search, error)
	CreateRevision(v *desk.Revision) error
	CreateSearch(s *desk.Search) error
	SaveSearch(s *desk.Search) error // all but the match counters
	DropSearch(id desk.SearchID) error
	RestoreSearch(s *desk.Search) error // under its id, with its counters
	ForgetSearch(id desk.SearchID) error
	Lock(names []string) error

	Calendars() ([]desk.Calendar, error)
	CreateCalendar(c *desk.Calendar) error
	SaveCalendar(c *desk.Calendar) error
	AddCalendarChange(c *desk.CalendarChange) error
	CalendarChanges(id desk.CalendarID, limit int) ([]desk.CalendarChange, error) // newest first
	DropCalendarChange(id int64) error
	Rotas() ([]desk.Rota, error)
	CreateRota(r *desk.Rota) error
	SaveRota(r *desk.Rota) error
	// Demands reads when the latest cases were opened and answered, newest first.
	Demands(since time.Time, limit int) ([]desk.Demand, error)

	Protocols() ([]desk.Protocol, error) // newest first
	CreateProtocol(p *desk.Protocol) error
	ActivateProtocol(id desk.ProtocolID) error

	// Opened reads cases that began since a moment with the customer's first message, newest first.
	Opened(since time.Time, limit int) ([]desk.Opened, error)
	Ignored(open bool, skip, limit int) ([]desk.Unanswered, int, error)
	Unanswered(ids []desk.CaseID) ([]desk.Unanswered, error)
	Unreview(id desk.CaseID, by desk.AgentID) error
	Review(id desk.CaseID, by desk.AgentID, when time.Time) error

	Teams() ([]desk.Team, error)
	CreateTeam(t *desk.Team) error
	SaveTeam(t *desk.Team) error

	Agents() ([]desk.Agent, error)
	Agent(id desk.AgentID) (*desk.Agent, error)
	AgentByEmail(email string) (*desk.Agent, error) // folded to lower case
	CreateAgent(a *desk.Agent) error                // a known e-mail is desk.Conflict
	SaveAgent(a *desk.Agent) error
	SavePasswordHash(id desk.AgentID, hash string) error
	DropSessionsOf(agent desk.AgentID) error

	Macros() ([]desk.Macro, error)
	CreateMacro(m *desk.Macro) error
	SaveMacro(m *desk.Macro) error
	DropMacro(id desk.MacroID) error

	CreateLink(l *desk.Link) error
	DeskEvents(q desk.TrailQuery) ([]desk.Event, error) // audit trail: events without a case, newest first
	OwnedCases(agent desk.AgentID, limit int) ([]desk.Case, error)
	Case(id desk.CaseID) (*desk.Case, error)
	SaveCase(c *desk.Case) error // desk.Conflict if it changed meanwhile
	Append(events ...*desk.Event) error
}
