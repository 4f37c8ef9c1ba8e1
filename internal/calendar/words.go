package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// planAt is the schedule of the windows that begin on the date of a moment.
func (c *Calendar) planAt(t time.Time) (*plan, *era) {
	z := cursor{c: c}
	z.set(t)
	return z.era.plan(floorDiv(t.Unix()+z.offset, daySeconds)), z.era
}

// Hours is how much of each hour of an ordinary week is covered, 0 to 1, by the clock on
// the calendar's wall and the schedule that holds at a moment. Index 0 is Monday 00:00 to
// 01:00, 167 the last hour of Sunday.
func (c *Calendar) Hours(at time.Time) [168]float64 {
	p, _ := c.planAt(at)
	var seconds [168]int64
	for i := range 7 {
		for _, s := range p.week[(i+1)%7] {
			for h := s.from / 3600; h*3600 < s.to; h++ {
				seconds[int64(i)*24+h] += min(s.to, (h+1)*3600) - max(s.from, h*3600)
			}
		}
	}
	var hours [168]float64
	for i, s := range seconds {
		hours[i] = float64(s) / 3600
	}
	return hours
}

var dayNames = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"} // read only

// Words describes the schedule that holds at a moment: "Mon–Thu 08:00–18:00, Fri
// 08:00–14:00 Europe/Berlin".
func (c *Calendar) Words(at time.Time) string {
	p, e := c.planAt(at)
	words := p.words(e.loc.String())
	if len(p.holidays) > 0 {
		codes := make([]string, len(p.holidays))
		for i, h := range p.holidays {
			codes[i] = h.region.Code
		}
		words += ", holidays of " + strings.Join(codes, " and ")
	}
	if n := len(c.doc.Exceptions); n == 1 {
		words += ", with 1 exception"
	} else if n > 1 {
		words += fmt.Sprintf(", with %d exceptions", n)
	}
	return words
}

func (p *plan) words(zone string) string {
	var parts []string
	for i := 0; i < 7; {
		n := 1
		for i+n < 7 && slices.Equal(p.own[(i+n+1)%7], p.own[(i+1)%7]) {
			n++
		}
		if ws := p.own[(i+1)%7]; len(ws) > 0 {
			parts = append(parts, daysWords(i, n)+" "+windowsWords(ws))
		}
		i += n
	}
	full := true
	for _, w := range p.week {
		full = full && slices.Equal(w, []stretch{{0, daySeconds}})
	}
	switch {
	case full:
		return "always open"
	case len(parts) > 0:
		return strings.Join(parts, ", ") + " " + zone
	}
	return "never open"
}

// daysWords names n days from the i-th after Monday.
func daysWords(i, n int) string {
	first, last := dayNames[(i+1)%7], dayNames[(i+n)%7]
	if n == 1 {
		return first
	}
	return first + "–" + last
}

func windowsWords(ws []window) string {
	words := make([]string, len(ws))
	for i, w := range ws {
		words[i] = w.words("–")
	}
	return strings.Join(words, " and ")
}

// SpecialDay is a date on which other windows begin than usual.
type SpecialDay struct {
	Date    string // 2026-12-25
	Name    string
	Windows []string // none: closed
	Holiday bool     // a public holiday rather than an exception
}

// SpecialDays lists the exceptions and public holidays of a year, by date.
func (c *Calendar) SpecialDays(year int) []SpecialDay {
	var list []SpecialDay
	first := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC)
	z := cursor{c: c}
	for t := first; t.Year() == year; t = t.AddDate(0, 0, 1) {
		day := floorDiv(t.Unix(), daySeconds)
		z.set(t)
		d, ok := c.special[day]
		holiday := false
		if !ok {
			d, ok = z.holiday(z.era.plan(day), day)
			holiday = true
		}
		if !ok {
			continue
		}
		words := make([]string, len(d.own))
		for i, w := range d.own {
			words[i] = w.words("-")
		}
		list = append(list, SpecialDay{dateWords(day), d.name, words, holiday})
	}
	return list
}
