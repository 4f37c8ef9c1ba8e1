package admin_test

import (
	"testing"

	"heed/internal/desk"
	"heed/internal/store"
)

// Nobody is the second person for their own decision not to answer, unless nobody else works
// here; and what was agreed to can be taken back.
func TestASecondPersonReviews(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var c desk.Case
	b.ok(b.db.Update(t.Context(), func(tx *store.Tx) error {
		c = desk.Case{Stage: desk.Ignored, Network: "echo", Messages: 1, Last: 1, OpenedAt: start, LastInbound: start}
		if err := tx.CreateCase(&c); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Case: c.ID, At: start, Agent: b.boss.ID, Kind: desk.CaseStage, Data: map[string]string{"to": "ignored", "why": "not about us"}})
	}))
	ids := []desk.CaseID{c.ID}
	kept, err := b.s.Review(t.Context(), b.boss, ids) // nobody else works here
	b.ok(err)
	if len(kept) != 1 {
		t.Fatalf("alone: %v", kept)
	}
	b.ok(b.s.Unreview(t.Context(), b.boss, ids))
	if list, total, err := b.s.Ignored(t.Context(), b.boss, true, 0); err != nil || total != 1 || len(list) != 1 {
		t.Fatalf("taken back: %v: %d of %d", err, len(list), total)
	}
	ben := b.hire("Ben", desk.Answerer)
	if _, err := b.s.Review(t.Context(), b.boss, ids); desk.KindOf(err) != desk.Refused {
		t.Errorf("their own decision: %v", err)
	}
	if kept, err := b.s.Review(t.Context(), ben, append(ids, 999)); err != nil || len(kept) != 1 {
		t.Errorf("the second person: %v: %v", err, kept)
	}
	if _, err := b.s.Review(t.Context(), b.hire("Vera", desk.Viewer), ids); desk.KindOf(err) != desk.Denied {
		t.Errorf("a viewer: %v", err)
	}
	b.ok(b.s.Unreview(t.Context(), b.boss, ids)) // not theirs
	if _, total, err := b.s.Ignored(t.Context(), ben, true, 0); err != nil || total != 0 {
		t.Errorf("somebody else took it back: %v: %d", err, total)
	}
}

func (b *bench) hire(name string, role desk.Role) desk.Agent {
	b.t.Helper()
	a := desk.Agent{Name: name, Email: name + "@acme.example", Role: role}
	b.ok(b.db.Update(b.t.Context(), func(tx *store.Tx) error { return tx.CreateAgent(&a) }))
	return a
}
