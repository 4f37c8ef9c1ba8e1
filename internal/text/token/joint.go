package token

import (
	"encoding/binary"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heed/internal/text"
)

// A segment of easy letters, digits and their marks, with what joins them, is read here as it comes, whatever its
// script: né'é, 5é, é_é, été.hiver and 1,5. What is less usual is left to carefully.

// easyPiece is one word of such a segment.
type easyPiece struct {
	start, end   int  // in the text
	at           int  // where in buf its form begins
	first, final int  // where in buf its first and its last apostrophe would be; -1 none
	last         char // the last that is not folded away
	side         char // the class of the last that is no mark
	marked       bool // a mark stands last
	tangled      bool // its form may have to be normalised
}

// easySegment adds the words of the segment at a place, which begins with an easy letter or digit or with _, and
// returns where the last of them ends and where what follows begins. That is -1 where the segment is not easy, or holds
// a link among prose; then no word is added. isFirst is that the segment begins there, and does not only go on.
func (t *Tokeniser) easySegment(from, to int, prose, isFirst bool) (end, next int) {
	n, pos, used := t.n, t.pos, len(t.out.buf)
	i := from
	for i < to && t.low[i] == '_' {
		i++
	}
	if i > from {
		if i == to {
			return to, to
		}
		if c, _ := charIn(t.low, i); !c.isEasy() {
			if c.parts() {
				return i, i
			}
			return 0, -1
		}
	}
	w := t.pieceAt(i)
	for {
		var c char
		var size int
		if i, c, size = t.goesOn(&w, i, to); i == to {
			break
		}
		if c.is(text.Invisible) {
			i += size
			continue
		}
		if c.class() == other || c.isUnspaced() {
			break
		}
		k, ok := i, !prose || !t.isInLink(i)
		if ok {
			k, ok = t.jointAt(&w, c, i, size, to, isFirst && w.start == from)
		}
		if !ok {
			t.n, t.pos, t.out.buf = n, pos, t.out.buf[:used]
			return 0, -1
		}
		if k == i {
			break
		}
		i = k
	}
	if !t.addEasy(&w) {
		t.n, t.pos, t.out.buf = n, pos, t.out.buf[:used]
		return 0, -1
	}
	for end = w.end; i < to && t.low[i] == '_'; end = i { // at the edge of a word they are markup
		i++
	}
	return end, i
}

// pieceAt begins a word.
func (t *Tokeniser) pieceAt(i int) easyPiece {
	return easyPiece{start: i, end: i, at: t.head(i, i), first: -1}
}

// goesOn adds letters, digits and marks to a word, and returns where they end and what is there.
func (t *Tokeniser) goesOn(w *easyPiece, i, to int) (next int, c char, size int) {
	for {
		if i = t.goesOnLatin(w, i, to); i == to {
			return to, 0, 0
		}
		if c, size = charIn(t.low, i); c&simple == 0 {
			return i, c, size
		}
		t.goesOnWith(w, c, i, size)
		i += size
	}
}

// goesOnLatin adds letters that fold to ASCII to a word, with apostrophes between them, and returns where they end.
func (t *Tokeniser) goesOnLatin(w *easyPiece, i, to int) (next int) {
	for {
		letters := false
		if next, letters = t.spellLatin(i, to); letters {
			w.last, w.side = 0, aLetter
			if isDigit(t.out.buf[len(t.out.buf)-1]) {
				w.side = numeric
			}
		}
		if next > i {
			w.end, w.marked = next, t.low[next-1] >= utf8.RuneSelf
		}
		if w.side != aLetter || t.low[next] != '\'' || !t.isLatin(next+1) || next+1 >= to {
			return next
		}
		t.apostropheIn(w)
		i = next + 1
	}
}

// isLatin reports a letter that folds to ASCII.
func (t *Tokeniser) isLatin(i int) bool {
	first, second := t.low[i], t.low[i+1]
	if first < utf8.RuneSelf {
		return isLetter(first)
	}
	return first-0xC2 <= 0xDF-0xC2 && second&0xC0 == 0x80 && latinFolds[int(first&0x1F)|int(second&0x3F)<<5]-'a' <= 'z'-'a'
}

