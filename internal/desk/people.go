package desk

import (
	"strconv"
	"time"
)

// AccountScope is the scope of an account's private messages.
func AccountScope(id AccountID) string {
	return "account:" + strconv.FormatInt(int64(id), 10)
}

// A Person is a customer. A person has at least one handle.
type Person struct {
	ID         PersonID
	Name       string // as they show it
	Lang       string // of their latest messages
	FirstSeen  time.Time
	LastSeen   time.Time
	Cases      int       // opened so far
	MutedUntil time.Time // zero: not muted
	MuteReason string
	ErasedAt   time.Time // what was kept of them until then is gone; zero: it is there
	SameAs     PersonID  // this person turned out to be that one, who has the handles and cases now; 0: not
	Handles    []Handle  // filled only where a call says so
}

// A Handle is a person's identity on one network.
type Handle struct {
	ID      HandleID
	Person  PersonID
	Network Network
	HandleRef
	Ours   AccountID // set when this is the company's own handle
	SeenAt time.Time
}

// A Brand is a name under which the company meets its customers. Cases, searches
// and accounts belong to one.
type Brand struct {
	ID       BrandID
	Name     string
	Lang     string     // default language of answers
	Calendar CalendarID // coverage; 0 means always
	Names    []string   // what people call it; used to propose searches
	Handles  []string   // with their network: "bluesky:@acme.com"
}

// An Account is one connected handle, page, mailbox or stream.
type Account struct {
	ID        AccountID
	Network   Network
	Brand     BrandID           // 0: a listening stream that serves all brands
	Name      string            // shown: "@acme.com" or "Bluesky, public posts"
	Handle    HandleRef         // empty for a stream
	Settings  map[string]string // per channel, not secret
	HasSecret bool              // credentials are sealed in the store and only given to the channel
	Paused    bool
	Health    Health
	Created   time.Time
}

// Answers reports whether the company speaks through this account; one without a handle
// only listens.
func (a *Account) Answers() bool { return a.Handle.Name != "" || a.Handle.NetworkID != "" }

// Health is what a person should know of an account's connection.
type Health struct {
	State     string    `json:"state"`             // connecting, ok, behind, failing, paused
	Problem   string    `json:"problem,omitempty"` // what is wrong, in a sentence
	Mend      string    `json:"mend,omitempty"`    // what to do about it
	Since     time.Time `json:"since"`
	LastHeard time.Time `json:"last_heard"`
	Cursor    Cursor    `json:"-"`
}

// An Agent is someone who works at the desk.
type Agent struct {
	ID     AgentID
	Email  string
	Name   string
	Role   Role
	Langs  []string // that they answer in
	Teams  []TeamID
	Zone   string // IANA; "" follows the browser
	Theme  string // "", light, dark
	Away   bool
	Limit  int // open cases at once; 0: the default
	Skills []string
	// Authority is up to which amount, in whole units of the company's currency, the agent
	// decides alone; NoLimit for anything.
	Authority int64
	Calendar  CalendarID // own working hours; 0: those of whoever covers the case
	Seen      time.Time  // when the agent last used the desk; filled only where a call says so
	Disabled  bool
	Created   time.Time
	Reads     Reader // as the pages that the agent opened last were written
	Reach     Reach  // how they are told what colleagues say to them
}

// A Reader is how somebody reads what the desk writes.
type Reader struct {
	Lang string // en, de; "" where nobody knows
	Zone string // IANA; "" where nobody knows
}

// NoLimit is the Authority of who decides about everything.
const NoLimit int64 = 1 << 50

// Role is what an agent may do.
type Role string

const (
	Admin    Role = "admin"  // everything
	Lead     Role = "lead"   // protocol, calendars, searches, every case
	Answerer Role = "agent"  // cases
	Viewer   Role = "viewer" // read only
)

// A Team is a group of agents with hours.
type Team struct {
	ID       TeamID
	Name     string
	Calendar CalendarID
	Members  []AgentID
}
