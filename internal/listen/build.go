package listen

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"heed/internal/desk"
	"heed/internal/text/token"
)

// base is many searches, built at once. Only the words in which programs say that they
// have ended change.
type base struct {
	programs  []uint32
	offsets   []uint32 // of the programs, by ascending id
	searches  *table   // its refs are places in programs
	described []description
	words     *table // its refs are places in described

	// These take what is added later, too.
	sieve     sieve // before searches
	wordSieve sieve // before words
	stems     *stems
	sifter    atomic.Pointer[token.Sifter] // the sieve and the stems as a post is held against them
	uses      atomic.Uint32                // what costs to find out in a post; see useStems

	drift drift
}

// find is the program of a search.
func (b *base) find(id desk.SearchID) (program uint32, ok bool) {
	k, ok := slices.BinarySearchFunc(b.offsets, id, func(at uint32, id desk.SearchID) int {
		return cmp.Compare(idAt(b.programs, at), id)
	})
	if !ok {
		return 0, false
	}
	return b.offsets[k], true
}

// fresh is searches that were added since the base was built. One goroutine writes.
type fresh struct {
	programs  []uint32 // before each a word: the version from which it counts
	searches  *addition
	described []description
	words     *addition
	some      atomic.Uint32 // not 0 once there is a search

	_     apart
	used  int // of programs; the writer's
	known int // of described
}

// apart keeps what one goroutine writes again and again out of the lines of memory that
// others read.
type apart [64]byte

func newFresh(searches int) *fresh {
	return &fresh{
		programs: make([]uint32, 64+32*searches), searches: newAddition(16 + 4*searches),
		described: make([]description, 4+searches/16), words: newAddition(16 + searches/4),
	}
}

// empty may be asked by readers: of what they must see there is none.
func (f *fresh) empty() bool { return f.some.Load() == 0 }

// hasRoom reports whether more can be added in place.
func (f *fresh) hasRoom(words, leads, described, keys int) bool {
	return f.used+words+1 <= len(f.programs) && f.searches.hasRoom(leads) && f.known+described <= len(f.described) && f.words.hasRoom(keys)
}

// bigger is a copy with at least twice the room.
func (f *fresh) bigger(words, leads, described, keys int) *fresh {
	out := &fresh{used: f.used, known: f.known}
	out.some.Store(f.some.Load())
	out.programs = make([]uint32, 2*len(f.programs)+words)
	copy(out.programs, f.programs[:f.used])
	out.searches = f.searches.bigger(2*len(f.searches.leads) + leads)
	out.described = make([]description, 2*len(f.described)+described)
	copy(out.described, f.described[:f.known])
	out.words = f.words.bigger(2*len(f.words.leads) + keys)
	return out
}

// An origin is a program to be taken over.
type origin struct {
	id      desk.SearchID
	from    []uint32
	program uint32
}

// origins are the programs of a base and of fresh searches that have not ended, without
// those of some ids.
func origins(b *base, f *fresh, without map[desk.SearchID]bool) []origin {
	out := make([]origin, 0, len(b.offsets))
	alive := func(from []uint32, program uint32) {
		if id := idAt(from, program); atomic.LoadUint32(&from[program+headEnd]) == 0 && !without[id] {
			out = append(out, origin{id, from, program})
		}
	}
	for _, at := range b.offsets {
		alive(b.programs, at)
	}
	for at := 0; at < f.used; at += 1 + int(programSize(f.programs, uint32(at+1))) {
		alive(f.programs, uint32(at+1))
	}
	return out
}

// A builder makes a base of programs.
type builder struct {
	coverer  coverer
	demand   demand
	programs []uint32
	offsets  []uint32
	leads    []lead
	used     map[term]bool // by programs of which terms are described
}

