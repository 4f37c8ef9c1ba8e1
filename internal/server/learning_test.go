package server_test

import (
	"fmt"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// An agent's corrections change how the next messages are read; undoing or forgetting
// them brings the shipped reading back.
func TestCorrectionsTeachTheDesk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	text := func(i int) string { return fmt.Sprintf("@acme.echo the sourdough number %d came out chewy", i) }
	fresh := &desk.Message{Text: "the baguette came out chewy", Lang: "en"}
	before := b.desk.Learn.Read(fresh).Sentiment.Label
	if before == "positive" {
		t.Fatal("the word is known already")
	}
	var ids []desk.MessageID
	for i := range 30 {
		h := b.post(fmt.Sprintf("user%d", i), text(i))
		b.take(h)
		ids = append(ids, b.story(h).Messages[0].ID)
	}
	for _, id := range ids {
		b.ok(b.desk.Inbox.Correct(ctx, b.boss, id, "sentiment", "positive"))
	}
	learn := func(want string) {
		t.Helper()
		_, err := b.desk.Learn.Run(ctx)
		b.ok(err)
		if got := b.desk.Learn.Read(fresh).Sentiment.Label; got != want {
			t.Errorf("read as %s, want %s", got, want)
		}
	}
	learn("positive")
	o, err := b.desk.Learn.Overview(ctx, b.boss)
	b.ok(err)
	if o.Pending || len(o.Latest) != 30 || o.Lessons[0].Corrections != 30 || o.Lessons[0].Local <= o.Lessons[0].Shipped || len(o.Lessons[0].Words) == 0 {
		t.Errorf("%+v", o.Lessons[0])
	}

	b.now = b.now.Add(time.Minute)
	b.ok(b.desk.Learn.Reset(ctx, b.boss))
	learn(before)
	b.ok(b.desk.Learn.Recall(ctx, b.boss))
	learn("positive")
	for _, id := range ids {
		b.ok(b.desk.Inbox.Restore(ctx, b.boss, id, "sentiment"))
	}
	learn(before)
	b.update(func(tx *store.Tx) error {
		m, err := tx.Message(ids[0])
		if err == nil && m.Signals.Sentiment.Label != before {
			t.Errorf("the message is %+v", m.Signals.Sentiment)
		}
		return err
	})
	if err := b.desk.Inbox.Restore(ctx, b.boss, ids[0], "sentiment"); !desk.Is(err, desk.NotFound) {
		t.Errorf("undone twice: %v", err)
	}
	viewer := desk.Agent{ID: 99, Role: desk.Viewer}
	if err := b.desk.Learn.Reset(ctx, viewer); !desk.Is(err, desk.Denied) {
		t.Errorf("a viewer resets: %v", err)
	}
}
