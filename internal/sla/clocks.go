package sla

import (
	"slices"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
)

// ownerWithin is how much covered time a case may be without an owner before somebody on
// duty is asked.
const ownerWithin = 10 * time.Minute

// Set brings all clocks of a case to what its state asks for, and what a queue row shows
// of them (Due, DueKind, BreachedAt), when follow-up looks next (Look) and whether
// somebody is asked (Asked). It is called after every change of a case; calling it again
// changes nothing. What began to stand still or to run again is returned, for the story.
func (r *Rules) Set(c *desk.Case, cal *calendar.Calendar, now time.Time) []*desk.Event {
	if cal == nil {
		cal = calendar.Always()
	}
	if c.Assignee != 0 {
		c.Unowned = ""
	}
	var kept []desk.Clock
	for _, w := range r.wanted(c, now) {
		k := w
		for _, have := range c.Clocks {
			if same(&have, &w) {
				k = have
			}
		}
		if k.From.IsZero() && k.Kind != desk.ClockPromise {
			k.From, k.Left = k.Since, k.Within
		}
		kept = append(kept, k)
	}
	var events []*desk.Event
	for i := range kept {
		k := &kept[i]
		if e := pause(k, r.pausedBy(k.Kind, c), cal, now); e != nil {
			events = append(events, e)
		}
		settle(k, cal)
	}
	c.Clocks = kept
	Show(c)
	return events
}

// same reports whether a clock that runs is the one that is wanted. One that has stood
// still keeps the hours in which it began: what it has left was counted in them.
func same(have, want *desk.Clock) bool {
	return have.Kind == want.Kind && have.Promise == want.Promise && have.Since.Equal(want.Since) && have.Within == want.Within &&
		(have.Hours == want.Hours || have.Left != have.Within)
}

