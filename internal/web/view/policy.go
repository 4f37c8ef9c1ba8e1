package view

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/protocol"
)

// Policy is the page of the response protocol.
type Policy struct {
	Active   desk.Protocol
	Versions []desk.Protocol
	Form     Form
	Open     bool // the editor is open
}

func (p *Policy) document() protocol.Document {
	var d protocol.Document
	// What the desk keeps was parsed before it was kept; what is newer than this
	// binary shows as far as it can be read.
	_ = json.Unmarshal(p.Active.Document, &d)
	return d
}

// ruleName is a rule's name for people: what no rule decides has its name from the language.
func ruleName(lang, name string) string {
	if name == protocol.Otherwise {
		return Say(lang, name)
	}
	return name
}

func policyLine(ctx context.Context, p *desk.Protocol) string {
	if p.Version == 0 {
		return tr(ctx, "The protocol that comes with heed decides.") + " "
	}
	s := tr(ctx, "Version %d", p.Version)
	if p.Reason != "" {
		s += ": " + p.Reason
	}
	if p.Author != 0 {
		s += " · " + sh(ctx).agentName(p.Author)
	}
	return s + " · "
}

// ruleAnswer says in words what a rule answers.
func ruleAnswer(ctx context.Context, a protocol.Answer) string {
	var s []string
	switch a.Respond {
	case "no":
		s = append(s, tr(ctx, "do not answer"))
	case "watch":
		s = append(s, tr(ctx, "watch"))
	case "yes":
		s = append(s, tr(ctx, "answer"))
	}
	if a.Where != "" {
		s = append(s, tr(ctx, a.Where))
	}
	if a.Within != "" {
		hours := ""
		if a.Hours == "covered" {
			hours = " " + tr(ctx, "of covered time")
		}
		within := a.Within
		if d, err := time.ParseDuration(within); err == nil {
			within = span(d)
		} else if n, ok := strings.CutSuffix(within, "d"); ok {
			within = n + " d"
		}
		s = append(s, tr(ctx, "within %s", within)+hours)
	}
	if a.Team != "" {
		s = append(s, tr(ctx, "team %s", a.Team))
	}
	if a.Skill != "" {
		s = append(s, tr(ctx, "skill %s", a.Skill))
	}
	if a.Urgency != "" {
		s = append(s, tr(ctx, "urgency %s", retell(ctx, a.Urgency)))
	}
	return strings.Join(s, ", ")
}

// Calendars is the page of working hours.
type Calendars struct{ Form Form }

var dayNames = [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} // read only
var dayKeys = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}                               // read only

func week(c desk.Calendar) calendar.Document {
	d := calendar.Document{Zone: "UTC"}
	_ = json.Unmarshal(c.Document, &d) // see Policy.document
	return d
}

// weekNow is the schedule of a calendar that holds now, for its form.
func weekNow(ctx context.Context, c desk.Calendar) calendar.Document {
	cal, err := calendar.Parse(c.Document)
	if err != nil {
		return week(c)
	}
	d := cal.Document()
	now := cal.Ordinary(sh(ctx).Now).Document()
	d.Zone, d.Holidays = now.Zone, HolidaysNow(cal, sh(ctx).Now)
	d.Always = cal.Ordinary(sh(ctx).Now).Words(sh(ctx).Now) == "always open"
	if d.Week = now.Week; d.Always {
		d.Week = calendar.Week{}
	}
	return d
}

// HolidaysNow are the holidays of a calendar's schedule at a moment.
func HolidaysNow(cal *calendar.Calendar, now time.Time) []calendar.Holidays {
	d := cal.Document()
	list := d.Holidays
	today := now.In(cal.ZoneAt(now)).Format(time.DateOnly)
	for _, v := range d.Versions {
		if v.From <= today && v.Holidays != nil {
			list = v.Holidays
		}
	}
	return list
}

func holidayCodes(d *calendar.Document) string {
	var codes []string
	for _, h := range d.Holidays {
		codes = append(codes, h.Region)
	}
	return strings.Join(codes, ", ")
}

