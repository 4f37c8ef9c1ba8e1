package web

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/web/view"
)

// Reports is what the pages of reports need.
type Reports interface {
	Report(ctx context.Context, by desk.Agent, q reporting.Query) (reporting.Report, error)
	Cases(ctx context.Context, by desk.Agent, q reporting.CasesQuery) (reporting.Cases, error)
	Equity(ctx context.Context, by desk.Agent, q reporting.Query) (reporting.Equity, error)
	Examples(ctx context.Context, by desk.Agent, q reporting.Query, topic reporting.Topic) ([]reporting.Example, error)
	Alerts(ctx context.Context, by desk.Agent) ([]desk.Alert, error)
	SaveAlert(ctx context.Context, by desk.Agent, a desk.Alert) (desk.Alert, error)
	DropAlert(ctx context.Context, by desk.Agent, id desk.AlertID) error
	Leagues(ctx context.Context, by desk.Agent) ([]reporting.League, error)
	ImportPeers(ctx context.Context, by desk.Agent, name string, document []byte) (reporting.League, error)
	DropPeers(ctx context.Context, by desk.Agent, id desk.PeersID) error
}

// periods are those that a click chooses, in days.
var periods = map[string]int{"1d": 1, "7d": 7, "28d": 28, "90d": 90, "365d": 365} // read only

// reportFilter reads what a report is asked for from the address. Days are the reader's.
func (q *request) reportFilter() (view.ReportFilter, error) {
	v := q.r.URL.Query()
	f := view.ReportFilter{Period: v.Get("period"), Dim: desk.Dim(v.Get("by")), FromDay: v.Get("from"), ToDay: v.Get("to")}
	if f.Dim == "" || f.Dim == desk.ByAll {
		f.Dim = desk.ByNetwork
	}
	if id, err := strconv.ParseInt(v.Get("brand"), 10, 64); err == nil {
		f.Brand = desk.BrandID(id)
	}
	if id, err := strconv.ParseInt(v.Get("peers"), 10, 64); err == nil {
		f.Peers = desk.PeersID(id)
	}
	now := q.now().In(q.shell.Zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, q.shell.Zone)
	if f.FromDay != "" || f.ToDay != "" {
		return q.chosenDays(f, today)
	}
	days, ok := periods[f.Period]
	if !ok {
		f.Period, days = "28d", 28
	}
	f.To = now
	f.From = today.AddDate(0, 0, 1-days)
	return f, nil
}

func (q *request) chosenDays(f view.ReportFilter, today time.Time) (view.ReportFilter, error) {
	f.Period = ""
	parse := func(s string, without time.Time) (time.Time, error) {
		if s == "" {
			return without, nil
		}
		return time.ParseInLocation(time.DateOnly, s, q.shell.Zone)
	}
	from, err := parse(f.FromDay, today.AddDate(0, 0, -27))
	to, bad := parse(f.ToDay, today)
	if err != nil || bad != nil || to.Before(from) || to.Sub(from) > 10*366*24*time.Hour {
		return f, &desk.Error{Kind: desk.Invalid, Field: "from", Message: "These days make no period.", Mend: "Choose a first day and a last day, the last not before the first."}
	}
	f.From, f.To = from, to.AddDate(0, 0, 1)
	return f, nil
}

