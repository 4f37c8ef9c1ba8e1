package bluesky

import (
	"time"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// sieve reads events and leaves out those that nobody wants, before they are read in full.
// It belongs to the goroutine that reads the connection.
type sieve struct {
	s      *stream
	reader *envelope.Reader
	draft  mapper     // makes the messages that are asked about
	asked  desk.Heard // the last one
	it     item       // likewise, to be told
	passed int        // posts since the last item
	events int        // likewise
	told   int64      // the time of the last item
	open   *bundle    // takes what is handed on; nil: none
	// counted is the place in the stream up to which posts were counted by the link before: it is
	// taken up again a little earlier.
	counted int64
}

func newSieve(s *stream) *sieve {
	m := *s.mapper
	m.draft = newDraft()
	return &sieve{s: s, reader: envelope.New(), draft: m}
}

// The place in the stream moves on with items, so events that are passed over are told by
// one now and then.
const (
	mostPassed = 256
	longPassed = 1_000_000 // microseconds of the stream
)

// item reads one event; nil: there is nothing to tell of it. It is good until the next. The
// error is of an event that cannot be read.
func (v *sieve) item(b []byte) (*item, error) {
	it, err := v.sift(b)
	if it != nil && it.bundle == nil {
		v.open = nil // what comes later must not go before this
	}
	return it, err
}

func (v *sieve) sift(b []byte) (*item, error) {
	e, ok := v.reader.Read(b)
	if v.s.handOn {
		return v.relay(b, e, ok)
	}
	if !ok || len(b) >= maxEvent || v.s.wanted == nil || e.DID == v.s.mapper.me || !isTime(e.At) {
		return v.whole(b, v.s.wanted != nil)
	}
	if !tells(e) {
		if e.Kind == "identity" {
			return v.whole(b, false)
		}
		return v.pass(e.At, false), nil
	}
	v.draft.draft.again()
	if ok = v.draft.heard(&v.asked, e, time.Time{}); !ok || !v.s.wanted(&v.asked) {
		return v.pass(e.At, ok && isPost(&v.asked)), nil
	}
	return v.whole(b, false)
}

// whole reads an event in full; ask: nobody was asked about it.
func (v *sieve) whole(b []byte, ask bool) (*item, error) {
	e, err := decodeEvent(b)
	if err != nil || len(b) >= maxEvent {
		return nil, errUnread
	}
	v.s.take(&v.it, &e)
	if ask && v.it.tells && v.it.at > 0 && e.DID != v.s.mapper.me && !v.s.wanted(&v.it.heard) {
		return v.pass(v.it.at, isPost(&v.it.heard)), nil
	}
	v.it.passed = v.count()
	return &v.it, nil
}

// pass leaves an event out. An item tells now and then how many posts were left out.
func (v *sieve) pass(at int64, post bool) *item {
	if post && at > v.counted {
		v.passed++
	}
	if v.events++; v.events < mostPassed && at-v.told < longPassed && at >= v.told {
		return nil
	}
	v.told = at
	v.it = item{at: at, passed: v.count()}
	return &v.it
}

// count gives how many posts were passed over, to be told.
func (v *sieve) count() int {
	n := v.passed
	v.passed, v.events = 0, 0
	return n
}

// isPost is true of what somebody said anew.
func isPost(h *desk.Heard) bool {
	return h.Change == desk.Created && h.Message.Form != desk.Repost
}

// Passing gives what reads the events of one connection, for measuring what hearing costs from
// bytes to wanted: whether an event was passed over. It is for one goroutine.
func Passing(a desk.Account, wanted func(h *desk.Heard) bool) func(event []byte) (passed bool, err error) {
	people := newProfiles()
	v := newSieve(&stream{mapper: mapperOf(a, people), people: people, now: time.Now, wanted: wanted})
	return func(event []byte) (bool, error) {
		it, err := v.item(event)
		return it == nil || !it.tells, err
	}
}
