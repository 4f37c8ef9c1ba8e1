package bluesky_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
)

// listen opens an account that only listens.
func listen(t *testing.T, kind channel.Kind, set map[string]string) channel.Conn {
	t.Helper()
	c, err := kind.Open(desk.Account{ID: 8, Network: "bluesky", Settings: set}, nil, channel.Deps{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// hear pulls from a cursor until n messages came.
func hear(t *testing.T, c channel.Conn, from desk.Cursor, n int) (heard []desk.Heard, at desk.Cursor, missed string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for at = from; len(heard) < n; {
		b, err := c.Pull(ctx, at)
		if err != nil && !desk.Is(err, desk.Later) {
			t.Fatalf("%d of %d messages were heard: %v", len(heard), n, err)
		}
		if err != nil {
			time.Sleep(time.Millisecond) // the desk's back-off
			continue
		}
		heard, at = append(heard, b.Heard...), b.Cursor
		missed += b.Missed
	}
	return heard, at, missed
}

func texts(heard []desk.Heard) []string {
	var out []string
	for _, h := range heard {
		out = append(out, h.Message.Text)
	}
	return out
}

func minuteAgo() desk.Cursor { return fast().CursorAt(time.Now().Add(-time.Minute)) }

func say(t *testing.T, s *blueskytest.Server, text ...string) (uris []string) {
	t.Helper()
	for _, x := range text {
		uri, err := s.Post(blueskytest.Draft{By: "mia.test", Text: x})
		if err != nil {
			t.Fatal(err)
		}
		uris = append(uris, uri)
	}
	return uris
}

// TestPassed: what nobody wants is counted and not given, wherever the stream is taken up.
func TestPassed(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	wanted := func(h *desk.Heard) bool { return strings.Contains(h.Message.Text, "acme") }
	c, err := fast().Open(desk.Account{ID: 8, Network: "bluesky", Settings: s.Settings()}, nil, channel.Deps{Now: time.Now, Wanted: wanted})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	say(t, s, "one", "acme two", "three", "four", "acme five")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var heard []desk.Heard
	passed, at := 0, minuteAgo()
	for len(heard) < 2 {
		b, err := c.Pull(ctx, at)
		if err != nil {
			t.Fatal(err)
		}
		heard, passed, at = append(heard, b.Heard...), passed+b.Passed, b.Cursor
	}
	if diff := cmp.Diff([]string{"acme two", "acme five"}, texts(heard)); diff != "" || passed != 3 {
		t.Errorf("%d passed; (-want +heard)\n%s", passed, diff)
	}
}

func TestEventsThatNobodyWouldWriteAreLeftOut(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	say(t, s, "One")
	for _, raw := range []string{
		"", "{", "null", `"x"`, `{"kind":"commit"}`, `{"kind":"new","did":"did:plc:a"}`,
		`{"kind":"commit","did":"nobody","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"x","record":{"text":"x"}}}`,
		`{"kind":"commit","did":"did:plc:a","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"../x","record":{"text":"x"}}}`,
		`{"kind":"commit","did":"did:plc:a","time_us":1,"commit":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`,
	} {
		s.Send([]byte(raw))
	}
	s.Send([]byte(`{"pad":"` + strings.Repeat("x", 300<<10) + `","kind":"commit"}`))
	say(t, s, "Two")
	got, _, _ := hear(t, listen(t, fast(), s.Settings()), minuteAgo(), 2)
	if diff := cmp.Diff([]string{"One", "Two"}, texts(got)); diff != "" {
		t.Error(diff)
	}
}

// A server that does not know maxMessageSizeBytes sends what is too big. It must not end
// the connection, or the same event would end it again for ever.
func TestAnEventThatIsTooBigIsSkipped(t *testing.T) {
	t.Parallel()
	small := func(n int) string {
		return fmt.Sprintf(`{"kind":"commit","did":"did:plc:a","time_us":%d,"commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"k%d","record":{"text":"%d"}}}`,
			time.Now().UnixMicro(), n, n)
	}
	connections := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		connections++
		ctx := conn.CloseRead(r.Context())
		for _, e := range []string{small(1), `{"a":"` + strings.Repeat("x", 2<<20) + `"}`, small(2)} {
			if conn.Write(ctx, websocket.MessageText, []byte(e)) != nil {
				return
			}
		}
		<-ctx.Done()
	}))
	t.Cleanup(server.Close)
	set := map[string]string{"jetstream": "ws" + strings.TrimPrefix(server.URL, "http"), "reach": "loopback"}
	c := listen(t, fast(), set)
	got, _, _ := hear(t, c, "", 2)
	if diff := cmp.Diff([]string{"1", "2"}, texts(got)); diff != "" || connections != 1 {
		t.Errorf("%d connections; %s", connections, diff)
	}
	c.Close()
}

