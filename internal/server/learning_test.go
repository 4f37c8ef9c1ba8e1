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

// Whether a message is a complaint is set right like the other signals: the message says so at
// once and the story who said it; what is learnt of many moves the next reading both ways; undone
// it is as it was.
func TestComplaintsAreCorrected(t *testing.T) {
	t.Parallel()
	for _, to := range []string{desk.NoComplaint, desk.Complaint} {
		t.Run(to, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			ctx := t.Context()
			words := map[string]string{desk.NoComplaint: "Acme sourdough %d sold out again at the wibbly shop", desk.Complaint: "the Acme sourdough %d is on the shelf by the wibbly door"}[to]
			probability := func() float64 {
				return b.desk.Learn.Read(&desk.Message{Text: fmt.Sprintf(words, 99), Lang: "en"}).Complaint.Confidence
			}
			before := probability()
			if (before >= 0.5) == (to == desk.Complaint) {
				t.Fatalf("it is read so already: %.2f", before)
			}
			var ids []desk.MessageID
			var first desk.Heard
			for i := range 40 {
				h := b.post(fmt.Sprintf("user%d", i), fmt.Sprintf(words, i), mention("acme.echo"))
				b.take(h)
				ids = append(ids, b.story(h).Messages[0].ID)
				if i == 0 {
					first = h
				}
			}
			was := b.story(first).Messages[0].Signals.Complaint
			for _, id := range ids {
				b.ok(b.desk.Inbox.Correct(ctx, b.boss, id, "complaint", to))
			}
			s := b.story(first)
			if got := s.Messages[0].Signals.Complaint; got.Label != to || got.Because[0] != "corrected by hand" {
				t.Errorf("the message is %+v", got)
			}
			if e := s.Events[len(s.Events)-1]; e.Kind != desk.SignalCorrected || e.Agent != b.boss.ID || e.Data["signal"] != "complaint" || e.Data["to"] != to {
				t.Errorf("the story says %+v", e)
			}
			_, err := b.desk.Learn.Run(ctx)
			b.ok(err)
			learnt := probability()
			if to == desk.Complaint && learnt <= before || to == desk.NoComplaint && learnt >= before {
				t.Errorf("after 40 corrections to %s it is a complaint with %.3f, before with %.3f", to, learnt, before)
			}
			o, err := b.desk.Learn.Overview(ctx, b.boss)
			b.ok(err)
			if len(o.Latest) != 40 || o.Latest[0].Signal != "complaint" || o.Latest[0].Label != to {
				t.Errorf("the page of learning shows %d: %+v", len(o.Latest), o.Latest[0])
			}
			for _, id := range ids {
				b.ok(b.desk.Inbox.Restore(ctx, b.boss, id, "complaint"))
			}
			_, err = b.desk.Learn.Run(ctx)
			b.ok(err)
			if got := b.story(first).Messages[0].Signals.Complaint; got.Label != was.Label || got.Confidence != was.Confidence {
				t.Errorf("undone, the message is %+v, and was %+v", got, was)
			}
			if back := probability(); back != before {
				t.Errorf("undone, it is read with %.3f, before with %.3f", back, before)
			}
			if err := b.desk.Inbox.Correct(ctx, b.boss, ids[0], "complaint", "maybe"); !desk.Is(err, desk.Invalid) {
				t.Errorf("maybe: %v", err)
			}
		})
	}
}
