package intake

import (
	"hash/maphash"
	"sync"
	"time"

	"heed/internal/desk"
)

// gone remembers deletions of messages that the desk does not know, so that one that comes
// later, by another way or out of order, is not shown as if it stood. It is bounded, and
// what is repeated after a restart is told again by the stream.
type gone struct {
	mu    sync.Mutex
	seed  maphash.Seed
	at    map[uint64]deletion
	order [mostGone]uint64 // a ring: the oldest makes room
	next  int
}

// deletion is when a message was deleted, and when that was heard.
type deletion struct{ at, heard time.Time }

// Bounds of what is remembered: about what a whole public network deletes in half an hour,
// in a few megabytes.
const (
	mostGone = 1 << 16
	goneFor  = time.Hour
)

func newGone() *gone { return &gone{seed: maphash.MakeSeed(), at: map[uint64]deletion{}} }

func (g *gone) key(m *desk.Message) uint64 { return maphash.Comparable(g.seed, desk.KeyOf(m)) }

// add tells whether the deletion is new.
func (g *gone) add(m *desk.Message) bool {
	d := deletion{m.DeletedAt, m.HeardAt}
	if d.at.IsZero() {
		d.at = m.HeardAt
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	key := g.key(m)
	if _, known := g.at[key]; known {
		g.at[key] = d
		return false
	}
	delete(g.at, g.order[g.next])
	g.at[key], g.order[g.next] = d, key
	g.next = (g.next + 1) % mostGone
	return true
}

// has tells whether a message was deleted after it was written: one that was written anew
// under the same name stands.
func (g *gone) has(m *desk.Message) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	d, ok := g.at[g.key(m)]
	return ok && !m.PostedAt.After(d.at) && m.HeardAt.Sub(d.heard) < goneFor
}

// forget is for what the desk knows: its row says that it was deleted.
func (g *gone) forget(m *desk.Message) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.at, g.key(m))
}
