package monitor_test

import (
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// TestMayNotPost: an account that may not post any more is known within minutes, without a post, and its alarm leads to it.
func TestMayNotPost(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	hear := func(d time.Duration) {
		for end := g.now.Add(d); g.now.Before(end); {
			g.now = g.now.Add(10 * time.Second)
			g.s.Pulled(&g.a, batch(1, g.now), nil)
			g.s.Pulled(&g.b, &channel.Batch{Live: true}, nil)
			g.ok(g.s.Keep(t.Context(), true))
			g.ok(g.s.Prove(t.Context()))
		}
	}
	hear(31 * time.Minute)
	g.wantAlarms("it may")
	if g.conn.proved != 6 || len(g.conn.sent) > 0 {
		t.Fatalf("asked %d times in half an hour, and %d sent", g.conn.proved, len(g.conn.sent))
	}
	g.conn.barred = &desk.Error{Kind: desk.Unauthorized, Message: "Its right was taken.", Mend: "Ask the network."}
	hear(5 * time.Minute)
	g.wantAlarms("it may not", "barred @acme: mentions and replies")
	if a := g.report().Alarms[0]; a.Problem != "Answers can't be sent because the network no longer lets this account post: Its right was taken." || a.Mend != "Ask the network." || a.Link != "/settings/accounts/2" {
		t.Errorf("the alarm: %+v", a)
	}
	g.conn.barred = &desk.Error{Kind: desk.Later, Message: "Too many requests."}
	hear(2 * time.Minute)
	g.wantAlarms("it did not say", "barred @acme: mentions and replies")
	g.restart()
	g.conn.barred = nil
	hear(80 * time.Second)
	g.wantAlarms("it may again")
	g.conn.silent = &desk.Error{Kind: desk.Refused, Message: "Its chat is disabled."}
	hear(5 * time.Minute)
	g.wantAlarms("it may post, but not write in private", "barred @acme: private messages")
	if a := g.report().Alarms[0]; a.Problem != "Private messages can be read but not answered: Its chat is disabled." || a.Link != "/settings/accounts/2" {
		t.Errorf("the alarm: %+v", a)
	}
	g.conn.silent = nil
	hear(70 * time.Second)
	g.wantAlarms("both")
	if c := g.report().Sources; c[1].Canary.Proved.IsZero() {
		t.Errorf("when it was last asked is not known: %+v", c)
	}
	g.conn.proved = 0
	for range 60 { // mentions are not heard: that is told
		g.now = g.now.Add(10 * time.Second)
		g.s.Pulled(&g.a, batch(1, g.now), nil)
		g.s.Failed(&g.b, &desk.Error{Kind: desk.Unauthorized, Message: "No."}, nil)
		g.ok(g.s.Keep(t.Context(), true))
		g.ok(g.s.Prove(t.Context()))
	}
	if g.conn.proved > 0 {
		t.Errorf("asked %d times with credentials that were refused", g.conn.proved)
	}
}