func TestTheNextHostTakesOver(t *testing.T) {
	t.Parallel()
	dead := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(dead.Close)
	s := blueskytest.New(t)
	say(t, s, "One", "Two")
	set := s.Settings()
	set["jetstream"] = "ws" + strings.TrimPrefix(dead.URL, "http") + "/subscribe," + set["jetstream"]
	got, _, _ := hear(t, listen(t, fast(), set), minuteAgo(), 2)
	if diff := cmp.Diff([]string{"One", "Two"}, texts(got)); diff != "" {
		t.Error(diff)
	}
}

func TestAFailureIsSaid(t *testing.T) {
	t.Parallel()
	dead := httptest.NewServer(http.NotFoundHandler())
	set := map[string]string{"jetstream": "ws" + strings.TrimPrefix(dead.URL, "http"), "reach": "loopback"}
	dead.Close()
	c := listen(t, bluesky.New(bluesky.Options{Quiet: 50 * time.Millisecond, MinRetry: time.Minute}), set)
	for range 2 { // the second one does not try again so soon, and says so too
		_, err := c.Pull(t.Context(), "")
		if !desk.Is(err, desk.Later) {
			t.Errorf("Pull: %v (kind %q), want later", err, desk.KindOf(err))
		}
	}
}

// TestAStreamOfGarbageIsReplaced: a host that sends nothing that can be read is given up for the
// next one, and what is wrong is said while there is none.
func TestAStreamOfGarbageIsReplaced(t *testing.T) {
	t.Parallel()
	garbage := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		ctx := conn.CloseRead(r.Context())
		for conn.Write(ctx, websocket.MessageText, []byte(`{"kind":"commit","did":`)) == nil {
		}
	}))
	t.Cleanup(garbage.Close)
	alone := map[string]string{"jetstream": "ws" + strings.TrimPrefix(garbage.URL, "http"), "reach": "loopback"}
	c, at := listen(t, fast(), alone), minuteAgo()
	_, err := c.Pull(t.Context(), at)
	for range 50 { // a busy machine may have read little of it
		if err != nil {
			break
		}
		_, err = c.Pull(t.Context(), at)
	}
	if !desk.Is(err, desk.Later) || !strings.Contains(err.Error(), "could not be read") {
		t.Errorf("nothing but garbage: %v", err)
	}
	s := blueskytest.New(t)
	say(t, s, "One")
	set := s.Settings()
	set["jetstream"] = alone["jetstream"] + "," + set["jetstream"]
	c = listen(t, fast(), set)
	for range 50 {
		b, err := c.Pull(t.Context(), at)
		if err != nil && !desk.Is(err, desk.Later) {
			t.Fatal(err)
		}
		if err == nil {
			at = b.Cursor
		}
		if len(b.Heard) > 0 {
			return
		}
	}
	t.Error("the next host was not heard")
}

func TestASilentStreamIsReplaced(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	kind := bluesky.New(bluesky.Options{Quiet: quiet, Stall: 30 * time.Millisecond, MinRetry: time.Millisecond, MaxRetry: 2 * time.Millisecond})
	c := listen(t, kind, s.Settings())
	at := minuteAgo()
	for s.Calls("subscribe") < 3 {
		b, err := c.Pull(t.Context(), at)
		if err != nil && !desk.Is(err, desk.Later) {
			t.Fatal(err)
		}
		if err == nil {
			at = b.Cursor
		}
	}
	say(t, s, "Still there")
	got, _, _ := hear(t, c, at, 1)
	if diff := cmp.Diff([]string{"Still there"}, texts(got)); diff != "" {
		t.Error(diff)
	}
}

