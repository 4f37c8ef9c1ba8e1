package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/monitor"
)

// TestHeard: what one process hears and another keeps is told of the account, for a day.
func TestHeard(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	hears := g.s
	g.pass(time.Hour, 2)
	g.restart()
	g.s.Kept(g.a.ID, 3)
	g.s.Kept(g.a.ID, 0)
	g.full = true
	if g.s.Keep(t.Context(), false) == nil {
		t.Error("it was kept on a full disk")
	}
	g.full = false
	g.ok(g.s.Keep(t.Context(), false))
	want := map[desk.AccountID]monitor.Heard{g.a.ID: {Posts: 240, Kept: 3}, g.b.ID: {}}
	for _, s := range []*monitor.Service{hears, g.s} {
		got, err := s.Heard(t.Context())
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	g.now = g.now.Add(25 * time.Hour)
	if got, err := g.s.Heard(t.Context()); err != nil || got[g.a.ID] != (monitor.Heard{}) {
		t.Errorf("after a day: %v, %v", got, err)
	}
}

// TestNeverHeard: a stream that is connected and never tells of a post is found after a working day, and is
// well as soon as it does.
func TestNeverHeard(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for range 20 {
		g.pass(time.Hour, 0)
	}
	g.wantAlarms("after most of a day")
	for range 5 {
		g.pass(time.Hour, 0)
	}
	g.wantAlarms("after a day", "mute The net: public posts")
	if a := g.report().Alarms[0]; a.Urgent || a.Problem != "For 25 hours, since it was connected, not one post has come through." && a.Problem != "For 24 hours, since it was connected, not one post has come through." {
		t.Errorf("%+v", a)
	}
	g.pass(time.Minute, 1)
	g.wantAlarms("it spoke")
}

// TestListened: time in which nobody heard a network is not time that it was listened to, unless it was made up; a
// stream counts, and mentions beside it do not.
func TestListened(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(8*time.Hour, 1)
	mentions := g.b
	mentions.Settings = map[string]string{channel.StreamSetting: "off"}
	g.now = g.now.Add(30 * time.Hour) // of which the network tells the last 24
	g.restart()
	g.s.Pulled(&mentions, batch(0, g.now), nil)
	g.s.Pulled(&g.a, batch(1, g.now), nil)
	g.pass(time.Hour, 1)
	from := g.now.Add(-39 * time.Hour)
	got, err := g.s.Listened(t.Context(), from)
	if diff := cmp.Diff(map[desk.Network]time.Duration{network: 33*time.Hour - 30*time.Second}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
