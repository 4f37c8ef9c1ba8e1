package bluesky

import (
	"testing"

	"heed/internal/channel/bluesky/envelope"
)

// FuzzEnvelope: of an event that the full decoder reads, the envelope says the same.
func FuzzEnvelope(f *testing.F) {
	for _, s := range []string{
		`{"did":"did:plc:abc","time_us":1732,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":"k","record":{"text":"Hi \ud83d\ude00","langs":["","en"],"reply":{"root":{"uri":"a"},"parent":{"uri":"b"}}},"cid":"c"}}`,
		`{"commit":{"record":{"facets":[{}],"text":"a","text":5},"rkey":"k"},"did":"\u0041","time_us":1e3}`,
		"{\"did\":\"\xff\",\"commit\":{\"record\":{\"text\":\"\\ud83d\\u0041\xe2\x80\"}}}",
	} {
		f.Add([]byte(s))
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
		c := &want.commit
		lang := ""
		if len(c.record.langs) > 0 {
			lang = c.record.langs[0]
		}
		parent, root := r.Reply()
		if !ok || string(e.DID) != want.did || e.At != want.at || string(e.Kind) != want.kind || string(e.Operation) != c.operation ||
			string(e.Collection) != c.collection || string(e.Key) != c.key || string(e.Rev) != c.rev || string(e.Text) != c.record.text ||
			string(e.Lang) != lang || string(parent) != c.record.parent || string(root) != c.record.root {
			t.Fatalf("%s\nis %+v, the envelope says %+v", b, want, e)
		}
	})
}

func trimmed(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}
