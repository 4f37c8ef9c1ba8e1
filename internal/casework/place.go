package casework

import (
	"time"

	"heed/internal/desk"
)

// Policy holds the few numbers that gather messages into cases.
type Policy struct {
	// Silence is how long a person may be silent before what they say next, without
	// replying to anything, is a new problem; and how long after its end a case is
	// reopened by a reply rather than followed by a new one.
	Silence time.Duration
}

// DefaultPolicy is the rule that the benchmark uses as well.
var DefaultPolicy = Policy{Silence: 72 * time.Hour}

// Placement says where a customer's message belongs.
type Placement struct {
	Case  *desk.Case   // nil: it opens a new one
	Merge []*desk.Case // turned out to be the same conversation; they end in Case
	Why   string
	Alone bool // it can be about no other of theirs: it replies to it, or that is the only one near
}

// Place finds the case of a message. linked are the cases of the messages it replies to
// and of those that reply to it; recent are the person's cases. Only cases of the same
// person and brand count: a stranger who joins a thread gets a case of their own.
func (p Policy) Place(m *desk.Message, brand desk.BrandID, linked, recent []*desk.Case) Placement {
	var pl Placement
	for _, c := range linked {
		if !p.mayJoin(c, m, brand) || !p.replyJoins(c, m) || c == pl.Case {
			continue
		}
		switch {
		case pl.Case == nil:
			pl.Case, pl.Why = c, "reply"
		case c.OpenedAt.Before(pl.Case.OpenedAt) || c.OpenedAt.Equal(pl.Case.OpenedAt) && c.ID < pl.Case.ID:
			pl.Case, pl.Merge = c, append(pl.Merge, pl.Case)
		default:
			pl.Merge = append(pl.Merge, c)
		}
	}
	if pl.Case != nil {
		pl.Alone = true
		return pl
	}
	near := 0
	for _, c := range recent {
		if p.mayJoin(c, m, brand) && p.timeJoins(c, m) {
			near++
			if pl.Case == nil || distance(c, m) < distance(pl.Case, m) {
				pl.Case, pl.Why = c, "same person, same time"
			}
		}
	}
	pl.Alone = near == 1
	return pl
}

func (p Policy) mayJoin(c *desk.Case, m *desk.Message, brand desk.BrandID) bool {
	return c != nil && c.Person == m.Person && c.Brand == brand
}

// replyJoins: an open case takes every reply; an ended one is reopened for a while.
func (p Policy) replyJoins(c *desk.Case, m *desk.Message) bool {
	return !c.Stage.Closed() || distance(c, m) <= p.Silence
}

// timeJoins: without a reply link only an open case counts, and only one that is
// near in time; late messages may lie before its beginning.
func (p Policy) timeJoins(c *desk.Case, m *desk.Message) bool {
	open := !c.Stage.Closed() || m.PostedAt.Before(c.ResolvedAt)
	return open && distance(c, m) <= p.Silence
}

// distance is how far a message lies outside the time that a case spans; 0 within it.
func distance(c *desk.Case, m *desk.Message) time.Duration {
	last := c.OpenedAt
	for _, t := range []time.Time{c.LastInbound, c.LastOutbound, c.ResolvedAt} {
		if t.After(last) {
			last = t
		}
	}
	switch {
	case m.PostedAt.Before(c.OpenedAt):
		return c.OpenedAt.Sub(m.PostedAt)
	case m.PostedAt.After(last):
		return m.PostedAt.Sub(last)
	default:
		return 0
	}
}
