package listen

import (
	"math/bits"
	"slices"

	"heed/internal/text/token"
)

// crowd is what a long post holds. Each different term is kept once; the tokens that bear it
// are a chain, from the last to the first, and after them the extras, as if they were tokens.
type crowd struct {
	marks [markWords]uint64 // a bit for each term, by its lower bits
	heads []uint32          // by the lower bits of a term: the number of one that is kept, 0 none
	kept  []kept            // but the first
	prior []uint32          // of each token the one before it in its chain, plus one
	bear  []uint32          // and the number of what it bears in kept

	early      bool // the tokens are kept already
	ahead      int  // so many times what was asked so far is likely to be asked of the post in all
	wide       uint // the stretches that where is of are 2^wide places long
	walked     int  // tokens that phrases were looked for at
	walkedNear int  // and those of dense terms that distances were
	pairs      pairs
	hasMarks   bool // of pairs
	hasPairs   bool
	spots      spots
	nearby     nearby
	words      []uint32 // by place: the word there, plus one
	hasWords   bool
}

type kept struct {
	term  term
	other uint32 // one with the same head, 0 none
	last  uint32 // of the chain, plus one
	count uint32 // of tokens
	known uint32 // 1 if where is; twice the number of its spots, from one on, if they are kept
	where uint64 // the post in stretches of places: a bit for each in which one begins or ends
}

const (
	minHeads   = 1 << 8
	maxHeads   = 1 << 18
	markWords  = 1 << 16 / 64
	manyPlaces = 16      // of one term: it is likely to stand near any other
	manyKept   = 1 << 16 // more are given back after the post that needed them
)

// powerFor is the power of two that is at least n, and between some bounds.
func powerFor(n, least, most int) int {
	for least < n && least < most {
		least *= 2
	}
	return least
}

// cleared gives n zeros in memory that is used again, unless it is much more.
func cleared[T any](memory []T, n int) []T {
	if cap(memory) < n || cap(memory) > manyKept && cap(memory) > 8*n {
		return make([]T, n)
	}
	memory = memory[:n]
	clear(memory)
	return memory
}

// fillLong keeps the terms of a long post.
func (h *held) fillLong() {
	hashes := h.tokens.Hash
	if n := len(hashes) + len(h.extras); !h.early {
		h.empty(n, powerFor(2*n, minHeads, maxHeads))
		h.keepMany(0, len(hashes))
	}
	h.early = false
	h.prior = slices.Grow(h.prior, len(h.extras))[:len(hashes)+len(h.extras)]
	h.bear = slices.Grow(h.bear, len(h.extras))[:len(hashes)+len(h.extras)]
	for i := range h.extras {
		h.keep(h.extras[i].term, len(hashes)+i)
	}
}

// fillEarly keeps the terms of the tokens of a very long post in which most come again and again.
// It gives up where that is not so.
func (h *held) fillEarly(t *token.Tokens) (ok bool) {
	if !h.repeats(t.Hash) {
		return false
	}
	h.tokens, h.extras = t, nil
	h.forget()
	h.long = true
	h.empty(len(t.Hash), powerFor(2*len(t.Hash), minHeads, earlyHeads))
	for from := 0; from < len(t.Hash); from += earlyPart {
		to, before := min(from+earlyPart, len(t.Hash)), len(h.kept)
		if h.keepMany(from, to); to < len(t.Hash) && len(h.kept)-before > (to-from)/2 {
			return false
		}
	}
	h.early = true
	return true
}

// repeats reports whether of some tokens, from all over a post, a few come again.
func (c *crowd) repeats(hashes []uint64) bool {
	clear(c.marks[:])
	again := 0
	for i := range samples {
		t := termOf(hashes[i*(len(hashes)/samples)])
		if c.isMarked(t) {
			again++
		}
		c.mark(t)
	}
	return again >= samples/24
}

const (
	samples    = 1 << 9
	earlyPart  = 1 << 13 // tokens
	earlyHeads = 1 << 16
)

// empty begins with no terms kept, and makes ready for n tokens.
func (h *held) empty(n, heads int) {
	if has := cap(h.heads) + cap(h.kept) + cap(h.prior); has > manyKept && has > 16*n {
		h.heads, h.kept, h.prior, h.bear = nil, nil, nil, nil
	}
	h.makeHeads(heads)
	h.prior = slices.Grow(h.prior[:0], n)[:len(h.tokens.Hash)]
	h.bear = slices.Grow(h.bear[:0], n)[:len(h.tokens.Hash)]
	h.kept = append(h.kept[:0], kept{term: 1 << termBits}) // no term is equal to that
	clear(h.marks[:])
	h.walked, h.walkedNear, h.hasMarks, h.hasPairs, h.hasWords = 0, 0, false, false, false
	h.nearby.asked, h.nearby.noted = 0, false
	h.spots.empty(placesOf(h.tokens))
	h.wide = 0
	for n := placesOf(h.tokens); (n-1)>>h.wide >= 64; {
		h.wide++
	}
}

func (h *held) makeHeads(n int) {
	if cap(h.heads) < n {
		h.heads = make([]uint32, n)
	}
	h.heads = h.heads[:n]
	clear(h.heads)
}

// keepMany keeps some of the tokens. Most bear terms that are kept.
func (h *held) keepMany(from, to int) {
	prior, bear := h.prior[from:to], h.bear[from:to]
	for i, hash := range h.tokens.Hash[from:to] {
		t := termOf(hash)
		k := h.heads[uint64(t)&uint64(len(h.heads)-1)]
		if x := &h.kept[k]; x.term == t { // as keep would
			prior[i], bear[i], x.last = x.last, k, uint32(from+i+1)
			x.count++
			continue
		}
		h.keep(t, from+i)
	}
}

