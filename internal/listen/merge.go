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
	s.old = len(st.young)
	s.younger(roomFor(firstRoom))
	s.before, s.ids, s.terms = s.ids, map[desk.SearchID]youngAt{}, map[term]bool{}
	s.merging, s.ended, s.changes = true, s.ended[:0], 0
	more := len(s.before)
	go func() {
		b := build(s.key, s.coverer.rate, sourcesOf(st.base, st.young, nil, more), st.described(), 1)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle(b)
	}()
}

// settle shows a new base in place of what it was built of.
func (s *Set) settle(b *base) {
	st := s.now.Load()
	for i, id := range s.ended {
		turn(i*endSteps - 1)
		if at, ok := b.find(id); ok {
			b.programs[at+headEnd] = st.version.Load()
		}
	}
	young := st.young[s.old:]
	for _, f := range young {
		b.expect(f)
	}
	b.uses.Or(st.base.uses.Load())
	for i := range b.described {
		turn(i)
		s.terms[b.described[i].term] = true
	}
	s.before, s.merging, s.old = nil, false, 0
	s.now.Store(&state{version: st.version, base: b, young: slices.Clone(young)})
	s.mergeIfDue()
}

// expect makes ready for young searches that are beside the base.
func (b *base) expect(f *fresh) {
	for i, l := range f.searches.leads[:f.searches.n] {
		turn(i)
		b.idle.remove(l.hash)
		b.sieve.add(l.hash)
	}
	for i, l := range f.words.leads[:f.words.n] {
		turn(i)
		b.wordSieve.add(l.hash)
	}
	for i := range f.described[:f.known] {
		turn(i)
		b.mark(&f.described[i])
	}
}
