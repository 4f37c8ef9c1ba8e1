package token

import (
	"encoding/binary"
	"math/bits"

	"heed/internal/text"
)

// contracted adds the word at i if it is one of ASCII in two parts with an apostrophe between them, of up to
// 16 letters, and others behind it that are the same. It returns where it got: 0 if nowhere, and
// then what stands there is to be read by all the rules.
func (t *Tokeniser) contracted(i int) (next int) {
	if i > t.since && t.s[i-1] == '_' {
		return 0
	}
	if t.wide {
		used := len(t.out.buf)
		if cap(t.out.buf)-used < contractedRoom {
			t.grow(contractedRoom)
		}
		t.block = i
		next, used = contracted(&t.hot, &t.blocks[0], &t.out.buf[:cap(t.out.buf)][0], used, cap(t.out.buf)-contractedRoom)
		t.out.buf = t.out.buf[:used]
		if next > i {
			return next
		}
	}
	return t.contractedPlainly(i)
}

// contractedLetters has a bit for each letter to which a word is contracted behind an apostrophe, and for that of 's.
const contractedLetters = 1<<('d'-'a') | 1<<('m'-'a') | 1<<('s'-'a') | 1<<('t'-'a')

// contractedRoom is what such a word takes of buf: its head, its letters, and what is written beyond them.
const contractedRoom = 8 + 2*slack

// contractedPlainly does what contracted does, without special instructions.
func (t *Tokeniser) contractedPlainly(i int) (next int) {
	n, pos, flags := t.n, t.pos, t.flags
	for {
		word := t.wordsFrom(i)
		size := bits.TrailingZeros64(^word)
		end := i + size
		gap := apostropheLen(t.low, end)
		if gap == 0 || size > slack {
			break
		}
		after := end + gap
		word >>= size + gap
		second := bits.TrailingZeros64(^word)
		stop, length := after+second, size+second
		if second == 0 || length > slack || t.isSpecial(stop) && !isSigned(t.low[stop]) || isDigit(t.low[end-1]) != isDigit(t.low[after]) {
			break
		}
		used := len(t.out.buf)
		if cap(t.out.buf)-used < contractedRoom {
			t.grow(contractedRoom)
		}
		// Both parts as one, in two numbers of eight bytes; who shifts by 64 and more leaves nothing.
		one, two, at := t.low[i:i+16:i+16], t.low[after:after+16:after+16], uint(8*size)
		rest := binary.LittleEndian.Uint64(two)
		a := binary.LittleEndian.Uint64(one)&masks[size][0] | rest<<at
		b := binary.LittleEndian.Uint64(one[8:])&masks[size][1] | rest>>(64-at) | rest<<(at-64) | binary.LittleEndian.Uint64(two[8:])<<at
		a, b = a&masks[length][0], b&masks[length][1]
		buf := t.out.buf[used : used+8+slack]
		binary.LittleEndian.PutUint64(buf, uint64(stop)<<32|uint64(i))
		binary.LittleEndian.PutUint64(buf[8:], a)
		binary.LittleEndian.PutUint64(buf[16:], b)
		t.out.buf = t.out.buf[:used+8+length]
		t.hashes[n] = mix(a^t.key.a, b^t.key.b)
		t.terms[n].set(pos, flags, uint32(used+8), uint32(used+8+length))
		n++
		pos++
		from, to := 0, 0 // of the second form
		if second == 1 && t.low[after] == 's' {
			from, to = i, end
		} else if mayBeElided(t.low[i:end]) && text.IsElided(string(t.low[i:end])) {
			from, to = after, stop
		} else if text.IsHung(string(t.low[i:end]), string(t.low[after:stop])) {
			from, to = i, end
		}
		if to > 0 {
			sixteen, mask := t.low[from:from+16:from+16], masks[to-from]
			t.hashes[n] = mix(binary.LittleEndian.Uint64(sixteen)&mask[0]^t.key.a, binary.LittleEndian.Uint64(sixteen[8:])&mask[1]^t.key.b)
			t.terms[n].set(pos-1, flags|Also, t.base+uint32(from), t.base+uint32(to))
			n++
		}
		next = stop
		if t.low[stop] != ' ' || word>>second>>1&1 == 0 {
			break
		}
		i = stop + 1
	}
	t.n, t.pos = n, pos
	return next
}

// apostropheLen is the length of the apostrophe at a place, 0 if there is none.
func apostropheLen(low []byte, i int) int {
	switch x := low[i : i+3 : i+3]; {
	case x[0] == '\'':
		return 1
	case x[0] == 0xE2 && x[1] == 0x80 && x[2] == 0x99:
		return 3
	}
	return 0
}

// mayBeElided is true of all that text.IsElided is, and of few other words.
func mayBeElided(word []byte) bool {
	n := len(word)
	return n < 3 || word[n-1] == 'l' || word[n-1] == 'u'
}
