package report

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestShow(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		figure          string
		value           Value
		english, within string
		german          string
	}{
		"of few, wide":   {"response_rate_1h", Value{.025, .004, .13, 40}, "2% (0.4–13)", "0.4 to 13%", "2\u00a0% (0,4–13)"},
		"narrow":         {"response_rate_1h", Value{.984, .972, .99, 800}, "98.4% (97.2–99.0)", "97.2 to 99.0%", "98,4\u00a0% (97,2–99,0)"},
		"share":          {"response_rate_1h", Value{.5, .4, .6, 9}, "50% (40–60)", "40 to 60%", "50\u00a0% (40–60)"},
		"nearly none":    {"response_rate_1h", Value{.004, .002, .01, 9000}, "0.4% (0.2–1.0)", "0.2 to 1.0%", "0,4\u00a0% (0,2–1,0)"},
		"nearly all":     {"response_rate_1h", Value{.999, .996, 1, 9000}, "99.9% (99.6–100)", "99.6 to 100%", "99,9\u00a0% (99,6–100)"},
		"Wilson, few":    {"response_rate_1h", Value{1, .566, 1, 5}, "100% (57–100)", "57 to 100%", "100\u00a0% (57–100)"},
		"one of one":     {"response_rate_1h", Value{1, .2065, 1, 1}, "1 of 1", "1 of 1", "1 von 1"},
		"none of four":   {"response_rate_1h", Value{0, 0, .49, 4}, "0 of 4", "0 of 4", "0 von 4"},
		"by ranks":       {"times_told_p90", Value{1, 1, 2, 9}, "1.00 (1.00–2.00)", "1.00 to 2.00", "1,00 (1,00–2,00)"},
		"all equal":      {"times_told", Value{1, 1, 1, 9}, "1.00", "1.00 to 1.00", "1,00"},
		"unknown":        {"response_rate_1h", Value{nan, nan, nan, 0}, "–", "", "–"},
		"time":           {"first_response_time_p50", Value{660, 600, 7260, 9}, "11 min (10 min to 2 h 01)", "10 min to 2 h 01", "11 min (10 min bis 2 h 01)"},
		"open end":       {"first_response_time_p50", Value{660, 600, inf, 9}, "11 min (10 min or more)", "10 min or more", "11 min (10 min oder mehr)"},
		"not reached":    {"first_response_time_p50", Value{nan, 90000, inf, 9}, "›1 d 1 h", "1 d 1 h or more", "›1 d 1 h"},
		"a time of one":  {"first_response_time_p50", Value{660, 660, 660, 1}, "11 min (too few)", "too few", "11 min (zu wenige)"},
		"mean":           {"mood_change", Value{.5, .25, .75, 9}, "+0.50 ±0.25", "+0.25 to +0.75", "+0,50 ±0,25"},
		"one":            {"score", Value{40, nan, nan, 1}, "40.0 (too few)", "too few", "40,0 (zu wenige)"},
		"two":            {"score", Value{35, -409.7, 479.7, 2}, "35.0 (too few)", "too few", "35,0 (zu wenige)"},
		"beyond a scale": {"score", Value{90, 75, 105, 6}, "90.0 ±15.0", "75.0 to 100.0", "90,0 ±15,0"},
		"count":          {"demand", Value{12345, nan, nan, 20000}, "12,345", "", "12.345"},
		"never minus 0":  {"mood_change", Value{-.001, -.002, .001, 900}, "0.00", "0.00 to 0.00", "0,00"},
	} {
		f, _ := FigureOf(c.figure)
		english, german := Lang("en"), Lang("de")
		if got := english.Value(f.Unit, c.value); got != c.english {
			t.Errorf("%s: %q, want %q", name, got, c.english)
		}
		if got := english.Range(f.Unit, c.value); got != c.within {
			t.Errorf("%s: from %q, want %q", name, got, c.within)
		}
		if got := german.Value(f.Unit, c.value); got != c.german {
			t.Errorf("%s: %q, want %q", name, got, c.german)
		}
	}
	for s, want := range map[float64]string{0: "0 s", 59.4: "59 s", 59.6: "1 min", 3599: "1 h", 3660: "1 h 01", 86399: "1 d", 90000: "1 d 1 h", 7 * 86400: "7 d"} {
		if got := Duration(s); got != want {
			t.Errorf("%v s: %q, want %q", s, got, want)
		}
	}
	for want, got := range map[string]string{"-5": Lang("en").Change(Share, .5, .55), "+50%": Lang("en").Change(Seconds, 90, 60), "": Lang("en").Change(Seconds, 90, 0), "×4,172": Lang("en").Change(Accounts, 50059, 12), "+900%": Lang("en").Change(Accounts, 99.99, 10), "-0,25": Lang("de").Change(Mood, -.25, 0), "0": Lang("en").Points(-.001)} {
		if got != want {
			t.Errorf("change %q, want %q", got, want)
		}
	}
}

// Whatever is counted, people never read NaN, Inf or an exponent.
func TestShowIsForPeople(t *testing.T) {
	t.Parallel()
	figures := Figures()
	rapid.Check(t, func(t *rapid.T) {
		tally := NewTally(false)
		for _, c := range rapid.SliceOfN(cases(), 0, 12).Draw(t, "cases") {
			tally.Add(&c)
		}
		for _, f := range figures {
			v := f.Of(tally)
			for _, l := range []Lang{"en", "de"} {
				for _, s := range []string{l.Number(f.Unit, v.Value), l.Value(f.Unit, v), l.Range(f.Unit, v), l.Change(f.Unit, v.Value, v.Low)} {
					if strings.ContainsAny(s, "N") || strings.Contains(s, "Inf") || strings.Contains(s, "e+") {
						t.Fatalf("%s %+v is shown as %q", f.Name, v, s)
					}
				}
			}
		}
	})
}
