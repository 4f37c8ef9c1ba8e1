package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/server"
	"heed/internal/store"
)

// A bench is a desk with one brand that is heard on a network, and a clock that the test
// steps.
type bench struct {
	t      *testing.T
	desk   *server.Desk
	boss   desk.Agent
	stream desk.AccountID // hears the public
	brand  desk.Account   // @acme.echo, answers
	now    time.Time
	n      int
}

var t0 = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench { t.Helper(); return newBenchOn(t, "") }

// newBenchOn is a bench on a PostgreSQL database; "": on SQLite.
func newBenchOn(t *testing.T, database string) *bench {
	t.Helper()
	return newBenchWith(t, config.Sources{Flags: map[string]string{"data": t.TempDir(), "database": database, "webhooks": "any"}})
}

func newBenchWith(t *testing.T, settings config.Sources) *bench {
	t.Helper()
	b := &bench{t: t, now: t0}
	cfg, err := config.Load(settings)
	if err != nil {
		t.Fatal(err)
	}
	b.desk, err = server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now },
		Kinds: channel.Set{echo.Name: echo.Kind()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.desk.Close(); err != nil {
			t.Error(err)
		}
	})
	b.settle()
	return b
}

func (b *bench) settle() {
	ctx := b.t.Context()
	var err error
	b.boss, err = b.desk.Admin.CreateFirstAdmin(ctx, "Ada", "ada@acme.example", "a long enough password")
	b.ok(err)
	b.ok(b.desk.Admin.SetCompany(ctx, b.boss, admin.Company{Name: "Acme", Searches: []desk.Search{{Name: "by name", Query: "acme"}}}))
	b.update(func(tx *store.Tx) error {
		brands, err := tx.Brands()
		if err != nil {
			return err
		}
		b.brand = desk.Account{Network: echo.Name, Brand: brands[0].ID, Name: "@acme.echo", Handle: desk.HandleRef{NetworkID: "acme.echo", Name: "acme.echo"}}
		if err := tx.CreateAccount(&b.brand); err != nil {
			return err
		}
		stream := desk.Account{Network: echo.Name, Name: "stream"}
		err = tx.CreateAccount(&stream)
		b.stream = stream.ID
		return err
	})
	b.ok(b.desk.Reload(ctx))
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) update(f func(*store.Tx) error) {
	b.t.Helper()
	b.ok(b.desk.DB.Update(b.t.Context(), f))
}

// post is something said in public; opts change it.
func (b *bench) post(by, words string, opts ...func(*desk.Message)) desk.Heard {
	b.n++
	m := desk.Message{NetworkID: desk.NetworkID(fmt.Sprintf("%s/%d", by, b.n)), Form: desk.Post, Text: words, Lang: "en",
		Author: desk.HandleRef{NetworkID: by, Name: by, Display: by, Followers: 12}, PostedAt: b.now}
	for _, o := range opts {
		o(&m)
	}
	return desk.Heard{Change: desk.Created, Message: m}
}

func replyTo(h desk.Heard) func(*desk.Message) {
	return func(m *desk.Message) {
		m.Form, m.Parent, m.ParentBy = desk.Reply, h.Message.NetworkID, h.Message.Author
		m.Root = h.Message.NetworkID
		if h.Message.Root != "" {
			m.Root = h.Message.Root
		}
	}
}

func mention(name string) func(*desk.Message) {
	return func(m *desk.Message) { m.Mentions = append(m.Mentions, desk.HandleRef{NetworkID: name, Name: name}) }
}

func at(d time.Duration) func(*desk.Message) {
	return func(m *desk.Message) { m.PostedAt = t0.Add(d) }
}

// take lets intake take a batch through the stream.
func (b *bench) take(batch ...desk.Heard) intake.Result {
	b.t.Helper()
	res, err := b.desk.Intake.Take(b.t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, batch, "")
	b.ok(err)
	return res
}

