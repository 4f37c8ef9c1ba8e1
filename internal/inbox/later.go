package inbox

import (
	"context"
	"strings"
	"time"

	"heed/internal/calendar"
	"heed/internal/casework"
	"heed/internal/desk"
)

// A Later is a time until which a case can be put off with one press.
type Later struct {
	Key string // today, tomorrow, week
	At  time.Time
	Far bool // "tomorrow" is not the next day, since nobody works then
}

// Bounds of how far a case can be put off.
const (
	leastOff = time.Minute
	mostOff  = 366 * 24 * time.Hour
	maxWhy   = 500 // bytes of the note
)

// laterToday is how much later "later today" is.
const laterToday = 3 * time.Hour

// morning is when a day begins where the calendar has no hours of its own.
const morning = 8 * time.Hour

// Laters are the times that fit the hours in which a case is covered: later today while the team is still
// there, the next day's beginning, and that of the next week.
func Laters(cal *calendar.Calendar, now time.Time) (all []Later) {
	zone := cal.ZoneAt(now)
	local := now.In(zone)
	day := func(n int) time.Time { return time.Date(local.Year(), local.Month(), local.Day()+n, 0, 0, 0, 0, zone) }
	if at := now.Add(laterToday).Truncate(15 * time.Minute); at.Before(day(1)) && cal.Open(at) {
		all = append(all, Later{Key: "today", At: at})
	}
	monday := (8-int(local.Weekday()))%7 + 7*b2i(local.Weekday() == time.Monday)
	for _, d := range []struct {
		key  string
		days int
	}{{"tomorrow", 1}, {"week", monday}} {
		at := begin(cal, day(d.days))
		if at.IsZero() || at.Sub(now) > mostOff || len(all) > 0 && !at.After(all[len(all)-1].At) {
			continue
		}
		all = append(all, Later{Key: d.key, At: at, Far: d.days == 1 && !at.Before(day(2))})
	}
	return all
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// begin is when work begins on a day or the next one on which somebody works.
func begin(cal *calendar.Calendar, midnight time.Time) time.Time {
	if cal.Open(midnight) && cal.Open(midnight.Add(morning)) {
		return midnight.Add(morning)
	}
	return cal.NextOpen(midnight)
}

// PutOff puts an open case off: it lies in another list until a time, until its customer writes, or until
// one of its deadlines warns, whichever comes first. Its deadlines go on. when is the key of one of
// [Laters], or "" where at says it. Who puts off what nobody has, has it.
func (s *Service) PutOff(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, when string, at time.Time, why string) error {
	why = strings.TrimSpace(why)
	if len(why) > maxWhy {
		return &desk.Error{Kind: desk.Invalid, Field: "why", Message: "The note is too long.", Mend: "Keep it under 500 bytes."}
	}
	return s.step(ctx, by, id, version, func(_ Tx, c *desk.Case) ([]*desk.Event, error) {
		until := at
		if when != "" {
			until = time.Time{}
			for _, l := range Laters(s.deps.Hours(c), s.deps.Now()) {
				if l.Key == when {
					until = l.At
				}
			}
		}
		return s.putOff(by, c, until, why)
	})
}

func (s *Service) putOff(by desk.Agent, c *desk.Case, until time.Time, why string) ([]*desk.Event, error) {
	now := s.deps.Now()
	switch {
	case c.Stage.Closed():
		return nil, &desk.Error{Kind: desk.Invalid, Message: "Nothing in this case is waiting for an answer.", Mend: "Reopen it first."}
	case until.Sub(now) < leastOff || until.Sub(now) > mostOff:
		return nil, &desk.Error{Kind: desk.Invalid, Field: "until", Message: "Choose a time in the future, within a year."}
	case c.Until.Equal(until) && c.UntilWhy == why:
		return nil, nil
	}
	events := []*desk.Event{}
	if c.Assignee == 0 {
		c.Assignee = by.ID
		events = append(events, assigned(0, by.ID, "put it off"))
	}
	return append(events, casework.PutOff(c, until, why)), nil
}

// BringBack ends that a case is put off.
func (s *Service) BringBack(ctx context.Context, by desk.Agent, id desk.CaseID, version int64) error {
	return s.step(ctx, by, id, version, func(_ Tx, c *desk.Case) ([]*desk.Event, error) {
		if e := casework.Back(c, casework.BackHand); e != nil {
			return []*desk.Event{e}, nil
		}
		return nil, nil
	})
}
