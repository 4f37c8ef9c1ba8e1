package inbox_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/calendar"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/route"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

const network desk.Network = "net"

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// bench is an inbox over a real store with one case that waits for an answer.
type bench struct {
	t      *testing.T
	db     *store.DB
	s      *inbox.Service
	now    time.Time
	boss   desk.Agent
	viewer desk.Agent
	person desk.Person
	c      desk.Case
	asked  desk.Message                            // what the customer wrote
	assign func(*desk.Case) (desk.AgentID, string) // nil: nobody is there
	owedTo int                                     // pokes that said that the outbox has work
}

type as struct{ db *store.DB }

func (a as) View(ctx context.Context, f func(inbox.Tx) error) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (a as) Update(ctx context.Context, f func(inbox.Tx) error) error {
	return a.db.Update(ctx, func(tx *store.Tx) error { return f(tx) })
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "heed.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{t: t, db: db, now: start}
	var keys sync.Mutex
	n := 0
	b.s = inbox.New(as{db}, inbox.Deps{
		Now:     func() time.Time { return b.now },
		Kinds:   channel.Set{network: {Network: network, Name: "Net", Abilities: channel.Abilities{AnswerPublic: true, AnswerStrangers: true, Pictures: desk.PictureRoom{Max: 2, Bytes: 100_000, Alt: 100}}}},
		Private: secret, Describe: func(string) string { return "a card number" }, Mask: func(string, desk.Finding) string { return "····" },
		AskToDelete: func(string, string, string) string { return "Please delete it." },
		Clock:       func(*desk.Case) []*desk.Event { return nil }, Reckon: func(*desk.Case, *desk.Clock) []string { return nil },
		Join: func(*desk.Case, *desk.Standing) {}, Part: func(*desk.Case, *desk.Standing, bool) {},
		Hours:     func(*desk.Case) *calendar.Calendar { return calendar.Always() },
		Answering: func(_ desk.Network, _ desk.BrandID, by desk.AccountID) desk.AccountID { return by },
		Assign: func(c *desk.Case, _ route.Facts) (desk.AgentID, string) {
			if b.assign != nil {
				return b.assign(c)
			}
			return 0, "nobody is there"
		},
		UndoFor: 10 * time.Second, PictureSpace: 1 << 20,
		Mail: true, Tell: func() {}, Zone: func(desk.BrandID) *time.Location { return time.UTC },
		MentionWords: func(r desk.Reader, m inbox.Mention) (string, string) { return m.By + " named you", m.Customer + r.Lang },
		Poke: func(owed bool) {
			keys.Lock()
			defer keys.Unlock()
			if owed {
				b.owedTo++
			}
		},
		NewKey: func(desk.Network, time.Time) string {
			keys.Lock()
			defer keys.Unlock()
			n++
			return "key-" + strings.Repeat("x", n)
		},
	})
	b.fill()
	return b
}

// secret finds one kind of private data, as the rules do.
func secret(text string) (found []desk.Finding) {
	if i := strings.Index(text, "4111"); i >= 0 {
		found = append(found, desk.Finding{Type: "card", Span: desk.Span{Start: i, End: i + 4}})
	}
	return found
}

func (b *bench) fill() {
	b.boss, b.viewer = desk.Agent{Name: "Ada", Email: "ada@acme.example", Role: desk.Admin}, desk.Agent{Name: "Vic", Email: "vic@acme.example", Role: desk.Viewer}
	account := desk.Account{Network: network, Name: "@acme", Handle: desk.HandleRef{NetworkID: "acme", Name: "acme"}, Created: start}
	b.person = desk.Person{Name: "Mia", FirstSeen: start, LastSeen: start}
	b.update(func(tx *store.Tx) error {
		if err := errors.Join(tx.CreateAgent(&b.boss), tx.CreateAgent(&b.viewer), tx.CreateAccount(&account), tx.CreatePerson(&b.person)); err != nil {
			return err
		}
		b.c = desk.Case{Account: account.ID, Network: network, Person: b.person.ID, Stage: desk.New, OpenedAt: start, UpdatedAt: start,
			LastInbound: start, WaitingSince: start, Messages: 1, Lang: "en", Decision: desk.Decision{Respond: "yes"}}
		if err := tx.CreateCase(&b.c); err != nil {
			return err
		}
		b.asked = desk.Message{Account: account.ID, Network: network, NetworkID: "mia/1", Direction: desk.In, Form: desk.Post, Case: b.c.ID, Person: b.person.ID,
			Author: desk.HandleRef{NetworkID: "mia", Name: "mia"}, Text: "My kettle arrived broken", Lang: "en", PostedAt: start, HeardAt: start}
		if err := tx.CreateMessage(&b.asked, 0); err != nil {
			return err
		}
		b.c.Last = b.asked.ID
		return tx.SaveCase(&b.c)
	})
	b.ok(b.s.Reload(b.t.Context(), nil))
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) note(by desk.Agent, words, token string) error {
	_, err := b.s.Note(b.t.Context(), by, b.c.ID, words, token)
	return err
}

