package reporting

import (
	"math"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
)

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// A change is one beside the same hours by the clocks of the alert's zone, a week earlier or as many as
// its window has, also where summer time ended between.
func TestEarlier(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone     string
		window   time.Duration
		now      string
		from, to string
	}{
		{"Europe/Berlin", 24 * time.Hour, "2026-10-27T08:00:00Z", "2026-10-19T07:00:00Z", "2026-10-20T07:00:00Z"},
		{"Europe/Berlin", time.Hour, "2026-04-01T07:00:00Z", "2026-03-25T07:00:00Z", "2026-03-25T08:00:00Z"},
		{"", 7 * 24 * time.Hour, "2026-10-27T08:00:00Z", "2026-10-13T08:00:00Z", "2026-10-20T08:00:00Z"},
		{"America/New_York", 8 * 24 * time.Hour, "2026-11-03T14:00:00Z", "2026-10-12T13:00:00Z", "2026-10-20T13:00:00Z"},
		{"Nowhere/None", 30 * 24 * time.Hour, "2026-06-30T00:00:00Z", "2026-04-26T00:00:00Z", "2026-05-26T00:00:00Z"},
	} {
		got := earlier(&desk.Alert{Zone: c.zone, Window: c.window}, moment(t, c.now))
		if !got.From.Equal(moment(t, c.from)) || !got.To.Equal(moment(t, c.to)) {
			t.Errorf("%s, %v before %s: %v to %v, want %s to %s", c.zone, c.window, c.now, got.From, got.To, c.from, c.to)
		}
	}
}

// The quiet time is that of the clock on the wall, on the days on which it is moved too.
func TestQuietTime(t *testing.T) {
	t.Parallel()
	night := desk.Alert{QuietFrom: 22 * 60, QuietTo: 7 * 60, Zone: "Europe/Berlin"}
	for at, want := range map[string]bool{
		"2026-10-24T04:59:59Z": true, "2026-10-24T05:00:00Z": false, "2026-10-25T05:59:59Z": true, "2026-10-25T06:00:00Z": false,
		"2026-10-24T19:59:59Z": false, "2026-10-24T20:00:00Z": true, "2026-10-25T20:59:59Z": false, "2026-10-25T21:00:00Z": true,
		"2026-03-29T04:59:59Z": true, "2026-03-29T05:00:00Z": false,
	} {
		if got := isQuiet(&night, moment(t, at)); got != want {
			t.Errorf("%s: quiet %v", at, got)
		}
	}
	if always := (desk.Alert{QuietFrom: 60, QuietTo: 60}); isQuiet(&always, moment(t, "2026-01-01T01:00:00Z")) {
		t.Error("quiet from one to one")
	}
}

// A time that so few answers came within that nobody knows it is above a line that it surely passed.
func TestTimeBeyondWhatWasSeen(t *testing.T) {
	t.Parallel()
	slow := desk.Alert{Kind: desk.Above, Value: 300, Least: 20}
	for _, c := range []struct {
		low   float64
		n     int64
		holds bool
	}{{600, 90, true}, {300, 90, false}, {math.NaN(), 90, false}, {600, 19, false}} {
		v := report.Value{Value: math.NaN(), Low: c.low, High: math.NaN(), N: c.n}
		if got := holds(&slow, v, report.Value{}, report.Seconds); got != c.holds {
			t.Errorf("more than %v of %d: %v", c.low, c.n, got)
		}
	}
}

func TestCulprits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		figure string
		kind   desk.AlertKind
		only   string
		beyond float64
	}{
		{"response_rate_1h", desk.Below, "no", 0}, {"response_rate_1h", desk.Rose, "yes", 0}, {"deflection_rate", desk.Above, "yes", 0}, {"deflection_rate", desk.Fell, "no", 0},
		{"first_response_time_p50", desk.Above, "", 300}, {"first_response_time_p50", desk.Below, "", 0}, {"demand", desk.Above, "", 0}, {"times_told", desk.Rose, "", 0},
	} {
		f, ok := report.FigureOf(c.figure)
		if only, beyond := Culprits(f, c.kind, 300); !ok || only != c.only || beyond != c.beyond {
			t.Errorf("%s %s: %q, beyond %v", c.figure, c.kind, only, beyond)
		}
	}
}
