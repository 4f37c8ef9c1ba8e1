package listen

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"

	"heed/internal/desk"
	"heed/internal/text/token"
)

// Saved is a search with its id.
type Saved struct {
	ID    desk.SearchID
	Query *Query
}

// Set is many searches, tried on posts by any number of [Matcher]s while they change. A
// change is whole: a post is matched by all of it or by none.
type Set struct {
	key   token.Key
	rates *rates
	now   atomic.Pointer[state]

	_        apart
	mu       sync.Mutex // held by who changes searches
	compiler compiler
	coverer  coverer
	demand   demand
	leads    []lead
	keys     []uint64
	ids      map[desk.SearchID]uint32 // the programs of young[last]
	before   map[desk.SearchID]uint32 // of the one that is being merged
	terms    map[term]bool            // that are described
	count    int
	changes  int // since the base was built
	patience int // how many changes may be before a new base is built, at least
	merging  bool
	ended    []desk.SearchID // while merging
}

// state is what matchers read. The lists in it do not change; what they point to takes
// additions and ends.
type state struct {
	version *atomic.Uint32 // of the last change
	base    *base
	young   []*fresh // the last takes additions; one before it is being merged
}

// What searches may ask for that costs to find out.
const (
	useStems uint32 = 1 << iota
	useShortStems
	useFuzzy
	useSlips // two of them in one word
	useLooks
	useLinks
	useFrom
	useTo
	usePlace
	useBeside // where it stands what a word fits, which NEAR asks
)

// New is a Set without searches.
func New() *Set {
	s := &Set{key: token.NewKey(maphash.Comparable(maphash.MakeSeed(), 0)), ids: map[desk.SearchID]uint32{}, terms: map[term]bool{}, patience: minFresh}
	s.rates = newRates(s.key)
	s.compiler = compiler{key: s.key, rate: s.rates.of}
	s.coverer = coverer{rate: s.rates.of}
	s.now.Store(&state{version: newVersion(), base: build(s.key, s.rates.of, nil, nil, 1), young: []*fresh{newFresh(firstRoom)}})
	return s
}

// newVersion is a counter that every matcher reads and that shares its line with nothing.
func newVersion() *atomic.Uint32 {
	return &new(struct {
		atomic.Uint32
		_ apart
	}).Uint32
}

const (
	minFresh  = 4096 // so many changes may be before a new base is built
	firstRoom = 64   // for so many the first room is made
)

// Len is how many searches there are.
func (s *Set) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Add adds searches, or replaces those whose ids it has, all at once; of two with the
// same id the last stays. Every post that a Matcher begins after Add returned is matched
// by them.
func (s *Set) Add(all ...Saved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all = lastOfEach(all, func(saved Saved) desk.SearchID { return saved.ID })
	if s.isMany(len(all)) {
		s.addMany(len(all), func(_ *rereader, i int) (desk.SearchID, *Query, error) { return all[i].ID, all[i].Query, nil })
		return
	}
	s.addEach(all)
}

// addEach adds searches to those that are young. Each has an id of its own.
func (s *Set) addEach(all []Saved) {
	st := s.now.Load()
	version := st.version.Load() + 1
	for _, saved := range all {
		s.end(saved.ID, version)
		s.add(saved, version)
	}
	s.count += len(all)
	s.changes += len(all)
	s.now.Load().version.Store(version)
	s.mergeIfDue()
}

// Remove takes searches out, all at once. Ids that are not there are ignored.
func (s *Set) Remove(ids ...desk.SearchID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	version := s.now.Load().version.Load() + 1
	for _, id := range ids {
		s.end(id, version)
	}
	s.now.Load().version.Store(version)
	s.mergeIfDue()
}

// lastOfEach leaves out all but the last of those with the same id.
func lastOfEach[T any](all []T, id func(T) desk.SearchID) []T {
	ascending := true
	for i := 1; i < len(all) && ascending; i++ {
		ascending = id(all[i-1]) < id(all[i])
	}
	if ascending {
		return all
	}
	last := make(map[desk.SearchID]int, len(all))
	for i, s := range all {
		last[id(s)] = i
	}
	if len(last) == len(all) {
		return all
	}
	out := make([]T, 0, len(last))
	for i, s := range all {
		if last[id(s)] == i {
			out = append(out, s)
		}
	}
	return out
}

