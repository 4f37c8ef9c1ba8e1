package calendar

import (
	"iter"
	"math"
	"slices"
	"strings"
	"time"
)

// forever is how far ahead questions are answered.
const forever = time.Duration(math.MaxInt64)

const daySeconds = 24 * 60 * 60

// Calendar tells covered from uncovered time. Make one with [Parse], [New] or
// [Always].
type Calendar struct {
	doc     Document
	loc     *time.Location
	own     [7][]window    // windows that begin on a weekday, Sunday first
	special map[int64]date // by days since 1970: dates that differ, and the days after them

	week   [7][]stretch // what an ordinary weekday covers, with what the day before leaves
	steady bool         // every ordinary day is wholly covered or none has any cover
	last   int64        // day after which only ordinary ones come
}

// date is a day that is not ordinary.
type date struct {
	name   string // of the exception; "" on the day after one
	own    []window
	covers []stretch
}

// stretch is covered wall-clock time inside one day, in seconds since midnight.
type stretch struct{ from, to int64 }

// compile lays out what each weekday and each special date covers.
func (c *Calendar) compile() {
	full, empty := true, true
	for i := range c.week {
		c.week[i] = cover(c.own[i], c.own[(i+6)%7])
		empty = empty && len(c.week[i]) == 0
		full = full && slices.Equal(c.week[i], []stretch{{0, daySeconds}})
	}
	c.steady, c.last = full || empty, math.MinInt64
	given := make([]int64, 0, len(c.special))
	for day := range c.special {
		given = append(given, day)
	}
	for _, day := range given {
		if _, known := c.special[day+1]; !known {
			c.special[day+1] = date{own: c.own[weekday(day+1)]}
		}
		c.last = max(c.last, day+1)
	}
	for day, d := range c.special {
		d.covers = cover(d.own, c.begins(day-1))
		c.special[day] = d
	}
}

// begins lists the windows that begin on a day.
func (c *Calendar) begins(day int64) []window {
	if d, ok := c.special[day]; ok {
		return d.own
	}
	return c.own[weekday(day)]
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
	slices.SortFunc(all, func(a, b stretch) int { return int(a.from - b.from) })
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

// zone is a period in which the clock on the wall runs evenly.
type zone struct {
	from, to time.Time // zero: without bound
	offset   int64     // seconds east of UTC
	known    bool
}

func (z *zone) holds(t time.Time) bool {
	return z.known && !t.Before(z.from) && (z.to.IsZero() || t.Before(z.to))
}

// set finds the period around t. Past the years that its tables list, the standard
// library takes every year to have 365 days and so ends the period too early on the
// last day of a leap year; the clock is then asked again every quarter of an hour, the
// finest step at which today's rules change it.
func (z *zone) set(t time.Time) {
	_, east := t.Zone()
	z.from, z.to = t.ZoneBounds()
	z.offset, z.known = int64(east), true
	if !z.to.IsZero() && !z.to.After(t) {
		z.to = t.Truncate(15 * time.Minute).Add(15 * time.Minute)
	}
}

// at tells whether t is covered and until when that certainly stays so; the moment
// after may be the same again. name is that of the exception on t's date.
func (c *Calendar) at(t time.Time, z *zone) (open bool, until time.Time, name string) {
	if !z.holds(t) {
		z.set(t.In(c.loc))
	}
	local := t.Unix() + z.offset
	day := floorDiv(local, daySeconds)
	covers := c.week[weekday(day)]
	if d, ok := c.special[day]; ok {
		covers, name = d.covers, d.name
	} else if c.steady && day > c.last {
		return len(covers) > 0, t.Add(forever), ""
	}
	open, edge := false, int64(daySeconds)
	for _, s := range covers {
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
	return open, until, name
}

// Zone is where the calendar's clock hangs on the wall.
func (c *Calendar) Zone() *time.Location { return c.loc }

// Open reports whether t is covered.
func (c *Calendar) Open(t time.Time) bool {
	open, _, _ := c.at(t, &zone{})
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
	var z zone
	for t, end := from, from.Add(forever); t.Before(end); {
		open, until, _ := c.at(t, &z)
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
	var z zone
	var sum time.Duration
	for t := a; t.Before(b); {
		open, until, _ := c.at(t, &z)
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
	var z zone
	for t, end := from, from.Add(forever); t.Before(end); {
		open, until, _ := c.at(t, &z)
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
		var z zone
		var s Span
		var begun bool
		var names []string
		for t.Before(to) {
			open, until, name := c.at(t, &z)
			if to.Before(until) {
				until = to
			}
			if !begun || open != s.Open {
				if begun && !yield(s.named(names)) {
					return
				}
				begun, s, names = true, Span{From: t.In(c.loc), Open: open}, nil
			}
			if name != "" && !slices.Contains(names, name) && len(names) < 3 {
				names = append(names, name)
			}
			s.To, t = until.In(c.loc), until
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
