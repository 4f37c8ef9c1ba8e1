package auth

import (
	"sync"
	"time"
)

// tries counts wrong passwords by e-mail and by place. It forgets after a while and holds a
// bounded number of names, so that a flood of made-up ones cannot fill the memory.
type tries struct {
	mu     sync.Mutex
	wrongs map[string]wrong
}

type wrong struct {
	n    int
	last time.Time
}

const (
	freeTries  = 5
	forgetTime = 15 * time.Minute
	maxNames   = 10_000
)

func newTries() *tries { return &tries{wrongs: map[string]wrong{}} }

// blocked tells until when one of the names must wait; zero: it may try.
func (t *tries) blocked(now time.Time, names ...string) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	var until time.Time
	for _, name := range names {
		w := t.wrongs[name]
		if w.n < freeTries || now.Sub(w.last) > forgetTime {
			continue
		}
		wait := min(time.Second<<min(w.n-freeTries+2, 9), forgetTime)
		if at := w.last.Add(wait); at.After(now) && at.After(until) {
			until = at
		}
	}
	return until
}

func (t *tries) wrong(now time.Time, names ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.wrongs) > maxNames {
		for name, w := range t.wrongs {
			if now.Sub(w.last) > forgetTime || len(t.wrongs) > maxNames {
				delete(t.wrongs, name)
			}
		}
	}
	for _, name := range names {
		w := t.wrongs[name]
		if now.Sub(w.last) > forgetTime {
			w.n = 0
		}
		t.wrongs[name] = wrong{w.n + 1, now}
	}
}

func (t *tries) right(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.wrongs, name)
}
