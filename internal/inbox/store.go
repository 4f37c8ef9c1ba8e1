package inbox

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store reads and keeps what agents see and do; see intake.Store for the rules of
// View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the inbox needs of a transaction. Find-by-id methods return
// desk.NotFound.
type Tx interface {
	// CountedQueue reads a page of a list and counts what each of several queries would
	// bring, QueueCounts only counts.
	CountedQueue(q desk.QueueQuery, counted []desk.QueueQuery, bound int) (page desk.QueuePage, counts []desk.Count, failed desk.Count, err error)
	QueueCounts(queries []desk.QueueQuery, bound int) (counts []desk.Count, failed desk.Count, err error)
	// CountedFind searches words, says before which message to go on, and counts likewise.
	CountedFind(q desk.FindQuery, counted []desk.QueueQuery, bound int) (found []desk.Found, next desk.MessageID, counts []desk.Count, failed desk.Count, err error)

	Case(id desk.CaseID) (*desk.Case, error)
	SaveCase(c *desk.Case) error
	// CasesOf finds the cases of persons that changed since, newest first.
	CasesOf(persons []desk.PersonID, since time.Time) (map[desk.PersonID][]*desk.Case, error)
	// Asked finds cases about which an agent was asked and has not answered.
	Asked(agent desk.AgentID, limit int) ([]desk.Case, error)
	CaseLoads() (map[desk.AgentID]desk.Load, error)
	SeenAgents(since time.Time) (map[desk.AgentID]time.Time, error)
	// Story reads a case whole, with at most limit messages (the latest, before the given
	// one unless that is 0).
	Story(id desk.CaseID, before desk.MessageID, limit int) (desk.Story, error)
	// StoryToAnswer also brings what the same click has sent already. CreateAnswer gives a
	// message and what is owed of it their ids; where one of them is known, the transaction
	// ends with desk.Conflict.
	StoryToAnswer(id desk.CaseID, token string, limit int) (desk.Story, []desk.Outgoing, error)
	CreateAnswer(m *desk.Message, o *desk.Outgoing) error
	Message(id desk.MessageID) (*desk.Message, error)
	// CreateMessage and SaveMessage: see intake.Tx.
	CreateMessage(m *desk.Message, fingerprint uint64) error
	SaveMessage(m *desk.Message) error
	Person(id desk.PersonID) (*desk.Person, error) // with handles
	SavePerson(p *desk.Person) error
	// Told are the latest 100 cases of a person and at most limit messages of all of them, newest first,
	// before the given one unless that is 0.
	Told(id desk.PersonID, before desk.MessageID, limit int) ([]desk.Case, []desk.Message, error)
	Account(id desk.AccountID) (*desk.Account, error)
	Accounts() ([]desk.Account, error)

	SaveOutgoing(o *desk.Outgoing) error
	Outgoing(id desk.OutgoingID) (*desk.Outgoing, error)
	OutgoingByToken(token string) ([]desk.Outgoing, error)
	CaseMessages(id desk.CaseID) ([]desk.Message, error)
	FailedOutgoing(limit int) ([]desk.Outgoing, error)

	CreateCase(c *desk.Case) error
	// MoveCase gives all that is in a case to another, Move some of it. See store.Tx.
	MoveCase(from, to desk.CaseID) (desk.Moved, error)
	Move(from, to desk.CaseID, m desk.Moved) error
	CreateMerge(m *desk.Merge) error
	SaveMerge(m *desk.Merge) error
	Merge(id desk.MergeID) (*desk.Merge, error)
	// LastMerge is the latest merge into a case that holds; nil where there is none.
	LastMerge(into desk.CaseID) (*desk.Merge, error)
	JoinPersons(kept, gone desk.PersonID) (desk.Joined, error)
	PartPersons(j desk.Joined) error

	CreatePromise(p *desk.Promise) error
	SavePromise(p *desk.Promise) error
	Promise(id desk.PromiseID) (*desk.Promise, error)

	Agent(id desk.AgentID) (*desk.Agent, error)
	Agents() ([]desk.Agent, error)
	Teams() ([]desk.Team, error)
	Macros() ([]desk.Macro, error)
	SaveMacro(m *desk.Macro) error

	// Pictures; see store.Tx for each.
	CreatePicture(p *desk.Picture) error
	Picture(id desk.PictureID) (*desk.Picture, error)
	Pictures(ids []desk.PictureID) ([]desk.Picture, error)
	BindPictures(message desk.MessageID, pictures []desk.Picture) error
	FreePictures(message desk.MessageID, now time.Time) ([]desk.Picture, error)
	DropPicture(id desk.PictureID, agent desk.AgentID) error
	DropUnsentPictures(before time.Time) error
	PictureSpace() (bytes int64, err error)

	CreateMention(m *desk.Mention) error
	Mentions(agent desk.AgentID, before desk.MessageID, limit int) ([]desk.Mentioned, error)
	// UnreadMentions are notes of one case, or of all up to a note. DropMentions tells whom a note named.
	UnreadMentions(agent desk.AgentID, of desk.CaseID, upTo desk.MessageID) ([]desk.MessageID, error)
	ReadMention(agent desk.AgentID, note desk.MessageID, when time.Time) error
	DropMentions(note desk.MessageID) ([]desk.AgentID, error)
	// What reaches people outside the desk; see notify.
	CreateNotice(n *desk.Notice) error
	DropOwedNotices(agent desk.AgentID, token string) error
	PushKeys(agent desk.AgentID) ([]desk.PushKey, error)

	// CreateCorrection gives the correction its id. LatestCorrection is the latest that was
	// not undone, else desk.NotFound.
	CreateCorrection(c *desk.Correction) error
	LatestCorrection(id desk.MessageID, signal string) (*desk.Correction, error)
	UndoCorrection(id desk.CorrectionID, now time.Time) error

	Append(events ...*desk.Event) error
	// Events follows the facts after a cursor, in order, only those that no running
	// transaction can precede; next is the cursor after the last.
	Events(after desk.EventCursor, limit int) (events []desk.Event, next desk.EventCursor, err error)
	// LatestEvent is the cursor after everything that is settled now.
	LatestEvent() (desk.EventCursor, error)
}
