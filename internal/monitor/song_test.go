package monitor_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/postgres"
	"heed/internal/store/storetest"
)

// of counts what was sent of an errand.
func (s *sender) of(e desk.Errand) (n int) {
	for _, out := range s.sent {
		if out.Errand == e {
			n++
		}
	}
	return n
}

// TestSongOfOneThatEnded: a process ends when its post has left, or before it could. The next takes down what may
// stand, blames nobody for it, and sends another after half an hour.
func TestSongOfOneThatEnded(t *testing.T) {
	t.Parallel()
	for _, left := range []bool{true, false} {
		g := newGround(t)
		g.pass(time.Minute, 1)
		g.conn.hook = func(out desk.Outgoing) { g.full = out.Errand == desk.SendPublic }
		if !left {
			g.conn.refuses = map[desk.Errand]error{desk.SendDelete: &desk.Error{Kind: desk.NotFound, Message: "It is not there."}}
		}
		g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, true))
		if g.s.Sing(t.Context()) == nil {
			t.Fatal("it noted what the network said")
		}
		g.full, g.conn.hook = false, nil
		g.update(func(tx *store.Tx) error { // as where the id is known before it leaves
			sources, err := tx.Sources()
			if err != nil {
				return err
			}
			sources[0].Canary.SentID = "own"
			return tx.SaveSource(&sources[0])
		})
		g.restart()
		for range 22 {
			g.pass(30*time.Second, 1)
			g.ok(g.s.Sing(t.Context()))
			g.wantAlarms("nothing is known of it")
		}
		if n, down := g.conn.of(desk.SendPublic), g.conn.of(desk.SendDelete); n != 1 || down != 1 {
			t.Fatalf("left %v: %d posts, %d taken down, want one of each", left, n, down)
		}
		g.conn.refuses = nil
		for range 20 {
			g.pass(time.Minute, 1)
			g.ok(g.s.Sing(t.Context()))
		}
		if n := g.conn.of(desk.SendPublic); n != 2 {
			t.Fatalf("left %v: %d posts within half an hour, want another", left, n)
		}
		back := batch(1, g.now)
		back.Heard[0].Message.Text, back.Heard[0].Message.NetworkID = g.conn.sent[len(g.conn.sent)-1].Text, "own"
		g.ok(g.s.CameBack(t.Context(), back.Heard))
		g.wantAlarms("the next came back")
	}
}

// TestSongOfTwo: two processes come to send one in the same moment, since one took the other for dead: one leaves.
func TestSongOfTwo(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 1)
	g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, true))
	slow := g.s
	g.restart()
	g.open = func() {
		g.open = nil
		g.ok(g.s.Sing(t.Context()))
	}
	g.ok(slow.Sing(t.Context()))
	if n := g.conn.of(desk.SendPublic); n != 1 {
		t.Fatalf("%d posts, want 1", n)
	}
	back := batch(1, g.now)
	back.Heard[0].Message.Text, back.Heard[0].Message.NetworkID = g.conn.sent[0].Text, "own"
	g.ok(slow.CameBack(t.Context(), back.Heard))
	if c := g.report().Sources[0].Canary; !c.SentAt.IsZero() || c.OwnBack.IsZero() || c.SentID != "" {
		t.Errorf("the canary: %+v", c)
	}
}

// TestSongStaysUp: a post that came back and could not be taken down then, is taken down later, by whichever process.
func TestSongStaysUp(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 1)
	g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, true))
	g.ok(g.s.Sing(t.Context()))
	g.conn.refuses = map[desk.Errand]error{desk.SendDelete: &desk.Error{Kind: desk.Later, Message: "Later."}}
	back := batch(1, g.now)
	back.Heard[0].Message.Text, back.Heard[0].Message.NetworkID = g.conn.sent[0].Text, "own"
	if g.s.CameBack(t.Context(), back.Heard) == nil {
		t.Fatal("nobody is told that it stands")
	}
	g.conn.refuses = nil
	g.restart()
	g.pass(2*time.Minute, 1)
	g.ok(g.s.Sing(t.Context()))
	g.ok(g.s.Sing(t.Context()))
	if down := g.conn.of(desk.SendDelete); down != 2 || g.conn.sent[2].NetworkID != "own" || g.conn.of(desk.SendPublic) != 1 {
		t.Fatalf("sent: %+v", g.conn.sent)
	}
	g.wantAlarms("it is gone")
}

// TestKeepsBesideASong: one process keeps how it hears while another notes that a post came back: neither undoes what
// the other wrote.
func TestKeepsBesideASong(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), storetest.Postgres(t), postgres.Options{})
	g := newGroundOn(t, db, err)
	g.pass(time.Minute, 1)
	for i := range 100 {
		word := "word" + strconv.Itoa(i)
		g.update(func(tx *store.Tx) error {
			sources, err := tx.Sources()
			if err != nil {
				return err
			}
			for j := range sources {
				if sources[j].Part == desk.PartStream {
					sources[j].Canary = desk.Canary{SentAt: g.now, Asked: true, SentKey: word, SentBy: g.b.ID}
					err = tx.SaveSource(&sources[j])
				}
			}
			return err
		})
		back := batch(1, g.now)
		back.Heard[0].Message.Text, back.Heard[0].Message.NetworkID = songText+word, "own"
		g.now = g.now.Add(time.Second)
		g.s.Pulled(&g.a, batch(1, g.now), nil)
		var wait sync.WaitGroup
		var kept, came error
		wait.Go(func() { kept = g.s.Keep(t.Context(), true) })
		wait.Go(func() { came = g.s.CameBack(t.Context(), back.Heard) })
		wait.Wait()
		g.ok(kept)
		g.ok(came)
		src := g.report().Sources[0]
		if !src.Canary.SentAt.IsZero() || !src.Source.Beat.Equal(g.now) {
			t.Fatalf("round %d: the canary %+v, heard at %v of %v", i, src.Canary, src.Source.Beat, g.now)
		}
	}
}

const songText = "A test of our ears, gone in a moment: "
