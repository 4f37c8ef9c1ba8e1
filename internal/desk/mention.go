package desk

import "time"

// A Mention is an agent who is named in a note of a colleague.
type Mention struct {
	Message MessageID // the note
	Agent   AgentID   // who is named
	By      AgentID
	At      time.Time
	Read    time.Time // when they first looked; zero: not yet
}

// Mentioned is a mention with its note and what a list shows of the case.
type Mentioned struct {
	Mention
	Note       Message
	PersonName string // of the customer
	Stage      Stage
	WaitingFor string
}

// Reach is how an agent wants to be told what colleagues say to them while they do not look at
// the desk. The zero value is by every way that is set up, at any time.
type Reach struct {
	NoMail bool `json:"no_mail,omitempty"`
	NoPush bool `json:"no_push,omitempty"`
	// QuietFrom and QuietTo are minutes of the agent's day between which nothing is sent; the
	// same: there is no quiet time.
	QuietFrom int `json:"quiet_from,omitempty"`
	QuietTo   int `json:"quiet_to,omitempty"`
}

// By reports whether a way is wanted.
func (r Reach) By(w Way) bool { return !(w == ByMail && r.NoMail || w == ByPush && r.NoPush) }

// After is the first moment from now on that is not in the quiet time, in the agent's zone.
func (r Reach) After(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	minute := local.Hour()*60 + local.Minute()
	quiet := minute >= r.QuietFrom && minute < r.QuietTo
	if r.QuietFrom > r.QuietTo { // over midnight
		quiet = minute >= r.QuietFrom || minute < r.QuietTo
	}
	if !quiet {
		return now
	}
	y, m, d := local.Date()
	if minute >= r.QuietTo {
		d++
	}
	return time.Date(y, m, d, r.QuietTo/60, r.QuietTo%60, 0, 0, zone)
}
