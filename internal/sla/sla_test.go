package sla_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/sla"

	"github.com/google/go-cmp/cmp"
)

func office(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Parse([]byte(`{"zone": "Europe/Berlin", "week": {
		"mon": ["08:00-18:00"], "tue": ["08:00-18:00"], "wed": ["08:00-18:00"], "thu": ["08:00-18:00"], "fri": ["08:00-18:00"]},
		"exceptions": [{"date": "2026-10-26", "name": "Moving day", "closed": true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	m, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func answer(within time.Duration, hours string) desk.Decision {
	return desk.Decision{Respond: "yes", Within: within, Hours: hours}
}

func TestStart(t *testing.T) {
	t.Parallel()
	since := at(t, "2026-07-03 17:50") // a Friday
	tests := []struct {
		name string
		dec  desk.Decision
		cal  *calendar.Calendar
		want time.Time
	}{
		{"calendar time", answer(time.Hour, "calendar"), office(t), at(t, "2026-07-03 18:50")},
		{"covered time", answer(time.Hour, "covered"), office(t), at(t, "2026-07-06 08:50")},
		{"covered time without a calendar", answer(time.Hour, "covered"), nil, at(t, "2026-07-03 18:50")},
		{"no answer is owed", desk.Decision{Respond: "no", Within: time.Hour}, office(t), time.Time{}},
		{"only watched", desk.Decision{Respond: "watch", Within: time.Hour}, office(t), time.Time{}},
		{"no time is given", answer(0, "covered"), office(t), time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := sla.Start(tt.dec, since, tt.cal); !got.Equal(tt.want) {
				t.Errorf("Start = %v, want %v", got, tt.want)
			}
		})
	}
}

// reckon tells how the clock of a first answer stands that a decision starts.
func reckon(dec desk.Decision, since time.Time, cal *calendar.Calendar) []string {
	return sla.ReckonClock(&desk.Clock{Kind: desk.ClockFirst, Hours: dec.Hours, Since: since, From: since, Within: dec.Within, Left: dec.Within,
		Due: sla.Start(dec, since, cal)}, cal)
}

func TestReckon(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		dec   desk.Decision
		since string
		want  []string
	}{
		{"over the weekend", answer(30*time.Minute, "covered"), "2026-07-03 17:50", []string{
			"30 min of covered time (Mon–Fri 08:00–18:00 Europe/Berlin, with 1 exception) from Fri 17:50",
			"Fri 17:50 to 18:00 counts 10 min, 20 min left",
			"Fri 18:00 closed until Mon 08:00",
			"Mon 08:00 to 08:20 counts 20 min",
			"due Mon 08:20",
		}},
		{"from a closed day", answer(90*time.Minute, "covered"), "2026-07-04 18:00", []string{
			"1 h 30 min of covered time (Mon–Fri 08:00–18:00 Europe/Berlin, with 1 exception) from Sat 18:00",
			"Sat 18:00 closed until Mon 08:00",
			"Mon 08:00 to 09:30 counts 1 h 30 min",
			"due Mon 09:30",
		}},
		{"over a change of the clocks and an exception", answer(time.Hour, "covered"), "2026-10-23 17:30", []string{
			"1 h of covered time (Mon–Fri 08:00–18:00 Europe/Berlin, with 1 exception) from Fri 17:30 CEST",
			"Fri 17:30 CEST to 18:00 CEST counts 30 min, 30 min left",
			"Fri 18:00 CEST closed until Tue 08:00 CET (Moving day)",
			"Tue 08:00 CET to 08:30 CET counts 30 min",
			"due Tue 08:30 CET",
		}},
		{"around the clock", answer(2*time.Hour, "calendar"), "2026-07-04 23:10", []string{
			"2 h around the clock from Sat 23:10",
			"due Sun 01:10",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(tt.want, reckon(tt.dec, at(t, tt.since), office(t))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReckonStaysShort(t *testing.T) {
	t.Parallel()
	got := reckon(answer(1000*time.Hour, "covered"), at(t, "2026-07-03 17:50"), office(t))
	if len(got) > 30 || got[len(got)-1] == "" {
		t.Errorf("%d steps", len(got))
	}
	empty, err := calendar.Parse([]byte(`{"zone": "UTC"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 h of covered time (never open) from Fri 15:50",
		"never due: this calendar never reaches that much time. Give it hours, or let the rule count around the clock",
	}
	if d := cmp.Diff(want, reckon(answer(time.Hour, "covered"), at(t, "2026-07-03 17:50"), empty)); d != "" {
		t.Error(d)
	}
}
