package bluesky

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

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
	e.at = now.UnixMicro()
	m := mapper{account: 7, me: "did:plc:acme"}
	got, ok := m.heard(&e, now)
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
		f    facet
		want string
	}{
		{"as clients write it", facet{start: 6, end: 16, did: "did:plc:acme"}, "acme.test"},
		{"past the end", facet{start: 6, end: 160, did: "did:plc:acme"}, ""},
		{"before the start", facet{start: -6, end: 16, did: "did:plc:acme"}, ""},
		{"backwards", facet{start: 16, end: 6, did: "did:plc:acme"}, ""},
		{"other words", facet{start: 0, end: 5, did: "did:plc:acme"}, ""},
	} {
		got := m.mentions(&record{text: text, facets: []facet{c.f}})
		want := []desk.HandleRef{{NetworkID: "did:plc:acme", Name: c.want, Followers: -1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if got := m.mentions(&record{text: text, facets: []facet{{start: 0, end: 5, did: "javascript:x"}}}); got != nil {
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
		{"ellipsis", "ü acme.test/a…", "acme.test/a…", "https://acme.test/abc", "ü https://acme.test/abc"},
		{"whole", "https://acme.test", "https://acme.test", "https://acme.test", "https://acme.test"},
		{"under words", "click here", "here", "https://acme.test", "click here"},
		{"lying", "bank.test/login", "bank.test/login", "https://evil.test/login", "bank.test/login"},
		{"script", "acme.test", "acme.test", "javascript:alert(1)", "acme.test"},
	} {
		start, end := at(c.text, c.part)
		got, _ := expand(c.text, []facet{{start: start, end: end, uri: c.uri}})
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	text := "a.test/x… b.test/y…"
	got, links := expand(text, []facet{
		{start: 0, end: 11, uri: "https://a.test/xyz"},
		{start: 2, end: 11, uri: "https://est/xyz"},
		{start: 1, end: 9, uri: "https://.test/x\x00"},
	})
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
	ev := func(op, collection, did string, r record) event {
		return event{kind: "commit", did: did, at: at.UnixMicro(),
			commit: commit{operation: op, collection: collection, key: "3l", record: r}}
	}
	e := ev("delete", postCollection, "did:plc:mia", record{})
	got, ok := m.heard(&e, at)
	want := desk.Heard{Change: desk.Deleted, Message: desk.Message{
		Account: 7, Network: "bluesky", NetworkID: "at://did:plc:mia/app.bsky.feed.post/3l", DeletedAt: at}}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("delete: %v %s", ok, diff)
	}
	e = ev("create", repostCollection, "did:plc:mia", record{subject: "at://did:plc:acme/app.bsky.feed.post/1"})
	got, ok = m.heard(&e, at)
	if !ok || got.Message.Form != desk.Repost || got.Message.SubjectBy.NetworkID != "did:plc:acme" || got.Message.Text != "" {
		t.Errorf("repost: %v %+v", ok, got)
	}
	e = ev("update", postCollection, "did:plc:acme", record{text: "Corrected"})
	got, ok = m.heard(&e, at)
	if !ok || got.Change != desk.Edited || !got.Message.EditedAt.Equal(at) || got.Message.Direction != desk.Out {
		t.Errorf("our edit: %v %+v", ok, got)
	}
	for name, e := range map[string]event{
		"a like":         ev("create", "app.bsky.feed.like", "did:plc:mia", record{}),
		"no such person": ev("create", postCollection, "mia", record{}),
		"no subject":     ev("create", repostCollection, "did:plc:mia", record{subject: "https://x"}),
		"an operation":   ev("rename", postCollection, "did:plc:mia", record{}),
		"a tombstone":    {kind: "tombstone", did: "did:plc:mia"},
	} {
		if got, ok := m.heard(&e, at); ok {
			t.Errorf("%s was heard as %+v", name, got)
		}
	}
}
