package listen

import (
	"slices"

	"heed/internal/desk"
)

// mergeIfDue begins to build a new base where enough has changed since the last.
func (s *Set) mergeIfDue() {
	if s.merging || s.changes < s.limit() {
		return
	}
	s.merge()
}

// again builds the base anew, if it is still the one given: its terms are no longer rare.
func (s *Set) again(b *base) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.merging && s.now.Load().base == b {
		s.merge()
	}
}

// merge makes the youngest searches part of the base, beside matchers and changes.
func (s *Set) merge() {
	st := s.now.Load()
	old := st.young[len(st.young)-1]
	next := *st
	next.young = []*fresh{old, newFresh(firstRoom)}
	s.now.Store(&next)
	s.before, s.ids, s.terms = s.ids, map[desk.SearchID]uint32{}, map[term]bool{}
	s.merging, s.ended, s.changes = true, s.ended[:0], 0
	go func() {
		described := slices.Concat(st.base.described, old.described[:old.known])
		b := build(s.key, s.coverer.rate, origins(st.base, old, nil), described, 1)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle(b)
	}()
}

// settle shows a new base in place of what it was built of.
func (s *Set) settle(b *base) {
	st := s.now.Load()
	for _, id := range s.ended {
		if at, ok := b.find(id); ok {
			b.programs[at+headEnd] = st.version.Load()
		}
	}
	f := st.young[len(st.young)-1]
	for _, l := range f.searches.leads[:f.searches.n] {
		b.idle.remove(l.hash)
		b.sieve.add(l.hash)
	}
	for _, l := range f.words.leads[:f.words.n] {
		b.wordSieve.add(l.hash)
	}
	for i := range f.described[:f.known] {
		b.mark(&f.described[i])
	}
	b.uses.Or(st.base.uses.Load())
	for i := range b.described {
		s.terms[b.described[i].term] = true
	}
	s.before, s.merging = nil, false
	s.now.Store(&state{version: st.version, base: b, young: []*fresh{f}})
	s.mergeIfDue()
}
