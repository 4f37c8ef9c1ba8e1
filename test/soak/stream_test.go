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
	every  = 1000 // posts, of which one is wanted
	tick   = 5 * time.Millisecond
	tidSet = "234567abcdefghijklmnopqrstuvwxyz"
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
			s.sent.Add(1)
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
	b = append(b, `","langs":["en"],"text":"`...)
	for range 6 + random.IntN(12) {
		b = append(append(b, filler[random.IntN(len(filler))]...), ' ')
	}
	if wanted {
		b = fmt.Appendf(b, "%s no%d", needle, n)
	}
	return append(b, `"},"cid":"bafyreiaqpklqmqjn3mqyexb4qmyzkb3yqq3d6kpkwr2r5kx3gcl5m4x7ni"}}`...)
}

func tid(n, length int) []byte {
	out := make([]byte, length)
	for i := length - 1; i >= 0; i-- {
		out[i] = tidSet[n&31]
		n >>= 5
	}
	return out
}
