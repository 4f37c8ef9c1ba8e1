package blueskytest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"
)

// event is one message of the stream.
type event map[string]any

// stream is what is kept of the public stream.
type stream struct {
	kept  []kept
	first int           // index of kept[0] since the beginning
	news  chan struct{} // closed and replaced when something comes
	open  map[*websocket.Conn]bool
}

type kept struct {
	at         int64
	collection string // "" : not a commit, everybody gets it
	json       []byte
}

func (s *Server) publish(e event, at time.Time, collection string) {
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // of plain maps: cannot be
	}
	s.append(kept{at.UnixMicro(), collection, b})
}

func (s *Server) append(k kept) {
	st := &s.stream
	st.kept = append(st.kept, k)
	if over := len(st.kept) - s.opt.Size; over > 0 {
		st.kept = slices.Delete(st.kept, 0, over)
		st.first += over
	}
	close(st.news)
	st.news = make(chan struct{})
}

// Send puts bytes on the stream as they are: events that no honest server writes.
func (s *Server) Send(raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.append(kept{s.tick().UnixMicro(), posts, raw})
}

// Forget drops all that the stream could replay and lets three days go by, since a
// stream forgets by age.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stream.first += len(s.stream.kept)
	s.stream.kept = nil
	s.ahead += 72 * time.Hour
}

func (s *Server) cutStreams() {
	for c := range s.stream.open {
		go c.CloseNow()
	}
}

func (s *Server) subscribe(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls["subscribe"]++
	f, broken := s.fault(Reading)
	s.mu.Unlock()
	if broken && s.before(w, r, f, "") {
		return
	}
	if broken && f.Trouble != CutAfter {
		s.after(w, r, f)
		return
	}
	mode := websocket.CompressionDisabled
	if s.opt.Deflate {
		mode = websocket.CompressionContextTakeover
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: mode, InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	if broken { // cut after: it opened, and is gone
		return
	}
	s.mu.Lock()
	if s.stream.open == nil {
		s.stream.open = map[*websocket.Conn]bool{}
	}
	s.stream.open[conn] = true
	next := s.start(r.URL.Query())
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.stream.open, conn)
		s.mu.Unlock()
	}()
	s.feed(conn.CloseRead(r.Context()), conn, r.URL.Query(), next)
}

// start is the index of the first event for a subscriber.
func (s *Server) start(q url.Values) int {
	end := s.stream.first + len(s.stream.kept)
	at, err := strconv.ParseInt(q.Get("cursor"), 10, 64)
	if err != nil || at <= 0 {
		return end
	}
	for i, k := range s.stream.kept {
		if k.at > at {
			return s.stream.first + i
		}
	}
	return end
}

func (s *Server) feed(ctx context.Context, conn *websocket.Conn, q url.Values, next int) {
	wanted := q["wantedCollections"]
	biggest, _ := strconv.Atoi(q.Get("maxMessageSizeBytes"))
	var pack *zstd.Encoder
	if q.Get("compress") == "true" {
		var opts []zstd.EOption
		if s.opt.Dictionary != nil {
			opts = append(opts, zstd.WithEncoderDict(s.opt.Dictionary))
		}
		pack, _ = zstd.NewWriter(nil, opts...)
	}
	for {
		s.mu.Lock()
		next = max(next, s.stream.first)
		batch := slices.Clone(s.stream.kept[next-s.stream.first:])
		news := s.stream.news
		s.mu.Unlock()
		next += len(batch)
		for _, k := range batch {
			if k.collection != "" && len(wanted) > 0 && !slices.Contains(wanted, k.collection) || biggest > 0 && len(k.json) > biggest {
				continue
			}
			kind, b := websocket.MessageText, k.json
			if pack != nil {
				kind, b = websocket.MessageBinary, pack.EncodeAll(b, nil)
			}
			time.Sleep(s.opt.Pace)
			if conn.Write(ctx, kind, b) != nil {
				return
			}
		}
		select {
		case <-news:
		case <-ctx.Done():
			return
		case <-s.done:
			return
		}
	}
}
