package web

import (
	"context"
	"runtime"
)

// turns bound how many of the pages that everybody asks for all day are made at once. The
// rest wait in line: made all at once none would be done sooner, and the last of them much
// later.
type turns chan struct{}

func newTurns() turns { return make(turns, 2*runtime.GOMAXPROCS(0)+2) }

// await waits for a turn. leave gives it back, once; it may be called again.
func (t turns) await(ctx context.Context) (leave func(), err error) {
	select {
	case t <- struct{}{}:
	case <-ctx.Done():
		return func() {}, ctx.Err()
	}
	left := false
	return func() {
		if !left {
			left = true
			<-t
		}
	}, nil
}
