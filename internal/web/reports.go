package web

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
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
	// Alerts lists the alerts that are there, and those that can be brought back.
	Alerts(ctx context.Context, by desk.Agent) (list, removed []desk.Alert, err error)
	Hooks(ctx context.Context, by desk.Agent) ([]desk.Hook, error) // by name
	SaveAlert(ctx context.Context, by desk.Agent, a desk.Alert) (desk.Alert, error)
	DropAlert(ctx context.Context, by desk.Agent, id desk.AlertID) error
	RestoreAlert(ctx context.Context, by desk.Agent, id desk.AlertID) error
	Leagues(ctx context.Context, by desk.Agent) ([]reporting.League, error)
	RemovedLeagues(ctx context.Context, by desk.Agent) ([]reporting.League, error) // only for who may bring them back
	ImportPeers(ctx context.Context, by desk.Agent, name string, document []byte) (l reporting.League, replaced desk.PeersID, err error)
	DropPeers(ctx context.Context, by desk.Agent, id desk.PeersID) error
	RestorePeers(ctx context.Context, by desk.Agent, id desk.PeersID) error
	TestAlert(ctx context.Context, by desk.Agent, id desk.AlertID) (told int, err error)
	Firings(ctx context.Context, by desk.Agent, limit int) ([]desk.Firing, error)
}

// periods are those that a click chooses, in days.
var periods = map[string]int{"1d": 1, "7d": 7, "28d": 28, "90d": 90, "365d": 365} // read only

// choosePeriod sets a period by its name, and that which it is compared with: the same days
// of the week and the same part of the day, as many calendar days or a calendar month earlier.
func choosePeriod(f *view.ReportFilter, now, today time.Time) {
	month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location())
	week := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	back := func(t time.Time, days int) time.Time { return t.AddDate(0, 0, -days) }
	switch f.Period {
	case "week", "last-week":
		if f.From, f.To = week, now; f.Period == "last-week" {
			f.From, f.To = back(week, 7), week
		}
		f.Earlier = reporting.Span{From: back(f.From, 7), To: back(f.To, 7)}
	case "month":
		last := month.AddDate(0, -1, 0)
		f.From, f.To = month, now
		f.Earlier = reporting.Span{From: last, To: now.AddDate(0, 0, -daysBetween(last, month))}
		if f.Earlier.To.After(month) || !f.Earlier.To.After(last) {
			f.Earlier.To = month
		}
	case "last-month":
		f.From, f.To = month.AddDate(0, -1, 0), month
		f.Earlier = reporting.Span{From: month.AddDate(0, -2, 0), To: f.From}
	default:
		days, ok := periods[f.Period]
		if !ok {
			f.Period, days = "28d", 28
		}
		f.From, f.To = back(today, days-1), now
		f.Earlier = reporting.Span{From: back(f.From, days), To: back(f.To, days)}
	}
}

// daysBetween counts the calendar days from one midnight to another of the same zone, whatever
// the clocks did meanwhile.
func daysBetween(from, to time.Time) int {
	return int((to.Sub(from) + 12*time.Hour) / (24 * time.Hour))
}

// reportFilter reads what a report is asked for from the address. Days are the reader's.
func (q *request) reportFilter() (view.ReportFilter, error) {
	v := q.r.URL.Query()
	f := view.ReportFilter{Period: v.Get("period"), Dim: desk.Dim(v.Get("by")), FromDay: v.Get("from"), ToDay: v.Get("to")}
	if f.Dim == "" || f.Dim == desk.ByAll {
		f.Dim = desk.ByNetwork
	}
	if v.Has("key") && (!v.Has("of") || desk.Dim(v.Get("of")) == f.Dim) { // else other groups were chosen where one stood
		f.One, f.Key = true, v.Get("key")
	}
	f.Order, f.Find, f.All = view.ValidOrder(v.Get("order")), v.Get("find"), v.Get("rows") == "all"
	f.Peers = queryID[desk.PeersID](q, "peers")
	q.mend(&f)
	now := q.now().In(q.shell.Zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, q.shell.Zone)
	if v.Has("was") && v.Get("was") != f.Period && f.Period != "" {
		f.FromDay, f.ToDay = "", "" // a period was chosen where days stood
	}
	if f.FromDay != "" || f.ToDay != "" {
		days, ok := q.chosenDays(f, now, today)
		if ok {
			return days, q.strict(days.Odd)
		}
		oddDays(&f)
	}
	choosePeriod(&f, now, today)
	return f, q.strict(f.Odd)
}

