package calendar

import (
	"math"
	"slices"
	"strings"
	"time"

	"heed/internal/order"
)

// Ordinary is a calendar of the weekly hours that hold at a moment, without exceptions,
// holidays and other versions: what a usual week looks like.
func (c *Calendar) Ordinary(at time.Time) *Calendar {
	p, e := c.planAt(at)
	out := &Calendar{special: map[int64]date{}, eras: []era{{loc: e.loc, plans: []plan{{first: math.MinInt64, own: p.own}}}}}
	out.doc = Document{Zone: e.loc.String(), Week: weekOfPlan(p)}
	out.compile()
	return out
}

func weekOfPlan(p *plan) Week {
	var w Week
	for i, day := range w.days() {
		for _, x := range p.own[i] {
			*day = append(*day, x.words("-"))
		}
	}
	return w
}

// minutesOfWeek is how long a week is.
const minutesOfWeek = 7 * dayMinutes

// WithHours is the calendar's document with hours added to the week, or taken from it,
// from a date on: a version that leaves what was before as it was. from and to are minutes
// since Monday 00:00 by the calendar's clock; to may be before from, and then lies in the
// next week. Errors are desk.Invalid.
func (c *Calendar) WithHours(from, to int, open bool, first string) (Document, error) {
	day, usual, err := parseDate("first", first)
	if err != nil {
		return Document{}, err
	}
	if to <= from {
		to += minutesOfWeek
	}
	if from < 0 || from >= minutesOfWeek || to-from > minutesOfWeek {
		return Document{}, invalid("from", "These hours don't fit in one week.", "Choose a start and an end within seven days.")
	}
	e := &c.eras[len(c.eras)-1]
	if day < e.plans[0].first || len(c.eras) > 1 && !beginOf(e.loc, day).After(e.from) {
		return Document{}, invalid("first", "On that date the calendar is still in a different time zone.", "Choose a later date.")
	}
	p := e.plan(day)
	v := Version{From: usual, Week: weekOfMinutes(changed(p.own, from, to, open))}
	d := c.Document()
	d.Versions = slices.DeleteFunc(d.Versions, func(have Version) bool { return have.From == usual })
	at, _ := slices.BinarySearchFunc(d.Versions, v, func(a, b Version) int { return strings.Compare(a.From, b.From) })
	d.Versions = slices.Insert(d.Versions, at, v)
	return d, nil
}

// changed adds a stretch of the week to windows, or takes it from them. Windows that are
// not touched stay as they are, also those over midnight.
func changed(own [7][]window, from, to int, open bool) [7][]window {
	var out [7][]window
	for weekday, ws := range own {
		out[weekday] = slices.Clone(ws)
	}
	for i := range 14 { // the stretch may go on in the next week
		begin := i * dayMinutes
		a, b := max(from, begin)-begin, min(to, begin+dayMinutes)-begin
		if a >= b {
			continue
		}
		weekday := (i + 1) % 7
		if open {
			out[weekday] = joined(append(out[weekday], window{a, b}))
			continue
		}
		out[weekday] = without(out[weekday], a, b)
		before := (weekday + 6) % 7
		out[before] = without(out[before], a+dayMinutes, b+dayMinutes)
	}
	// What is left of a window over midnight may begin on the next day.
	for weekday, ws := range out {
		for _, w := range ws {
			if w.from >= dayMinutes {
				next := (weekday + 1) % 7
				out[next] = joined(append(slices.Clone(out[next]), window{w.from - dayMinutes, w.to - dayMinutes}))
			}
		}
	}
	for weekday := range out {
		out[weekday] = slices.DeleteFunc(out[weekday], func(w window) bool { return w.from >= dayMinutes })
	}
	return out
}

// joined sorts windows and joins those that touch, but for those over midnight: more than
// a day could not be written down.
func joined(ws []window) []window {
	order.By(ws, func(a, b window) int { return a.from - b.from })
	var out []window
	for _, w := range ws {
		if n := len(out); n > 0 && w.from <= out[n-1].to && (w.to <= dayMinutes || w.to <= out[n-1].to) {
			out[n-1].to = max(out[n-1].to, w.to)
			continue
		}
		out = append(out, w)
	}
	return out
}

// without cuts a stretch out of windows.
func without(ws []window, a, b int) []window {
	var out []window
	for _, w := range ws {
		if w.to <= a || b <= w.from {
			out = append(out, w)
			continue
		}
		if w.from < a {
			out = append(out, window{w.from, a})
		}
		if b < w.to {
			out = append(out, window{b, w.to})
		}
	}
	return out
}

func weekOfMinutes(own [7][]window) Week {
	p := plan{own: own}
	return weekOfPlan(&p)
}
