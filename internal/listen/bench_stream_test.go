package listen

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"unsafe"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// BenchmarkStream goes from the JSON of one event to the searches that match it, an
// operation: the envelope is read, and a post that is nothing but a text is matched as it
// stands there. Events are made in the shape of Jetstream's around real posts.
func BenchmarkStream(b *testing.B) {
	b.Run("selective-100k", func(b *testing.B) {
		set, _ := benchSet(b, 100_000, false)
		benchStream(b, set)
	})
}

func benchStream(b *testing.B, set *Set) {
	const n = 3_000 // they stay near the processor, as what a socket has just brought
	events, size := streamOf(theCorpus(), n)
	m, r := set.Matcher(), envelope.New()
	post := &desk.Message{Network: "bluesky", Form: desk.Post, Author: desk.HandleRef{Followers: -1}}
	var found []desk.SearchID
	matched := 0
	one := func(i int) {
		e, ok := r.Read(events[i%n])
		if !ok {
			b.Fatal("an event that is no JSON")
		}
		post.Text, post.Author.NetworkID = inPlace(e.Text), inPlace(e.DID)
		if post.Lang != string(e.Lang) {
			post.Lang = string(e.Lang)
		}
		found = m.Match(post, found[:0])
		matched += len(found)
	}
	for i := range n {
		one(i)
	}
	const rounds = 10
	decode := onThread(func() {
		for i := range rounds * n {
			r.Read(events[i%n])
		}
	}) / rounds
	b.ReportAllocs()
	b.SetBytes(int64(size / n))
	b.ResetTimer()
	cpu := onThread(func() {
		for i := range b.N {
			one(i)
		}
	})
	b.StopTimer()
	each := float64(cpu.Nanoseconds()) / float64(b.N)
	b.ReportMetric(each, "cpu-ns/event")
	b.ReportMetric(1000/each, "M-events/s/core")
	b.ReportMetric(float64(decode.Nanoseconds())/n, "decode-ns/event")
	b.ReportMetric(float64(size)/n, "bytes/event")
	b.Logf("%s; GOMAXPROCS %d", theCorpus().source, runtime.GOMAXPROCS(0))
}

// inPlace is a string where the bytes are: good until the event is reused, as a Matcher
// allows.
func inPlace(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// streamOf puts posts into events.
func streamOf(c *corpus, n int) (events [][]byte, size int) {
	r := rand.New(rand.NewPCG(5, 6))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyz234567"[r.IntN(32)]
		}
		return string(b)
	}
	address := func() string {
		return fmt.Sprintf(`{"cid":"bafyrei%s","uri":"at://did:plc:%s/app.bsky.feed.post/%s"}`, letters(52), letters(24), letters(13))
	}
	for i := range n {
		text, err := json.Marshal(c.texts[i%len(c.texts)])
		if err != nil {
			continue
		}
		rest := ""
		switch i % 8 {
		case 0, 1, 2:
			rest = fmt.Sprintf(`,"reply":{"parent":%s,"root":%s}`, address(), address())
		case 3, 4:
			rest = fmt.Sprintf(`,"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"","image":{"$type":"blob","ref":{"$link":"bafkrei%s"},"mimeType":"image/jpeg","size":%d}}]}`, letters(52), r.IntN(1e6))
		}
		e := fmt.Appendf(nil, `{"did":"did:plc:%s","time_us":%d,"kind":"commit","commit":{"rev":"%s","operation":"create","collection":"app.bsky.feed.post","rkey":"%s","record":{"$type":"app.bsky.feed.post","createdAt":"2026-11-22T07:00:00.000Z"%s,"langs":["en"],"text":%s},"cid":"bafyrei%s"}}`,
			letters(24), 1_732_000_000_000_000+i, letters(13), letters(13), rest, text, letters(52))
		events = append(events, e)
		size += len(e)
	}
	return events, size
}
