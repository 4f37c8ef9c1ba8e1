package monitor_test

import (
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// TestGapOfACap: what was not read because a cap was reached is called that, with what it cost and how to mend it, and
// is not read afterwards.
func TestGapOfACap(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(8*time.Hour, 1)
	g.s.Capped(&g.a)
	g.now = g.now.Add(3 * time.Hour)
	g.ok(g.s.Keep(t.Context(), true))
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].State != desk.GapOpen || gaps[0].Why != "The monthly cap was reached." {
		t.Fatalf("while it lasts: %+v", gaps)
	}
	g.pass(time.Minute, 1)
	all, err := g.s.Judge(t.Context())
	g.ok(err)
	gaps := g.gaps()
	if len(gaps) != 1 || gaps[0].State != desk.GapForgone || gaps[0].Missed != 361 || !gaps[0].To.Equal(gaps[0].From.Add(3*time.Hour+30*time.Second)) {
		t.Fatalf("afterwards: %+v", gaps)
	}
	if len(all) != 1 || all[0].Kind != "gap" || all[0].Link != "/hearing#purse-net" || all[0].Mend[:13] != "Raise the cap" ||
		all[0].Problem != "3 hours were not read because the monthly cap was reached. About 361 posts were missed." {
		t.Errorf("%+v", all)
	}
}

// TestManyGapsRingOnce: a source that breaks off for longer than the network remembers is told of once a day, and so is
// each of several sources.
func TestManyGapsRingOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(8*time.Hour, 1)
	var first desk.Alarm
	for n, want := range []string{"3 hours were not heard and can no longer be read from the network. About 360 posts were missed.",
		"6 hours were not heard, in 2 gaps, and can no longer be read from the network. About 720 posts were missed."} {
		at := g.now
		gap := &desk.Gap{Source: desk.SourceKey(g.a.ID, desk.PartStream), Account: g.a.ID, Part: desk.PartStream, From: at.Add(-3 * time.Hour), To: at,
			State: desk.GapLost, Posts: -1, Missed: -1, Ended: at}
		g.lose(gap)
		g.pass(time.Hour, 1)
		all, err := g.s.Judge(t.Context())
		g.ok(err)
		if len(all) != 1 || all[0].Problem != want {
			t.Fatalf("%d: %+v", n, all)
		}
		if n == 0 {
			first = all[0]
		} else if all[0].ID != first.ID || !all[0].Since.Equal(first.Since) {
			t.Errorf("it rang again: %+v after %+v", all[0], first)
		}
	}
	at := g.now
	g.lose(&desk.Gap{Source: desk.SourceKey(g.b.ID, desk.PartMentions), Account: g.b.ID, Part: desk.PartMentions, From: at.Add(-time.Hour), To: at,
		State: desk.GapLost, Posts: -1, Missed: -1, Ended: at})
	g.wantAlarms("of two sources", "gap The net: public posts", "gap @acme: mentions and replies")
	g.now = g.now.Add(24*time.Hour - time.Minute)
	g.pass(30*time.Second, 1)
	for _, a := range g.alarms() {
		if a == "gap The net: public posts" {
			t.Error("it stays longer than a day")
		}
	}
}

func (g *ground) lose(gap *desk.Gap) {
	g.t.Helper()
	g.update(func(tx *store.Tx) error { return tx.CreateGap(gap) })
}
