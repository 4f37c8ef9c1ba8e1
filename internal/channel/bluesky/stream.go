package bluesky

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

const (
	maxEvent   = 256 << 10 // a bigger event is left out; a post is some kilobytes
	maxSkipped = 16 << 20  // of one event that is left out
	maxWaiting = 2048      // events read ahead of Pull; then the stream waits
	mostUnread = 200       // events in a row that cannot be read: then it is not a stream that heed knows
)

// stream is the connection to Jetstream: one host at a time, the next one when it
// fails. Its methods are called by one goroutine.
type stream struct {
	cfg    *config
	opt    *Options
	http   *http.Client
	mapper *mapper
	people *profiles
	log    *slog.Logger
	now    func() time.Time
	wanted func(h *desk.Heard) bool // of channel.Deps
	handOn bool                     // likewise

	host     int   // index of the host in use
	after    int64 // time of the last event taken
	from     int64 // where the open link began, for seeing a gap; 0: from now on
	early    int   // events in a row that say to be of a time to come
	link     *link
	failures int
	breaks   int           // links in a row that worked and soon broke off
	retry    time.Time     // by the real clock; not before
	problem  error         // why the last attempt failed
	talked   time.Time     // by the real clock: when it last told anything, or was first opened
	pause    time.Duration // that is usual between two items
	resumed  int64         // the place from which it was begun; what lies before may have been taken already
	lull     atomic.Int64  // how long a link that answers may tell nothing
	sign     atomic.Int64  // in nanoseconds: when a host last took the connection or answered a ping
	seen     recent
	zstd     *zstd.Decoder
}

// link is one open connection. Its goroutine ends when stop is called or the
// connection does; err is then set.
type link struct {
	events chan item
	stop   func()
	err    error // to be read once events is closed
	heard  bool
	opened time.Time
}

// item is one event that was read: its time, and what it tells, if anything.
type item struct {
	at     int64
	id     string // of the commit, to recognise a repetition; "" none
	tells  bool
	heard  desk.Heard
	passed int     // posts before it that nobody wanted
	bundle *bundle // in place of one event: what others read
}

