package sla

import (
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
)

// Merge brings the deadlines of two cases together, once the one has the messages of both: each runs
// out when the earlier of the two did, and what is promised for later is the stricter of both. theirs
// are the clocks, and dec the decision, of the case that ended. Set is to be called after it.
func (r *Rules) Merge(into *desk.Case, theirs []desk.Clock, dec desk.Decision, cal *calendar.Calendar, now time.Time) {
	stricter(&into.Decision, &dec)
	all := append(append([]desk.Clock(nil), into.Clocks...), theirs...)
	into.Clocks = all // promises are wanted because they are there
	r.adopt(into, all, cal, now, func(_, _ *desk.Clock) bool { return true })
}

// Split gives a case that was split out of another the deadlines that its messages had there: nothing
// is due later because it was split. theirs are the clocks of the other, before; answered says that
// the customer had an answer there. Set is to be called after it.
func (r *Rules) Split(c *desk.Case, theirs []desk.Clock, answered bool, cal *calendar.Calendar, now time.Time) {
	if answered {
		c.Decision.Within = less(c.Decision.Within, c.Decision.Next)
	}
	r.adopt(c, theirs, cal, now, func(k, want *desk.Clock) bool {
		return group(k.Kind) != desk.ClockFirst || k.Since.Equal(want.Since)
	})
}

// stricter makes a decision promise what either of two does.
func stricter(d, o *desk.Decision) {
	if o.Respond != "yes" {
		return
	}
	next := less(nextWithin(d), nextWithin(o))
	d.Within, d.Update, d.Resolve = less(d.Within, o.Within), less(d.Update, o.Update), less(d.Resolve, o.Resolve)
	if d.Next > 0 || next != d.Within {
		d.Next = next
	}
}

// less is the shorter of two times; 0 is none.
func less(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// adopt makes the clocks that a case wants run out when those of others did that may.
func (r *Rules) adopt(c *desk.Case, others []desk.Clock, cal *calendar.Calendar, now time.Time, may func(k, want *desk.Clock) bool) {
	var kept []desk.Clock
	for _, want := range r.wanted(c, now) {
		if want.Kind == desk.ClockPromise {
			kept = append(kept, want)
			continue
		}
		var first *desk.Clock
		for i := range others {
			if k := &others[i]; group(k.Kind) == group(want.Kind) && may(k, &want) && (first == nil || sooner(k, first)) {
				first = k
			}
		}
		if first != nil {
			kept = append(kept, as(first, &want, cal))
		}
	}
	c.Clocks = kept
}

// group is the same for clocks that wait for the same thing: an answer.
func group(kind string) string {
	if kind == desk.ClockNext {
		return desk.ClockFirst
	}
	return kind
}

// sooner tells which of two clocks runs out first. One that stands still comes after one that runs.
func sooner(a, b *desk.Clock) bool {
	switch {
	case a.Paused.IsZero() != b.Paused.IsZero():
		return a.Paused.IsZero()
	case !a.Paused.IsZero():
		return a.Left < b.Left
	}
	return a.Due.Before(b.Due)
}

// as is a clock in the place of the one that is wanted: it keeps when it runs out, and what was done
// about it.
func as(k, want *desk.Clock, cal *calendar.Calendar) desk.Clock {
	n := *k
	n.Kind, n.Since, n.Within, n.Hours = want.Kind, want.Since, want.Within, want.Hours
	if k.Hours != want.Hours && !k.Due.IsZero() && !k.From.IsZero() {
		n.Left = elapsed(cal, want.Hours, k.From, k.Due)
	}
	return n
}