// TestAMuteHostIsReplaced: a host that takes the connection and tells nothing is given up for the
// next one; while there is none, it is said which part of hearing does not work.
func TestAMuteHostIsReplaced(t *testing.T) {
	t.Parallel()
	taken := make(chan bool, 100)
	dumb := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		taken <- true
		<-conn.CloseRead(r.Context()).Done()
	}))
	t.Cleanup(dumb.Close)
	kind := bluesky.New(bluesky.Options{Quiet: quiet, Stall: 20 * time.Millisecond, MinRetry: time.Millisecond, MaxRetry: 2 * time.Millisecond})
	alone := map[string]string{"jetstream": "ws" + strings.TrimPrefix(dumb.URL, "http"), "reach": "loopback"}
	c := listen(t, kind, alone)
	at := minuteAgo()
	for said := false; !said; {
		b, err := c.Pull(t.Context(), at)
		if err == nil {
			at = b.Cursor
		}
		for _, p := range c.(channel.Pulser).Pulse() {
			if p.Part != desk.PartStream || !p.Streams || p.Busy || !p.Told.IsZero() || p.Err != nil {
				t.Errorf("of a host that told nothing: %+v", p)
			}
		}
		said = len(taken) >= 2 // it was connected anew
	}
	s := blueskytest.New(t)
	set := s.Settings()
	set["jetstream"] = alone["jetstream"] + "," + set["jetstream"]
	say(t, s, "One")
	c = listen(t, kind, set)
	if got, _, _ := hear(t, c, minuteAgo(), 1); got[0].Message.Text != "One" {
		t.Errorf("heard %v", texts(got))
	}
	if p := c.(channel.Pulser).Pulse(); len(p) != 1 || p[0].Err != nil || p[0].Told.IsZero() || p[0].At.Before(p[0].Told) {
		t.Errorf("it is heard, and yet %v", p)
	}
}

// TestAQuietHostIsKept: a host that has little to tell and answers is there, and is left alone for
// longer each time.
func TestAQuietHostIsKept(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	kind := bluesky.New(bluesky.Options{Quiet: 5 * time.Millisecond, Stall: 40 * time.Millisecond, MinRetry: time.Millisecond, MaxRetry: 2 * time.Millisecond})
	c := listen(t, kind, s.Settings())
	var first, last time.Time
	for at := minuteAgo(); last.Sub(first) < 20*40*time.Millisecond; {
		b, err := c.Pull(t.Context(), at)
		if err != nil && !desk.Is(err, desk.Later) {
			t.Fatal(err)
		}
		if err == nil {
			at = b.Cursor
		}
		for _, p := range c.(channel.Pulser).Pulse() {
			if p.Err != nil || !p.Told.IsZero() {
				t.Fatalf("of a quiet host: %+v", p)
			}
			if last = p.At; first.IsZero() {
				first = last
			}
		}
	}
	if n := s.Calls("subscribe"); n > 10 { // once each 40 ms would be 20 times
		t.Errorf("it was connected %d times", n)
	}
}

// TestCountedOnce: what a stream repeats when it is taken up again is not counted again, neither
// what nobody wanted nor what was handed on, nor, after a restart, what somebody did.
func TestCountedOnce(t *testing.T) {
	t.Parallel()
	for _, handOn := range []bool{false, true} {
		s := blueskytest.New(t)
		deps := channel.Deps{Now: time.Now, HandOn: handOn, Wanted: func(h *desk.Heard) bool { return strings.Contains(h.Message.Text, "acme") }}
		var c channel.Conn
		open := func() {
			var err error
			if c, err = fast().Open(desk.Account{ID: 8, Network: "bluesky", Settings: s.Settings()}, nil, deps); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { c.Close() })
		}
		open()
		at, counted := minuteAgo(), 0
		until := func(n int) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			for begun := false; counted < n || !begun; {
				b, err := c.Pull(ctx, at)
				if err != nil && !desk.Is(err, desk.Later) {
					t.Fatalf("%d of %d counted: %v", counted, n, err)
				}
				if begun = begun || err == nil; err == nil {
					counted, at = counted+b.Passed+b.UnreadPosts+len(b.Heard)-b.Again, b.Cursor
				}
			}
			if counted != n {
				t.Errorf("handed on %v: %d counted, want %d", handOn, counted, n)
			}
		}
		say(t, s, "one", "acme two", "three", "four", "acme five")
		until(5)
		s.Cut()
		say(t, s, "six", "acme seven")
		until(7)
		c.Close()
		open()
		say(t, s, "eight", "acme nine")
		until(9)
	}
}

