package token

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	mostLettered = 48        // bytes that a word has, folded, that lettered adds
	soonHigh     = 1<<12 - 1 // so soon another letter beyond ASCII is to follow for the next word to be read so, too
)

// lettered adds the word at i if it is one of simple characters and ASCII, which what stands behind it
// surely parts from what follows, and words behind it that are the same. It returns where it got: 0 if
// nowhere, and then the word is to be read by all the rules.
func (t *Tokeniser) lettered(i int) (next int) {
	if i > t.since && t.s[i-1] == '_' {
		return 0
	}
	for {
		if t.wide {
			if end := t.latin(i); end > i {
				if next, i = end, t.soon(end); i == 0 {
					return next
				}
			}
			if end := t.quickly(i); end > i {
				if next, i = end, t.soon(end); i == 0 {
					return next
				}
			}
		}
		end := t.letteredWord(i)
		if end == 0 && next == 0 { // of ASCII behind another word, contracted reads it faster
			end = t.elided(i)
		}
		if end == 0 {
			return next
		}
		if next, i = end, t.soon(end); i == 0 {
			return next
		}
	}
}

// quickly adds words as letteredWord does, one after the other, and leaves what is less usual to it. It
// returns where the last ends; i if there is none.
func (t *Tokeniser) quickly(i int) (end int) {
	used := len(t.out.buf)
	if cap(t.out.buf)-used < letteredRoom {
		t.grow(letteredRoom)
	}
	t.block = i
	end, used = lettered(&t.hot, &t.out.buf[:cap(t.out.buf)][0], used, cap(t.out.buf)-letteredRoom)
	t.out.buf = t.out.buf[:used]
	return end
}

// soon is where, behind a word and a space, the next word begins that is to be read like it; 0 if none.
func (t *Tokeniser) soon(end int) (next int) {
	i := end + 1
	if i >= len(t.s) || t.low[end] != ' ' || t.blocks[i>>6].high>>(i&63)&soonHigh == 0 {
		return 0
	}
	if c := t.low[i]; c < utf8.RuneSelf && !isSmall(c) || c >= utf8.RuneSelf && !mayBeLetter(c) {
		return 0
	}
	return i
}

// letteredRoom is what a word takes of buf: its head, its letters, and what is written beyond them.
const letteredRoom = 8 + mostLettered + 2*slack

// letteredWord adds one such word, and returns where it ends; 0 if there is none.
func (t *Tokeniser) letteredWord(i int) (end int) {
	used := len(t.out.buf)
	if cap(t.out.buf)-used < letteredRoom {
		t.grow(letteredRoom)
	}
	out := t.out.buf[used+8 : used+letteredRoom]
	low, n, k, own, tangled := t.low, 0, i, true, false
	var last, c char // the last that is not folded away, and what ended the word
	for k < len(t.s) && n < mostLettered {
		x := low[k : k+4 : k+4]
		first := x[0]
		if first < utf8.RuneSelf {
			if !isSmall(first) {
				break
			}
			out[n], last = first, 0
			n++
			k++
			continue
		}
		size := 2
		switch {
		case first-0xC2 <= 0xDF-0xC2 && x[1]&0xC0 == 0x80:
			c = chars[int(blockOf[first&0x1F])<<6|int(x[1]&63)]
		case first-0xE1 <= 0xED-0xE1 && x[1]&0xC0 == 0x80 && x[2]&0xC0 == 0x80 || first == 0xE0 && x[1]&0xE0 == 0xA0 && x[2]&0xC0 == 0x80:
			c = chars[int(blockOf[int(first&0xF)<<6|int(x[1]&63)])<<6|int(x[2]&63)]
			size = 3
		default:
			return 0
		}
		if c&simple == 0 {
			break
		}
		if k == i && c.class() == extend {
			return 0
		}
		k += size
		id := c.fold()
		own = own && id == ownFold
		if id == noFold {
			continue
		}
		tangled = tangled || c&(ordered|together) != 0 && last&knot != 0
		last = c
		if id == ownFold {
			out[n], out[n+1], out[n+2] = first, x[1], x[2]
			n += size
			continue
		}
		at, to := foldAt[id], foldAt[id+1]
		if to-at > slack {
			return 0
		}
		for ; at < to; at++ { // a letter or two
			out[n] = folds[at]
			n++
		}
	}
	if n == 0 || n >= mostLettered || k > len(t.s) || !t.parts(k, c) || tangled && !norm.NFC.IsNormal(out[:n]) {
		return 0
	}
	start := t.base + uint32(i)
	stop := start + uint32(k-i)
	if !own {
		start = uint32(used + 8)
		stop = start + uint32(n)
		t.out.buf = t.out.buf[:stop]
		binary.LittleEndian.PutUint64(t.out.buf[used:], uint64(k)<<32|uint64(i))
	}
	if n <= 16 {
		mask := masks[n]
		hi, lo := bits.Mul64(binary.LittleEndian.Uint64(out)&mask[0]^t.key.a, binary.LittleEndian.Uint64(out[8:])&mask[1]^t.key.b)
		t.hashes[t.n] = hi ^ lo
	} else {
		t.hashes[t.n] = t.key.hash(Word, out, n)
	}
	t.terms[t.n].set(t.pos, t.flags, start, stop)
	t.n++
	t.pos++
	return k
}

// isSmall reports an ASCII digit or small letter.
func isSmall(c byte) bool { return c-'a' <= 'z'-'a' || c-'0' <= '9'-'0' }

// parts reports whether what stands at i, behind a word, surely parts it from what follows. Beyond ASCII
// it is c.
func (t *Tokeniser) parts(i int, c char) bool {
	if i == len(t.s) {
		return true
	}
	if t.low[i] >= utf8.RuneSelf {
		return c&(classMask|invisible) == other
	}
	switch t.low[i] {
	case '\'', '"', '_':
		return false
	case '.', ',', ';', ':':
		return !t.isSpecial(i) && t.low[i+1] < utf8.RuneSelf
	}
	return true
}

// mayBeLetter reports bytes with which most letters beyond ASCII begin, and few signs.
func mayBeLetter(first byte) bool {
	return first-0xC3 <= 0xE1-0xC3 || first-0xEA <= 0xED-0xEA
}
