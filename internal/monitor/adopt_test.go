package monitor_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/store"
)

func (g *ground) wantGaps(when string, since time.Time, want ...string) {
	g.t.Helper()
	var got []string
	for _, x := range g.gaps() {
		to := "now"
		if !x.To.IsZero() {
			to = fmt.Sprint(x.To.Sub(since).Minutes())
		}
		got = append(got, fmt.Sprint(x.State, " ", x.From.Sub(since).Minutes(), " ", to, " ", x.Posts))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		g.t.Errorf("%s: gaps (-want +got):\n%s", when, diff)
	}
}

// TestMadeUpAfterRestart: a gap that is being made up when heed is started anew is made up by what comes then.
func TestMadeUpAfterRestart(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Hour, 5)
	gone := g.now
	g.now = g.now.Add(time.Hour)
	g.s.Pulled(&g.a, &channel.Batch{At: gone.Add(10 * time.Minute)}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	g.wantGaps("half-way", gone, "filling 0 60 0")
	g.restart()
	g.now = g.now.Add(time.Minute)
	g.s.Pulled(&g.a, &channel.Batch{At: gone.Add(30 * time.Minute), Passed: 7}, nil)
	g.s.Pulled(&g.a, &channel.Batch{Live: true, At: g.now}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	g.wantGaps("at the end", gone, "filled 0 60 7")
}

// TestMadeUpToItsEnd: a stream is nearly at the present while it still tells of the end of a gap, which is a moment ago.
func TestMadeUpToItsEnd(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Hour, 5)
	gone := g.now
	g.now = g.now.Add(time.Hour)
	to := g.now
	g.s.Pulled(&g.a, &channel.Batch{At: gone.Add(10 * time.Minute), Passed: 3}, nil)
	g.s.Pulled(&g.a, &channel.Batch{Live: true, At: to.Add(-40 * time.Second), Passed: 20}, nil)
	g.s.Pulled(&g.a, &channel.Batch{Live: true, At: to.Add(-10 * time.Second), Passed: 4}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	g.wantGaps("at the present, not at its end", gone, "filling 0 60 0")            // the count goes with the cursor
	g.s.Pulled(&g.a, &channel.Batch{Live: true, At: to.Add(-5 * time.Second)}, nil) // and nothing more comes
	g.ok(g.s.Keep(t.Context(), true))
	g.wantGaps("at the end", gone, "filled 0 60 27")
}

// take is what who hears does with a batch: what was read of gaps is kept with its cursor, unless the cursor must wait.
func (g *ground) take(a *desk.Account, b *channel.Batch, kept bool) {
	g.t.Helper()
	gaps, known := g.s.Place(a, b, nil)
	if known != kept {
		g.t.Errorf("the cursor of %+v is kept: %v, want %v", b, known, kept)
	}
	g.update(func(tx *store.Tx) (err error) {
		for i := range gaps {
			err = errors.Join(err, tx.SaveGap(&gaps[i]))
		}
		return err
	})
	g.s.Pulled(a, b, nil)
}

// TestKilledWhileMakingUp: a process that is killed while a gap is made up loses nothing of what it read of it, and what
// lies before the cursor and comes again is not counted again.
func TestKilledWhileMakingUp(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Hour, 5)
	gone := g.now
	g.now = g.now.Add(time.Hour)
	old := func(minute, posts, passed, again int) *channel.Batch {
		b := batch(posts, gone.Add(time.Duration(minute)*time.Minute))
		b.Live, b.Passed, b.Again, b.At = false, passed, again, gone.Add(time.Duration(minute)*time.Minute)
		return b
	}
	g.take(&g.a, old(5, 2, 10, 0), false)
	g.take(&g.a, old(10, 3, 20, 0), false) // the gap is not in the database yet
	g.ok(g.s.Keep(t.Context(), true))
	g.take(&g.a, old(20, 4, 100, 0), true)
	g.take(&g.a, old(30, 0, 1000, 0), true)
	g.wantGaps("while it goes on", gone, "filling 0 60 1139")
	g.restart() // killed
	g.take(&g.a, old(29, 2, 0, 2), true)
	g.s.Pulled(&g.a, old(35, 0, 60, 0), nil) // nobody wanted any of it: no cursor is kept
	g.take(&g.a, old(40, 1, 3, 0), true)
	g.wantGaps("killed again", gone, "filling 0 60 1203")
	g.restart()
	g.s.Pulled(&g.a, old(50, 0, 100, 0), nil)
	g.take(&g.a, &channel.Batch{Live: true, At: g.now}, true)
	g.wantGaps("at the present", gone, "filling 0 60 1303")
	g.take(&g.a, &channel.Batch{Live: true, At: g.now}, false) // that it is over is not in the database yet
	g.full = true
	if g.s.Keep(t.Context(), true) == nil {
		t.Error("it was kept on a full disk")
	}
	g.full = false
	g.take(&g.a, &channel.Batch{Live: true, At: g.now}, false)
	g.ok(g.s.Keep(t.Context(), true))
	g.take(&g.a, &channel.Batch{Live: true, At: g.now}, true)
	g.wantGaps("at the end", gone, "filled 0 60 1303")
}

