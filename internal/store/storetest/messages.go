package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// full is a message with every field set.
func full() *desk.Message {
	m := post(1)
	m.URL = "https://echo.example/1"
	m.Form = desk.Quote
	m.Author = desk.HandleRef{NetworkID: "did:1", Name: "ana.echo", Display: "Ana 🌷", Avatar: "https://echo.example/a.png", Followers: 12, Verified: true}
	m.Person = 4
	m.Text = "Mein Router geht nicht — 我的路由器坏了 \U0001F525"
	m.Place = "Köln"
	m.Links = []string{"https://example.com/?a=1&b=2"}
	m.Tags = []string{"fail"}
	m.Media = []desk.Media{{Kind: "image", URL: "https://echo.example/p.png", Alt: "a router"}}
	m.Mentions = []desk.HandleRef{{NetworkID: "did:2", Name: "acme.echo", Followers: -1}}
	m.Parent, m.Root, m.Subject = "echo:0", "echo:00", "echo:000"
	m.ParentBy = desk.HandleRef{NetworkID: "did:3"}
	m.SubjectBy = desk.HandleRef{Name: "bob.echo"}
	m.SubjectText = "What do you think?"
	m.EditedAt, m.DeletedAt = after(time.Hour), after(2*time.Hour)
	m.Key = "3lkkey"
	m.Case, m.CopyOf, m.Copies = 7, 0, 3
	m.Signals = desk.Signals{Language: desk.Signal{Label: "de", Confidence: 0.9}, Score: -0.5, Quiet: true,
		Intent:  desk.Signal{Label: desk.Complaint, Confidence: 0.8, Because: []string{"geht nicht"}, Spans: []desk.Span{{Start: 12, End: 22}}},
		Private: []desk.Finding{{Type: "phone", Span: desk.Span{Start: 1, End: 2}}}}
	m.Hits = []desk.Hit{{Search: 3, Name: "Router", Clause: "router", Spans: []desk.Span{{Start: 5, End: 11}}}}
	m.State = desk.Sent
	m.Agent = 2
	return m
}

func testMessages(t *testing.T, db Desk) {
	m := full()
	update(t, db, func(tx *store.Tx) error { return tx.CreateMessage(m, 0) })
	if m.ID != 1 || m.Thread != 1 {
		t.Fatalf("id %d, thread %d: want 1 and a thread of its own", m.ID, m.Thread)
	}
	same(t, db, m)

	private := full()
	private.Private = true
	again := full()
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateMessage(again, 0); !desk.Is(err, desk.Conflict) {
			t.Errorf("the same message again: %v, want a conflict", err)
		}
		return tx.CreateMessage(private, 0) // the transaction goes on, and another scope is another message
	})
	if again.ID != 0 {
		t.Errorf("a message that was not kept has id %d", again.ID)
	}

	m.NetworkID, m.Thread, m.State, m.Links, m.Signals = "echo:9", 5, desk.Failed, nil, desk.Signals{}
	m.Copies = 99
	update(t, db, func(tx *store.Tx) error { return tx.SaveMessage(m) })
	m.Copies = 3
	same(t, db, m)

	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.SaveMessage(&desk.Message{ID: 77}) })
	if !desk.Is(err, desk.NotFound) {
		t.Errorf("SaveMessage of none: %v", err)
	}
	testPending(t, db)
}

func same(t *testing.T, db Desk, want *desk.Message) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Message(want.ID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the message that was read differs (-want +got):\n%s", diff)
		}
		return err
	})
}

// testPending: our own messages have no identity until the network gives one.
func testPending(t *testing.T, db Desk) {
	a, b := post(20), post(21)
	a.NetworkID, b.NetworkID, a.Direction, b.Direction = "", "", desk.Out, desk.Out
	a.Text = "nul \x00 and broken \xff are kept by no database"
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateMessage(a, 0); err != nil {
			return err
		}
		return tx.CreateMessage(b, 0)
	})
	a.Text = "nul  and broken \uFFFD are kept by no database"
	same(t, db, a)
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		a.NetworkID, b.NetworkID = "echo:twice", "echo:twice"
		if err := tx.SaveMessage(a); err != nil {
			return err
		}
		_ = tx.SaveMessage(b) // a fault that is passed over must not be committed
		return nil
	})
	if !desk.Is(err, desk.Conflict) {
		t.Errorf("two messages with one identity: %v, want a conflict", err)
	}
	a.NetworkID = ""
	same(t, db, a)
}

