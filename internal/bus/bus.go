// Package bus carries hints: "there is news". A hint is never the news itself; who
// gets one reads the store. Hints may be lost or repeated, so that nothing may depend
// on one: followers also look by themselves now and then.
//
// [Bus.Poke] gives one, [Bus.Subscribe] gets them.
package bus

import (
	"sync"
	"time"

	"heed/internal/desk"
)

// Hint says what to look at.
type Hint struct {
	Kind  Kind
	Case  desk.CaseID
	Agent desk.AgentID
	Name  string // of the agent
	At    time.Time
	// Remote is set on a hint that came from another process, so that it is not sent back.
	Remote bool
}

// Kind of hint.
type Kind string

const (
	Events  Kind = "events"  // new events are committed
	Owed    Kind = "owed"    // the outbox has new work
	Changed Kind = "changed" // searches, accounts, protocol or people changed
	Viewing Kind = "viewing" // Agent looks at Case
	Typing  Kind = "typing"  // Agent writes an answer to Case
	Left    Kind = "left"    // Agent left Case
)

// Bus is an in-process bus. The zero value is ready. Safe for concurrent use.
type Bus struct {
	mu   sync.Mutex
	subs map[*Sub]struct{}
}

// Sub is a subscription. Its channel is closed by Close.
type Sub struct {
	C   <-chan Hint
	c   chan Hint
	bus *Bus
}

// Poke gives a hint to every subscriber. It never blocks: a subscriber that does not
// keep up loses hints.
func (b *Bus) Poke(h Hint) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		select {
		case s.c <- h:
		default:
		}
	}
}

// Subscribe starts a subscription.
func (b *Bus) Subscribe() *Sub {
	c := make(chan Hint, 64)
	s := &Sub{C: c, c: c, bus: b}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = map[*Sub]struct{}{}
	}
	b.subs[s] = struct{}{}
	return s
}

// Close ends a subscription. Closing twice is safe.
func (s *Sub) Close() {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	if _, ok := s.bus.subs[s]; ok {
		delete(s.bus.subs, s)
		close(s.c)
	}
}