// specialDays are the days of a year on which other hours hold.
func specialDays(c desk.Calendar, year int) []calendar.SpecialDay {
	cal, err := calendar.Parse(c.Document)
	if err != nil {
		return nil
	}
	return cal.SpecialDays(year)
}

func specialHours(ctx context.Context, d calendar.SpecialDay) string {
	if len(d.Windows) == 0 {
		return tr(ctx, "closed")
	}
	return strings.Join(d.Windows, ", ")
}

func weekdayShort(ctx context.Context, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return short(tr(ctx, t.Weekday().String()))
}

// laterVersions are the schedules of a calendar that hold from a later date on.
func laterVersions(ctx context.Context, c desk.Calendar) []string {
	cal, err := calendar.Parse(c.Document)
	if err != nil {
		return nil
	}
	var list []string
	for _, v := range cal.Document().Versions {
		if from, err := time.ParseInLocation(time.DateOnly, v.From, cal.Zone()); err == nil && from.After(sh(ctx).Now) {
			list = append(list, tr(ctx, "From %s: %s", v.From, retell(ctx, cal.Words(from.Add(12*time.Hour)))))
		}
	}
	return list
}

func dayWindows(d *calendar.Document, i int) []string {
	return [7][]string{d.Week.Mon, d.Week.Tue, d.Week.Wed, d.Week.Thu, d.Week.Fri, d.Week.Sat, d.Week.Sun}[i]
}

// grid is which hours of the week are covered: 0 not, 1 whole, 2 the first half, 3 the
// second half.
func grid(d *calendar.Document) (g [7][24]int) {
	var on [7 * 48]bool
	for day := range 7 {
		if d.Always {
			for i := range 48 {
				on[day*48+i] = true
			}
		}
		for _, w := range dayWindows(d, day) {
			from, to, ok := window(w)
			for i := from; ok && i < to; i++ {
				on[(day*48+i)%len(on)] = true
			}
		}
	}
	for day := range 7 {
		for h := range 24 {
			a, b := on[day*48+2*h], on[day*48+2*h+1]
			switch {
			case a && b:
				g[day][h] = 1
			case a:
				g[day][h] = 2
			case b:
				g[day][h] = 3
			}
		}
	}
	return g
}

// window reads "08:00-18:00" in half hours; one that ends before it begins ends on the
// next day.
func window(s string) (from, to int, ok bool) {
	a, b, ok := strings.Cut(s, "-")
	from, ok1 := halfHour(a)
	to, ok2 := halfHour(b)
	if to <= from {
		to += 48
	}
	return from, to, ok && ok1 && ok2
}

func halfHour(s string) (int, bool) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	hh, err1 := strconv.Atoi(h)
	mm, err2 := strconv.Atoi(m)
	return hh*2 + (mm+15)/30, ok && err1 == nil && err2 == nil && hh >= 0 && hh <= 24
}

func cellClass(c int) string { return [4]string{"", "on", "half", "half late"}[c] }

func calendarWords(ctx context.Context, c desk.Calendar) string {
	k, err := calendar.Parse(c.Document)
	if err != nil {
		return ""
	}
	return retell(ctx, k.Words(sh(ctx).Now))
}

// indented lays a document out for reading; the order of its keys stays.
func indented(doc []byte) string {
	out, err := json.MarshalIndent(json.RawMessage(doc), "", "  ")
	if err != nil {
		return string(doc)
	}
	return string(out)
}

func zoneOf(k desk.Calendar, zone string) string {
	if k.ID == 0 {
		return ""
	}
	return zone
}

func fillZone(k desk.Calendar) string {
	if k.ID == 0 {
		return "zone"
	}
	return ""
}

// exceptionLines writes the other days as people type them: date or range, hours or
// "closed", name.
func exceptionLines(d *calendar.Document) string {
	var b strings.Builder
	for _, x := range d.Exceptions {
		b.WriteString(x.Date)
		if x.To != "" {
			b.WriteString(".." + x.To)
		}
		if x.Closed {
			b.WriteString(" closed")
		} else {
			b.WriteString(" " + strings.Join(x.Hours, ","))
		}
		if x.Name != "" {
			b.WriteString(" " + x.Name)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func short(day string) string { return head(day, 2) }
