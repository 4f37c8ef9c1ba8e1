package bluesky

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

const fullEvent = `{"did":"did:plc:mia","time_us":1764000000000001,"kind":"commit","future":{"a":[1,2.5e3,null,true]},
"commit":{"rev":"3l","operation":"create","collection":"app.bsky.feed.post","rkey":"3lbx","cid":"bafy",
"record":{"$type":"app.bsky.feed.post","createdAt":"2026-11-22T03:00:00.000Z","langs":["de-AT","en"],"tags":["extra"],
"text":"Gr\u00fc\u00dfe \ud83d\ude00 an @acme.test","reply":{"root":{"cid":"c","uri":"at://did:plc:a/app.bsky.feed.post/1"},"parent":{"cid":"c","uri":"at://did:plc:b/app.bsky.feed.post/2"}},
"facets":[{"index":{"byteEnd":29,"byteStart":19},"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:acme"},{"tag":"x"}]},{"features":[{"uri":"https://a.test/"}],"index":{"byteStart":-5,"byteEnd":99999999999}}],
"embed":{"media":{"images":[{"alt":"A cat","image":{"ref":{"$link":"bafkimage"}}}],"$type":"app.bsky.embed.images"},"record":{"record":{"uri":"at://did:plc:q/app.bsky.feed.post/9"}},"$type":"app.bsky.embed.recordWithMedia"}}}}`

func TestDecodeEvent(t *testing.T) {
	t.Parallel()
	got, err := decodeEvent([]byte(fullEvent))
	if err != nil {
		t.Fatal(err)
	}
	want := event{Event: envelope.Event{
		DID: "did:plc:mia", At: 1764000000000001, Kind: "commit",
		Operation: "create", Collection: postCollection, Key: "3lbx", Rev: "3l",
		Record: envelope.Record{
			Text: "Grüße 😀 an @acme.test", CreatedAt: "2026-11-22T03:00:00.000Z",
			Langs: []string{"de-AT", "en"}, Tags: []string{"extra"},
			Parent: "at://did:plc:b/app.bsky.feed.post/2", Root: "at://did:plc:a/app.bsky.feed.post/1",
			Facets: []envelope.Facet{
				{Start: 19, End: 29, DID: "did:plc:acme"}, {Start: 19, End: 29, Tag: "x"},
				{Start: -5, End: 99999999999, URI: "https://a.test/"},
			},
			Embed: envelope.Embed{Images: []envelope.Image{{CID: "bafkimage", Alt: "A cat"}}, Quoted: "at://did:plc:q/app.bsky.feed.post/9"},
		},
	}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(event{})); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeOtherKinds(t *testing.T) {
	t.Parallel()
	e, err := decodeEvent([]byte(`{"kind":"identity","did":"did:plc:a","time_us":5,"identity":{"did":"did:plc:a","handle":"new.test","seq":1}}`))
	if err != nil || e.handle != "new.test" || e.At != 5 {
		t.Errorf("identity: %+v, %v", e, err)
	}
	e, err = decodeEvent([]byte(`{"kind":"account","did":"did:plc:a","account":{"active":false,"status":"deleted"}}`))
	if err != nil || e.Kind != "account" || e.active {
		t.Errorf("account: %+v, %v", e, err)
	}
	for _, b := range []string{``, `null x`, `{"did":}`, `{"a":1,}`, `[`, `{"a":"` + "\x01" + `"}`, `{"a":01}`, `{"text":"\ud83"}`} {
		if _, err := decodeEvent([]byte(b)); err == nil {
			t.Errorf("%q was taken", b)
		}
	}
}

// FuzzDecode checks that no input breaks the decoder, that it takes exactly what is JSON,
// and that it reads the text as encoding/json does.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(fullEvent))
	f.Add([]byte(`{"commit":{"record":{"text":"\ud800\u0041 \ud83d\ude00 \\ \/"}}}`))
	f.Add([]byte("{\"commit\":{\"record\":{\"text\":\"bad \xff\xfe utf\"}}}"))
	f.Add([]byte(`{"commit":{"record":{"text":1,"facets":{"a":1},"langs":"en","reply":[]},"record":null}}`))
	f.Add([]byte(`{"commit":[[[[[[[[]]]]]]]],"time_us":9223372036854775808}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := decodeEvent(b)
		if err == errDeep {
			return
		}
		if valid := json.Valid(b); valid != (err == nil) {
			t.Fatalf("json.Valid says %v, the decoder %v", valid, err)
		}
		if err != nil {
			return
		}
		m := mapper{}
		var h desk.Heard
		if m.heard(&h, &e.Event, timeOf(e.At)) {
			checkMessage(t, &h.Message)
		}
		var top map[string]any
		if json.Unmarshal(b, &top) != nil {
			return
		}
		c, _ := top["commit"].(map[string]any)
		r, _ := c["record"].(map[string]any)
		want, _ := r["text"].(string)
		if e.Record.Text != want {
			t.Fatalf("text %q, encoding/json reads %q", e.Record.Text, want)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	in := []byte(fullEvent)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeEvent(in); err != nil {
			b.Fatal(err)
		}
	}
}
