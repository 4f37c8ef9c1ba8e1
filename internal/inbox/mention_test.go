package inbox_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/store"
)

// crew adds colleagues to a bench: Bo, who works here, Cy, who left, Di, who is away.
func (b *bench) crew() (bo, cy, di desk.Agent) {
	b.t.Helper()
	bo = desk.Agent{Name: "Bo Berg", Email: "bo@acme.example", Role: desk.Answerer, Zone: "Europe/Berlin", Reads: desk.Reader{Lang: "de"}, Reach: desk.Reach{QuietFrom: 22 * 60, QuietTo: 7 * 60}}
	cy = desk.Agent{Name: "Cy Lund", Email: "cy@acme.example", Role: desk.Answerer, Disabled: true}
	di = desk.Agent{Name: "Di Ro", Email: "di@acme.example", Role: desk.Viewer, Away: true}
	b.update(func(tx *store.Tx) error {
		for _, a := range []*desk.Agent{&bo, &cy, &di} {
			if err := tx.CreateAgent(a); err != nil {
				return err
			}
		}
		return tx.SavePushKey(&desk.PushKey{Agent: bo.ID, Endpoint: "https://push.example/bo", Created: start})
	})
	b.ok(b.s.Reload(b.t.Context(), nil))
	return bo, cy, di
}

// owed are the notices that nobody has sent yet.
func (b *bench) owed() (list []desk.Notice) {
	b.t.Helper()
	b.ok(b.db.View(b.t.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.Notices(20)
		return err
	}))
	return list
}

func (b *bench) unread(by desk.Agent) int {
	b.t.Helper()
	counts, err := b.s.Counts(b.t.Context(), by)
	b.ok(err)
	return counts["mentions"].N
}

func TestMentionTellsOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	bo, _, di := b.crew()
	b.now = time.Date(2026, 3, 2, 21, 30, 0, 0, time.UTC) // half past ten at night where Bo is
	for range 2 {                                         // a double click
		b.ok(b.note(b.boss, "@bo and @Bo Berg: card 4111, @Di Ro too, not @Ada", "one"))
	}
	story := b.story()
	id := story.Messages[len(story.Messages)-1].ID
	morning := time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC)
	link := "/cases/1#m2"
	want := []desk.Notice{
		{Way: desk.ByMail, Agent: bo.ID, Kind: "mention", Subject: "Ada named you", Text: "de", Link: link, Token: "mention 2", State: desk.Queued, Due: morning, Created: b.now},
		{Way: desk.ByPush, Agent: bo.ID, Kind: "mention", Subject: "Ada named you", Text: "de", Link: link, Token: "mention 2", State: desk.Queued, Due: morning, Created: b.now},
	}
	if d := cmp.Diff(want, b.owed(), cmpopts.IgnoreFields(desk.Notice{}, "ID")); d != "" {
		t.Errorf("owed: %s", d)
	}
	if b.unread(bo) != 1 || b.unread(di) != 1 || b.unread(b.boss) != 0 {
		t.Errorf("unread: %d, %d, %d", b.unread(bo), b.unread(di), b.unread(b.boss))
	}
	list, err := b.s.Mentions(ctx, bo, 0, 50)
	b.ok(err)
	if len(list.Lines) != 1 || list.Lines[0].Who != "Ada" || list.Lines[0].Message != id || list.Lines[0].Note.Text != "@bo and @Bo Berg: card ····, @Di Ro too, not @Ada" {
		t.Errorf("list: %+v", list)
	}

	// Looking at another case reads nothing; at this one, it does, and nothing is sent any more.
	if n, err := b.s.ReadMentions(ctx, bo, b.c.ID+1, 0); n != 0 || err != nil {
		t.Errorf("read %d of another case (%v)", n, err)
	}
	if n, err := b.s.ReadMentions(ctx, bo, b.c.ID, 0); n != 1 || err != nil {
		t.Errorf("read %d (%v), want 1", n, err)
	}
	if left := b.owed(); len(left) != 0 || b.unread(bo) != 0 || b.unread(di) != 1 {
		t.Errorf("after reading: owed %v, unread %d and %d", left, b.unread(bo), b.unread(di))
	}
	b.ok(b.s.UnreadMention(ctx, bo, id))
	if b.unread(bo) != 1 {
		t.Error("it cannot be put back")
	}
	if err := b.s.UnreadMention(ctx, b.boss, id); !desk.Is(err, desk.NotFound) {
		t.Errorf("another's mention: %v", err)
	}
}

