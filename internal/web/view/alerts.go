package view

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"heed/internal/desk"
	"heed/internal/report"
)

// alertWords says when an alert speaks.
func alertWords(ctx context.Context, a desk.Alert) string {
	f := figureOf(a.Figure)
	window := tr(ctx, "%d h", int(a.Window.Hours()))
	switch a.Kind {
	case desk.Above:
		return tr(ctx, "%s above %s, over the last %s", tr(ctx, f.Title), figure(ctx, f.Unit, a.Value), window)
	case desk.Below:
		return tr(ctx, "%s below %s, over the last %s", tr(ctx, f.Title), figure(ctx, f.Unit, a.Value), window)
	case desk.Rose:
		return tr(ctx, "%s rose by %.0f %% since the %s before", tr(ctx, f.Title), 100*a.Value, window)
	}
	return tr(ctx, "%s fell by %.0f %% since the %s before", tr(ctx, f.Title), 100*a.Value, window)
}

// alertFigures are those that an alert can look at.
func alertFigures() (out []report.Figure) {
	for _, f := range report.Figures() {
		if f.Unit == report.Share || f.Unit == report.Seconds || f.Name == "demand" || f.Name == "reach_at_risk" {
			out = append(out, f)
		}
	}
	return out
}

// alertValue is an alert's line as people write it: minutes, or percent.
func alertValue(a desk.Alert) string {
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
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

func hasWay(a desk.Alert, w desk.Way) bool {
	return slices.Contains(a.Ways, w) || a.ID == 0 && w == desk.ByPush
}

func windowOf(a desk.Alert) string {
	if a.ID == 0 {
		return "24"
	}
	return strconv.FormatFloat(a.Window.Hours(), 'f', -1, 64)
}

func leastOf(a desk.Alert) string {
	if a.ID == 0 {
		return "20"
	}
	return strconv.Itoa(a.Least)
}

func restOf(a desk.Alert) string {
	if a.ID == 0 {
		return "4"
	}
	return strconv.FormatFloat(a.Rest.Hours(), 'f', -1, 64)
}

// quietOf is an end of the quiet time; "" where there is none.
func quietOf(a desk.Alert, minutes int) string {
	if a.QuietFrom == a.QuietTo {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
