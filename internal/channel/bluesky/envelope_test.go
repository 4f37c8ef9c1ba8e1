package bluesky

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// FuzzEnvelope: of an event that the full decoder reads, the envelope says the same, all of it.
func FuzzEnvelope(f *testing.F) {
	for _, s := range []string{
		`{"did":"did:plc:abc","time_us":1732,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":"k","record":{"text":"Hi \ud83d\ude00","langs":["","en"],"reply":{"root":{"uri":"a"},"parent":{"uri":"b"}}},"cid":"c"}}`,
		`{"commit":{"record":{"embed":{"media":{"video":{"cid":"a"},"alt":"b","record":{"uri":"no"},"media":{"items":[{"image":{"cid":"c"}},{}]}},"record":{"uri":"q","record":{"uri":"r"}}},"embed":[],"tags":["a","","b"]}}}`,
		`{"commit":{"record":{"facets":[{"features":[{"tag":"a"},{"uri":"b"}],"features":[{"did":"c"}],"index":{"byteEnd":2,"byteEnd":3}},5,{"index":7,"features":{}}],"subject":{"uri":"s","uri":5},"reply":7}}}`,
		`{"commit":{"record":{"facets":[{}],"text":"a","text":5},"rkey":"k"},"did":"\u0041","time_us":1e3}`,
		"{\"did\":\"\xff\",\"commit\":{\"record\":{\"text\":\"\\ud83d\\u0041\xe2\x80\"}}}",
	} {
		f.Add([]byte(s))
	}
	f.Add([]byte(fullEvent))
	for _, b := range usualPosts() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		want, err := decodeEvent(b)
		r := envelope.New()
		e, ok := r.Read(b)
		if err != nil {
			return
		}
		if b = trimmed(b); len(b) == 0 || b[0] != '{' {
			return // a value of another type tells nothing
		}
		if diff := cmp.Diff(want.Event, *e, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(envelope.Record{}, "Usual", "Clean"), cmpopts.IgnoreFields(envelope.Image{}, "Alt")); !ok || diff != "" {
			t.Fatalf("%s\n%v (-full +envelope)\n%s", b, ok, diff)
		}
	})
}

// usualPosts are posts with what stands in them often, in the form of the network's own clients.
func usualPosts() (all [][]byte) {
	const (
		id      = "z72i7hdynmk6r22z27h6tvur"
		cid     = "bafyreihzwnyumvubacqyflkxpsejegc6sxwkcaxv3iwh3jrsssxqjqkbqy"
		address = `{"cid":"` + cid + `","uri":"at://did:plc:` + id + `/app.bsky.feed.post/3kb3fge5lm32x"}`
		blob    = `{"$type":"blob","ref":{"$link":"` + cid + `"},"mimeType":"image/jpeg","size":73291}`
		images  = `{"$type":"app.bsky.embed.images","images":[{"alt":"a \"pot\"","aspectRatio":{"height":12,"width":9},"image":` + blob + `}]}`
		quote   = `{"$type":"app.bsky.embed.record","record":` + address + `}`
	)
	for _, fields := range []string{
		`,"langs":["en"],"reply":{"parent":` + address + `,"root":` + address + `},"text":"Late again\n"`,
		`,"embed":` + images + `,"langs":["de","en"],"text":"Eine Kanne é"`,
		`,"embed":` + quote + `,"langs":["en"],"text":"Look"`,
		`,"embed":{"$type":"app.bsky.embed.recordWithMedia","media":` + images + `,"record":` + quote + `},"langs":["en"],"text":"\u0001x"`,
		`,"embed":{"$type":"app.bsky.embed.external","external":{"description":"a","thumb":` + blob + `,"title":"t","uri":"https://acme.example/x"}},"langs":["en"],"text":"ÿ"`,
		`,"embed":{"$type":"app.bsky.embed.video","alt":"a pot","aspectRatio":{"height":9,"width":16},"video":` + blob + `},"text":"\ud83d"`,
		`,"facets":[{"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://www.acme.example/Help/of/all/kinds?x=1"}],"index":{"byteEnd":24,"byteStart":4}}],"langs":["en"],"text":"See acme.example/help...\u0026"`,
		`,"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"late"}],"index":{"byteEnd":5,"byteStart":0}},{"$type":"app.bsky.richtext.facet","features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:` + id + `"}],"index":{"byteEnd":11,"byteStart":6}}],"langs":["en"],"text":"#late @acme"`,
	} {
		all = append(all, []byte(`{"did":"did:plc:`+id+`","time_us":1767321900000000,"kind":"commit","commit":{"rev":"3kb3fge5lm32y","operation":"create","collection":"app.bsky.feed.post","rkey":"3kb3fge5lm32x","record":{"$type":"app.bsky.feed.post","createdAt":"2026-01-02T03:04:05.678Z"`+
			fields+`},"cid":"`+cid+`"}}`))
	}
	return all
}

// TestUsualPosts: they are known by their form, and what is asked about them is what would be heard,
// as it is of posts that differ from them in one byte.
func TestUsualPosts(t *testing.T) {
	t.Parallel()
	r := envelope.New()
	for _, b := range usualPosts() {
		if e, ok := r.Read(b); !ok || !e.Record.Usual || !validDID(e.DID) || !validKey(e.Key) {
			t.Errorf("%s: is not known by its form", b)
		}
		if !sameAsHeard(t, b) {
			t.Errorf("%s: nobody was asked", b)
		}
		for i := range b {
			old := b[i]
			b[i] = "A\"\\\x7f"[i%4]
			sameAsHeard(t, b)
			b[i] = old
		}
	}
}

// TestSieveAllocates: nothing is allocated for a post that nobody wants, unless control characters
// are taken out of its text.
func TestSieveAllocates(t *testing.T) {
	v := sieveOf(func(*desk.Heard) bool { return false })
	v.told = at
	posts := slices.DeleteFunc(usualPosts(), func(b []byte) bool { return bytes.IndexByte(b, 0x7F) >= 0 })
	all := func() {
		for _, b := range posts {
			if it, err := v.item(b); it != nil || err != nil {
				t.Fatalf("%s: %+v, %v", b, it, err)
			}
		}
		v.events = 0
	}
	all()
	if n := testing.AllocsPerRun(100, all); n != 0 {
		t.Errorf("%v for %d posts", n, len(posts))
	}
}

func trimmed(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}
