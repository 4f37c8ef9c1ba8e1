package protocol

import (
	"cmp"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/order"
)

// A Past is a case as it began, to try protocols on.
type Past struct {
	Case     desk.CaseID
	Facts    Facts     // of its first message, when it was said
	At       time.Time // when it was said
	Hour     int       // of the day, at the desk
	Answered time.Time // when the company first answered; zero: not yet
}

// Due tells by when an answer is due that was decided for a case; zero: none is.
type Due func(i int, d desk.Decision) time.Time

// A Comparison is what two protocols say about the same cases.
type Comparison struct {
	Cases         int
	Before, After Side
	Changed       int      // cases of which the two say something else
	Moves         []Move   // from which rule to which they go, the most cases first
	Picked        int      // cases that were asked for
	Changes       []Change // the first of them, at most maxChanges
	Groups        []Group  // by language, then by channel; the largest first
	Gaps          []Gap
}

// Side is what one protocol does.
type Side struct {
	Answer, Watch, Ignore int
	Breaches              int     // answers that were, or would have been, too late or never came
	Hours                 [24]int // answers owed, by the hour at which they began
}

// A Move is how many cases of which the two say something else go from a rule to another.
type Move struct {
	From, To string
	Cases    int
}

// A Pick says which cases a [Comparison] lists: those behind one of its numbers. The zero Pick
// are those of which the two protocols say something else.
type Pick struct {
	Side     string // before, after: what that protocol does with it
	What     string // of a side: answer, watch, no, late; "" all
	By, Name string // language or channel, and which; hour, and which of the day; or the gap reach or privacy, and its side: one or other
	From, To string // a move
}

// A Change is a case and what the two say of it.
type Change struct {
	Case          desk.CaseID
	Before, After desk.Decision
	DueBefore     time.Time // zero: none
	DueAfter      time.Time
}

// A Group is the cases of one language or channel.
type Group struct {
	By            string // language, channel
	Name          string // "" unknown
	Cases         int
	Before, After Share
}

// Share is how many cases of a group are answered and how many of the answers were late.
type Share struct{ Answer, Breaches int }

// A Gap is the equity gap: how much more of one sort of people is answered than of
// another with the same intent.
type Gap struct {
	Name          string    // reach, privacy
	One, Other    int       // cases on either side
	Answered      [2]Counts // of the one and of the other side
	Before, After Interval
}

// Counts is how many cases there are by either protocol.
type Counts struct{ Before, After int }

// Interval is a difference of shares, from -1 to 1, with its 95 % interval; Known is false
// where no intent has cases on both sides.
type Interval struct {
	Value, Low, High float64
	Known            bool
}

// maxChanges bounds the list of changes: the rest is counted.
const maxChanges = 200

// Compare tries two protocols on the same past. now ends the wait of those who were never
// answered.
func Compare(before, after *Protocol, past []Past, due Due, now time.Time, pick Pick) Comparison {
	c := Comparison{Cases: len(past)}
	moves := map[[2]string]int{}
	groups := map[[2]string]*Group{}
	a, b := make([]bool, len(past)), make([]bool, len(past))
	in := pick.of(past)
	for i := range past {
		p := &past[i]
		was, will := before.Decide(p.Facts), after.Decide(p.Facts)
		dueWas, dueWill := due(i, was), due(i, will)
		lateWas := c.Before.add(p, was, dueWas, now)
		lateWill := c.After.add(p, will, dueWill, now)
		a[i], b[i] = was.Respond == "yes", will.Respond == "yes"
		for _, key := range [...][2]string{{"language", p.Facts.Lang}, {"channel", p.Facts.Network}} {
			g := groups[key]
			if g == nil {
				g = &Group{By: key[0], Name: key[1]}
				groups[key] = g
			}
			g.Cases++
			g.Before.add(a[i], lateWas)
			g.After.add(b[i], lateWill)
		}
		changes := differs(was, will)
		if changes {
			c.Changed++
			moves[[2]string{was.Rule, will.Rule}]++
		}
		if !pick.takes(changes, was, will, lateWas, lateWill) || !in(p) {
			continue
		}
		if c.Picked++; len(c.Changes) < maxChanges {
			c.Changes = append(c.Changes, Change{p.Case, was, will, dueWas, dueWill})
		}
	}
	for m, n := range moves {
		c.Moves = append(c.Moves, Move{m[0], m[1], n})
	}
	order.By(c.Moves, func(x, y Move) int {
		return cmp.Or(cmp.Compare(y.Cases, x.Cases), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	for _, g := range groups {
		c.Groups = append(c.Groups, *g)
	}
	order.By(c.Groups, func(x, y Group) int {
		return cmp.Or(-cmp.Compare(x.By, y.By), cmp.Compare(y.Cases, x.Cases), cmp.Compare(x.Name, y.Name))
	})
	c.Gaps = gaps(past, a, b)
	return c
}

// of tells which cases are in the group that is picked.
func (k Pick) of(past []Past) func(*Past) bool {
	switch k.By {
	case "language":
		return func(p *Past) bool { return p.Facts.Lang == k.Name }
	case "channel":
		return func(p *Past) bool { return p.Facts.Network == k.Name }
	case "hour":
		return func(p *Past) bool { return strconv.Itoa(p.hour()) == k.Name }
	}
	for _, s := range divisions(past) {
		if s.name == k.By {
			return func(p *Past) bool {
				counts, one := s.side(&p.Facts)
				return counts && one == (k.Name == "one")
			}
		}
	}
	return func(*Past) bool { return k.By == "" }
}

// hour is the hour of the day at which a case began, from 0 to 23.
func (p *Past) hour() int { return ((p.Hour % 24) + 24) % 24 }

// takes reports whether a case is behind the number.
func (k Pick) takes(changes bool, was, will desk.Decision, lateWas, lateWill bool) bool {
	d, late := was, lateWas
	if k.Side == "after" {
		d, late = will, lateWill
	}
	switch {
	case k == Pick{}:
		return changes
	case (k.From != "" || k.To != "") && !(changes && was.Rule == k.From && will.Rule == k.To):
		return false
	}
	switch k.What {
	case "answer":
		return d.Respond == "yes"
	case "watch":
		return d.Respond == "watch"
	case "no":
		return d.Respond != "yes" && d.Respond != "watch"
	case "late":
		return late
	}
	return true
}

func (s *Side) add(p *Past, d desk.Decision, due, now time.Time) (late bool) {
	switch d.Respond {
	case "yes":
		s.Answer++
		s.Hours[p.hour()]++
		ended := p.Answered
		if ended.IsZero() {
			ended = now
		}
		late = !due.IsZero() && ended.After(due)
	case "watch":
		s.Watch++
	default:
		s.Ignore++
	}
	if late {
		s.Breaches++
	}
	return late
}

func (s *Share) add(answer, late bool) {
	if answer {
		s.Answer++
	}
	if late {
		s.Breaches++
	}
}

// differs reports whether two decisions ask for something else of the desk; the name of
// the rule alone is nothing that a customer would notice.
func differs(a, b desk.Decision) bool {
	return a.Respond != b.Respond || a.Within != b.Within || a.Respond == "yes" && a.Hours != b.Hours || a.Next != b.Next || a.Update != b.Update || a.Resolve != b.Resolve || a.Needs != b.Needs || a.Team != b.Team || a.Skill != b.Skill ||
		a.Where != b.Where || a.Urgency != b.Urgency || a.Macro != b.Macro || a.Escalate != b.Escalate
}
