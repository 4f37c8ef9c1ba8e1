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
	Hour      int       // of the week in the brand's zone, in which it opened; 0 is Monday 0:00
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
	ByHour    Dim = "hour"    // of the day in the brand's zone: 0 to 23
	// ByFairness is a cell of package report that groups of customers are compared by.
	ByFairness Dim = "fair"
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

// CellQuery asks for cells of one span and dimension.
type CellQuery struct {
	Span     time.Duration
	Dim      Dim
	Brand    BrandID
	From, To time.Time // From inclusive, To exclusive
	One      bool      // only those of Key
	Key      string
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
	Rest    time.Duration // after it spoke it is silent for so long, also when it was back meanwhile
	Created time.Time
	By      AgentID
	// From QuietFrom to QuietTo, minutes of the day in Zone, it waits; what still holds then is told.
	// Equal: at no time.
	QuietFrom, QuietTo int
	Zone               string

	Raised  time.Time // since when it holds; zero: it does not
	Told    time.Time // when it last spoke
	Owed    bool      // it holds and has not spoken of it yet
	Looked  time.Time
	Latest  string // the figure as it was then, as programs write numbers, after AtLeast where it is at least that; "" unknown
	Counted int
	Removed time.Time // zero: it is there; else it can be brought back for a while
}

// AtLeast stands before the least that a figure can be, where more is not known.
const AtLeast = ">"

// A Firing is one time at which an alert spoke.
type Firing struct {
	ID       FiringID
	Alert    AlertID
	At       time.Time
	Name     string  // of the alert, as it was
	Figure   string  // of package report
	Brand    BrandID // of which cases; as the alert's
	Dim      Dim
	Key      string
	From, To time.Time // the cases that were looked at, by when they opened
	Kind     AlertKind // "" of those of earlier versions
	Line     float64
	Value    float64
	Before   float64 // of the time compared with; both 0 where unknown
	Words    string  // Value as an alert's Latest
	N        int
	Cases    []CaseID // some of those behind the figure, newest first
	Told     int      // notices
	Ended    time.Time
}

// AlertKind is the line that a figure crosses.
type AlertKind string

const (
	Above AlertKind = "above"
	Below AlertKind = "below"
	Rose  AlertKind = "rose" // by Value beside the same time a week before, or as many weeks as the window has
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
