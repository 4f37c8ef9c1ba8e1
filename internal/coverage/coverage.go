// Package coverage lays the demand of past weeks over the hours in which people work: who
// asks when, who is there, where the holes are, and what other hours would have done.
//
// It promises nothing about the future. [Simulate] says how long customers would have
// waited if every case had taken as much covered time to its first answer as it did: more
// hours then shorten the wait of those who came while nobody was there, and of nobody
// else. That a team with more people is also faster, and that one that is spread thinner
// is slower, it leaves out.
//
// Begin with [Draw], then [Simulate].
package coverage

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/order"
)

// Week is the hours of a week, Monday 00:00 to 01:00 first.
const Week = 168

// Staff is one person's usual hours.
type Staff struct {
	Name  string
	Hours *calendar.Calendar
}

// Cell is one hour of the week.
type Cell struct {
	Cases    int     // that were opened in it and call for an answer
	Staff    float64 // people who work in it, on average
	Answered int     // of Cases within an hour
	Met      int     // of Cases, opened while somebody worked
	InTime   int     // of Met, answered within an hour
}

// Hole is a stretch of the week in which customers come and nobody, or hardly anybody, is
// there.
type Hole struct {
	From, To int // hours of the week; To may lie in the next week
	Cases    int
	Share    float64       // of all cases
	Median   time.Duration // to the first answer; 0: fewer than three were answered
	Thin     bool          // somebody is there, but too few
	Words    string
}

// Map is the coverage of a usual week.
type Map struct {
	Zone  *time.Location
	Weeks float64 // of history
	Cases int
	Cells [Week]Cell
	Holes []Hole // those without anybody first, then by cases
}

// hourOf is the hour of the week at a moment.
func hourOf(t time.Time, zone *time.Location) int {
	t = t.In(zone)
	return int(t.Weekday()+6)%7*24 + t.Hour()
}

// monday is the begin of the week around a moment.
func monday(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day()-int(t.Weekday()+6)%7, 0, 0, 0, 0, zone)
}

// Draw makes the map of the cases that call for an answer.
func Draw(demands []desk.Demand, staff []Staff, zone *time.Location, now time.Time) Map {
	m := Map{Zone: zone}
	oldest := now
	waits := [Week][]time.Duration{}
	for _, d := range demands {
		if d.Respond != "yes" {
			continue
		}
		h := hourOf(d.Opened, zone)
		c := &m.Cells[h]
		c.Cases++
		m.Cases++
		if d.Opened.Before(oldest) {
			oldest = d.Opened
		}
		if !d.Answered.IsZero() {
			wait := d.Answered.Sub(d.Opened)
			waits[h] = append(waits[h], wait)
			if wait <= time.Hour {
				c.Answered++
			}
		}
		if slices.ContainsFunc(staff, func(s Staff) bool { return s.Hours.Open(d.Opened) }) {
			c.Met++
			if !d.Answered.IsZero() && d.Answered.Sub(d.Opened) <= time.Hour {
				c.InTime++
			}
		}
	}
	m.Weeks = max(1.0/7, now.Sub(oldest).Hours()/Week)
	begin := monday(now, zone)
	for _, s := range staff {
		usual := s.Hours.Ordinary(now)
		for h := range Week {
			from := time.Date(begin.Year(), begin.Month(), begin.Day(), h, 0, 0, 0, zone)
			m.Cells[h].Staff += usual.Between(from, from.Add(time.Hour)).Hours()
		}
	}
	m.findHoles(waits)
	return m
}

// In are the cases that [Draw] counts in the hours of the week from from until to, which may lie in
// the next week; newest first.
func In(demands []desk.Demand, zone *time.Location, from, to int) (list []desk.Demand) {
	for _, d := range demands {
		if h := hourOf(d.Opened, zone); d.Respond == "yes" && (h-from+Week)%Week < to-from {
			list = append(list, d)
		}
	}
	sort.Slice(list, func(i, j int) bool {
		return cmp.Or(list[j].Opened.Compare(list[i].Opened), cmp.Compare(list[j].Case, list[i].Case)) < 0
	})
	return list
}

// What makes a stretch a hole.
const (
	leastCases = 3   // fewer are chance
	thinFactor = 1.5 // so many times the usual cases for each person, and fewer than half of them answered in an hour
	mostHoles  = 8
)