// story is the case of a message, whole.
func (b *bench) story(h desk.Heard) desk.Story {
	b.t.Helper()
	var s desk.Story
	err := b.desk.DB.View(context.Background(), func(tx *store.Tx) error {
		key := desk.MessageKey{Scope: string(echo.Name), ID: h.Message.NetworkID}
		found, err := tx.MessagesByKey([]desk.MessageKey{key})
		if err != nil || found[key] == nil {
			b.t.Fatalf("message %s is not in the store (%v)", h.Message.NetworkID, err)
		}
		s, err = tx.Story(found[key].Case, 0, 100)
		return err
	})
	b.ok(err)
	return s
}

func (b *bench) caseOf(h desk.Heard) desk.CaseID { b.t.Helper(); return b.story(h).Case.ID }

func texts(s desk.Story) (out []string) {
	for _, m := range s.Messages {
		out = append(out, m.Text)
	}
	return out
}

func TestNobodyTaggedIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	lost := b.post("mia", "my Acme kettle arrived broken, third time now")
	res := b.take(lost, b.post("bo", "lovely weather today"))
	if want := (intake.Result{Read: 2, Matched: 1, Kept: 1, Cases: 1, Dropped: 1}); res != want {
		t.Fatalf("result %+v, want %+v", res, want)
	}
	c := b.story(lost).Case
	if c.Reason != "by name" || desk.ListOf(&c) != desk.ListReply || c.Due.IsZero() || c.PersonName != "mia" || c.Account != b.brand.ID {
		t.Errorf("case: reason %q, list %s, due %v, person %q, account %d", c.Reason, desk.ListOf(&c), c.Due, c.PersonName, c.Account)
	}
	if len(c.Hits) != 1 || c.Hits[0].Name != "by name" || len(c.Hits[0].Spans) != 1 {
		t.Errorf("hits %+v", c.Hits)
	}
	if c.Intent != desk.Complaint || c.Sentiment != "negative" {
		t.Errorf("read as %s, %s", c.Intent, c.Sentiment)
	}
}

func TestTheSameTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.post("mia", "acme sent me somebody else's parcel")
	b.take(h)
	if res := b.take(h, h); res.Repeats != 2 || res.Kept != 0 || res.Cases != 0 {
		t.Errorf("again: %+v", res)
	}
	if got := texts(b.story(h)); len(got) != 1 {
		t.Errorf("story %q", got)
	}
	edit := h
	edit.Change, edit.Message.Text, edit.Message.EditedAt = desk.Edited, "acme sent me somebody else's parcel!", b.now
	b.take(edit)
	b.ok(b.desk.Monitor.Keep(t.Context(), false))
	hits := int64(0)
	b.update(func(tx *store.Tx) error {
		hours, err := tx.Hours(0)
		for key, counts := range hours {
			for _, c := range counts {
				if strings.HasPrefix(key, "search:") {
					hits += c.Posts
				}
			}
		}
		return err
	})
	if hits != 1 {
		t.Errorf("its search is said to have hit %d times", hits)
	}
}

func TestOnePersonOneProblemOneCase(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.post("mia", "acme, where is my parcel?")
	second := b.post("mia", "it is my mother's birthday present", replyTo(first), at(time.Minute))
	third := b.post("mia", "still nothing from acme", at(2*time.Hour))
	stranger := b.post("leo", "same here!!", replyTo(first), at(3*time.Minute))
	b.take(first, second, stranger, third)
	if got, want := b.caseOf(second), b.caseOf(first); got != want {
		t.Errorf("the reply lies in case %d, want %d", got, want)
	}
	if got, want := b.caseOf(third), b.caseOf(first); got != want {
		t.Errorf("the later post lies in case %d, want %d", got, want)
	}
	if got := b.story(stranger).Case; got.ID == b.caseOf(first) || got.PersonName != "leo" {
		t.Errorf("the stranger lies in case %d of %s", got.ID, got.PersonName)
	}
	if a, c := b.story(first).Messages[0].Thread, b.story(stranger).Messages[0].Thread; a != c {
		t.Errorf("threads %d and %d, want one", a, c)
	}
}

