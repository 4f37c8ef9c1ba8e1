package calendar_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"

	"github.com/google/go-cmp/cmp"
)

func parse(t testing.TB, doc string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Parse([]byte(doc))
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return c
}

// moment reads "2026-03-27 17:50" in a zone.
func moment(t testing.TB, zone, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

const office = `{"zone": "Europe/Berlin", "week": {
	"mon": ["08:00-18:00"], "tue": ["08:00-18:00"], "wed": ["08:00-18:00"], "thu": ["08:00-18:00"], "fri": ["08:00-18:00"]},
	"exceptions": [
		{"date": "2026-12-25", "name": "Christmas Day", "closed": true},
		{"date": "2026-12-24", "name": "Christmas Eve", "hours": ["08:00-12:00"]}]}`

const nights = `{"zone": "Europe/Berlin", "week": {"fri": ["22:00-06:00"], "sat": ["22:00-06:00"]}}`

func TestAdd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, doc, zone, from string
		d                     time.Duration
		want                  string
	}{
		{"inside a window", office, "Europe/Berlin", "2026-07-01 09:00", time.Hour, "2026-07-01 10:00"},
		{"over the weekend", office, "Europe/Berlin", "2026-07-03 17:50", 30 * time.Minute, "2026-07-06 08:20"},
		{"to the very end of a window", office, "Europe/Berlin", "2026-07-03 17:30", 30 * time.Minute, "2026-07-03 18:00"},
		{"from outside", office, "Europe/Berlin", "2026-07-04 12:00", time.Minute, "2026-07-06 08:01"},
		{"nothing to add", office, "Europe/Berlin", "2026-07-04 12:00", 0, "2026-07-04 12:00"},
		{"over an exception", office, "Europe/Berlin", "2026-12-24 11:30", time.Hour, "2026-12-28 08:30"},
		{"a night in which an hour is skipped", nights, "Europe/Berlin", "2026-03-28 22:00", 7 * time.Hour, "2026-03-29 06:00"},
		{"a night in which an hour is doubled", nights, "Europe/Berlin", "2026-10-24 22:00", 9 * time.Hour, "2026-10-25 06:00"},
		{"half an hour is skipped", `{"zone": "Australia/Lord_Howe", "week": {"sun": ["01:00-03:00"]}}`, "Australia/Lord_Howe",
			"2026-10-04 00:00", 90 * time.Minute, "2026-10-04 03:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := parse(t, tt.doc).Add(moment(t, tt.zone, tt.from), tt.d)
			if want := moment(t, tt.zone, tt.want); !got.Equal(want) {
				t.Errorf("Add(%s, %v) = %v, want %v", tt.from, tt.d, got, want)
			}
		})
	}
}

func TestNeverIsSaidAndNotLoopedFor(t *testing.T) {
	t.Parallel()
	now := moment(t, "UTC", "2026-07-01 09:00")
	closed := parse(t, `{"zone": "Asia/Kathmandu", "exceptions": [{"date": "2026-07-05", "hours": ["10:00-10:01"]}]}`)
	if got := closed.Add(now, 2*time.Minute); !got.IsZero() {
		t.Errorf("two minutes were found in a calendar of one: %v", got)
	}
	if got := closed.NextOpen(now.AddDate(1, 0, 0)); !got.IsZero() {
		t.Errorf("opens again: %v", got)
	}
	if got := calendar.Always().NextClose(now); !got.IsZero() {
		t.Errorf("24/7 closes: %v", got)
	}
	minute := parse(t, `{"zone": "Europe/Berlin", "week": {"mon": ["08:00-08:01"]}}`)
	if got := minute.Add(now, 1000*time.Hour); !got.IsZero() {
		t.Errorf("60,000 Mondays lie further ahead than 292 years: %v", got)
	}
	if got := minute.Between(time.Time{}, now); got < 14000*time.Minute || got > 15300*time.Minute {
		t.Errorf("a minute a week in 292 years is %v", got)
	}
}

func TestAlways(t *testing.T) {
	t.Parallel()
	c, now := calendar.Always(), moment(t, "Europe/Berlin", "2026-03-29 01:30")
	if !c.Open(now) || !c.Add(now, time.Hour).Equal(now.Add(time.Hour)) || c.Between(now, now.AddDate(100, 0, 0)) != now.AddDate(100, 0, 0).Sub(now) {
		t.Error("a calendar without hours of its own does not count every hour")
	}
	again := parse(t, string(c.Marshal()))
	if got := again.Words(now); got != "always open" {
		t.Errorf("Words = %q", got)
	}
}

