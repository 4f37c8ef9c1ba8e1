package desk

import (
	"slices"
	"time"
)

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
	ListLater   List = "later"   // open, and put off until a time
	ListDone    List = "done"    // resolved or confirmed
	ListIgnored List = "ignored" // decided not to answer
	ListMerged  List = "merged"  // ended in another case; no page shows it
)

// ListOf tells where a case lies.
func ListOf(c *Case) List {
	switch {
	case c.Stage == Ignored && c.Messages == 0 && c.Last == 0:
		return ListMerged
	case c.Stage == Ignored:
		return ListIgnored
	case c.Stage.Closed():
		return ListDone
	case !c.Until.IsZero():
		return ListLater
	case c.WaitingSince.IsZero():
		return ListWaiting
	case c.Decision.Respond == "watch":
		return ListWatch
	default:
		return ListReply
	}
}

// An Order is how a list is ordered where the reader chose: ascending by [PlaceOf], with the id to
// break ties.
type Order string

const (
	ByRank Order = ""     // as [RankOf] says
	ByWait Order = "wait" // who waits longest first: [ListReply]; of [ListWaiting] whose last word is oldest
	ByNext Order = "next" // the next deadline first, what has none last: [ListWaiting]
	never        = 1<<63 - 1
)

// Orders are those in which a list can be read, the ordinary one first.
func Orders(l List) []Order {
	switch l {
	case ListReply:
		return []Order{ByRank, ByWait}
	case ListWaiting:
		return []Order{ByRank, ByNext, ByWait}
	}
	return []Order{ByRank}
}

// PlaceOf is where a case stands in its list when that is read in an order.
func PlaceOf(c *Case, o Order) int64 {
	switch {
	case o == ByWait && ListOf(c) == ListWaiting:
		return Micros(c.LastInbound)
	case o == ByWait:
		return Micros(c.WaitingSince)
	case o == ByNext && c.Due.IsZero():
		return never
	case o == ByNext:
		return Micros(c.Due)
	}
	return RankOf(c)
}

