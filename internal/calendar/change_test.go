package calendar_test

import (
	"testing"
	"time"

	"heed/internal/calendar"

	"pgregory.net/rapid"
)

// New hours hold from their date on, minute by minute, and nothing before it changes.
func TestWithHours(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t, monday)
		d.Zone, d.Exceptions, d.Holidays, d.Versions = "UTC", nil, nil, nil
		before, err := calendar.New(d)
		if err != nil {
			t.Fatal(err)
		}
		from := rapid.IntRange(0, 7*24*60-1).Draw(t, "from")
		to := rapid.IntRange(1, 7*24*60).Draw(t, "to")
		open := rapid.Bool().Draw(t, "open")
		changed, err := before.WithHours(from, to, open, "2026-07-13")
		if err != nil {
			t.Fatal(err)
		}
		after, err := calendar.New(changed)
		if err != nil {
			t.Fatalf("%+v: %v", changed, err)
		}
		if to <= from {
			to += 7 * 24 * 60
		}
		for m := range 16 * 24 * 60 {
			if m%7 != 0 {
				continue
			}
			at := monday.Add(time.Duration(m) * time.Minute)
			want := before.Open(at)
			minute := m % (7 * 24 * 60)
			inside := minute >= from && minute < to || minute+7*24*60 >= from && minute+7*24*60 < to
			if m >= 8*24*60 && inside { // the first day after the change may still have the night before it
				want = open
			}
			if m < 7*24*60 || m >= 8*24*60 {
				if got := after.Open(at); got != want {
					t.Fatalf("%v is open %v, want %v: %v became %v", at, got, want, d.Week, changed.Versions)
				}
			}
		}
		if after.Ordinary(monday).Words(monday) != before.Words(monday) {
			t.Fatalf("an ordinary week before: %s, not %s", after.Ordinary(monday).Words(monday), before.Words(monday))
		}
	})
}
