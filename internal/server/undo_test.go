package server_test

import (
	"testing"
	"time"

	"heed/internal/desk"
)

// TestUndoStep takes back a step: the case is as it was before, its customer waits again,
// and what happened since is not trodden on.
func TestUndoStep(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	post := b.post("mia", "acme, my kettle arrived broken")
	b.take(post)
	first := b.story(post).Case
	now := func() desk.Case { return b.story(post).Case }
	inbox := b.desk.Inbox
	undo := func() error { return inbox.UndoStep(t.Context(), b.boss, first.ID, now().Version) }

	b.ok(inbox.SetStage(t.Context(), b.boss, first.ID, 0, desk.Waiting, "team"))
	b.ok(inbox.SetStage(t.Context(), b.boss, first.ID, 0, desk.Resolved, ""))
	b.ok(undo())
	if c := now(); c.Stage != desk.Waiting || c.WaitingFor != "team" || !c.WaitingSince.Equal(first.WaitingSince) || !c.ResolvedAt.IsZero() {
		t.Errorf("the step undone: %s for %q, a customer waits since %v, resolved %v", c.Stage, c.WaitingFor, c.WaitingSince, c.ResolvedAt)
	}

	owner := now().Assignee
	b.ok(inbox.Assign(t.Context(), b.boss, first.ID, 0, b.boss.ID))
	b.ok(inbox.Assign(t.Context(), b.boss, first.ID, 0, 0))
	b.ok(undo())
	if c := now(); c.Assignee != b.boss.ID {
		t.Errorf("undone, agent %d has the case (before: %d), want %d", c.Assignee, owner, b.boss.ID)
	}

	b.ok(inbox.SetStage(t.Context(), b.boss, first.ID, 0, desk.Waiting, "customer"))
	b.now = t0.Add(time.Hour)
	b.take(b.post("mia", "acme, are you there? The kettle still leaks", at(time.Hour)))
	if err := undo(); !desk.Is(err, desk.Conflict) {
		t.Errorf("undoing what the customer has answered since: %v, want a conflict", err)
	}
	other := b.boss
	other.ID++
	b.ok(inbox.SetStage(t.Context(), b.boss, first.ID, 0, desk.Resolved, ""))
	if err := inbox.UndoStep(t.Context(), other, first.ID, now().Version); !desk.Is(err, desk.Conflict) {
		t.Errorf("undoing a colleague's step: %v, want a conflict", err)
	}
}