func TestReplyBeforeItsParent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.post("mia", "acme: the app ate my order")
	second := b.post("mia", "and now acme charged me twice", replyTo(first), at(time.Minute))
	b.now = b.now.Add(5 * time.Minute)
	b.take(second)
	b.take(first)
	s := b.story(first)
	if diff := cmp.Diff([]string{first.Message.Text, second.Message.Text}, texts(s)); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
	if !s.Case.OpenedAt.Equal(t0) || s.Messages[0].Thread != s.Messages[1].Thread {
		t.Errorf("opened %v, threads %d %d", s.Case.OpenedAt, s.Messages[0].Thread, s.Messages[1].Thread)
	}
}

func TestMissingLinkJoinsTwoCases(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.post("mia", "acme lost my luggage")
	middle := b.post("mia", "the counter sent me away", replyTo(first), at(90*time.Hour))
	last := b.post("mia", "acme, anybody?", replyTo(middle), at(180*time.Hour))
	b.now = t0.Add(200 * time.Hour)
	b.take(first, last)
	if b.caseOf(first) == b.caseOf(last) {
		t.Fatal("a week apart and unlinked, yet one case")
	}
	old := b.caseOf(last)
	b.take(middle)
	if b.caseOf(first) != b.caseOf(last) || b.caseOf(middle) != b.caseOf(first) {
		t.Errorf("cases %d, %d, %d, want one", b.caseOf(first), b.caseOf(middle), b.caseOf(last))
	}
	if s := b.story(first); s.Case.Messages != 3 || !s.Case.WaitingSince.Equal(t0) {
		t.Errorf("%d messages, waiting since %v", s.Case.Messages, s.Case.WaitingSince)
	}
	var ended *desk.Case
	b.ok(b.desk.DB.View(t.Context(), func(tx *store.Tx) (err error) { ended, err = tx.Case(old); return err }))
	if !ended.Stage.Closed() || ended.Messages != 0 {
		t.Errorf("the ended case: %s with %d messages", ended.Stage, ended.Messages)
	}
}

func TestEditAndDeletion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.post("mia", "acme owes me 40 euros")
	b.take(h)
	edit := h
	edit.Change = desk.Edited
	edit.Message.Text, edit.Message.EditedAt = "acme owes me 400 euros", t0.Add(time.Minute)
	b.now = t0.Add(2 * time.Minute)
	if res := b.take(edit, edit); res.Changed != 1 || res.Repeats != 1 {
		t.Errorf("edit: %+v", res)
	}
	s := b.story(h)
	if got := texts(s); got[0] != "acme owes me 400 euros" || s.Case.Preview != got[0] {
		t.Errorf("after the edit: %q, preview %q", got, s.Case.Preview)
	}
	if v := s.Versions[s.Messages[0].ID]; len(v) != 1 || v[0].Text != "acme owes me 40 euros" {
		t.Errorf("versions %+v", v)
	}
	gone := desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: h.Message.NetworkID, DeletedAt: t0.Add(3 * time.Minute)}}
	if res := b.take(gone, gone); res.Changed != 1 {
		t.Errorf("deletion: %+v", res)
	}
	s = b.story(h)
	if m := s.Messages[0]; m.Text != "" || m.DeletedAt.IsZero() || len(s.Versions[m.ID]) != 0 || s.Case.Preview != "" || s.Case.Subject != "" {
		t.Errorf("after the deletion: %q, versions %v, preview %q, subject %q", m.Text, s.Versions, s.Case.Preview, s.Case.Subject)
	}
}

func TestRepostsAndCopiesAreCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	words := "acme cancelled every single delivery in our street without a word"
	h := b.post("mia", words)
	repost := b.post("leo", "", func(m *desk.Message) { m.Form, m.Subject = desk.Repost, h.Message.NetworkID })
	copied := b.post("kim", words+"!!", at(time.Minute))
	own := b.post("mia", words, at(2*time.Minute))
	b.take(h)
	res := b.take(repost, copied, own, repost)
	if res.Copies != 2 || res.Cases != 0 || res.Kept != 3 || res.Repeats != 1 {
		t.Errorf("result %+v", res)
	}
	s := b.story(h)
	if s.Messages[0].Copies != 2 {
		t.Errorf("copies %d, want 2", s.Messages[0].Copies)
	}
}

