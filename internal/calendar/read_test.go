package calendar_test

import (
	"testing"
	"time"

	"heed/internal/calendar"

	"github.com/google/go-cmp/cmp"
)

// What other programs and people write is read as what it means.
func TestOtherForms(t *testing.T) {
	t.Parallel()
	const zone = `"zone": "UTC", `
	want := calendar.Week{Mon: []string{"08:00-12:00", "13:00-18:00"}}
	for _, doc := range []string{
		`{` + zone + `"week": {"mon": ["08:00-12:00", "13:00-18:00"]}}`,
		`{` + zone + `"Mon": "8-12, 13-18"}`,
		`{"tz": "UTC", "hours": {"Monday": "08.00–12.00 and 1pm-6pm"}}`,
		`{"timezone": "UTC", "week": {"mo": [["08:00", "12:00"], {"from": "13:00", "to": "18h"}]}}`,
		`{` + zone + `"week": {"MON": [{"open": "0800", "close": "noon"}, {"start": "13:00:00", "end": "6:00 p.m."}]}}`,
		`[{"id": 3, "name": "", "document": {` + zone + `"opening_hours": {"mon": {"windows": ["8-12", "13 to 18"]}, "tue": "closed", "wed": null, "thu": false, "fri": []}}}]`,
	} {
		got := parse(t, doc).Document()
		if d := cmp.Diff(want, got.Week); d != "" || got.Zone != "UTC" {
			t.Errorf("%s: %s", doc, d)
		}
	}
	full := []string{"00:00-24:00"}
	got := parse(t, `{`+zone+`"weekdays": "24h", "sat, sun": true}`).Document()
	if d := cmp.Diff(calendar.Week{Mon: full, Tue: full, Wed: full, Thu: full, Fri: full, Sat: full, Sun: full}, got.Week); d != "" {
		t.Error(d)
	}
	got = parse(t, `{`+zone+`"exceptions": {"25.12.2026": "closed", "2026/12/31": "9-12"}, "holidays": "de_by"}`).Document()
	if d := cmp.Diff([]calendar.Exception{{Date: "2026-12-25", Closed: true}, {Date: "2026-12-31", Hours: []string{"09:00-12:00"}}}, got.Exceptions); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]calendar.Holidays{{Region: "DE-BY"}}, got.Holidays); d != "" {
		t.Error(d)
	}
}

// The dates are those of official lists.
func TestHolidays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		region string
		year   int
		want   []string
	}{
		{"GB-SCT", 2027, []string{"2027-01-01", "2027-01-02", "2027-01-04", "2027-03-26", "2027-05-03", "2027-05-31", "2027-08-02", "2027-11-30", "2027-12-25", "2027-12-26", "2027-12-27", "2027-12-28"}},
		{"GB-NIR", 2026, []string{"2026-01-01", "2026-03-17", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-07-12", "2026-07-13", "2026-08-31", "2026-12-25", "2026-12-26", "2026-12-28"}},
		{"DE-BE", 2026, []string{"2026-01-01", "2026-03-08", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "2026-12-25", "2026-12-26"}},
		{"US", 2021, []string{"2021-01-01", "2021-01-18", "2021-02-15", "2021-05-31", "2021-06-18", "2021-06-19", "2021-07-04", "2021-07-05", "2021-09-06", "2021-10-11", "2021-11-11", "2021-11-25", "2021-12-24", "2021-12-25", "2021-12-31"}},
	}
	for _, tt := range tests {
		r, ok := calendar.RegionNamed(tt.region)
		if !ok {
			t.Fatal(tt.region)
		}
		var got []string
		for _, h := range r.Holidays(tt.year) {
			got = append(got, h.Date)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s %d: %s", tt.region, tt.year, d)
		}
	}
}

func TestEveryRegionHasHolidays(t *testing.T) {
	t.Parallel()
	for _, r := range calendar.Regions() {
		for _, year := range []int{1, 1950, 2026, 2200, 9998} {
			if n := len(r.Holidays(year)); year == 2026 && n < 6 || n > 60 {
				t.Errorf("%s has %d holidays in %d", r.Code, n, year)
			}
		}
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	c := parse(t, `{"zone": "Europe/Berlin", "versions": [{"from": "2030-01-01", "zone": "Asia/Kathmandu"}]}`)
	tests := []struct {
		words, want string
		note        bool
	}{
		{"2026-07-03T17:50:00+02:00", "2026-07-03T15:50:00Z", false},
		{"2026-07-03 17:50:00.5+0545", "2026-07-03T12:05:00.5Z", false},
		{"2026-07-03t15:50z", "2026-07-03T15:50:00Z", false},
		{"Fri 2026-07-03 17:50", "2026-07-03T15:50:00Z", false},
		{"2026-07-03", "2026-07-02T22:00:00Z", false},
		{"3.7.2026 17:50", "2026-07-03T15:50:00Z", false},
		{"2026-07-03 17:50 America/New_York", "2026-07-03T21:50:00Z", false},
		{"@1783093800", "2026-07-03T15:50:00Z", false},
		{"now", "2026-01-01T00:00:00Z", false},
		{"2026-03-29 02:30", "2026-03-29T01:00:00Z", true},
		{"2026-10-25 02:30", "2026-10-25T00:30:00Z", true},
		{"2011-12-30 12:00 Pacific/Apia", "2011-12-30T10:00:00Z", true},
		{"2030-06-01 12:00", "2030-06-01T06:15:00Z", false},
	}
	for _, tt := range tests {
		got, note, err := c.ParseMoment("from", tt.words, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil || got.UTC().Format(time.RFC3339Nano) != tt.want || (note != "") != tt.note {
			t.Errorf("%s: %v %q %v, want %s", tt.words, got.UTC(), note, err, tt.want)
		}
	}
	for _, words := range []string{"", "soon", "2026-13-01", "2026-07-03 25:00", "2026-07-03 17:50 Mars/Base", "17:50"} {
		if got, _, err := c.ParseMoment("from", words, time.Time{}); err == nil {
			t.Errorf("%q is %v", words, got)
		}
	}
}

func TestLengths(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]time.Duration{
		"90m": 90 * time.Minute, "1h30m": 90 * time.Minute, "1 h 30 min": 90 * time.Minute, "PT1H30M": 90 * time.Minute, "1:30": 90 * time.Minute,
		"2d": 48 * time.Hour, "1.5h": 90 * time.Minute, "P1W": 168 * time.Hour, "90 minutes": 90 * time.Minute, "0m": 0, "0": 0, "45s": 45 * time.Second,
	} {
		if got, err := calendar.ParseLength("add", words); err != nil || got != want {
			t.Errorf("%s: %v, %v", words, got, err)
		}
	}
	for words, want := range map[string]string{
		"90": `"90" has no unit.`, "-5m": `"-5m" is negative: covered time only counts forward.`, "99999999999h": `"99999999999h" is longer than 200 years.`,
	} {
		if _, err := calendar.ParseLength("add", words); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", words, err, want)
		}
	}
	for _, words := range []string{"", "90", "-5m", "5 fortnights", "h", "1:75", "99999999999h"} {
		if got, err := calendar.ParseLength("add", words); err == nil {
			t.Errorf("%q is %v", words, got)
		}
	}
}
