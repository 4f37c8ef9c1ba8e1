package monitor_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// told is how often alarms were raised and ended.
func (g *ground) told() map[desk.EventKind]int {
	g.t.Helper()
	n := map[desk.EventKind]int{}
	g.ok(g.db.View(g.t.Context(), func(tx *store.Tx) error {
		events, _, err := tx.Events(desk.EventCursor{}, 1000)
		for _, e := range events {
			if e.Kind == desk.AlarmRaised || e.Kind == desk.AlarmEnded {
				n[e.Kind]++
			}
		}
		return err
	}))
	return n
}

// breakOff is a connection that does not hold for two minutes.
func (g *ground) breakOff() {
	g.t.Helper()
	for range 8 {
		g.now = g.now.Add(15 * time.Second)
		g.s.Failed(&g.a, &desk.Error{Kind: desk.Later, Message: "It broke off."}, nil)
		g.ok(g.s.Keep(g.t.Context(), true))
	}
}

// TestComesAndGoes: a connection that breaks every few minutes is told twice, not all day, and its
// alarm ends once it has held for a while.
func TestComesAndGoes(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(10*time.Minute, 5)
	for range 6 {
		g.breakOff()
		g.wantAlarms("broken", "fails The net: public posts")
		g.pass(5*time.Minute, 5)
		g.alarms()
	}
	g.wantAlarms("a calm of five minutes", "fails The net: public posts")
	if diff := cmp.Diff(map[desk.EventKind]int{desk.AlarmRaised: 2, desk.AlarmEnded: 1}, g.told()); diff != "" {
		t.Errorf("in half an hour it was told (-want +got):\n%s", diff)
	}
	g.pass(11*time.Minute, 5)
	g.wantAlarms("a calm of sixteen minutes")
	g.pass(20*time.Minute, 5)
	g.breakOff()
	g.wantAlarms("broken anew", "fails The net: public posts")
	g.pass(time.Minute, 5)
	g.wantAlarms("that was once")

	g.breakOff()
	g.alarms()
	g.update(func(tx *store.Tx) error { g.a.Paused = true; return tx.SaveAccount(&g.a) })
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("Someone paused")
}

// TestComesAndGoesFromOneToAnother: what comes and goes is known to the process that judges next, and to one that was
// away in between.
func TestComesAndGoesFromOneToAnother(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(10*time.Minute, 5)
	broken := func() {
		g.breakOff()
		g.wantAlarms("broken", "fails The net: public posts")
	}
	first := g.s
	broken()
	g.pass(time.Minute, 5)
	g.wantAlarms("mended")
	g.restart()
	broken()
	g.pass(4*time.Minute, 5)
	g.wantAlarms("mended a second time", "fails The net: public posts")
	g.restart()
	g.pass(5*time.Minute, 5)
	g.wantAlarms("a calm that a third sees", "fails The net: public posts")
	g.s = first // it was away, and comes back
	g.ok(g.s.Keep(t.Context(), true))
	g.pass(10*time.Minute, 5)
	g.wantAlarms("a calm that the first sees", "fails The net: public posts")
	g.pass(16*time.Minute, 5)
	g.wantAlarms("sixteen minutes of its own")
	if diff := cmp.Diff(map[desk.EventKind]int{desk.AlarmRaised: 2, desk.AlarmEnded: 2}, g.told()); diff != "" {
		t.Errorf("it was told (-want +got):\n%s", diff)
	}
}

// TestClockTurnedBack: signs of life of a time that has not come, which a clock that ran wrong left
// behind, keep no silence from being seen.
func TestClockTurnedBack(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(10*time.Minute, 5)
	g.update(func(tx *store.Tx) error {
		all, err := tx.Sources()
		for i := range all {
			all[i].Beat, all[i].Posted = g.now.Add(26*time.Hour), g.now.Add(26*time.Hour)
			err = errors.Join(err, tx.SaveSource(&all[i]))
		}
		return err
	})
	g.restart()
	g.now = g.now.Add(time.Minute)
	g.ok(g.s.Keep(t.Context(), true))
	g.now = g.now.Add(4 * time.Minute)
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("silent since", "dead The net: public posts")
	g.pass(time.Minute, 5)
	g.wantAlarms("heard again")
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].To.After(g.now) || gaps[0].State != desk.GapFilled {
		t.Errorf("gaps: %+v", gaps)
	}
}

// TestQueue: what is heard and not matched by anybody is told, and by whom it can be mended.
func TestQueue(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 5)
	g.pieces, g.since = 12, g.now.Add(-time.Minute)
	g.wantAlarms("a moment")
	g.since = g.now.Add(-5 * time.Minute)
	g.wantAlarms("five minutes", "queue Matching on other machines")
	g.pieces, g.since = 0, time.Time{}
	g.wantAlarms("taken")
}

// TestStuck: a database that takes nothing is told although the alarm cannot be kept in it.
func TestStuck(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 5)
	shown := func() (out []string) {
		open, err := g.s.Open(t.Context())
		g.ok(err)
		for _, a := range append(open, g.report().Alarms...) {
			out = append(out, a.Kind)
		}
		return out
	}
	g.full = true
	for range 3 {
		g.now = g.now.Add(30 * time.Second)
		g.s.Pulled(&g.a, batch(1, g.now), nil)
		if err := g.s.Keep(t.Context(), true); err == nil {
			t.Fatal("a full disk took it")
		}
	}
	if diff := cmp.Diff([]string{"store", "store"}, shown()); diff != "" {
		t.Errorf("on a full disk (-want +got):\n%s", diff)
	}
	g.full = false
	g.pass(time.Minute, 5)
	if diff := cmp.Diff([]string(nil), shown()); diff != "" {
		t.Errorf("with room again (-want +got):\n%s", diff)
	}
}
