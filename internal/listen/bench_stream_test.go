package listen

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"heed/internal/channel/bluesky"
	"heed/internal/desk"
)

// BenchmarkStream goes from the JSON of one event to the searches that match it, an operation,
// the way that the channel goes: events are read, posts become messages with all that a search
// can ask for, and what matches is read in full. Events are made in the shape of Jetstream's
// around real posts: posts alone, what heed subscribes to, and all that the network tells.
func BenchmarkStream(b *testing.B) {
	for _, s := range []struct {
		name string
		mix  mix
	}{
		{"selective-100k", onlyPosts}, {"selective-100k-subscribed", subscribed}, {"selective-100k-everything", everything},
	} {
		b.Run(s.name, func(b *testing.B) {
			set, _ := benchSet(b, 100_000, false)
			benchStream(b, set, s.mix)
		})
	}
}

// A mix is of how many in a hundred events each kind is; the rest are posts. The shares are
// round numbers of the order that the network's public statistics show.
type mix struct{ like, follow, repost, deletion, account int }

var (
	onlyPosts  = mix{}
	subscribed = mix{repost: 42, deletion: 8, account: 3}
	everything = mix{like: 56, follow: 9, repost: 10, deletion: 7, account: 1}
)

// streamed are so many events. They stay near the processor, as what a socket has just brought.
const streamed = 3_000

func benchStream(b *testing.B, set *Set, of mix) {
	events, size := streamOf(theCorpus(), streamed, of)
	benchEvents(b, set, events, size)
}

func benchEvents(b *testing.B, set *Set, events [][]byte, size int) {
	n := len(events)
	m := set.Matcher()
	var found []desk.SearchID
	matched, asked := 0, 0
	read := bluesky.Passing(desk.Account{ID: 1}, func(h *desk.Heard) bool {
		if h.Change != desk.Created || h.Message.Form == desk.Repost {
			return false
		}
		found = m.Match(&h.Message, found[:0])
		matched, asked = matched+len(found), asked+1
		return len(found) > 0
	})
	silent := bluesky.Passing(desk.Account{ID: 1}, func(*desk.Heard) bool { return false })
	run := func(read func([]byte) (bool, error), times int) float64 {
		return float64(onThread(func() {
			for i := range times {
				if _, err := read(events[i%n]); err != nil {
					b.Fatal(err)
				}
			}
		}).Nanoseconds()) / float64(times)
	}
	run(read, n)
	matched, asked = 0, 0
	decode := run(silent, 10*n)
	b.ReportAllocs()
	b.SetBytes(int64(size / n))
	b.ResetTimer()
	each := run(read, b.N)
	b.StopTimer()
	b.ReportMetric(each, "cpu-ns/event")
	b.ReportMetric(1000/each, "M-events/s/core")
	b.ReportMetric(decode, "decode-ns/event")
	b.ReportMetric(float64(size)/float64(n), "bytes/event")
	b.ReportMetric(100*float64(asked)/float64(b.N), "posts/100")
	b.ReportMetric(100*float64(matched)/float64(b.N), "matches/100")
	b.Logf("%s; GOMAXPROCS %d", theCorpus().source, runtime.GOMAXPROCS(0))
}

// streamOf puts posts into events: two in five answer, a fifth have pictures, others a link,
// a hashtag, a mention or a quote.
func streamOf(c *corpus, n int, of mix) (events [][]byte, size int) {
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
	commit := func(operation, collection, rest string) string {
		return fmt.Sprintf(`"kind":"commit","commit":{"rev":"%s","operation":"%s","collection":"%s","rkey":"%s"%s}}`, letters(13), operation, collection, letters(13), rest)
	}
	record := func(kind, fields string) string {
		return fmt.Sprintf(`,"record":{"$type":"%s","createdAt":"2026-11-22T07:00:00.000Z"%s},"cid":"bafyrei%s"`, kind, fields, letters(52))
	}
	facet := func(end int, feature string) string {
		return fmt.Sprintf(`,"facets":[{"features":[{%s}],"index":{"byteEnd":%d,"byteStart":0}}]`, feature, end)
	}
	post := func(text string) string {
		rest, end := "", strings.IndexByte(text+" ", ' ')
		if r.IntN(5) < 2 {
			rest += fmt.Sprintf(`,"reply":{"parent":%s,"root":%s}`, address(), address())
		}
		switch k := r.IntN(100); {
		case k < 20:
			rest += fmt.Sprintf(`,"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"","aspectRatio":{"height":1200,"width":900},"image":{"$type":"blob","ref":{"$link":"bafkrei%s"},"mimeType":"image/jpeg","size":%d}}]}`, letters(52), r.IntN(1e6))
		case k < 32:
			rest += fmt.Sprintf(`,"embed":{"$type":"app.bsky.embed.external","external":{"description":"%s","thumb":{"$type":"blob","ref":{"$link":"bafkrei%s"},"mimeType":"image/jpeg","size":%d},"title":"%s","uri":"https://news.example/%s"}}`, letters(90), letters(52), r.IntN(1e6), letters(40), letters(30))
			rest += facet(end, `"$type":"app.bsky.richtext.facet#link","uri":"https://news.example/`+letters(30)+`"`)
		case k < 40:
			rest += fmt.Sprintf(`,"embed":{"$type":"app.bsky.embed.record","record":%s}`, address())
		case k < 52:
			rest += facet(end, `"$type":"app.bsky.richtext.facet#tag","tag":"`+letters(8)+`"`)
		case k < 58:
			rest += facet(end, `"$type":"app.bsky.richtext.facet#mention","did":"did:plc:`+letters(24)+`"`)
		}
		said, _ := json.Marshal(text) // of a string, which cannot fail
		return record("app.bsky.feed.post", rest+`,"langs":["en"],"text":`+string(said))
	}
	for i := range n {
		k := r.IntN(100)
		is := func(share int) bool { k -= share; return k < 0 && k >= -share }
		body := ""
		switch {
		case is(of.like):
			body = commit("create", "app.bsky.feed.like", record("app.bsky.feed.like", `,"subject":`+address()))
		case is(of.follow):
			body = commit("create", "app.bsky.graph.follow", record("app.bsky.graph.follow", `,"subject":"did:plc:`+letters(24)+`"`))
		case is(of.repost):
			body = commit("create", "app.bsky.feed.repost", record("app.bsky.feed.repost", `,"subject":`+address()))
		case is(of.deletion):
			body = commit("delete", []string{"app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like"}[i%3], "")
		case is(of.account):
			body = `"kind":"account","account":{"active":true,"did":"did:plc:x","seq":9,"time":"2026-11-22T07:00:00.000Z"}}`
		default:
			body = commit("create", "app.bsky.feed.post", post(c.texts.at(i)))
		}
		e := fmt.Appendf(nil, `{"did":"did:plc:%s","time_us":%d,%s`, letters(24), 1_732_000_000_000_000+i, body)
		events = append(events, e)
		size += len(e)
	}
	return events, size
}