func (d *Desk) reports(q *request) error {
	f, err := q.reportFilter()
	if err != nil {
		return err
	}
	r, err := d.Reports.Report(q.r.Context(), q.agent(), f.Query(true))
	if err != nil {
		return err
	}
	leagues, err := d.Reports.Leagues(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	if q.r.URL.Query().Get("format") == "csv" {
		return q.csvOf(f, r)
	}
	return q.sheet(http.StatusOK, view.ReportPage(f, r, leagues))
}

// csvOf is a table of a report as a file: a row for each group and figure.
func (q *request) csvOf(f view.ReportFilter, r reporting.Report) error {
	h := q.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="heed-`+string(f.Dim)+"-"+f.From.Format(time.DateOnly)+`.csv"`)
	w := csv.NewWriter(q.w)
	_ = w.Write([]string{"from", "to", string(f.Dim), "figure", "value", "low", "high", "n", "before", "unit"}) // Flush tells of errors
	ctx := view.With(q.r.Context(), q.shell)
	groups := append([]reporting.Group{r.Total}, r.Groups...)
	for i, g := range groups {
		name := "all"
		if i > 0 {
			name = plainCell(view.GroupName(ctx, f.Dim, g.Key))
		}
		for _, fig := range report.Figures() {
			v, b := fig.Of(g.Tally), fig.Of(g.Before)
			_ = w.Write([]string{f.From.Format(time.RFC3339), f.To.Format(time.RFC3339), name, fig.Name, decimal(v.Value), decimal(v.Low), decimal(v.High),
				strconv.FormatInt(v.N, 10), decimal(b.Value), string(fig.Unit)})
		}
	}
	w.Flush()
	return w.Error()
}

// plainCell keeps a name from being taken for a formula by a spreadsheet.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func decimal(x float64) string {
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if strings.ContainsAny(s, "NI") { // NaN, Inf
		return ""
	}
	return s
}

func (d *Desk) reportCases(q *request) error {
	f, err := q.reportFilter()
	if err != nil {
		return err
	}
	v := q.r.URL.Query()
	ask := reporting.CasesQuery{Query: f.Query(false), Key: v.Get("key"), Figure: v.Get("figure"), Only: v.Get("only")}
	if !v.Has("key") {
		ask.Dim = desk.ByAll
	}
	if at, err := strconv.ParseInt(v.Get("before"), 10, 64); err == nil {
		id, _ := strconv.ParseInt(v.Get("id"), 10, 64)
		ask.BeforeAt, ask.BeforeID = desk.FromMicros(at), desk.CaseID(id)
	}
	found, err := d.Reports.Cases(q.r.Context(), q.agent(), ask)
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.ReportCases(f, ask, found))
}

func (d *Desk) equity(q *request) error {
	f, err := q.reportFilter()
	if err != nil {
		return err
	}
	e, err := d.Reports.Equity(q.r.Context(), q.agent(), f.Query(false))
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.EquityPage(f, e))
}

func (d *Desk) reportTopic(q *request) error {
	topics := reporting.Topics()
	i := slices.IndexFunc(topics, func(t reporting.Topic) bool { return t.Name == q.r.PathValue("topic") })
	if i < 0 {
		return &desk.Error{Kind: desk.NotFound, Message: "There is no such page.", Mend: "The address may be mistyped, or the link old."}
	}
	f, err := q.reportFilter()
	if err != nil {
		return err
	}
	r, err := d.Reports.Report(q.r.Context(), q.agent(), f.Query(true))
	if err != nil {
		return err
	}
	examples, err := d.Reports.Examples(q.r.Context(), q.agent(), f.Query(false), topics[i])
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.TopicPage(f, topics[i], r, examples))
}

func (d *Desk) alerts(q *request) error { return d.showAlerts(q, http.StatusOK, view.Form{}) }

func (d *Desk) showAlerts(q *request, status int, f view.Form) error {
	list, err := d.Reports.Alerts(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	o, err := d.Notify.Overview(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(status, view.AlertsPage(list, o.Hooks, f))
}

// openAlert leads to the cases of an alert's figure in the time that it looks at.
func (d *Desk) openAlert(q *request) error {
	id, err := pathID[desk.AlertID](q, "id")
	if err != nil {
		return err
	}
	list, err := d.Reports.Alerts(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.ID != id {
			continue
		}
		to := q.now()
		if !a.Raised.IsZero() {
			to = a.Raised
		}
		v := url.Values{"figure": {a.Figure}, "from": {to.Add(-a.Window).In(q.shell.Zone).Format(time.DateOnly)}, "to": {to.In(q.shell.Zone).Format(time.DateOnly)}}
		if a.Brand != 0 {
			v.Set("brand", strconv.FormatInt(int64(a.Brand), 10))
		}
		if a.Key != "" {
			v.Set("by", string(a.Dim))
			v.Set("key", a.Key)
		}
		return q.redirect("/reports/cases?" + v.Encode())
	}
	return &desk.Error{Kind: desk.NotFound, Message: "There is no such alert."}
}

func (d *Desk) saveAlert(q *request) error {
	a := desk.Alert{ID: formID[desk.AlertID](q, "id"), Name: q.field("name"), Figure: q.field("figure"), Brand: formID[desk.BrandID](q, "brand"),
		Kind: desk.AlertKind(q.field("kind")), Least: int(formID[desk.AlertID](q, "least")), Paused: q.field("paused") != "", Dim: desk.ByAll}
	hours, _ := strconv.ParseFloat(q.field("window"), 64)
	a.Window = time.Duration(hours * float64(time.Hour))
	value, err := strconv.ParseFloat(strings.Replace(q.field("value"), ",", ".", 1), 64)
	if err != nil {
		value = -1
	}
	a.Value = value
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
	return q.done("/reports/alerts", q.say("Removed"))
}

func (d *Desk) peers(q *request) error { return d.showPeers(q, http.StatusOK, view.Form{}) }

func (d *Desk) showPeers(q *request, status int, f view.Form) error {
	list, err := d.Reports.Leagues(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(status, view.PeersPage(list, f))
}

func (d *Desk) importPeers(q *request) error {
	var document []byte
	if file, _, err := q.r.FormFile("file"); err == nil {
		defer func() { _ = file.Close() }() // it was only read
		if document, err = io.ReadAll(file); err != nil {
			return err
		}
	}
	if _, err := d.Reports.ImportPeers(q.r.Context(), q.agent(), q.field("name"), document); refused(err) {
		return d.showPeers(q, statusOf(err), q.form(err))
	} else if err != nil {
		return err
	}
	return q.done("/reports/peers", q.say("Saved"))
}

func (d *Desk) dropPeers(q *request) error {
	id, err := pathID[desk.PeersID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Reports.DropPeers(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	return q.done("/reports/peers", q.say("Removed"))
}
