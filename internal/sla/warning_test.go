package sla_test

import (
	"testing"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/sla"
)

// A clock warns at three quarters of all its time; what it used before a pause counts. A
// promise counts from when it was made.
func TestWarning(t *testing.T) {
	t.Parallel()
	always, err := calendar.Parse([]byte(`{"zone": "UTC", "week": {"mon-sun": "0-24"}}`))
	if err != nil {
		t.Fatal(err)
	}
	ten := time.Date(2026, 7, 6, 10, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		clock desk.Clock
		want  time.Time
	}{
		"never paused":            {desk.Clock{Kind: desk.ClockFirst, Since: ten, From: ten, Within: 4 * time.Hour, Left: 4 * time.Hour}, ten.Add(3 * time.Hour)},
		"after a pause":           {desk.Clock{Kind: desk.ClockFirst, Since: ten, From: ten.Add(24 * time.Hour), Within: 4 * time.Hour, Left: 2 * time.Hour}, ten.Add(25 * time.Hour)},
		"three quarters are used": {desk.Clock{Kind: desk.ClockFirst, Since: ten, From: ten.Add(24 * time.Hour), Within: 4 * time.Hour, Left: time.Hour}, ten.Add(24 * time.Hour)},
		"a promise":               {desk.Clock{Kind: desk.ClockPromise, Since: ten, Within: 4 * time.Hour}, ten.Add(3 * time.Hour)},
	} {
		if at, why := sla.Warning(&tt.clock, always); !at.Equal(tt.want) || why != "" {
			t.Errorf("%s: warns at %v (%q), want %v", name, at, why, tt.want)
		}
	}
}