// TestKilledAfterALoss: what the network says that it has no more is in the database before the place behind it is.
func TestKilledAfterALoss(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Hour, 5)
	at := g.now
	g.take(&g.a, &channel.Batch{Live: true, At: at, Missed: "It is gone.", MissedFrom: at.Add(-time.Hour), MissedTo: at.Add(-30 * time.Minute)}, false)
	g.take(&g.a, &channel.Batch{Live: true, At: at}, false)
	g.ok(g.s.Keep(t.Context(), true))
	g.take(&g.a, &channel.Batch{Live: true, At: at}, true)
	g.wantGaps("it is listed", at, "lost -60 -30 -1")
}

// TestMadeUpByPart: what is private is made up of private messages alone, and what is public of the rest; edits, reposts
// and what passed by unread are none of them.
func TestMadeUpByPart(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.s.Pulled(&g.b, batch(0, g.now), nil)
	g.ok(g.s.Keep(t.Context(), true))
	gone := g.now
	g.now = g.now.Add(time.Hour)
	b := batch(5, gone.Add(time.Minute))
	b.Passed = 100
	b.Heard[1].Message.Mentions = []desk.HandleRef{{Name: "acme"}}
	b.Heard[2].Message.Private = true
	b.Heard[3].Change = desk.Edited
	b.Heard[4].Message.Form = desk.Repost
	g.s.Pulled(&g.b, b, nil)
	g.ok(g.s.Keep(t.Context(), true))
	got := map[string]int64{}
	for _, x := range g.gaps() {
		got[x.Part] = x.Posts
	}
	want := map[string]int64{desk.PartMentions: 2, desk.PartDirect: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOutageWhileMakingUp: the network goes away again before the first gap is made up. Each gap is listed once, and
// what passes by unread is counted to the one in whose time it was said.
func TestOutageWhileMakingUp(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Hour, 5)
	gone := g.now
	g.now = g.now.Add(time.Hour)
	g.s.Pulled(&g.a, &channel.Batch{At: gone.Add(10 * time.Minute)}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	g.now = g.now.Add(20 * time.Minute)
	g.s.Failed(&g.a, &desk.Error{Kind: desk.Later, Message: "It broke off again."}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	early, late := batch(1, gone.Add(20*time.Minute)), batch(1, gone.Add(70*time.Minute))
	early.Live, early.Passed, late.Live, late.Passed = false, 7, false, 5
	for _, b := range []*channel.Batch{early, late, {Live: true, At: g.now}} {
		g.s.Pulled(&g.a, b, nil)
		g.ok(g.s.Keep(t.Context(), true))
	}
	g.wantGaps("at the end", gone, "filled 60 80 6", "filled 0 60 8")
}

// TestOneStandsBy: of processes that may hear one does. Those that wait take what it heard for heard, none of them finds
// a gap of its own, and who takes over ends the gap that lasts.
func TestOneStandsBy(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 5)
	hears := g.s
	g.restart()
	second := g.s
	g.restart()
	third := g.s
	keep := func() {
		g.ok(second.Keep(t.Context(), true))
		g.ok(third.Keep(t.Context(), true))
	}
	g.s = hears
	for range 5 {
		g.pass(time.Minute, 5)
		keep()
	}
	g.wantGaps("while one hears", g.now)
	died := g.now
	g.now = g.now.Add(5 * time.Minute)
	keep()
	g.wantGaps("nobody hears", died, "open 0 now -1")
	second.Pulled(&g.a, batch(3, died.Add(time.Minute)), nil)
	keep()
	g.now = g.now.Add(time.Minute)
	second.Pulled(&g.a, batch(1, g.now), nil)
	keep()
	for _, x := range g.gaps() {
		if x.From.Equal(died) && x.State != desk.GapFilled {
			t.Errorf("after it was taken over: %+v", x)
		}
	}
}