// build makes a base of programs, with as many goroutines as workers.
func build(key token.Key, rate func(term, rarity) float64, all []origin, described []description, workers int) *base {
	byID := func(x, y origin) int { return cmp.Compare(x.id, y.id) }
	if !slices.IsSortedFunc(all, byID) {
		slices.SortFunc(all, byID)
	}
	parts := make([]builder, workers)
	inParallel(workers, func(i int) {
		p := &parts[i]
		p.coverer.rate, p.used = rate, map[term]bool{}
		for _, o := range all[len(all)*i/workers : len(all)*(i+1)/workers] {
			p.take(o)
		}
	})
	b, used := &base{}, map[term]bool{}
	leads := assemble(b, parts, used)
	b.searches, b.sieve = newTable(leads, 4*minFresh, stopHashes(key))
	b.describe(key, described, used)
	return b
}

// describe keeps those descriptions whose terms are used, each once.
func (b *base) describe(key token.Key, all []description, used map[term]bool) {
	var leads []lead
	var hashes []uint64
	for _, d := range all {
		if !used[d.term] {
			continue
		}
		used[d.term] = false
		hashes = d.keys(key, hashes[:0])
		for _, h := range hashes {
			leads = append(leads, lead{hash: h, ref: uint32(len(b.described))})
		}
		b.described = append(b.described, d)
	}
	b.described = slices.Clip(b.described)
	b.words, b.wordSieve = newTable(leads, minFresh, nil)
	b.stems = newStems(len(b.described) + max(minFresh/32, len(b.described)/3))
	for i := range b.described {
		b.mark(&b.described[i])
	}
	b.show()
}

// use notes what searches ask for that costs; see raise.
func (b *base) use(uses uint32) {
	if b.uses.Load()&uses != uses {
		b.uses.Or(uses)
	}
}

// mark notes what a description makes worth finding out.
func (b *base) mark(d *description) {
	if d.kind == kPrefix || d.kind == kPattern {
		b.stems.add(d.stem())
		if s := b.sifter.Load(); s != nil && (s.Long == nil || s.Short == nil) {
			b.show()
		}
	}
	b.use(d.uses())
}

// inParallel calls do for 0 to n-1 and waits for all.
func inParallel(n int, do func(i int)) {
	var wait sync.WaitGroup
	for i := 1; i < n; i++ {
		wait.Go(func() { do(i) })
	}
	do(0)
	wait.Wait()
}

// assemble puts the parts of a base together and gives all leads.
func assemble(b *base, parts []builder, used map[term]bool) []lead {
	var words, searches, leads int
	for i := range parts {
		words, searches, leads = words+len(parts[i].programs), searches+len(parts[i].offsets), leads+len(parts[i].leads)
	}
	b.programs, b.offsets = make([]uint32, 0, words), make([]uint32, 0, searches)
	all := make([]lead, 0, leads)
	for i := range parts {
		p, shift := &parts[i], uint32(len(b.programs))
		b.programs = append(b.programs, p.programs...)
		for _, at := range p.offsets {
			b.offsets = append(b.offsets, at+shift)
		}
		for _, l := range p.leads {
			l.ref += shift
			all = append(all, l)
		}
		for t := range p.used {
			used[t] = true
		}
		*p = builder{}
	}
	return all
}

// take copies a program and finds what leads to it.
func (b *builder) take(o origin) {
	at, size := uint32(len(b.programs)), programSize(o.from, o.program)
	b.programs = append(b.programs, o.from[o.program], 0)
	b.programs = append(b.programs, o.from[o.program+headID:o.program+size]...)
	b.offsets = append(b.offsets, at)
	b.leads = appendLeads(b.leads, &b.coverer, &b.demand, b.programs, at)
	if o.from[o.program]&headDescribed != 0 {
		b.use(rootAt(b.programs, at), at+size)
	}
}

// use notes the terms of nodes.
func (b *builder) use(k, end uint32) {
	for k < end {
		switch operator(b.programs[k]) {
		case opTerm:
			b.used[termAt(b.programs, k)] = true
			k += termSize
		case opAnd, opOr, opPhrase:
			k++
		case opWindow, opNear, opOrdered:
			k += 2
		default:
			k += sizeAt(b.programs, k)
		}
	}
}

// appendLeads appends what leads to a program.
func appendLeads(into []lead, c *coverer, d *demand, programs []uint32, program uint32) []lead {
	d.read(programs, program)
	for _, t := range c.program(programs, program) {
		into = append(into, lead{hash: t.hash(), finger: d.beside(t, c.rate), ref: program})
	}
	return into
}