// apostropheIn notes an apostrophe between two letters or digits.
func (t *Tokeniser) apostropheIn(w *easyPiece) {
	if w.final = len(t.out.buf); w.first < 0 {
		w.first = w.final
	}
}

// goesOnWith adds any easy character.
func (t *Tokeniser) goesOnWith(w *easyPiece, c char, i, size int) {
	if w.marked = c.class() == extend; !w.marked {
		w.side = c.class()
	}
	if c.fold() != noFold {
		w.tangled = w.tangled || c&(ordered|together) != 0 && w.last&knot != 0
		w.last = c
		t.spellOut(c, i, size)
	}
	w.end = i + size
}

// jointAt reads what stands at i and may join the word before it with what follows, and returns where the segment goes
// on: i if it ends there. It is not ok where that takes all the rules. Letters with full stops between them may be
// initials if the word is the first of its segment.
func (t *Tokeniser) jointAt(w *easyPiece, c char, i, size, to int, isFirst bool) (next int, ok bool) {
	class := c.class()
	if class < extendNumLet || class > doubleQuote || w.side == hebrew && class >= singleQuote {
		return 0, false
	}
	next = i + size
	if class == extendNumLet {
		if t.low[i] != '_' {
			return 0, false
		}
		for next < to && t.low[next] == '_' {
			next++
		}
	}
	if next == to {
		return i, true
	}
	after, afterSize := charIn(t.low, next)
	if after&simple == 0 || after.class() == extend {
		return i, after.parts()
	}
	digits := w.side == numeric && after.class() == numeric
	letters := w.side != numeric && after.class() != numeric
	switch {
	case class == extendNumLet:
	case !digits && (class == midNum || !letters), !letters && class == midLetter, class == doubleQuote:
		return i, true
	case c.is(text.Apostrophe):
		t.apostropheIn(w)
		return next, true
	case c.is(text.Colon) || c.is(text.Stop) && (!digits || w.marked):
		if isFirst && t.isInitial(w, c, next+afterSize) || !t.addEasy(w) {
			return 0, false
		}
		*w = t.pieceAt(next)
		return next, true
	}
	w.last = c
	if class == extendNumLet {
		t.out.buf = append(t.out.buf, t.low[i:next]...)
	} else {
		t.spellOut(c, i, size)
	}
	return next, true
}

// isInLink reports whether the full stop or colon at i, if it is one, is of a link that is more than a domain name.
func (t *Tokeniser) isInLink(i int) bool {
	if c := t.low[i]; c != '.' && c != ':' || !t.isSpecial(i) {
		return false
	}
	_, stop := t.link(i)
	return stop > 0
}

// parts reports what, behind a sign that may join words, joins nothing.
func (c char) parts() bool { return c&(classMask|invisible) == other || c.isMid() }

// isInitial reports whether a word before a full stop may be the first of initials, behind the second letter of which
// stands what is at i.
func (t *Tokeniser) isInitial(w *easyPiece, stop char, i int) bool {
	_, size := charIn(t.low, w.start)
	if w.end > w.start+size || stop.class() != midNumLet {
		return false
	}
	c, _ := charIn(t.low, i)
	return c&simple == 0
}

// addEasy adds the word, with its second form; or not, where it folds to nothing.
func (t *Tokeniser) addEasy(w *easyPiece) bool {
	to := len(t.out.buf)
	if to == w.at || w.tangled && !norm.NFC.IsNormal(t.out.buf[w.at:]) {
		return false
	}
	binary.LittleEndian.PutUint64(t.out.buf[w.at-8:], uint64(w.end)<<32|uint64(w.start))
	t.spell(w.at, to, 0)
	if w.first >= 0 {
		a := apostrophes{w.at, w.first, w.final, to, true}
		if from, to := a.second(t.out.buf); to > from {
			t.also(from, to)
		}
	}
	return true
}
