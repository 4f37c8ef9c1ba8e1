package listen

import (
	"slices"

	"heed/internal/text/token"
)

// nowhere is the place of a term that stands beside no word.
const nowhere = ^uint32(0)

// An extra is a term that a post holds beside those of its tokens.
type extra struct {
	term  term
	place uint32 // of its word, or nowhere
}

// held is what one post holds, ready for programs: a table from terms to places. It is
// made only for posts that some search is tried on, and keeps its memory.
//
// In a short post, of at most 64 places, first and last of a slot are all the places of
// the term, a bit each. In a long one a bit is a block of 1<<block places, and the exact
// places are the chain of entries from head on.
type held struct {
	slots      []slot
	mask       uint64 // of the slots that this post uses
	generation uint64 // in the upper 8 bits of the keys of this post
	long       bool
	block      uint
	glued      uint64 // of a short post: the places of glued characters

	// Of a long post: the entries, in the order of their places for each term, and the
	// word at each place.
	entries []entry
	words   []uint32
	tokens  *token.Tokens

	bits [fingerBits / 64]uint64 // the fingerprint: a bit for each term
}

type slot struct {
	key         uint64 // term and generation
	first, last uint64
	head, tail  uint32
	count       uint32
}

type entry struct {
	first, last uint32
	next        uint32 // 0: none
}

const (
	places   = 64 // of a short post
	minSlots = 64
	manySlot = 1 << 14 // more are given back after the post that needed them
)

// fill begins a post.
func (h *held) fill(t *token.Tokens, extras []extra) {
	h.tokens = t
	h.begin(len(t.Hash) + len(extras))
	h.bits = [len(h.bits)]uint64{}
	h.glued, h.block = 0, 0
	end := placesOf(t)
	if h.long = end > places; h.long {
		h.measure(end)
	}
	for i, hash := range t.Hash {
		x := &t.Term[i]
		if x.Flags&token.Nowhere != 0 {
			h.add(termOf(hash), nowhere, nowhere)
			continue
		}
		if !h.long && x.Flags&token.Glued != 0 {
			h.glued |= 1 << x.First
		}
		h.add(termOf(hash), x.First, x.Last)
	}
	for _, x := range extras {
		h.add(x.term, x.place, x.place)
	}
}

// begin forgets the last post and makes room for n terms.
func (h *held) begin(n int) {
	size := minSlots
	for size < 2*n {
		size *= 2
	}
	if size > len(h.slots) || len(h.slots) > manySlot && size <= manySlot {
		h.slots = make([]slot, size)
		h.generation = 0
	}
	h.mask = uint64(size - 1)
	h.generation += 1 << termBits
	if h.generation == 0 {
		clear(h.slots)
		h.generation = 1 << termBits
	}
}

// measure prepares the places of a long post that has end of them.
func (h *held) measure(end uint32) {
	for (end-1)>>h.block >= places {
		h.block++
	}
	h.words = slices.Grow(h.words[:0], int(end))[:end]
	clear(h.words)
	h.entries = append(h.entries[:0], entry{})
	for i := range h.tokens.Term {
		if x := &h.tokens.Term[i]; x.Kind == token.Word && x.Flags&(token.Also|token.Nowhere) == 0 {
			h.words[x.First] = uint32(i) + 1
		}
	}
}

func (h *held) slot(t term) *slot {
	key := uint64(t) | h.generation
	for i := uint64(t) & h.mask; ; i = (i + 1) & h.mask {
		s := &h.slots[i]
		if s.key == key || s.key>>termBits<<termBits != h.generation {
			return s
		}
	}
}

// find is the slot of a term, nil if the post does not hold it.
func (h *held) find(t term) *slot {
	if s := h.slot(t); s.key == uint64(t)|h.generation {
		return s
	}
	return nil
}

func (h *held) add(t term, first, last uint32) {
	s := h.slot(t)
	if key := uint64(t) | h.generation; s.key != key {
		*s = slot{key: key}
		bit := fingerOf(t)
		h.bits[bit/64] |= 1 << (bit % 64)
	}
	if first == nowhere {
		return
	}
	s.first |= 1 << (first >> h.block)
	s.last |= 1 << (last >> h.block)
	if !h.long {
		return
	}
	k := uint32(len(h.entries))
	h.entries = append(h.entries, entry{first: first, last: last})
	if s.head == 0 {
		s.head = k
	} else {
		h.entries[s.tail].next = k
	}
	s.tail = k
	s.count++
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

// word is the token of the word at a place, -1 if none stands there.
func (h *held) word(place uint32) int {
	if int(place) >= len(h.words) {
		return -1
	}
	return int(h.words[place]) - 1
}
