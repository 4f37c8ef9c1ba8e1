package server_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store"
)

// follow lets the desk learn which messages it has.
func (b *bench) follow() {
	b.t.Helper()
	for more := true; more; {
		var err error
		more, err = b.desk.Intake.Follow(b.t.Context())
		b.ok(err)
	}
}

func (b *bench) wants(h desk.Heard) bool {
	return b.desk.Intake.Wants(b.stream, echo.Name, &h)
}

func about(post desk.Heard, form desk.Form) func(*desk.Message) {
	return func(m *desk.Message) {
		m.Form, m.Subject, m.SubjectBy = form, post.Message.NetworkID, post.Message.Author
	}
}

func deletion(post desk.Heard) desk.Heard {
	return desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: post.Message.NetworkID, Author: post.Message.Author}}
}

// TestWants: of a stream that is wanted which a search catches, which speaks to us, and what hangs
// on a message that the desk has or is about to have; nothing else.
func TestWants(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old := b.post("mia", "acme, my kettle arrived broken")
	b.take(old)
	chat := b.post("bob", "fish and chips")
	if !b.wants(b.post("cat", "oh no", replyTo(chat))) {
		t.Error("before the desk knows what it has, an answer may hang on it")
	}
	b.follow()
	fresh := b.post("tom", "acme is late again")
	if !b.wants(fresh) { // read, and not taken yet
		t.Fatal("a hit is not wanted")
	}
	ours := b.post("acme.echo", "we look into it", func(m *desk.Message) { m.Author = b.brand.Handle })
	for name, c := range map[string]struct {
		heard desk.Heard
		want  bool
	}{
		"what nobody asks for":             {chat, false},
		"answer to what is known":          {b.post("cat", "same here", replyTo(old)), true},
		"answer to what is on its way":     {b.post("cat", "same here", replyTo(fresh)), true},
		"answer to a stranger":             {b.post("cat", "same here", replyTo(chat)), false},
		"answer to us":                     {b.post("cat", "same here", replyTo(ours)), true},
		"answer that a search catches":     {b.post("cat", "acme does that", replyTo(chat)), true},
		"repost of what is known":          {b.post("cat", "", about(old, desk.Repost)), true},
		"repost of what is on its way":     {b.post("cat", "", about(fresh, desk.Repost)), true},
		"repost of ours":                   {b.post("cat", "", about(ours, desk.Repost)), true},
		"repost of a stranger":             {b.post("cat", "", about(chat, desk.Repost)), false},
		"quote of ours":                    {b.post("cat", "look", about(ours, desk.Quote)), true},
		"quote of a stranger":              {b.post("cat", "look", about(chat, desk.Quote)), false},
		"ours":                             {ours, true},
		"deletion of what is known":        {deletion(old), true},
		"deletion of what is on its way":   {deletion(fresh), true},
		"deletion of ours":                 {deletion(ours), true},
		"deletion of what nobody asks for": {deletion(chat), false},
		"edit":                             {desk.Heard{Change: desk.Edited, Message: chat.Message}, true},
	} {
		if got := b.wants(c.heard); got != c.want {
			t.Errorf("%s: wanted %v, want %v", name, got, c.want)
		}
	}
}

// TestPassedDeletion: a deletion that was passed over is remembered, and honoured when its
// message comes later by another way, also by another process.
func TestPassedDeletion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.follow()
	late := b.post("mia", "acme, my kettle arrived broken")
	if b.wants(deletion(late)) {
		t.Fatal("nobody has the message")
	}
	if res := b.take(late); res.Kept != 0 {
		t.Errorf("a message that is gone was kept: %+v", res)
	}

	post := b.post("mia", "acme, and the lid is missing")
	if b.wants(deletion(post)) {
		t.Fatal("nobody has the message")
	}
	other := intake.New(beside{b.desk.DB}, intake.Rules{Read: func(*desk.Message) desk.Signals { return desk.Signals{} },
		Fingerprint: func(string) (uint64, bool) { return 0, false }}, func() time.Time { return b.now }, func() {})
	_, err := other.Reload(t.Context())
	b.ok(err)
	_, err = other.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, []desk.Heard{post}, "")
	b.ok(err)
	if b.story(post).Messages[0].Text == "" {
		t.Fatal("the other process did not keep it")
	}
	b.follow()
	if m := b.story(post).Messages[0]; m.Text != "" || m.DeletedAt.IsZero() {
		t.Errorf("it still stands: %+v", m)
	}
	reply := b.post("cat", "same here", replyTo(post))
	if !b.wants(reply) {
		t.Error("what another process keeps is not known here")
	}
}

// beside is the store as another process of the desk uses it.
type beside struct{ *store.DB }

func (s beside) View(ctx context.Context, f func(intake.Tx) error) error {
	return s.DB.View(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (s beside) Update(ctx context.Context, f func(intake.Tx) error) error {
	return s.DB.Update(ctx, func(tx *store.Tx) error { return f(tx) })
}

// TestSift: of a piece that another process heard, exactly that is read which Take would keep,
// also where another process keeps what it hangs on, and nobody here knows yet.
func TestSift(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.follow()
	old := b.post("mia", "acme, my kettle arrived broken")
	other := intake.New(beside{b.desk.DB}, intake.Rules{Read: func(*desk.Message) desk.Signals { return desk.Signals{} },
		Fingerprint: func(string) (uint64, bool) { return 0, false }}, func() time.Time { return b.now }, func() {})
	_, err := other.Reload(t.Context())
	b.ok(err)
	_, err = other.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, []desk.Heard{old}, "")
	b.ok(err)
	chat := b.post("bob", "fish and chips")
	answer := b.post("cat", "same here", replyTo(old))
	piece := []struct {
		heard desk.Heard
		want  bool
	}{
		{chat, false},
		{answer, true}, // known to another process alone
		{b.post("dan", "and here", replyTo(answer)), true},
		{b.post("eve", "not here", replyTo(chat)), false},
		{b.post("tom", "acme is late again"), true},
		{b.post("fay", "", about(old, desk.Repost)), true},
		{b.post("fay", "", about(chat, desk.Repost)), false},
		{deletion(chat), false},
		{deletion(old), true},
	}
	heard, passed, err := b.desk.Intake.Sift(t.Context(), len(piece), func(h *desk.Heard) bool { return b.wants(*h) },
		func(i int, wanted func(*desk.Heard) bool) (*desk.Heard, bool) {
			h := piece[i].heard
			h.Message.Network = echo.Name
			if wanted(&h) {
				return &h, false
			}
			return nil, h.Change == desk.Created && h.Message.Form != desk.Repost
		})
	b.ok(err)
	var want, got []desk.NetworkID
	for _, p := range piece {
		if p.want {
			want = append(want, p.heard.Message.NetworkID)
		}
	}
	for _, h := range heard {
		got = append(got, h.Message.NetworkID)
	}
	if !slices.Equal(want, got) || passed != 2 {
		t.Errorf("%d passed, read %v, want %v", passed, got, want)
	}
	res, err := b.desk.Intake.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, heard, "")
	if b.ok(err); res.Dropped != 0 || res.Kept != 4 || res.Changed != 1 {
		t.Errorf("of what was read %+v", res)
	}
}
