package bluesky

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

const plainEvent = `{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":%d,"kind":"commit","commit":{"rev":"3kb","operation":"create","collection":"app.bsky.feed.post","rkey":"3kb3fge5lm3%02d","record":{"$type":"app.bsky.feed.post","createdAt":"2026-01-02T03:04:05Z","langs":["en-GB"],"text":%q},"cid":"bafy"}}`

func newSieve(wanted func(m *desk.Message) bool) *sieve {
	s := &stream{mapper: &mapper{account: 3, me: "did:plc:ourselves"}, now: func() time.Time { return time.Unix(1_767_322_000, 0) }, wanted: wanted}
	return &sieve{s: s, reader: envelope.New()}
}

// TestSieve: of new posts that answer nobody it is asked, and the message asked about is the
// one that would be heard.
func TestSieve(t *testing.T) {
	t.Parallel()
	event := fmt.Sprintf(plainEvent, 1_767_321_900_000_000, 1, "acme is \"down\"\n😂")
	var asked []desk.Message
	v := newSieve(func(m *desk.Message) bool {
		asked = append(asked, *m)
		last := &asked[len(asked)-1]
		last.Text, last.NetworkID, last.Author.NetworkID = strings.Clone(m.Text), desk.NetworkID(strings.Clone(string(m.NetworkID))), strings.Clone(m.Author.NetworkID)
		return true
	})
	if it, more := v.pass([]byte(event)); more || it.at != 0 {
		t.Fatalf("a post that is wanted was passed over: %+v", it)
	}
	e, err := decodeEvent([]byte(event))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := v.s.mapper.heard(&e, v.s.now())
	want.Message.PostedAt, want.Message.URL = timeOf(e.at), "" // what the post says of it is not asked
	if diff := cmp.Diff([]desk.Message{want.Message}, asked); diff != "" {
		t.Fatalf("(-heard +asked about)\n%s", diff)
	}

	v = newSieve(func(*desk.Message) bool { return false })
	for name, change := range map[string][2]string{
		"reply":      {`"langs"`, `"reply":{"parent":{"uri":"at://x"}},"langs"`},
		"subject":    {`"langs"`, `"subject":{"uri":"at://x"},"langs"`},
		"torn":       {`"langs"`, `"facets":[1,],"langs"`},
		"edit":       {`"create"`, `"update"`},
		"deletion":   {`"create"`, `"delete"`},
		"repost":     {`"app.bsky.feed.post","rkey"`, `"app.bsky.feed.repost","rkey"`},
		"other kind": {`"kind":"commit"`, `"kind":"identity"`},
		"ourselves":  {`did:plc:z72i7hdynmk6r22z27h6tvur`, `did:plc:ourselves`},
		"no time":    {`"time_us":1767321900000000`, `"time_us":0`},
		"no key":     {`"rkey":"3kb3fge5lm301"`, `"rkey":"a/b"`},
		"broken":     {`"cid":"bafy"`, `"cid":"bafy`},
		"no record":  {`"record":`, `"recorded":`},
	} {
		changed := strings.Replace(event, change[0], change[1], 1)
		if changed == event {
			t.Fatalf("%s: nothing to change", name)
		}
		if it, more := v.pass([]byte(changed)); more || it.passed > 0 {
			t.Errorf("%s: was passed over", name)
		}
	}
}

// kinds are what else the records of posts that answer nobody hold.
var kinds = map[string]string{
	"link":    `"facets":[{"index":{"byteStart":0,"byteEnd":4},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://acme.example/help"}]}],`,
	"mention": `"facets":[{"features":[{"did":"did:plc:z72i7hdynmk6r22z27h6tvux"}],"index":{"byteStart":0,"byteEnd":4}}],`,
	"tag":     `"facets":[{"index":{"byteStart":0,"byteEnd":4},"features":[{"tag":"late"}]}],"tags":["x"],`,
	"picture": `"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"a pot","image":{"$type":"blob","ref":{"$link":"bafkreiabcdefgh"},"mimeType":"image/jpeg","size":9}}]},`,
	"card":    `"embed":{"$type":"app.bsky.embed.external","external":{"uri":"https://acme.example/x","title":"t","description":"d"}},`,
	"quote":   `"embed":{"$type":"app.bsky.embed.record","record":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399"}},`,
	"nothing": `"embed":{},`,
}

func eventOf(kind string) []byte {
	return []byte(strings.Replace(fmt.Sprintf(plainEvent, 1_767_321_900_000_000, 1, "acme.example/help is late"), `"langs"`, kinds[kind]+`"langs"`, 1))
}

