package token

import "encoding/binary"

// A Sifter is what the terms of a post are held against: a sieve of hashes, and beginnings
// of words. Others may set bits of its words meanwhile.
type Sifter struct {
	Sieve     []uint32 // of each hash the bits of SieveAt
	Heads     []uint32 // of each beginning the bits of LongAt, or those of ShortAt in two words; nil where there is none
	HeadShift uint64   // the words of Heads are 1<<(32-HeadShift), two or more
}

// SieveAt is where in a sieve of n words a hash leaves its four bits. In a sieve of another size
// other hashes are in its word, and one of its bits is another.
func SieveAt(hash uint64, n int) (word uint64, bits uint32) {
	at := hash >> 32 * uint64(n)
	return at >> 32, 1<<(uint32(at)>>27) | 1<<(hash>>8&31) | 1<<(hash>>13&31) | 1<<(hash>>18&31)
}

// Of a long beginning the first LongStem bytes leave their two bits, of one that is
// shorter the first ShortStem.
const (
	LongStem  = 6
	ShortStem = 4
)

const (
	headFactor = 0x9E3779B1 // that of the golden ratio: it spreads beginnings over the words
	restFactor = 0x85EBCA77 << 16 & (1<<32 - 1)
)

// LongAt is where the first of eight bytes, the lowest first, leave their bits.
func LongAt(first, shift uint64) (word, bits uint32) {
	head, rest := uint32(first)*headFactor, uint32(first>>32)*restFactor
	mixed := head<<9 + rest<<1
	return head>>(shift&31) ^ rest>>31, 1<<(mixed>>27) | 1<<(mixed>>22&31)
}

// ShortAt is the same for a short beginning, which leaves its bits in the word beside that
// one, too: the bytes behind it may be any.
func ShortAt(first, shift uint64) (word, bits uint32) {
	head := uint32(first) * headFactor
	return head >> (shift & 31), 1<<(head>>11&31) | 1<<(head>>6&31)
}

// MaxSift is how many terms Sift looks at.
const MaxSift = 64

// Sift looks at up to MaxSift terms from one on, and tells with a bit each which of them
// have their bits in the sieve, and which in Heads. Whether a term is a word, or
// as long as a beginning, it does not ask. It is not ok where the machine lacks the
// instructions.
func (t *Tokens) Sift(from int, s *Sifter) (asked, begun uint64, ok bool) {
	n := min(len(t.Hash)-from, MaxSift)
	if n <= 0 || !t.wide {
		return 0, 0, t.wide
	}
	asked, begun = sift(t, s, from, n)
	return asked, begun, true
}

// First is the first eight bytes of the form of term i, the lowest first, and what follows
// it where it is shorter.
func (t *Tokens) First(i int) uint64 {
	start := t.Term[i].start
	return binary.LittleEndian.Uint64(t.buf[start : start+8 : cap(t.buf)])
}

// HashStem is the hash of the first n bytes of the form of a term, as if they were a term of
// a kind.
func (t *Tokens) HashStem(key *Key, kind Kind, i, n int) uint64 {
	start := t.Term[i].start
	return key.hash(kind, t.buf[start:cap(t.buf)], n)
}

// Mention is the number of the first mention, -1 if nobody is mentioned.
func (t *Tokens) Mention() int { return int(t.mention) - 1 }
