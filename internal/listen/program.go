package listen

import "heed/internal/desk"

// A program is a search as the matcher runs it: one run of words, so that trying a
// search costs one place in memory. It begins with a header and goes on with the root;
// every node begins with a word of an operator in the upper 8 bits and, below, its size
// in words, or for a term the upper bits of it.
//
//	header    size; version at which it ended, 0 if it has not; id, in a second word what
//	          one does not hold
//	and, or   size, the operands
//	term      24 bits and 32 bits of the term
//	phrase    size, a sub for each place
//	window    size, words between, a sub for each place
//	near      size, words between and size of the left side, left side, right side:
//	          terms and phrases
//	followers size, from, to
//
// A sub is a term that stands at one place; one with subAlso stands at the same place as
// the sub before it, instead of it.
const (
	headEnd = 1 // where the version stands at which the search ended
	headID  = 2

	headDescribed = 1 << 31 // with the size: some terms are described
	headWide      = 1 << 30 // the id takes two words
	headSizeMask  = headWide - 1
)

// operators, in the lowest 4 bits of the upper 8.
const (
	opAnd uint32 = iota
	opOr
	opTerm
	opPhrase
	opWindow
	opNear
	opOrdered
	opFollowers
)

// What else the upper 8 bits say.
const (
	opShift   = 24
	opMask    = 0x0f << opShift
	opNegated = 0x80 << opShift
	opFilter  = 0x40 << opShift // of a term: in too many posts to find a search by
	opEntity  = 0x20 << opShift // of a term: a hashtag, handle, cashtag or part of a link
	subGlued  = 0x20 << opShift
	subAlso   = 0x10 << opShift
	lowMask   = 1<<opShift - 1
	termSize  = 2
	subSize   = 2
	termBits  = 56
	termMask  = 1<<termBits - 1
	termShift = 64 - termBits
)

// term is what programs and indexes compare: the upper 56 bits of a hash.
type term uint64

func termOf(hash uint64) term { return term(hash >> termShift) }

// hash is the hash again, without the bits that nobody looks at.
func (t term) hash() uint64 { return uint64(t) << termShift }

func operator(w uint32) uint32 { return w & opMask >> opShift }

// sizeAt is how many words the node at a place takes.
func sizeAt(b []uint32, at uint32) uint32 {
	if w := b[at]; operator(w) != opTerm {
		return w & lowMask
	}
	return termSize
}

func termAt(b []uint32, at uint32) term {
	return term(b[at]&lowMask)<<32 | term(b[at+1])
}

func programSize(b []uint32, program uint32) uint32 { return b[program] & headSizeMask }

// rootAt is where the nodes of a program begin.
func rootAt(b []uint32, program uint32) uint32 {
	return program + headID + 1 + b[program]/headWide&1
}

func idAt(b []uint32, program uint32) desk.SearchID {
	id := uint64(b[program+headID])
	if b[program]&headWide != 0 {
		id |= uint64(b[program+headID+1]) << 32
	}
	return desk.SearchID(id)
}

// names reports whether a program asks for a term. Now and then it says so of one that does
// not.
func names(b []uint32, program uint32, t term) bool {
	words := b[rootAt(b, program) : program+programSize(b, program)]
	for k := 1; k < len(words); k++ {
		if words[k] == uint32(t) && words[k-1]&lowMask == uint32(t>>32) {
			return true
		}
	}
	return false
}
