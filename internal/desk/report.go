package desk

import "time"

// A Fact is what the reports know of one case: the dimensions by which it is grouped, and
// a document of package report.
type Fact struct {
	Case      CaseID
	Opened    time.Time // first message of the customer
	Brand     BrandID
	Network   Network
	Team      TeamID
	Agent     AgentID // who answered first; 0: nobody
	Intent    string
	Lang      string
	Private   bool
	Followers int       // -1 unknown
	LiveUntil time.Time // until then open waits grow; zero: settled, and counted in its cells
	Document  []byte
}

// Dim is what cases are grouped by in reports.
type Dim string

const (
	ByAll     Dim = "all"
	ByBrand   Dim = "brand"
	ByNetwork Dim = "network"
	ByTeam    Dim = "team"
	ByAgent   Dim = "agent"
	ByIntent  Dim = "intent"
	ByLang    Dim = "lang"
	ByPrivate Dim = "private" // public, private
)

// A Cell is what the settled cases of one span of time and one group add up to.
type Cell struct {
	Span     time.Duration // an hour or a day, in UTC
	Start    time.Time
	Brand    BrandID // 0: of all brands
	Dim      Dim
	Key      string
	Document []byte // a tally of package report
}

// FactQuery asks for the facts of a period. Zero fields do not filter.
type FactQuery struct {
	From, To time.Time // From inclusive, To exclusive
	Brand    BrandID
	Dim      Dim // with Key: only cases of that group
	Key      string
	Live     bool // only cases whose waits are open
	Before   CaseID
	BeforeAt time.Time // keyset: opened before, newest first
	Limit    int
}

// An Alert tells people when a figure crosses a line.
type Alert struct {
	ID      AlertID
	Name    string
	Figure  string // of package report
	Brand   BrandID
	Dim     Dim
	Key     string
	Window  time.Duration // the latest cases that are looked at, by when they opened
	Kind    AlertKind
	Value   float64 // a threshold in the figure's unit, or a change as a share (0.5: half more)
	Least   int     // cases without which nothing is said
	Agents  []AgentID
	Ways    []Way
	Hooks   []HookID
	Paused  bool
	Created time.Time
	By      AgentID

	Raised  time.Time // since when it holds; zero: it does not
	Looked  time.Time
	Latest  string // the figure as it was then, in words
	Counted int
}

// AlertKind is the line that a figure crosses.
type AlertKind string

const (
	Above AlertKind = "above"
	Below AlertKind = "below"
	Rose  AlertKind = "rose" // by Value since the window before
	Fell  AlertKind = "fell"
)

// A Peers is a public benchmark that somebody imported, to be compared with.
type Peers struct {
	ID       PeersID
	Name     string
	Document []byte // JSON of heed benchmark
	By       AgentID
	Created  time.Time
}
