package calendar

import (
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"heed/internal/order"
)

// forever is how far ahead questions are answered.
const forever = time.Duration(math.MaxInt64)

const daySeconds = 24 * 60 * 60

// Calendar tells covered from uncovered time. Make one with [Parse], [New] or
// [Always].
type Calendar struct {
	doc     Document
	special map[int64]date // by days since 1970: dates that differ
	eras    []era          // by time; the first has no begin

	ordinary int64 // day after which no exception changes anything
}

// era is a stretch of time in which the clock on the wall hangs in one zone.
type era struct {
	loc   *time.Location
	from  time.Time // zero: always before
	plans []plan    // by their first day
}

// plan is a schedule that holds for the windows that begin from a day on.
type plan struct {
	first    int64
	own      [7][]window // windows that begin on a weekday, Sunday first
	holidays []holidaySet
	week     [7][]stretch // what an ordinary weekday covers, with what the day before leaves
	steady   bool         // every ordinary day is wholly covered or none has any cover
	last     bool         // nothing follows that changes an ordinary day
}

// date is a day that is not ordinary.
type date struct {
	name string
	own  []window
}

// stretch is covered wall-clock time inside one day, in seconds since midnight.
type stretch struct{ from, to int64 }

// compile lays out what each weekday of each plan covers.
func (c *Calendar) compile() {
	after := int64(math.MinInt64)
	for day := range c.special {
		after = max(after, day+1)
	}
	for i := range c.eras {
		e := &c.eras[i]
		for j := range e.plans {
			p := &e.plans[j]
			full, empty := true, true
			for d := range p.week {
				p.week[d] = cover(p.own[d], p.own[(d+6)%7])
				empty = empty && len(p.week[d]) == 0
				full = full && slices.Equal(p.week[d], []stretch{{0, daySeconds}})
			}
			p.steady = (full || empty) && len(p.holidays) == 0
			p.last = j == len(e.plans)-1
		}
	}
	c.ordinary = after
}

// plan finds the schedule of the windows that begin on a day.
func (e *era) plan(day int64) *plan {
	i := len(e.plans) - 1
	for i > 0 && e.plans[i].first > day {
		i--
	}
	return &e.plans[i]
}