// RankOf orders a list: ascending, with the id to break ties. What is due first comes
// first among those who wait, what comes back first among those put off; what changed last
// comes first elsewhere.
func RankOf(c *Case) int64 {
	switch ListOf(c) {
	case ListLater:
		return Micros(c.Until)
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
	Lang     string  // BCP 47 base language in which the customer wrote last
	Intent   string  // what they wanted then
	Asked    AgentID // only cases about which this agent was asked, of any list
	// Mentioned: only cases in whose notes this agent is named and has not looked, of any list;
	// each note is counted.
	Mentioned AgentID
	Order     Order       // one of Orders(List)
	After     QueueCursor // zero: the first page
	Limit     int         // 1 to 100
}

// QueueCursor is the place after a case in its list, in the order in which it is read. The zero
// value is the start.
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

// Exported is one message of a case, and of which brand that is.
type Exported struct {
	Message Message
	Brand   BrandID
}

// FindQuery asks for messages by their words, the newest first. Zero fields do not filter.
type FindQuery struct {
	Words    string    // all must occur; the last may be unfinished; "quoted phrases" side by side
	Network  Network   // on which it was said
	From, To time.Time // when: from a moment on, and before one
	Stages   []Stage   // one of which its case is in
	Assignee AgentID   // who has that case; Unassigned: nobody
	Before   MessageID // 0: from the newest
	Limit    int       // 1 to 100
}

// Narrowed reports whether a question asks for more than words.
func (q *FindQuery) Narrowed() bool {
	return q.Network != "" || !q.From.IsZero() || !q.To.IsZero() || len(q.Stages) > 0 || q.Assignee != 0
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

// A TrailQuery asks for facts about the desk itself, the newest first. Zero fields do not filter.
type TrailQuery struct {
	Agent    AgentID
	Kinds    []EventKind
	From, To time.Time // from a moment on, and before one
	Before   int64     // only those before this event
	Limit    int
}

// A Merge is one case's end in another, and all that is needed to take it back.
type Merge struct {
	ID     MergeID
	Into   CaseID
	From   CaseID
	At     time.Time
	Agent  AgentID // 0: heed, which found the missing link
	Why    string
	Undone time.Time // they are apart again; heed does not join them of itself
	Done   MergeDone
}

// MergeDone is what a merge changed, to be put back.
type MergeDone struct {
	Moved   Moved        `json:"moved"`
	From    Standing     `json:"from"`
	Into    Standing     `json:"into"`
	Version int64        `json:"version"` // of Into after it
	Marks   []StrandMark `json:"marks,omitempty"`
	Joined  *Joined      `json:"joined,omitempty"`
}

// StrandMark is how a message of an earlier merge was marked before.
type StrandMark struct {
	Message MessageID `json:"message"`
	Strand  CaseID    `json:"strand"`
	Settled bool      `json:"settled,omitempty"`
}

// Joined are two persons who turned out to be one.
type Joined struct {
	Kept    PersonID   `json:"kept"`
	Gone    PersonID   `json:"gone"`
	Handles []HandleID `json:"handles,omitempty"` // of Gone
	Cases   []CaseID   `json:"cases,omitempty"`   // of Gone
}

// Standing is where a case stands, without what it repeats of its messages.
type Standing struct {
	Stage      Stage     `json:"stage"`
	WaitingFor string    `json:"waiting_for,omitempty"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	Assignee   AgentID   `json:"assignee,omitempty"`
	Team       TeamID    `json:"team,omitempty"`
	Urgency    string    `json:"urgency,omitempty"`
	Decision   Decision  `json:"decision"`
	Clocks     []Clock   `json:"clocks,omitempty"`
	Unowned    string    `json:"unowned,omitempty"`
	Needs      int64     `json:"needs,omitempty"`
	RaisedAt   time.Time `json:"raised_at,omitzero"`
	Until      time.Time `json:"until,omitzero"`
	UntilWhy   string    `json:"until_why,omitempty"`
	Network    Network   `json:"network"`
	Account    AccountID `json:"account"`
	Person     PersonID  `json:"person"`
	PersonName string    `json:"person_name"`
	Handle     string    `json:"handle"`
	Avatar     string    `json:"avatar,omitempty"`
	Followers  int       `json:"followers"`
	Private    bool      `json:"private,omitempty"`
}

// StandingOf is where a case stands now.
func StandingOf(c *Case) Standing {
	return Standing{c.Stage, c.WaitingFor, c.ResolvedAt, c.Assignee, c.Team, c.Urgency, c.Decision, slices.Clone(c.Clocks), c.Unowned, c.Needs, c.RaisedAt,
		c.Until, c.UntilWhy, c.Network, c.Account, c.Person, c.PersonName, c.Handle, c.Avatar, c.Followers, c.Private}
}

// Restore makes a case stand there again.
func (s Standing) Restore(c *Case) {
	c.Stage, c.WaitingFor, c.ResolvedAt, c.Assignee, c.Team, c.Urgency, c.Decision = s.Stage, s.WaitingFor, s.ResolvedAt, s.Assignee, s.Team, s.Urgency, s.Decision
	c.Clocks, c.Unowned, c.Needs, c.RaisedAt, c.Until, c.UntilWhy = slices.Clone(s.Clocks), s.Unowned, s.Needs, s.RaisedAt, s.Until, s.UntilWhy
	c.Network, c.Account, c.Person, c.PersonName = s.Network, s.Account, s.Person, s.PersonName
	c.Handle, c.Avatar, c.Followers, c.Private = s.Handle, s.Avatar, s.Followers, s.Private
}

// Moved is what changed its case: ids of rows.
type Moved struct {
	Messages []MessageID  `json:"messages,omitempty"`
	Events   []int64      `json:"events,omitempty"`
	Promises []PromiseID  `json:"promises,omitempty"`
	Outgoing []OutgoingID `json:"outgoing,omitempty"`
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
