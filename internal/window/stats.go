package window

import (
	"cmp"
	"slices"
	"time"
)

// Stats is how a window stands.
type Stats struct {
	Bytes    int64
	MaxBytes int64
	Keep     time.Duration
	Posts    int64     // kept
	Heard    int64     // that they stand for, where a part was kept
	From     time.Time // of the oldest post; zero: empty
	Every    int       // one in so many is kept now
	Problem  error     // nothing can be written
}

// Stats tells how a window stands. A nil window has none.
func (w *Window) Stats() Stats {
	if w == nil {
		return Stats{}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s := Stats{Bytes: w.size(), MaxBytes: w.o.MaxBytes, Keep: w.o.Keep, Every: int(w.every), Problem: w.problem}
	for _, g := range w.segments {
		for i := range g.blocks {
			b := &g.blocks[i]
			s.Posts += int64(b.posts)
			s.Heard += int64(b.posts) * int64(b.every)
			if s.From.IsZero() || b.from.Before(s.From) {
				s.From = b.from
			}
		}
	}
	for _, g := range append(slices.Clip(w.full), w.fresh) {
		s.Posts += int64(len(g.posts))
		s.Heard += int64(len(g.posts)) * int64(cmp.Or(g.every, w.every))
		if s.From.IsZero() && len(g.posts) > 0 {
			s.From = g.posts[0].PostedAt
		}
	}
	return s
}
