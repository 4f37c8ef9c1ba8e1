package token

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heed/internal/text"
)

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
	case a.first < a.to && a.first-a.from <= maxElided && mayBeElided(buf[a.from:a.first]) && text.IsElided(string(buf[a.from:a.first])):
		return a.first, a.to
	case text.IsHung(string(buf[a.from:a.last]), string(buf[a.last:a.to])):
		return a.from, a.last
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
// it ends with what a mark may change places with, from the same of the word before it.
func (l *letter) tangles(before, mark bool) (bool, bool) {
	switch {
	case l.char&together != 0:
		return true, true
	case l.char&ordered != 0:
		return before || mark, true
	case l.char.fold() == noFold:
		return before, mark
	}
	return before, l.char&knot != 0
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
	t.spare = norm.NFC.Append(t.spare[:0], t.out.buf[from:]...)
	t.out.buf = append(t.out.buf[:from], t.spare...)
}
