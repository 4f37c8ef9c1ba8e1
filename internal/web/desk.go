package web

import (
	"context"
	"io"
	"net/url"
	"time"

	"heed/internal/admin"
	"heed/internal/builder"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/dossier"
	"heed/internal/inbox"
	"heed/internal/monitor"
	"heed/internal/privacy"
	"heed/internal/protocol"
	"heed/internal/sla"
)

// Inbox is what the pages need of the agents' desk. Every method checks the agent's
// rights and returns desk errors whose sentences can be shown as they are.
type Inbox interface {
	Queue(ctx context.Context, by desk.Agent, q desk.QueueQuery) (inbox.Page, error) // with the counts
	// Counts are by name of view: reply, mine, unassigned, watch, waiting, done, ignored, failed, asked, mentions.
	Counts(ctx context.Context, by desk.Agent) (map[string]desk.Count, error)
	Row(ctx context.Context, by desk.Agent, id desk.CaseID) (inbox.Row, error)
	// Open reads a case; before pages back through a long story (0: the latest part). Unmasking
	// needs a right and is an event.
	Open(ctx context.Context, by desk.Agent, id desk.CaseID, before desk.MessageID, unmask bool) (inbox.View, error)
	Find(ctx context.Context, by desk.Agent, q desk.FindQuery) (inbox.Results, error) // with the counts

	// Person is everything that one person told; before pages back.
	Person(ctx context.Context, by desk.Agent, id desk.PersonID, before desk.MessageID) (inbox.Told, error)

	Advise(ctx context.Context, by desk.Agent, d inbox.Draft) (inbox.Advice, error)
	// Reply owes the answer. desk.Conflict: somebody was first or the customer wrote since (the
	// sentence says who and when); desk.Invalid with Field "text": stopped, see Advise.
	Reply(ctx context.Context, by desk.Agent, d inbox.Draft) (inbox.Undo, error)
	// TakeBack undoes a send that has not left and returns its text and pictures.
	TakeBack(ctx context.Context, by desk.Agent, ids []desk.OutgoingID) (inbox.Taken, error)
	// AddPicture reads a picture and keeps it for an answer; Picture is one with its bytes, Pictures are
	// those of a draft that are still there.
	AddPicture(ctx context.Context, by desk.Agent, id desk.CaseID, file []byte) (desk.Picture, error)
	Picture(ctx context.Context, by desk.Agent, id desk.PictureID) (*desk.Picture, error)
	Pictures(ctx context.Context, by desk.Agent, ids []desk.PictureID) ([]desk.Picture, error)
	DropPicture(ctx context.Context, by desk.Agent, id desk.PictureID) error
	Failed(ctx context.Context, by desk.Agent) ([]inbox.FailedSend, error)
	Retry(ctx context.Context, by desk.Agent, id desk.OutgoingID) error
	Discard(ctx context.Context, by desk.Agent, id desk.OutgoingID) error

	// Note gives 0 where the same click kept it before. TakeBackNote returns its text.
	Note(ctx context.Context, by desk.Agent, id desk.CaseID, text, token string) (desk.MessageID, error)
	TakeBackNote(ctx context.Context, by desk.Agent, id desk.MessageID) (string, error)
	// Colleagues are those whom a note may name; Mentions the notes that name the agent. ReadMentions: those of
	// a case, or of all up to a note.
	Colleagues(ctx context.Context, by desk.Agent) ([]desk.Agent, error)
	Mentions(ctx context.Context, by desk.Agent, before desk.MessageID, limit int) (inbox.Mentions, error)
	ReadMentions(ctx context.Context, by desk.Agent, of desk.CaseID, upTo desk.MessageID) (read int, err error)
	UnreadMention(ctx context.Context, by desk.Agent, note desk.MessageID) error
	// Assign, SetStage: version is the one the page showed; 0 skips the check.
	Assign(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.AgentID) error
	SetStage(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.Stage, why string) error
	// UndoStep takes back the agent's latest Assign or SetStage; version is the case's after it.
	// desk.Conflict: something else has happened since.
	UndoStep(ctx context.Context, by desk.Agent, id desk.CaseID, version int64) error
	// Merge ends one case in another, TakeApart undoes that and gives the case that stands again. Split takes
	// a message out of a case into its own, which it gives.
	Merge(ctx context.Context, by desk.Agent, m inbox.MergeOrder) error
	TakeApart(ctx context.Context, by desk.Agent, id desk.MergeID) (desk.CaseID, error)
	Split(ctx context.Context, by desk.Agent, id desk.CaseID, start desk.MessageID, rest bool, why string) (desk.CaseID, error)
	// PutOff puts a case off until a time, by the key of an inbox.Later or at a moment; BringBack ends that.
	PutOff(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, when string, at time.Time, why string) error
	BringBack(ctx context.Context, by desk.Agent, id desk.CaseID, version int64) error
	Promise(ctx context.Context, by desk.Agent, id desk.CaseID, text string, due time.Time) error
	// Raise hands a case to somebody who may decide about an amount.
	Raise(ctx context.Context, by desk.Agent, id desk.CaseID, version, needs int64, words string) error
	// SeeTo says that the agent sees to what is over; Asked are the cases that ask for it.
	SeeTo(ctx context.Context, by desk.Agent, id desk.CaseID) error
	Asked(ctx context.Context, by desk.Agent) ([]inbox.Row, error)
	// Pull gives the agent the most urgent case that nobody has; desk.NotFound: there is none.
	Pull(ctx context.Context, by desk.Agent) (desk.CaseID, error)
	KeepPromise(ctx context.Context, by desk.Agent, id desk.PromiseID) error
	// Correct changes a signal of a message: "intent", "sentiment", "language", "urgency".
	Correct(ctx context.Context, by desk.Agent, id desk.MessageID, signal, label string) error
	// Restore undoes the latest correction of a message's signal.
	Restore(ctx context.Context, by desk.Agent, id desk.MessageID, signal string) error
	Mute(ctx context.Context, by desk.Agent, id desk.PersonID, until time.Time, reason string) error
	// Macros lists saved replies for a case with their variables filled in.
	Macros(ctx context.Context, by desk.Agent, id desk.CaseID) ([]desk.Macro, error)
	// PlanMacro says what one would do to a case, UseMacro does its steps; UndoStep takes them back.
	PlanMacro(ctx context.Context, by desk.Agent, id desk.CaseID, macro desk.MacroID) (inbox.MacroPlan, error)
	UseMacro(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, macro desk.MacroID) error

	Follow(ctx context.Context, after desk.EventCursor, limit int) ([]desk.Event, desk.EventCursor, error)
	Latest(ctx context.Context) (desk.EventCursor, error)
}

