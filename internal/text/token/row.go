package token

import (
	"encoding/binary"
	"unicode/utf8"

	"heed/internal/text"
)

// The Chinese characters of the first block, U+4E00 to U+9FFF: all are words alone, spelt as they are
// written.
const (
	firstHan = 0x4E00
	lastHan  = 0x9FFF
)

// isRow reports a character of a script without spaces that is spelt as it is written.
func (c char) isRow() bool { return c&^knot == unspaced || c&^knot == unspaced|katakana }

// threeAt finds the character of three bytes at a place in a text; it is not ok where there is none.
func threeAt(s []byte, i int) (r uint32, c char, ok bool) {
	x := binary.LittleEndian.Uint32(s[i : i+4 : i+4])
	if x&0xC0C0F0 != 0x8080E0 {
		return 0, 0, false
	}
	r = x&0xF<<12 | x>>2&0xFC0 | x>>16&0x3F
	return r, chars[int(blockOf[r>>6])<<6|int(r&63)], r >= 0x800
}

// row adds those characters from one on, each of three bytes and with marks of three bytes, that are spelt
// as they are written, and returns where they end: where one follows that is not, where another may go on.
func (t *Tokeniser) row(i, to, last int) int {
	flags := t.flags
	if t.glue >= 0 && (t.glue == i || t.glue == last) {
		flags |= Glued
	}
	next := i
	if t.wide {
		t.block = i
		next = row(&t.hot, to, uint64(flags))
	} else {
		next = t.rowPlainly(i, to, flags)
	}
	if next > i {
		t.glue = next
	}
	return next
}

// rowPlainly does what row does, without special instructions.
func (t *Tokeniser) rowPlainly(i, to int, flags Flags) int {
	for i < to {
		before, last, ok := threeAt(t.low, i)
		if !ok || !last.isRow() {
			return i
		}
		end := i + 3
		for end < to {
			first := t.low[end]
			r, c, ok := threeAt(t.low, end)
			if first < utf8.RuneSelf && first != '_' || ok && !c.joinsUnspaced() && c&invisible == 0 {
				break
			}
			if !ok || !c.isRowMark() || c&(ordered|together) != 0 && last&knot != 0 && !inOrder(before, r) {
				return i
			}
			last, before = c, r
			end += 3
		}
		if end-i > slack {
			return i
		}
		t.plain(i, end)
		t.terms[t.n-1].Flags = flags
		flags = t.flags | Glued
		i = end
	}
	return i
}

// joinsUnspaced reports what makes one segment with a character of a script without spaces before it: marks, _, and the signs
// of Katakana that are no words alone (゛, ㌀).
func (c char) joinsUnspaced() bool {
	return c.class() == extend || c.class() == extendNumLet || c.class() == katakana && !c.isUnspaced()
}

// isRowMark reports a mark that is spelt as it is written.
func (c char) isRowMark() bool {
	return c&(classMask|invisible|foldMask<<foldShift|marking) == extend|marking
}

// inOrder reports the signs for the tones of Thai and Lao behind other marks of theirs: they stand last.
func inOrder(before, r uint32) bool { return r&^0x80-firstTone < 4 && (before^r)>>7 == 0 }

const (
	firstTone = 0xE48
	marking   = char(text.Mark) << traitShift
)
