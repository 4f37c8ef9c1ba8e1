package listen

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"heed/internal/desk"
	"heed/internal/order"
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
	idle      idle  // likewise
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

// room is how much fresh searches take, or may take.
type room struct{ words, leads, described, keys int }

// roomFor is that of so many searches as most are.
func roomFor(searches int) room {
	return room{words: 64 + 32*searches, leads: 16 + 4*searches, described: 4 + searches/16, keys: 16 + searches/4}
}

func (r room) plus(o room) room {
	return room{r.words + o.words, r.leads + o.leads, r.described + o.described, r.keys + o.keys}
}

// atLeast is so much of each as the one or the other has of it.
func (r room) atLeast(o room) room {
	return room{max(r.words, o.words), max(r.leads, o.leads), max(r.described, o.described), max(r.keys, o.keys)}
}

func newFresh(r room) *fresh {
	return &fresh{
		programs: make([]uint32, r.words), searches: newAddition(r.leads),
		described: make([]description, r.described), words: newAddition(r.keys),
	}
}

// empty may be asked by readers: of what they must see there is none.
func (f *fresh) empty() bool { return f.some.Load() == 0 }

// taken is the room that is no longer free.
func (f *fresh) taken() room { return room{f.used, f.searches.n, f.known, f.words.n} }

// hasRoom reports whether more can be added.
func (f *fresh) hasRoom(more room) bool {
	t := f.taken().plus(more)
	return t.words <= len(f.programs) && t.leads <= len(f.searches.leads) && t.described <= len(f.described) && t.keys <= len(f.words.leads)
}

// An origin is a program to be taken over. There are as many as searches, and no pointer is in them, so that a
// collector of garbage that runs while a base is built has little to look at.
type origin struct {
	id      desk.SearchID
	from    uint32 // which of the sources
	program uint32 // where in it
}

// sources are programs to be taken over, in as many pieces of memory as they happen to be in.
type sources struct {
	programs [][]uint32
	origins  []origin
}

// sourcesOf are the programs of a base and of young searches that have not ended, without those of some ids. There
// is room for more than those of the base.
func sourcesOf(b *base, young []*fresh, without map[desk.SearchID]bool, more int) *sources {
	s := &sources{programs: make([][]uint32, 0, 1+len(young)), origins: make([]origin, 0, len(b.offsets)+more)}
	alive := func(program uint32) {
		from := len(s.programs) - 1
		p := s.programs[from]
		if id := idAt(p, program); atomic.LoadUint32(&p[program+headEnd]) == 0 && !without[id] {
			s.origins = append(s.origins, origin{id, uint32(from), program})
		}
		turn(len(s.origins))
	}
	s.programs = append(s.programs, b.programs)
	for _, at := range b.offsets {
		alive(at)
	}
	for _, f := range young {
		s.programs = append(s.programs, f.programs)
		for at := 0; at < f.used; at += 1 + int(programSize(f.programs, uint32(at+1))) {
			alive(uint32(at + 1))
		}
	}
	return s
}

// A builder takes some of the programs of a base.
type builder struct {
	base    *base
	from    [][]uint32
	origins []origin
	search  int    // the number of the next
	at      uint32 // where it is to be
	coverer coverer
	demand  demand
	leads   []lead
	used    map[term]bool // by programs of which terms are described
}

// build makes a base of programs, with as many goroutines as workers.
func build(key token.Key, rate func(term, rarity) float64, from *sources, described []description, workers int) *base {
	all := byID(from.origins)
	b := &base{offsets: make([]uint32, len(all))}
	parts, words := make([]builder, workers), uint32(0)
	for i := range parts {
		first, end := len(all)*i/workers, len(all)*(i+1)/workers
		parts[i] = builder{base: b, from: from.programs, origins: all[first:end], search: first, at: words, coverer: coverer{rate: rate}, used: map[term]bool{}}
		for k, o := range all[first:end] {
			turn(k)
			words += programSize(from.programs[o.from], o.program)
		}
	}
	b.programs = make([]uint32, words)
	inParallel(workers, func(i int) { parts[i].take() })
	leads, used := make([][]lead, workers), map[term]bool{}
	for i := range parts {
		leads[i] = parts[i].leads
		maps.Copy(used, parts[i].used)
	}
	b.searches, b.sieve, b.idle = newTable(4*minFresh, frequentWords(key), leads...)
	b.describe(key, described, used)
	return b
}

// describe keeps those descriptions whose terms are used, each once.
func (b *base) describe(key token.Key, all []description, used map[term]bool) {
	var leads []lead
	var hashes []uint64
	for i, d := range all {
		turn(i*describeSteps - 1)
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
	b.words, b.wordSieve, _ = newTable(minFresh, nil, leads)
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
		if s := b.sifter.Load(); s != nil && s.Heads == nil {
			b.show()
		}
	}
	b.use(d.uses())
}

// byID are programs in the order of their ids, in which those of a base are, which come first.
func byID(all []origin) []origin {
	n := 1
	for n < len(all) && all[n-1].id < all[n].id {
		n++
	}
	if n >= len(all) {
		return all
	}
	young := all[n:]
	steps := 0
	order.By(young, func(x, y origin) int {
		steps++
		turn(steps)
		return cmp.Compare(x.id, y.id)
	})
	out := make([]origin, 0, len(all))
	for i, o := range all[:n] {
		turn(i)
		for len(young) > 0 && young[0].id < o.id {
			out, young = append(out, young[0]), young[1:]
		}
		out = append(out, o)
	}
	return append(out, young...)
}

// turn lets others have the processor once in so many steps: who builds beside matchers must not keep it for the ten
// milliseconds that the runtime gives to each goroutine.
func turn(step int) {
	if step%turnSteps == turnSteps-1 {
		runtime.Gosched()
	}
}

const (
	turnSteps     = 1 << 10
	searchSteps   = 1 << 5 // that taking one search is
	describeSteps = 1 << 3 // that keeping a description is
	endSteps      = 1 << 2 // that finding a search that ended is
)

// inParallel calls do for 0 to n-1 and waits for all.
func inParallel(n int, do func(i int)) {
	var wait sync.WaitGroup
	for i := 1; i < n; i++ {
		wait.Go(func() { do(i) })
	}
	do(0)
	wait.Wait()
}

// take copies the programs and finds what leads to them.
func (b *builder) take() {
	programs := b.base.programs
	b.leads = make([]lead, 0, leadsOfOne*len(b.origins))
	for _, o := range b.origins {
		from := b.from[o.from]
		at, size := b.at, programSize(from, o.program)
		// All but the word in which a program says that it has ended: others write it meanwhile.
		end := o.program + headEnd
		copy(programs[at:], from[o.program:end])
		copy(programs[at+headEnd+1:], from[end+1:o.program+size])
		b.base.offsets[b.search] = at
		b.at, b.search = at+size, b.search+1
		turn(b.search*searchSteps - 1)
		b.leads = appendLeads(b.leads, &b.coverer, &b.demand, programs, at)
		if programs[at]&headDescribed != 0 {
			b.use(rootAt(programs, at), b.at)
		}
	}
}

// leadsOfOne is about how many leads a search has.
const leadsOfOne = 3

// use notes the terms of nodes.
func (b *builder) use(k, end uint32) {
	for k < end {
		switch operator(b.base.programs[k]) {
		case opTerm:
			b.used[termAt(b.base.programs, k)] = true
			k += termSize
		case opAnd, opOr, opPhrase:
			k++
		case opWindow, opNear, opOrdered:
			k += 2
		default:
			k += sizeAt(b.base.programs, k)
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
