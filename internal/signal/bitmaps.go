package signal

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Bitmaps tell what the bytes of a text are, a bit for each, so that its words are found without
// looking at it byte by byte.
type bitmaps struct {
	low     [maxRead + 64]byte // the text in small letters of ASCII, and some bytes that mean nothing
	capital bitmap             // A to Z
	small   bitmap             // a to z
	word    bitmap             // both, and digits
	space   bitmap             // nothing but ' '
	pause   bitmap             // . , ! ?
	stop    bitmap             // a word before it may not end there: what is not ASCII, and @ - _ /
	joint   bitmap             // nor before . , ' where a letter, a digit or one of stop follows
}

// A bitmap has room for the text and a window from its last bit on.
type bitmap [maxRead/8 + 16]byte

// chunk is how many bytes are told at once.
const chunk = 32

// read tells what the bytes of a text of up to maxRead are.
func (m *bitmaps) read(text string, wide bool) {
	if !wide {
		m.tellPlainly(text)
		return
	}
	if len(text) < chunk {
		clear(m.low[copy(m.low[:chunk], text):chunk])
	}
	tell(m, text)
}

// tellPlainly does what tell does, without special instructions: of eight bytes a table gives the sets
// that each is in, a bit for each, which transposed are eight bits of each set.
func (m *bitmaps) tellPlainly(text string) {
	eights := len(text)/8 + 1
	clear(m.low[copy(m.low[:], text) : 8*eights])
	for i := range eights {
		eight := m.low[8*i : 8*i+8]
		in := uint64(0)
		for at, c := range eight {
			in |= uint64(setsOf[c]) << (8 * at)
		}
		binary.LittleEndian.PutUint64(eight, binary.LittleEndian.Uint64(eight)|in&0x0101010101010101<<5) // A to a
		in = transposed(in)
		m.capital[i], m.small[i], m.word[i], m.space[i] = byte(in), byte(in>>8), byte(in>>16), byte(in>>24)
		m.pause[i], m.stop[i], m.joint[i] = byte(in>>32), byte(in>>40), byte(in>>48)
	}
	for _, set := range []*bitmap{&m.capital, &m.small, &m.word, &m.space, &m.pause, &m.stop, &m.joint} {
		clear(set[eights : eights+8])
	}
}

// transposed makes columns of the rows of eight times eight bits (Warren, Hacker's Delight, 7-3).
func transposed(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00AA00AA00AA00AA
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000CCCC0000CCCC
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000F0F0F0F0
	return x ^ t ^ t<<28
}

// setsOf are the sets that a byte is in, a bit for each in the order of bitmaps.
var setsOf = func() (of [256]uint8) {
	for c := range of {
		for s, in := range []bool{
			'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', isAlnum(byte(c)), c == ' ', strings.IndexByte(".,!?", byte(c)) >= 0,
			c >= utf8.RuneSelf || strings.IndexByte("@-_/", byte(c)) >= 0, strings.IndexByte(".,'", byte(c)) >= 0,
		} {
			if in {
				of[c] |= 1 << s
			}
		}
	}
	return of
}() // read only

// window gives the bits from one on, of which the last seven may be missing.
func (b *bitmap) window(at int) uint64 { return binary.LittleEndian.Uint64(b[at/8:at/8+8]) >> (at & 7) }

// between counts the bits from one place to another.
func (b *bitmap) between(from, to int) (sum int) {
	for ; from < to; from += 56 {
		sum += bits.OnesCount64(b.window(from) << max(8, 64-(to-from)))
	}
	return sum
}

// rowPlainly does what words does, without special instructions.
func (m *bitmaps) rowPlainly(v *vocabulary, list []token, from int) (n, next int) {
	for at := from; ; {
		word := m.word.window(at)
		size := bits.TrailingZeros64(^word)
		end := at + size
		if size == 0 || size > longestKept || m.low[end] != ' ' && m.joins(end) {
			return n, at
		}
		x, slot := v.find(masked(m.low[at:], size))
		if x == nil {
			return n, at
		}
		k := &list[n]
		n++
		capitals := m.capital.window(at) << (64 - size)
		k.span.Start, k.span.End, k.place = at, end, v.slots[slot]
		k.caps, k.drawn, k.tag, k.after, k.covered, k.spent = bits.OnesCount64(capitals) >= 3 && m.small.between(at, end) == 0, false, false, 0, false, false
		switch word >>= size; {
		case word&2 != 0 && m.low[end] == ' ':
			at = end + 1
		case word&4 != 0 && m.space.window(end)&2 != 0 && m.pause.window(end)&1 != 0:
			at = end + 2
		default:
			return n, end
		}
	}
}

// joins tells whether a word may go on at a place where its letters end.
func (m *bitmaps) joins(end int) bool {
	return m.stop.window(end)&1 != 0 || m.joint.window(end)&1 != 0 && (m.word.window(end)|m.stop.window(end))&2 != 0
}

// masked gives the first n of sixteen bytes.
func masked(b []byte, n int) [2]uint64 {
	lo, hi := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	return [2]uint64{lo & (1<<(8*min(n, 8)) - 1), hi & (1<<(8*(max(n, 8)-8)) - 1)}
}
