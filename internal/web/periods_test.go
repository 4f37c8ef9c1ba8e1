package web

import (
	"testing"
	"time"

	"heed/internal/web/view"
)

// A period is of days of the reader's zone, whatever its clocks do, beside the same days of the
// week up to the same time of the day.
func TestChoosePeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, now, period, from, to, earlierFrom, earlierTo string }{
		{"Europe/Berlin", "2026-10-25T10:00", "1d", "2026-10-25T00:00", "2026-10-25T10:00", "2026-10-24T00:00", "2026-10-24T10:00"}, // the day of 25 hours
		{"Europe/Berlin", "2026-10-26T10:00", "1d", "2026-10-26T00:00", "2026-10-26T10:00", "2026-10-25T00:00", "2026-10-25T10:00"},
		{"Europe/Berlin", "2026-10-28T10:00", "7d", "2026-10-22T00:00", "2026-10-28T10:00", "2026-10-15T00:00", "2026-10-21T10:00"},
		{"Europe/Berlin", "2026-03-29T03:30", "7d", "2026-03-23T00:00", "2026-03-29T03:30", "2026-03-16T00:00", "2026-03-22T03:30"}, // the day of 23
		{"Europe/Berlin", "2026-03-31T18:00", "month", "2026-03-01T00:00", "2026-03-31T18:00", "2026-02-01T00:00", "2026-03-01T00:00"},
		{"Europe/Berlin", "2026-11-22T18:00", "month", "2026-11-01T00:00", "2026-11-22T18:00", "2026-10-01T00:00", "2026-10-22T18:00"},
		{"Europe/Berlin", "2026-11-22T18:00", "last-month", "2026-10-01T00:00", "2026-11-01T00:00", "2026-09-01T00:00", "2026-10-01T00:00"},
		{"Europe/Berlin", "2027-01-01T00:10", "last-month", "2026-12-01T00:00", "2027-01-01T00:00", "2026-11-01T00:00", "2026-12-01T00:00"},
		{"Asia/Kathmandu", "2026-11-22T18:00", "week", "2026-11-16T00:00", "2026-11-22T18:00", "2026-11-09T00:00", "2026-11-15T18:00"}, // a Sunday
		{"Asia/Kathmandu", "2026-11-23T00:01", "week", "2026-11-23T00:00", "2026-11-23T00:01", "2026-11-16T00:00", "2026-11-16T00:01"}, // a Monday
		{"Asia/Kathmandu", "2026-11-23T00:01", "last-week", "2026-11-16T00:00", "2026-11-23T00:00", "2026-11-09T00:00", "2026-11-16T00:00"},
		{"Australia/Lord_Howe", "2026-10-04T12:00", "1d", "2026-10-04T00:00", "2026-10-04T12:00", "2026-10-03T00:00", "2026-10-03T12:00"}, // clocks change by half an hour
		{"America/New_York", "2026-11-22T18:00", "365d", "2025-11-23T00:00", "2026-11-22T18:00", "2024-11-23T00:00", "2025-11-22T18:00"},
		{"UTC", "2026-11-22T18:00", "nonsense", "2026-10-26T00:00", "2026-11-22T18:00", "2026-09-28T00:00", "2026-10-25T18:00"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at := func(s string) time.Time {
			when, err := time.ParseInLocation("2006-01-02T15:04", s, zone)
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		now := at(c.now)
		f := view.ReportFilter{Period: c.period}
		choosePeriod(&f, now, time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone))
		for what, pair := range map[string][2]time.Time{"from": {f.From, at(c.from)}, "to": {f.To, at(c.to)}, "earlier from": {f.Earlier.From, at(c.earlierFrom)}, "earlier to": {f.Earlier.To, at(c.earlierTo)}} {
			if !pair[0].Equal(pair[1]) {
				t.Errorf("%s of %s at %s in %s: %s, want %s", what, c.period, c.now, c.zone, pair[0], pair[1])
			}
		}
	}
}

// Of chosen days that are not over, as much of them stands beside as much of earlier ones.
func TestChosenDays(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 10, 28, 10, 0, 0, 0, zone)
	for _, c := range []struct{ from, to, wantTo, earlierFrom, earlierTo string }{
		{"2026-10-22", "2026-10-28", "2026-10-28T10:00", "2026-10-15T00:00", "2026-10-21T10:00"}, // over the end of summer time
		{"2026-10-28", "2026-10-28", "2026-10-28T10:00", "2026-10-27T00:00", "2026-10-27T10:00"},
		{"2026-10-25", "2026-10-26", "2026-10-27T00:00", "2026-10-23T00:00", "2026-10-25T00:00"},
		{"2026-11-01", "2026-11-02", "2026-11-03T00:00", "2026-10-30T00:00", "2026-11-01T00:00"}, // yet to come
	} {
		q := &request{shell: &view.Shell{Zone: zone}}
		f, ok := q.chosenDays(view.ReportFilter{FromDay: c.from, ToDay: c.to}, now, now)
		if !ok {
			t.Fatalf("%s to %s is no period", c.from, c.to)
		}
		for what, pair := range map[string][2]string{"to": {f.To.Format("2006-01-02T15:04"), c.wantTo},
			"earlier from": {f.Earlier.From.In(zone).Format("2006-01-02T15:04"), c.earlierFrom}, "earlier to": {f.Earlier.To.In(zone).Format("2006-01-02T15:04"), c.earlierTo}} {
			if pair[0] != pair[1] {
				t.Errorf("%s of %s to %s: %s, want %s", what, c.from, c.to, pair[0], pair[1])
			}
		}
	}
}
