package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/reporting"
	"heed/internal/web/view"
)

// coverage shows the map, and what a change that its address asks for would do.
func (d *Desk) coverage(q *request) error {
	v := q.r.URL.Query()
	var change *admin.Hours
	if v.Get("calendar") != "" {
		h := hoursAsked(v)
		change = &h
	}
	return d.showCoverage(q, http.StatusOK, change, view.Form{}, v.Get("changed"))
}

func (d *Desk) showCoverage(q *request, status int, change *admin.Hours, f view.Form, changed string) error {
	c, err := d.Admin.Coverage(q.r.Context(), q.agent(), change)
	if refused(err) {
		f, status = q.form(err), statusOf(err)
		c, err = d.Admin.Coverage(q.r.Context(), q.agent(), nil)
	}
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(changed, 10, 64)
	today := q.now().In(c.Zone).Format(time.DateOnly)
	return q.sheet(status, view.CoveragePage(view.Coverage{Coverage: c, Form: f, Changed: desk.CalendarID(id), Today: today}))
}

// coverageCases lists the cases behind a number of the map.
func (d *Desk) coverageCases(q *request) error {
	v := q.r.URL.Query()
	n := func(name string, without int) int {
		if n, err := strconv.Atoi(v.Get(name)); err == nil {
			return n
		}
		return without
	}
	ask := admin.HoursAsked{From: n("from", 0), Calendar: queryID[desk.CalendarID](q, "calendar"), Skip: n("skip", 0)}
	ask.To = n("to", ask.From+1)
	if q.wantsFile() {
		ask.Skip, ask.Most = 0, reporting.MostCases
	}
	c, err := d.Admin.CoverageCases(q.r.Context(), q.agent(), ask)
	if err != nil {
		return err
	}
	if q.wantsFile() {
		t := table{name: "cases-hours", head: []string{"case", "customer", "network", "opened", "first_answer"}}
		for _, k := range c.List {
			t.add(int64(k.ID), k.PersonName, string(k.Network), k.OpenedAt.In(c.Zone), q.momentOr(k.FirstResponseAt))
		}
		return q.file(t)
	}
	return q.sheet(http.StatusOK, view.CoverageCasesPage(view.HourCases{HourCases: c}))
}

// hoursAsked reads a change of hours: day and hour of its begin and its end.
func hoursAsked(v url.Values) admin.Hours {
	n := func(name string) int { n, _ := strconv.Atoi(v.Get(name)); return n }
	from := n("from_day")*24 + n("from_hour")
	to := n("to_day")*24 + n("to_hour")
	if v.Get("from") != "" { // hours of the week, as the links beside the holes say them
		from, to = n("from"), n("to")%(7*24)
	}
	return admin.Hours{Calendar: desk.CalendarID(n("calendar")), From: from * 60, To: to * 60, Close: v.Get("close") != "", First: v.Get("first")}
}

// changeHours keeps a change that was previewed.
func (d *Desk) changeHours(q *request) error {
	h := hoursAsked(q.r.PostForm)
	c, err := d.Admin.ChangeHours(q.r.Context(), q.agent(), h)
	if refused(err) {
		return d.showCoverage(q, statusOf(err), &h, q.form(err), "")
	}
	if err != nil {
		return err
	}
	return q.done("/coverage?changed="+strconv.FormatInt(int64(c.ID), 10), q.say("%s has new hours starting %s. Earlier days don't change.", c.Name, h.First))
}

// undoHours takes the latest change of a calendar back.
func (d *Desk) undoHours(q *request) error {
	if err := d.Admin.UndoCalendar(q.r.Context(), q.agent(), formID[desk.CalendarID](q, "calendar")); err != nil {
		return err
	}
	to := "/coverage"
	if q.field("back") == "calendars" {
		to = "/settings/calendars"
	}
	return q.done(to, q.say("The previous hours are back."))
}
