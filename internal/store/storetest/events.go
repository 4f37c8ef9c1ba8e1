package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testEvents(t *testing.T, db Desk) {
	var many []*desk.Event
	for n := range 150 {
		many = append(many, &desk.Event{Case: desk.CaseID(n % 3), Message: desk.MessageID(n), At: after(time.Duration(n)), Agent: 1,
			Kind: desk.NoteAdded, Data: map[string]string{"n": strconv.Itoa(n), "nul": "a\tb\"c"}})
	}
	many[0].Data = nil
	update(t, db, func(tx *store.Tx) error { return first(tx.Append(), tx.Append(many[:1]...), tx.Append(many[1:]...)) })
	got := settled(t, db, len(many))
	for i := range got {
		want := *many[i]
		want.At = want.At.Truncate(time.Microsecond)
		want.Tx = got[i].Tx
		if diff := cmp.Diff(want, got[i]); diff != "" {
			t.Fatalf("event %d (-want +got):\n%s", i, diff)
		}
	}
	if len(got) != len(many) {
		t.Fatalf("%d events, want %d", len(got), len(many))
	}
	view(t, db, func(tx *store.Tx) error {
		latest, err := tx.LatestEvent()
		last := got[len(got)-1]
		if want := (desk.EventCursor{Tx: last.Tx, ID: last.ID}); latest != want {
			t.Errorf("LatestEvent is %v, want %v", latest, want)
		}
		audit, err2 := tx.DeskEvents(desk.TrailQuery{Limit: 2})
		older, err3 := tx.DeskEvents(desk.TrailQuery{Before: audit[1].ID, Limit: 1})
		if audit[0].ID != many[147].ID || audit[1].ID != many[144].ID || older[0].ID != many[141].ID {
			t.Errorf("DeskEvents: %v, then %v", audit, older)
		}
		one := audit[1]
		for _, q := range []desk.TrailQuery{{Agent: one.Agent + 1000}, {Kinds: []desk.EventKind{"none"}}, {To: one.At.Add(-time.Hour * 1000)}, {From: one.At.Add(time.Hour * 1000)}} {
			q.Limit = 100
			none, err := tx.DeskEvents(q)
			if len(none) > 0 || err != nil {
				t.Errorf("DeskEvents(%+v): %d events, %v", q, len(none), err)
			}
		}
		same, err4 := tx.DeskEvents(desk.TrailQuery{Agent: one.Agent, Kinds: []desk.EventKind{one.Kind}, From: one.At, To: one.At.Add(time.Microsecond), Limit: 5})
		if len(same) == 0 || same[0].Kind != one.Kind || !same[0].At.Equal(one.At) {
			t.Errorf("DeskEvents of one moment: %v", same)
		}
		return first(err, err2, err3, err4)
	})
	testFollower(t, db)
}

// settled waits until n events can be followed: a transaction of another test on the same
// server may hold them back for a while.
func settled(t *testing.T, db Desk, n int) (got []desk.Event) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); len(got) < n && time.Now().Before(deadline); {
		got = follow(t, db, desk.EventCursor{}, 40)
	}
	return got
}

// follow reads all events after a cursor, in pages.
func follow(t *testing.T, db Desk, at desk.EventCursor, page int) (all []desk.Event) {
	t.Helper()
	for {
		var got []desk.Event
		view(t, db, func(tx *store.Tx) (err error) {
			got, at, err = tx.Events(at, page)
			return err
		})
		if len(got) == 0 {
			return all
		}
		all = append(all, got...)
	}
}

