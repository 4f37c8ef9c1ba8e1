package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// stream is a Jetstream that generates posts. Each reader gets what is said from its
// connecting on; the first one counts.
type stream struct {
	rate int // posts a second

	sent atomic.Int64
	mu   sync.Mutex
	said map[int]time.Time // when each wanted post was written to the socket
	over atomic.Bool       // only the heartbeat of unwanted posts goes on
}

// needle is the word of the posts that the lasting search wants.
const needle = "quillwort"

const (
	every   = 1000 // posts, of which one is wanted
	deletes = 40   // posts, beside which one is deleted
	tick    = 5 * time.Millisecond
	tidSet  = "234567abcdefghijklmnopqrstuvwxyz"
)

var filler = strings.Fields("the a morning coffee train weather really think today friend music game photo never always people house little work night some " + // read only
	"watch read book city summer winter garden dog cat story news late early again maybe almost better worse love hate run walk road")

func (s *stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/subscribe") {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"profiles":[]}`)
		return
	}
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	s.speak(c.CloseRead(r.Context()), c)
}

func (s *stream) speak(ctx context.Context, c *websocket.Conn) {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	began := time.Now()
	random := rand.New(rand.NewPCG(1, 2))
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
		due := int(time.Since(began).Seconds() * float64(s.rate))
		for ; n < due; n++ {
			wanted := n%every == every/2 && !s.over.Load()
			if wanted {
				s.mu.Lock()
				s.said[n] = time.Now()
				s.mu.Unlock()
			}
			if c.Write(ctx, websocket.MessageText, event(n, wanted, random)) != nil {
				return
			}
			if s.sent.Add(1)%deletes == 0 && c.Write(ctx, websocket.MessageText, deletion(n, random)) != nil {
				return
			}
		}
	}
}

// event is a post as Jetstream tells it. A wanted one bears its number.
func event(n int, wanted bool, random *rand.Rand) []byte {
	b := make([]byte, 0, 512)
	now := time.Now()
	author := 1_000_000 + random.IntN(200_000)
	if wanted {
		author = n % 1_000_000 // everybody has a case of their own
	}
	b = append(b, `{"did":"did:plc:`...)
	b = append(b, tid(author, 24)...)
	b = append(b, `","time_us":`...)
	b = strconv.AppendInt(b, now.UnixMicro(), 10)
	b = append(b, `,"kind":"commit","commit":{"rev":"3`...)
	b = append(b, tid(n, 12)...)
	b = append(b, `","operation":"create","collection":"app.bsky.feed.post","rkey":"3`...)
	b = append(b, tid(n, 12)...)
	b = append(b, `","record":{"$type":"app.bsky.feed.post","createdAt":"`...)
	b = now.UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z")
	b = append(b, `",`...)
	b = beside(b, n, random)
	b = append(b, `"langs":["en"],"text":"`...)
	for range 6 + random.IntN(12) {
		b = append(append(b, filler[random.IntN(len(filler))]...), ' ')
	}
	if wanted {
		b = fmt.Appendf(b, "%s no%d", needle, n)
	}
	return append(b, `"},"cid":"bafyreiaqpklqmqjn3mqyexb4qmyzkb3yqq3d6kpkwr2r5kx3gcl5m4x7ni"}}`...)
}

// beside adds what else posts of the network hold: of twenty, seven answer another, two show
// pictures, one each has a link, a hashtag and a quote.
func beside(b []byte, n int, random *rand.Rand) []byte {
	address := func(b []byte) []byte {
		b = append(append(b, `{"cid":"bafyreiaqpklqmqjn3mqyexb4qmyzkb3yqq3d6kpkwr2r5kx3gcl5m4x7ni","uri":"at://did:plc:`...), tid(1_000_000+random.IntN(200_000), 24)...)
		return append(append(append(b, `/app.bsky.feed.post/3`...), tid(random.IntN(max(n, 1)), 12)...), `"}`...)
	}
	switch k := (n + n/every) % 20; { // wanted posts, too, are of all kinds
	case k < 7:
		b = append(address(append(b, `"reply":{"parent":`...)), `,"root":`...)
		return append(address(b), `},`...)
	case k < 9:
		return append(b, `"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"","image":{"$type":"blob","ref":{"$link":"bafkreiaqpklqmqjn3mqyexb4qmyzkb3yqq3d6kpkwr2r5kx3gcl5m4x7ni"},"mimeType":"image/jpeg","size":531441}}]},`...)
	case k == 9:
		return append(b, `"facets":[{"index":{"byteStart":0,"byteEnd":5},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://example.com/a/b"}]}],`...)
	case k == 11:
		return append(b, `"facets":[{"index":{"byteStart":0,"byteEnd":5},"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"morning"}]}],`...)
	case k == 12:
		return append(address(append(b, `"embed":{"$type":"app.bsky.embed.record","record":`...)), `},`...)
	}
	return b
}

// deletion is the end of an earlier post.
func deletion(n int, random *rand.Rand) []byte {
	return fmt.Appendf(nil, `{"did":"did:plc:%s","time_us":%d,"kind":"commit","commit":{"rev":"3%s","operation":"delete","collection":"app.bsky.feed.post","rkey":"3%s"}}`,
		tid(1_000_000+random.IntN(200_000), 24), time.Now().UnixMicro(), tid(n, 12), tid(random.IntN(max(n, 1)), 12))
}

func tid(n, length int) []byte {
	out := make([]byte, length)
	for i := length - 1; i >= 0; i-- {
		out[i] = tidSet[n&31]
		n >>= 5
	}
	return out
}