// Admin is what the settings pages and the first run need.
type Admin interface {
	Overview(ctx context.Context) (admin.Overview, error) // company, brands, accounts with health, searches, teams, agents, calendars, protocol: all small
	// First run.
	CreateFirstAdmin(ctx context.Context, name, email, password string) (desk.Agent, error) // desk.Conflict once one exists
	SetCompany(ctx context.Context, by desk.Agent, c admin.Company) error
	FinishSetUp(ctx context.Context, by desk.Agent) error

	Kinds() channel.Set
	Connect(ctx context.Context, by desk.Agent, network desk.Network, brand desk.BrandID, settings, secrets map[string]string) (desk.Account, error)
	Reconnect(ctx context.Context, by desk.Agent, id desk.AccountID, settings, secrets map[string]string) (desk.Account, error)
	PauseAccount(ctx context.Context, by desk.Agent, id desk.AccountID, paused bool) error
	// Connecting through the network's own page: the document by which it knows the desk, the
	// page's address, and the account with which the browser came back. home is where it began,
	// also with an error, or "".
	SignInDocument(network desk.Network, app channel.App) ([]byte, error)
	StartSignIn(ctx context.Context, by desk.Agent, in admin.SignIn) (page string, err error)
	FinishSignIn(ctx context.Context, network desk.Network, back url.Values) (a desk.Account, home string, err error)

	// SaveSearch: ID 0 creates; desk.Invalid wraps a *listen.SyntaxError. desk.Conflict where the search is another than seen;
	// what it is now is returned.
	SaveSearch(ctx context.Context, by desk.Agent, s desk.Search, seen *desk.Search) (desk.Search, error)
	PauseSearch(ctx context.Context, by desk.Agent, id desk.SearchID, paused bool) error
	DropSearch(ctx context.Context, by desk.Agent, id desk.SearchID) error
	RestoreSearch(ctx context.Context, by desk.Agent, id desk.SearchID) (desk.Search, error)
	PastSearches(ctx context.Context) ([]admin.Removed, admin.Step, error) // removed ones, the latest first; the latest action on several
	ManySearches(ctx context.Context, by desk.Agent, do string, ids []desk.SearchID) (n int, err error)
	UndoSearches(ctx context.Context, by desk.Agent, at time.Time) (n, left int, err error)
	BringSearches(ctx context.Context, by desk.Agent, in []admin.Incoming, how admin.Bringing) (admin.Brought, error) // all or none
	SaveBrand(ctx context.Context, by desk.Agent, b desk.Brand) (desk.Brand, error)
	SaveCalendar(ctx context.Context, by desk.Agent, c desk.Calendar) (desk.Calendar, error)
	SaveProtocol(ctx context.Context, by desk.Agent, document []byte, reason string) (desk.Protocol, error) // a new version, active at once
	Protocols(ctx context.Context, by desk.Agent) ([]desk.Protocol, error)
	ActivateProtocol(ctx context.Context, by desk.Agent, id desk.ProtocolID) error
	UndoCalendar(ctx context.Context, by desk.Agent, id desk.CalendarID) error // desk.Conflict: nothing to undo
	// Coverage draws the map; change, if not nil, is tried on it. ChangeHours keeps one.
	Coverage(ctx context.Context, by desk.Agent, change *admin.Hours) (*admin.Coverage, error)
	CoverageCases(ctx context.Context, by desk.Agent, ask admin.HoursAsked) (*admin.HourCases, error)
	ChangeHours(ctx context.Context, by desk.Agent, h admin.Hours) (desk.Calendar, error)
	SaveRota(ctx context.Context, by desk.Agent, r desk.Rota) (desk.Rota, error)
	TakeDuty(ctx context.Context, by desk.Agent, id desk.RotaID) error
	// The draft of the next version, and what it would have done.
	ProtocolDraft(ctx context.Context, by desk.Agent) (admin.Draft, bool, error)
	SaveProtocolDraft(ctx context.Context, by desk.Agent, document []byte, seen time.Time) (admin.Draft, error)
	DropProtocolDraft(ctx context.Context, by desk.Agent) error
	UseProtocolDraft(ctx context.Context, by desk.Agent, reason string) (desk.Protocol, error)
	TryProtocol(ctx context.Context, by desk.Agent, document []byte, days int, pick protocol.Pick) (admin.DryRun, error)
	TryCondition(ctx context.Context, by desk.Agent, when string, reach bool) (admin.Trial, error)
	// What the company adds to private data.
	PrivateData(ctx context.Context, by desk.Agent) (privacy.Own, error)
	SavePrivateData(ctx context.Context, by desk.Agent, own privacy.Own) error
	// What stands still when, and how people are asked.
	ClockRules(ctx context.Context, by desk.Agent) (*sla.Rules, error)
	SaveClockRules(ctx context.Context, by desk.Agent, r *sla.Rules) error
	// Ignored lists decisions not to answer, after the first skip; open leaves out what Review has
	// seen, total counts all. Review gives those of which the agreement was kept.
	Ignored(ctx context.Context, by desk.Agent, open bool, skip int) (list []desk.Unanswered, total int, err error)
	Review(ctx context.Context, by desk.Agent, ids []desk.CaseID) ([]desk.CaseID, error)
	Unreview(ctx context.Context, by desk.Agent, ids []desk.CaseID) error
	SaveTeam(ctx context.Context, by desk.Agent, t desk.Team) (desk.Team, error)
	SaveAgent(ctx context.Context, by desk.Agent, a desk.Agent) (desk.Agent, error)
	Invite(ctx context.Context, by desk.Agent, id desk.AgentID) (token string, err error) // one-time link
	SaveMacro(ctx context.Context, by desk.Agent, m desk.Macro) (desk.Macro, error)
	DropMacro(ctx context.Context, by desk.Agent, id desk.MacroID) error
	SaveProfile(ctx context.Context, by desk.Agent, a desk.Agent) error // own name, zone, theme, languages, away
	SaveReach(ctx context.Context, by desk.Agent, r desk.Reach) error   // how they are told what colleagues say to them
	Audit(ctx context.Context, by desk.Agent, q desk.TrailQuery) ([]desk.Event, error)
}

