package token

import (
	"unicode/utf8"

	"heed/internal/text"
)

// A letter is one visible character of a run.
type letter struct {
	char char
	r    rune
	at   uint32 // in the text
	size uint32
}

// run reads the words of t.s[from:to], which holds no entities, and returns to. The last visible character before ends at
// last, if it counts; else that is -1.
func (t *Tokeniser) run(from, to, last int) int {
	if t.isASCII(from, to) {
		t.ascii(from, to)
		return to
	}
	for from < to && !t.lost {
		if from = t.easily(from, to, last); from < to {
			from = t.carefully(from, to)
		}
		last = -1
	}
	return to
}

// isASCII reports whether t.s[from:to] is.
func (t *Tokeniser) isASCII(from, to int) bool {
	behind := ^uint64(0) << (from & 63)
	for b := from >> 6; b<<6 < to; b++ {
		high := t.blocks[b].high & behind
		if to-b<<6 < 64 {
			high &= 1<<(to&63) - 1
		}
		if high != 0 {
			return false
		}
		behind = ^uint64(0)
	}
	return true
}

// carefully reads by all the rules, as far as what is not easy goes, and returns where it
// got.
func (t *Tokeniser) carefully(from, to int) int {
	to = t.decode(from, to)
	for i := 0; i < len(t.letters) && !t.lost; {
		if c := t.letters[i].char; c.is(text.Separate) && c.class() == other && c.is(text.Wordy) &&
			(i+1 == len(t.letters) || t.letters[i+1].char.class() != extend) {
			t.char(t.letters[i : i+1])
			i++
			continue
		}
		n := segmentLen(t.letters[i:])
		t.segment(t.letters[i : i+n])
		i += n
	}
	return to
}

// decode fills t.letters with what is visible, up to a sign that parts words behind which
// it may be easy again, and returns where that is. What is not UTF-8 belongs to no word.
func (t *Tokeniser) decode(from, to int) int {
	out := t.letters[:0]
	var kept rune
	i, dulled := from, false // whether the last was a sign that parts words
	for i < to {
		r, size := rune(t.s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(t.s[i:to])
		}
		c := charOf(r)
		if dulled && (c.isEasy() || c.isUnspaced()) {
			break
		}
		if !c.is(text.Invisible) || ofEmoji(r, kept) {
			out = append(out, letter{c, r, uint32(i), uint32(size)})
			kept = r
		}
		dulled = c&easyMask == dull
		i += size
	}
	t.letters = out
	return i
}

// ofEmoji reports a format character that belongs to the emoji before it.
func ofEmoji(r, kept rune) bool {
	switch {
	case r == joiner:
		c := charOf(kept)
		return c.is(text.Picture) && c.class() != regional || kept == 0xFE0F || c.is(text.Dress) && kept != 0xFE0E
	case r >= 0xE0020 && r <= 0xE007F:
		return kept == 0x1F3F4 || kept >= 0xE0020 && kept <= 0xE007F
	}
	return false
}

const joiner = 0x200D

// segment adds the words of one segment.
func (t *Tokeniser) segment(s []letter) {
	if s[0].char.is(text.Picture) {
		t.emoji(s)
		return
	}
	if !isWordy(s) {
		return
	}
	if class := s[0].char.class(); class == extend || class == other && !s[0].char.is(text.Wordy) {
		t.lost = true // a voice mark of half width after what has no voice
		return
	}
	if isInitials(s) {
		t.initials(s)
		return
	}
	for len(s) > 0 {
		n := pieceLen(s)
		if n > 0 {
			t.piece(s[:n])
		} else if s[0].char.is(text.Separate) {
			n = 1
			for n < len(s) && s[n].char.is(text.Mark) {
				n++
			}
			t.char(s[:n])
		} else {
			n = 1
		}
		s = s[n:]
	}
}

func spanOf(s []letter) (start, end int) {
	last := s[len(s)-1]
	return int(s[0].at), int(last.at + last.size)
}
