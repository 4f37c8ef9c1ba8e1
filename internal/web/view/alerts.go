package view

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
)

// alertWords says when an alert speaks.
func alertWords(ctx context.Context, a desk.Alert) string {
	said := alertLine(ctx, a)
	if of := WatchedWords(ctx, a.Brand, a.Dim, a.Key); of != "" {
		return of + ": " + said
	}
	return said
}

// WatchedWords says of which cases an alert speaks; "" for those of the whole desk.
func WatchedWords(ctx context.Context, brand desk.BrandID, dim desk.Dim, key string) string {
	var of []string
	if brand != 0 {
		of = append(of, sh(ctx).brandName(brand))
	}
	if dim != desk.ByAll && dim != "" {
		of = append(of, dimName(ctx, dim)+" "+GroupName(ctx, dim, key))
	}
	return strings.Join(of, ", ")
}

// isGone tells whether an alert is one of those that can be brought back.
func isGone(gone []desk.Alert, id desk.AlertID) bool {
	return slices.ContainsFunc(gone, func(a desk.Alert) bool { return a.ID == id })
}

// WatchedCases is the address of the cases that an alert looked at when it spoke; with culprits only
// those that carried the figure over its line.
func WatchedCases(x desk.Firing, culprits bool) string {
	v := url.Values{"figure": {x.Figure}, "from": {x.From.UTC().Format(time.RFC3339Nano)}, "to": {x.To.UTC().Format(time.RFC3339Nano)}}
	if x.Brand != 0 {
		v.Set("brand", itoa(x.Brand))
	}
	if x.Dim != desk.ByAll && x.Dim != "" {
		v.Set("by", string(x.Dim))
		v.Set("key", x.Key)
	}
	if f, known := report.FigureOf(x.Figure); known && culprits && x.Kind != "" {
		only, beyond := reporting.Culprits(f, x.Kind, x.Line)
		if only != "" {
			v.Set("only", only)
		}
		if beyond > 0 {
			v.Set("beyond", seconds(beyond))
		}
	}
	return "/reports/cases?" + v.Encode()
}

// alertGroup is a kind of group that an alert can look at, with those that there are.
type alertGroup struct {
	title   string
	options []alertOption
}

type alertOption struct{ value, name string }

// alertGroups are the groups that an alert can look at beside its brand; the one that it has
// also where it is no longer there.
func alertGroups(ctx context.Context, a desk.Alert) (out []alertGroup) {
	s := sh(ctx)
	keys := map[desk.Dim][]string{desk.ByPrivate: {"public", "private"},
		desk.ByIntent: {desk.Complaint, desk.Question, desk.Request, desk.Leaving, desk.Praise, desk.Feedback, desk.Other}}
	for _, n := range s.Networks() {
		keys[desk.ByNetwork] = append(keys[desk.ByNetwork], string(n))
	}
	for _, t := range s.Desk.Teams {
		keys[desk.ByTeam] = append(keys[desk.ByTeam], itoa(t.ID))
	}
	for _, d := range dimNames {
		list := keys[d.dim]
		if d.dim == a.Dim && !slices.Contains(list, a.Key) {
			list = append(list, a.Key)
		}
		if len(list) == 0 {
			continue
		}
		g := alertGroup{title: tr(ctx, d.name)}
		for _, key := range list {
			g.options = append(g.options, alertOption{string(d.dim) + ":" + key, GroupName(ctx, d.dim, key)})
		}
		out = append(out, g)
	}
	return out
}

func alertLine(ctx context.Context, a desk.Alert) string {
	f := figureOf(a.Figure)
	window := windowWords(sh(ctx).Lang, a.Window)
	line := lineWords(sh(ctx).Lang, f.Unit, a.Value)
	switch a.Kind {
	case desk.Above:
		return tr(ctx, "%s above %s, over the last %s", tr(ctx, f.Title), line, window)
	case desk.Below:
		return tr(ctx, "%s below %s, over the last %s", tr(ctx, f.Title), line, window)
	case desk.Rose:
		return tr(ctx, "%s rose by %s over the last %s", tr(ctx, f.Title), lineWords(sh(ctx).Lang, report.Share, a.Value), window) + ", " + besideWords(sh(ctx).Lang, &a)
	}
	return tr(ctx, "%s fell by %s over the last %s", tr(ctx, f.Title), lineWords(sh(ctx).Lang, report.Share, a.Value), window) + ", " + besideWords(sh(ctx).Lang, &a)
}

// besideWords is the time that a change is one beside.
func besideWords(lang string, a *desk.Alert) string {
	if n := reporting.Weeks(a.Window); n > 1 {
		return Say(lang, "compared with the same time %d weeks before", n)
	}
	return Say(lang, "compared with the same time a week before")
}

// alertLatest is the figure that an alert saw last, as the reader writes numbers.
func alertLatest(ctx context.Context, a desk.Alert) string {
	value, least := Told(a.Latest)
	if math.IsNaN(value) && math.IsNaN(least) {
		return a.Latest // as it was kept in earlier versions, until the next look
	}
	return alertFigure(ctx, a.Figure, value, least)
}

