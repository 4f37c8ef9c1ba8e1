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

// held is what one post holds, ready for programs. It is made only for posts that some
// search is tried on, and keeps its memory.
//
// Of a short post, of at most 64 places and 255 terms, the places of a term are a bit each,
// gathered when a program asks. Of a long one there is a table of terms, in which a bit is
// a block of 1<<block places; the exact places are a chain of entries.
type held struct {
	tokens *token.Tokens
	extras []extra
	long   bool

	// The fingerprint: not 0 for what the terms leave. Of a short post it is the number of a
	// term plus one, and before has that of the one before it which leaves the same.
	fingers [fingerBits + fingerSpare]uint8
	before  [256]uint8
	terms   [256]term
	n       int // of terms

	// The places of glued characters of a short post, once asked for.
	glue    uint64
	hasGlue bool

	// Of a long post.
	block      uint
	slots      []slot
	kept       []slot // while there come to be more
	mask       uint64 // of the slots that this post uses
	distinct   uint64 // terms
	generation uint64 // in the upper 8 bits of the keys of this post
	entries    []entry
	words      []uint32 // the word at each place
	pairs      []uint64 // a bit for each pair of neighbouring words
	hasPairs   bool
}

type slot struct {
	key         uint64 // term and generation
	first, last uint64
	head, tail  uint32
	count       uint32
	asked       bool // whether the searches that the term leads to were looked up
}

type entry struct {
	first, last uint32
	next        uint32 // 0: none
}

const (
	places   = 64 // of a short post
	minSlots = 1024
	pairBits = 1 << 16
	manySlot = 1 << 16 // more are given back after the post that needed them
)

// fill begins a post.
func (h *held) fill(t *token.Tokens, extras []extra) {
	h.tokens, h.extras = t, extras
	h.forget()
	end := placesOf(t)
	if h.long = end > places || len(t.Hash)+len(extras) > len(h.terms)-1; h.long {
		h.fillLong(end)
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

// note adds a term of a short post.
func (h *held) note(n int, t term) {
	f := &h.fingers[fingerOf(t)]
	h.terms[n&0xff], h.before[n&0xff] = t, *f
	*f = uint8(n + 1)
}

// has reports whether the post holds a term.
func (h *held) has(t term) bool {
	n := h.fingers[fingerOf(t)]
	if h.long {
		return n != 0 && h.find(t) != nil
	}
	for ; n != 0; n = h.before[n-1] {
		if h.terms[n-1] == t {
			return true
		}
	}
	return false
}

// at gives the first and last places of a term, a bit each, or of a long post the blocks.
func (h *held) at(t term) (first, last uint64) {
	n := h.fingers[fingerOf(t)]
	if n == 0 {
		return 0, 0
	}
	if h.long {
		if s := h.find(t); s != nil {
			return s.first, s.last
		}
		return 0, 0
	}
	for ; n != 0; n = h.before[n-1] {
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

// fillLong makes the table of a long post, whose words take the places before end.
func (h *held) fillLong(end uint32) {
	h.begin()
	h.measure(max(end, 1))
	h.hasPairs = false
	for k, hash := range h.tokens.Hash {
		first, last := h.place(k)
		h.add(termOf(hash), first, last)
	}
	for _, x := range h.extras {
		h.add(x.term, x.place, x.place)
	}
}

// begin forgets the last post.
func (h *held) begin() {
	if len(h.slots) == 0 || len(h.slots) > manySlot {
		h.slots, h.kept = make([]slot, minSlots), nil
		h.generation = 0
	}
	h.mask, h.distinct = minSlots-1, 0
	h.renew()
}

// renew leaves all slots free.
func (h *held) renew() {
	h.generation += 1 << termBits
	if h.generation == 0 {
		clear(h.slots)
		h.generation = 1 << termBits
	}
}

// grow makes four times the slots. There are as many as different terms need, so that a post that
// says the same again and again stays in near memory.
func (h *held) grow() {
	kept := h.kept[:0]
	for i := range h.slots[:h.mask+1] {
		if s := &h.slots[i]; s.key>>termBits<<termBits == h.generation {
			kept = append(kept, *s)
		}
	}
	h.kept = kept
	h.mask = 4*h.mask + 3
	if h.mask >= uint64(len(h.slots)) {
		h.slots = make([]slot, h.mask+1)
		h.generation = 0
	}
	h.renew()
	for _, s := range kept {
		s.key = s.key&termMask | h.generation
		*h.slot(term(s.key & termMask)) = s
	}
}

// measure prepares the places of a long post that has end of them.
func (h *held) measure(end uint32) {
	for h.block = 0; (end-1)>>h.block >= places; {
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

// asked reports whether it was asked about a term of a long post before.
func (h *held) asked(t term) bool {
	if !h.long {
		return false
	}
	s := h.find(t)
	was := s.asked
	s.asked = true
	return was
}

// find is the slot of a term, nil if the long post does not hold it.
func (h *held) find(t term) *slot {
	if s := h.slot(t); s.key == uint64(t)|h.generation {
		return s
	}
	return nil
}

func (h *held) add(t term, first, last uint32) {
	s := h.slot(t)
	if key := uint64(t) | h.generation; s.key != key {
		if h.distinct++; 2*h.distinct > h.mask {
			h.grow()
			s, key = h.slot(t), uint64(t)|h.generation
		}
		*s = slot{key: key}
		h.fingers[fingerOf(t)] = 1
	}
	if first == nowhere {
		return
	}
	s.first |= 1 << (first >> h.block)
	s.last |= 1 << (last >> h.block)
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

// notePairs notes which words stand side by side.
func (h *held) notePairs() {
	h.hasPairs = true
	if h.pairs == nil {
		h.pairs = make([]uint64, pairBits/64)
	}
	clear(h.pairs)
	last := -1
	for i := range h.tokens.Term {
		if x := &h.tokens.Term[i]; x.Kind != token.Word || x.Flags&(token.Also|token.Nowhere) != 0 {
			continue
		}
		if last >= 0 && h.tokens.Term[last].First+1 == h.tokens.Term[i].First {
			for a := last; a == last || h.isSecondForm(a); a++ {
				for b := i; b == i || b < len(h.tokens.Term) && h.isSecondForm(b); b++ {
					h.notePair(termOf(h.tokens.Hash[a]), termOf(h.tokens.Hash[b]))
				}
			}
		}
		last = i
	}
}

func pairBit(a, b term) uint64 {
	return (uint64(a)*0x9E3779B97F4A7C15 ^ uint64(b)) * 0xD6E8FEB86659FD93 >> 48
}

func (h *held) notePair(a, b term) {
	bit := pairBit(a, b)
	h.pairs[bit/64] |= 1 << (bit % 64)
}

// maySucceed reports whether one word may stand right before another in a long post.
func (h *held) maySucceed(a, b term) bool {
	if !h.hasPairs {
		h.notePairs()
	}
	bit := pairBit(a, b)
	return h.pairs[bit/64]>>(bit%64)&1 != 0
}
