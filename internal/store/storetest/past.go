package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testPast(t *testing.T, db Desk) {
	first, second := openCase(10), openCase(20)
	update(t, db, func(tx *store.Tx) error {
		for i, c := range []*desk.Case{first, second} {
			c.Person, c.OpenedAt, c.LastInbound = 7, after(time.Duration(i)*time.Hour), after(time.Duration(i)*time.Hour)
			if err := tx.CreateCase(c); err != nil {
				return err
			}
			for j, id := range []desk.NetworkID{"a", "b"} {
				m := &desk.Message{Network: "echo", NetworkID: id + desk.NetworkID(c.ID.String()), Direction: desk.In, Text: "hello " + string(id), Case: c.ID,
					PostedAt: c.OpenedAt.Add(time.Duration(-j) * time.Minute)}
				if err := tx.CreateMessage(m, 0); err != nil {
					return err
				}
			}
		}
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Opened(after(0), 10)
		if err != nil || len(got) != 2 || got[0].Case.ID != second.ID || got[0].First.Text != "hello b" || got[0].Earlier != 1 || got[1].Earlier != 0 {
			t.Errorf("%v: %+v", err, got)
		}
		got, err = tx.Opened(after(time.Hour), 10)
		if err != nil || len(got) != 1 {
			t.Errorf("since an hour later: %v: %d cases", err, len(got))
		}
		return nil
	})
	first.Stage = desk.Ignored
	update(t, db, func(tx *store.Tx) error { return tx.SaveCase(first) })
	ignored := func(open bool) (ids []desk.CaseID, by []desk.AgentID) {
		view(t, db, func(tx *store.Tx) error {
			list, total, err := tx.Ignored(open, 0, 10)
			if total != len(list) {
				t.Errorf("%d of %d", len(list), total)
			}
			for _, i := range list {
				ids, by = append(ids, i.Case.ID), append(by, i.By)
			}
			return err
		})
		return ids, by
	}
	if ids, by := ignored(true); !cmp.Equal(ids, []desk.CaseID{first.ID}) || by[0] != 0 {
		t.Errorf("not reviewed: %v %v", ids, by)
	}
	update(t, db, func(tx *store.Tx) error { return tx.Review(first.ID, 3, after(2*time.Hour)) })
	if ids, _ := ignored(true); ids != nil {
		t.Errorf("reviewed, and still open: %v", ids)
	}
	if _, by := ignored(false); !cmp.Equal(by, []desk.AgentID{3}) {
		t.Errorf("reviewed by %v", by)
	}
	update(t, db, func(tx *store.Tx) error {
		return tx.Append(&desk.Event{Case: first.ID, At: after(2 * time.Hour), Agent: 4, Kind: desk.CaseStage, Data: map[string]string{"to": "ignored", "why": "not about us"}})
	})
	view(t, db, func(tx *store.Tx) error {
		list, err := tx.Unanswered([]desk.CaseID{first.ID, 999})
		if err != nil || len(list) != 1 || list[0].Who != 4 || list[0].Why != "not about us" {
			t.Errorf("decided by hand: %v: %+v", err, list)
		}
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		list, total, err := tx.Ignored(false, 1, 10)
		if err != nil || len(list) != 0 || total != 1 {
			t.Errorf("after the first: %v: %d of %d", err, len(list), total)
		}
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.Unreview(first.ID, 4) })
	if ids, _ := ignored(true); ids != nil {
		t.Error("somebody else's agreement was taken back")
	}
	update(t, db, func(tx *store.Tx) error { return tx.Unreview(first.ID, 3) })
	if ids, _ := ignored(true); len(ids) != 1 {
		t.Error("an agreement that was taken back still counts")
	}
	update(t, db, func(tx *store.Tx) error { return tx.Review(first.ID, 3, after(2*time.Hour)) })
	first.LastInbound = after(3 * time.Hour) // the customer wrote again
	update(t, db, func(tx *store.Tx) error { return tx.SaveCase(first) })
	if ids, _ := ignored(true); len(ids) != 1 {
		t.Error("what came after the review is not to be reviewed")
	}
}