// testFollower: many writers whose commits come in another order than their ids; a
// follower that reads all the time misses no event and sees none twice.
func testFollower(t *testing.T, db Desk) {
	const writers, each = 8, 30
	var cursor desk.EventCursor
	view(t, db, func(tx *store.Tx) (err error) { cursor, err = tx.LatestEvent(); return err })
	ctx, written := context.WithCancel(t.Context())
	seen := map[string]int{}
	var naive int
	var highest int64
	read := func() {
		var got []desk.Event
		view(t, db, func(tx *store.Tx) (err error) {
			got, cursor, err = tx.Events(cursor, 7)
			return err
		})
		for _, e := range got {
			seen[e.Data["n"]]++
			if e.ID < highest {
				naive++ // "id > highest" would have passed it over
			}
			highest = max(highest, e.ID)
		}
	}
	var follower, group sync.WaitGroup
	follower.Go(func() {
		for ctx.Err() == nil {
			read()
		}
	})
	for w := range writers {
		group.Go(func() {
			for n := range each {
				if err := slowly(t.Context(), db, fmt.Sprintf("%d/%d", w, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	written()
	follower.Wait()
	// A transaction of another test on the same server holds the horizon back while it runs.
	for deadline := time.Now().Add(time.Minute); len(seen) < writers*each && time.Now().Before(deadline); {
		read()
	}
	for w := range writers {
		for n := range each {
			if key := fmt.Sprintf("%d/%d", w, n); seen[key] != 1 {
				t.Errorf("event %s was seen %d times, want once", key, seen[key])
			}
		}
	}
	if db.Dialect() == "postgres" && naive == 0 {
		t.Error("no commit came out of order: this run shows nothing")
	}
}

// slowly writes an event and lets others commit before it.
func slowly(ctx context.Context, db Desk, n string) error {
	return db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Append(&desk.Event{Case: 1, At: start, Kind: desk.NoteAdded, Data: map[string]string{"n": n}}); err != nil {
			return err
		}
		for range rand.IntN(4) {
			if _, err := tx.Setting("some round trips"); err != nil {
				return err
			}
		}
		return nil
	})
}

func testTransactions(t *testing.T, db Desk) {
	boom := errors.New("boom")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.SaveSetting("a", "1"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("Update: %v, want the error of its function", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = db.Update(ctx, func(tx *store.Tx) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update with a context that ended: %v", err)
	}
	err = db.Update(ctx, func(tx *store.Tx) error { return tx.SaveSetting("a", "2") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update after the end of its context: %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = db.Update(t.Context(), func(tx *store.Tx) error {
			_ = tx.SaveSetting("a", "3")
			panic("boom")
		})
	}()
	if err := db.View(t.Context(), func(tx *store.Tx) error { return tx.SaveSetting("a", "4") }); err == nil {
		t.Error("a View wrote")
	}
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Setting("a")
		if got != "" {
			t.Errorf("an undone transaction left %q", got)
		}
		return err
	})
	testSnapshot(t, db)
}

// testSnapshot: a View sees one state, however long it takes, and holds up nobody.
func testSnapshot(t *testing.T, db Desk) {
	view(t, db, func(tx *store.Tx) error {
		before, err := tx.Setting("b")
		if err != nil {
			return err
		}
		update(t, db, func(tx *store.Tx) error { return tx.SaveSetting("b", "changed") })
		after, err := tx.Setting("b")
		if before != after {
			t.Errorf("a View saw %q and then %q", before, after)
		}
		return err
	})
	var group sync.WaitGroup
	counts := openCase(1)
	update(t, db, func(tx *store.Tx) error { return tx.CreateCase(counts) })
	var mu sync.Mutex
	saved := 0
	for range 8 {
		group.Go(func() {
			for range 20 {
				err := db.Update(t.Context(), func(tx *store.Tx) error {
					c, err := tx.Case(counts.ID)
					if err != nil {
						return err
					}
					c.Messages++
					return tx.SaveCase(c)
				})
				if err != nil && !desk.Is(err, desk.Conflict) {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					saved++
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	view(t, db, func(tx *store.Tx) error {
		c, err := tx.Case(counts.ID)
		if err == nil && (c.Messages != 1+saved || c.Version != int64(1+saved)) {
			t.Errorf("%d saves left %d messages and version %d", saved, c.Messages, c.Version)
		}
		return err
	})
}

func testLeases(t *testing.T, db Desk) {
	lease := func(name, holder string, ttl time.Duration) bool {
		held, err := db.Lease(t.Context(), name, holder, ttl)
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	if !lease("outbox", "a", time.Hour) || !lease("outbox", "a", time.Hour) || lease("outbox", "b", time.Hour) || !lease("intake", "b", time.Hour) {
		t.Error("a lease is one holder's, who may renew it")
	}
	if err := first(db.Release(t.Context(), "outbox", "b"), db.Release(t.Context(), "intake", "b")); err != nil {
		t.Fatal(err)
	}
	if lease("outbox", "b", time.Hour) || !lease("intake", "a", time.Hour) {
		t.Error("a lease is given back by its holder alone")
	}
	if !lease("short", "a", -time.Second) || !lease("short", "b", time.Hour) {
		t.Error("a lease ends")
	}
}
