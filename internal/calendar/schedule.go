package calendar

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/order"
)

func zoneNamed(field, name string) (*time.Location, error) {
	const mend = `Use an IANA name such as "Europe/Berlin", "America/New_York" or "UTC".`
	if name == "" || name == "Local" {
		return nil, invalid(field, "The calendar has no time zone.", mend)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		e := invalid(field, fmt.Sprintf("There is no time zone %q.", name), mend)
		e.Err = err
		return nil, e
	}
	return loc, nil
}

// weekOf reads the windows of an ordinary week and gives them in their usual form.
func weekOf(field string, always bool, w Week) (own [7][]window, usual Week, err error) {
	for i, day := range w.days() {
		if always {
			if len(*day) > 0 {
				return own, usual, invalid(field+"week."+dayKeys[i], "A calendar that's always open can't have weekly hours.", `Remove "always" or "week".`)
			}
			own[i] = []window{{0, dayMinutes}}
			continue
		}
		if own[i], *usual.days()[i], err = parseWindows(field+"week."+dayKeys[i], *day); err != nil {
			return own, usual, err
		}
	}
	return own, usual, nil
}

// setFirst reads the schedule that holds before any version.
func (c *Calendar) setFirst(d *Document) error {
	loc, err := zoneNamed("zone", d.Zone)
	if err != nil {
		return err
	}
	p := plan{first: math.MinInt64}
	c.doc.Zone, c.doc.Always = d.Zone, d.Always
	if p.own, c.doc.Week, err = weekOf("", d.Always, d.Week); err != nil {
		return err
	}
	if p.holidays, c.doc.Holidays, err = holidaySets("holidays", d.Holidays); err != nil {
		return err
	}
	c.eras = []era{{loc: loc, plans: []plan{p}}}
	return nil
}

func (c *Calendar) setVersions(d *Document) error {
	if len(d.Versions) > maxVersions {
		return invalid("versions", fmt.Sprintf("There are more than %d versions.", maxVersions), "Combine those no longer needed.")
	}
	zone := d.Zone
	before := int64(math.MinInt64)
	for i, v := range d.Versions {
		field := fmt.Sprintf("versions[%d]", i)
		day, usual, err := parseDate(field+".from", v.From)
		if err != nil {
			return err
		}
		if day <= before {
			return invalid(field+".from", "A version must start after the one before it.", "Put the versions in order of their first dates, one per date.")
		}
		before, v.From = day, usual
		if v.Zone == "" {
			v.Zone = zone
		}
		moved := v.Zone != zone
		zone = v.Zone
		if err := c.addVersion(field, day, &v, moved); err != nil {
			return err
		}
	}
	return nil
}

func (c *Calendar) addVersion(field string, day int64, v *Version, moved bool) error {
	loc, err := zoneNamed(field+".zone", v.Zone)
	if err != nil {
		return err
	}
	last := &c.eras[len(c.eras)-1]
	p := plan{first: day, holidays: last.plans[len(last.plans)-1].holidays}
	if p.own, v.Week, err = weekOf(field+".", v.Always, v.Week); err != nil {
		return err
	}
	if v.Holidays != nil {
		if p.holidays, v.Holidays, err = holidaySets(field+".holidays", v.Holidays); err != nil {
			return err
		}
	}
	if !moved {
		v.Zone = ""
		last.plans = append(last.plans, p)
	} else {
		// What began by the clock of the old zone ends with it.
		e := era{loc: loc, from: beginOf(loc, day), plans: []plan{{first: math.MinInt64}, p}}
		if !e.from.After(last.from) {
			return invalid(field+".from", "In its own time zone, this version starts before the one before it.", "Choose a later date.")
		}
		c.eras = append(c.eras, e)
	}
	c.doc.Versions = append(c.doc.Versions, *v)
	return nil
}

// beginOf is the first moment at which a clock on the wall shows a date or a later one.
func beginOf(loc *time.Location, day int64) time.Time {
	t := time.Unix(day*daySeconds, 0).Add(-26 * time.Hour).In(loc)
	for {
		_, east := t.Zone()
		begin := time.Unix(day*daySeconds-int64(east), 0)
		_, change := t.ZoneBounds()
		if !begin.After(t) {
			return t
		}
		if change.IsZero() || begin.Before(change) || !change.After(t) {
			return begin
		}
		t = change
	}
}

func (c *Calendar) setExceptions(d *Document) error {
	if len(d.Exceptions) > maxExceptions {
		return invalid("exceptions", fmt.Sprintf("There are more than %d exceptions.", maxExceptions), "Remove dates that have passed.")
	}
	for i, x := range d.Exceptions {
		if err := c.addException(fmt.Sprintf("exceptions[%d]", i), x); err != nil {
			return err
		}
	}
	order.Stable(c.doc.Exceptions, func(a, b Exception) int { return strings.Compare(a.Date, b.Date) })
	return nil
}

func (c *Calendar) addException(field string, x Exception) error {
	first, usual, err := parseDate(field+".date", x.Date)
	if err != nil {
		return err
	}
	last := first
	x.Date = usual
	if x.To != "" {
		if last, x.To, err = parseDate(field+".to", x.To); err != nil {
			return err
		}
	}
	switch {
	case last < first:
		return invalid(field+".to", "The range ends before it starts.", "Switch the two dates.")
	case last-first >= maxRange:
		return invalid(field+".to", "An exception can be at most one year long.", "Split it, or change the weekly hours.")
	case utf8.RuneCountInString(x.Name) > maxName:
		return invalid(field+".name", fmt.Sprintf("The name is longer than %d characters.", maxName), "Shorten it.")
	case x.Closed == (len(x.Hours) > 0):
		return invalid(field, "An exception is either closed or has its own hours.", `Use "closed": true or "hours": ["09:00-12:00"].`)
	}
	ws, words, err := parseWindows(field+".hours", x.Hours)
	if err != nil {
		return err
	}
	for day := first; day <= last; day++ {
		if _, twice := c.special[day]; twice {
			return invalid(field+".date", "Two exceptions hold on "+dateWords(day)+".", "Combine them.")
		}
		c.special[day] = date{name: x.Name, own: ws}
	}
	x.Hours = words
	c.doc.Exceptions = append(c.doc.Exceptions, x)
	return nil
}
