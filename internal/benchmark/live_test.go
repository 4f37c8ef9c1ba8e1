package benchmark

import (
	"context"
	"log/slog"
	"strings"
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
	stops int // after so many posts it refuses; 0: never
}

func (r *repeating) Pull(context.Context, desk.Cursor) (channel.Batch, error) {
	if r.stops > 0 && r.next >= r.stops {
		return channel.Batch{}, &desk.Error{Kind: desk.Denied, Message: "Come another day."}
	}
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
		if ref.Name == "acme.example" {
			ref.NetworkID = "did:2"
		}
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
	// What was heard before the network refused, or before it was too much, is measured, and said to be a part.
	for name, c := range map[string]struct {
		stops, most int
		says        string
	}{"refused": {4, 99, "Come another day. What it told until 2026-03-02T08:12:00Z"}, "too much": {0, 2, "2 posts are as many as fit. What was said after 2026-03-02T08:12:00Z"}} {
		var missed []string
		e := &ear{Window: Window{Kind: channel.Kind{CursorAt: func(time.Time) desk.Cursor { return "" }}, Since: start, Missed: func(s string) { missed = append(missed, s) }},
			names: []string{"acme.example"}, ids: map[string]string{}, kept: map[desk.NetworkID]bool{}, until: start.Add(time.Hour), most: c.most}
		err := e.hear(context.Background(), &repeating{posts: net.posts, stops: c.stops})
		if err != nil || len(e.messages) != 2 || len(missed) != 1 || !strings.Contains(missed[0], c.says) {
			t.Errorf("%s: %d posts, %v, %q", name, len(e.messages), err, missed)
		}
	}
	e := &ear{Window: Window{Kind: channel.Kind{CursorAt: func(time.Time) desk.Cursor { return "" }}, Since: start}, ids: map[string]string{}, until: start.Add(time.Hour), most: 9}
	if err := e.hear(context.Background(), &repeating{posts: net.posts, stops: 2}); !desk.Is(err, desk.Denied) {
		t.Errorf("nothing was kept: %v", err)
	}
	for name, w := range map[string]Window{"no accounts": {}, "no replay": {Accounts: []string{"a"}, Kind: channel.Kind{Name: "Deaf"}}} {
		if _, err := Listen(context.Background(), w, Options{}); !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