func (b *bench) update(f func(*store.Tx) error) { b.t.Helper(); b.ok(b.db.Update(b.t.Context(), f)) }

func (b *bench) story() (s desk.Story) {
	b.t.Helper()
	b.ok(b.db.View(b.t.Context(), func(tx *store.Tx) (err error) {
		s, err = tx.Story(b.c.ID, 0, 100)
		return err
	}))
	return s
}

func (b *bench) draft(token string) inbox.Draft {
	s := b.story()
	return inbox.Draft{Case: b.c.ID, Seen: max(s.Case.Last, s.Case.LastOut), Text: "We look into it.", Token: token}
}

func (b *bench) reply(d inbox.Draft) inbox.Undo {
	b.t.Helper()
	undo, err := b.s.Reply(b.t.Context(), b.boss, d)
	b.ok(err)
	return undo
}

// Who may only look changes nothing, by whichever door.
func TestViewersChangeNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, id := t.Context(), b.c.ID
	owed := b.reply(b.draft("one")).Outgoing
	b.ok(b.s.Promise(ctx, b.boss, id, "call back", start.Add(time.Hour)))
	before := b.story()
	for name, do := range map[string]func(desk.Agent) error{
		"Reply":        func(by desk.Agent) error { _, err := b.s.Reply(ctx, by, b.draft("two")); return err },
		"TakeBack":     func(by desk.Agent) error { _, err := b.s.TakeBack(ctx, by, owed); return err },
		"Retry":        func(by desk.Agent) error { return b.s.Retry(ctx, by, owed[0]) },
		"Discard":      func(by desk.Agent) error { return b.s.Discard(ctx, by, owed[0]) },
		"Note":         func(by desk.Agent) error { return b.note(by, "a note", "n") },
		"TakeBackNote": func(by desk.Agent) error { _, err := b.s.TakeBackNote(ctx, by, b.asked.ID); return err },
		"PlanMacro":    func(by desk.Agent) error { _, err := b.s.PlanMacro(ctx, by, id, 1); return err },
		"UseMacro":     func(by desk.Agent) error { return b.s.UseMacro(ctx, by, id, 0, 1) },
		"Colleagues":   func(by desk.Agent) error { _, err := b.s.Colleagues(ctx, by); return err },
		"Assign":       func(by desk.Agent) error { return b.s.Assign(ctx, by, id, 0, by.ID) },
		"SetStage":     func(by desk.Agent) error { return b.s.SetStage(ctx, by, id, 0, desk.Resolved, "") },
		"UndoStep":     func(by desk.Agent) error { return b.s.UndoStep(ctx, by, id, 0) },
		"Raise":        func(by desk.Agent) error { return b.s.Raise(ctx, by, id, 0, 100, "too much for me") },
		"Pull":         func(by desk.Agent) error { _, err := b.s.Pull(ctx, by); return err },
		"SeeTo":        func(by desk.Agent) error { return b.s.SeeTo(ctx, by, id) },
		"Promise":      func(by desk.Agent) error { return b.s.Promise(ctx, by, id, "call back", start.Add(time.Hour)) },
		"KeepPromise":  func(by desk.Agent) error { return b.s.KeepPromise(ctx, by, b.story().Promises[0].ID) },
		"Correct":      func(by desk.Agent) error { return b.s.Correct(ctx, by, b.asked.ID, "intent", desk.Praise) },
		"Restore":      func(by desk.Agent) error { return b.s.Restore(ctx, by, b.asked.ID, "intent") },
		"Mute":         func(by desk.Agent) error { return b.s.Mute(ctx, by, b.person.ID, start.Add(time.Hour), "rude") },
		"Open unmasked": func(by desk.Agent) error {
			_, err := b.s.Open(ctx, by, id, 0, true)
			return err
		},
	} {
		if err := do(b.viewer); !desk.Is(err, desk.Denied) {
			t.Errorf("%s by a viewer: %v, want it denied", name, err)
		}
	}
	if after := b.story(); after.Case.Version != before.Case.Version || len(after.Events) != len(before.Events) || len(after.Outgoing) != 1 {
		t.Errorf("a viewer changed the case: version %d to %d, %d events to %d", before.Case.Version, after.Case.Version, len(before.Events), len(after.Events))
	}
}

