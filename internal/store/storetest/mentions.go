package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testMentions(t *testing.T, db Desk) {
	c := openCase(1)
	c.PersonName = "Mia"
	var notes []desk.Message
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateCase(c); err != nil {
			return err
		}
		for n := range 3 {
			m := post(n)
			m.NetworkID, m.Direction, m.Private = "", desk.Note, true
			if n < 2 {
				m.Case = c.ID
			}
			if err := tx.CreateMessage(m, 0); err != nil {
				return err
			}
			notes = append(notes, *m)
			for range 2 { // once is enough
				if err := tx.CreateMention(&desk.Mention{Message: m.ID, Agent: 3, By: 4, At: m.PostedAt}); err != nil {
					return err
				}
			}
		}
		return tx.CreateMention(&desk.Mention{Message: notes[0].ID, Agent: 5, By: 4, At: notes[0].PostedAt})
	})
	mine := func(n int, of *desk.Case, read time.Time) desk.Mentioned {
		m := desk.Mentioned{Mention: desk.Mention{Message: notes[n].ID, Agent: 3, By: 4, At: notes[n].PostedAt, Read: read}, Note: notes[n]}
		if of != nil {
			m.PersonName, m.Stage = of.PersonName, of.Stage
		}
		return m
	}
	count := func(tx *store.Tx) int {
		t.Helper()
		n, err := tx.QueueCount(desk.QueueQuery{Mentioned: 3}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return n.N
	}
	view(t, db, func(tx *store.Tx) error {
		if n := count(tx); n != 3 {
			t.Errorf("%d are unread, want 3", n)
		}
		page, err := tx.Queue(desk.QueueQuery{Mentioned: 3, Limit: 10})
		if err != nil || len(page.Cases) != 1 || page.Cases[0].ID != c.ID {
			t.Errorf("cases: %v (%v)", page.Cases, err)
		}
		return first(
			list(t, func() ([]desk.Mentioned, error) { return tx.Mentions(3, 0, 10) }, mine(2, nil, time.Time{}), mine(1, c, time.Time{}), mine(0, c, time.Time{})),
			list(t, func() ([]desk.Mentioned, error) { return tx.Mentions(3, notes[2].ID, 1) }, mine(1, c, time.Time{})),
			list(t, func() ([]desk.MessageID, error) { return tx.UnreadMentions(3, c.ID, 0) }, notes[0].ID, notes[1].ID),
			list(t, func() ([]desk.MessageID, error) { return tx.UnreadMentions(3, 0, notes[2].ID) }, notes[0].ID, notes[1].ID, notes[2].ID),
			list(t, func() ([]desk.MessageID, error) { return tx.UnreadMentions(3, 0, notes[0].ID) }, notes[0].ID))
	})
	update(t, db, func(tx *store.Tx) error {
		if err := tx.ReadMention(7, notes[0].ID, start); !desk.Is(err, desk.NotFound) {
			t.Errorf("who is not named: %v", err)
		}
		return tx.ReadMention(3, notes[0].ID, after(time.Hour))
	})
	update(t, db, func(tx *store.Tx) error {
		if n := count(tx); n != 2 {
			t.Errorf("%d are unread, want 2", n)
		}
		return list(t, func() ([]desk.AgentID, error) { return tx.DropMentions(notes[1].ID) }, 3)
	})
	view(t, db, func(tx *store.Tx) error {
		return list(t, func() ([]desk.Mentioned, error) { return tx.Mentions(3, 0, 10) }, mine(2, nil, time.Time{}), mine(0, c, after(time.Hour)))
	})
	n := &desk.Notice{Way: desk.ByMail, Agent: 3, Subject: "x", Kind: "mention", Token: "mention 1", State: desk.Queued, Due: start, Created: start}
	kept := &desk.Notice{Way: desk.ByMail, Agent: 5, Subject: "x", Kind: "mention", Token: "mention 1", State: desk.Queued, Due: start, Created: start}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateNotice(n), tx.CreateNotice(kept), tx.DropOwedNotices(3, "mention 1"))
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Notices(10)
		if d := cmp.Diff([]desk.Notice{*kept}, got); d != "" {
			t.Error(d)
		}
		return err
	})
}
