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

// rest gives the memory of a busy hour back to the machine when nobody has asked for
// anything for a while: left alone, Go keeps it for minutes and more. It is done once; who
// comes next finds everything as it was.
type rest struct {
	asked atomic.Int64 // requests so far
	seen  int64        // of them at the last look
	given bool         // since then
}

func (r *rest) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.asked.Add(1)
		next.ServeHTTP(w, q)
	})
}

// run looks whether anybody came since it last did.
func (r *rest) run(context.Context) (more bool, err error) {
	asked := r.asked.Load()
	switch {
	case asked != r.seen:
		r.seen, r.given = asked, false
	case !r.given:
		r.given = true
		debug.FreeOSMemory()
	}
	return false, nil
}
