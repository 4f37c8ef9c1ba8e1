package sla_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/sla"
)

// breached is a case whose first answer was due at 10:00.
func breached(t *testing.T, r *sla.Rules) *desk.Case {
	t.Helper()
	c := waits(at(t, "2026-07-03 09:00"))
	r.Set(c, office(t), at(t, "2026-07-03 09:00"))
	return c
}

func on(ids ...desk.AgentID) sla.Ladder {
	return func(*desk.Clock) ([]desk.AgentID, string) { return ids, "why" }
}

// What was over for a day wakes nobody; what was over for less does.
func TestNobodyIsAskedAfterADay(t *testing.T) {
	t.Parallel()
	for late, asked := range map[time.Duration]desk.AgentID{24*time.Hour - time.Second: 4, 24 * time.Hour: 0} {
		r := sla.Default()
		c := breached(t, r)
		c.Clocks = c.Clocks[:1]
		r.Tick(c, c.Clocks[0].Due.Add(late), on(4))
		if c.Clocks[0].Asked != asked {
			t.Errorf("%v after its end %d is asked, want %d", late, c.Clocks[0].Asked, asked)
		}
	}
}

// Nobody on duty is told again where somebody had been asked since it was told.
func TestNobodyOnDutyAnyMore(t *testing.T) {
	t.Parallel()
	r := sla.Default()
	c := breached(t, r)
	ten := at(t, "2026-07-03 10:00")
	r.Tick(c, ten, on(4))
	for i, want := range []int{1, 0} {
		now := ten.Add(time.Duration(i+1) * r.AskAgain)
		if events := r.Tick(c, now, on()); len(events) != want || c.Asked != 0 {
			t.Errorf("at %v: %d events, want %d; asked %d", now, len(events), want, c.Asked)
		}
	}
}

// Where nobody is asked twice heed still does not look for somebody all the time.
func TestLooksAgainLater(t *testing.T) {
	t.Parallel()
	r := sla.Default()
	r.AskAgain = 0
	c := breached(t, r)
	ten := at(t, "2026-07-03 10:00")
	r.Tick(c, ten, on())
	if next := c.Clocks[0].AskNext; !next.Equal(ten.Add(sla.TryAgain)) {
		t.Errorf("looks again at %v", next)
	}
}

// Who is asked: the one who was asked least, nobody twice in a row, and no more than the
// rules say.
func TestWhoIsAsked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ladders [][]desk.AgentID
		asks    int
		want    []desk.AgentID
	}{
		"nobody twice in a row":      {[][]desk.AgentID{{6}, {5}, {5, 6}}, 3, []desk.AgentID{6, 5, 6}},
		"the one who is there again": {[][]desk.AgentID{{5}, {5}}, 2, []desk.AgentID{5, 5}},
		"the first of those alike":   {[][]desk.AgentID{{5, 6, 7}, {5, 6, 7}}, 2, []desk.AgentID{5, 6}},
		"so often and not more":      {[][]desk.AgentID{{5}, {6}, {7}, {8}}, 2, []desk.AgentID{5, 6}},
	} {
		r := sla.Default()
		r.Asks = tt.asks
		c := breached(t, r)
		for i, ids := range tt.ladders {
			r.Tick(c, at(t, "2026-07-03 10:00").Add(time.Duration(i)*r.AskAgain), on(ids...))
		}
		if d := cmp.Diff(tt.want, c.Clocks[0].Told); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Seeing to a case says so once, for the clocks that somebody was asked about.
func TestTakeOnce(t *testing.T) {
	t.Parallel()
	r := sla.Default()
	c := breached(t, r)
	ten := at(t, "2026-07-03 10:00")
	if events := sla.Take(c, 7, ten); len(events) > 0 {
		t.Errorf("taken before anybody was asked: %+v", events[0])
	}
	r.Tick(c, ten, on(4))
	if events := sla.Take(c, 4, ten.Add(time.Minute)); len(events) != 1 || events[0].Data["clock"] != c.Clocks[0].Kind {
		t.Errorf("%d events", len(events))
	}
	if events := sla.Take(c, 7, ten.Add(time.Hour)); len(events) > 0 || c.Clocks[0].Taken != 4 {
		t.Errorf("taken from them: %d events, by %d", len(events), c.Clocks[0].Taken)
	}
}

func TestTellingBreaksNothing(t *testing.T) {
	t.Parallel()
	ten := at(t, "2026-07-03 10:00")
	for kind, want := range map[string]int{desk.ClockTell: 0, desk.ClockFirst: 1} {
		c := &desk.Case{Clocks: []desk.Clock{{Kind: kind, Since: ten, From: ten, Due: ten.Add(time.Hour)}}}
		n := 0
		for _, e := range sla.Default().Tick(c, ten.Add(time.Hour), on()) {
			if e.Kind == desk.CaseBreached {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d breaches, want %d", kind, n, want)
		}
	}
}
