package main

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
)

const office = `{"zone": "Europe/Berlin", "week": {"mon-fri": "08:00-18:00"}, "holidays": "DE-BY"}`

func ask(f clockFlags, days int, rest ...string) (string, error) {
	var out strings.Builder
	f.calendar = "-"
	if f.format == "" {
		f.format = "text"
	}
	now := time.Date(2026, 7, 3, 15, 50, 0, 0, time.UTC)
	err := runClock(strings.NewReader(office), &out, io.Discard, f, days, rest, now)
	return out.String(), err
}

func TestClock(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		flags clockFlags
		days  int
		rest  []string
		first string
		says  string // somewhere after
	}{
		{"add", clockFlags{from: "2026-07-03 17:50", add: "90m"}, 0, nil, "2026-07-06T09:20:00+02:00", "counts 10 min, 1 h 20 min left"},
		{"add from now", clockFlags{add: "10 min"}, 0, nil, "2026-07-03T18:00:00+02:00", "counts 10 min"},
		{"add in ISO forms", clockFlags{from: "2026-07-03T15:50:00Z", add: "PT1H30M"}, 0, nil, "2026-07-06T09:20:00+02:00", "due Mon 2026-07-06 09:20 CEST"},
		{"a time in two words", clockFlags{from: "2026-07-03", add: "90m"}, 0, []string{"17:50"}, "2026-07-06T09:20:00+02:00", ""},
		{"over a holiday", clockFlags{from: "2026-12-24 17:00", add: "2h"}, 0, nil, "2026-12-28T09:00:00+01:00", "Weihnachtstag"},
		{"between", clockFlags{between: "2026-07-03T17:50"}, 0, []string{"2026-07-06T08:20"}, "30m", "30 min (1800 s) covered of 62 h 30 min"},
		{"between, in words", clockFlags{between: "2026-07-03"}, 0, []string{"17:50", "2026-07-06", "08:20"}, "30m", ""},
		{"between, backwards", clockFlags{between: "2026-07-06T08:20..2026-07-03T17:50"}, 0, nil, "-30m", ""},
		{"from and to", clockFlags{from: "2026-07-03 08:00", to: "2026-07-03 10:00"}, 0, nil, "2h", ""},
		{"open", clockFlags{openAt: "2026-07-03 17:59"}, 0, nil, "open", "until Fri 2026-07-03 18:00 CEST"},
		{"closed on a holiday", clockFlags{openAt: "2026-12-25 10:00"}, 0, nil, "closed", "since it is Weihnachtstag"},
		{"when are we back", clockFlags{next: "2026-07-04 12:00"}, 0, nil, "2026-07-06T08:00:00+02:00", "back Mon"},
		{"we are here", clockFlags{next: "now"}, 0, nil, "2026-07-03T17:50:00+02:00", "someone is there"},
		{"days", clockFlags{}, 2026, nil, "12", "Fri 2026-12-25  closed           Weihnachtstag"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, err := ask(tt.flags, tt.days, tt.rest...)
			if err != nil {
				t.Fatal(err)
			}
			first, rest, _ := strings.Cut(out, "\n")
			if first != tt.first || !strings.Contains(rest, tt.says) {
				t.Errorf("got\n%s\nwant %q first and %q after", out, tt.first, tt.says)
			}
		})
	}
}

func TestClockForMachines(t *testing.T) {
	t.Parallel()
	out, err := ask(clockFlags{from: "2026-07-03 17:50", add: "90m", format: "json"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var a clockAnswer
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	if a.Answer != "2026-07-06T09:20:00+02:00" || *a.Covered != 5400 || len(a.Steps) != 3 || a.Steps[2].Sum != 5400 {
		t.Errorf("%s", out)
	}
}

func TestClockRefuses(t *testing.T) {
	t.Parallel()
	for field, f := range map[string]clockFlags{
		"":        {from: "now"},
		"add":     {add: "soon"},
		"from":    {from: "yesterday-ish", add: "1h"},
		"between": {between: "2026-07-03"},
		"format":  {add: "1h", format: "xml"},
	} {
		_, err := ask(f, 0)
		var e *desk.Error
		if !errors.As(err, &e) || e.Kind != desk.Invalid || e.Field != field {
			t.Errorf("%+v: %v, field %q", f, err, field)
		}
	}
}