func testBulk(t *testing.T, db Desk) {
	one, two, reply, direct := post(1), post(2), post(3), post(4)
	reply.Form, reply.Parent = desk.Reply, "echo:unknown"
	direct.Private, direct.Parent, direct.NetworkID = true, "echo:unknown", "echo:1"
	update(t, db, func(tx *store.Tx) error {
		for _, m := range []*desk.Message{one, two, reply, direct} {
			if err := tx.CreateMessage(m, 0); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.MessagesByKey([]desk.MessageKey{desk.KeyOf(one), desk.KeyOf(one), desk.KeyOf(direct),
			{Scope: "echo", ID: "echo:none"}, {Scope: "account:1", ID: "echo:2"}, {Scope: "echo"}})
		if err != nil {
			return err
		}
		want := map[desk.MessageKey]*desk.Message{desk.KeyOf(one): one, desk.KeyOf(direct): direct}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("MessagesByKey (-want +got):\n%s", diff)
		}
		children, err := tx.MessagesByParent([]desk.MessageKey{{Scope: "echo", ID: "echo:unknown"}, {Scope: "echo", ID: "echo:1"}, {Scope: "echo"}})
		if diff := cmp.Diff(map[desk.MessageKey][]*desk.Message{{Scope: "echo", ID: "echo:unknown"}: {reply}}, children); diff != "" {
			t.Errorf("MessagesByParent (-want +got):\n%s", diff)
		}
		return err
	})
	view(t, db, func(tx *store.Tx) error {
		page, err := tx.KeysOf("echo", "", 2)
		if err != nil {
			return err
		}
		rest, err := tx.KeysOf("echo", page[len(page)-1], 2)
		if diff := cmp.Diff([][]desk.NetworkID{{"echo:1", "echo:2"}, {reply.NetworkID}}, [][]desk.NetworkID{page, rest}); diff != "" || err != nil {
			t.Errorf("KeysOf: %v (-want +got):\n%s", err, diff)
		}
		newest, err := tx.NewestMessage()
		if err != nil {
			return err
		}
		after, err := tx.KeysAfter(newest-2, 5)
		want := []desk.Message{{ID: reply.ID, Account: reply.Account, Network: "echo", NetworkID: reply.NetworkID, PostedAt: reply.PostedAt, HeardAt: reply.HeardAt},
			{ID: direct.ID, Account: direct.Account, Network: "echo", NetworkID: direct.NetworkID, Private: true, PostedAt: direct.PostedAt, HeardAt: direct.HeardAt}}
		if diff := cmp.Diff(want, after); diff != "" {
			t.Errorf("KeysAfter (-want +got):\n%s", diff)
		}
		return err
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.MessagesByKey(nil)
		if len(got) != 0 {
			t.Errorf("no keys brought %v", got)
		}
		return err
	})
}

func testCopies(t *testing.T, db Desk) {
	first, later, copied := post(1), post(2), post(3)
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateMessage(first, 1<<63+5); err != nil {
			return err
		}
		if err := tx.CreateMessage(later, 1<<63+5); err != nil {
			return err
		}
		copied.CopyOf = first.ID
		if err := tx.CreateMessage(copied, 0); err != nil {
			return err
		}
		if err := tx.AddCopies(first.ID, 1); err != nil {
			return err
		}
		if err := tx.KeepVersion(first.ID, desk.Version{Text: "before", At: after(time.Hour)}); err != nil {
			return err
		}
		return tx.AddCopies(first.ID, 2)
	})
	first.Copies = 3
	view(t, db, func(tx *store.Tx) error {
		for _, c := range []struct {
			network desk.Network
			since   time.Time
			want    *desk.Message
		}{{"echo", start, first}, {"echo", later.PostedAt, later}, {"echo", after(time.Hour), nil}, {"other", start, nil}} {
			got, err := tx.FindCopied(c.network, 1<<63+5, c.since)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("FindCopied(%s, %v) (-want +got):\n%s", c.network, c.since, diff)
			}
		}
		got, err := tx.FindCopied("echo", 0, start)
		if got != nil {
			t.Errorf("a text that is not distinctive was found as a copy")
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error { return tx.DropMessage(first.ID) })
	view(t, db, func(tx *store.Tx) error {
		if _, err := tx.Message(first.ID); !desk.Is(err, desk.NotFound) {
			t.Errorf("a dropped message: %v", err)
		}
		return nil
	})
	update(t, db, func(tx *store.Tx) error {
		m := post(1)
		err := tx.CreateMessage(m, 0)
		if m.ID <= copied.ID {
			t.Errorf("the id %d was used again", m.ID)
		}
		return err
	})
}
