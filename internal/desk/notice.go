package desk

import "time"

// Way is how a notice reaches somebody who does not look at the desk.
type Way string

const (
	ByMail    Way = "mail"
	ByPush    Way = "push"    // to the browsers in which the agent asked for it
	ByWebhook Way = "webhook" // to a program of the company
)

// A Notice is something that the desk tells somebody outside of it. It is owed from the
// moment it is committed.
type Notice struct {
	ID       NoticeID
	Way      Way
	Agent    AgentID // by mail and push
	Hook     HookID  // by webhook
	Subject  string  // one line
	Text     string  // plain
	Link     string  // path on this desk that shows it: "/reports?..."; "" for none
	Kind     string  // what it is about: "alert", "escalation", "test"
	Data     []byte  // JSON for programs; nil for none
	Token    string  // the same token is the same notice to the same receiver; "" for none
	State    SendState
	Attempts int
	Due      time.Time
	Lease    time.Time
	Problem  string // of the latest try that failed; "" where none did
	Mend     string // what to do about it; "" where nothing is known
	Created  time.Time
	SentAt   time.Time
}

// A PushKey is a browser in which an agent asked to be told.
type PushKey struct {
	ID       PushKeyID
	Agent    AgentID
	Endpoint string // address of the browser maker's push service
	P256dh   string // public key of the browser, base64url
	Auth     string // its shared secret, base64url
	Label    string // "Firefox on Linux"
	Created  time.Time
	Used     time.Time // when it last took a notice
}

// A Hook is a program of the company that is told by HTTP.
type Hook struct {
	ID      HookID
	Name    string
	URL     string
	Secret  string // signs what is sent; sealed where it is kept
	Paused  bool
	Reads   Reader // the people behind it
	Created time.Time
	Problem string    // of the latest try; "" where it worked
	Mend    string    // what to do about it; "" where nothing is known
	Used    time.Time // when it last took a notice
}
