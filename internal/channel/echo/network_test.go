package echo_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// start is when the networks of these tests begin.
var start = time.Date(2025, 5, 5, 9, 0, 0, 0, time.UTC)

// fixed is a network whose clock goes on by a second with every look.
func fixed(options ...echo.Option) *echo.Network {
	now := start
	return echo.New(func() time.Time { now = now.Add(time.Second); return now }, options...)
}

func must(t *testing.T, n *echo.Network, d echo.Draft) echo.Post {
	t.Helper()
	p, err := n.Post(d)
	if err != nil {
		t.Fatalf("Post %+v: %v", d, err)
	}
	return p
}

func read(t *testing.T, n *echo.Network, v echo.View, cursor string) echo.Feed {
	t.Helper()
	f, err := n.Since(t.Context(), v, cursor, 1000, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func textsOf(f echo.Feed) []string {
	out := []string{}
	for _, e := range f.Events {
		out = append(out, string(e.Change)+" "+e.Post.Text)
	}
	return out
}

func TestPostRefuses(t *testing.T) {
	t.Parallel()
	n := fixed()
	there := must(t, n, echo.Draft{By: "mia", Text: "here"})
	private := must(t, n, echo.Draft{By: "mia", Form: desk.Direct, To: "mia", Text: "to myself"})
	gone := must(t, n, echo.Draft{By: "mia", Text: "soon gone"})
	if err := n.Delete("mia", gone.ID); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		d    echo.Draft
		want desk.Kind
	}{
		{"no handle", echo.Draft{Text: "x"}, desk.Invalid},
		{"a handle with a slash", echo.Draft{By: "a/b", Text: "x"}, desk.Invalid},
		{"an endless handle", echo.Draft{By: strings.Repeat("a", 80), Text: "x"}, desk.Invalid},
		{"no text", echo.Draft{By: "mia", Text: " \n"}, desk.Refused},
		{"not text", echo.Draft{By: "mia", Text: "\xff"}, desk.Refused},
		{"too many characters", echo.Draft{By: "mia", Text: strings.Repeat("é", 301)}, desk.Refused},
		{"too many bytes", echo.Draft{By: "mia", Text: "e" + strings.Repeat("\u0301", 2_000)}, desk.Refused},
		{"an unknown form", echo.Draft{By: "mia", Form: "shout", Text: "x"}, desk.Invalid},
		{"a reply to nothing", echo.Draft{By: "mia", Form: desk.Reply, On: "echo://x/y", Text: "x"}, desk.NotFound},
		{"a reply to what is deleted", echo.Draft{By: "mia", Form: desk.Reply, On: gone.ID, Text: "x"}, desk.NotFound},
		{"a public reply to a private message", echo.Draft{By: "leo", Form: desk.Reply, On: private.ID, Text: "x"}, desk.NotFound},
		{"a quote of a private message", echo.Draft{By: "leo", Form: desk.Quote, On: private.ID, Text: "x"}, desk.NotFound},
		{"a message to nobody", echo.Draft{By: "mia", Form: desk.Direct, To: "nobody", Text: "x"}, desk.Refused},
		{"a repost with a text", echo.Draft{By: "leo", Form: desk.Repost, On: there.ID, Text: "x"}, desk.Refused},
		{"a key with a slash", echo.Draft{By: "mia", Key: "a/b", Text: "x"}, desk.Invalid},
	} {
		if _, err := n.Post(test.d); !desk.Is(err, test.want) {
			t.Errorf("%s: %v (kind %q), want %s", test.name, err, desk.KindOf(err), test.want)
		}
	}
	must(t, n, echo.Draft{By: "mia", Text: strings.Repeat("👩‍👩‍👧", 150)})
	must(t, n, echo.Draft{By: "mia", Form: desk.Direct, To: "mia", Text: strings.Repeat("a", echo.MaxDirect)})
}

func TestOnlyAuthorsChange(t *testing.T) {
	t.Parallel()
	n := fixed()
	p := must(t, n, echo.Draft{By: "mia", Text: "mine"})
	if _, err := n.Edit("leo", p.ID, "his"); !desk.Is(err, desk.Refused) {
		t.Errorf("somebody else edited: %v", err)
	}
	if err := n.Delete("leo", p.ID); !desk.Is(err, desk.Refused) {
		t.Errorf("somebody else deleted: %v", err)
	}
	if err := n.Delete("mia", p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Edit("mia", p.ID, "again"); !desk.Is(err, desk.NotFound) {
		t.Errorf("edited what is deleted: %v", err)
	}
	if err := n.Delete("mia", p.ID); err != nil {
		t.Errorf("deleting again: %v", err)
	}
}

func TestKeyIsKnownForEver(t *testing.T) {
	t.Parallel()
	n := fixed()
	root := must(t, n, echo.Draft{By: "mia", Text: "hello"})
	d := echo.Draft{By: "acme", Form: desk.Reply, On: root.ID, Text: "hello yourself", Key: "one"}
	first := must(t, n, d)
	if err := n.Delete("mia", root.ID); err != nil {
		t.Fatal(err)
	}
	if again := must(t, n, d); again.ID != first.ID {
		t.Errorf("the key made %s, then %s", first.ID, again.ID)
	}
	if err := n.Delete("acme", first.ID); err != nil {
		t.Fatal(err)
	}
	if again := must(t, n, d); again.ID != first.ID || again.DeletedAt.IsZero() {
		t.Errorf("what was taken back came back: %+v", again)
	}
	if other := must(t, n, echo.Draft{By: "leo", Text: "mine", Key: "one"}); other.ID == first.ID {
		t.Error("two people share a key")
	}
	if want := "echo://acme.echo/k-one"; first.ID != want {
		t.Errorf("id %q, want %q", first.ID, want)
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	n := fixed()
	begin := n.Start()
	must(t, n, echo.Draft{By: "acme", Text: "we are here", Key: "k"})
	must(t, n, echo.Draft{By: "leo", Text: "nothing to do with them"})
	asked := must(t, n, echo.Draft{By: "mia", Text: "(@ACME.echo) hello"})
	must(t, n, echo.Draft{By: "acme", Form: desk.Reply, On: asked.ID, Text: "yes?"})
	must(t, n, echo.Draft{By: "leo", Form: desk.Reply, On: asked.ID, Text: "me too"})
	must(t, n, echo.Draft{By: "mia", Form: desk.Direct, To: "acme", Text: "secret"})
	must(t, n, echo.Draft{By: "mia", Form: desk.Direct, To: "leo", Text: "not theirs"})
	must(t, n, echo.Draft{By: "leo", Form: desk.Repost, On: asked.ID})

	for _, test := range []struct {
		name string
		view echo.View
		want []string
	}{
		{"the public", echo.View{}, []string{"created we are here", "created nothing to do with them", "created (@ACME.echo) hello", "created yes?", "created me too", "created "}},
		{"the company", echo.View{Handle: "acme.echo"}, []string{"created we are here", "created (@ACME.echo) hello", "created yes?", "created me too", "created secret"}},
		{"a customer", echo.View{Handle: "leo.echo"}, []string{"created nothing to do with them", "created me too", "created not theirs", "created "}},
	} {
		if diff := cmp.Diff(test.want, textsOf(read(t, n, test.view, begin))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	if key := read(t, n, echo.View{}, begin).Events[0].Post.Key; key != "" {
		t.Errorf("the public sees the company's key %q", key)
	}
	if key := read(t, n, echo.View{Handle: "acme.echo"}, begin).Events[0].Post.Key; key != "k" {
		t.Errorf("the company sees its own key as %q", key)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	n := fixed(echo.Keep(10))
	begin := n.Start()
	var first, last echo.Post
	for i := range 25 {
		last = must(t, n, echo.Draft{By: "mia", Text: fmt.Sprint(i)})
		if i == 0 {
			first = last
		}
	}
	f := read(t, n, echo.View{}, begin)
	if len(f.Events) != 10 || f.Events[0].Post.Text != "15" || f.Missed == "" || !f.Live {
		t.Errorf("after 25 posts in a memory of 10: %v, missed %q, live %v", textsOf(f), f.Missed, f.Live)
	}
	if f := read(t, n, echo.View{}, f.Cursor); f.Missed != "" || len(f.Events) > 0 {
		t.Errorf("caught up, and yet %v, missed %q", textsOf(f), f.Missed)
	}
	if _, ok := n.Get(first.ID); ok {
		t.Error("the oldest post is still held")
	}
	if got := len(n.Posts("mia")); got != 10 {
		t.Errorf("%d posts are held, want 10", got)
	}
	for range 25 {
		if _, err := n.Edit("mia", last.ID, "again"); err != nil {
			t.Fatal(err)
		}
	}
	if f := read(t, n, echo.View{}, begin); len(f.Events) != 10 {
		t.Errorf("%d events are held, want 10", len(f.Events))
	}
}

func TestCursors(t *testing.T) {
	t.Parallel()
	n := fixed()
	begin := n.Start()
	for i := range 6 {
		must(t, n, echo.Draft{By: "mia", Text: fmt.Sprint(i)})
	}
	all := read(t, n, echo.View{}, begin).Events
	half, err := n.Since(t.Context(), echo.View{}, begin, 3, 0)
	if err != nil || half.Live || len(half.Events) != 3 {
		t.Fatalf("half of it: %+v %v", half, err)
	}
	for _, test := range []struct {
		name, cursor string
		want         int
		missed       bool
	}{
		{"from the start", begin, 6, false},
		{"from the middle", half.Cursor, 3, false},
		{"from now", "", 0, false},
		{"since a time", string(echo.CursorAt(all[4].At)), 2, false},
		{"since long ago", string(echo.CursorAt(start.Add(-time.Hour))), 6, false},
		{"since later", string(echo.CursorAt(start.Add(time.Hour))), 0, false},
		{"of another network", "zzz.3", 6, true},
		{"of the future", strings.TrimSuffix(begin, "0") + "99", 6, true},
		{"nonsense", "§", 6, true},
		{"a time that is none", "since.x", 0, true},
	} {
		f := read(t, n, echo.View{}, test.cursor)
		if len(f.Events) != test.want || (f.Missed != "") != test.missed || f.Cursor == "" {
			t.Errorf("%s: %d events, missed %q, cursor %q", test.name, len(f.Events), f.Missed, f.Cursor)
		}
	}
}

func TestReversed(t *testing.T) {
	t.Parallel()
	n := fixed()
	begin := n.Start()
	a, b, err := n.PostReversed(echo.Draft{By: "mia", Text: "first"}, echo.Draft{By: "mia", Text: "second"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"created second", "created first"}, textsOf(read(t, n, echo.View{}, begin))); diff != "" {
		t.Error(diff)
	}
	if b.Parent != a.ID || !a.At.Before(b.At) {
		t.Errorf("the second hangs under %q at %v, the first is %q at %v", b.Parent, b.At, a.ID, a.At)
	}
}

func TestReaderWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := echo.New(time.Now)
		cursor := n.Start()
		began := time.Now()
		time.AfterFunc(7*time.Second, func() { must(t, n, echo.Draft{By: "mia", Text: "at last"}) })
		f, err := n.Since(t.Context(), echo.View{}, cursor, 10, time.Minute)
		if err != nil || len(f.Events) != 1 || time.Since(began) != 7*time.Second {
			t.Errorf("after %v: %v %v", time.Since(began), textsOf(f), err)
		}
		began = time.Now()
		f, err = n.Since(t.Context(), echo.View{}, f.Cursor, 10, time.Minute)
		if err != nil || len(f.Events) != 0 || !f.Live || time.Since(began) != 25*time.Second {
			t.Errorf("a quiet network let its reader wait %v: %v %v", time.Since(began), textsOf(f), err)
		}
		// Who names a time learns at once where that is, and so that the network is there.
		began = time.Now()
		f, err = n.Since(t.Context(), echo.View{}, string(echo.CursorAt(began)), 10, time.Minute)
		if err != nil || len(f.Events) != 0 || time.Since(began) != 0 || strings.HasPrefix(f.Cursor, "since.") {
			t.Errorf("since now: %v, cursor %q after %v: %v", textsOf(f), f.Cursor, time.Since(began), err)
		}
	})
}

func TestHandles(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"mia": "mia.echo", "@Mia.Echo": "mia.echo", " a-b.c ": "a-b.c.echo",
		"": "", ".": "", "-a": "", "a..b": "", "a b": "", "é": "", ".echo": "",
	} {
		if got := echo.NormalHandle(in); got != want {
			t.Errorf("NormalHandle(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"Robin Vale": "robin-vale.echo", "@mia.echo": "mia.echo", "Zoë  B.": "zo-b.echo", "漢字": "", "": "",
		strings.Repeat("ab", 50): strings.Repeat("ab", 20) + ".echo",
	} {
		if got := echo.HandleFor(in); got != want {
			t.Errorf("HandleFor(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	n := fixed()
	must(t, n, echo.Draft{By: "acme", Text: "hi"})
	p := must(t, n, echo.Draft{By: "mia", Text: "“@acme.echo”, @acme.echo! (https://example.com/a?b=1). #late, #zug_7 x@acme.echo @nobody.echo: #! @example.com"})
	var mentions []string
	for _, m := range p.Mentions {
		mentions = append(mentions, m.Handle)
	}
	if diff := cmp.Diff([]string{"acme.echo", "nobody.echo"}, mentions); diff != "" {
		t.Errorf("mentions:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"https://example.com/a?b=1"}, p.Links); diff != "" {
		t.Errorf("links:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"late", "zug_7"}, p.Tags); diff != "" {
		t.Errorf("tags:\n%s", diff)
	}
}