// keep adds the token of a number.
func (h *held) keep(t term, i int) {
	head := &h.heads[uint64(t)&uint64(len(h.heads)-1)]
	for k := *head; k != 0; {
		x := &h.kept[k]
		if x.term == t {
			h.prior[i], h.bear[i], x.last = x.last, k, uint32(i+1)
			x.count++
			return
		}
		k = x.other
	}
	n := len(h.kept)
	h.prior[i], h.bear[i] = 0, uint32(n)
	if n == cap(h.kept) {
		h.kept = slices.Grow(h.kept, n)
	}
	h.kept = h.kept[:n+1]
	x := &h.kept[n] // written where it is: one made elsewhere and copied waits for itself
	x.term, x.other, x.last, x.count, x.known = t, *head, uint32(i+1), 1, 0
	*head = uint32(n)
	h.fingers[fingerOf(t)] = h.stamp + 1
	h.mark(t)
	if len(h.kept) > len(h.heads) && len(h.heads) < maxHeads {
		h.moreHeads()
	}
}

// moreHeads makes room for more terms.
func (h *held) moreHeads() {
	h.makeHeads(4 * len(h.heads))
	mask := uint64(len(h.heads) - 1)
	for k := 1; k < len(h.kept); k++ {
		head := &h.heads[uint64(h.kept[k].term)&mask]
		h.kept[k].other, *head = *head, uint32(k)
	}
}

func (c *crowd) mark(t term) { c.marks[t>>6&(markWords-1)] |= 1 << (t & 63) }

// where are the stretches in which the tokens of a term begin and end, a bit each.
func (h *held) where(k uint32) uint64 {
	x := &h.kept[k]
	if x.known&1 == 0 {
		h.findStretches(x)
	}
	return x.where
}

func (h *held) findStretches(x *kept) {
	x.known, x.where = x.known|1, 0
	if x.count > manyPlaces {
		x.where = ^uint64(0)
		return
	}
	for i := x.last; i != 0; i = h.prior[i-1] {
		first, last := h.place(int(i - 1))
		x.where |= 1<<(first>>h.wide) | 1<<(last>>h.wide) // nowhere is beyond all bits
	}
}

// mayMeet is false of most terms that stand further apart than some places.
func (h *held) mayMeet(a, b, distance uint32) bool {
	return h.isNear(h.where(a), h.where(b), distance)
}

// isNear is false of most that stands in some stretches and further apart.
func (h *held) isNear(a, b uint64, distance uint32) bool {
	if distance > 1<<(h.wide&31) {
		b |= aroundOf(b, uint(distance-1)>>(h.wide&31))
	}
	return (a|a<<1|a>>1)&b != 0
}

// aroundOf are the stretches up to n before and behind some.
func aroundOf(b uint64, n uint) uint64 {
	return spreadUp(b, n) | bits.Reverse64(spreadUp(bits.Reverse64(b), n))
}

// isMarked is false of most terms that the long post lacks.
func (c *crowd) isMarked(t term) bool { return c.marks[t>>6&(markWords-1)]>>(t&63)&1 != 0 }

// find is the number of a term that the long post holds, 0 if it does not.
func (c *crowd) find(t term) uint32 {
	k := c.heads[uint64(t)&uint64(len(c.heads)-1)]
	for k != 0 && c.kept[k].term != t {
		k = c.kept[k].other
	}
	return k
}

// each calls yield with the tokens of a term, the last first, until it returns false. It
// reports whether it did.
func (c *crowd) each(t term, yield func(i int) bool) bool {
	for i := c.kept[c.find(t)].last; i != 0; i = c.prior[i-1] {
		if !yield(int(i - 1)) {
			return true
		}
	}
	return false
}

// isPlain reports whether a token is a word at a place of its own.
func isPlain(x *token.Term) bool {
	return x.Kind == token.Word && x.Flags&(token.Also|token.Nowhere) == 0
}

// fewSteps is how many tokens are looked through for a word beside another, sooner than the
// places of all words are noted.
const fewSteps = 8

// next is the word right behind another, -1 if none stands there.
func (h *held) next(i int) int {
	all := h.tokens.Term
	at := all[i].First + 1
	for k := i + 1; k < len(all); k++ {
		if isPlain(&all[k]) {
			if all[k].First == at {
				return k
			}
			return -1
		}
		if k == i+fewSteps {
			return h.word(at)
		}
	}
	return -1
}

// back is the word that stands n places before a token, -1 if none does.
func (h *held) back(i int, n uint32) int {
	all := h.tokens.Term
	if i >= len(all) || all[i].Kind != token.Word || all[i].Flags&token.Nowhere != 0 || all[i].First < n {
		return -1
	}
	at := all[i].First - n
	for steps := fewSteps; i >= 0; i-- {
		if isPlain(&all[i]) && all[i].First <= at {
			if all[i].First == at {
				return i
			}
			return -1
		}
		if steps--; steps == 0 {
			return h.word(at)
		}
	}
	return -1
}

// word is the word at a place, -1 if none stands there.
func (h *held) word(place uint32) int {
	if !h.hasWords {
		h.hasWords = true
		h.words = cleared(h.words, int(placesOf(h.tokens)))
		for i := range h.tokens.Term {
			if x := &h.tokens.Term[i]; isPlain(x) {
				h.words[x.First] = uint32(i) + 1
			}
		}
	}
	if int(place) >= len(h.words) {
		return -1
	}
	return int(h.words[place]) - 1
}

// bears reports whether a word has a form.
func (h *held) bears(i int, t term) bool {
	return termOf(h.tokens.Hash[i]) == t || i+1 < len(h.tokens.Hash) && h.isSecondForm(i+1) && termOf(h.tokens.Hash[i+1]) == t
}