// limit is how many searches may be young.
func (s *Set) limit() int { return max(s.patience, len(s.now.Load().base.offsets)/4) }

// end lets a search end with a version, if it is there.
func (s *Set) end(id desk.SearchID, version uint32) {
	st := s.now.Load()
	programs, at, ok := st.young[len(st.young)-1].programs, uint32(0), false
	if at, ok = s.ids[id]; ok {
		delete(s.ids, id)
	} else if at, ok = s.before[id]; ok {
		programs = st.young[0].programs
		delete(s.before, id)
		s.ended = append(s.ended, id)
	} else if at, ok = st.base.find(id); ok && st.base.programs[at+headEnd] == 0 {
		programs = st.base.programs
		if s.merging {
			s.ended = append(s.ended, id)
		}
	} else {
		return
	}
	atomic.StoreUint32(&programs[at+headEnd], version)
	s.count--
	s.changes++
}

// add writes a search and what leads to it. It counts from a version on.
func (s *Set) add(saved Saved, version uint32) {
	c := &s.compiler
	c.out, c.needs = append(c.out[:0], version), c.needs[:0]
	c.compile(saved.ID, saved.Query)
	s.leads = appendLeads(s.leads[:0], &s.coverer, &s.demand, c.out, 1)
	f := s.room(len(c.out), len(s.leads), c.needs)
	at := uint32(f.used)
	copy(f.programs[at:], c.out)
	f.used += len(c.out)
	st := s.now.Load()
	for _, d := range c.needs {
		s.describe(st, f, d)
	}
	st.base.use(usesOf(saved.Query.root))
	for _, l := range s.leads {
		l.ref = at + 1
		f.searches.add(l)
		st.base.idle.remove(l.hash)
		st.base.sieve.add(l.hash)
	}
	if f.empty() {
		f.some.Store(1)
	}
	s.ids[saved.ID] = at + 1
}

// room makes sure that the youngest searches have room for one more.
func (s *Set) room(words, leads int, needs []description) *fresh {
	s.keys = s.keys[:0]
	for i := range needs {
		s.keys = needs[i].keys(s.key, s.keys)
	}
	st := s.now.Load()
	f := st.young[len(st.young)-1]
	if f.hasRoom(words, leads, len(needs), len(s.keys)) {
		return f
	}
	f = f.bigger(words, leads, len(needs), len(s.keys))
	next := *st
	next.young = append(slices.Clone(st.young[:len(st.young)-1]), f)
	s.now.Store(&next)
	return f
}

// describe adds a description, unless it is there.
func (s *Set) describe(st *state, f *fresh, d description) {
	if s.terms[d.term] {
		return
	}
	s.terms[d.term] = true
	f.described[f.known] = d
	st.base.mark(&d)
	for _, hash := range d.keys(s.key, nil) {
		f.words.add(lead{hash: hash, ref: uint32(f.known)})
		st.base.wordSieve.add(hash)
	}
	f.known++
}

// usesOf is what the terms of a search ask for that are not described.
func usesOf(n *node) (uses uint32) {
	for _, k := range n.kids {
		uses |= usesOf(k)
	}
	switch n.kind {
	case kNear:
		if n.kids[0].isDescribed() || n.kids[1].isDescribed() {
			uses |= useBeside
		}
	case kLookalike:
		uses |= useLooks
	case kFrom:
		uses |= useFrom
	case kTo:
		uses |= useTo
	}
	return uses
}

// isDescribed reports whether a side of NEAR has words that are described.
func (n *node) isDescribed() bool {
	return n.kind == kPrefix || n.kind == kPattern || n.kind == kFuzzy || slices.ContainsFunc(n.kids, (*node).isDescribed)
}

// uses is what a description asks for.
func (d *description) uses() uint32 {
	switch d.kind {
	case kFuzzy:
		if d.edits > 1 {
			return useFuzzy | useSlips
		}
		return useFuzzy
	case kURL:
		return useLinks
	case kPlace:
		return usePlace
	}
	if len(d.stem()) < 4 {
		return useStems | useShortStems
	}
	return useStems
}
