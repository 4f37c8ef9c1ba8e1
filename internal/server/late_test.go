package server_test

import (
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/intake"
	"heed/internal/store"
)

// TestReceiptMakesNoPageStale: between a page and a step on it our own answer reached the
// network. The page said that it would, so the step holds; a customer's word in between does
// not go unseen.
func TestReceiptMakesNoPageStale(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	post := b.post("mia", "acme, my kettle arrived broken")
	b.take(post)
	before := b.story(post).Case
	b.owe(inbox.Draft{Case: before.ID, Seen: before.Last, Text: "We look into it.", Token: "one"})
	page := b.story(post).Case.Version
	b.receive()
	if c := b.story(post).Case; c.Version == page {
		t.Fatal("the receipt changed nothing")
	}
	b.ok(b.desk.Inbox.SetStage(t.Context(), b.boss, before.ID, page, desk.Waiting, "customer"))
	if err := b.desk.Inbox.Assign(t.Context(), b.boss, before.ID, page, 0); !desk.Is(err, desk.Conflict) {
		t.Errorf("a step on a page that does not show the step before: %v, want a conflict", err)
	}

	seen := b.story(post).Case
	owed := b.owe(inbox.Draft{Case: before.ID, Seen: seen.LastOut, Text: "It is on its way.", Token: "two"})
	page = b.story(post).Case.Version
	b.now = b.now.Add(time.Minute)
	b.take(b.post("mia", "and the lid is missing", func(m *desk.Message) {
		m.PostedAt, m.Parent, m.Root = b.now, post.Message.NetworkID, post.Message.NetworkID
	}))
	b.receive()
	if err := b.desk.Inbox.SetStage(t.Context(), b.boss, before.ID, page, desk.Resolved, ""); !desk.Is(err, desk.Conflict) {
		t.Errorf("resolved over a word that the page did not show (answer %d): %v, want a conflict", owed.ID, err)
	}
}

// receive lets the network take all answers.
func (b *bench) receive() {
	b.t.Helper()
	var due []desk.Outgoing
	b.update(func(tx *store.Tx) (err error) {
		due, err = tx.ClaimDue(b.now.Add(time.Hour), "test", b.now.Add(2*time.Hour), 10)
		return err
	})
	for _, o := range due {
		b.ok(b.desk.Outbox.Settle(b.t.Context(), o, desk.Receipt{NetworkID: desk.NetworkID("sent/" + o.Key), At: b.now}, nil))
	}
}

// TestDeletedBeforeItCame: a message that comes after its deletion, by another way or out of
// order, never stands in the desk; one that was written anew does.
func TestDeletedBeforeItCame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	late := b.post("mia", "acme, my kettle arrived broken")
	gone := desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: late.Message.NetworkID, DeletedAt: t0.Add(time.Minute)}}
	b.now = t0.Add(2 * time.Minute)
	b.take(gone)
	if res := b.take(late); res.Kept != 0 || res.Dropped != 1 {
		t.Errorf("a message that is gone: %+v", res)
	}
	together := b.post("mia", "acme, are you there?")
	if res := b.take(together, desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: together.Message.NetworkID}}); res.Kept != 1 || res.Changed != 1 {
		t.Errorf("written and deleted in one batch: %+v", res)
	}
	turned := b.post("mia", "acme, the lid is missing too")
	if res := b.take(desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: turned.Message.NetworkID}}, turned); res.Kept != 0 {
		t.Errorf("deleted and written in one batch: %+v", res)
	}
	again := late
	again.Message.PostedAt = t0.Add(90 * time.Second)
	if res := b.take(again); res.Kept != 1 {
		t.Errorf("written anew under its old name: %+v", res)
	}
	forgotten := b.post("mia", "acme, hello again")
	b.take(desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: forgotten.Message.NetworkID}})
	b.now = b.now.Add(2 * time.Hour)
	if res := b.take(forgotten); res.Kept != 1 {
		t.Errorf("after what is remembered: %+v", res)
	}
}

// TestDeletedWhileItIsKept: the deletion is heard by another line at the very moment at
// which the message is written.
func TestDeletedWhileItIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	post := b.post("mia", "acme, my kettle arrived broken")
	first := true
	src := intake.Source{Account: b.stream, Network: echo.Name, Before: func(intake.Tx) error {
		if first {
			first = false
			gone := desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: post.Message.NetworkID}}
			_, err := b.desk.Intake.Take(t.Context(), intake.Source{Account: b.brand.ID, Network: echo.Name}, []desk.Heard{gone}, "")
			return err
		}
		return nil
	}}
	res, err := b.desk.Intake.Take(t.Context(), src, []desk.Heard{post}, "")
	b.ok(err)
	if s := b.story(post); res.Kept != 1 || res.Changed != 1 || s.Messages[0].DeletedAt.IsZero() || s.Messages[0].Text != "" {
		t.Errorf("%+v, and in the story stands %+v", res, s.Messages)
	}
}