// chosenDays are those that somebody chose; false where they make no period. Of a day that is not over, what was of it stands beside
// the same part of an earlier one.
func (q *request) chosenDays(f view.ReportFilter, now, today time.Time) (view.ReportFilter, bool) {
	f.Period = ""
	exact := false
	parse := func(s string, without time.Time) (time.Time, error) {
		if s == "" {
			return without, nil
		}
		if strings.Contains(s, "T") { // to the second, as alerts link
			exact = true
			at, err := time.Parse(time.RFC3339, s)
			return at.In(q.shell.Zone), err
		}
		return time.ParseInLocation(time.DateOnly, s, q.shell.Zone)
	}
	from, err := parse(f.FromDay, today.AddDate(0, 0, -27))
	to, bad := parse(f.ToDay, today)
	if err != nil || bad != nil || to.Before(from) || to.Sub(from) > 10*366*24*time.Hour {
		return f, false
	}
	f.From, f.To = from, to
	f.Earlier = reporting.Span{From: from.Add(-to.Sub(from)), To: from}
	if !exact {
		f.To = to.AddDate(0, 0, 1)
		days := daysBetween(from, f.To)
		f.Earlier.From = from.AddDate(0, 0, -days)
		if now.After(from) && now.Before(f.To) {
			f.To, f.Earlier.To = now, now.AddDate(0, 0, -days)
		}
	}
	return f, true
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
	if q.wantsFile() {
		return q.file(q.reportTable(f, r))
	}
	leagues, err := d.Reports.Leagues(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	if name := q.r.URL.Query().Get("peers"); name != "" && !slices.ContainsFunc(leagues, func(l reporting.League) bool { return l.ID == f.Peers }) {
		f.Odd, f.Peers = append(f.Odd, view.Odd{Words: "There's no comparison “%s”. Showing none.", Value: name}), 0
	}
	return q.sheet(http.StatusOK, view.ReportPage(f, r, leagues))
}

// casesQuery reads which cases are asked for from the address.
func (q *request) casesQuery(f view.ReportFilter) reporting.CasesQuery {
	v := q.r.URL.Query()
	ask := reporting.CasesQuery{Query: f.Query(false), Figure: v.Get("figure"), Only: v.Get("only")}
	if _, known := report.FigureOf(ask.Figure); !known && !q.wantsFile() {
		ask.Figure = "demand"
	}
	if !slices.Contains(reportFields["only"], ask.Only) {
		ask.Only = ""
	}
	if !f.One {
		ask.Dim = desk.ByAll
	}
	if v.Get("when") == "before" {
		ask.From, ask.To = f.Earlier.From, f.Earlier.To
	}
	from, many, run := strings.Cut(v.Get("weekhour"), "x") // 23, or 23x8: eight hours from then on
	if n, err := strconv.Atoi(from); err == nil && n >= 0 && n < report.HoursOfWeek {
		ask.Hour, ask.Hours = n, 1
		if n, err := strconv.Atoi(many); run && err == nil {
			ask.Hours = min(max(n, 1), report.HoursOfWeek)
		}
	}
	if n, err := strconv.ParseFloat(v.Get("within"), 64); err == nil && n > 0 {
		ask.Within = n
	}
	if n, err := strconv.ParseFloat(v.Get("beyond"), 64); err == nil && n > 0 {
		ask.Beyond = n
	}
	if least, most, ok := strings.Cut(v.Get("followers"), "-"); ok {
		ask.Followed, ask.Most = true, -1
		ask.Least, _ = strconv.Atoi(least) // none: from 0 on
		if n, err := strconv.Atoi(most); err == nil {
			ask.Most = n
		}
	}
	if at, err := strconv.ParseInt(v.Get("before"), 10, 64); err == nil {
		id, _ := strconv.ParseInt(v.Get("id"), 10, 64)
		ask.BeforeAt, ask.BeforeID = desk.FromMicros(at), desk.CaseID(id)
	}
	return ask
}

func (d *Desk) reportCases(q *request) error {
	f, err := q.reportFilter()
	if err != nil {
		return err
	}
	ask := q.casesQuery(f)
	if q.wantsFile() {
		ask.PageLimit = reporting.MostCases
	}
	found, err := d.Reports.Cases(q.r.Context(), q.agent(), ask)
	if err != nil {
		return err
	}
	if q.wantsFile() {
		return q.file(q.casesTable(ask, found))
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
	if q.wantsFile() {
		return q.file(q.equityTable(f, e))
	}
	return q.sheet(http.StatusOK, view.EquityPage(f, e))
}

func (d *Desk) reportTopic(q *request) error {
	topics := reporting.Topics()
	i := slices.IndexFunc(topics, func(t reporting.Topic) bool { return t.Name == q.r.PathValue("topic") })
	if i < 0 {
		return &desk.Error{Kind: desk.NotFound, Message: "This page doesn't exist.", Mend: "The address may be mistyped, or the link may be out of date."}
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
	if q.wantsFile() {
		return q.file(q.topicTable(f, topics[i], r, examples))
	}
	return q.sheet(http.StatusOK, view.TopicPage(f, topics[i], r, examples))
}

func (d *Desk) peers(q *request) error { return d.showPeers(q, http.StatusOK, view.Form{}) }

func (d *Desk) showPeers(q *request, status int, f view.Form) error {
	list, err := d.Reports.Leagues(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	if q.wantsFile() {
		return q.file(q.peersTable(list))
	}
	var removed []reporting.League
	if access.Check(q.agent(), access.EditAlerts) == nil {
		if removed, err = d.Reports.RemovedLeagues(q.r.Context(), q.agent()); err != nil {
			return err
		}
	}
	return q.sheet(status, view.PeersPage(list, removed, queryID[desk.PeersID](q, "removed"), f))
}

func (d *Desk) importPeers(q *request) error {
	var document []byte
	if file, _, err := q.r.FormFile("file"); err == nil {
		defer func() { _ = file.Close() }() // it was only read
		if document, err = io.ReadAll(file); err != nil {
			return err
		}
	}
	_, replaced, err := d.Reports.ImportPeers(q.r.Context(), q.agent(), q.field("name"), document)
	if refused(err) {
		return d.showPeers(q, statusOf(err), q.form(err))
	} else if err != nil {
		return err
	}
	if replaced != 0 {
		return q.done("/reports/peers?removed="+strconv.FormatInt(int64(replaced), 10), q.say("Saved, replacing the older one"))
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
	return q.done("/reports/peers?removed="+strconv.FormatInt(int64(id), 10), q.say("Removed"))
}

func (d *Desk) restorePeers(q *request) error {
	id, err := pathID[desk.PeersID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Reports.RestorePeers(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	return q.done("/reports/peers", q.say("Restored"))
}