// Clicks of one button at the same moment are one answer.
func TestOneClickOneAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.draft("one")
	d.Text = strings.Repeat("A long answer that says everything twice. ", 3)
	var all sync.WaitGroup
	undos := make([]inbox.Undo, 6)
	for i := range undos {
		all.Go(func() {
			var err error
			if undos[i], err = b.s.Reply(t.Context(), b.boss, d); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s := b.story()
	if len(s.Outgoing) != 1 || len(s.Messages) != 2 {
		t.Fatalf("%d owed, %d messages, want 1 and 2", len(s.Outgoing), len(s.Messages))
	}
	for _, u := range undos {
		if len(u.Outgoing) != 1 || u.Outgoing[0] != s.Outgoing[0].ID || !u.Until.Equal(start.Add(10*time.Second)) {
			t.Errorf("a click came to %+v, want item %d", u, s.Outgoing[0].ID)
		}
	}
	if b.owedTo != 0 {
		t.Error("the outbox was woken though nothing leaves for ten seconds")
	}
	if s.Case.Assignee != b.boss.ID || s.Case.Stage == desk.New {
		t.Errorf("after the answer agent %d has the case, which is %s", s.Case.Assignee, s.Case.Stage)
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	answerer := desk.Agent{ID: b.boss.ID, Role: desk.Answerer}
	for name, c := range map[string]struct {
		by     desk.Agent
		change func(*inbox.Draft)
		want   desk.Kind
	}{
		"no token":                  {b.boss, func(d *inbox.Draft) { d.Token = "" }, desk.Invalid},
		"no words":                  {b.boss, func(d *inbox.Draft) { d.Text = " \n" }, desk.Invalid},
		"a page that is not fresh":  {b.boss, func(d *inbox.Draft) { d.Seen = 0 }, desk.Conflict},
		"no such case":              {b.boss, func(d *inbox.Draft) { d.Case = 99 }, desk.NotFound},
		"private data":              {b.boss, func(d *inbox.Draft) { d.Text = "Your card 4111 is charged." }, desk.Invalid},
		"an override without right": {answerer, func(d *inbox.Draft) { d.Text, d.Override = "Your card 4111.", "they said so" }, desk.Denied},
	} {
		d := b.draft("t-" + name)
		c.change(&d)
		if _, err := b.s.Reply(t.Context(), c.by, d); !desk.Is(err, c.want) {
			t.Errorf("%s: %v (kind %q), want %q", name, err, desk.KindOf(err), c.want)
		}
	}
	if s := b.story(); len(s.Outgoing) != 0 || len(s.Messages) != 1 || s.Case.Version != b.c.Version {
		t.Errorf("what was refused left %d owed and %d messages", len(s.Outgoing), len(s.Messages))
	}
	d := b.draft("over")
	d.Text, d.Override = "Your card 4111 is charged.", "the customer asked for it in public"
	b.reply(d)
	told := false
	for _, e := range b.story().Events {
		told = told || e.Kind == desk.GuardOverridden && e.Data["reason"] == d.Override
	}
	if !told {
		t.Error("private data was sent in public and the story does not say why")
	}
}

// What has not left can be taken back, once; what has left stays.
func TestTakeBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owed := b.reply(b.draft("one")).Outgoing
	for range 2 { // the second click finds it done
		if _, err := b.s.TakeBack(t.Context(), b.boss, owed); err != nil {
			t.Fatal(err)
		}
	}
	s := b.story()
	if s.Outgoing[0].State != desk.Cancelled || !s.Case.WaitingSince.Equal(start) || s.Case.Stage != desk.New {
		t.Errorf("taken back: %s, waits since %v, stage %s", s.Outgoing[0].State, s.Case.WaitingSince, s.Case.Stage)
	}
	undone := 0
	for _, e := range s.Events {
		if e.Kind == desk.ReplyUndone {
			undone++
		}
	}
	if undone != 1 {
		t.Errorf("told %d times", undone)
	}
	owed = b.reply(b.draft("two")).Outgoing
	b.update(func(tx *store.Tx) error {
		_, err := tx.ClaimDue(start.Add(time.Minute), "w", start.Add(2*time.Minute), 10)
		return err
	})
	if _, err := b.s.TakeBack(t.Context(), b.boss, owed); !desk.Is(err, desk.Conflict) {
		t.Errorf("what is being sent was taken back: %v", err)
	}
	if err := b.s.Discard(t.Context(), b.boss, owed[0]); !desk.Is(err, desk.Conflict) {
		t.Errorf("what did not fail was discarded: %v", err)
	}
}

// A failed answer is owed again once, however often somebody clicks, or given up.
func TestRetryAndDiscard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.reply(b.draft("one")).Outgoing[0]
	fail := func() {
		b.update(func(tx *store.Tx) error {
			o, err := tx.Outgoing(id)
			if err != nil {
				return err
			}
			o.State, o.Problem = desk.Failed, "refused"
			return tx.SaveOutgoing(o)
		})
	}
	fail()
	failed, err := b.s.Failed(t.Context(), b.viewer)
	if err != nil || len(failed) != 1 || failed[0].By != "Ada" {
		t.Errorf("failed: %+v, %v", failed, err)
	}
	b.now = start.Add(time.Minute)
	b.ok(b.s.Retry(t.Context(), b.boss, id))
	first := b.story()
	if o := first.Outgoing[0]; o.State != desk.Queued || !o.Due.Equal(b.now) || o.Problem != "" || b.owedTo != 1 {
		t.Errorf("owed again: %s, due %v, problem %q, the outbox woken %d times", o.State, o.Due, o.Problem, b.owedTo)
	}
	b.ok(b.s.Retry(t.Context(), b.boss, id))
	if again := b.story(); len(again.Events) != len(first.Events) {
		t.Error("a second click was told again")
	}
	fail()
	b.ok(b.s.Discard(t.Context(), b.boss, id))
	if s := b.story(); s.Outgoing[0].State != desk.Cancelled || s.Case.WaitingSince.IsZero() {
		t.Errorf("given up: %s, the customer waits since %v", s.Outgoing[0].State, s.Case.WaitingSince)
	}
}

func TestStepsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, id := t.Context(), b.c.ID
	gone := desk.Agent{Name: "Gus", Email: "gus@acme.example", Role: desk.Answerer, Disabled: true}
	ours := desk.Message{Account: b.c.Account, Network: network, NetworkID: "acme/1", Direction: desk.Out, Form: desk.Post, Case: id, Text: "We are sorry", PostedAt: start, HeardAt: start}
	b.update(func(tx *store.Tx) error { return errors.Join(tx.CreateAgent(&gone), tx.CreateMessage(&ours, 0)) })
	for name, c := range map[string]struct {
		err  error
		want desk.Kind
	}{
		"to nobody who is":      {b.s.Assign(ctx, b.boss, id, 0, 99), desk.NotFound},
		"to who left":           {b.s.Assign(ctx, b.boss, id, 0, gone.ID), desk.Invalid},
		"a stage that is not":   {b.s.SetStage(ctx, b.boss, id, 0, "lost", ""), desk.Invalid},
		"a stage of machines":   {b.s.SetStage(ctx, b.boss, id, 0, desk.New, ""), desk.Invalid},
		"no such case":          {b.s.SetStage(ctx, b.boss, 99, 0, desk.Resolved, ""), desk.NotFound},
		"a page of the past":    {b.s.SetStage(ctx, b.boss, id, b.c.Version-1, desk.Resolved, ""), desk.Conflict},
		"a note without words":  {b.note(b.boss, " ", ""), desk.Invalid},
		"a note without end":    {b.note(b.boss, strings.Repeat("a", 20_001), ""), desk.Invalid},
		"no such promise":       {b.s.KeepPromise(ctx, b.boss, 99), desk.NotFound},
		"no such message":       {b.s.Correct(ctx, b.boss, 99, "intent", desk.Praise), desk.NotFound},
		"words of our own":      {b.s.Correct(ctx, b.boss, ours.ID, "intent", desk.Praise), desk.Invalid},
		"no such signal":        {b.s.Correct(ctx, b.boss, b.asked.ID, "colour", "red"), desk.Invalid},
		"nobody to be silenced": {b.s.Mute(ctx, b.boss, 99, start.Add(time.Hour), "rude"), desk.NotFound},
	} {
		if !desk.Is(c.err, c.want) {
			t.Errorf("%s: %v (kind %q), want %q", name, c.err, desk.KindOf(c.err), c.want)
		}
	}
	if s := b.story(); s.Case.Version != b.c.Version || len(s.Events) != 0 {
		t.Errorf("what was refused left version %d and %d events", s.Case.Version, len(s.Events))
	}
	for range 2 {
		b.ok(b.note(b.boss, "Ask the carrier", "note-1"))
	}
	if s := b.story(); len(s.Messages) != 3 || len(s.Events) != 1 {
		t.Errorf("the same note twice: %d messages, %d events", len(s.Messages), len(s.Events))
	}
	version := b.story().Case.Version
	b.ok(b.s.Assign(ctx, b.boss, id, version, 0)) // has nobody already
	if s := b.story(); s.Case.Version != version {
		t.Error("a step that changes nothing was told")
	}
}
