package view

import (
	"context"
	"math"

	"heed/internal/chart"
	"heed/internal/desk"
	"heed/internal/reporting"
)

// equityWords says a gap in a sentence that a lead can act on.
func equityWords(ctx context.Context, g reporting.Gap) string {
	a, b := equityGroup(ctx, g, g.A), equityGroup(ctx, g, g.B)
	points := figures(ctx).Decimal(math.Abs(100*g.Diff.Value), 0)
	what := tr(ctx, g.Figure.Title)
	switch g.Verdict {
	case "better":
		return tr(ctx, "%s are served better than %s at equal intent and hour: %s differs by %s points.", a, b, what, points)
	case "worse":
		return tr(ctx, "%s are served worse than %s at equal intent and hour: %s differs by %s points.", a, b, what, points)
	case "fair":
		return tr(ctx, "%s and %s are served alike: %s differs by %s points, no more than chance.", a, b, what, points)
	}
	return tr(ctx, "%s and %s cannot be told apart yet: too few cases.", a, b)
}

func equityGroup(ctx context.Context, g reporting.Gap, name string) string {
	switch g.Pair {
	case "channel":
		return sh(ctx).NetworkName(desk.Network(name))
	case "followers":
		if name == g.A {
			return tr(ctx, "Those with at least %s followers", grouped(ctx, int64(g.Quartile[1])))
		}
		return tr(ctx, "those with at most %s", grouped(ctx, int64(g.Quartile[0])))
	}
	return map[string]string{"public": tr(ctx, "Public cases"), "private": tr(ctx, "private ones")}[name]
}

func equityTitle(ctx context.Context, g reporting.Gap) string {
	return map[string]string{"public": tr(ctx, "Public and private"), "followers": tr(ctx, "Loud and quiet"), "channel": tr(ctx, "Channels")}[g.Pair]
}

func equityDot(g reporting.Gap) string {
	return chart.Dot(chart.Scale{Min: -.5, Max: .5, Ticks: []float64{-.5, 0, .5}}, g.Diff.Value, g.Diff.Low, g.Diff.High)
}

// equityLink is the address of the cases of one group of a comparison.
func equityLink(f ReportFilter, g reporting.Gap, first bool) string {
	name := g.B
	if first {
		name = g.A
	}
	f.One, f.Dim = g.Pair != "followers", map[string]desk.Dim{"public": desk.ByPrivate, "channel": desk.ByNetwork}[g.Pair]
	f.Key = name
	more := []string{"figure", g.Figure.Name}
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