// spokenFigure is the figure of which an alert spoke.
func spokenFigure(ctx context.Context, x desk.Firing) string {
	_, least := Told(x.Words)
	return alertFigure(ctx, x.Figure, x.Value, least)
}

func alertFigure(ctx context.Context, name string, value, least float64) string {
	unit := figureOf(name).Unit
	if math.IsNaN(least) {
		return figure(ctx, unit, value)
	}
	return tr(ctx, "at least %s", figure(ctx, unit, least))
}

// Told reads what an alert kept of its figure: the value, or the least that it is. What is not known is NaN.
func Told(kept string) (value, least float64) {
	number, atLeast := strings.CutPrefix(kept, desk.AtLeast)
	x, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil:
		return math.NaN(), math.NaN()
	case atLeast:
		return math.NaN(), x
	}
	return x, math.NaN()
}

// alertFigures are those that an alert can look at.
func alertFigures() (out []report.Figure) {
	for _, f := range report.Figures() {
		if f.Unit != report.Hours {
			out = append(out, f)
		}
	}
	return out
}

// alertFigureName is a figure with what its line is written in.
func alertFigureName(ctx context.Context, f report.Figure) string {
	unit := map[report.Unit]string{report.Share: tr(ctx, "percent"), report.Seconds: tr(ctx, "minutes"), report.Accounts: tr(ctx, "followers"), report.Points: tr(ctx, "points, 0 to 100"),
		report.Cases: tr(ctx, "cases"), report.Count: tr(ctx, "number"), report.Mood: tr(ctx, "-2 to 2")}[f.Unit]
	return tr(ctx, f.Title) + " (" + unit + ")"
}

// alertValue is an alert's line as people write it: minutes, or percent.
func alertValue(ctx context.Context, a desk.Alert) string {
	f := figureOf(a.Figure)
	x := a.Value
	switch {
	case a.ID == 0:
		return ""
	case a.Kind == desk.Rose || a.Kind == desk.Fell || f.Unit == report.Share:
		x *= 100
	case f.Unit == report.Seconds:
		x /= 60
	}
	return written(ctx, math.Round(x*100)/100)
}

// lineWords is the line of an alert to the last digit that was written: 99.5%, not 100%.
func lineWords(lang string, u report.Unit, x float64) string {
	said := report.Lang(lang).Number(u, x)
	if percent := math.Round(1000*x) / 10; u == report.Share && percent != math.Round(percent) {
		return decimals(lang, percent) + strings.TrimLeft(said, "<0123456789.,")
	}
	return said
}

// windowWords is the time that an alert looks at: 36.5 h, 7 days.
func windowWords(lang string, d time.Duration) string {
	if days := d.Hours() / 24; days >= 3 && days == math.Round(days) {
		return Say(lang, "%d days", int(days))
	}
	return Say(lang, "%s h", decimals(lang, math.Round(d.Hours()*100)/100))
}

// written is a number as the reader writes it into a field.
func written(ctx context.Context, x float64) string { return decimals(sh(ctx).Lang, x) }

func decimals(lang string, x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if lang == "de" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// alertPeople are those whom an alert may tell: first those whom it tells, then by name.
func alertPeople(ctx context.Context, a desk.Alert, f Form) []desk.Agent {
	list := slices.Clone(sh(ctx).activeAgents())
	told := func(p desk.Agent) bool { return f.has("agent", itoa(p.ID), slices.Contains(a.Agents, p.ID)) }
	sort.SliceStable(list, func(i, j int) bool {
		if first, second := told(list[i]), told(list[j]); first != second {
			return first
		}
		return strings.ToLower(list[i].Name) < strings.ToLower(list[j].Name)
	})
	return list
}

// alertTells are those whom an alert tells; "" where none is left.
func alertTells(ctx context.Context, a desk.Alert, hooks []desk.Hook) string {
	var names []string
	for _, p := range sh(ctx).activeAgents() {
		if slices.Contains(a.Agents, p.ID) {
			names = append(names, p.Name)
		}
	}
	for _, h := range hooks {
		if slices.Contains(a.Hooks, h.ID) && !h.Paused {
			names = append(names, h.Name)
		}
	}
	return strings.Join(names, ", ")
}

// scrolls makes a part that is longer than its room one that the keyboard reaches.
func scrolls(long bool, name string) templ.Attributes {
	if !long {
		return nil
	}
	return templ.Attributes{"tabindex": "0", "role": "group", "aria-label": name}
}

func hasWay(a desk.Alert, w desk.Way) bool {
	return slices.Contains(a.Ways, w) || a.ID == 0 && w == desk.ByPush
}

func windowOf(ctx context.Context, a desk.Alert) string {
	if a.ID == 0 {
		return "24"
	}
	return written(ctx, a.Window.Hours())
}

func leastOf(a desk.Alert) string {
	if a.ID == 0 {
		return "20"
	}
	return strconv.Itoa(a.Least)
}

func restOf(ctx context.Context, a desk.Alert) string {
	if a.ID == 0 {
		return "4"
	}
	return written(ctx, a.Rest.Hours())
}

// quietOf is an end of the quiet time; "" where there is none.
func quietOf(a desk.Alert, minutes int) string {
	if a.QuietFrom == a.QuietTo {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
