package benchmark

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
)

// repeating is a network that gives what was said, in batches of two, then says that it is
// live. Its stream names authors by id.
type repeating struct {
	posts []desk.Message
	next  int
}

func (r *repeating) Pull(context.Context, desk.Cursor) (channel.Batch, error) {
	b := channel.Batch{Cursor: "next"}
	for len(b.Heard) < 2 && r.next < len(r.posts) {
		b.Heard = append(b.Heard, desk.Heard{Change: desk.Created, Message: r.posts[r.next]})
		r.next++
	}
	b.Live = r.next == len(r.posts)
	return b, nil
}

func (r *repeating) Send(context.Context, desk.Outgoing) (desk.Receipt, error) {
	return desk.Receipt{}, nil
}
func (r *repeating) Close() error { return nil }

func (r *repeating) Fill(_ context.Context, refs []desk.HandleRef) ([]desk.HandleRef, error) {
	out := make([]desk.HandleRef, len(refs))
	for i, ref := range refs {
		out[i] = desk.HandleRef{NetworkID: ref.NetworkID, Name: map[string]string{"did:1": "ana.example", "did:2": "Acme.example", "did:3": "ben.example"}[ref.NetworkID], Followers: 7}
	}
	return out, nil
}

func TestListen(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	post := func(id, author, parent string, minute int, text string) desk.Message {
		return desk.Message{Network: "loop", NetworkID: desk.NetworkID(id), Parent: desk.NetworkID(parent), Author: desk.HandleRef{NetworkID: author, Followers: -1},
			PostedAt: start.Add(time.Duration(minute) * time.Minute), Text: text, Lang: "en"}
	}
	net := &repeating{posts: []desk.Message{
		post("0", "did:1", "", -5, "@acme.example too early"),
		post("1", "did:1", "", 0, "@acme.example my kettle is broken!"),
		post("2", "did:9", "", 1, "what a day"),
		post("3", "did:2", "1", 12, "Which one is it?"),
		post("4", "did:3", "", 13, "hello @ACME.example, where is my parcel?"),
		post("5", "did:9", "", 60, "good night"),
	}}
	var missed []string
	d, err := Listen(context.Background(), Window{
		Kind: channel.Kind{Name: "Loop", Abilities: channel.Abilities{HearPublic: true}, CursorAt: func(time.Time) desk.Cursor { return "start" },
			Open: func(desk.Account, channel.Secrets, channel.Deps) (channel.Conn, error) { return net, nil }},
		Accounts: []string{"@acme.example"}, Since: start, Missed: func(s string) { missed = append(missed, s) },
		Deps: channel.Deps{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return start.Add(time.Hour) }},
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := values(measured(t, d), "demand", "response_rate_1h", "first_response_time_p50", "reach_at_risk")
	if diff := cmp.Diff(map[string][]string{"acme.example": {"2/2", "0.5/2", "720/2", "7/1"}}, got); diff != "" || len(missed) > 0 {
		t.Error(diff, missed)
	}
	for name, w := range map[string]Window{"no accounts": {}, "no replay": {Accounts: []string{"a"}, Kind: channel.Kind{Name: "Deaf"}}} {
		if _, err := Listen(context.Background(), w, Options{}); !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
