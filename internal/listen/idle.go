package listen

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// idle are everyday words that lead nowhere. Some of them pass the sieve all the same, the more the
// more was added to it since it was built; what stands in every second post must not be looked up
// in vain for each. It may be written while it is read.
type idle []atomic.Uint64 // terms plus one; 0 none

const (
	idleSlots = 1 << 12 // three for each everyday word
	idleShift = 64 - 12
	idleNone  = 1 << 63 // where one stood that leads somewhere now
)

// newIdle are those of some frequent terms to which no lead belongs. The leads are sorted.
func newIdle(common []frequent, leads []lead) idle {
	if len(common) == 0 {
		return nil
	}
	w := make(idle, idleSlots)
	for _, f := range common {
		if _, leadsOn := placeAmong(leads, f.hash); !leadsOn {
			w.slot(f.hash).Store(uint64(termOf(f.hash)) + 1)
		}
	}
	return w
}

// placeAmong is where the leads of a term begin among sorted ones, or would begin.
func placeAmong(leads []lead, hash uint64) (place int, found bool) {
	return slices.BinarySearchFunc(leads, termOf(hash).hash(), func(l lead, h uint64) int { return cmp.Compare(l.hash, h) })
}

// slot is that of a term, or a free one.
func (w idle) slot(hash uint64) *atomic.Uint64 {
	want := uint64(termOf(hash)) + 1
	for k := hash >> idleShift; ; k++ {
		s := &w[k%idleSlots]
		if is := s.Load(); is == want || is == 0 {
			return s
		}
	}
}

func (w idle) has(hash uint64) bool { return w != nil && w.slot(hash).Load() != 0 }

// remove takes a term out, since something asks for it.
func (w idle) remove(hash uint64) {
	if s := w.slot(hash); s.Load() != 0 {
		s.Store(idleNone)
	}
}