func TestOwnAnswerFromElsewhereEndsTheWait(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.post("mia", "hello @acme.echo, is the shop open on Sunday?", mention("acme.echo"))
	answer := b.post("acme.echo", "From ten to four, see you!", replyTo(h), at(time.Minute))
	b.now = t0.Add(time.Hour)
	b.take(h)
	b.take(answer)
	s := b.story(h)
	if !s.Case.WaitingSince.IsZero() || !s.Case.FirstResponseAt.Equal(t0.Add(time.Minute)) || s.Messages[1].Direction != desk.Out {
		t.Errorf("waiting since %v, first response %v", s.Case.WaitingSince, s.Case.FirstResponseAt)
	}
	if s.Case.Reason != "mention" {
		t.Errorf("reason %q", s.Case.Reason)
	}
}

func TestAnswerKnownBeforeItsQuestion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.post("mia", "@acme.echo the door of your van is open", mention("acme.echo"))
	answer := b.post("acme.echo", "Thank you, closed now", replyTo(h), at(time.Minute))
	b.now = t0.Add(time.Hour)
	res, err := b.desk.Intake.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name, KeepAll: true}, []desk.Heard{answer}, "")
	b.ok(err)
	if res.Kept != 1 || res.Cases != 0 {
		t.Fatalf("the answer alone: %+v", res)
	}
	b.take(h)
	s := b.story(h)
	if len(s.Messages) != 2 || !s.Case.WaitingSince.IsZero() || s.Messages[0].Thread != s.Messages[1].Thread {
		t.Errorf("story %q, waiting since %v", texts(s), s.Case.WaitingSince)
	}
}

// TestCursorAndMessagesAreOne proves that a batch which cannot be kept does not move the
// place in the stream.
func TestCursorAndMessagesAreOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	boom := fmt.Errorf("power cut")
	src := intake.Source{Account: b.stream, Network: echo.Name}
	cursor := func() (c desk.Cursor) {
		b.ok(b.desk.DB.View(t.Context(), func(tx *store.Tx) (err error) { c, err = tx.Cursor(b.stream); return err }))
		return c
	}
	src.Before = func(intake.Tx) error { return boom }
	if _, err := b.desk.Intake.Take(t.Context(), src, []desk.Heard{b.post("mia", "acme is down")}, "7"); err == nil {
		t.Fatal("no error")
	}
	if got := cursor(); got != "" {
		t.Errorf("cursor %q after a failure", got)
	}
	src.Before = nil
	_, err := b.desk.Intake.Take(t.Context(), src, []desk.Heard{b.post("mia", "acme is down")}, "7")
	b.ok(err)
	if got := cursor(); got != "7" {
		t.Errorf("cursor %q, want 7", got)
	}
}

func TestThanksOweNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := b.post("mia", "@acme.echo your van left without my parcel", mention("acme.echo"))
	answer := b.post("acme.echo", "It comes back at four, Mia. I told the driver.", replyTo(h), at(time.Minute))
	thanks := b.post("mia", "OK, thank you for looking into it.", replyTo(answer), at(2*time.Minute))
	again := b.post("mia", "thank you but it is still not here, where is it?", replyTo(answer), at(10*time.Hour))
	b.now = t0.Add(11 * time.Hour)
	b.take(h)
	b.take(answer)
	b.take(thanks)
	if s := b.story(h); !s.Case.WaitingSince.IsZero() || len(s.Messages) != 3 {
		t.Errorf("after thanks: waiting since %v, story %q", s.Case.WaitingSince, texts(s))
	}
	b.take(again)
	if s := b.story(h); !s.Case.WaitingSince.Equal(t0.Add(10 * time.Hour)) {
		t.Errorf("asked again: waiting since %v", s.Case.WaitingSince)
	}
}
