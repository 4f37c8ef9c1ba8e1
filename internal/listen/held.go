package listen

import (
	"heed/internal/text/token"
)

// nowhere is the place of a term that stands beside no word.
const nowhere = ^uint32(0)

// An extra is a term that a post holds beside those of its tokens. Those of one term are in the order of
// their places, but for those that are nowhere.
type extra struct {
	term  term
	place uint32 // of its word, or nowhere
	again bool   // the same word has given it before
}

// held is what one post holds, ready for programs. It is made only for posts that some
// search is tried on, and keeps its memory.
//
// Of a short post, of at most 64 places and 255 terms, the places of a term are a bit each,
// gathered when a program asks. Of a long one each different term is kept once, and those
// of its tokens that are the same are a chain.
type held struct {
	tokens *token.Tokens
	extras []extra
	long   bool

	// The fingerprint: above stamp for what the terms leave, so that what a post before left need not
	// be cleared. Of a short post it is stamp and the number of a term plus one, and before has that of
	// the one before it which leaves the same.
	fingers [fingerBits]int32
	stamp   int32 // the posts before this one, times stampStep
	before  [stampStep]int32
	terms   [stampStep]term

	// The places of glued characters of a short post, once asked for.
	glue    uint64
	hasGlue bool

	// The places of some terms that stand often in a short post, by their lower bits, once asked for.
	often    [oftenKept]gathered
	hasOften bool

	crowd
}

type gathered struct {
	term        term
	first, last uint64
}

const (
	oftenKept = 8
	oftenFrom = 6
)

const places = 64 // of a short post

const (
	stampStep = 256 // more than the terms of a short post, so that a number fits below it
	lastStamp = 1 << 30
)

// fill begins a post.
func (h *held) fill(t *token.Tokens, extras []extra) {
	h.tokens, h.extras = t, extras
	if h.early {
		h.fillLong()
		return
	}
	h.forget()
	if h.long = placesOf(t) > places || len(t.Hash)+len(extras) >= stampStep; h.long {
		h.fillLong()
		return
	}
	h.hasGlue, h.hasOften = false, false
	for i, hash := range t.Hash {
		h.note(uint8(i), termOf(hash))
	}
	for i := range extras {
		h.note(uint8(len(t.Hash)+i), extras[i].term)
	}
}

// note adds a term of a short post.
func (h *held) note(n uint8, t term) {
	f := &h.fingers[fingerOf(t)]
	h.terms[n], h.before[n] = t, *f
	*f = h.stamp + int32(n) + 1
}

// forget leaves no fingerprint of the post before.
func (h *held) forget() {
	if h.stamp += stampStep; h.stamp >= lastStamp {
		clear(h.fingers[:])
		h.stamp = 0
	}
}

// has reports whether the post holds a term.
func (h *held) has(t term) bool {
	if h.long {
		return h.isMarked(t) && h.find(t) != 0
	}
	for n := h.fingers[fingerOf(t)]; n > h.stamp; n = h.before[uint8(n-1)] {
		if h.terms[uint8(n-1)] == t {
			return true
		}
	}
	return false
}

// at gives the first and last places of a term of a short post, a bit each. Of terms that stand often some are
// remembered: one that stands at all places may be each word of a phrase.
func (h *held) at(t term) (first, last uint64) {
	if h.hasOften {
		if a := &h.often[t%oftenKept]; a.term == t {
			return a.first, a.last
		}
	}
	times := 0
	for n := h.fingers[fingerOf(t)]; n > h.stamp; n = h.before[uint8(n-1)] {
		if k := uint8(n - 1); h.terms[k] == t {
			a, b := h.place(int(k))
			first, last = first|1<<a, last|1<<b // nowhere is beyond all bits
			times++
		}
	}
	if times > oftenFrom {
		if !h.hasOften {
			h.hasOften, h.often = true, [oftenKept]gathered{}
		}
		h.often[t%oftenKept] = gathered{t, first, last}
	}
	return first, last
}

// place is where the term of a number stands.
func (h *held) place(k int) (first, last uint32) {
	if k >= len(h.tokens.Term) {
		at := h.extras[k-len(h.tokens.Term)].place
		return at, at
	}
	x := &h.tokens.Term[k]
	if x.Flags&token.Nowhere != 0 {
		return nowhere, nowhere
	}
	return x.First, x.Last
}

// glued are the places of glued characters of a short post.
func (h *held) glued() uint64 {
	if h.hasGlue {
		return h.glue
	}
	h.hasGlue, h.glue = true, 0
	for i := range h.tokens.Term {
		if x := &h.tokens.Term[i]; x.Flags&token.Glued != 0 {
			h.glue |= 1 << x.First
		}
	}
	return h.glue
}

// placesOf is the number of places that the words of a post take.
func placesOf(t *token.Tokens) uint32 {
	for i := len(t.Term) - 1; i >= 0; i-- {
		if x := &t.Term[i]; x.Kind == token.Word && x.Flags&token.Nowhere == 0 {
			return x.First + 1
		}
	}
	return 0
}

func (h *held) isGlued(i int) bool { return h.tokens.Term[i].Flags&token.Glued != 0 }

// isSecondForm reports whether a token is another form of the one before it.
func (h *held) isSecondForm(i int) bool {
	return h.tokens.Term[i].Kind == token.Word && h.tokens.Term[i].Flags&token.Also != 0
}
