package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/web/view"
)

func (d *Desk) protocolPage(q *request) error {
	return d.showProtocol(q, http.StatusOK, view.Form{}, false)
}

func (d *Desk) showProtocol(q *request, status int, f view.Form, open bool) error {
	versions, err := d.Admin.Protocols(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(status, view.ProtocolPage(view.Policy{Active: q.shell.Desk.Protocol, Versions: versions, Form: f, Open: open}))
}

func (d *Desk) saveProtocol(q *request) error {
	p, err := d.Admin.SaveProtocol(q.r.Context(), q.agent(), []byte(q.raw("document")), q.field("reason"))
	switch {
	case err == nil:
		return q.done("/settings/protocol", q.say("Version %d is now in use.", p.Version))
	case refused(err):
		return d.showProtocol(q, statusOf(err), q.form(err), true)
	}
	return err
}

func (d *Desk) activateProtocol(q *request) error {
	id, err := pathID[desk.ProtocolID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Admin.ActivateProtocol(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	return q.done("/settings/protocol", q.say("This version is now in use."))
}

func (d *Desk) calendars(q *request) error {
	return q.sheet(http.StatusOK, view.CalendarsPage(view.Calendars{}))
}

// saveCalendar keeps hours that were typed into the week, or a whole document.
func (d *Desk) saveCalendar(q *request) error {
	c := desk.Calendar{ID: formID[desk.CalendarID](q, "id"), Name: q.field("name"), Document: []byte(q.raw("document"))}
	var err error
	if !q.r.PostForm.Has("document") {
		c.Document, err = q.week()
	}
	if err == nil {
		_, err = d.Admin.SaveCalendar(q.r.Context(), q.agent(), c)
	}
	return q.saved(err, "/settings/calendars", q.say("Saved"), func(f view.Form) templ.Component {
		return view.CalendarsPage(view.Calendars{Form: f})
	})
}

// week is the calendar document that a form of days describes.
func (q *request) week() ([]byte, error) {
	doc := calendar.Document{Zone: q.field("zone"), Always: q.field("always") != ""}
	if !doc.Always {
		w := &doc.Week
		for key, to := range map[string]*[]string{"mon": &w.Mon, "tue": &w.Tue, "wed": &w.Wed, "thu": &w.Thu, "fri": &w.Fri, "sat": &w.Sat, "sun": &w.Sun} {
			*to = lines(q.field("day-" + key))
		}
	}
	for _, l := range strings.Split(q.raw("exceptions"), "\n") {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		x, err := exception(l)
		if err != nil {
			return nil, err
		}
		doc.Exceptions = append(doc.Exceptions, x)
	}
	for _, code := range lines(q.field("holidays")) {
		doc.Holidays = append(doc.Holidays, calendar.Holidays{Region: code})
	}
	known, first := q.calendarByID(formID[desk.CalendarID](q, "id")), q.field("first")
	if known == nil {
		return json.Marshal(doc)
	}
	return q.changedWeek(doc, known, first)
}

func (q *request) calendarByID(id desk.CalendarID) *calendar.Calendar {
	for _, c := range q.shell.Desk.Calendars {
		if c.ID == id {
			if cal, err := calendar.Parse(c.Document); err == nil {
				return cal
			}
		}
	}
	return nil
}

// changedWeek puts the schedule of a form into a calendar that is known: from its first
// date on, so that what was covered before stays; or, without a date, for all times.
func (q *request) changedWeek(doc calendar.Document, known *calendar.Calendar, first string) ([]byte, error) {
	base := known.Document()
	for i, h := range doc.Holidays { // the form does not show their hours and what they leave out
		for _, have := range view.HolidaysNow(known, q.now()) {
			if strings.EqualFold(have.Region, h.Region) {
				doc.Holidays[i] = have
			}
		}
	}
	if first == "" {
		doc.Name = base.Name
		return json.Marshal(doc)
	}
	base.Exceptions = doc.Exceptions
	wanted, err := calendar.New(doc)
	if err != nil {
		return nil, err
	}
	if wanted.Ordinary(q.now()).Words(q.now()) != known.Ordinary(q.now()).Words(q.now()) || !slices.EqualFunc(doc.Holidays, view.HolidaysNow(known, q.now()), sameHolidays) {
		v := calendar.Version{From: first, Zone: doc.Zone, Always: doc.Always, Week: doc.Week, Holidays: append([]calendar.Holidays{}, doc.Holidays...)}
		base.Versions = append(slices.DeleteFunc(base.Versions, func(have calendar.Version) bool { return have.From >= first }), v)
	}
	return json.Marshal(base)
}

func sameHolidays(a, b calendar.Holidays) bool { return strings.EqualFold(a.Region, b.Region) }

// exportCalendar sends a calendar's document as a file that "heed clock" reads.
func (d *Desk) exportCalendar(q *request) error {
	id, err := number[desk.CalendarID](strings.TrimSuffix(q.r.PathValue("file"), ".json"))
	if err != nil {
		return err
	}
	cal := q.calendarByID(id)
	if cal == nil {
		return &desk.Error{Kind: desk.NotFound, Message: "This calendar doesn't exist.", Mend: "It may have been removed."}
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="calendar-%d.json"`, id))
	h.Set("Cache-Control", "no-store")
	return q.send(http.StatusOK, cal.Marshal())
}

// exception reads "2026-12-24..2026-12-26 closed Christmas" or "2026-12-31 09:00-12:00".
func exception(line string) (calendar.Exception, error) {
	var x calendar.Exception
	day, rest, _ := strings.Cut(line, " ")
	x.Date, x.To, _ = strings.Cut(day, "..")
	what, name, _ := strings.Cut(strings.TrimSpace(rest), " ")
	x.Name = strings.TrimSpace(name)
	switch {
	case strings.EqualFold(what, "closed"):
		x.Closed = true
	case what != "":
		x.Hours = strings.Split(what, ",")
	default:
		return x, &desk.Error{Kind: desk.Invalid, Field: "exceptions", Message: "“" + line + "” says no hours.", Mend: "Use the format 2026-12-25 closed Christmas Day, or 2026-12-31 09:00-12:00."}
	}
	return x, nil
}
