package desk

import "time"

// A Search is a saved search over what is said in public.
type Search struct {
	ID      SearchID
	Brand   BrandID
	Name    string
	Query   string // in the language of docs/search.md
	Paused  bool
	Created time.Time
	By      AgentID
	Cap     int64     // millionths of a unit of money that it may cost a month; 0: no cap of its own
	Matched int64     // so far
	LastAt  time.Time // latest match
}

// A Calendar is when a team works. Its document is read by package calendar.
type Calendar struct {
	ID       CalendarID
	Name     string
	Document []byte // JSON
}

// A CalendarChange is an earlier document of a calendar.
type CalendarChange struct {
	ID       int64
	Calendar CalendarID
	Document []byte // that was replaced
	At       time.Time
	By       AgentID
}

// A Rota says who is on duty. Its document is read by package calendar. Holder has the
// duty phone since Taken: it stays with them until the next one takes it.
type Rota struct {
	ID       RotaID
	Name     string
	Team     TeamID // whose cases it is asked about; 0: all
	Document []byte // JSON
	Holder   AgentID
	Taken    time.Time
}

// A Load is what an agent has to do now.
type Load struct {
	Reply   int // cases in which a customer waits
	Urgent  int // of them with high urgency
	Waiting int // open cases in which nobody waits for us
}

// A Demand is one case as coverage looks at it.
type Demand struct {
	Case     CaseID
	Opened   time.Time
	Answered time.Time // zero: not yet
	Brand    BrandID
	Team     TeamID
	Respond  string
}

// A Protocol is one version of the response protocol. Its document is read by
// package protocol. Exactly one version is active.
type Protocol struct {
	ID       ProtocolID
	Version  int
	Author   AgentID
	Reason   string
	At       time.Time
	Active   bool
	Document []byte // JSON
}
