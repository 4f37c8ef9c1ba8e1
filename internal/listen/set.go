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
	reader   rereader
	compiler compiler
	coverer  coverer
	demand   demand
	leads    []lead
	keys     []uint64
	ids      map[desk.SearchID]youngAt // of the searches in young[old:]
	before   map[desk.SearchID]youngAt // of those that are being merged, in young[:old]
	old      int
	terms    map[term]bool // that are described
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
	young   []*fresh // the last takes additions; the first may be being merged
}

// described are the descriptions of the base and of young searches.
func (st *state) described() []description {
	all := slices.Clone(st.base.described)
	for _, f := range st.young {
		all = append(all, f.described[:f.known]...)
	}
	return all
}

// youngAt is where the program of a young search is.
type youngAt struct{ fresh, program uint32 }

// last is the state with the last change: what ended with that may go on in a state newer than the one before.
func (s *Set) last() (*state, uint32) {
	for {
		st := s.now.Load()
		if version := st.version.Load(); s.now.Load() == st {
			return st, version
		}
	}
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

	useCostly = useShortStems | useFuzzy // of each word
)

// New is a Set without searches.
func New() *Set {
	s := &Set{key: token.NewKey(maphash.Comparable(maphash.MakeSeed(), 0)), ids: map[desk.SearchID]youngAt{}, terms: map[term]bool{}, patience: minFresh}
	s.rates = newRates(s.key)
	s.compiler = compiler{key: s.key, rate: s.rates.of}
	s.coverer = coverer{rate: s.rates.of}
	s.now.Store(&state{version: newVersion(), base: build(s.key, s.rates.of, &sources{}, nil, 1), young: []*fresh{newFresh(roomFor(firstRoom))}})
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
	freshPart = 64   // for so many times less than a base has there is room at least where more is made
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
	s.addAll(len(all), saved(all))
}

// supply gives one of some searches, which it may read in the memory of a rereader.
type supply func(r *rereader, i int) (desk.SearchID, *Query, error)

func saved(all []Saved) supply {
	return func(_ *rereader, i int) (desk.SearchID, *Query, error) { return all[i].ID, all[i].Query, nil }
}

// addAll adds n searches, of which each has an id of its own.
func (s *Set) addAll(n int, each supply) (refused []Refusal) {
	if s.isMany(n) {
		return s.addMany(n, each)
	}
	return s.addEach(n, each)
}

// addEach adds searches to those that are young.
func (s *Set) addEach(n int, each supply) (refused []Refusal) {
	version := s.now.Load().version.Load() + 1
	for i := range n {
		id, q, err := each(&s.reader, i)
		if err != nil {
			refused = append(refused, Refusal{ID: id, Err: err})
			continue
		}
		s.end(id, version)
		s.add(Saved{ID: id, Query: q}, version)
		s.count++
		s.changes++
	}
	s.now.Load().version.Store(version)
	s.mergeIfDue()
	return refused
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
	var programs []uint32
	var at uint32
	if young, ok := s.ids[id]; ok {
		programs, at = st.young[s.old+int(young.fresh)].programs, young.program
		delete(s.ids, id)
	} else if young, ok := s.before[id]; ok {
		programs, at = st.young[young.fresh].programs, young.program
		delete(s.before, id)
		s.ended = append(s.ended, id)
	} else if in, ok := st.base.find(id); ok && st.base.programs[in+headEnd] == 0 {
		programs, at = st.base.programs, in
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
	f := s.roomy(len(c.out), len(s.leads), c.needs)
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
	s.ids[saved.ID] = youngAt{uint32(len(st.young) - 1 - s.old), at + 1}
}

// roomy gives the youngest searches, which have room for one more.
func (s *Set) roomy(words, leads int, needs []description) *fresh {
	s.keys = s.keys[:0]
	for i := range needs {
		s.keys = needs[i].keys(s.key, s.keys)
	}
	more := room{words, leads, len(needs), len(s.keys)}
	young := s.now.Load().young
	if f := young[len(young)-1]; f.hasRoom(more) {
		return f
	}
	var taken room
	for _, f := range young[s.old:] {
		taken = taken.plus(f.taken())
	}
	return s.younger(taken.atLeast(roomFor(len(s.now.Load().base.offsets) / freshPart)).plus(more))
}

// younger makes room for searches behind those that are young. What is full stays where it is, since copying very
// many would take the processor, or stop the collector of garbage and with it everybody, for milliseconds.
func (s *Set) younger(r room) *fresh {
	st, f := s.now.Load(), newFresh(r)
	next := *st
	next.young = append(slices.Clone(st.young), f)
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
