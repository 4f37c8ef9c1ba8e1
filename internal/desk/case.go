package desk

import "time"

// Stage is where a case stands. Acknowledging is not resolving.
type Stage string

const (
	New          Stage = "new"          // nobody has answered
	Acknowledged Stage = "acknowledged" // answered, work not begun
	InProgress   Stage = "in_progress"
	Waiting      Stage = "waiting"   // for whom: Case.WaitingFor
	Resolved     Stage = "resolved"  // we say so
	Confirmed    Stage = "confirmed" // the customer says so
	Ignored      Stage = "ignored"   // the protocol or an agent decided not to answer
)

// Closed reports whether nothing is owed at this stage.
func (s Stage) Closed() bool { return s == Resolved || s == Confirmed || s == Ignored }

// A Case gathers the messages of one person to one brand on one problem. The
// fields below Preview repeat what a queue row shows, so that a page of the queue
// is one read of one table.
type Case struct {
	ID         CaseID
	Version    int64 // grows with every change; saving with an older one is a conflict
	Brand      BrandID
	Account    AccountID // that answers
	Network    Network
	Person     PersonID
	Stage      Stage
	WaitingFor string // customer, team, third party; only with Waiting
	Assignee   AgentID
	Team       TeamID
	Subject    string // first words of the first message
	Urgency    string // low, normal, high

	OpenedAt        time.Time // first customer message
	UpdatedAt       time.Time // last change of any kind
	LastInbound     time.Time
	LastOutbound    time.Time
	WaitingSince    time.Time // oldest customer message without an answer; zero: nobody waits
	FirstResponseAt time.Time
	ResolvedAt      time.Time
	Due             time.Time // of the clock that runs; zero: none
	DueKind         string    // first, next
	BreachedAt      time.Time // the running clock was seen to be over; zero: not

	Last     MessageID // latest message of the customer: an answer must have seen it
	LastOut  MessageID // latest message of the company: likewise
	Messages int       // customer's and company's, without copies and notes

	PersonName string
	Handle     string
	Avatar     string
	Followers  int
	Preview    string // first words of the latest customer message
	Hits       []Hit  // of the message that opened it
	Reason     string // why it is here: "mention", "reply", "private message" or the search's name
	Intent     string
	Sentiment  string
	Lang       string
	Private    bool
	Decision   Decision
}

// Decision is what the response protocol said of a case, and why.
type Decision struct {
	Version int           `json:"version"` // of the protocol
	Rule    string        `json:"rule"`    // name of the rule that decided
	Respond string        `json:"respond"` // yes, no, watch
	Within  time.Duration `json:"within"`  // for the first answer, in Hours
	Hours   string        `json:"hours"`   // calendar, covered
	Team    string        `json:"team,omitempty"`
	Skill   string        `json:"skill,omitempty"`
	Where   string        `json:"where"`             // public, private
	Urgency string        `json:"urgency,omitempty"` // low, normal, high: has already shaped Within
	Macro   string        `json:"macro,omitempty"`
	Advice  string        `json:"advice,omitempty"`
	Because []string      `json:"because,omitempty"` // conditions that held, in words
}

// An Event is a fact: what happened to a case or to the desk, when, by whom. It is
// written in the same transaction as the change and never altered.
type Event struct {
	ID      int64
	Tx      int64  // of the writing transaction, where the database has one
	Case    CaseID // 0: about the desk itself
	Message MessageID
	At      time.Time
	Agent   AgentID // 0: heed itself or the customer
	Kind    EventKind
	Data    map[string]string // what a reader of the story needs; see the kind
}

// EventCursor is a follower's place among the events: order is (Tx, ID).
type EventCursor struct{ Tx, ID int64 }

// EventKind names a fact. Data keys are listed beside each.
type EventKind string

const (
	CaseOpened      EventKind = "case.opened"   // reason, rule
	CaseReopened    EventKind = "case.reopened" // from
	CaseMerged      EventKind = "case.merged"   // into (on the one that ends), from (on the one that stays)
	CaseAssigned    EventKind = "case.assigned" // to, why
	CaseStage       EventKind = "case.stage"    // from, to, why
	CaseMoved       EventKind = "case.moved"    // to: private
	CaseDecided     EventKind = "case.decided"  // rule, respond, due, why
	CaseBreached    EventKind = "case.breached" // clock, due
	MessageReceived EventKind = "message.received"
	MessageEdited   EventKind = "message.edited"
	MessageDeleted  EventKind = "message.deleted"
	MessageCopied   EventKind = "message.copied" // copies
	NoteAdded       EventKind = "note.added"
	SignalCorrected EventKind = "signal.corrected" // signal, from, to
	ReplyQueued     EventKind = "reply.queued"     // public|private, override
	ReplySent       EventKind = "reply.sent"
	ReplyFailed     EventKind = "reply.failed" // error, mend
	ReplyHeld       EventKind = "reply.held"   // error; it is tried again by itself
	ReplyRetried    EventKind = "reply.retried"
	ReplyUndone     EventKind = "reply.undone"
	ReplyHeard      EventKind = "reply.heard"  // the company answered from elsewhere
	PromiseMade     EventKind = "promise.made" // due, text
	PromiseKept     EventKind = "promise.kept"
	PromiseBroken   EventKind = "promise.broken"
	Unmasked        EventKind = "case.unmasked" // private data was looked at
	PersonMuted     EventKind = "person.muted"  // until, reason
	AccountChanged  EventKind = "account.changed"
	SearchChanged   EventKind = "search.changed"
	ProtocolChanged EventKind = "protocol.changed"
	AgentChanged    EventKind = "agent.changed"
	SettingChanged  EventKind = "setting.changed"
	SignedIn        EventKind = "agent.signed_in"
	AlarmRaised     EventKind = "alarm.raised"  // key, kind, subject, problem, mend
	AlarmEnded      EventKind = "alarm.ended"   // key, kind, subject, problem
	GapSeen         EventKind = "gap.seen"      // source, from, to, state, why
	MarkedNotUs     EventKind = "search.marked" // search, name, about: us, not us
)
