package bluesky

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// checkMessage holds for every message, whatever it was made of.
func checkMessage(t *testing.T, m *desk.Message) {
	t.Helper()
	for _, s := range append(append([]string{m.Text, m.Lang, m.URL, string(m.NetworkID)}, m.Links...), m.Tags...) {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("%q cannot be kept", s)
		}
	}
	if m.Network != network || m.NetworkID == "" {
		t.Errorf("no identity: %q %q", m.Network, m.NetworkID)
	}
	if len(m.Text) > maxText || len(m.Links) > maxLinks+1 || len(m.Mentions) > maxMentions {
		t.Error("too much")
	}
}

func TestMessageOfEvent(t *testing.T) {
	t.Parallel()
	e, err := decodeEvent([]byte(fullEvent))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 3, 0, 9, 0, time.UTC)
	e.At = now.UnixMicro()
	m := mapper{account: 7, me: "did:plc:acme"}
	var got desk.Heard
	ok := m.heard(&got, &e.Event, now)
	if !ok {
		t.Fatal("not heard")
	}
	someone := func(did, name string) desk.HandleRef {
		return desk.HandleRef{NetworkID: did, Name: name, Followers: -1}
	}
	want := desk.Heard{Change: desk.Created, Message: desk.Message{
		Account: 7, Network: "bluesky", NetworkID: "at://did:plc:mia/app.bsky.feed.post/3lbx",
		URL: "https://bsky.app/profile/did:plc:mia/post/3lbx", Direction: desk.In, Form: desk.Reply,
		Author: someone("did:plc:mia", ""), Text: "Grüße 😀 an @acme.test", Lang: "de",
		Links: []string{"https://a.test/"}, Tags: []string{"x", "extra"},
		Media: []desk.Media{{Kind: "image", Alt: "A cat",
			URL: "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:mia/bafkimage@jpeg"}},
		Mentions: []desk.HandleRef{someone("did:plc:acme", "")},
		Parent:   "at://did:plc:b/app.bsky.feed.post/2", ParentBy: someone("did:plc:b", ""),
		Root:    "at://did:plc:a/app.bsky.feed.post/1",
		Subject: "at://did:plc:q/app.bsky.feed.post/9", SubjectBy: someone("did:plc:q", ""),
		PostedAt: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC), HeardAt: now,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMentionsAreNamedByTheTextTheyCover(t *testing.T) {
	t.Parallel()
	m := mapper{}
	text := "Hallo @acme.test!"
	for _, c := range []struct {
		name string
		f    envelope.Facet
		want string
	}{
		{"as clients write it", envelope.Facet{Start: 6, End: 16, DID: "did:plc:acme"}, "acme.test"},
		{"past the end", envelope.Facet{Start: 6, End: 160, DID: "did:plc:acme"}, ""},
		{"before the start", envelope.Facet{Start: -6, End: 16, DID: "did:plc:acme"}, ""},
		{"backwards", envelope.Facet{Start: 16, End: 6, DID: "did:plc:acme"}, ""},
		{"other words", envelope.Facet{Start: 0, End: 5, DID: "did:plc:acme"}, ""},
	} {
		got := m.mentions(&envelope.Record{Text: text, Facets: []envelope.Facet{c.f}})
		want := []desk.HandleRef{{NetworkID: "did:plc:acme", Name: c.want, Followers: -1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if got := m.mentions(&envelope.Record{Text: text, Facets: []envelope.Facet{{Start: 0, End: 5, DID: "javascript:x"}}}); got != nil {
		t.Errorf("mentioned %v", got)
	}
}

func TestLinksAreWrittenOut(t *testing.T) {
	t.Parallel()
	at := func(text, part string) (int64, int64) {
		i := int64(strings.Index(text, part))
		return i, i + int64(len(part))
	}
	for _, c := range []struct{ name, text, part, uri, want string }{
		{"shortened", "see acme.test/orders/12... now", "acme.test/orders/12...", "https://www.acme.test/orders/123456", "see https://www.acme.test/orders/123456 now"},
		{"shortened in other letters", "see Acme.test/orders/12... now", "Acme.test/orders/12...", "https://WWW.acme.test/Orders/123456", "see https://WWW.acme.test/Orders/123456 now"},
		{"ellipsis", "ü acme.test/a…", "acme.test/a…", "https://acme.test/abc", "ü https://acme.test/abc"},
		{"with www", "see www.acme.test/a... now", "www.acme.test/a...", "https://www.acme.test/abc", "see https://www.acme.test/abc now"},
		{"with another link in it", "a.test/?u=https://b.test...", "a.test/?u=https://b.test...", "https://a.test/?u=https://b.test/x", "a.test/?u=https://b.test..."},
		{"no domain name", "acme... now", "acme...", "https://acme.test", "acme... now"},
		{"too short behind www", "www.ab now", "www.ab", "https://www.ab.test", "www.ab now"},
		{"too short", "a.b now", "a.b", "https://a.b/x", "a.b now"},
		{"whole", "https://acme.test", "https://acme.test", "https://acme.test", "https://acme.test"},
		{"under words", "click here", "here", "https://acme.test", "click here"},
		{"lying", "bank.test/login", "bank.test/login", "https://evil.test/login", "bank.test/login"},
		{"script", "acme.test", "acme.test", "javascript:alert(1)", "acme.test"},
	} {
		start, end := at(c.text, c.part)
		got, _ := (&mapper{}).expand(c.text, []envelope.Facet{{Start: start, End: end, URI: c.uri}}, false)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	text := "a.test/x… b.test/y…"
	got, links := (&mapper{}).expand(text, []envelope.Facet{
		{Start: 0, End: 11, URI: "https://a.test/xyz"},
		{Start: 2, End: 11, URI: "https://est/xyz"},
		{Start: 1, End: 9, URI: "https://.test/x\x00"},
	}, false)
	if got != "https://a.test/xyz b.test/y…" || len(links) != 2 {
		t.Errorf("overlapping: %q %v", got, links)
	}
}

func TestTimesThatCannotBe(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		said string
		want time.Time
	}{
		{"2026-11-22T02:59:00+00:00", at.Add(-time.Minute)},
		{"2026-11-22T02:59:00Z", at.Add(-time.Minute)},
		{"2999-01-01T00:00:00Z", at},
		{"2011-01-01T00:00:00Z", at},
		{"", at}, {"yesterday", at}, {"0000-01-01T00:00:00Z", at},
	} {
		if got := postedAt(c.said, at); !got.Equal(c.want) {
			t.Errorf("%q: %v, want %v", c.said, got, c.want)
		}
	}
}

func TestOtherEvents(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	m := mapper{account: 7, me: "did:plc:acme"}
	ev := func(op, collection, did string, r envelope.Record) envelope.Event {
		return envelope.Event{Kind: "commit", DID: did, At: at.UnixMicro(), Operation: op, Collection: collection, Key: "3l", Record: r}
	}
	e := ev("delete", postCollection, "did:plc:mia", envelope.Record{})
	var got desk.Heard
	ok := m.heard(&got, &e, at)
	want := desk.Heard{Change: desk.Deleted, Message: desk.Message{
		Account: 7, Network: "bluesky", NetworkID: "at://did:plc:mia/app.bsky.feed.post/3l",
		Author: desk.HandleRef{NetworkID: "did:plc:mia", Followers: -1}, DeletedAt: at}}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("delete: %v %s", ok, diff)
	}
	e = ev("create", repostCollection, "did:plc:mia", envelope.Record{Subject: "at://did:plc:acme/app.bsky.feed.post/1"})
	ok = m.heard(&got, &e, at)
	if !ok || got.Message.Form != desk.Repost || got.Message.SubjectBy.NetworkID != "did:plc:acme" || got.Message.Text != "" {
		t.Errorf("repost: %v %+v", ok, got)
	}
	e = ev("update", postCollection, "did:plc:acme", envelope.Record{Text: "Corrected"})
	ok = m.heard(&got, &e, at)
	if !ok || got.Change != desk.Edited || !got.Message.EditedAt.Equal(at) || got.Message.Direction != desk.Out {
		t.Errorf("our edit: %v %+v", ok, got)
	}
	for name, e := range map[string]envelope.Event{
		"a like":         ev("create", "app.bsky.feed.like", "did:plc:mia", envelope.Record{}),
		"no such person": ev("create", postCollection, "mia", envelope.Record{}),
		"no subject":     ev("create", repostCollection, "did:plc:mia", envelope.Record{Subject: "https://x"}),
		"an operation":   ev("rename", postCollection, "did:plc:mia", envelope.Record{}),
		"a tombstone":    {Kind: "tombstone", DID: "did:plc:mia"},
	} {
		if m.heard(&got, &e, at) {
			t.Errorf("%s was heard as %+v", name, got)
		}
	}
}

// TestPlain compares with what it stands for, for every byte at every place.
func TestPlain(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				b := []byte(strings.Repeat(" ", n))
				b[at] = byte(c)
				want := c >= 0x20 && c < 0x7F
				if isPlain(string(b)) != want {
					t.Fatalf("%q is plain: %v", b, !want)
				}
				if want = want && c != '%'; isPlainBut(string(b), '%') != want {
					t.Fatalf("%q is plain and without %%: %v", b, !want)
				}
			}
		}
	}
	if !isPlain("") || !isPlain("~~~~~~~~ !!!!!!!! ~") {
		t.Error("what is plain is not")
	}
	if isPlain("\x01~~~~~~~") || isPlain(" \x00      ") {
		t.Error("a borrow hides a control character")
	}
}

