package token

import (
	"encoding/binary"
	"math/bits"
)

// scalar is classify without special instructions: buf, whose length is a multiple of
// 64, is put into small letters, and the blocks are told what its bytes are.
func scalar(buf []byte, blocks []block) {
	for i := 0; i+64 <= len(buf); i += 64 {
		x := &blocks[i/64]
		*x = block{}
		for k := 0; k < 64; k += 8 {
			eight := buf[i+k : i+k+8]
			v := binary.LittleEndian.Uint64(eight)
			if v == 0 {
				continue
			}
			word, upper := alphanumeric(v)
			x.word |= gather(word) << k
			x.high |= gather(v&top) << k
			if rest := ^(word | blank(v)) & top; rest != 0 {
				others(x, eight, k)
			}
			binary.LittleEndian.PutUint64(eight, v|upper>>2)
		}
	}
}

func (t *Tokeniser) classify() { tell(t.low[:len(t.blocks)*64-64], t.blocks, t.wide) }

// others notes the signs among eight bytes.
func others(x *block, eight []byte, at int) {
	for k, c := range eight {
		kinds := signs[c]
		if kinds == 0 {
			continue
		}
		bit := uint64(1) << (at + k)
		if kinds&isSign != 0 {
			x.sign |= bit
		}
		if kinds&isJoin != 0 {
			x.join |= bit
		}
		if kinds&isUnder != 0 {
			x.under |= bit
		}
		if kinds&isSlash != 0 {
			x.slash |= bit
		}
	}
}

const (
	ones = 0x0101010101010101
	top  = 0x80 * ones
)

// alphanumeric marks the ASCII letters and digits among eight bytes, and the capitals, in
// the top bit of each.
func alphanumeric(v uint64) (word, upper uint64) {
	low := v &^ top
	ascii := ^v & top
	fold := low | 0x20*ones
	letter := (fold + (0x80-'a')*ones) &^ (fold + (0x80-'z'-1)*ones)
	digit := (low + (0x80-'0')*ones) &^ (low + (0x80-'9'-1)*ones)
	letter &= ascii
	return letter | digit&ascii, letter &^ (v << 2)
}

// blank marks the spaces among eight bytes; it may miss some.
func blank(v uint64) uint64 {
	x := v ^ ' '*ones
	return ^(x | (x&^top + 0x7F*ones)) & top
}

// gather collects the top bits of eight bytes into one.
func gather(v uint64) uint64 { return (v & top >> 7) * 0x0102040810204080 >> 56 }

const (
	isSign = 1 << iota
	isJoin
	isUnder
	isSlash
)

var signs = [256]uint8{
	'@': isSign, '#': isSign, '$': isSign, '&': isSign, '<': isSign, '`': isSign,
	'.': isJoin, '\'': isJoin, ',': isJoin, ';': isJoin, ':': isJoin,
	'_': isJoin | isUnder, '/': isSlash,
}

// plainly adds the words of up to 16 bytes that begin at h.begins and end in the
// block, in order, and leaves the first that is longer and those behind it.
func (h *hot) plainly() {
	low, hashes, terms := h.low[h.block:], h.hashes[h.n:], h.terms[h.n:]
	base, pos, begins, n := h.base+uint32(h.block), h.pos, h.begins, 0
	for begins != 0 {
		i := bits.TrailingZeros64(begins) & 63
		size := bits.TrailingZeros64(^(h.word >> i))
		if size > 16 {
			break
		}
		mask, sixteen := masks[size], low[i:i+16:i+16]
		hi, lo := bits.Mul64(binary.LittleEndian.Uint64(sixteen)&mask[0]^h.key.a, binary.LittleEndian.Uint64(sixteen[8:])&mask[1]^h.key.b)
		hashes[n] = hi ^ lo
		terms[n].set(pos, h.flags, base+uint32(i), base+uint32(i+size))
		n++
		pos++
		begins &= begins - 1
	}
	h.n, h.pos, h.begins = h.n+n, pos, begins
}
