package token

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heed/internal/text"
)

// A letter is one visible character of a run.
type letter struct {
	char char
	r    rune
	at   uint32 // in the text
	size uint32
}

// run reads the words of t.s[from:to], which holds no entities, and returns to.
func (t *Tokeniser) run(from, to int) int {
	for from < to && !t.lost {
		if from = t.easily(from, to); from < to {
			from = t.carefully(from, to)
		}
	}
	return to
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

// segmentLen is the length of the first segment of UAX 29. Segments of space are not
// what they should be: nobody looks at them.
func segmentLen(s []letter) int {
	n, flags := 1, 0
	last := s[0].char.class()
	if last == extend {
		last = other
	}
	if last == regional {
		flags = 1
	}
	for n < len(s) {
		c := s[n].char
		class := c.class()
		switch {
		case c&picture != 0 && s[n-1].r == joiner:
			last = class
		case class == extend:
		case class == other:
			return n
		case last == other:
			return n
		default:
			ok, next := joint(s[n:], last, class)
			if class == regional && last == regional {
				flags++
				ok = flags%2 == 0
			}
			if !ok {
				return n
			}
			if next > 0 {
				n += next
				class = s[n].char.class()
			}
			last = class
		}
		n++
	}
	return n
}

// joint reports whether a character joins what stands before it, and how far ahead
// the one is that makes it so, where that is not itself.
func joint(s []letter, last, class char) (ok bool, ahead int) {
	lastLetter := last == aLetter || last == hebrew
	switch class {
	case aLetter, hebrew:
		return lastLetter || last == numeric || last == extendNumLet, 0
	case numeric:
		return lastLetter || last == numeric || last == extendNumLet, 0
	case katakana:
		return last == katakana || last == extendNumLet, 0
	case extendNumLet:
		return lastLetter || last == numeric || last == katakana || last == extendNumLet, 0
	case midLetter, midNumLet, singleQuote:
		if lastLetter {
			if k := following(s); k > 0 && (s[k].char.class() == aLetter || s[k].char.class() == hebrew) {
				return true, k
			}
			return class == singleQuote && last == hebrew, 0
		}
		if class != midLetter && last == numeric {
			k := following(s)
			return k > 0 && s[k].char.class() == numeric, k
		}
	case midNum:
		if last == numeric {
			k := following(s)
			return k > 0 && s[k].char.class() == numeric, k
		}
	case doubleQuote:
		if last == hebrew {
			k := following(s)
			return k > 0 && s[k].char.class() == hebrew, k
		}
	}
	return false, 0
}

// following is the next place that is no mark, or 0.
func following(s []letter) int {
	for k := 1; k < len(s); k++ {
		if s[k].char.class() != extend {
			return k
		}
	}
	return 0
}

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

func isWordy(s []letter) bool {
	for i := range s {
		if s[i].char.is(text.Wordy) {
			return true
		}
	}
	return false
}

func isInitials(s []letter) bool {
	if len(s) < 3 || s[1].r != '.' {
		return false
	}
	letters, stop := 0, true
	for i := range s {
		switch c := s[i].char; {
		case s[i].r == '.' && !stop:
			stop = true
		case c.is(text.Letter) && stop && !c.is(text.Separate):
			letters++
			stop = false
		default:
			return false
		}
	}
	return letters > 1
}

func pieceLen(s []letter) int {
	digits := s[0].char.is(text.Digit)
	for i := range s {
		c := s[i].char
		if c.is(text.Separate|text.Colon) || c.is(text.Stop) && !(digits && i+1 < len(s) && s[i+1].char.is(text.Digit)) {
			return i
		}
		digits = c.is(text.Digit)
	}
	return len(s)
}

func spanOf(s []letter) (start, end int) {
	last := s[len(s)-1]
	return int(s[0].at), int(last.at + last.size)
}

func (t *Tokeniser) emoji(s []letter) {
	from := t.head(spanOf(s))
	for _, l := range s {
		if !l.char.is(text.Dress) {
			t.out.buf = utf8.AppendRune(t.out.buf, l.r)
		}
	}
	t.spell(from, len(t.out.buf), Emoji)
}

// initials adds U.S. as us.
func (t *Tokeniser) initials(s []letter) {
	from, tangled, mark := t.head(spanOf(s)), false, false
	for i := range s {
		if s[i].r != '.' {
			t.fold(&s[i])
			tangled, mark = s[i].tangles(tangled, mark)
		}
	}
	if tangled {
		t.normalise(from)
	}
	if len(t.out.buf) > from {
		t.spell(from, len(t.out.buf), 0)
	}
}

// piece adds one word, with its second form.
func (t *Tokeniser) piece(s []letter) {
	for len(s) > 0 && s[0].r == '_' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1].r == '_' {
		s = s[:len(s)-1]
	}
	if len(s) == 0 {
		return
	}
	from, tangled, mark := t.head(spanOf(s)), false, false
	first, last, lastAt := -1, -1, 0 // apostrophes: where they would stand
	for i := range s {
		if s[i].char.is(text.Apostrophe) {
			if last = len(t.out.buf); first < 0 {
				first = last
			}
			lastAt = i
			continue
		}
		t.fold(&s[i])
		tangled, mark = s[i].tangles(tangled, mark)
	}
	to := len(t.out.buf)
	if to == from {
		return
	}
	if first < 0 && !tangled {
		t.spell(from, to, 0)
		return
	}
	t.forms(s, apostrophes{from, first, last, to, lastAt > 0}, tangled)
}