func TestWhoMayNotSee(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.crew()
	before := len(b.story().Messages)
	for note, sentence := range map[string]string{
		"@Cy Lund look":         "Cy Lund can't see this case and won't be notified.",
		"ask @cy@acme.example ": "Cy Lund can't see this case and won't be notified.",
	} {
		err := b.note(b.boss, note, note)
		if e, ok := err.(*desk.Error); !ok || e.Kind != desk.Invalid || e.Message != sentence || e.Field != "text" {
			t.Errorf("%q: %v", note, err)
		}
		a, err := b.s.Advise(t.Context(), b.boss, inbox.Draft{Case: b.c.ID, Text: note, Note: true})
		if err != nil || len(a.Stop) != 1 || a.Stop[0].Text != sentence {
			t.Errorf("advice of %q: %+v (%v)", note, a, err)
		}
	}
	if after := len(b.story().Messages); after != before || len(b.owed()) != 0 {
		t.Errorf("something was kept: %d messages, %d before", after, before)
	}
	a, err := b.s.Advise(t.Context(), b.boss, inbox.Draft{Case: b.c.ID, Text: "@bo please, @mria too, mia is @mia.net", Note: true})
	if err != nil || len(a.Tells) != 1 || a.Tells[0].Name != "Bo Berg" || len(a.Warn) != 1 || a.Warn[0].Text != "No one here is called “mria”." {
		t.Errorf("advice: %+v (%v)", a, err)
	}
	list, err := b.s.Colleagues(t.Context(), b.boss)
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	if d := cmp.Diff([]string{"Vic", "Bo Berg", "Di Ro"}, names); d != "" || err != nil {
		t.Errorf("colleagues: %s %v", d, err)
	}
}

func TestNoteTakenBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	bo, _, _ := b.crew()
	id, err := b.s.Note(ctx, b.boss, b.c.ID, "@bo this is wrong", "one")
	b.ok(err)
	if _, err := b.s.TakeBackNote(ctx, bo, id); !desk.Is(err, desk.Denied) {
		t.Errorf("another's note: %v", err)
	}
	if _, err := b.s.TakeBackNote(ctx, b.boss, b.asked.ID); !desk.Is(err, desk.Denied) {
		t.Errorf("a customer's message: %v", err)
	}
	words, err := b.s.TakeBackNote(ctx, b.boss, id)
	if words != "@bo this is wrong" || err != nil {
		t.Errorf("%q (%v)", words, err)
	}
	story := b.story()
	m := story.Messages[len(story.Messages)-1]
	if m.Text != "" || m.DeletedAt.IsZero() || b.unread(bo) != 0 || len(b.owed()) != 0 {
		t.Errorf("left: %q, deleted %v, unread %d, owed %v", m.Text, m.DeletedAt, b.unread(bo), b.owed())
	}
	var kinds []desk.EventKind
	for _, e := range story.Events {
		kinds = append(kinds, e.Kind)
	}
	if d := cmp.Diff([]desk.EventKind{desk.NoteAdded, desk.AgentMentioned, desk.NoteTakenBack}, kinds); d != "" {
		t.Error(d)
	}
	old, err := b.s.Note(ctx, b.boss, b.c.ID, "an old one", "two")
	b.ok(err)
	b.now = b.now.Add(6 * time.Minute)
	if _, err := b.s.TakeBackNote(ctx, b.boss, old); !desk.Is(err, desk.Conflict) {
		t.Errorf("an old note: %v", err)
	}
}