func TestSpansSayWhy(t *testing.T) {
	t.Parallel()
	c := parse(t, office)
	var got []string
	for s := range c.Spans(moment(t, "Europe/Berlin", "2026-12-24 11:00"), moment(t, "Europe/Berlin", "2026-12-28 09:00")) {
		got = append(got, fmt.Sprint(s.Open, s.From.Format(" 02 15:04"), s.To.Format(" 02 15:04 "), s.Why))
	}
	want := []string{
		"true 24 11:00 24 12:00 Christmas Eve",
		"false 24 12:00 28 08:00 Christmas Eve, Christmas Day",
		"true 28 08:00 28 09:00 ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ doc, want string }{
		{office, "Mon–Fri 08:00–18:00 Europe/Berlin, with 2 exceptions"},
		{nights, "Fri–Sat 22:00–06:00 Europe/Berlin"},
		{`{"zone": "UTC", "week": {"mon": ["13:00-18:00", "8:00–12:00"], "tue": ["08:00-12:00", "13:00-18:00"], "fri": ["08:00-14:00"]}}`,
			"Mon–Tue 08:00–12:00 and 13:00–18:00, Fri 08:00–14:00 UTC"},
		{`{"zone": "UTC"}`, "never open"},
		{`{"zone": "UTC", "week": {"sun": ["20:00-0:00"]}}`, "Sun 20:00–24:00 UTC"},
	}
	for _, tt := range tests {
		if got := parse(t, tt.doc).Words(time.Unix(0, 0)); got != tt.want {
			t.Errorf("Words of %s\n got %s\nwant %s", tt.doc, got, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ doc, field, message string }{
		{``, "", "ends too early"},
		{`{"zone": "UTC"`, "", "ends too early"},
		{"{\"zone\": \"UTC\",\n  week}", "", "line 2, column 3"},
		{`{"zone": "UTC"} {}`, "", "after the end"},
		{"{\"zone\": \"UTC\",\n \"hollidays\": []}", "hollidays", `no field "hollidays". (line 2, column 2)`},
		{`{"zone": "UTC", "week": {"mon": 8}}`, "week.mon", "week.mon: Found a number where"},
		{`{"zone": "UTC", "week": {"mon": {"from": "08:00"}}}`, "week.mon", "a start and an end"},
		{`{"zone": "UTC", "week": {"mon": ["08:00-09:00"], "mon-fri": ["10:00-11:00"]}}`, "week.mon", "twice"},
		{`{"zone": "UTC", "week": {"monn": ["08:00-09:00"]}}`, "week.monn", "no field"},
		{`{"zone": "UTC", "holidays": ["DE-XY"]}`, "holidays[0].region", `"DE-XY" are not known`},
		{`{"zone": "UTC", "versions": [{"week": {}}]}`, "versions[0].from", `"" is not a date`},
		{`{"zone": "UTC", "versions": [{"from": "2026-02-01"}, {"from": "2026-02-01"}]}`, "versions[1].from", "after the one before"},
		{`{"zone": "UTC", "versions": [{"from": "2026-02-01", "week": {"fri": ["9-25"]}}]}`, "versions[0].week.fri[0]", `"9-25"`},
		{`{"zone": "UTC", "versions": [{"from": "2026-02-01", "zone": "Mars/Base"}]}`, "versions[0].zone", `"Mars/Base"`},
		{`{"zone": "UTC", "week": {"mon": [[[[[[[[["8-9"]]]]]]]]]}}`, "", "nests deeper"},
		{`{}`, "zone", "no time zone"},
		{`{"zone": "Local"}`, "zone", "no time zone"},
		{`{"zone": "Europe/Bärlin"}`, "zone", `no time zone "Europe/Bärlin"`},
		{`{"zone": "../../etc/passwd"}`, "zone", "no time zone"},
		{`{"zone": "UTC", "always": true, "week": {"tue": ["08:00-09:00"]}}`, "week.tue", "have weekly hours"},
		{`{"zone": "UTC", "week": {"wed": ["08:00-09:00", "8-ten"]}}`, "week.wed[1]", `"8-ten" is not a window of time. (line 1, column 49)`},
		{`{"zone": "UTC", "week": {"wed": ["08:00-08:00"]}}`, "week.wed[0]", "not a window"},
		{`{"zone": "UTC", "week": {"wed": ["24:00-08:00"]}}`, "week.wed[0]", "not a window"},
		{`{"zone": "UTC", "week": {"wed": ["08:00-24:01"]}}`, "week.wed[0]", "not a window"},
		{`{"zone": "UTC", "week": {"wed": ["08:60-09:00"]}}`, "week.wed[0]", "not a window"},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-30", "closed": true}]}`, "exceptions[0].date", "2026-02-30"},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-03"}]}`, "exceptions[0]", "either closed"},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-03", "closed": true, "hours": ["08:00-09:00"]}]}`, "exceptions[0]", "either closed"},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-03", "hours": ["x"]}]}`, "exceptions[0].hours[0]", `"x"`},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-03", "to": "2026-02-01", "closed": true}]}`, "exceptions[0].to", "before it starts"},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-03", "to": "2036-02-03", "closed": true}]}`, "exceptions[0].to", "one year"},
		{`{"zone": "UTC", "exceptions": [{"date": "2026-02-01", "to": "2026-02-05", "closed": true}, {"date": "2026-02-03", "closed": true}]}`, "exceptions[1].date", "2026-02-03"},
		{`{"zone": "` + strings.Repeat("x", 300<<10) + `"}`, "", "longer than"},
	}
	for _, tt := range tests {
		_, err := calendar.Parse([]byte(tt.doc))
		var e *desk.Error
		if !errors.As(err, &e) {
			t.Errorf("%.80s: error %v is not the desk's", tt.doc, err)
			continue
		}
		if e.Kind != desk.Invalid || e.Field != tt.field || !strings.Contains(e.Error(), tt.message) || e.Mend == "" {
			t.Errorf("%.80s: got %s, field %q, %q, mend %q; want field %q and %q", tt.doc, e.Kind, e.Field, e.Error(), e.Mend, tt.field, tt.message)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(office))
	f.Add([]byte(nights))
	f.Add([]byte(`{"zone": "Pacific/Apia", "always": true}`))
	f.Add([]byte(`{"zone": "UTC", "exceptions": [{"date": "9999-12-30", "to": "9999-12-31", "hours": ["23:59-00:00"]}]}`))
	now := time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, err := calendar.Parse(doc)
		if err != nil {
			if !desk.Is(err, desk.Invalid) {
				t.Fatalf("%v is not desk.Invalid", err)
			}
			return
		}
		if again := parse(t, string(c.Marshal())); again.Words(now) != c.Words(now) {
			t.Fatalf("%q became %q", c.Words(now), again.Words(now))
		}
		if due := c.Add(now, time.Hour); !due.IsZero() && c.Between(now, due) != time.Hour {
			t.Fatalf("an hour from %v ends at %v", now, due)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	c, now := parse(b, office), moment(b, "Europe/Berlin", "2026-12-23 17:00")
	for b.Loop() {
		c.Add(now, 8*time.Hour)
	}
}

func BenchmarkAddNever(b *testing.B) {
	c, now := parse(b, `{"zone": "Europe/Berlin", "week": {"mon": ["08:00-08:01"]}}`), moment(b, "Europe/Berlin", "2026-12-23 17:00")
	for b.Loop() {
		c.Add(now, 1000*time.Hour)
	}
}

// The last day of a leap year far ahead, for which the standard library gives a period
// of even time that is over before it begins.
func TestTheLastDayOfALeapYear(t *testing.T) {
	t.Parallel()
	c := parse(t, office)
	from, to := moment(t, "Europe/Berlin", "2040-12-31 07:00"), moment(t, "Europe/Berlin", "2041-01-01 09:00")
	if got := c.Between(from, to); got != 11*time.Hour {
		t.Errorf("Between = %v, want 11h", got)
	}
	if got, want := c.Add(from, 8*time.Hour), moment(t, "Europe/Berlin", "2040-12-31 16:00"); !got.Equal(want) {
		t.Errorf("Add = %v, want %v", got, want)
	}
}
