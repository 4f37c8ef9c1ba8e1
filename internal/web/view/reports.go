package view

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/chart"
	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
)

// ReportFilter is what a report is asked for: a period in the reader's zone, a brand, how
// the cases are grouped, and whom they are compared with.
type ReportFilter struct {
	Period         string // 7d, 28d, …; "" with days
	FromDay, ToDay string
	From, To       time.Time
	Earlier        reporting.Span // that it is compared with
	Brand          desk.BrandID
	Dim            desk.Dim
	One            bool // only the group Key of Dim
	Key            string
	Peers          desk.PeersID
	Order          string // of the groups: name, cases or a figure, a - before it for the other way; "" by cases
	Find           string // only groups whose names have this
	All            bool   // not only the first rows
	Odd            []Odd  // what of the address was not understood
}

// Odd is a part of an address that was not understood, and a sentence with %s for it that says what is shown instead.
type Odd struct{ Words, Value string }

// short is the part, or as much of it as is read.
func (o Odd) short() string {
	const most = 60
	if r := []rune(o.Value); len(r) > most {
		return string(r[:most]) + "…"
	}
	return o.Value
}

// ValidPeriod tells whether a choice of the page names a period.
func ValidPeriod(name string) bool {
	return slices.ContainsFunc(periods, func(p [2]string) bool { return p[0] == name })
}

// ValidDim tells whether the page groups by something.
func ValidDim(d desk.Dim) bool {
	for i := range dimNames {
		if dimNames[i].dim == d {
			return true
		}
	}
	return false
}

// Query is the filter as the service takes it.
func (f ReportFilter) Query(before bool) reporting.Query {
	return reporting.Query{From: f.From, To: f.To, Brand: f.Brand, Dim: f.Dim, One: f.One, Key: f.Key, Before: before, Earlier: f.Earlier}
}

// Periods are those that a choice of the page names.
var periods = [][2]string{{"1d", "Today"}, {"7d", "7 days"}, {"28d", "28 days"}, {"90d", "90 days"}, {"365d", "365 days"},
	{"week", "This week"}, {"last-week", "Last week"}, {"month", "This month"}, {"last-month", "Last month"}} // read only

