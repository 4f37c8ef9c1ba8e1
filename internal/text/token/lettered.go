package token

import "unicode/utf8"

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
	for t.wide {
		end := i
		if mayBeLatin(t.low[i]) {
			end = t.latin(i)
		}
		if end == i {
			end = t.quickly(i)
		}
		if end == i {
			break
		}
		if next, i = end, t.soon(end); i == 0 {
			break
		}
	}
	return next
}

// quickly adds words as easySegment does, one after the other, and leaves what is less usual to it. It
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

// isSmall reports an ASCII digit or small letter.
func isSmall(c byte) bool { return c-'a' <= 'z'-'a' || c-'0' <= '9'-'0' }

// mayBeLetter reports bytes with which most letters beyond ASCII begin, and few signs.
func mayBeLetter(first byte) bool {
	return first-0xC3 <= 0xE1-0xC3 || first-0xEA <= 0xED-0xEA
}
