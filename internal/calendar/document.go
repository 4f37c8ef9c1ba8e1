package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/desk"
)

// Bounds of a document.
const (
	maxDocument   = 256 << 10 // bytes
	maxWindows    = 48        // a day
	maxExceptions = 2000
	maxRange      = 366 // days in one exception
	maxName       = 200 // characters
)

// Document is a calendar as people write it. A window is "08:00-18:00"; one that
// ends at or before its begin ends on the next day; "00:00-24:00" is the whole day.
type Document struct {
	Zone       string      `json:"zone"`             // IANA: "Europe/Berlin"
	Always     bool        `json:"always,omitempty"` // every hour of the week; Week is then empty
	Week       Week        `json:"week,omitzero"`
	Exceptions []Exception `json:"exceptions,omitempty"`
}

// Week holds the windows of an ordinary week.
type Week struct {
	Mon []string `json:"mon,omitempty"`
	Tue []string `json:"tue,omitempty"`
	Wed []string `json:"wed,omitempty"`
	Thu []string `json:"thu,omitempty"`
	Fri []string `json:"fri,omitempty"`
	Sat []string `json:"sat,omitempty"`
	Sun []string `json:"sun,omitempty"`
}

// days lists the week's days from Sunday, as [time.Weekday] counts them.
func (w *Week) days() [7]*[]string {
	return [7]*[]string{&w.Sun, &w.Mon, &w.Tue, &w.Wed, &w.Thu, &w.Fri, &w.Sat}
}

var dayKeys = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // read only

// Exception replaces the windows that begin on one date or on each date of a range.
// Exactly one of Closed and Hours says what holds instead.
type Exception struct {
	Date   string   `json:"date"`           // 2026-12-25
	To     string   `json:"to,omitempty"`   // last date of a range; "": only Date
	Name   string   `json:"name,omitempty"` // "Christmas Day"
	Closed bool     `json:"closed,omitempty"`
	Hours  []string `json:"hours,omitempty"`
}

// Parse reads a calendar's JSON document. Errors are desk.Invalid and name the field.
func Parse(doc []byte) (*Calendar, error) {
	if len(doc) > maxDocument {
		return nil, invalid("", fmt.Sprintf("The calendar is longer than %d KiB.", maxDocument>>10), "Leave out dates that have passed.")
	}
	var d Document
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, unreadable(doc, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, invalid("", "There is something after the end of the calendar.", "Keep one JSON object.")
	}
	return New(d)
}

// New makes a calendar of a document. Errors are desk.Invalid and name the field.
func New(d Document) (*Calendar, error) {
	c := &Calendar{special: map[int64]date{}}
	if err := c.setZone(d.Zone); err != nil {
		return nil, err
	}
	if err := c.setWeek(&d); err != nil {
		return nil, err
	}
	if err := c.setExceptions(&d); err != nil {
		return nil, err
	}
	c.compile()
	return c, nil
}

// Always is open at every moment.
func Always() *Calendar {
	c := &Calendar{special: map[int64]date{}, loc: time.UTC}
	c.doc = Document{Zone: "UTC", Always: true}
	for i := range c.own {
		c.own[i] = []window{{0, dayMinutes}}
	}
	c.compile()
	return c
}

// Marshal writes the calendar's document in its usual form: [Parse] of it gives the
// same calendar.
func (c *Calendar) Marshal() []byte {
	b, err := json.MarshalIndent(c.doc, "", "  ")
	if err != nil {
		panic("calendar: a document of strings cannot fail to marshal: " + err.Error())
	}
	return append(b, '\n')
}

// Document is the calendar as people write it, in its usual form. It is the
// caller's own.
func (c *Calendar) Document() Document {
	d := c.doc
	for i, p := range d.Week.days() {
		*p = slices.Clone(*c.doc.Week.days()[i])
	}
	d.Exceptions = slices.Clone(d.Exceptions)
	for i := range d.Exceptions {
		d.Exceptions[i].Hours = slices.Clone(d.Exceptions[i].Hours)
	}
	return d
}

func (c *Calendar) setZone(name string) error {
	const mend = `Name a place of the IANA list, such as "Europe/Berlin", "America/New_York" or "UTC".`
	if name == "" || name == "Local" {
		return invalid("zone", "The calendar has no time zone.", mend)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		e := invalid("zone", fmt.Sprintf("There is no time zone %q.", name), mend)
		e.Err = err
		return e
	}
	c.loc, c.doc.Zone = loc, name
	return nil
}

func (c *Calendar) setWeek(d *Document) error {
	c.doc.Always = d.Always
	for i, day := range d.Week.days() {
		if d.Always {
			if len(*day) > 0 {
				return invalid("week."+dayKeys[i], "A calendar that is always open has no weekly hours.", `Leave out "always" or "week".`)
			}
			c.own[i] = []window{{0, dayMinutes}}
			continue
		}
		ws, words, err := parseWindows("week."+dayKeys[i], *day)
		if err != nil {
			return err
		}
		c.own[i], *c.doc.Week.days()[i] = ws, words
	}
	return nil
}

func (c *Calendar) setExceptions(d *Document) error {
	if len(d.Exceptions) > maxExceptions {
		return invalid("exceptions", fmt.Sprintf("There are more than %d exceptions.", maxExceptions), "Leave out dates that have passed.")
	}
	for i, x := range d.Exceptions {
		if err := c.addException(fmt.Sprintf("exceptions[%d]", i), x); err != nil {
			return err
		}
	}
	slices.SortStableFunc(c.doc.Exceptions, func(a, b Exception) int { return strings.Compare(a.Date, b.Date) })
	return nil
}

