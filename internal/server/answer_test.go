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

// TestPublicAnswerHangsOnWhatIsPublic answers somebody who wrote in public and then in
// private: the world must see the answer where the world saw the question.
func TestPublicAnswerHangsOnWhatIsPublic(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	public := b.post("mia", "acme, my kettle arrived broken")
	b.take(public)
	private := b.post("mia", "my order number is in here", at(time.Minute), func(m *desk.Message) {
		m.Form, m.Private = desk.Direct, true
	})
	b.now = t0.Add(time.Hour)
	_, err := b.desk.Intake.Take(t.Context(), intake.Source{Account: b.brand.ID, Network: echo.Name}, []desk.Heard{private}, "")
	b.ok(err)
	s := b.story(public)
	if len(s.Messages) != 2 || s.Case.Private {
		t.Fatalf("the case has %q, private: %v", texts(s), s.Case.Private)
	}
	owed := b.owe(inbox.Draft{Case: s.Case.ID, Seen: s.Case.Last, Text: "We look into it.", Token: "one"})
	if owed.Errand != desk.SendPublic || owed.ReplyTo != public.Message.NetworkID {
		t.Errorf("%s answer to %q, want a public one to %q", owed.Errand, owed.ReplyTo, public.Message.NetworkID)
	}
	b.take(desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: public.Message.NetworkID}})
	_, err = b.desk.Inbox.Reply(t.Context(), b.boss, inbox.Draft{Case: s.Case.ID, Seen: owed.seen, Text: "Hello?", Token: "two"})
	if !desk.Is(err, desk.Refused) {
		t.Errorf("a public answer to what is private alone: %v, want it refused", err)
	}
}

// owed is what an answer came to.
type owed struct {
	desk.Outgoing
	seen desk.MessageID // the answer itself, as a page that shows it says
}

func (b *bench) owe(d inbox.Draft) (o owed) {
	b.t.Helper()
	_, err := b.desk.Inbox.Reply(b.t.Context(), b.boss, d)
	b.ok(err)
	b.ok(b.desk.DB.View(b.t.Context(), func(tx *store.Tx) error {
		parts, err := tx.OutgoingByToken(d.Token)
		if err == nil {
			o = owed{parts[0], parts[0].Message}
		}
		return err
	}))
	return o
}
