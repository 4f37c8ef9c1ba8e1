package bluesky

import (
	"fmt"
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

// TestSieve: only what is nothing but text is asked about, and the message asked about is
// the one that would be heard.
func TestSieve(t *testing.T) {
	t.Parallel()
	event := fmt.Sprintf(plainEvent, 1_767_321_900_000_000, 1, "acme is \"down\"\n😂")
	var asked []desk.Message
	v := newSieve(func(m *desk.Message) bool {
		asked = append(asked, *m)
		asked[len(asked)-1].Text = strings.Clone(m.Text)
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
	want.Message.PostedAt = timeOf(e.at) // what the post says of it is not asked
	if diff := cmp.Diff([]desk.Message{want.Message}, asked); diff != "" {
		t.Fatalf("(-heard +asked about)\n%s", diff)
	}

	v = newSieve(func(*desk.Message) bool { return false })
	for name, change := range map[string][2]string{
		"reply":      {`"langs"`, `"reply":{"parent":{"uri":"at://x"}},"langs"`},
		"picture":    {`"langs"`, `"embed":{},"langs"`},
		"mention":    {`"langs"`, `"facets":[],"langs"`},
		"tag":        {`"langs"`, `"tags":["x"],"langs"`},
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
