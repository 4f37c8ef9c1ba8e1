package token

import (
	"unicode/utf8"

	"heed/internal/text"
)

// Most of what is written beyond ASCII is easy: letters that make words with others of
// their kind and nothing else, characters of scripts without spaces, signs that part words,
// and what is invisible. It is read here as it comes; what is not is left to carefully.

const (
	easyHebrew = hebrew | char(text.Wordy|text.Letter)<<traitShift
	easyDigit  = numeric | char(text.Wordy|text.Digit)<<traitShift
	unspaced   = char(text.Wordy|text.Letter|text.Separate) << traitShift
)

// isEasy reports a letter or digit that only joins with others, whatever they are.
func (c char) isEasy() bool {
	k := c & (easyMask &^ together)
	return k == easy || k == easyHebrew || k == easyDigit
}

// isUnspaced reports a character of a script without spaces that is a word alone, unless a
// mark follows.
func (c char) isUnspaced() bool {
	k := c & easyMask
	return k == unspaced|other || k == unspaced|katakana
}

// charIn finds the character that begins at a place in a text behind which a few bytes may
// be read.
func charIn(s []byte, i int) (c char, size int) {
	x := s[i : i+4 : i+4]
	switch first := x[0]; {
	case first < utf8.RuneSelf:
		return chars[first], 1 // the first blocks are those of ASCII
	case first < 0xC2 || first > 0xF4:
		return charOf(utf8.RuneError), 1
	case first < 0xE0:
		if x[1]&0xC0 != 0x80 {
			return charOf(utf8.RuneError), 1
		}
		return chars[int(blockOf[first&0x1F])<<6|int(x[1]&63)], 2
	case first > 0xE0 && first < 0xF0 && first != 0xED:
		if x[1]&0xC0 != 0x80 || x[2]&0xC0 != 0x80 {
			return charOf(utf8.RuneError), 1
		}
		return chars[int(blockOf[int(first&0xF)<<6|int(x[1]&63)])<<6|int(x[2]&63)], 3
	}
	if x[0] == 0xF0 && x[1]-0x90 < 0x30 && x[2]&0xC0 == 0x80 && x[3]&0xC0 == 0x80 {
		return charOf(rune(x[1]&0x3F)<<12 | rune(x[2]&0x3F)<<6 | rune(x[3]&0x3F)), 4
	}
	r, size := utf8.DecodeRune(x)
	return charOf(r), size
}

// easily reads what is easy from the beginning of a run on, and returns where it got. The last visible character ended at
// last.
func (t *Tokeniser) easily(from, to, last int) int {
	for i := from; i < to; {
		c, size := charIn(t.low, i)
		k := c & easyMask
		switch {
		case c.isEasy() || t.low[i] == '_':
			end, next := t.easySegment(i, to)
			if next < 0 {
				t.prior = last
				return i
			}
			i, last = next, end
		case k == dull || c.isMid():
			if i+size < to && t.isMarked(i+size, to) {
				t.prior = last
				return i
			}
			i += size
			last = i
		case c.isUnspaced():
			if next := t.row(i, to, last); next > i {
				i, last = next, next
				continue
			}
			if i+size < to && t.isMarked(i+size, to) {
				t.prior = last
				return i
			}
			t.unspaced(c, i, size, last)
			i += size
			last = i
		case c&picture != 0 && c.is(text.Picture):
			next := t.pictures(i, to)
			if next == i {
				t.prior = last
				return i
			}
			i, last = next, next
		case c.is(text.Invisible):
			i += size
		default:
			t.prior = last
			return i
		}
	}
	return to
}

// isBareMark reports a mark that makes no word of what it stands on.
func (c char) isBareMark() bool {
	return c&simple != 0 && c.class() == extend && !c.is(text.Wordy)
}

// isMarked reports whether what is visible next may join a character before it.
func (t *Tokeniser) isMarked(i, to int) bool {
	for i < to {
		c, size := charIn(t.low, i)
		if !c.is(text.Invisible) {
			return c.joinsUnspaced()
		}
		i += size
	}
	return false
}

// unspaced adds a character of a script without spaces.
func (t *Tokeniser) unspaced(c char, i, size, last int) {
	flags := Flags(0)
	if t.glue >= 0 && (t.glue == i || t.glue == last) {
		flags = Glued
	}
	if c.fold() == ownFold {
		t.plain(i, i+size)
		t.terms[t.n-1].Flags |= flags
		t.glue = i + size
		return
	}
	used := len(t.out.buf)
	at := t.head(i, i+size)
	t.spellOut(c, i, size)
	if len(t.out.buf) == at {
		t.out.buf = t.out.buf[:used]
		return
	}
	t.spell(at, len(t.out.buf), flags)
}

// spellOut appends the fold of a character of the text.
func (t *Tokeniser) spellOut(c char, i, size int) {
	switch id := c.fold(); id {
	case ownFold:
		t.out.buf = append(t.out.buf, t.low[i:i+size]...)
	case noFold:
	default:
		t.out.buf = append(t.out.buf, folds[foldAt[id]:foldAt[id+1]]...)
	}
}
