package sla_test

import (
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/sla"
)

// One case of two promises what either did; one that asks for no answer promises nothing.
func TestMergeIsStricter(t *testing.T) {
	t.Parallel()
	nine := at(t, "2026-07-03 09:00")
	for name, tt := range map[string]struct {
		respond        string
		theirs, within time.Duration
	}{
		"theirs is shorter":    {"yes", 20 * time.Minute, 20 * time.Minute},
		"theirs is longer":     {"yes", 5 * time.Hour, time.Hour},
		"theirs has none":      {"yes", 0, time.Hour},
		"theirs needs no word": {"no", 20 * time.Minute, time.Hour},
	} {
		c := waits(nine)
		c.Decision.Within = time.Hour
		sla.Default().Merge(c, nil, desk.Decision{Respond: tt.respond, Within: tt.theirs}, office(t), nine)
		if c.Decision.Within != tt.within {
			t.Errorf("%s: %v, want %v", name, c.Decision.Within, tt.within)
		}
	}
}

// Who was answered before their case was split waits for a next answer, not for a first.
func TestSplitPromises(t *testing.T) {
	t.Parallel()
	nine := at(t, "2026-07-03 09:00")
	for answered, want := range map[bool]time.Duration{false: time.Hour, true: 30 * time.Minute} {
		c := waits(nine)
		c.Decision.Within, c.Decision.Next = time.Hour, 30*time.Minute
		sla.Default().Split(c, nil, answered, office(t), nine)
		if c.Decision.Within != want {
			t.Errorf("answered %v: %v, want %v", answered, c.Decision.Within, want)
		}
	}
}

// A split case keeps the deadline of its own message, and not that of another one.
func TestSplitKeepsItsOwnDeadline(t *testing.T) {
	t.Parallel()
	nine := at(t, "2026-07-03 09:00")
	for since, kept := range map[time.Time]bool{nine: true, nine.Add(-time.Hour): false} {
		c := waits(nine)
		due := nine.Add(7 * time.Minute)
		sla.Default().Split(c, []desk.Clock{{Kind: desk.ClockFirst, Since: since, From: since, Hours: c.Decision.Hours, Within: time.Hour, Due: due}}, false, office(t), nine)
		got := false
		for _, k := range c.Clocks {
			got = got || k.Kind == desk.ClockFirst && k.Due.Equal(due)
		}
		if got != kept {
			t.Errorf("a clock since %v: kept %v, want %v", since, got, kept)
		}
	}
}
