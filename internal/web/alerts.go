package web

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/web/view"
)

func (d *Desk) alerts(q *request) error { return d.showAlerts(q, http.StatusOK, view.Form{}) }

func (d *Desk) showAlerts(q *request, status int, f view.Form) error {
	list, removed, err := d.Reports.Alerts(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	hooks, err := d.Reports.Hooks(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	most := shownFirings
	if q.wantsFile() {
		most = filedFirings
	}
	firings, err := d.Reports.Firings(q.r.Context(), q.agent(), most)
	if err != nil {
		return err
	}
	if q.wantsFile() {
		return q.file(q.alertsTable(list, firings))
	}
	return q.sheet(status, view.AlertsPage(list, removed, queryID[desk.AlertID](q, "removed"), firings, hooks, f))
}

// shownFirings is how many times the page of alerts shows at which they spoke, and filedFirings
// how many its file.
const (
	shownFirings = 50
	filedFirings = 10_000
)

// testAlert lets an alert say now what it would say.
func (d *Desk) testAlert(q *request) error {
	id, err := pathID[desk.AlertID](q, "id")
	if err != nil {
		return err
	}
	told, err := d.Reports.TestAlert(q.r.Context(), q.agent(), id)
	if err != nil {
		return err
	}
	words := "%d tests are on their way. See the results under Settings, Notifications."
	if told == 1 {
		words = "%d test is on its way. See the result under Settings, Notifications."
	}
	return q.done("/reports/alerts", q.say(words, told))
}

// clockMinutes reads a time of the day as minutes; -1 for what is none.
func clockMinutes(s string) int {
	if s == "" {
		return 0
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return -1
	}
	return t.Hour()*60 + t.Minute()
}

// openAlert leads to the cases that carry an alert's figure over its line: of the time at which it
// spoke, as its notices link, whatever became of the alert since; else of now.
func (d *Desk) openAlert(q *request) error {
	id, err := pathID[desk.AlertID](q, "id")
	if err != nil {
		return err
	}
	to := q.now()
	if micros, err := strconv.ParseInt(q.r.URL.Query().Get("at"), 10, 64); err == nil {
		to = desk.FromMicros(micros)
	}
	firings, err := d.Reports.Firings(q.r.Context(), q.agent(), filedFirings)
	if err != nil {
		return err
	}
	for _, x := range firings {
		if x.Alert == id && x.At.Equal(to) {
			return q.redirect(view.WatchedCases(x, true))
		}
	}
	list, _, err := d.Reports.Alerts(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.ID == id {
			return q.redirect(view.WatchedCases(desk.Firing{Figure: a.Figure, Brand: a.Brand, Dim: a.Dim, Key: a.Key, From: to.Add(-a.Window), To: to, Kind: a.Kind, Line: a.Value}, true))
		}
	}
	return &desk.Error{Kind: desk.NotFound, Message: "This alert doesn't exist."}
}

// decimal reads a number that a person wrote, with a point or a comma.
func (q *request) decimal(name string) (float64, error) {
	return strconv.ParseFloat(strings.Replace(q.field(name), ",", ".", 1), 64)
}

func (d *Desk) saveAlert(q *request) error {
	a := desk.Alert{ID: formID[desk.AlertID](q, "id"), Name: q.field("name"), Figure: q.field("figure"), Brand: formID[desk.BrandID](q, "brand"),
		Kind: desk.AlertKind(q.field("kind")), Least: int(formID[desk.AlertID](q, "least")), Paused: q.field("paused") != "", Dim: desk.ByAll}
	if dim, key, ok := strings.Cut(q.field("group"), ":"); ok {
		a.Dim, a.Key = desk.Dim(dim), key
	}
	hours, _ := q.decimal("window")
	a.Window = time.Duration(hours * float64(time.Hour))
	value, err := q.decimal("value")
	if err != nil {
		value = math.NaN()
	}
	a.Value = value
	rest, _ := q.decimal("rest")
	a.Rest = time.Duration(rest * float64(time.Hour))
	a.QuietFrom, a.QuietTo, a.Zone = clockMinutes(q.field("quiet-from")), clockMinutes(q.field("quiet-to")), q.shell.Zone.String()
	if f, ok := report.FigureOf(a.Figure); a.Kind == desk.Rose || a.Kind == desk.Fell || ok && f.Unit == report.Share {
		a.Value /= 100
	} else if ok && f.Unit == report.Seconds {
		a.Value *= 60 // people write minutes
	}
	for _, id := range q.r.PostForm["agent"] {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			a.Agents = append(a.Agents, desk.AgentID(n))
		}
	}
	for _, way := range q.r.PostForm["way"] {
		if w := desk.Way(way); w == desk.ByMail || w == desk.ByPush {
			a.Ways = append(a.Ways, w)
		}
	}
	for _, id := range q.r.PostForm["hook"] {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			a.Hooks = append(a.Hooks, desk.HookID(n))
		}
	}
	if _, err := d.Reports.SaveAlert(q.r.Context(), q.agent(), a); refused(err) {
		return d.showAlerts(q, statusOf(err), q.form(err))
	} else if err != nil {
		return err
	}
	return q.done("/reports/alerts", q.say("Saved"))
}

func (d *Desk) dropAlert(q *request) error {
	id, err := pathID[desk.AlertID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Reports.DropAlert(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	return q.done("/reports/alerts?removed="+strconv.FormatInt(int64(id), 10), q.say("Removed"))
}

func (d *Desk) restoreAlert(q *request) error {
	id, err := pathID[desk.AlertID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Reports.RestoreAlert(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	return q.done("/reports/alerts", q.say("Restored"))
}
