package view

import (
	"context"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// clockName names a deadline.
func clockName(ctx context.Context, kind string) string { return clockIn(sh(ctx).Lang, kind) }

func clockIn(lang, kind string) string {
	say := func(english string) string { return Say(lang, english) }
	switch kind {
	case desk.ClockFirst:
		return say("First answer")
	case desk.ClockNext:
		return say("Next answer")
	case desk.ClockUpdate:
		return say("Next update from us")
	case desk.ClockPromise:
		return say("Promise")
	case desk.ClockResolve:
		return say("Resolution")
	case desk.ClockOwner:
		return say("Assignment")
	case desk.ClockTell:
		return say("Notified at once")
	}
	return kind
}

// clockClass is how a deadline looks: over, soon (it has warned), still.
func clockClass(ctx context.Context, k *desk.Clock) string {
	switch {
	case !k.Paused.IsZero():
		return "still"
	case !k.Due.IsZero() && !sh(ctx).Now.Before(k.Due):
		return "over"
	case warns(sh(ctx).Now, k):
		return "soon"
	}
	return ""
}

// warns reports whether a clock has used three quarters of its time, or would run out
// while nobody is there.
func warns(now time.Time, k *desk.Clock) bool {
	return k.Paused.IsZero() && !k.Due.IsZero() && k.Kind != desk.ClockOwner && !k.Warn.IsZero() && !now.Before(k.Warn)
}

// clockWords says what else is to be known of a deadline.
func clockWords(ctx context.Context, k *desk.Clock) string {
	switch {
	case !k.Paused.IsZero():
		return tr(ctx, "%s: %s left", retell(ctx, k.Why), span(k.Left))
	case k.Taken != 0:
		return tr(ctx, "%s is on it", sh(ctx).agentName(k.Taken))
	case k.Asked > 0:
		return tr(ctx, "%s was asked, %s ago", sh(ctx).agentName(k.Asked), span(sh(ctx).Now.Sub(k.AskedAt)))
	case warns(sh(ctx).Now, k) && k.Why != "":
		return retell(ctx, k.Why)
	case warns(sh(ctx).Now, k) && sh(ctx).Now.Before(k.Due):
		return tr(ctx, "three quarters of the time is up")
	}
	return ""
}

// warned is the clock of a case that warns most loudly and is not over; nil for none.
func warned(now time.Time, c *desk.Case) *desk.Clock {
	for i := range c.Clocks {
		if k := &c.Clocks[i]; warns(now, k) && now.Before(k.Due) {
			return k
		}
	}
	return nil
}

// whyAsked says why somebody was asked.
func whyAsked(ctx context.Context, k *desk.Clock) string {
	if k.Kind == desk.ClockTell {
		return tr(ctx, "The protocol wants someone to know about this case right away")
	}
	return tr(ctx, "Deadline passed: %s", clockName(ctx, k.Kind))
}

// escalated is the clock of a case about which somebody was asked; nil for none.
func escalated(c *desk.Case) *desk.Clock {
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.Asked > 0 {
			return k
		}
	}
	return nil
}

func amount(n int64) string {
	if n >= desk.NoLimit {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func authorityText(ctx context.Context, n int64) string {
	if n >= desk.NoLimit {
		return tr(ctx, "can decide on any amount alone")
	}
	return tr(ctx, "can decide alone up to %d", n)
}

// eventClock is the clock that an event speaks of.
func eventClock(ctx context.Context, e *desk.Event) string { return clockName(ctx, e.Data["clock"]) }

func dueText(ctx context.Context, e *desk.Event) string {
	at, err := time.Parse(time.RFC3339, e.Data["due"])
	if err != nil {
		return "–"
	}
	return clock(ctx, at)
}

func toName(ctx context.Context, e *desk.Event) string {
	id, _ := strconv.ParseInt(e.Data["to"], 10, 64)
	if id == 0 {
		return tr(ctx, "Nobody")
	}
	return sh(ctx).agentName(desk.AgentID(id))
}

// clockEventText says what happened to deadlines, to who is asked, and to authority; false
// for other facts.
func clockEventText(ctx context.Context, e *desk.Event, who string) (string, bool) {
	switch e.Kind {
	case desk.CaseBreached:
		return tr(ctx, "Deadline passed: %s", eventClock(ctx, e)), true
	case desk.CaseWarned:
		return because(ctx, tr(ctx, "%s is due %s", eventClock(ctx, e), dueText(ctx, e)), e.Data["why"]), true
	case desk.CasePaused:
		return because(ctx, tr(ctx, "Clock paused: %s", eventClock(ctx, e)), e.Data["why"]), true
	case desk.CaseResumed:
		return tr(ctx, "Clock resumed: %s, due %s", eventClock(ctx, e), dueText(ctx, e)), true
	case desk.CaseEscalated:
		said := because(ctx, tr(ctx, "%s was asked to take care of it (%s)", toName(ctx, e), eventClock(ctx, e)), e.Data["why"])
		if by := e.Data["by"]; by != "" {
			said += " · " + tr(ctx, "notified by %s", strings.Join(retellAll(ctx, strings.Split(by, ", ")), ", "))
		}
		return said, true
	case desk.CaseTaken:
		if e.Data["clock"] == desk.ClockTell {
			return tr(ctx, "%s is on it, %s after being asked", who, e.Data["after"]), true
		}
		return tr(ctx, "%s is on it, %s after the deadline passed", who, e.Data["after"]), true
	case desk.CaseUnowned:
		return because(ctx, tr(ctx, "This case is unassigned"), e.Data["why"]), true
	case desk.CaseRaised:
		return because(ctx, tr(ctx, "%s handed off a decision that needs an authority of %s to %s", who, e.Data["needs"], toName(ctx, e)), e.Data["why"]), true
	case desk.CaseTakenUp:
		return tr(ctx, "%s picked it up %s after the hand-off", who, e.Data["after"]), true
	}
	return "", false
}