// cover joins a day's own windows with what those of the day before leave for it.
func cover(own, before []window) []stretch {
	var all []stretch
	for _, w := range before {
		if w.to > dayMinutes {
			all = append(all, stretch{0, int64(w.to-dayMinutes) * 60})
		}
	}
	for _, w := range own {
		all = append(all, stretch{int64(w.from) * 60, int64(min(w.to, dayMinutes)) * 60})
	}
	order.By(all, func(a, b stretch) int { return int(a.from - b.from) })
	var joined []stretch
	for _, s := range all {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// weekday of a day since 1970-01-01, which was a Thursday.
func weekday(day int64) int { return int(((day+4)%7 + 7) % 7) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// cursor is where a walk through time stands: the era and the period in which the clock
// on the wall runs evenly, and what the day shows.
type cursor struct {
	c        *Calendar
	era      *era
	from, to time.Time // zero: without bound
	offset   int64     // seconds east of UTC
	known    bool

	day      int64
	dayKnown bool
	covers   []stretch
	name     string
	years    map[holidayYear]map[int64]date
}

func (z *cursor) holds(t time.Time) bool {
	return z.known && !t.Before(z.from) && (z.to.IsZero() || t.Before(z.to))
}

// set finds the period around t. Past the years that its tables list, the standard
// library takes every year to have 365 days and so ends the period too early on the
// last day of a leap year; the clock is then asked again every quarter of an hour, the
// finest step at which today's rules change it.
func (z *cursor) set(t time.Time) {
	i := len(z.c.eras) - 1
	for i > 0 && t.Before(z.c.eras[i].from) {
		i--
	}
	if e := &z.c.eras[i]; z.era != e {
		z.era, z.dayKnown = e, false
	}
	t = t.In(z.era.loc)
	_, east := t.Zone()
	z.from, z.to = t.ZoneBounds()
	z.offset, z.known = int64(east), true
	if !z.to.IsZero() && !z.to.After(t) {
		z.to = t.Truncate(15 * time.Minute).Add(15 * time.Minute)
	}
	if z.from.Before(z.era.from) {
		z.from = z.era.from
	}
	if i+1 < len(z.c.eras) {
		if next := z.c.eras[i+1].from; z.to.IsZero() || next.Before(z.to) {
			z.to = next
		}
	}
}

// begins lists the windows that begin on a day of the cursor's era, and the name of what
// makes it differ.
func (z *cursor) begins(day int64) ([]window, string) {
	if d, ok := z.c.special[day]; ok {
		return d.own, d.name
	}
	p := z.era.plan(day)
	if d, ok := z.holiday(p, day); ok {
		return d.own, d.name
	}
	return p.own[weekday(day)], ""
}

// turn makes a day the cursor's.
func (z *cursor) turn(day int64) {
	p := z.era.plan(day)
	z.day, z.dayKnown = day, true
	if day > z.c.ordinary && len(p.holidays) == 0 && day > p.first {
		z.covers, z.name = p.week[weekday(day)], ""
		return
	}
	own, name := z.begins(day)
	before, _ := z.begins(day - 1)
	z.covers, z.name = cover(own, before), name
}

// at tells whether t is covered and until when that certainly stays so; the moment
// after may be the same again. name is that of the exception or holiday on t's date.
func (z *cursor) at(t time.Time) (open bool, until time.Time, name string) {
	if !z.holds(t) {
		z.set(t)
	}
	local := t.Unix() + z.offset
	day := floorDiv(local, daySeconds)
	if !z.dayKnown || z.day != day {
		z.turn(day)
	}
	if p := z.era.plan(day); p.steady && p.last && day > z.c.ordinary && day > p.first {
		if until = t.Add(forever); z.era != &z.c.eras[len(z.c.eras)-1] {
			until = z.to
		}
		return len(z.covers) > 0, until, ""
	}
	open, edge := false, int64(daySeconds)
	for _, s := range z.covers {
		if sec := local - day*daySeconds; sec < s.from {
			edge = s.from
			break
		} else if sec < s.to {
			open, edge = true, s.to
			break
		}
	}
	until = time.Unix(day*daySeconds+edge-z.offset, 0)
	if !z.to.IsZero() && z.to.Before(until) {
		until = z.to
	}
	return open, until, z.name
}

// Zone is where the calendar's clock hangs on the wall: that of its latest version.
func (c *Calendar) Zone() *time.Location { return c.eras[len(c.eras)-1].loc }

// ZoneAt is where the clock hangs at a moment.
func (c *Calendar) ZoneAt(t time.Time) *time.Location {
	z := cursor{c: c}
	z.set(t)
	return z.era.loc
}

// Open reports whether t is covered.
func (c *Calendar) Open(t time.Time) bool {
	z := cursor{c: c}
	open, _, _ := z.at(t)
	return open
}

// Add is the first moment by which d of covered time has passed since from: the end
// of a window rather than the begin of the next. d of 0 or less is from itself. The
// zero time means never. The result is in from's location.
func (c *Calendar) Add(from time.Time, d time.Duration) time.Time {
	from = from.Round(0)
	if d <= 0 {
		return from
	}
	z := cursor{c: c}
	for t, end := from, from.Add(forever); t.Before(end); {
		open, until, _ := z.at(t)
		if open {
			if n := until.Sub(t); n >= d {
				return t.Add(d).In(from.Location())
			} else {
				d -= n
			}
		}
		t = until
	}
	return time.Time{}
}

// Between is how much of the time from a to b is covered. It is below zero when b is
// before a, as for [time.Time.Sub]. At most 292 years from the earlier are looked at.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -c.Between(b, a)
	}
	a, b = a.Round(0), b.Round(0)
	if end := a.Add(forever); end.Before(b) {
		b = end
	}
	z := cursor{c: c}
	var sum time.Duration
	for t := a; t.Before(b); {
		open, until, _ := z.at(t)
		if b.Before(until) {
			until = b
		}
		if open {
			sum += until.Sub(t)
		}
		t = until
	}
	return sum
}

// NextOpen is the first covered moment at or after t; the zero time if there is none.
func (c *Calendar) NextOpen(t time.Time) time.Time { return c.next(t, true) }

// NextClose is the first uncovered moment at or after t: t itself when nobody works
// at t, the zero time if cover never ends.
func (c *Calendar) NextClose(t time.Time) time.Time { return c.next(t, false) }

func (c *Calendar) next(from time.Time, want bool) time.Time {
	from = from.Round(0)
	z := cursor{c: c}
	for t, end := from, from.Add(forever); t.Before(end); {
		open, until, _ := z.at(t)
		if open == want {
			return t.In(from.Location())
		}
		t = until
	}
	return time.Time{}
}

// A Span is a stretch of time in which nothing opens or closes.
type Span struct {
	From, To time.Time // in the calendar's zone
	Open     bool
	Why      string // names of the exceptions on its dates, in order; "" if there are none
}

// Spans goes from one moment to another, span by span: open and closed ones take
// turns. At most 292 years are gone.
func (c *Calendar) Spans(from, to time.Time) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		t := from.Round(0)
		if end := t.Add(forever); end.Before(to) {
			to = end
		}
		z := cursor{c: c}
		var s Span
		var begun bool
		var names []string
		for t.Before(to) {
			open, until, name := z.at(t)
			if to.Before(until) {
				until = to
			}
			if !begun || open != s.Open {
				if begun && !yield(s.named(names)) {
					return
				}
				begun, s, names = true, Span{From: t.In(z.era.loc), Open: open}, nil
			}
			if name != "" && !slices.Contains(names, name) && len(names) < 3 {
				names = append(names, name)
			}
			s.To, t = until.In(z.era.loc), until
		}
		if begun {
			yield(s.named(names))
		}
	}
}

func (s Span) named(names []string) Span {
	s.Why = strings.Join(names, ", ")
	return s
}