// TestBreaks: a host that breaks off all the time is not stormed, what it tells is heard once, and
// that it does is said.
func TestBreaks(t *testing.T) {
	t.Parallel()
	var opened atomic.Int64
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		links := int(opened.Add(1))
		for n := max(1, links-2); n <= links; n++ {
			event := fmt.Sprintf(`{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":%d,"kind":"commit","commit":{"rev":"3kb%d","operation":"create","collection":"app.bsky.feed.post","rkey":"3kb%d","record":{"text":"%d","createdAt":"2026-01-02T03:04:05Z"},"cid":"bafy"}}`,
				time.Now().UnixMicro(), n, n, n)
			if conn.Write(r.Context(), websocket.MessageText, []byte(event)) != nil {
				break
			}
		}
		_ = conn.Close(websocket.StatusGoingAway, "")
	}))
	t.Cleanup(host.Close)
	kind := bluesky.New(bluesky.Options{Quiet: quiet, MinRetry: 10 * time.Millisecond, MaxRetry: 20 * time.Millisecond})
	c := listen(t, kind, map[string]string{"jetstream": "ws" + strings.TrimPrefix(host.URL, "http"), "reach": "loopback"})
	began := time.Now()
	got, _, _ := hear(t, c, minuteAgo(), 12)
	var want []string
	for n := range got {
		want = append(want, fmt.Sprint(n+1))
	}
	if diff := cmp.Diff(want, texts(got)); diff != "" {
		t.Error(diff)
	}
	if took := time.Since(began); took < 150*time.Millisecond { // 12 links, of which the last seven wait 10 to 50 ms more
		t.Errorf("it was stormed: 12 links in %v", took)
	}
	pulses := c.(channel.Pulser).Pulse()
	if len(pulses) != 1 || pulses[0].Part != desk.PartStream || pulses[0].At.IsZero() || !strings.Contains(pulses[0].Err.Error(), "keeps disconnecting") {
		t.Errorf("it is not said: %v", pulses)
	}
}

func TestAReconnectionBringsNothingTwice(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	c := listen(t, fast(), s.Settings())
	say(t, s, "One", "Two")
	got, at, _ := hear(t, c, minuteAgo(), 2)
	s.Cut()
	for s.Calls("subscribe") < 2 {
		b, err := c.Pull(t.Context(), at)
		if err != nil && !desk.Is(err, desk.Later) {
			t.Fatal(err)
		}
		if err == nil {
			got, at = append(got, b.Heard...), b.Cursor
		}
	}
	say(t, s, "Three")
	more, _, _ := hear(t, c, at, 1)
	if diff := cmp.Diff([]string{"One", "Two", "Three"}, texts(append(got, more...))); diff != "" {
		t.Errorf("the seconds before the cut came again, or were lost:\n%s", diff)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	var samples [][]byte
	for i := range 400 {
		samples = append(samples, fmt.Appendf(nil, `{"did":"did:plc:%d","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","record":{"text":"sample %d of what is said"}}}`, i*7919, i*i))
	}
	dict, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 77, Contents: samples, History: samples[0], Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "dictionary")
	if err := os.WriteFile(file, dict, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		opt  blueskytest.Options
		set  map[string]string
		want bool
	}{
		{"zstd", blueskytest.Options{}, map[string]string{"compress": "zstd"}, true},
		{"zstd with a dictionary", blueskytest.Options{Dictionary: dict}, map[string]string{"compress": "zstd", "zstd_dictionary": file}, true},
		{"zstd without the dictionary it needs", blueskytest.Options{Dictionary: dict}, map[string]string{"compress": "zstd"}, false},
		{"deflate", blueskytest.Options{Deflate: true}, map[string]string{"compress": "deflate"}, true},
		{"deflate where it is not offered", blueskytest.Options{}, map[string]string{"compress": "deflate"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := blueskytest.NewWith(t, c.opt)
			say(t, s, "One", "Two")
			set := s.Settings()
			for k, v := range c.set {
				set[k] = v
			}
			conn := listen(t, fast(), set)
			if c.want {
				got, _, _ := hear(t, conn, minuteAgo(), 2)
				if diff := cmp.Diff([]string{"One", "Two"}, texts(got)); diff != "" {
					t.Error(diff)
				}
				return
			}
			if b, err := conn.Pull(t.Context(), minuteAgo()); !desk.Is(err, desk.Later) || !strings.Contains(err.Error(), "dictionary") {
				t.Errorf("%v, %v; want an error that speaks of the dictionary", texts(b.Heard), err)
			}
		})
	}
}

// What the stream can no longer replay, the notifications still know.
func TestNotificationsMakeUpForTheStream(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, nil)
	before := w.open(t)
	ours, err := before.Send(t.Context(), w.out("We are here."))
	if err != nil {
		t.Fatal(err)
	}
	say(t, s, "@acme.test one")
	_, at, _ := hear(t, before, minuteAgo(), 2)
	before.Close()

	say(t, s, "@acme.test two", "said to nobody")
	post(t, s, blueskytest.Draft{By: "leo.test", Text: "three", ReplyTo: string(ours.NetworkID)})
	post(t, s, blueskytest.Draft{By: "ada.test", Text: "four", Quote: string(ours.NetworkID)})
	gone := say(t, s, "@acme.test five, deleted since")[0]
	if err := s.Delete(gone); err != nil {
		t.Fatal(err)
	}
	s.Forget()
	say(t, s, "six, said to nobody")
	var got []desk.Heard
	var missed string
	for conn := w.open(t); missed == "" || !has(got, "@acme.test two", "three", "four"); {
		more, next, m := hear(t, conn, at, 1)
		got, at, missed = append(got, more...), next, missed+m
		if len(got) > 20 {
			t.Fatalf("heard %v, missed %q", texts(got), missed)
		}
	}
	by := map[string]desk.Message{}
	for _, h := range got {
		by[h.Message.Text] = h.Message
	}
	if has(got, "@acme.test five, deleted since") || by["@acme.test two"].Mentions == nil || by["three"].Form != desk.Reply || by["four"].SubjectBy.NetworkID != s.DID(us) {
		t.Errorf("heard %v", texts(got))
	}
	if by["three"].Author.Name != "leo.test" {
		t.Errorf("the notification's author is %+v", by["three"].Author)
	}
}

