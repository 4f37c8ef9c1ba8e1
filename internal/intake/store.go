package intake

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps what intake decides. Update runs f in one transaction and may run it
// again when the database asks for a retry, so f must not keep what it learnt from a
// failed run.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what intake needs of a transaction. Bulk reads return only what exists. Values
// returned are the caller's own.
type Tx interface {
	// Lock lets one transaction at a time work on what the names stand for.
	Lock(names []string) error

	MessagesByKey(keys []desk.MessageKey) (map[desk.MessageKey]*desk.Message, error)
	// MessagesByParent finds the messages that answer one of the keys, whether or not
	// that one is known.
	MessagesByParent(keys []desk.MessageKey) (map[desk.MessageKey][]*desk.Message, error)
	// KeysOf are the network ids of a scope's messages, a page in their own order.
	KeysOf(scope string, after desk.NetworkID, limit int) ([]desk.NetworkID, error)
	// KeysAfter are the messages above an id that have a network id, a page in order of ids: of
	// each what it takes to name it, and its times.
	KeysAfter(id desk.MessageID, limit int) ([]desk.Message, error)
	// NewestMessage is the highest id that a message has; 0: there is none.
	NewestMessage() (desk.MessageID, error)
	// OutgoingByKey finds our own owed messages by account and idempotency key.
	OutgoingByKey(account desk.AccountID, keys []string) (map[string]*desk.Outgoing, error)
	// FindCopied finds the oldest original with the fingerprint posted since, or nil.
	FindCopied(network desk.Network, fingerprint uint64, since time.Time) (*desk.Message, error)
	// CreateMessage gives the message its id, and a thread of its own where Thread is 0.
	// fingerprint is 0 for texts that are not distinctive. A known key is desk.Conflict.
	CreateMessage(m *desk.Message, fingerprint uint64) error
	SaveMessage(m *desk.Message) error
	KeepVersion(id desk.MessageID, v desk.Version) error
	DropVersions(id desk.MessageID) error
	DropPictures(id desk.MessageID) error
	AddCopies(original desk.MessageID, n int) error
	// MoveThread gives all messages of one thread to another.
	MoveThread(from, to desk.ThreadID) error
	// MoveCase gives all messages, events, promises and owed messages of one case to another.
	MoveCase(from, to desk.CaseID) (desk.Moved, error)
	CreateMerge(m *desk.Merge) error
	// Apart reports whether a person took two cases apart.
	Apart(a, b desk.CaseID) (bool, error)

	// Graves tells of names (see desk.GraveOf) up to when what they wrote is not taken in anew, since it was
	// erased; only of those of whom something was.
	Graves(names []string) (map[string]time.Time, error)
	// HandlesByRef finds handles by network id, or by name where a ref has none. The key
	// is RefKey of the ref asked for.
	HandlesByRef(network desk.Network, refs []desk.HandleRef) (map[string]*desk.Handle, error)
	CreatePerson(p *desk.Person) error
	SavePerson(p *desk.Person) error
	CreateHandle(h *desk.Handle) error
	SaveHandle(h *desk.Handle) error
	PersonsByID(ids []desk.PersonID) (map[desk.PersonID]*desk.Person, error)

	Case(id desk.CaseID) (*desk.Case, error)
	// CasesOf finds the cases of persons that changed since, newest first.
	CasesOf(persons []desk.PersonID, since time.Time) (map[desk.PersonID][]*desk.Case, error)
	CaseMessages(id desk.CaseID) ([]desk.Message, error)
	CreateCase(c *desk.Case) error
	// SaveCase keeps c if its Version is still the stored one and gives it the next; else
	// desk.Conflict.
	SaveCase(c *desk.Case) error
	CaseLoads() (map[desk.AgentID]desk.Load, error)
	// SeenAgents tells when agents used the desk, for those who did since.
	SeenAgents(since time.Time) (map[desk.AgentID]time.Time, error)
	Append(events ...*desk.Event) error

	Setup
	SaveCursor(account desk.AccountID, cursor desk.Cursor) error
	SaveGap(g *desk.Gap) error
	SaveSetting(key, value string) error // so that a file's place is kept with what it brought
	AddMatches(n map[desk.SearchID]int64, at time.Time) error
	// SpentOn is what was spent in a month on a network, and by each of some searches on all.
	SpentOn(month int, n desk.Network, searches []desk.SearchID) ([]desk.Spend, error)
	AddSpending(spends []desk.Spend) error
	// SaveCapped keeps when a cap ended a search (0: all) on a network for the month, the first
	// time that it is told.
	SaveCapped(month int, network desk.Network, search desk.SearchID, at time.Time) error
}

// Setup is what intake must know of the desk's set-up.
type Setup interface {
	Brands() ([]desk.Brand, error)
	Accounts() ([]desk.Account, error)
	Searches() ([]desk.Search, error)
	SearchesByID(ids []desk.SearchID) ([]desk.Search, error)
	// SearchesSince tells which searches changed since an earlier call, which gave a mark, and
	// gives the next; not known: any may have.
	SearchesSince(mark string) (changed []desk.SearchID, next string, known bool, err error)
	Calendars() ([]desk.Calendar, error)
	Rotas() ([]desk.Rota, error)
	Protocols() ([]desk.Protocol, error)
	ActiveProtocol() (version int, err error) // 0: none was kept
	Teams() ([]desk.Team, error)
	Agents() ([]desk.Agent, error)
	Sources() ([]desk.Source, error) // for the words of control searches
	Setting(key string) (string, error)
	Spending(month int) ([]desk.Spend, error)
}
