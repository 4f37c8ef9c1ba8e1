package sla

import (
	"strconv"
	"time"

	"heed/internal/desk"
)

// askFor is how long after its end a clock still makes people be asked: history that is
// read in, or a desk that stood still for days, wakes nobody.
const askFor = 24 * time.Hour

// A Ladder lists who is asked about a clock of a case, in this order, and why them.
type Ladder func(k *desk.Clock) (ids []desk.AgentID, why string)

// Tick is what the passing of time does to the clocks of a case at now: those that warn or
// are over say so once, and somebody is asked about those that are over, the next one when
// nobody answered. ladder is only called where somebody is to be asked.
func (r *Rules) Tick(c *desk.Case, now time.Time, ladder Ladder) (events []*desk.Event) {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		for look := Look(k); !look.IsZero() && !look.After(now); look = Look(k) {
			switch {
			case k.Kind == desk.ClockOwner && !k.Warn.After(now): // whoever calls looks for somebody
				k.Warn = now.Add(min(max(now.Sub(k.Since), TryAgain), 30*TryAgain))
			case k.Over.IsZero() && now.Before(k.Due):
				events = append(events, warn(k, now))
			case k.Over.IsZero():
				if e := over(k, now); e != nil {
					events = append(events, e)
				}
			default:
				if e := r.ask(k, now, ladder); e != nil {
					events = append(events, e)
				}
			}
		}
	}
	Show(c)
	return events
}

func about(k *desk.Clock) map[string]string {
	return map[string]string{"clock": k.Kind, "due": stamp(k.Due)}
}

func warn(k *desk.Clock, now time.Time) *desk.Event {
	k.Warned = now
	data := about(k)
	if k.Why != "" {
		data["why"] = k.Why
	}
	return &desk.Event{Kind: desk.CaseWarned, Data: data}
}

// over notes that a clock ran out. One that only tells somebody has broken nothing.
func over(k *desk.Clock, now time.Time) *desk.Event {
	k.Over = now
	if now.Sub(k.Due) < askFor {
		k.AskNext = now
	}
	if k.Kind == desk.ClockTell {
		return nil
	}
	return &desk.Event{Kind: desk.CaseBreached, Data: about(k)}
}

// ask asks the next person about a clock. Where nobody is on duty that is told once, and tried
// again until somebody is.
func (r *Rules) ask(k *desk.Clock, now time.Time, ladder Ladder) *desk.Event {
	data := about(k)
	ids, why := ladder(k)
	if len(ids) == 0 {
		known := k.Asked == 0 && !k.AskedAt.IsZero()
		k.Asked, k.AskNext = 0, time.Time{}
		if now.Sub(k.Over) < askFor {
			k.AskNext = now.Add(max(r.AskAgain, TryAgain))
		}
		if known {
			return nil
		}
		k.AskedAt = now
		data["why"] = why
		return &desk.Event{Kind: desk.CaseEscalated, Data: data}
	}
	if k.Turn > 0 {
		why = "no one responded for " + Length(now.Sub(k.AskedAt).Round(time.Minute))
	}
	k.Asked, k.AskedAt, k.AskNext = next(k, ids), now, now.Add(r.AskAgain)
	k.Told = append(k.Told, k.Asked)
	if k.Turn++; k.Turn >= r.Asks {
		k.AskNext = time.Time{}
	}
	data["to"], data["turn"], data["why"] = strconv.FormatInt(int64(k.Asked), 10), strconv.Itoa(k.Turn), why
	return &desk.Event{Kind: desk.CaseEscalated, Data: data}
}

// next is who of a ladder was asked least; nobody is asked twice in a row while there is
// somebody else.
func next(k *desk.Clock, ids []desk.AgentID) desk.AgentID {
	best, least := ids[0], -1
	for _, id := range ids {
		n := 0
		for _, told := range k.Told {
			if told == id {
				n++
			}
		}
		if id == k.Asked && len(ids) > 1 {
			continue
		}
		if least < 0 || n < least {
			best, least = id, n
		}
	}
	return best
}

// Take says that an agent sees to what is over in a case; it tells for which clocks and
// how long that took, and nothing if nobody was asked.
func Take(c *desk.Case, by desk.AgentID, now time.Time) (events []*desk.Event) {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Asked == 0 || k.Taken != 0 {
			continue
		}
		k.Taken, k.TakenAt, k.AskNext = by, now, time.Time{}
		events = append(events, &desk.Event{Kind: desk.CaseTaken, Data: map[string]string{"clock": k.Kind, "after": Length(now.Sub(k.Over))}})
	}
	Show(c)
	return events
}