// Dossier gives out what is kept of a person, and erases it.
type Dossier interface {
	Look(ctx context.Context, by desk.Agent, id desk.PersonID) (dossier.Sheet, error)
	GiveOut(ctx context.Context, by desk.Agent, id desk.PersonID, to io.Writer) error // a ZIP file
	Erase(ctx context.Context, by desk.Agent, o dossier.Order) (desk.Kept, error)
	Outlook(ctx context.Context, by desk.Agent) (dossier.Outlook, error)
}

// Monitor is what is known of the desk's own hearing.
type Monitor interface {
	Heard(ctx context.Context) (map[desk.AccountID]monitor.Heard, error)
	Open(ctx context.Context) ([]desk.Alarm, error) // that last, the urgent first
	Report(ctx context.Context, by desk.Agent, after monitor.GapPlace) (monitor.Report, error)
	SetCap(ctx context.Context, by desk.Agent, n desk.Network, micros int64) error
	SetCanary(ctx context.Context, by desk.Agent, id desk.AccountID, on bool) error
}

// Builder tries searches on what was heard, and learns from what is not about us. A search that
// cannot be read is an error of kind Invalid that wraps a *listen.SyntaxError.
type Builder interface {
	Try(ctx context.Context, by desk.Agent, query string) (builder.Preview, error)
	Forecast(ctx context.Context, by desk.Agent, queries []string) (builder.Forecast, error)
	Variants(ctx context.Context, by desk.Agent, query string) ([]builder.Variant, error)
	Exclude(ctx context.Context, by desk.Agent, query string, network desk.Network, id desk.NetworkID) ([]builder.Exclusion, error)
	Mark(ctx context.Context, by desk.Agent, message desk.MessageID, search desk.SearchID, notUs bool) error
	Marks(ctx context.Context, by desk.Agent, messages []desk.MessageID) (map[desk.MessageID][]desk.Mark, error)
	Relevance(ctx context.Context, by desk.Agent, id desk.SearchID) (builder.Relevance, error)
	Accept(ctx context.Context, by desk.Agent, id desk.SearchID, from, to string) (desk.Search, error) // desk.Conflict: changed meanwhile
	TakeBack(ctx context.Context, by desk.Agent, id desk.SearchID, revision desk.ReviseID) (desk.Search, error)
}

// Auth is who is there.
type Auth interface {
	SignIn(ctx context.Context, email, password, where string) (token string, err error) // desk.Unauthorized, desk.Later when too many tries
	SignInWithLink(ctx context.Context, link, where string) (token string, err error)
	Agent(ctx context.Context, token string) (desk.Agent, error) // desk.Unauthorized
	Reads(ctx context.Context, agent desk.AgentID, r desk.Reader) error
	SignOut(ctx context.Context, token string) error
	SetPassword(ctx context.Context, by desk.Agent, old, new, where string) (token string, err error) // ends the agent's sessions and starts this one
}
