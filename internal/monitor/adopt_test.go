package monitor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
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
