package benchmark

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"heed/internal/report"
)

func TestShow(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		figure string
		value  report.Value
		want   string
	}{
		"share":       {"response_rate_1h", report.Value{Value: .5, Low: .4, High: .6, N: 9}, "50% ±10"},
		"unknown":     {"response_rate_1h", report.Value{Value: nan, Low: nan, High: nan}, "?"},
		"time":        {"first_response_time_p50", report.Value{Value: 660, Low: 600, High: 7260, N: 9}, "11 min (10 min-2 h 01)"},
		"open end":    {"first_response_time_p50", report.Value{Value: 660, Low: 600, High: inf, N: 9}, "11 min (10 min or more)"},
		"not reached": {"first_response_time_p50", report.Value{Value: nan, Low: 90000, High: inf, N: 9}, "›1 d 1 h"},
		"mean":        {"mood_change", report.Value{Value: .5, Low: .25, High: .75, N: 9}, "0.50 ±0.25"},
		"one":         {"score", report.Value{Value: 40, Low: nan, High: nan, N: 1}, "40.0"},
		"count":       {"demand", report.Value{Value: 12345, Low: nan, High: nan, N: 20000}, "12,345"},
	} {
		f, _ := report.FigureOf(c.figure)
		if got := Show(&f, c.value); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The table for people has every figure that a public file can tell, and says its bias.
func TestText(t *testing.T) {
	t.Parallel()
	l, err := read(t, story, nil).League()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := l.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"13 posts, 5 cases", "1 rows refused", "AcmeHelp", "BoltBank", "no fair sample", "negative"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	shown := map[string]bool{}
	for _, block := range blocks {
		for _, c := range block.columns {
			shown[c[0]] = true
		}
	}
	for _, f := range report.Figures() {
		if !shown[f.Name] && f.Name != "promise_keeping" {
			t.Errorf("the table leaves out %s", f.Name)
		}
	}
}
