package desk

import "time"

// A MessageKey identifies a message on its network: what repeats is dropped by it.
type MessageKey struct {
	Scope string
	ID    NetworkID
}

// KeyOf is the identity of a message.
func KeyOf(m *Message) MessageKey { return MessageKey{ScopeOf(m), m.NetworkID} }

// List is the part of the desk in which a case lies. It follows from the case
// ([ListOf]) and is kept beside it, so that each list is one range of one index.
type List string

const (
	ListReply   List = "reply"   // a customer waits and the protocol says answer
	ListWatch   List = "watch"   // a customer spoke and the protocol says watch
	ListWaiting List = "waiting" // open, and nobody waits for us
	ListDone    List = "done"    // resolved or confirmed
	ListIgnored List = "ignored" // decided not to answer
)

// ListOf tells where a case lies.
func ListOf(c *Case) List {
	switch {
	case c.Stage == Ignored:
		return ListIgnored
	case c.Stage.Closed():
		return ListDone
	case c.WaitingSince.IsZero():
		return ListWaiting
	case c.Decision.Respond == "watch":
		return ListWatch
	default:
		return ListReply
	}
}

// RankOf orders a list: ascending, with the id to break ties. What is due first comes
// first among those who wait; what changed last comes first elsewhere.
func RankOf(c *Case) int64 {
	switch ListOf(c) {
	case ListReply, ListWatch:
		if !c.Due.IsZero() {
			return Micros(c.Due)
		}
		return Micros(c.WaitingSince.Add(7 * 24 * time.Hour))
	default:
		return -Micros(c.UpdatedAt)
	}
}

// Unassigned is the Assignee of a QueueQuery that wants cases without an owner.
const Unassigned AgentID = -1

// QueueQuery asks for one page of a list. Zero fields do not filter.
type QueueQuery struct {
	List     List
	Assignee AgentID // Unassigned: only those without an owner
	Brand    BrandID
	Network  Network
	Search   SearchID
	Asked    AgentID     // only cases about which this agent was asked, of any list
	After    QueueCursor // zero: the first page
	Limit    int         // 1 to 100
}

// QueueCursor is the place after a case in its list. The zero value is the start.
type QueueCursor struct {
	Rank int64
	ID   CaseID
}

// QueuePage is one page of a list. Next is zero on the last page.
type QueuePage struct {
	Cases []Case
	Next  QueueCursor
}

// Count is how many cases a list holds, counted only up to a bound so that a page
// never waits for it.
type Count struct {
	N    int
	More bool // at least N
}

// Found is one message that a full-text search brought, and where its case stands.
type Found struct {
	Message    Message
	Stage      Stage // "": the message has no case
	WaitingFor string
}

// FindQuery asks for messages by their words, the newest first.
type FindQuery struct {
	Words  string    // all must occur; the last may be unfinished; "quoted phrases" side by side
	Before MessageID // 0: from the newest
	Limit  int       // 1 to 100
}

// Story is all that is known of a case, oldest message first.
type Story struct {
	Case     Case
	Person   Person
	Messages []Message
	Earlier  MessageID               // messages before this one were left out; 0: none
	Versions map[MessageID][]Version // earlier texts of edited messages, oldest first
	Events   []Event
	Outgoing []Outgoing
	Promises []Promise
	Others   []Case // the person's other cases, newest first
}

// Version is an earlier text of an edited message.
type Version struct {
	Text string
	At   time.Time // when it was replaced
}

// RefKey is how bulk look-ups name a handle: by its network id where it has one, else
// by its name.
func RefKey(r HandleRef) string {
	if r.NetworkID != "" {
		return r.NetworkID
	}
	return "@" + r.Name
}

// Opened is a case as it began.
type Opened struct {
	Case    Case
	First   Message // of the customer
	Earlier int     // cases of this person before it
}

// Unanswered is a case that was decided not to be answered.
type Unanswered struct {
	Case     Case
	Who      AgentID   // who decided so by hand; 0: the protocol
	Why      string    // what they said
	Reviewed time.Time // when a second person agreed; zero: nobody has
	By       AgentID
}
