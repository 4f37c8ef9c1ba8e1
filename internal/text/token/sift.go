package token

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"
)

// A Sieve lets through the hashes that were added to it, and one of a hundred others: three
// bits for each hash in one word of 32. It may be added to while it is read.
type Sieve []atomic.Uint32

// NewSieve has room for n hashes, at two bytes each.
func NewSieve(n int) Sieve { return make(Sieve, max(64, (n+1)/2)) }

// Add lets a hash through from now on.
func (s Sieve) Add(hash uint64) { s[s.at(hash)].Or(sieveBits(hash)) }

// Passes reports whether a hash may have been added.
func (s Sieve) Passes(hash uint64) bool {
	want := sieveBits(hash)
	return s[s.at(hash)].Load()&want == want
}

// at is the word of a hash.
func (s Sieve) at(hash uint64) uint64 { return hash >> 32 * uint64(len(s)) >> 32 }

// sieveBits are the bits of a hash in its word.
func sieveBits(hash uint64) uint32 { return 1<<(hash>>8&31) | 1<<(hash>>13&31) | 1<<(hash>>18&31) }

// Stems are the beginnings of words that somebody looks for: of those that have at least
// six bytes the first six, of shorter ones the first four. Of each two bits of one word are
// set, which others share. They may be added to while they are read.
type Stems struct{ long, short heads }

// heads are beginnings of one length.
type heads struct {
	words []atomic.Uint32
	shift uint32
	rest  uint32 // the factor of what stands behind the first four bytes
	some  atomic.Bool
}

const (
	longStem   = 6
	shortStem  = 4
	headFactor = 0x9E3779B1 // that of the golden ratio: it spreads beginnings over the bits
	restFactor = 0x85EBCA77 << 16 & (1<<32 - 1)
)

// NewStems has room for n stems.
func NewStems(n int) *Stems {
	size := min(max(bits.Len(uint(32*n)), 10), 20)
	return &Stems{long: newHeads(size, restFactor), short: newHeads(min(size, 16), 0)}
}

func newHeads(size int, rest uint32) heads {
	return heads{words: make([]atomic.Uint32, 1<<size/32), shift: uint32(32 - size), rest: rest}
}

// Size is how many bytes they take.
func (s *Stems) Size() int { return 4 * (cap(s.long.words) + cap(s.short.words)) }

// Add adds a stem of four bytes or more.
func (s *Stems) Add(stem string) {
	var first [8]byte
	copy(first[:], stem)
	if len(stem) < longStem {
		s.short.add(binary.LittleEndian.Uint64(first[:]))
	} else {
		s.long.add(binary.LittleEndian.Uint64(first[:]))
	}
}

func (h *heads) add(first uint64) {
	word, bits := h.at(first)
	h.words[word].Or(bits)
	h.some.Store(true)
}

// at is the word of what begins with eight bytes, and its bits in it.
func (h *heads) at(first uint64) (word, bits uint32) {
	head := uint32(first) * headFactor
	i := (head + uint32(first>>32)*h.rest) >> (h.shift & 31)
	return i / 32, 1<<(i%32) | 1<<(head>>27)
}

// MaxSift is how many terms Sift looks at.
const MaxSift = 64

// Sift looks at up to MaxSift terms from one on, and tells with a bit each which of them
// the sieve lets through, and which may begin with a stem. Whether a term is a word, or
// as long as the stem, it does not ask.
func (t *Tokens) Sift(from int, sieve Sieve, stems *Stems) (asked, begun uint64) {
	n := min(len(t.Hash)-from, MaxSift)
	if n <= 0 {
		return 0, 0
	}
	return t.sift(from, n, sieve, stems)
}

// siftPlainly is Sift of n terms without special instructions.
func (t *Tokens) siftPlainly(from, n int, sieve Sieve, stems *Stems) (asked, begun uint64) {
	for i, h := range t.Hash[from : from+n] { // without a branch on what is found
		word := sieve[sieve.at(h)].Load()
		asked |= uint64(word>>(h>>8&31)&(word>>(h>>13&31))&(word>>(h>>18&31))&1) << i
	}
	for _, h := range [...]*heads{&stems.long, &stems.short} {
		if !h.some.Load() {
			continue
		}
		buf := t.buf[:cap(t.buf)] // there is slack behind every form
		for i := range t.Term[from : from+n] {
			if word, bits := h.at(binary.LittleEndian.Uint64(buf[t.Term[from+i].start:])); h.words[word].Load()&bits == bits {
				begun |= 1 << i
			}
		}
	}
	return asked, begun
}

// HashStem is the hash of the first n bytes of the form of a term, as if they were a term of
// a kind.
func (t *Tokens) HashStem(key *Key, kind Kind, i, n int) uint64 {
	start := t.Term[i].start
	return key.hash(kind, t.buf[start:cap(t.buf)], n)
}

// Mention is the number of the first mention, -1 if nobody is mentioned.
func (t *Tokens) Mention() int { return int(t.mention) - 1 }