// TestARevokedTokenLeavesTheStream: credentials that are refused while public posts come in are
// said, again and again, and the posts go on coming, each once.
func TestARevokedTokenLeavesTheStream(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, nil)
	conn := w.open(t)
	say(t, s, "one")
	got, at, _ := hear(t, conn, minuteAgo(), 1)
	s.Break(blueskytest.Fault{Trouble: blueskytest.Revoked})
	say(t, s, "two", "three")
	refused := 0
	for end := time.Now().Add(10 * time.Second); refused < 2 || len(got) < 3; { // by mentions and by private messages
		b, err := conn.Pull(t.Context(), at)
		switch {
		case desk.Is(err, desk.Unauthorized):
			refused++
			if !strings.Contains(err.Error(), "t accept this account's credentials") {
				t.Errorf("refused as %v", err)
			}
		case err != nil && !desk.Is(err, desk.Later):
			t.Fatal(err)
		case err == nil:
			got, at = append(got, b.Heard...), b.Cursor
		}
		if time.Now().After(end) {
			t.Fatalf("refused %d times, heard %v", refused, texts(got))
		}
	}
	if diff := cmp.Diff([]string{"one", "two", "three"}, texts(got)); diff != "" {
		t.Error(diff)
	}
	barred, works, direct := false, false, false
	for _, p := range conn.(channel.Pulser).Pulse() {
		barred = barred || p.Part == desk.PartMentions && desk.Is(p.Err, desk.Unauthorized)
		works = works || p.Part == desk.PartStream && p.Err == nil && !p.At.IsZero()
		direct = direct || p.Part == desk.PartDirect && desk.Is(p.Err, desk.Unauthorized) && strings.Contains(p.Err.Error(), "t accept this account's credentials")
	}
	if !barred || !works || !direct {
		t.Errorf("mentions barred %v, private messages barred for the same %v, stream heard %v", barred, direct, works)
	}
}

func has(heard []desk.Heard, want ...string) bool {
	all := texts(heard)
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(all, w) })
}

func TestACursorThatIsNoneBeginsNow(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	say(t, s, "Before")
	c := listen(t, fast(), s.Settings())
	b, err := c.Pull(t.Context(), "s=no+number")
	if err != nil || b.Missed == "" || len(b.Heard) > 0 || b.Cursor == "" {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestHandedOn: a stream that is handed on loses nothing and repeats nothing, and another
// process reads it.
func TestHandedOn(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	kind := fast()
	c, err := kind.Open(desk.Account{ID: 8, Network: "bluesky", Settings: s.Settings()}, nil, channel.Deps{Now: time.Now, HandOn: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	read := kind.Reader(desk.Account{ID: 8, Network: "bluesky"}, channel.Deps{Now: time.Now, Wanted: func(*desk.Heard) bool { return true }})
	var want []string
	for i := range 300 {
		want = append(want, fmt.Sprint("post ", i))
	}
	say(t, s, want[:100]...)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var got []string
	posts, at := 0, minuteAgo()
	pull := func(n int) {
		for len(got) < n {
			b, err := c.Pull(ctx, at)
			if err != nil {
				t.Fatal(err)
			}
			if at = b.Cursor; len(b.Heard) > 0 {
				t.Fatalf("read where it was heard: %v", texts(b.Heard))
			}
			posts += b.UnreadPosts
			for _, u := range b.Unread {
				h, _, err := read(u.Data)
				if err != nil || h == nil {
					t.Fatalf("%s: %v", u.Data, err)
				}
				got = append(got, h.Message.Text)
			}
		}
	}
	pull(100)
	say(t, s, want[100:]...)
	pull(300)
	if diff := cmp.Diff(want, got); diff != "" || posts != len(want) {
		t.Errorf("%d posts were counted (-said +read)\n%s", posts, diff)
	}
}
