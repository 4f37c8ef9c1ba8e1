package server

import (
	"context"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// restEvery is how long nobody must have come for memory to be given back.
const restEvery = 20 * time.Second

// restPercent is how much the heap may grow at rest before it is collected: what the loops
// leave behind is not worth more.
const restPercent = 50

// rest gives the memory of a busy hour back to the machine when nobody has asked for
// anything for a while: left alone, Go and the database's caches keep it. It is done once;
// who comes next finds everything as it was.
type rest struct {
	shrink func() error // of the database's caches
	asked  atomic.Int64 // requests so far
	seen   int64        // of them at the last look
	given  atomic.Bool  // since then
	busy   atomic.Int64 // how much the heap may grow when somebody is there
}

func (r *rest) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.asked.Add(1)
		if r.given.CompareAndSwap(true, false) {
			debug.SetGCPercent(int(r.busy.Load()))
		}
		next.ServeHTTP(w, q)
	})
}

// run looks whether anybody came since it last did.
func (r *rest) run(context.Context) (more bool, err error) {
	asked := r.asked.Load()
	if asked != r.seen {
		r.seen = asked
		return false, nil
	}
	if r.given.Load() {
		return false, nil
	}
	err = r.shrink()
	busy := debug.SetGCPercent(restPercent)
	if busy < restPercent { // somebody wants it so, or not at all
		debug.SetGCPercent(busy)
	}
	r.busy.Store(int64(busy))
	r.given.Store(true)
	debug.FreeOSMemory()
	return false, err
}
