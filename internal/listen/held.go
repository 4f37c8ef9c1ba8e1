package listen

import (
	"heed/internal/text/token"
)

// nowhere is the place of a term that stands beside no word.
const nowhere = ^uint32(0)

// An extra is a term that a post holds beside those of its tokens.
type extra struct {
	term  term
	place uint32 // of its word, or nowhere
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

	// The fingerprint: not 0 for what the terms leave. Of a short post that is ready it is the
	// number of a term plus one, and before has that of the one before it which leaves the same.
	fingers [fingerBits + fingerSpare]uint8
	before  [256]uint8
	terms   [256]term
	n       int // of terms

	// The places of glued characters of a short post, once asked for.
	glue    uint64
	hasGlue bool

	crowd
}

const places = 64 // of a short post

// fill begins a post: it has its fingerprint then.
func (h *held) fill(t *token.Tokens, extras []extra) {
	h.tokens, h.extras = t, extras
	if h.early {
		h.fillLong()
		return
	}
	h.forget()
	if h.long = placesOf(t) > places || len(t.Hash)+len(extras) >= noTerm; h.long {
		h.fillLong()
		return
	}
	h.hasGlue = false
	for i, hash := range t.Hash {
		h.note(i, termOf(hash))
	}
	for i := range extras {
		h.note(len(t.Hash)+i, extras[i].term)
	}
	h.n = len(t.Hash) + len(extras)
}

// noTerm is the number at which all terms of a short post end that leave the same: no term is
// equal to the one there.
const noTerm = 254

// note adds a term of a short post.
func (h *held) note(n int, t term) {
	h.terms[n&0xff] = t
	h.fingers[fingerOf(t)] = noTerm + 1
}

// ready makes a post ready for programs, once it has its fingerprint.
func (h *held) ready() {
	if h.long {
		return
	}
	h.terms[noTerm] = 1 << termBits
	for i, t := range h.terms[:h.n] {
		f := &h.fingers[fingerOf(t)]
		h.before[i] = *f
		*f = uint8(i + 1)
	}
}

// forget leaves no fingerprint of the post before.
func (h *held) forget() {
	if h.long {
		clear(h.fingers[:])
	}
	for _, t := range h.terms[:h.n] {
		h.fingers[fingerOf(t)] = 0
	}
	h.n = 0
}

// has reports whether the post holds a term.
func (h *held) has(t term) bool {
	if h.long {
		return h.isMarked(t) && h.find(t) != 0
	}
	for n := h.fingers[fingerOf(t)]; n != 0; n = h.before[n-1] {
		if h.terms[n-1] == t {
			return true
		}
	}
	return false
}

// at gives the first and last places of a term of a short post, a bit each.
func (h *held) at(t term) (first, last uint64) {
	for n := h.fingers[fingerOf(t)]; n != 0; n = h.before[n-1] {
		if k := int(n) - 1; h.terms[k] == t {
			a, b := h.place(k)
			first, last = first|1<<a, last|1<<b // nowhere is beyond all bits
		}
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
