package coverage_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"heed/internal/calendar"
	"heed/internal/coverage"
	"heed/internal/desk"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func hours(t testing.TB, doc string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Parse([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const office = `{"zone": "Europe/Berlin", "week": {"mon-fri": "08:00-18:00", "sat": "09:00-17:00"}}`

var berlin, _ = time.LoadLocation("Europe/Berlin")

// came is a case that was opened at a local time and answered some minutes later; 0:
// never.
func came(t testing.TB, at string, minutes int) desk.Demand {
	t.Helper()
	opened, err := time.ParseInLocation("2006-01-02 15:04", at, berlin)
	if err != nil {
		t.Fatal(err)
	}
	d := desk.Demand{Opened: opened, Respond: "yes"}
	if minutes > 0 {
		d.Answered = opened.Add(time.Duration(minutes) * time.Minute)
	}
	return d
}

func TestDraw(t *testing.T) {
	t.Parallel()
	demands := []desk.Demand{
		came(t, "2026-07-06 09:10", 20), came(t, "2026-07-06 09:50", 90), {Opened: time.Date(2026, 7, 6, 8, 0, 0, 0, time.UTC), Respond: "no"},
		came(t, "2026-07-12 11:00", 21*60), came(t, "2026-07-12 14:00", 19*60), came(t, "2026-07-12 23:30", 9*60), came(t, "2026-07-13 02:00", 0),
		came(t, "2026-07-08 20:00", 12*60),
	}
	now := time.Date(2026, 7, 20, 12, 0, 0, 0, berlin)
	staff := []coverage.Staff{{Name: "Ana", Hours: hours(t, office)}, {Name: "Ben", Hours: hours(t, `{"zone": "UTC", "week": {"mon": "06:30-07:00"}}`)}}
	m := coverage.Draw(demands, staff, berlin, now)
	if m.Cases != 7 || m.Cells[9] != (coverage.Cell{Cases: 2, Staff: 1, Answered: 1, Met: 2, InTime: 1}) || m.Cells[8].Staff != 1.5 || m.Cells[7].Staff != 0 {
		t.Errorf("%d cases, Monday %+v", m.Cases, m.Cells[7:10])
	}
	var got []string
	for _, h := range m.Holes {
		got = append(got, h.Words)
	}
	want := []string{"Nobody covers Saturday 17:00 to Monday 08:00: 4 of 7 cases, half of those answered waited more than 19 h"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestStretch(t *testing.T) {
	t.Parallel()
	for want, h := range map[string][2]int{
		"Sunday": {144, 168}, "Saturday 17:00 to Monday 07:00": {137, 175}, "Monday 12:00 to 13:00": {12, 13},
		"Friday 18:00 to 24:00": {114, 120}, "the whole week": {0, 168}, "Monday 00:00 to 08:00": {0, 8},
	} {
		if got := coverage.Stretch(h[0], h[1]); got != want {
			t.Errorf("%v is %q, want %q", h, got, want)
		}
	}
}

func TestSimulate(t *testing.T) {
	t.Parallel()
	before := hours(t, office)
	after := hours(t, `{"zone": "Europe/Berlin", "week": {"mon-fri": "08:00-18:00", "sat": "09:00-17:00", "sun": "10:00-16:00"}}`)
	demands := []desk.Demand{
		came(t, "2026-07-12 11:00", 21*60+30), // Monday 08:30 after half an hour of cover: Sunday 11:30
		came(t, "2026-07-07 09:00", 20),       // as before
		came(t, "2026-07-08 20:00", 30),       // answered at night: as before
		came(t, "2026-07-09 09:00", 0),        // never
	}
	want := coverage.Result{
		Before: coverage.Times{Cases: 4, Answered: 3, Half: 30 * time.Minute, Most: 21*time.Hour + 30*time.Minute, InHour: 0.5},
		After:  coverage.Times{Cases: 4, Answered: 3, Half: 30 * time.Minute, Most: 30 * time.Minute, InHour: 0.75},
	}
	if d := cmp.Diff(want, coverage.Simulate(demands, before, after)); d != "" {
		t.Error(d)
	}
}

// The same hours change nothing, and more hours make nobody wait longer.
func TestMoreHoursNeverHurt(t *testing.T) {
	t.Parallel()
	before := hours(t, office)
	rapid.Check(t, func(t *rapid.T) {
		var demands []desk.Demand
		for range rapid.IntRange(1, 20).Draw(t, "cases") {
			d := desk.Demand{Respond: "yes", Opened: time.Unix(1_780_000_000+rapid.Int64Range(0, 30*86400).Draw(t, "opened"), 0)}
			d.Answered = d.Opened.Add(time.Duration(rapid.IntRange(1, 100000).Draw(t, "waited")) * time.Second)
			demands = append(demands, d)
		}
		if r := coverage.Simulate(demands, before, before); r.Before != r.After {
			t.Fatalf("the same hours: %+v", r)
		}
		from := rapid.IntRange(0, 167).Draw(t, "from")
		doc, err := before.WithHours(from*60, (from+rapid.IntRange(1, 20).Draw(t, "long"))*60%(168*60), true, "2000-01-01")
		if err != nil {
			t.Fatal(err)
		}
		after, err := calendar.New(doc)
		if err != nil {
			t.Fatal(err)
		}
		if r := coverage.Simulate(demands, before, after); r.After.Half > r.Before.Half || r.After.Most > r.Before.Most || r.After.InHour < r.Before.InHour {
			t.Fatalf("more hours: %+v", r)
		}
	})
}

// Each number of the map opens as many cases as it says, also over the end of the week.
func TestInIsWhatTheMapCounts(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("somewhere", 5*3600+45*60)
	now := time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)
	var demands []desk.Demand
	for n := range 900 {
		respond := "yes"
		if n%5 == 0 {
			respond = "no"
		}
		demands = append(demands, desk.Demand{Case: desk.CaseID(n + 1), Opened: now.Add(-time.Duration(n*n%40_000) * time.Minute), Respond: respond})
	}
	m := coverage.Draw(demands, nil, zone, now)
	for h, c := range m.Cells {
		if got := coverage.In(demands, zone, h, h+1); len(got) != c.Cases {
			t.Errorf("hour %d: %d cases, the map has %d", h, len(got), c.Cases)
		}
	}
	over := coverage.In(demands, zone, coverage.Week-2, coverage.Week+3)
	want := 0
	for _, h := range []int{166, 167, 0, 1, 2} {
		want += m.Cells[h].Cases
	}
	if len(over) != want || len(coverage.In(demands, zone, 5, 5+coverage.Week)) != m.Cases {
		t.Errorf("%d over the end of the week, want %d", len(over), want)
	}
	if !slices.IsSortedFunc(over, func(a, b desk.Demand) int { return b.Opened.Compare(a.Opened) }) {
		t.Error("the newest are not first")
	}
}
