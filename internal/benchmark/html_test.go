package benchmark

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"heed/internal/chart"
	"heed/internal/report"
)

// The page escapes what strangers wrote, and is written for companies too small to rank
// and for none at all.
func TestHTML(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"none":    header,
		"small":   story,
		"hostile": strings.ReplaceAll(strings.ReplaceAll(story, "AcmeHelp,", "<script>alert(1)</script>,"), "8,BoltBank", "8,\"\"\"><img src=x>\""),
	} {
		l, err := read(t, content, nil).League()
		if err != nil {
			t.Fatal(name, err)
		}
		var b bytes.Buffer
		if err := l.WriteHTML(&b); err != nil {
			t.Fatal(name, err)
		}
		page := b.String()
		for _, bad := range []string{"<script", "<img", "NaN", "zTempl", "%!", " desk", "Desk"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page holds %s", name, bad)
			}
		}
	}
}

// Thousands of companies have pictures up to a point: the others follow in a table that is closed, and on
// paper stands where they are.
func TestHTMLOfMany(t *testing.T) {
	t.Parallel()
	l := &League{Draws: 1000}
	for i := range 5*listed + 3 {
		tally := report.NewTally(true)
		c := Standing{Name: "Company " + strconv.Itoa(i), Cases: 40, Tally: tally, Ranked: i < 4*listed, Rank: i + 1, values: map[string]report.Value{}}
		for _, f := range report.Figures() {
			c.values[f.Name] = f.Of(tally)
		}
		l.Companies = append(l.Companies, c)
	}
	var b bytes.Buffer
	if err := l.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"The other 600</summary>", "The other 3</summary>", `600 more are on the page itself`, ">Company 799<", ">Company 1002<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if pictured := strings.Count(page, `class="dotplot"`); pictured != 2*listed {
		t.Errorf("%d pictures in the standing, want two for each of %d", pictured, listed)
	}
}

// Names of strangers stay within their place, steer no terminal and are seen.
func TestCalled(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Acme":                   "Acme",
		"\x1b[31mAcme\u202eemca": "[31mAcmeemca",
		"\u200f \u200e":          `"\u200f \u200e"`,
		"":                       `""`,
		strings.Repeat("é", 40):  strings.Repeat("é", 40),
		strings.Repeat("é", 200): strings.Repeat("é", 24) + "…" + strings.Repeat("é", 15),
		"東京電力":                   "東京電力",
		"🦄":                      "🦄",
	} {
		if got := called(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
	l := &League{Companies: []Standing{{Name: "\x1b[31mAcme", Tally: report.NewTally(true)}}}
	var b bytes.Buffer
	if err := l.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("a name steers the terminal")
	}
}

// Shares that lie near none or all are drawn on the part of the scale that holds them.
func TestShares(t *testing.T) {
	t.Parallel()
	unknown := report.Value{Value: math.NaN(), Low: 0, High: 1}
	for name, c := range map[string]struct {
		values   []report.Value
		min, max float64
		label    string
	}{
		"near none":  {[]report.Value{{Value: .01, Low: .002, High: .018}, {Value: .012, Low: .01, High: .02}, unknown}, 0, .02, "1%"},
		"near all":   {[]report.Value{{Value: .97, Low: .951, High: .99}, {Value: 1, Low: .98, High: 1}}, .95, 1, "97.5%"},
		"everywhere": {[]report.Value{{Value: .01, Low: 0, High: .02}, {Value: .5, Low: .3, High: .7}}, 0, 1, ""},
		"few":        {[]report.Value{{Value: 0, Low: 0, High: .79}}, 0, 1, ""},
		"nothing":    {[]report.Value{unknown}, 0, .02, "1%"},
	} {
		var s chart.Scale = shares(c.values)
		if s.Min != c.min || s.Max != c.max || tickLabel(report.Share, s.Ticks[1]) != c.label {
			t.Errorf("%s: %v, label %q", name, s, tickLabel(report.Share, s.Ticks[1]))
		}
	}
}

// What stands out is said of one company only where its interval stands alone.
func TestWords(t *testing.T) {
	t.Parallel()
	of := func(name string, seconds, low, high float64) *Standing {
		return &Standing{Name: name, values: map[string]report.Value{"first_response_time_p50": {Value: seconds, Low: low, High: high, N: 99}}}
	}
	for want, list := range map[string][]*Standing{
		"A is the quickest: half of its customers have an answer after 5 min (4 min to 6 min).":        {of("B", 600, 540, 660), of("A", 300, 240, 360)},
		"A is among the quickest: half of its customers have an answer after 5 min (4 min to 10 min).": {of("B", 600, 540, 660), of("A", 300, 240, 600)},
	} {
		if got := standouts(list); len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := standouts([]*Standing{of("A", 300, 240, 360)}); got != nil {
		t.Errorf("the only company stands out: %q", got)
	}
}

// What is 1 at least is drawn from 1 on; what may be 0, and points, from 0; no tick is a long number.
func TestCounts(t *testing.T) {
	t.Parallel()
	v := func(value, low, high float64) report.Value {
		return report.Value{Value: value, Low: low, High: high, N: 50}
	}
	none := report.Value{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	for name, c := range map[string]struct {
		unit     report.Unit
		values   []report.Value
		min, max float64
		labels   string
	}{
		"told":      {report.Count, []report.Value{v(1.02, 1.01, 1.03), v(1.14, 1.1, 1.18), none}, 1, 1.2, "1 1.05 1.1 1.15 1.2"},
		"told once": {report.Count, []report.Value{v(1, 1, 1)}, 1, 1.1, "1 1.05 1.1"},
		"hand-offs": {report.Count, []report.Value{v(.2, .1, .3), v(0, 0, 0)}, 0, 1, "0 0.5 1"},
		"score":     {report.Points, []report.Value{v(54, 50, 58), v(31, 28, 33)}, 0, 60, "0 10 20 30 40 50 60"},
		"none":      {report.Count, []report.Value{none}, 1, 1.1, "1 1.05 1.1"},
	} {
		s := scaleOf(c.unit, c.values)
		var labels []string
		for _, t := range ticks(s, func(x float64) string { return tickLabel(c.unit, x) }) {
			labels = append(labels, t.Label)
		}
		if got := strings.Join(labels, " "); math.Abs(s.Min-c.min) > 1e-9 || math.Abs(s.Max-c.max) > 1e-9 || got != c.labels {
			t.Errorf("%s: from %v to %v by %s", name, s.Min, s.Max, got)
		}
	}
}
