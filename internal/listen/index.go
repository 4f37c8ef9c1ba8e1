package listen

import (
	"math/bits"
	"runtime"
	"slices"
	"sync/atomic"
)

// A lead is one term that something asks for.
type lead struct {
	hash   uint64 // of the term
	finger fingerprint
	ref    uint32
}

// A slot of an index has a tag of the term in its upper 24 bits, then 8 bits for how many
// leads there are, then, for one lead, its ref, for several, where in postings they
// begin; from manyLeads on the first of them says how many. 0 is an empty slot.
const (
	tagShift   = 40
	countShift = 32
	manyLeads  = 255
)

// tagOf is 24 bits of a hash that neither a place in a table nor a sieve uses.
func tagOf(hash uint64) uint64 { return hash << 32 >> 40 << tagShift }

// at is the place of a hash in a table of n.
func at(hash, n uint64) uint64 {
	hi, _ := bits.Mul64(hash, n)
	return hi
}

// A table leads from terms to what asks for them, which it knows by a number, its ref. It
// does not change once it is built.
type table struct {
	slots    []uint64 // see tagShift
	size     uint64   // of slots, without the room behind
	postings []uint64 // ref, and above it the fingerprint
}

// newTable builds a table of leads, which it sorts, and a sieve before it that has room
// for more.
func newTable(leads []lead, more int) (*table, sieve) {
	sortLeads(leads)
	distinct := 0
	for i := range leads {
		if i == 0 || leads[i].hash != leads[i-1].hash {
			distinct++
		}
	}
	t, s := &table{size: uint64(distinct + distinct/4 + 1)}, newSieve(distinct+max(more, distinct/3))
	t.slots = make([]uint64, t.size, t.size+64)
	t.postings = make([]uint64, 0, len(leads))
	next := uint64(0)
	for from := 0; from < len(leads); {
		to, hash := from+1, leads[from].hash
		for to < len(leads) && leads[to].hash == hash {
			to++
		}
		k := max(next, at(hash, t.size))
		for k >= uint64(len(t.slots)) {
			t.slots = append(t.slots, 0)
		}
		t.slots[k] = tagOf(hash) | t.keep(leads[from:to])
		s.add(hash)
		next, from = k+1, to
	}
	t.slots = append(t.slots, 0) // a search always ends
	t.postings = slices.Clip(slices.Clone(t.postings))
	return t, s
}

// keep writes the leads of one term and gives the lower part of its slot.
func (t *table) keep(leads []lead) uint64 {
	if len(leads) == 1 {
		return 1<<countShift | uint64(leads[0].ref)
	}
	begin, n := uint64(len(t.postings)), uint64(len(leads))
	if n >= manyLeads {
		t.postings = append(t.postings, n)
		n = manyLeads
	}
	for _, l := range leads {
		t.postings = append(t.postings, uint64(l.finger)<<32|uint64(l.ref))
	}
	return n<<countShift | begin
}

// find gives the leads of a hash: one ref alone, or a part of postings.
func (t *table) find(hash uint64) (one uint32, several []uint64, ok bool) {
	tag := tagOf(hash)
	for k := at(hash, t.size); t.slots[k] != 0; k++ {
		s := t.slots[k]
		if s>>tagShift<<tagShift != tag {
			continue
		}
		n, ref := s>>countShift&0xff, s&(1<<countShift-1)
		if n == 1 {
			return uint32(ref), nil, true
		}
		if n == manyLeads {
			n = t.postings[ref]
			ref++
		}
		return 0, t.postings[ref : ref+n], true
	}
	return 0, nil, false
}

// sortLeads sorts by hash, then by ref: first into groups by the upper bits of the hash,
// which are then sorted at once.
func sortLeads(leads []lead) {
	const groups, shift = 256, 56
	if len(leads) < 64*groups {
		slices.SortFunc(leads, compareLeads)
		return
	}
	var begin [groups + 1]int
	for i := range leads {
		begin[leads[i].hash>>shift+1]++
	}
	for g := range groups {
		begin[g+1] += begin[g]
	}
	next, sorted := begin, make([]lead, len(leads))
	for _, l := range leads {
		g := l.hash >> shift
		sorted[next[g]] = l
		next[g]++
	}
	workers := runtime.GOMAXPROCS(0)
	inParallel(workers, func(w int) {
		for g := w; g < groups; g += workers {
			slices.SortFunc(sorted[begin[g]:begin[g+1]], compareLeads)
		}
	})
	copy(leads, sorted)
}

func compareLeads(a, b lead) int {
	switch {
	case a.hash < b.hash:
		return -1
	case a.hash > b.hash:
		return 1
	}
	return int(int64(a.ref) - int64(b.ref))
}

// An addition is a table that grows while it is read. One goroutine writes; a reader sees
// a lead wholly or not at all.
type addition struct {
	slots []atomic.Uint64 // tag, and number of the last lead plus one
	leads []added
	_     apart
	n     int // of leads; the writer's
}

type added struct {
	lead
	before uint32 // the lead of the same slot before this one, plus one
}

// newAddition has room for n leads.
func newAddition(n int) *addition {
	return &addition{slots: make([]atomic.Uint64, 2*n+1), leads: make([]added, n)}
}

func (a *addition) hasRoom(more int) bool { return a.n+more <= len(a.leads) }

// bigger is a copy with room for n leads.
func (a *addition) bigger(n int) *addition {
	out := newAddition(n)
	for _, l := range a.leads[:a.n] {
		out.add(l.lead)
	}
	return out
}

// add writes a lead and then shows it. There must be room.
func (a *addition) add(l lead) {
	slot := a.slot(l.hash)
	a.leads[a.n] = added{lead: l, before: uint32(slot.Load())}
	a.n++
	slot.Store(tagOf(l.hash) | uint64(a.n))
}

// slot is that of a hash, or a free one.
func (a *addition) slot(hash uint64) *atomic.Uint64 {
	tag, size := tagOf(hash), uint64(len(a.slots))
	for k := at(hash, size); ; k++ {
		if k == size {
			k = 0
		}
		if s := a.slots[k].Load(); s == 0 || s>>tagShift<<tagShift == tag {
			return &a.slots[k]
		}
	}
}

// last is the number of the last lead of a hash plus one, 0 if there is none.
func (a *addition) last(hash uint64) uint32 { return uint32(a.slot(hash).Load()) }
