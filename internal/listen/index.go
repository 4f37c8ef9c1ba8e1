package listen

import (
	"math/bits"
	"runtime"
	"sync/atomic"

	"heed/internal/order"
)

// A lead is one term that something asks for.
type lead struct {
	hash   uint64 // of the term
	finger fingerprint
	ref    uint32
}

// at is the place of a hash in a table of n.
func at(hash, n uint64) uint64 {
	hi, _ := bits.Mul64(hash, n)
	return hi
}

// A table leads from terms to what asks for them, which it knows by a number, its ref. The
// leads of the terms whose hashes have the same place are together: who follows one finds
// out whether it was meant. It does not change once it is built.
type table struct {
	begins []uint32 // of the leads of each place, and where those of the last end
	size   uint64   // places
	leads  []uint64 // ref, above it the tag, and the fingerprint; and leadSpare more, of nothing
	refs   uint32   // the bits of a lead that are its ref
}

// A tag is what a lead tells of the hash of its term, in the bits that no ref needs.
const (
	tagBits   = 3
	tagOfHash = 8 // from where on the hash has it: no place tells those bits
)

// isOf reports whether a lead has the tag of a hash: seven of eight that share a place with
// those of another term have not.
func (t *table) isOf(lead, hash uint64) bool {
	return (uint32(lead)^uint32(hash>>tagOfHash))&^t.refs == 0
}

// ref is what a lead leads to.
func (t *table) ref(lead uint64) uint32 { return uint32(lead) & t.refs }

// newTable builds a table of leads, and a sieve before it that has room for more and, if that can
// be had, stops what is frequent and leads nowhere; and what is that.
func newTable(more int, common []frequent, parts ...[]lead) (*table, sieve, idle) {
	leads := sorted(parts)
	distinct := 0
	for i := range leads {
		turn(i)
		if i == 0 || leads[i].hash != leads[i-1].hash {
			distinct++
		}
	}
	t := &table{size: uint64(distinct + distinct/2 + 1)}
	t.begins, t.leads = make([]uint32, t.size+1), make([]uint64, len(leads)+leadSpare)
	t.refs = 1<<(32-tagBits) - 1
	for i := range leads {
		turn(i)
		if leads[i].ref > t.refs {
			t.refs = 1<<32 - 1
		}
	}
	next := uint64(0) // place of which it is not known where its leads begin
	for i, l := range leads {
		turn(i)
		for k := at(l.hash, t.size); next <= k; next++ {
			t.begins[next] = uint32(i)
		}
		t.leads[i] = uint64(l.finger)<<32 | uint64(uint32(l.hash>>tagOfHash)&^t.refs|l.ref)
	}
	for ; next <= t.size; next++ {
		t.begins[next] = uint32(len(leads))
	}
	return t, newSieve(leads, common, distinct+max(more, distinct/3)), newIdle(common, leads)
}

// span is where the leads of the place of a hash are.
func (t *table) span(hash uint64) span {
	k := at(hash, t.size)
	return span{t.begins[k], t.begins[k+1]}
}

// find gives the leads of the place of a hash.
func (t *table) find(hash uint64) []uint64 {
	r := t.span(hash)
	return t.leads[r.from:r.to]
}

// Leads are first sorted into groups by the upper bits of their hashes.
const (
	leadGroups = 1 << 10
	leadShift  = 64 - 10
)

// sorted are leads by hash, then by ref. The refs of each part ascend, and those of the
// next are above them.
func sorted(parts [][]lead) []lead {
	begin := make([][leadGroups]int, len(parts)+1) // of each group in each part
	inParallel(len(parts), func(p int) {
		for i := range parts[p] {
			turn(i)
			begin[p+1][parts[p][i].hash>>leadShift]++
		}
	})
	n := 0
	for g := range leadGroups {
		for p := range begin {
			n += begin[p][g]
			begin[p][g] = n
		}
	}
	out := make([]lead, n)
	inParallel(len(parts), func(p int) {
		for i, l := range parts[p] {
			turn(i)
			next := &begin[p][l.hash>>leadShift]
			out[*next] = l
			*next++
		}
	})
	inParallel(len(parts), func(p int) {
		for g := p; g < leadGroups; g += len(parts) {
			runtime.Gosched() // as turn
			from := 0
			if g > 0 {
				from = begin[len(parts)][g-1]
			}
			order.By(out[from:begin[len(parts)][g]], compareLeads)
		}
	})
	return out
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

// A slot of an addition has a tag of the term in its upper 24 bits, which no place in it
// tells, and below them a number. 0 is an empty slot.
const tagShift = 40

func tagOf(hash uint64) uint64 { return hash << 32 >> 40 << tagShift }

// An addition is a table that is filled while it is read. One goroutine writes; a reader sees
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
