package listen

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkStreamClients goes the way of BenchmarkStream with new posts alone, as the network's
// clients write them: two in five answer, one in four has pictures with or without a description, one
// in seven a card of a link, one in twelve quotes, with pictures or without, some have films; one in
// four has links, of which the text shows the beginning, hashtags and mentions; no language or two; and
// one in twelve comes from software that writes other fields, times or ids. Fields stand in the order of
// the alphabet, as in Jetstream. The shares are round numbers of the order that one sees in the stream.
func BenchmarkStreamClients(b *testing.B) {
	set, _ := benchSet(b, 100_000, false)
	w := clients{Rand: rand.New(rand.NewPCG(7, 8))}
	c := theCorpus()
	var events [][]byte
	size := 0
	for i := range streamed {
		e := w.event(b, i, c.texts.at(i))
		events = append(events, e)
		size += len(e)
	}
	benchEvents(b, set, events, size)
}

// clients write posts.
type clients struct{ *rand.Rand }

type object = map[string]any

// one is true of so many in a hundred.
func (w clients) one(in100 int) bool { return w.IntN(100) < in100 }

func (w clients) letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz234567"[w.IntN(32)]
	}
	return string(b)
}

func (w clients) did() string { return "did:plc:" + w.letters(24) }

func (w clients) ref() object {
	return object{"cid": "bafyrei" + w.letters(52), "uri": "at://" + w.did() + "/app.bsky.feed.post/3" + w.letters(12)}
}

// blob is a file, of which the fields stand in an order of their own.
type blob struct {
	Type string `json:"$type"`
	Ref  object `json:"ref"`
	Kind string `json:"mimeType"`
	Size int    `json:"size"`
}

func (w clients) blob(kind string) blob {
	return blob{"blob", object{"$link": "bafkrei" + w.letters(52)}, kind, w.IntN(1e6)}
}

func (w clients) ratio() object {
	return object{"height": 300 + w.IntN(1700), "width": 300 + w.IntN(1700)}
}

func (w clients) images() object {
	var all []object
	for range 1 + w.IntN(4)*w.IntN(2) {
		alt := ""
		if w.one(40) {
			alt = `A pot of tea on a table, with a note: "back soon"` + strings.Repeat(" and some cups", w.IntN(6))
		}
		all = append(all, object{"alt": alt, "aspectRatio": w.ratio(), "image": w.blob("image/jpeg")})
	}
	return object{"$type": "app.bsky.embed.images", "images": all}
}

func (w clients) card() object {
	e := object{"description": "What is new, why it matters & what comes next. " + w.letters(60), "title": "News of the day: " + w.letters(30), "uri": "https://news.example/" + w.letters(30)}
	if w.one(80) {
		e["thumb"] = w.blob("image/jpeg")
	}
	return object{"$type": "app.bsky.embed.external", "external": e}
}

func (w clients) video() object {
	return object{"$type": "app.bsky.embed.video", "aspectRatio": w.ratio(), "video": w.blob("video/mp4")}
}

func (w clients) quote() object { return object{"$type": "app.bsky.embed.record", "record": w.ref()} }

// facets adds links, of which a text shows the beginning, hashtags and mentions to it.
func (w clients) facets(text string) (string, []object) {
	var all []object
	for range 1 + w.IntN(3) {
		tag := w.letters(8)
		shown, feature := "#"+tag, object{"$type": "app.bsky.richtext.facet#tag", "tag": tag}
		switch w.IntN(5) {
		case 0, 1:
			path := "news.example/" + w.letters(30)
			shown, feature = path[:24]+"...", object{"$type": "app.bsky.richtext.facet#link", "uri": "https://" + path}
		case 2:
			shown, feature = "@"+w.letters(9)+".bsky.social", object{"$type": "app.bsky.richtext.facet#mention", "did": w.did()}
		}
		text += " " + shown
		f := object{"features": []object{feature}, "index": object{"byteStart": len(text) - len(shown), "byteEnd": len(text)}}
		if w.one(30) {
			f["$type"] = "app.bsky.richtext.facet"
		}
		all = append(all, f)
	}
	return text, all
}

func (w clients) record(text string) object {
	r := object{"$type": "app.bsky.feed.post", "createdAt": "2026-11-22T07:00:00.000Z", "langs": []string{"en"}, "text": text}
	if w.one(40) {
		r["reply"] = object{"parent": w.ref(), "root": w.ref()}
	}
	switch k := w.IntN(100); {
	case k < 24:
		r["embed"] = w.images()
	case k < 38:
		r["embed"] = w.card()
	case k < 44:
		r["embed"] = w.quote()
	case k < 46:
		r["embed"] = object{"$type": "app.bsky.embed.recordWithMedia", "media": w.images(), "record": w.quote()}
	case k < 49:
		r["embed"] = w.video()
	}
	if w.one(24) {
		r["text"], r["facets"] = w.facets(text)
	}
	switch k := w.IntN(100); {
	case k < 10:
		delete(r, "langs")
	case k < 14:
		r["langs"] = []string{"en", "de"}
	case k < 18:
		r["langs"] = []string{"pt-BR"}
	}
	switch w.IntN(48) { // other software
	case 0:
		r["via"] = "a client"
	case 1:
		r["createdAt"] = "2026-11-22T07:00:00.123456Z"
	case 2:
		r["createdAt"] = "2026-11-22T09:00:00+02:00"
	case 3:
		r["tags"] = []string{"late", "news"}
	}
	return r
}

func (w clients) event(b *testing.B, i int, text string) []byte {
	type commit struct {
		Rev        string `json:"rev"`
		Operation  string `json:"operation"`
		Collection string `json:"collection"`
		Key        string `json:"rkey"`
		Record     object `json:"record"`
		CID        string `json:"cid"`
	}
	e, err := json.Marshal(struct {
		DID    string `json:"did"`
		At     int64  `json:"time_us"`
		Kind   string `json:"kind"`
		Commit commit `json:"commit"`
	}{w.did(), 1_732_000_000_000_000 + int64(i), "commit", commit{"3" + w.letters(12), "create", "app.bsky.feed.post", "3" + w.letters(12), w.record(text), "bafyrei" + w.letters(52)}})
	if err != nil {
		b.Fatal(err)
	}
	return e
}