// findHoles joins neighbouring hours without anybody, and those with too few, into holes.
func (m *Map) findHoles(waits [Week][]time.Duration) {
	var people float64
	for _, c := range m.Cells {
		people += c.Staff
	}
	usual := 0.0
	if people > 0 {
		usual = float64(m.Cases) / people
	}
	kind := func(h int) string {
		c := m.Cells[h%Week]
		switch {
		case c.Staff < 0.25:
			return "none"
		case usual > 0 && c.Met >= leastCases && float64(c.Cases)/c.Staff > thinFactor*usual && 2*c.InTime < c.Met:
			return "thin"
		}
		return ""
	}
	start := 0
	for start < Week && kind(start) == kind(start+Week-1) {
		start++ // so that a hole over the end of the week is one
	}
	if start == Week {
		start = 0
	}
	for h := start; h < start+Week; {
		k, end := kind(h), h+1
		for end < start+Week && kind(end) == k {
			end++
		}
		if k != "" {
			m.addHole(h%Week, h%Week+end-h, k == "thin", waits)
		}
		h = end
	}
	rank := func(h Hole) int { return map[bool]int{false: 0, true: 1}[h.Thin] }
	order.Stable(m.Holes, func(a, b Hole) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Cases, a.Cases)) })
	m.Holes = m.Holes[:min(len(m.Holes), mostHoles)]
}

func (m *Map) addHole(from, to int, thin bool, waits [Week][]time.Duration) {
	o := Hole{From: from, To: to, Thin: thin}
	var all []time.Duration
	for h := from; h < to; h++ {
		o.Cases += m.Cells[h%Week].Cases
		all = append(all, waits[h%Week]...)
	}
	if o.Cases < leastCases {
		return
	}
	o.Share = float64(o.Cases) / float64(m.Cases)
	if len(all) >= 3 {
		slices.Sort(all)
		o.Median = quantile(all, 0.5)
	}
	o.Words = m.words(&o)
	m.Holes = append(m.Holes, o)
}

var dayNames = [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} // read only

// Stretch names hours of the week: "Sunday", "Saturday 17:00 to Monday 07:00".
func Stretch(from, to int) string {
	a, b := from%Week, to%Week
	switch {
	case to-from >= Week:
		return "the whole week"
	case a%24 == 0 && to-from == 24:
		return dayNames[a/24]
	case b%24 == 0 && (b+Week-1)%Week/24 == a/24:
		return fmt.Sprintf("%s %02d:00 to 24:00", dayNames[a/24], a%24)
	case a/24 == b/24 && to-from < 24:
		return fmt.Sprintf("%s %02d:00 to %02d:00", dayNames[a/24], a%24, b%24)
	}
	return fmt.Sprintf("%s %02d:00 to %s %02d:00", dayNames[a/24], a%24, dayNames[b/24], b%24)
}

func (m *Map) words(o *Hole) string {
	who := "Nobody covers " + Stretch(o.From, o.To)
	if o.Thin {
		who = "Too few cover " + Stretch(o.From, o.To)
	}
	s := fmt.Sprintf("%s: %d of %d cases", who, o.Cases, m.Cases)
	if o.Median > 0 {
		s += ", half of those answered waited more than " + Length(o.Median)
	}
	return s
}

// Length is a wait in two units at most: "2 h 5 min".
func Length(d time.Duration) string {
	var parts []string
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}} {
		if n := d / u.of; n > 0 && len(parts) < 2 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			d %= u.of
		}
	}
	if len(parts) == 0 {
		return "less than a minute"
	}
	return strings.Join(parts, " ")
}

// quantile of sorted values.
func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// Times are how long customers waited for the first answer.
type Times struct {
	Cases    int // that call for an answer
	Answered int
	Half     time.Duration // half of those answered waited at most so long
	Most     time.Duration // nine in ten
	InHour   float64       // share of all cases
}

// Result is what other hours would have done.
type Result struct{ Before, After Times }

// Simulate reckons the first answers of the past by other hours; see the package for what
// it takes for granted. Both calendars are those of the whole past.
func Simulate(demands []desk.Demand, before, after *calendar.Calendar) Result {
	var was, would []time.Duration
	cases := 0
	for _, d := range demands {
		if d.Respond != "yes" {
			continue
		}
		cases++
		if d.Answered.IsZero() || d.Answered.Before(d.Opened) {
			continue
		}
		was = append(was, d.Answered.Sub(d.Opened))
		would = append(would, wouldWait(d, before, after))
	}
	return Result{timesOf(cases, was), timesOf(cases, would)}
}

// wouldWait gives a case as much covered time as it took. Where it took none, somebody
// answered outside the hours, and would again.
func wouldWait(d desk.Demand, before, after *calendar.Calendar) time.Duration {
	was := d.Answered.Sub(d.Opened)
	covered := before.Between(d.Opened, d.Answered)
	if covered <= 0 || !before.Open(d.Answered) {
		return was
	}
	due := after.Add(d.Opened, covered)
	if due.IsZero() {
		return was
	}
	return due.Sub(d.Opened)
}

func timesOf(cases int, waits []time.Duration) Times {
	t := Times{Cases: cases, Answered: len(waits)}
	if len(waits) == 0 {
		return t
	}
	slices.Sort(waits)
	t.Half, t.Most = quantile(waits, 0.5), quantile(waits, 0.9)
	in, _ := slices.BinarySearch(waits, time.Hour+1)
	t.InHour = float64(in) / float64(cases)
	return t
}