// TestControls: eight bytes at a time tell what one at a time does.
func TestControls(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		want := c < 0x20 && c != '\n' && c != '\t' || c == 0x7F
		for _, beside := range []byte{'a', '\n', '\t', 0x80, 0xFF, 0x0B - 1, '!'} {
			for at := range 20 {
				s := bytes.Repeat([]byte{beside}, 20)
				s[at] = byte(c)
				if got := hasControls(string(s)); got != want {
					t.Fatalf("%q: %v", s, got)
				}
			}
		}
	}
}

// TestUsual: the common forms are known only where the rules know them too.
func TestUsual(t *testing.T) {
	t.Parallel()
	id := []byte("at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399")
	if _, ok := usualPlace(string(id)); !ok {
		t.Fatal("the usual address is not known")
	}
	for at := range id {
		for c := range 256 {
			b := bytes.Clone(id)
			b[at] = byte(c)
			usual, ok := usualPlace(string(b))
			did, rest, _ := strings.Cut(strings.TrimPrefix(string(b), "at://"), "/")
			collection, key, _ := strings.Cut(rest, "/")
			if ok && (usual != place{did, collection, key} || !strings.HasPrefix(string(b), "at://did:plc:") || !all(did, alnum|inDID) || collection != postCollection || !all(key, alnum)) {
				t.Fatalf("%q was taken for %+v", b, usual)
			}
			if lower := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'; lower && (at > 56 || at > 12 && at < 37) && !ok {
				t.Fatalf("%q is as usual and was not known", b)
			}
		}
	}
}

// TestHostLen: eight bytes at a time tell what one at a time does, for every byte at every place.
func TestHostLen(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				for _, beside := range []string{"a", "Z", "9", "."} {
					b := []byte(strings.Repeat(beside, n))
					b[at] = byte(c)
					want := n
					if classes[c]&(alnum|inHost) == 0 {
						want = at
					}
					if got := hostLen(string(b)); got != want {
						t.Fatalf("%q: %d", b, got)
					}
				}
			}
		}
	}
}
