package listen

import (
	"cmp"
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

	walked   int    // tokens that phrases were looked for at
	pairs    []pair // of words that stand side by side
	spare    []pair
	paired   int // how many there are
	hasPairs bool
	words    []uint32 // by place: the word there, plus one
	hasWords bool
}

type kept struct {
	term  term
	other uint32 // one with the same head, 0 none
	last  uint32 // of the chain, plus one
	count uint32 // of tokens
}

// pair is two words side by side.
type pair struct {
	key   uint64 // of both; 0 none
	first uint32 // the first that stands so
}

const (
	minHeads  = 1 << 8
	minPairs  = 1 << 11
	maxHeads  = 1 << 18
	markWords = 1 << 16 / 64
	manyKept  = 1 << 16 // more are given back after the post that needed them
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
	n := len(hashes) + len(h.extras)
	h.heads = cleared(h.heads, powerFor(2*n, minHeads, maxHeads))
	if cap(h.prior) < n || cap(h.prior) > manyKept && cap(h.prior) > 8*n {
		h.prior, h.kept = make([]uint32, n+n/2), nil
	}
	h.prior, h.kept = h.prior[:n], append(h.kept[:0], kept{})
	clear(h.marks[:])
	h.walked, h.hasPairs, h.hasWords = 0, false, false
	for i, hash := range hashes {
		h.keep(termOf(hash), i)
	}
	byPlace := func(a, b extra) int { return cmp.Compare(a.place, b.place) }
	if !slices.IsSortedFunc(h.extras, byPlace) { // chains are to be in order
		slices.SortStableFunc(h.extras, byPlace)
	}
	for i := range h.extras {
		h.keep(h.extras[i].term, len(hashes)+i)
	}
}

// keep adds the token of a number.
func (h *held) keep(t term, i int) {
	head := &h.heads[uint64(t)&uint64(len(h.heads)-1)]
	for k := *head; k != 0; {
		x := &h.kept[k]
		if x.term == t {
			h.prior[i] = x.last
			x.last = uint32(i + 1)
			x.count++
			return
		}
		k = x.other
	}
	h.prior[i] = 0
	h.kept = append(h.kept, kept{term: t, other: *head, last: uint32(i + 1), count: 1})
	*head = uint32(len(h.kept) - 1)
	h.fingers[fingerOf(t)] = 1
	h.marks[t>>6&(markWords-1)] |= 1 << (t & 63)
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

// notePairs notes which words stand side by side.
func (h *held) notePairs() {
	h.hasPairs, h.paired = true, 0
	all, hashes := h.tokens.Term, h.tokens.Hash
	h.pairs = cleared(h.pairs, minPairs)
	last, forms := -1, 0 // the last word, and how many tokens it has
	for i := range all {
		if !isPlain(&all[i]) {
			if h.isSecondForm(i) && i == last+forms {
				forms++
			}
			continue
		}
		if last >= 0 && all[last].First+1 == all[i].First {
			b := termOf(hashes[i])
			for a := last; a < last+forms; a++ {
				h.notePair(last, termOf(hashes[a]), b)
				for k := i + 1; k < len(all) && h.isSecondForm(k); k++ {
					h.notePair(last, termOf(hashes[a]), termOf(hashes[k]))
				}
			}
		}
		last, forms = i, 1
	}
}

// notePair notes that a word has one form and the next another.
func (h *held) notePair(i int, a, b term) {
	key := keyOfPair(a, b)
	p := h.pair(key)
	if p.key != 0 {
		return
	}
	*p = pair{key: key, first: uint32(i)}
	if h.paired++; h.paired > len(h.pairs)/4 {
		old := h.pairs
		h.pairs, h.spare = cleared(h.spare, 4*len(old)), old
		for _, x := range old {
			if x.key != 0 {
				*h.pair(x.key) = x
			}
		}
	}
}

// keyOfPair is never 0. Two pairs of terms meet by chance as seldom as two terms do.
func keyOfPair(a, b term) uint64 {
	hi, lo := bits.Mul64(uint64(a)^0x9E3779B97F4A7C15, uint64(b)^0xD6E8FEB86659FD93)
	return hi ^ lo | 1
}

// pair is what is noted of a pair, or where it would be.
func (h *held) pair(key uint64) *pair {
	mask := uint64(len(h.pairs) - 1)
	for k := key >> 32; ; k++ {
		if p := &h.pairs[k&mask]; p.key == key || p.key == 0 {
			return p
		}
	}
}
