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
	Due             time.Time // of the clock that is due first; zero: none runs
	DueKind         string    // first, next, update, promise, resolve, owner
	BreachedAt      time.Time // that clock was seen to be over; zero: not

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

	Clocks   []Clock   // every deadline that runs or stands still, see package sla
	Look     time.Time // when follow-up looks at the clocks next; zero: never
	Asked    AgentID   // who was asked to see to a breach and has not said so yet; 0: nobody
	Unowned  string    // why nobody has the case; "" when somebody has, or nobody looked for one
	Needs    int64     // authority that the case takes, see Agent.Authority; 0: none
	RaisedAt time.Time // when it was handed to somebody with more authority; zero once they took it up

	Until    time.Time // it is put off until then, see [ListLater]; zero: it is not
	UntilWhy string    // note of who put it off

	ErasedAt time.Time // what was said in it is gone since; zero: it is there
}

// Clocks, as Clock.Kind and Case.DueKind name them.
const (
	ClockFirst   = "first"   // to the first answer
	ClockNext    = "next"    // from a later message of the customer to the answer that follows
	ClockUpdate  = "update"  // from our last word to the next, while the case is open
	ClockPromise = "promise" // to the time that was promised
	ClockResolve = "resolve" // from the first message to the resolution
	ClockOwner   = "owner"   // until somebody has the case
	ClockTell    = "tell"    // over at once: somebody is told that there is such a case
)

// A Clock is one deadline of a case. It runs, stands still (Paused), is over (Breached),
// or is gone when what it waits for has come.
type Clock struct {
	Kind    string        `json:"kind"`
	Promise PromiseID     `json:"promise,omitempty"`
	Since   time.Time     `json:"since"`           // what it counts from
	Within  time.Duration `json:"within"`          // how long it has, in Hours
	Hours   string        `json:"hours,omitempty"` // calendar, covered
	From    time.Time     `json:"from,omitzero"`   // since when it runs without a pause; zero: Since
	Left    time.Duration `json:"left,omitempty"`  // that it had at From
	Due     time.Time     `json:"due,omitzero"`    // zero: paused, or never
	Paused  time.Time     `json:"paused,omitzero"` // since when it stands still
	Why     string        `json:"why,omitempty"`   // of the pause, or of the warning
	Warn    time.Time     `json:"warn,omitzero"`   // when it warns
	Warned  time.Time     `json:"warned,omitzero"`
	Over    time.Time     `json:"over,omitzero"` // was seen to be over

	// Escalation: who was asked last, since when, in which turn, when the next one is asked
	// (zero: nobody), who all were asked, and who said "I'm on it".
	Asked   AgentID   `json:"asked,omitempty"`
	AskedAt time.Time `json:"asked_at,omitzero"`
	Turn    int       `json:"turn,omitempty"`
	AskNext time.Time `json:"ask_next,omitzero"`
	Told    []AgentID `json:"told,omitempty"`
	Taken   AgentID   `json:"taken,omitempty"`
	TakenAt time.Time `json:"taken_at,omitzero"`
}

