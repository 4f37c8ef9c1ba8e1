package bluesky

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/channel/bluesky/envelope"
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
		if diff := cmp.Diff(want.Event, *e, cmpopts.EquateEmpty()); !ok || diff != "" {
			t.Fatalf("%s\n%v (-full +envelope)\n%s", b, ok, diff)
		}
	})
}

func trimmed(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}
