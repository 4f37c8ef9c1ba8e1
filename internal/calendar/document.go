package calendar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	maxVersions   = 200
	maxHolidays   = 10 // regions
)

// Document is a calendar as people write it. A window is "08:00-18:00"; one that
// ends at or before its begin ends on the next day; "00:00-24:00" is the whole day.
type Document struct {
	Name       string      `json:"name,omitempty"`   // what people call it
	Zone       string      `json:"zone"`             // IANA: "Europe/Berlin"
	Always     bool        `json:"always,omitempty"` // every hour of the week; Week is then empty
	Week       Week        `json:"week,omitzero"`
	Exceptions []Exception `json:"exceptions,omitempty"`
	Holidays   []Holidays  `json:"holidays,omitempty"`
	Versions   []Version   `json:"versions,omitempty"` // later schedules, by their first date
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

func (w Week) clone() Week {
	for _, p := range w.days() {
		*p = slices.Clone(*p)
	}
	return w
}

var dayKeys = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // read only

// Exception replaces the windows that begin on one date or on each date of a range.
// Exactly one of Closed and Hours says what holds instead. It holds in every version.
type Exception struct {
	Date   string   `json:"date"`           // 2026-12-25
	To     string   `json:"to,omitempty"`   // last date of a range; "": only Date
	Name   string   `json:"name,omitempty"` // "Christmas Day"
	Closed bool     `json:"closed,omitempty"`
	Hours  []string `json:"hours,omitempty"`
}

// Holidays replaces the windows that begin on the public holidays of a region. An
// exception on the same date goes before it.
type Holidays struct {
	Region string   `json:"region"`           // "DE-BY", see [Regions]
	Hours  []string `json:"hours,omitempty"`  // none: closed
	Except []string `json:"except,omitempty"` // names of holidays that change nothing
}

// Version is a schedule that holds from a date on, so that what was covered before it
// stays as it was.
type Version struct {
	From     string     `json:"from"`           // first date on which its windows begin
	Zone     string     `json:"zone,omitempty"` // "": as before
	Always   bool       `json:"always,omitempty"`
	Week     Week       `json:"week,omitzero"`
	Holidays []Holidays `json:"holidays,omitzero"` // nil: as before; empty: none
}

// New makes a calendar of a document. Errors are desk.Invalid and name the field.
func New(d Document) (*Calendar, error) {
	c := &Calendar{special: map[int64]date{}}
	c.doc.Name = strings.TrimSpace(d.Name)
	if utf8.RuneCountInString(d.Name) > maxName {
		return nil, invalid("name", fmt.Sprintf("The name is longer than %d characters.", maxName), "Shorten it.")
	}
	if err := c.setFirst(&d); err != nil {
		return nil, err
	}
	if err := c.setExceptions(&d); err != nil {
		return nil, err
	}
	if err := c.setVersions(&d); err != nil {
		return nil, err
	}
	c.compile()
	return c, nil
}

// Always is open at every moment.
func Always() *Calendar {
	c, err := New(Document{Zone: "UTC", Always: true})
	if err != nil {
		panic("calendar: " + err.Error()) // UTC needs no database
	}
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
	d.Week = d.Week.clone()
	d.Exceptions = slices.Clone(d.Exceptions)
	for i := range d.Exceptions {
		d.Exceptions[i].Hours = slices.Clone(d.Exceptions[i].Hours)
	}
	d.Holidays = cloneHolidays(d.Holidays)
	d.Versions = slices.Clone(d.Versions)
	for i := range d.Versions {
		d.Versions[i].Week = d.Versions[i].Week.clone()
		d.Versions[i].Holidays = cloneHolidays(d.Versions[i].Holidays)
	}
	return d
}

func cloneHolidays(list []Holidays) []Holidays {
	list = slices.Clone(list)
	for i := range list {
		list[i].Hours, list[i].Except = slices.Clone(list[i].Hours), slices.Clone(list[i].Except)
	}
	return list
}

func invalid(field, message, mend string) *desk.Error {
	return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
}
