package view

import (
	"context"
	"fmt"
	"math"
	"time"

	"heed/internal/chart"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/statistics"
)

// dot is the picture of a figure with its interval; "" where a picture says nothing.
func (l figureLine) dot() string {
	switch l.Unit {
	case report.Share:
		return chart.Dot(shareScale, l.now.Value, l.now.Low, l.now.High)
	case report.Seconds:
		return chart.Dot(timeScale, l.now.Value, l.now.Low, l.now.High)
	}
	return ""
}

// answeredCurve is "answered by then", over that of the period before.
func answeredCurve(ctx context.Context, r reporting.Report) string {
	curve := r.Total.Tally.AnsweredBy()
	c := chart.Curves{ID: "answered", Title: tr(ctx, "Answered by then"), Desc: tr(ctx, "The share of customers with an answer, by how long they waited. The dashed line is the previous period."), Steps: stepsOf(curve)}
	if r.Total.Before != nil {
		c.Reference = stepsOf(r.Total.Before.AnsweredBy())
	}
	return c.SVG()
}

func stepsOf(c statistics.Curve) []chart.Step {
	return chart.Thin(c.N, c.Until(), func(at float64) (left, low, high float64) {
		by := c.By(at)
		return 1 - by.Value, 1 - by.High, 1 - by.Low
	})
}

// answeredRow is a row of the curve's table.
type answeredRow struct {
	at             float64 // seconds
	share, between string
	some           bool // somebody had an answer by then
}

func answeredBy(ctx context.Context, r reporting.Report) (rows []answeredRow) {
	curve := r.Total.Tally.AnsweredBy()
	for _, at := range []float64{900, 3600, 4 * 3600, 86400, 3 * 86400} {
		if curve.N == 0 || curve.Until() < at {
			continue
		}
		by := curve.By(at)
		rows = append(rows, answeredRow{at, figure(ctx, report.Share, by.Value), bounds(ctx, report.Share, report.Value{Low: by.Low, High: by.High}), by.Value > 0})
	}
	return rows
}

// hoursHeat is the week: which of its hours are answered within one.
func hoursHeat(ctx context.Context, t *report.Tally) string {
	covered, known := t.Covered()
	h := chart.Heat{ID: "hours", Title: tr(ctx, "Answered within an hour, by hour of the week"), Desc: tr(ctx, "%d of %d known hours are covered. The table below has every hour.", covered, known)}
	for d := range 7 {
		h.Days = append(h.Days, sh(ctx).weekday(d))
	}
	for i, w := range t.Week() {
		note := tr(ctx, "not known: %d cases", w.Demand-w.Young)
		if !math.IsNaN(w.Share) {
			note = tr(ctx, "%d of %d", w.Answered, w.Demand-w.Young)
		}
		h.Cells[i] = chart.Cell{Share: w.Share, Note: note}
	}
	return h.SVG()
}

// weekRows is the table of the picture of the week.
func weekRows(t *report.Tally) (rows [7][24]string) {
	for i, w := range t.Week() {
		rows[i/24][i%24] = "·"
		if !math.IsNaN(w.Share) {
			rows[i/24][i%24] = fmt.Sprintf("%.0f", 100*w.Share)
		}
	}
	return rows
}

// countingWords say how far going through all cases is.
func countingWords(ctx context.Context, p reporting.Progress) string {
	share, of := figure(ctx, report.Share, p.Share()), figure(ctx, report.Cases, float64(p.Of))
	if p.Left < time.Second {
		return tr(ctx, "Reports are still being recounted, newest cases first: %s of %s done.", share, of)
	}
	return tr(ctx, "Reports are still being recounted, newest cases first: %s of %s done, about %s left.", share, of, report.Duration(p.Left.Seconds()))
}