// Decision is what the response protocol said of a case, and why.
type Decision struct {
	Version int           `json:"version"`           // of the protocol
	Rule    string        `json:"rule"`              // name of the rule that decided
	Respond string        `json:"respond"`           // yes, no, watch
	Within  time.Duration `json:"within"`            // for the first answer, in Hours
	Hours   string        `json:"hours"`             // calendar, covered
	Next    time.Duration `json:"next,omitempty"`    // for each later answer; 0: as for the first
	Update  time.Duration `json:"update,omitempty"`  // between our words while the case is open; 0: none
	Resolve time.Duration `json:"resolve,omitempty"` // for the resolution; 0: none
	Team    string        `json:"team,omitempty"`
	Skill   string        `json:"skill,omitempty"`
	Needs   int64         `json:"needs,omitempty"`   // authority
	Where   string        `json:"where"`             // public, private, or another channel: phone, email, chat, shop
	Urgency string        `json:"urgency,omitempty"` // low, normal, high: has already shaped Within
	Macro   string        `json:"macro,omitempty"`
	// Escalate says who is told at once that there is such a case: a team by its name, or
	// "duty" for whoever is on duty; "": nobody.
	Escalate string   `json:"escalate,omitempty"`
	Advice   string   `json:"advice,omitempty"`
	Because  []string `json:"because,omitempty"` // conditions that held, in words
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
	CaseOpened      EventKind = "case.opened"           // reason, rule
	CaseReopened    EventKind = "case.reopened"         // from
	CaseMerged      EventKind = "case.merged"           // into (on the one that ends), from (on the one that stays), merge, why
	CaseSplit       EventKind = "case.split"            // into (on the one that was), from (on the new one), merge, why; undone: a merge was taken back
	CasePutOff      EventKind = "case.put_off"          // until, why; from (where it was put off before)
	CaseBack        EventKind = "case.back"             // from (until when it was put off), why: time, customer, clock (and which), hand
	PersonJoined    EventKind = "person.joined"         // name, with, why: two accounts of one person
	PersonParted    EventKind = "person.parted"         // name, with: they are two people after all
	CaseAssigned    EventKind = "case.assigned"         // from (by hand alone), to, why
	CaseStage       EventKind = "case.stage"            // from, from_for, to, for, why
	MacroApplied    EventKind = "macro.applied"         // name, was: what the steps of a macro changed, for undoing it
	MacroUndone     EventKind = "macro.undone"          // name
	CaseMoved       EventKind = "case.moved"            // to: private
	CaseDecided     EventKind = "case.decided"          // rule, respond, due, why
	CaseBreached    EventKind = "case.breached"         // clock, due
	CaseWarned      EventKind = "case.warned"           // clock, due, why
	CasePaused      EventKind = "case.paused"           // clock, why
	CaseResumed     EventKind = "case.resumed"          // clock, due
	CaseEscalated   EventKind = "case.escalated"        // clock, to, turn, why, by (the ways that told them)
	CaseTaken       EventKind = "case.escalation_taken" // clock, after
	CaseUnowned     EventKind = "case.unowned"          // why
	CaseRaised      EventKind = "case.raised"           // needs, to, why, words, after
	CaseTakenUp     EventKind = "case.taken_up"         // after: from the raise to the first step of who can decide
	DutyTaken       EventKind = "duty.taken"            // id, name, from
	MessageReceived EventKind = "message.received"
	MessageEdited   EventKind = "message.edited"
	MessageDeleted  EventKind = "message.deleted"
	MessageCopied   EventKind = "message.copied" // copies
	NoteAdded       EventKind = "note.added"
	NoteTakenBack   EventKind = "note.taken_back"
	AgentMentioned  EventKind = "agent.mentioned"   // to: who is named in a note
	SignalCorrected EventKind = "signal.corrected"  // signal, from, to
	SignalRestored  EventKind = "signal.restored"   // signal, from, to: a correction was undone
	LessonsForgot   EventKind = "learning.reset"    // corrections: how many teach no more
	LessonsRecalled EventKind = "learning.recalled" // corrections: how many teach again
	ReplyQueued     EventKind = "reply.queued"      // public|private, override
	ReplySent       EventKind = "reply.sent"
	ReplyFailed     EventKind = "reply.failed" // error, mend
	ReplyHeld       EventKind = "reply.held"   // error; it is tried again by itself
	ReplyRetried    EventKind = "reply.retried"
	ReplyUndone     EventKind = "reply.undone"
	ReplyHeard      EventKind = "reply.heard"  // the company answered from elsewhere
	PromiseMade     EventKind = "promise.made" // due, text
	PromiseKept     EventKind = "promise.kept"
	PromiseBroken   EventKind = "promise.broken"
	GuardOverridden EventKind = "reply.overridden" // reason, types: private data was sent in public all the same
	CaseReviewed    EventKind = "case.reviewed"    // a second person agreed not to answer
	Unmasked        EventKind = "case.unmasked"    // private data was looked at
	PersonMuted     EventKind = "person.muted"     // until, reason
	PersonErased    EventKind = "person.erased"    // person, why, messages, cases, pictures; of cases that ended long ago: days, people, messages, cases, pictures
	PersonGivenOut  EventKind = "person.given_out" // person, messages
	CaseErased      EventKind = "case.erased"      // from: the stage, where it was open
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
	AlertRaised     EventKind = "alert.raised"  // id, name, value
)
