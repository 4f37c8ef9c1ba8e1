package listen

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// idle are everyday words that lead nowhere. Some of them pass the sieve all the same, the more the
// more was added to it since it was built; what stands in every second post must not be looked up
// in vain for each. A word of it has room for four, told by 16 bits of their hashes, and no lead has
// those of one that is there. How many are in a word nobody can guess, so that all four are asked about at
// once. It may be written while it is read.
type idle []atomic.Uint64

const (
	idleWords = 1 << 11 // nearly two for each everyday word
	idleShift = 64 - 11
	idleTag   = 32                        // from where on the hash has the tag
	idleEach  = 1<<48 | 1<<32 | 1<<16 | 1 // the lowest bit of each of the four
)

// newIdle are some frequent terms, the first before others of the same place, to which no lead belongs.
func newIdle(common []frequent, leads []lead) idle {
	if len(common) == 0 {
		return nil
	}
	w := make(idle, idleWords)
	for _, f := range common {
		w.add(f.hash)
	}
	for i := range leads {
		turn(i)
		w.remove(leads[i].hash)
	}
	return w
}

// placeAmong is where the leads of a term begin among sorted ones, or would begin.
func placeAmong(leads []lead, hash uint64) (place int, found bool) {
	return slices.BinarySearchFunc(leads, termOf(hash).hash(), func(l lead, h uint64) int { return cmp.Compare(l.hash, h) })
}

// idleTagOf is what tells a term, not 0.
func idleTagOf(hash uint64) uint64 { return max(uint64(uint16(hash>>idleTag)), 1) }

// add puts a term in, where there is room.
func (w idle) add(hash uint64) {
	if word := &w[hash>>idleShift]; !w.has(hash) && word.Load()>>48 == 0 {
		word.Store(word.Load()<<16 | idleTagOf(hash))
	}
}

func (w idle) has(hash uint64) bool {
	differ := w[hash>>idleShift].Load() ^ idleTagOf(hash)*idleEach
	return (differ-idleEach)&^differ&(idleEach<<15) != 0 // one of the four is 0
}

// remove takes a term out, since something asks for it.
func (w idle) remove(hash uint64) {
	if !w.has(hash) {
		return
	}
	word, left := &w[hash>>idleShift], uint64(0)
	for is := word.Load(); is != 0; is >>= 16 {
		if tag := uint64(uint16(is)); tag != idleTagOf(hash) {
			left = left<<16 | tag
		}
	}
	word.Store(left)
}