// open connects to a host, trying each once. It waits for nothing: retry says when the
// next attempt may be made.
func (s *stream) open(ctx context.Context) error {
	for range s.cfg.streams {
		err := s.dial(ctx)
		if err == nil {
			s.problem = nil
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.problem = err
		s.host = (s.host + 1) % len(s.cfg.streams)
	}
	s.backOff()
	if e := (*desk.Error)(nil); errors.As(s.problem, &e) {
		if wait := e.After.Sub(s.now()); wait > 0 && !e.After.IsZero() {
			s.retry = time.Now().Add(wait) // as the last host asked
		}
		e.After = s.now().Add(time.Until(s.retry))
	}
	return s.problem
}

// backOff puts the next attempt off: twice as long each time, and somewhere in the
// second half of that, so that not everybody comes back at once.
func (s *stream) backOff() {
	wait := min(s.opt.MinRetry<<min(s.failures, 16), s.opt.MaxRetry)
	s.failures++
	s.retry = time.Now().Add(wait/2 + rand.N(wait/2+1))
}

// answered notes that a host is there.
func (s *stream) answered() { s.sign.Store(s.now().UnixNano()) }

// signed is when a host was last there; zero: not yet.
func (s *stream) signed() time.Time {
	if at := s.sign.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Time{}
}

// longestLull is the longest time after which a link that answers and tells nothing is opened anew:
// a host whose own source has broken answers too.
const longestLull = time.Hour

// patient sets how long a link may tell nothing: twice as long as this stream is usually
// silent. A network where few people speak is not taken for a dead one.
func (s *stream) patient() {
	s.lull.Store(int64(max(s.opt.Stall, min(2*s.pause, longestLull))))
}

// read takes events off the connection until it ends or falls silent. When nobody
// takes them it stops reading, and the network's own flow control holds the server back. Posts up
// to a time were counted before.
func (s *stream) read(ctx context.Context, conn *websocket.Conn, to chan<- item, counted int64) error {
	buf := make([]byte, maxEvent)
	var plain []byte
	bad, row := 0, 0
	sieve := newSieve(s)
	sieve.counted = counted
	guard := watch(conn, s.opt.Stall, func() time.Duration { return time.Duration(s.lull.Load()) }, s.answered)
	defer guard.stop()
	for {
		n, kind, err := guard.read(buf)
		if err != nil {
			return err
		}
		b := buf[:n]
		if kind == websocket.MessageBinary {
			if s.zstd == nil {
				return errors.New("the stream is compressed, which was not asked for")
			}
			if plain, err = s.zstd.DecodeAll(b, plain[:0]); err != nil {
				return fmt.Errorf("the stream cannot be unpacked; zstd on the public hosts needs their dictionary: %w", err)
			}
			b = plain
		}
		it, err := sieve.item(b)
		if err == nil {
			row = 0
		} else {
			if bad++; bad&(bad-1) == 0 {
				s.log.Warn("events of the stream that cannot be read were left out", "so far", bad)
			}
			if row++; row == mostUnread {
				return fmt.Errorf("%d events in a row could not be read", row)
			}
		}
		if it == nil {
			continue
		}
		select {
		case to <- *it:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// errUnread is of an event that is no JSON, nested too deeply or too big.
var errUnread = errors.New("an event cannot be read")

func (s *stream) take(it *item, e *event) {
	*it = item{}
	if !timeOf(e.At).IsZero() {
		it.at = e.At
	}
	if e.Kind == "identity" {
		s.people.renamed(e.DID, handleOf(e.handle))
	}
	it.tells = s.mapper.heard(&it.heard, &e.Event, s.now())
	if it.tells && e.Rev != "" {
		it.id = e.DID + "/" + e.Rev + "/" + e.Key
	}
}

// A link that lives shorter than soon broke off soon. After manyBreaks of them in a row the next
// is opened later each time, up to mostBreaks times MinRetry: hosts that struggle are not helped by
// desks that come back at once.
const (
	soon       = 5 * time.Second
	manyBreaks = 5
	mostBreaks = 5
)

// trouble says what is wrong with the stream; nil: nothing, as far as it can be told from here. That
// hosts take the connection and tell nothing is judged by who knows what is usual.
func (s *stream) trouble() error {
	if s.breaks >= manyBreaks {
		return &desk.Error{Kind: desk.Later, Message: "The public stream keeps disconnecting.",
			Mend: "Each time, heed resumes where it left off, so nothing is missed, but waits longer before reconnecting. If the problem persists, set another host under Streams in the account's settings."}
	}
	if s.link == nil && s.failures > 0 {
		return s.problem
	}
	return nil
}

// closed notes that the link ended, and when to open the next one. A link that worked is
// replaced at once and without a word, one that was silent from the beginning by another host's;
// the end of another is a problem.
func (s *stream) closed() error {
	l := s.link
	s.link = nil
	l.stop()
	s.problem = desk.Errorf(desk.Later, "The public stream broke off: %w", l.err)
	s.pause = max(s.pause, min(time.Since(s.talked), time.Since(l.opened)))
	if silent := !l.heard; !silent || time.Since(l.opened) >= s.opt.Stall {
		if silent {
			s.host = (s.host + 1) % len(s.cfg.streams)
		}
		if s.breaks++; silent || time.Since(l.opened) >= soon {
			s.breaks = 0
		}
		s.failures = 0
		s.retry = time.Now().Add(rand.N(s.opt.MinRetry) + s.opt.MinRetry*time.Duration(min(max(s.breaks-manyBreaks, 0), mostBreaks)))
		return nil
	}
	s.host = (s.host + 1) % len(s.cfg.streams)
	s.backOff()
	return s.problem
}

func (s *stream) stop() {
	if s.link != nil {
		s.link.stop()
		s.link = nil
	}
}

// restart makes the stream begin again after an event.
func (s *stream) restart(after int64) {
	s.stop()
	s.after, s.resumed = after, after
	s.seen = recent{}
}

// accept takes an item into account: the time moves on, a repetition is dropped. What is missing
// before it is told.
func (s *stream) accept(it item) (ok bool, missed hole) {
	at := s.believed(it.at)
	if s.from > 0 && at > 0 {
		if s.from-at > ahead.Microseconds() {
			missed, s.after = hole{said: future(s.from, at)}, at
		} else if said := gap(s.from, at); said != "" {
			missed = hole{said, timeOf(s.from), timeOf(at)}
		}
		s.from = 0
	}
	now := time.Now()
	s.pause = max(min(now.Sub(s.talked), now.Sub(s.link.opened)), s.pause-s.pause/8)
	s.link.heard, s.talked = true, now
	s.patient()
	s.after = max(s.after, at)
	return it.tells && !s.seen.again(it.id), missed
}

// recent remembers the last commits, to drop what a reconnection brings again.
type recent struct {
	ids  map[string]struct{}
	ring []string
	next int
}

const maxRecent = 8192

func (r *recent) again(id string) bool {
	if id == "" {
		return false
	}
	if _, ok := r.ids[id]; ok {
		return true
	}
	if r.ids == nil {
		r.ids = map[string]struct{}{}
	}
	if len(r.ring) < maxRecent {
		r.ring = append(r.ring, id)
	} else {
		delete(r.ids, r.ring[r.next])
		r.ring[r.next] = id
		r.next = (r.next + 1) % maxRecent
	}
	r.ids[id] = struct{}{}
	return false
}