// apostrophes are where in buf a word is, and where its first and its last apostrophe
// would be; -1 none.
type apostrophes struct {
	from, first, last, to int
	inside                bool // the last one does not begin the word
}

// second is the extent of the second form, if there is one.
func (a apostrophes) second(buf []byte) (from, to int) {
	switch {
	case a.first < 0:
	case a.to-a.last == 1 && buf[a.last] == 's' && a.inside:
		return a.from, a.last
	case a.first < a.to && a.first-a.from <= maxElided && text.IsElided(string(buf[a.from:a.first])):
		return a.first, a.to
	}
	return 0, 0
}

// forms adds a word with apostrophes, or one whose letters join with their neighbours.
func (t *Tokeniser) forms(s []letter, a apostrophes, tangled bool) {
	from, to := a.second(t.out.buf)
	if !tangled {
		t.spell(a.from, a.to, 0)
		if to > from {
			t.also(from, to)
		}
		return
	}
	at := t.head(spanOf(s))
	t.out.buf = append(t.out.buf, t.out.buf[a.from:a.to]...)
	t.normalise(at)
	end := len(t.out.buf)
	t.spell(at, end, 0)
	if to > from {
		t.out.buf = append(t.out.buf, t.out.buf[from:to]...)
		t.normalise(end)
		if !bytes.Equal(t.out.buf[at:end], t.out.buf[end:]) {
			t.also(end, len(t.out.buf))
		}
	}
}

// char adds a character of a script without spaces, with its marks.
func (t *Tokeniser) char(s []letter) {
	start, end := spanOf(s)
	from, tangled, mark := t.head(start, end), false, false
	for i := range s {
		t.fold(&s[i])
		tangled, mark = s[i].tangles(tangled, mark)
	}
	if tangled {
		t.normalise(from)
	}
	if len(t.out.buf) == from {
		return
	}
	flags := Flags(0)
	if t.glue == start || t.glue >= 0 && t.glue == t.before(s) {
		flags = Glued
	}
	t.spell(from, len(t.out.buf), flags)
}

// before is where the character before s in its run ends, or -1 where there is none that
// counts.
func (t *Tokeniser) before(s []letter) int {
	i := cap(t.letters) - cap(s)
	if i <= 0 {
		return t.prior
	}
	l := t.letters[i-1]
	return int(l.at + l.size)
}

// tangles reports whether a word up to a character needs to be normalised, and whether
// it ends with a mark, from the same of the word before it.
func (l *letter) tangles(before, mark bool) (bool, bool) {
	switch {
	case l.char&together != 0:
		return true, true
	case l.char&ordered != 0:
		return before || mark, true
	case l.char.fold() == noFold:
		return before, mark
	}
	return before, false
}

// fold appends the fold of a character.
func (t *Tokeniser) fold(l *letter) {
	switch id := l.char.fold(); {
	case l.r < utf8.RuneSelf:
		b := byte(l.r)
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		t.out.buf = append(t.out.buf, b)
	case id == ownFold:
		t.out.buf = utf8.AppendRune(t.out.buf, l.r)
	case id != noFold:
		t.out.buf = append(t.out.buf, folds[foldAt[id]:foldAt[id+1]]...)
	}
}

// folded adds the fold of t.s[from:to], invisible characters left out.
func (t *Tokeniser) folded(from, to int) (start, end int) {
	start, tangled, mark := len(t.out.buf), false, false
	for i := from; i < to; {
		r, size := utf8.DecodeRuneInString(t.s[i:to])
		l := letter{char: charOf(r), r: r}
		t.fold(&l)
		tangled, mark = l.tangles(tangled, mark)
		i += size
	}
	if tangled {
		t.normalise(start)
	}
	return start, len(t.out.buf)
}

// normalise composes the end of buf, from on.
func (t *Tokeniser) normalise(from int) {
	if norm.NFC.IsNormal(t.out.buf[from:]) {
		return
	}
	t.spare = norm.NFC.Append(t.spare[:0], t.out.buf[from:]...)
	t.out.buf = append(t.out.buf[:from], t.spare...)
}
