package crash

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// door is where the desk is reached while it runs.
type door struct {
	mu      sync.Mutex
	base    string
	gone    bool
	changed chan struct{} // closed and replaced by every change
}

func (d *door) set(base string, gone bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base, d.gone = base, d.gone || gone
	close(d.changed)
	d.changed = make(chan struct{})
}

func (d *door) open(base string) { d.set(base, false) }
func (d *door) shut()            { d.set("", false) }
func (d *door) closeForGood()    { d.set("", true) }

// wait gives the address once there is one; "" if there will be none any more.
func (d *door) wait() string {
	for {
		d.mu.Lock()
		base, gone, changed := d.base, d.gone, d.changed
		d.mu.Unlock()
		if base != "" || gone {
			return base
		}
		<-changed
	}
}

// pass waits until the desk is no longer at an address, but no longer than a person does
// before they try again.
func (d *door) pass(base string) {
	d.mu.Lock()
	now, changed := d.base, d.changed
	d.mu.Unlock()
	if now == base {
		until(changed, 2*time.Second)
	}
}

// rest lets a while go by in which there is nothing to do.
func (d *door) rest(t time.Duration) {
	d.mu.Lock()
	changed := d.changed
	d.mu.Unlock()
	until(changed, t)
}

func until(changed <-chan struct{}, patience time.Duration) {
	select {
	case <-changed:
	case <-time.After(patience):
	}
}

// gate stands before a network: it makes writing take as long as it takes over a
// distance, before and after the network has it.
type gate struct {
	next    http.Handler
	slow    atomic.Int64  // nanoseconds that an answer takes at least
	writes  atomic.Int64  // so far
	writing chan struct{} // gives a value to who waits for a write that has reached the network
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		g.next.ServeHTTP(w, r)
		return
	}
	g.writes.Add(1)
	time.Sleep(rand.N(20 * time.Millisecond))
	// An answer is held back until it is whole, as one that is far away is.
	held := &holder{ResponseWriter: w, after: rand.N(20*time.Millisecond) + time.Duration(g.slow.Load()), gate: g}
	g.next.ServeHTTP(held, r)
}

type holder struct {
	http.ResponseWriter
	after time.Duration
	gate  *gate
}

func (h *holder) WriteHeader(code int) {
	select {
	case h.gate.writing <- struct{}{}:
	default:
	}
	time.Sleep(h.after)
	h.ResponseWriter.WriteHeader(code)
}