func (c *Calendar) addException(field string, x Exception) error {
	first, err := parseDate(field+".date", x.Date)
	if err != nil {
		return err
	}
	last := first
	if x.To != "" {
		if last, err = parseDate(field+".to", x.To); err != nil {
			return err
		}
	}
	switch {
	case last < first:
		return invalid(field+".to", "The range ends before it begins.", "Exchange the two dates.")
	case last-first >= maxRange:
		return invalid(field+".to", "An exception is at most one year long.", "Split it, or change the weekly hours.")
	case utf8.RuneCountInString(x.Name) > maxName:
		return invalid(field+".name", fmt.Sprintf("The name is longer than %d characters.", maxName), "Shorten it.")
	case x.Closed == (len(x.Hours) > 0):
		return invalid(field, "An exception is either closed or has hours of its own.", `Give "closed": true or "hours": ["09:00-12:00"].`)
	}
	ws, words, err := parseWindows(field+".hours", x.Hours)
	if err != nil {
		return err
	}
	for day := first; day <= last; day++ {
		if _, twice := c.special[day]; twice {
			return invalid(field+".date", "Two exceptions hold on "+dateWords(day)+".", "Put them into one.")
		}
		c.special[day] = date{name: x.Name, own: ws}
	}
	x.Hours = words
	c.doc.Exceptions = append(c.doc.Exceptions, x)
	return nil
}

// window is a stretch of wall-clock time in minutes since midnight of the day on
// which it begins; to may lie in the next day (up to 2*dayMinutes).
type window struct{ from, to int }

const dayMinutes = 24 * 60

// parseWindows reads windows and also gives them in their usual form.
func parseWindows(field string, words []string) ([]window, []string, error) {
	if len(words) > maxWindows {
		return nil, nil, invalid(field, fmt.Sprintf("A day has at most %d windows.", maxWindows), "Join some.")
	}
	var ws []window
	for i, s := range words {
		w, ok := parseWindow(s)
		if !ok {
			return nil, nil, invalid(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("%q is not a window of time.", s),
				`Write "08:00-18:00"; "22:00-06:00" ends on the next day; "00:00-24:00" is the whole day.`)
		}
		ws = append(ws, w)
	}
	slices.SortFunc(ws, func(a, b window) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	var usual []string
	for _, w := range ws {
		usual = append(usual, w.words("-"))
	}
	return ws, usual, nil
}

func parseWindow(s string) (window, bool) {
	from, to, ok := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-")
	if !ok {
		return window{}, false
	}
	w := window{}
	if w.from, ok = parseMinute(from); !ok || w.from == dayMinutes {
		return window{}, false
	}
	if w.to, ok = parseMinute(to); !ok || w.to == w.from {
		return window{}, false
	}
	if w.to < w.from {
		w.to += dayMinutes
	}
	return w, true
}

// parseMinute reads "8:00" to "24:00" as minutes since midnight.
func parseMinute(s string) (int, bool) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	if !ok || len(h) < 1 || len(h) > 2 || len(m) != 2 {
		return 0, false
	}
	n := [2]int{}
	for i, part := range [2]string{h, m} {
		for _, r := range part {
			if r < '0' || r > '9' {
				return 0, false
			}
			n[i] = n[i]*10 + int(r-'0')
		}
	}
	at := n[0]*60 + n[1]
	return at, n[1] < 60 && at <= dayMinutes
}

// words is "08:00–18:00" with the given dash. An end at midnight reads 24:00.
func (w window) words(dash string) string {
	to := w.to
	if to > dayMinutes {
		to -= dayMinutes
	}
	return fmt.Sprintf("%02d:%02d%s%02d:%02d", w.from/60, w.from%60, dash, to/60, to%60)
}

// parseDate reads a date as days since 1970-01-01.
func parseDate(field, s string) (int64, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, invalid(field, fmt.Sprintf("%q is not a date.", s), `Write "2026-12-25".`)
	}
	return floorDiv(t.Unix(), daySeconds), nil
}

func dateWords(day int64) string { return time.Unix(day*daySeconds, 0).UTC().Format(time.DateOnly) }

func invalid(field, message, mend string) *desk.Error {
	return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
}

// unreadable says where a document stops being JSON of the right shape.
func unreadable(doc []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		before := doc[:min(max(int(syntax.Offset)-1, 0), len(doc))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
		return &desk.Error{Kind: desk.Invalid, Message: fmt.Sprintf("The calendar is not JSON at line %d, column %d.", line, column),
			Mend: "Look for a missing comma, quote or bracket there.", Err: err}
	case errors.As(err, &kind):
		return &desk.Error{Kind: desk.Invalid, Field: kind.Field, Message: fmt.Sprintf("%q holds a %s where it should hold something else.", kind.Field, kind.Value),
			Mend: "Compare with the examples in docs/calendars.md.", Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &desk.Error{Kind: desk.Invalid, Message: "The calendar ends too early.", Mend: "Look for a missing bracket at its end.", Err: err}
	}
	return &desk.Error{Kind: desk.Invalid, Message: "The calendar has a field that is not known: " + strings.TrimPrefix(err.Error(), "json: ") + ".",
		Mend: "A calendar has zone, always, week (mon to sun) and exceptions (date, to, name, closed, hours).", Err: err}
}