// link is an address of the reports with this filter and more.
func (f ReportFilter) link(path string, more ...string) string {
	v := url.Values{}
	set := func(k, s string) {
		if s != "" && s != "0" {
			v.Set(k, s)
		}
	}
	set("period", f.Period)
	set("from", f.FromDay)
	set("to", f.ToDay)
	set("brand", itoa(f.Brand))
	set("peers", itoa(f.Peers))
	set("order", f.Order)
	set("find", f.Find)
	if f.All {
		set("rows", "all")
	}
	if f.Dim != desk.ByNetwork {
		set("by", string(f.Dim))
	}
	if f.One {
		v.Set("key", f.Key)
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] == "" && more[i] != "key" {
			v.Del(more[i])
		} else {
			v.Set(more[i], more[i+1])
		}
	}
	if path == "/reports/cases" {
		for _, k := range []string{"order", "find", "rows"} {
			v.Del(k)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// all is the filter without its group.
func (f ReportFilter) all(ctx context.Context) ReportFilter {
	if f.Dim == desk.ByAgent && !may(ctx, access.SeeAgents) {
		f.Dim = desk.ByNetwork
	}
	f.One, f.Key = false, ""
	return f
}

// own shows only the cases that the reader answered first.
func (f ReportFilter) own(ctx context.Context) ReportFilter {
	f.Dim, f.One, f.Key = desk.ByAgent, true, itoa(sh(ctx).Agent.ID)
	return f
}

// dimNames are how people say the groups.
var dimNames = []struct {
	dim  desk.Dim
	name string
}{{desk.ByNetwork, "Channel"}, {desk.ByBrand, "Brand"}, {desk.ByTeam, "Team"}, {desk.ByAgent, "Agent (first answer)"}, {desk.ByIntent, "Intent"}, {desk.ByHour, "Hour of the day"}, {desk.ByLang, "Language"}, {desk.ByPrivate, "Public or private"}} // read only

func dimName(ctx context.Context, d desk.Dim) string {
	for _, n := range dimNames {
		if n.dim == d {
			return tr(ctx, n.name)
		}
	}
	return string(d)
}

// GroupName is how people say a group.
func GroupName(ctx context.Context, d desk.Dim, key string) string {
	id, _ := strconv.ParseInt(key, 10, 64)
	name := ""
	switch d {
	case desk.ByNetwork:
		name = sh(ctx).NetworkName(desk.Network(key))
	case desk.ByBrand:
		name = sh(ctx).brandName(desk.BrandID(id))
	case desk.ByTeam:
		for _, t := range sh(ctx).Desk.Teams {
			if int64(t.ID) == id {
				name = t.Name
			}
		}
	case desk.ByAgent:
		if id != 0 {
			return sh(ctx).agentName(desk.AgentID(id))
		}
		return tr(ctx, "not answered at this desk")
	case desk.ByLang:
		if key != "" {
			name = languageName(ctx, key)
		}
	case desk.ByHour:
		name = fmt.Sprintf("%02d:00", id)
	case desk.ByIntent, desk.ByPrivate:
		if key != "" {
			name = tr(ctx, upperFirst(key))
		}
	}
	if name == "" {
		return tr(ctx, "none")
	}
	return name
}

func upperFirst(s string) string { return string(s[0]-'a'+'A') + s[1:] }

// shownFigures are those of the page of reports, by what they tell.
var shownFigures = []struct {
	title string
	names []string
}{
	{"Speed", []string{"demand", "response_rate_1h", "response_rate_24h", "response_rate_any", "first_response_time_p50", "first_response_time_p90", "next_response_time_p50", "coverage", "windows_lost"}},
	{"Help", []string{"resolution_rate", "time_to_resolution_p50", "deflection_rate", "lip_service", "private_move_rate", "public_closure_rate", "promise_keeping"}},
	{"The customer", []string{"times_told", "hand_offs", "mood_change", "negative_share", "reach_at_risk"}},
} // read only

// groupFigures are the columns of the table of groups.
var groupFigures = []string{"demand", "response_rate_1h", "response_rate_any", "first_response_time_p50", "resolution_rate", "deflection_rate", "lip_service", "times_told"} // read only

func figureOf(name string) report.Figure {
	f, _ := report.FigureOf(name)
	return f
}

// figureLine is one row of the page: a figure now, before and among peers.
type figureLine struct {
	report.Figure
	now, before    report.Value
	cases, earlier int64 // behind each
	field          reporting.Field
	young          bool // many of its cases are too young to be compared
}

func lineOf(name string, g reporting.Group, l *reporting.League) figureLine {
	f := figureOf(name)
	out := figureLine{Figure: f, now: f.Of(g.Tally), cases: f.Behind(g.Tally), field: reporting.Field{Median: math.NaN()}}
	if g.Before != nil {
		out.before, out.earlier = f.Of(g.Before), f.Behind(g.Before)
	}
	if l != nil {
		out.field = l.Field(name)
	}
	return out
}

// aged is a line of a period that is so long and ended so long ago.
func (l figureLine) aged(length, since time.Duration) figureLine {
	l.young = l.Young(length, since)
	return l
}

// figure writes a number for people.
func figure(ctx context.Context, u report.Unit, x float64) string { return figures(ctx).Number(u, x) }

// bounds writes both ends of an interval.
func bounds(ctx context.Context, u report.Unit, v report.Value) string {
	return figures(ctx).Range(u, v)
}

func figures(ctx context.Context) report.Lang { return report.Lang(sh(ctx).Lang) }

// age is how long a period is, and how long ago it ended.
func (f ReportFilter) age(ctx context.Context) (length, since time.Duration) {
	return f.To.Sub(f.From), sh(ctx).Now.Sub(f.To)
}

// change says how a figure moved since the period before, and whether for the better: 1,
// -1, or 0 where the intervals do not tell.
func (l figureLine) change(ctx context.Context) (words string, better int) {
	if !l.now.Known() || !l.before.Known() {
		return "", 0
	}
	if words = figures(ctx).Change(l.Unit, l.now.Value, l.before.Value); words == "" {
		return "", 0
	}
	if better = l.Moved(l.now, l.before); l.young {
		better = 0
	}
	if better != 0 {
		words += " " + map[int]string{1: tr(ctx, "better"), -1: tr(ctx, "worse")}[better]
	}
	return words, better
}

var (
	shareScale = chart.Scale{Min: 0, Max: 1, Ticks: []float64{0, .5, 1}}                                       // read only
	timeScale  = chart.Scale{Min: 60, Max: 7 * 86400, Log: true, Ticks: []float64{60, 3600, 86400, 7 * 86400}} // read only
)

func leagueOf(f ReportFilter, list []reporting.League) *reporting.League {
	for i := range list {
		if list[i].ID == f.Peers && list[i].Wrong == "" {
			return &list[i]
		}
	}
	return nil
}

var topicNames = map[string][2]string{ // read only
	"promises":    {"Promises", "What we said we'd do, and by when. Overdue ones come first."},
	"windows":     {"Windows", "Customers who talked about leaving and got no answer in time to matter."},
	"lip-service": {"Lip service", "Answers that apologise and do nothing else: no question, no step, no solution."},
	"deflection":  {"Deflection", "Cases in which we only sent people elsewhere: to the phone, to a page, to another account."},
}

// spanWords says which time a page is of, and beside which.
func spanWords(ctx context.Context, f ReportFilter, beside bool) string {
	s := sh(ctx)
	words := tr(ctx, "%s to %s", s.date(f.From), s.date(f.To))
	if beside {
		words += ", " + tr(ctx, "compared with %s to %s", s.date(f.Earlier.From), s.date(f.Earlier.To))
	}
	return words + " (" + s.Zone.String() + ")"
}

func (s *Shell) date(t time.Time) string {
	t = t.In(s.Zone)
	if s.Lang == "de" {
		return t.Format("2.1.2006 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

// byDim is the title of a table of groups. German nouns keep their capitals.
func byDim(ctx context.Context, d desk.Dim) string {
	name := dimName(ctx, d)
	if sh(ctx).Lang != "de" {
		name = strings.ToLower(name)
	}
	return tr(ctx, "By %s", name)
}

// weekday is the short name of a day of the week, from Monday.
func (s *Shell) weekday(d int) string {
	if s.Lang == "de" {
		return [7]string{"Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"}[d]
	}
	return chart.Days()[d]
}