// wanted are the clocks that a case's state asks for, as they begin.
func (r *Rules) wanted(c *desk.Case, now time.Time) []desk.Clock {
	if c.Stage.Closed() {
		return nil
	}
	dec := &c.Decision
	var list []desk.Clock
	add := func(kind string, since time.Time, within time.Duration) {
		if within > 0 && !since.IsZero() {
			list = append(list, desk.Clock{Kind: kind, Since: since, Within: within, Hours: r.hours(kind, dec.Hours)})
		}
	}
	if dec.Respond == "yes" {
		answered := !c.FirstResponseAt.IsZero()
		switch {
		case c.WaitingSince.IsZero():
			if answered {
				add(desk.ClockUpdate, latest(c.FirstResponseAt, c.LastOutbound), dec.Update)
			}
		case answered:
			add(desk.ClockNext, c.WaitingSince, nextWithin(dec))
		default:
			add(desk.ClockFirst, c.WaitingSince, dec.Within)
		}
		add(desk.ClockResolve, c.OpenedAt, dec.Resolve)
	}
	if c.Unowned != "" && c.Assignee == 0 && desk.ListOf(c) == desk.ListReply {
		since := now
		if i := slices.IndexFunc(c.Clocks, func(k desk.Clock) bool { return k.Kind == desk.ClockOwner }); i >= 0 {
			since = c.Clocks[i].Since
		}
		list = append(list, desk.Clock{Kind: desk.ClockOwner, Since: since, Within: ownerWithin, Hours: Covered})
	}
	if dec.Escalate != "" {
		list = append(list, desk.Clock{Kind: desk.ClockTell, Since: c.OpenedAt, Due: c.OpenedAt})
	}
	for _, k := range c.Clocks {
		if k.Kind == desk.ClockPromise {
			list = append(list, k)
		}
	}
	return list
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func nextWithin(dec *desk.Decision) time.Duration {
	if dec.Next > 0 {
		return dec.Next
	}
	return dec.Within
}

// Promised starts the clock of a promise. It runs around the clock: a promise names a
// moment.
func Promised(c *desk.Case, p *desk.Promise) {
	c.Clocks = append(c.Clocks, desk.Clock{Kind: desk.ClockPromise, Promise: p.ID, Since: p.Made, Within: p.Due.Sub(p.Made), Due: p.Due})
}

// Kept ends the clock of a promise.
func Kept(c *desk.Case, id desk.PromiseID) {
	c.Clocks = slices.DeleteFunc(c.Clocks, func(k desk.Clock) bool { return k.Kind == desk.ClockPromise && k.Promise == id })
}

// pausedBy says why a clock stands still at a case's stage; "" when it runs. A first
// answer and a promise never do.
func (r *Rules) pausedBy(kind string, c *desk.Case) string {
	if c.Stage != desk.Waiting || !slices.Contains(r.Still[c.WaitingFor], kind) {
		return ""
	}
	switch c.WaitingFor {
	case ForCustomer:
		return "waiting for the customer"
	case ForThirdParty:
		return "waiting for a third party"
	}
	return "waiting for a team"
}

// pause stops or continues a clock where that changed.
func pause(k *desk.Clock, why string, cal *calendar.Calendar, now time.Time) *desk.Event {
	switch {
	case why != "" && k.Paused.IsZero():
		k.Left = max(0, k.Left-elapsed(cal, k.Hours, k.From, now))
		k.Paused, k.Why, k.Due, k.Warn = now, why, time.Time{}, time.Time{}
		return &desk.Event{Kind: desk.CasePaused, Data: map[string]string{"clock": k.Kind, "why": why}}
	case why == "" && !k.Paused.IsZero():
		k.From, k.Paused, k.Why = now, time.Time{}, ""
		settle(k, cal)
		return &desk.Event{Kind: desk.CaseResumed, Data: map[string]string{"clock": k.Kind, "due": stamp(k.Due)}}
	}
	return nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func elapsed(cal *calendar.Calendar, hours string, from, to time.Time) time.Duration {
	if hours == Covered {
		return max(0, cal.Between(from, to))
	}
	return max(0, to.Sub(from))
}

func after(cal *calendar.Calendar, hours string, from time.Time, d time.Duration) time.Time {
	if hours == Covered {
		return cal.Add(from, d)
	}
	return from.Add(d)
}

// settle reckons when a running clock is due and when it warns, where that is not known.
func settle(k *desk.Clock, cal *calendar.Calendar) {
	if !k.Paused.IsZero() {
		return
	}
	if k.Due.IsZero() && k.Kind != desk.ClockPromise && k.Kind != desk.ClockTell {
		k.Due = after(cal, k.Hours, k.From, k.Left)
	}
	switch {
	case !k.Warn.IsZero() || k.Due.IsZero() || k.Kind == desk.ClockTell:
	case k.Kind == desk.ClockOwner:
		k.Warn = k.Since.Add(TryAgain) // when heed looks for somebody again
	default:
		k.Warn, k.Why = Warning(k, cal)
	}
}

// homeBefore is how long before the team goes home a clock warns that runs out while
// nobody is there.
const homeBefore = 30 * time.Minute

// Warning is when a running clock warns: at three quarters of its time, or half an hour
// before the team goes home if it would run out while nobody is there, whichever comes
// first. why tells the second.
func Warning(k *desk.Clock, cal *calendar.Calendar) (at time.Time, why string) {
	from, left := k.From, k.Left
	if k.Kind == desk.ClockPromise {
		from, left = k.Since, k.Within
	}
	used := k.Within - left
	if at = from; used < time.Duration(warnAt*float64(k.Within)) {
		at = after(cal, k.Hours, from, time.Duration(warnAt*float64(k.Within))-used)
	}
	if k.Hours == Covered || cal.Open(k.Due.Add(-1)) {
		return at, ""
	}
	home := lastClose(cal, from, k.Due)
	if home.IsZero() {
		return at, ""
	}
	if early := latest(from, home.Add(-homeBefore)); early.Before(at) {
		return early, "the team goes home at " + home.In(cal.ZoneAt(home)).Format("15:04") + ", before it is due"
	}
	return at, ""
}

// homeLooksBack bounds how far before a deadline the end of a working day is looked for.
const homeLooksBack = 7 * 24 * time.Hour

// lastClose is the last moment between two at which the team goes home; zero for none.
func lastClose(cal *calendar.Calendar, from, due time.Time) (home time.Time) {
	for s := range cal.Spans(latest(from, due.Add(-homeLooksBack)), due) {
		if s.Open && s.To.Before(due) {
			home = s.To
		}
	}
	return home
}

// Show sets what a case repeats of its clocks.
func Show(c *desk.Case) {
	c.Due, c.DueKind, c.BreachedAt, c.Look, c.Asked = time.Time{}, "", time.Time{}, time.Time{}, 0
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.Due.IsZero() && k.Kind != desk.ClockOwner && k.Kind != desk.ClockTell && (c.Due.IsZero() || k.Due.Before(c.Due)) {
			c.Due, c.DueKind, c.BreachedAt = k.Due, k.Kind, k.Over
		}
		if look := Look(k); !look.IsZero() && (c.Look.IsZero() || look.Before(c.Look)) {
			c.Look = look
		}
		if k.Asked > 0 && k.Taken == 0 {
			c.Asked = k.Asked
		}
	}
	if !c.Until.IsZero() && (c.Look.IsZero() || c.Until.Before(c.Look)) {
		c.Look = c.Until // follow-up brings it back
	}
}

// Look is when follow-up has to look at a clock: to warn, to say that it is over, to ask
// the next person, and as long as nobody has the case to look for somebody. Zero: never.
func Look(k *desk.Clock) time.Time {
	next := k.Due
	if !k.Over.IsZero() {
		next = k.AskNext
	}
	if k.Taken != 0 {
		next = time.Time{}
	}
	switch {
	case k.Due.IsZero():
		return time.Time{}
	case k.Kind == desk.ClockOwner && (next.IsZero() || k.Warn.Before(next)):
		return k.Warn
	case !k.Over.IsZero(), k.Taken != 0:
		return next
	case k.Warned.IsZero() && !k.Warn.IsZero() && k.Warn.Before(k.Due):
		return k.Warn
	}
	return k.Due
}

// TryAgain is how long heed waits before it looks again for somebody who can take a case;
// the longer nobody could, the longer, up to half an hour.
const TryAgain = time.Minute