// TestSieveKinds: a post with links, mentions, tags, pictures or a quote is asked about as it
// would be heard, and passed over when nobody wants it.
func TestSieveKinds(t *testing.T) {
	t.Parallel()
	for kind := range kinds {
		sameAsHeard(t, eventOf(kind))
		v := newSieve(func(*desk.Message) bool { return false })
		if _, more := v.pass(eventOf(kind)); !more && v.told == 0 {
			t.Errorf("%s: was not passed over", kind)
		}
	}
}

// sameAsHeard compares what is asked about an event with what would be heard of it.
func sameAsHeard(t *testing.T, b []byte) {
	var asked []desk.Message
	v := newSieve(func(m *desk.Message) bool {
		asked = append(asked, *m)
		last := &asked[len(asked)-1]
		last.Text, last.NetworkID, last.Author.NetworkID = strings.Clone(m.Text), desk.NetworkID(strings.Clone(string(m.NetworkID))), strings.Clone(m.Author.NetworkID)
		return false
	})
	_, more := v.pass(b)
	e, err := decodeEvent(b)
	if err != nil {
		return // such an event is left out in either way
	}
	heard, tells := v.s.mapper.heard(&e, v.s.now())
	if len(asked) == 0 {
		if more {
			t.Fatalf("%s\nwas passed over without asking", b)
		}
		return
	}
	for _, m := range []*desk.Message{&heard.Message, &asked[0]} { // it is not asked what the post says of its time
		m.PostedAt, m.URL = time.Time{}, ""
	}
	if diff := cmp.Diff([]desk.Message{heard.Message}, asked); diff != "" || !tells || heard.Change != desk.Created || heard.Message.Parent != "" {
		t.Fatalf("%s\n%v, %v (-heard +asked about)\n%s", b, tells, heard.Change, diff)
	}
}

// FuzzSieve: whatever an event is, what is asked about it is what would be heard.
func FuzzSieve(f *testing.F) {
	for kind := range kinds {
		f.Add(eventOf(kind))
	}
	f.Add([]byte(`{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","time_us":1767321900000000,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"a","record":{"text":"a","tags":["b"],"tags":5,"facets":[{}]}}}`))
	f.Fuzz(func(t *testing.T, b []byte) { sameAsHeard(t, b) })
}

// BenchmarkSieve is the time of one event that nobody wants, by kind: until it is passed over,
// or until it is decoded in full.
func BenchmarkSieve(b *testing.B) {
	events := map[string][]byte{"plain": eventOf(""), "reply": []byte(strings.Replace(string(eventOf("")), `"langs"`,
		`"reply":{"parent":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399"},"root":{"cid":"bafy","uri":"at://did:plc:z72i7hdynmk6r22z27h6tvuz/app.bsky.feed.post/3kb3fge5lm399"}},"langs"`, 1))}
	for kind := range kinds {
		events[kind] = eventOf(kind)
	}
	for _, kind := range slices.Sorted(maps.Keys(events)) {
		b.Run(kind, func(b *testing.B) {
			v := newSieve(func(*desk.Message) bool { return false })
			b.ReportAllocs()
			b.SetBytes(int64(len(events[kind])))
			for b.Loop() {
				if it, more := v.pass(events[kind]); !more && it.at == 0 {
					e, err := decodeEvent(events[kind])
					if err != nil {
						b.Fatal(err)
					}
					v.s.take(&e)
				}
			}
		})
	}
}

// TestSieveTells: what was passed over is told now and then, all of it, with its time.
func TestSieveTells(t *testing.T) {
	t.Parallel()
	v := newSieve(func(*desk.Message) bool { return false })
	told, items, at := 0, 0, int64(0)
	const n = 10_000
	for i := range n {
		when := int64(1_767_321_900_000_000 + i*1000)
		it, more := v.pass(fmt.Appendf(nil, plainEvent, when, i%100, "nothing of the kind"))
		if !more {
			told, items, at = told+it.passed, items+1, it.at
			if it.at != when || it.tells {
				t.Fatalf("item %+v at %d", it, when)
			}
		}
	}
	if told+v.count() != n || items > n/mostPassed+1 || at == 0 {
		t.Errorf("%d told by %d items", told, items)
	}
	v.s.wanted = nil
	if it, more := v.pass(fmt.Appendf(nil, plainEvent, int64(1_767_321_900_000_000), 1, "x")); more || it.passed > 0 {
		t.Error("without anybody to ask, everything is wanted")
	}
}
