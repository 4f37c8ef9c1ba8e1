package view

import (
	"cmp"
	"context"
	"math"
	"strings"

	"heed/internal/chart"
	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/report"
	"heed/internal/reporting"
)

// equityWords says a gap in a sentence that a lead can act on: who is served worse, by how
// much, and how many customers that is.
func equityWords(ctx context.Context, g reporting.Gap) string {
	a, b, n := g.A, g.B, g.CasesA
	if g.Verdict == "better" {
		a, b, n = b, a, g.CasesB
	}
	worse, better := equityGroup(ctx, g, a, true), equityGroup(ctx, g, b, false)
	much := figures(ctx).Number(report.Share, math.Abs(g.Diff.Value))
	extra := grouped(ctx, int64(math.Round(math.Abs(g.Diff.Value)*float64(n))))
	if g.Figure.Better < 0 {
		return tr(ctx, "%s are worse off than %s, at equal intent and hour: of 100 such cases %s more are “%s”. Of their %s cases that is about %s.",
			worse, better, strings.TrimRight(much, "\u00a0%"), tr(ctx, g.Figure.Title), grouped(ctx, n), extra)
	}
	return tr(ctx, "%s are worse off than %s, at equal intent and hour: of 100 such cases %s fewer are “%s”. Of their %s cases that is about %s.",
		worse, better, strings.TrimRight(much, "\u00a0%"), tr(ctx, g.Figure.Title), grouped(ctx, n), extra)
}

// equityLook is the address of the cases to look at: those of whom is worse off in which it
// went wrong.
func equityLook(f ReportFilter, g reporting.Gap) string {
	only := "no"
	if g.Figure.Better < 0 {
		only = "yes"
	}
	return equityLink(f, g, g.Verdict == "worse", "only", only)
}

// equityVerdict says in a word how the first group is served beside the second.
func equityVerdict(ctx context.Context, g reporting.Gap) string {
	switch g.Verdict {
	case "better":
		return tr(ctx, "the first are better off")
	case "worse":
		return tr(ctx, "the second are better off")
	case "chance":
		return tr(ctx, "one of many comparisons: may be due to chance")
	case "fair":
		return tr(ctx, "alike: no more than chance")
	}
	return tr(ctx, "can't be determined yet: too few cases")
}

// unfair are the gaps that are surely there, the largest first.
func unfair(e reporting.Equity) (out []reporting.Gap) {
	for _, g := range e.Gaps {
		if g.Verdict == "worse" || g.Verdict == "better" {
			out = append(out, g)
		}
	}
	order.Stable(out, func(a, b reporting.Gap) int { return cmp.Compare(math.Abs(b.Diff.Value), math.Abs(a.Diff.Value)) })
	return out
}

// mostUnfair is how many gaps the page says in sentences.
const mostUnfair = 8

// gaps are those that the table shows: all, or where there are many, what surely differs first.
func (f ReportFilter) gaps(e reporting.Equity) []reporting.Gap {
	if f.All || len(e.Gaps) <= shownRows {
		return e.Gaps
	}
	list := unfair(e)
	for _, g := range e.Gaps {
		if g.Verdict != "worse" && g.Verdict != "better" {
			list = append(list, g)
		}
	}
	return list[:max(shownRows, min(len(unfair(e)), 2*shownRows))]
}

// samePair tells whether a row compares the same groups as the one before.
func samePair(gaps []reporting.Gap, i int) bool {
	return i > 0 && gaps[i-1].Pair == gaps[i].Pair && gaps[i-1].A == gaps[i].A && gaps[i-1].B == gaps[i].B
}

// equityGroup is how people say a group: at the beginning of a sentence, or short.
func equityGroup(ctx context.Context, g reporting.Gap, name string, begins bool) string {
	least, most := grouped(ctx, int64(g.Quartile[1])), grouped(ctx, int64(g.Quartile[0]))
	if !begins && g.Pair != "channel" {
		return map[string]string{"public": tr(ctx, "public ones"), "private": tr(ctx, "private ones"),
			"most followed": tr(ctx, "those with at least %s", least), "least followed": tr(ctx, "those with at most %s", most)}[name]
	}
	switch g.Pair {
	case "channel":
		return sh(ctx).NetworkName(desk.Network(name))
	case "followers":
		if name == g.A {
			return tr(ctx, "Customers with at least %s followers", least)
		}
		return tr(ctx, "Customers with at most %s followers", most)
	}
	return map[string]string{"public": tr(ctx, "Public cases"), "private": tr(ctx, "Private cases")}[name]
}

func equityDot(g reporting.Gap) string {
	return chart.Dot(chart.Scale{Min: -.5, Max: .5, Ticks: []float64{-.5, 0, .5}}, g.Diff.Value, g.Diff.Low, g.Diff.High)
}

// equityLink is the address of the cases of one group of a comparison.
func equityLink(f ReportFilter, g reporting.Gap, first bool, more ...string) string {
	name := g.B
	if first {
		name = g.A
	}
	f.One, f.Dim = g.Pair != "followers", map[string]desk.Dim{"public": desk.ByPrivate, "channel": desk.ByNetwork}[g.Pair]
	f.Key = name
	more = append(more, "figure", g.Figure.Name)
	if g.Pair == "followers" {
		f.Dim = desk.ByNetwork // none
		least, most := 0, g.Quartile[0]
		if first {
			least, most = g.Quartile[1], -1
		}
		more = append(more, "followers", followersRange(least, most))
	}
	return f.link("/reports/cases", more...)
}
