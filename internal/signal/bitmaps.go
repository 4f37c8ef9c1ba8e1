package signal

import (
	"encoding/binary"
	"math/bits"
)

// Bitmaps tell what the bytes of a text are, a bit for each, so that its words are found without
// looking at it byte by byte.
type bitmaps struct {
	low     [maxRead + 2*chunk]byte // the text in small letters of ASCII, and some bytes that mean nothing
	capital bitmap                  // A to Z
	small   bitmap                  // a to z
	word    bitmap                  // both, and digits
	space   bitmap                  // nothing but ' '
	pause   bitmap                  // . , ! ?
	stop    bitmap                  // a word before it may not end there: what is not ASCII, and @ - _ /
	joint   bitmap                  // nor before . , : ' where a letter, a digit or one of stop follows
}

// A bitmap has room for the text and a window from its last bit on.
type bitmap [maxRead/64 + 2]uint64

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

// tellPlainly does what tell does, without special instructions.
func (m *bitmaps) tellPlainly(text string) {
	copy(m.low[:], text)
	blocks := len(text)/64 + 1
	for i := range blocks {
		m.tellBlock(i, min(64, len(text)-64*i))
	}
	for _, set := range []*bitmap{&m.capital, &m.small, &m.word, &m.space, &m.pause, &m.stop, &m.joint} {
		set[blocks] = 0
	}
}

// tellBlock tells of the first n bytes of a block.
func (m *bitmaps) tellBlock(block, n int) {
	var capital, small, digit, space, pause, stop, joint uint64
	low := m.low[64*block:][:n]
	for i, c := range low {
		bit := uint64(1) << i
		switch {
		case 'a' <= c && c <= 'z':
			small |= bit
		case 'A' <= c && c <= 'Z':
			capital |= bit
			low[i] = c | 0x20
		case '0' <= c && c <= '9':
			digit |= bit
		case c == ' ':
			space |= bit
		case c >= 0x80 || c == '@' || c == '-' || c == '_' || c == '/':
			stop |= bit
		case c == '.' || c == ',' || c == ':' || c == '\'':
			joint |= bit
		}
		if c == '.' || c == ',' || c == '!' || c == '?' {
			pause |= bit
		}
	}
	m.capital[block], m.small[block], m.word[block] = capital, small, capital|small|digit
	m.space[block], m.pause[block], m.stop[block], m.joint[block] = space, pause, stop, joint
}

// window gives the bits from one on.
func (b *bitmap) window(at int) uint64 {
	i, shift := at/64, at&63
	return b[i]>>shift | b[i+1]<<1<<(63-shift)
}

// count counts the bits of a text of so many bytes.
func (b *bitmap) count(n int) (sum int) {
	for _, word := range b[:n/64+1] {
		sum += bits.OnesCount64(word)
	}
	return sum
}

// between counts the bits from one place to another.
func (b *bitmap) between(from, to int) (sum int) {
	for ; from < to; from += 64 {
		sum += bits.OnesCount64(b.window(from) << max(0, 64-(to-from)))
	}
	return sum
}

// rowPlainly does what words does, without special instructions.
func (m *bitmaps) rowPlainly(v *vocabulary, list []token, from int) (n, next int) {
	for at := from; ; {
		size := bits.TrailingZeros64(^m.word.window(at))
		end := at + size
		if size == 0 || size > longestKept || m.joins(end) {
			return n, at
		}
		x, slot := v.find(masked(m.low[at:], size))
		if x == nil {
			return n, at
		}
		k := &list[n]
		n++
		capitals, small := m.capital.window(at)<<(64-size), m.small.window(at)<<(64-size)
		k.span.Start, k.span.End, k.place = at, end, v.slots[slot]
		k.caps, k.drawn, k.tag, k.after, k.covered, k.spent = small == 0 && bits.OnesCount64(capitals) >= 3, false, false, 0, false, false
		space, word := m.space.window(end), m.word.window(end)
		switch {
		case space&1 != 0 && word&2 != 0:
			at = end + 1
		case m.pause.window(end)&1 != 0 && space&2 != 0 && word&4 != 0:
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
