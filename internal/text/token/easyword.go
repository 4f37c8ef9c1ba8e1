package token

import (
	"encoding/binary"
	"unicode/utf8"

	"heed/internal/text"
)

// easyWord adds the word of easy letters and digits at i, with apostrophes between its letters or without, and returns
// where what follows begins: at t.inner if that is of the same segment, which then has been looked at for links. It is 0 where
// that takes easySegment, and -1 where it takes all the rules.
func (t *Tokeniser) easyWord(i int) (next int) {
	switch end, w, how := t.easyForm(i); how {
	case parts:
		return t.addForm(i, end, w)
	case goesOn:
		return t.addInner(i, end, w)
	}
	return 0
}

// easyForm spells such a word behind what is used of buf, and returns where it ends, and whether what stands there parts it
// from what follows, or is a full stop or a colon that does but for the segment.
func (t *Tokeniser) easyForm(i int) (next int, w easyForm, how int) {
	if cap(t.out.buf)-len(t.out.buf) < letteredRoom {
		t.grow(letteredRoom)
	}
	buf, low := t.out.buf[len(t.out.buf):][:letteredRoom], t.low
	var last char // that is not folded away; 0 of those that fold to ASCII
	hebrews := false
	w.end = headLen
	for next = i; w.end < headLen+mostLettered; {
		b := low[next]
		if b < utf8.RuneSelf {
			if isSmall(b) {
				buf[w.end], last = b, 0
				w.end++
				next++
				continue
			}
			if signs[b]&isJoin == 0 && (b != '"' || !hebrews) {
				return next, w, parts
			}
		} else if b-0xC2 <= 0xDF-0xC2 && low[next+1]&0xC0 == 0x80 {
			if fold := latinFolds[int(b&0x1F)|int(low[next+1]&0x3F)<<5]; fold-1 < latinMark-1 {
				buf[w.end], last = fold, 0
				w.end++
				next += 2
				continue
			}
		}
		c, size := charIn(low, next)
		if c&simple == 0 {
			if c&(classMask|invisible) == other {
				return next, w, parts
			}
			behind := last.class() == aLetter || last == 0 && !isDigit(buf[w.end-1])
			if hebrews && c.class() == singleQuote {
				return next, w, unsure
			}
			if how = t.jointBehind(c, next, size, behind); how != goesOn || !c.is(text.Apostrophe) {
				return next, w, how
			}
			if w.final = w.end; w.first == 0 {
				w.first = w.end
			}
			next += size
			continue
		}
		next += size
		hebrews = hebrews || c.class() == hebrew
		if c&(ordered|together) != 0 && last&knot != 0 {
			return 0, w, unsure
		}
		switch id := c.fold(); id {
		case noFold:
			continue
		case ownFold:
			binary.LittleEndian.PutUint32(buf[w.end:], binary.LittleEndian.Uint32(low[next-size:]))
			w.end += size
		default:
			fold := folds[foldAt[id]:foldAt[id+1]]
			if len(fold) > slack || fold[0] >= 0xE0 {
				return 0, w, unsure
			}
			w.end += copy(buf[w.end:], fold)
		}
		last = c
	}
	return 0, w, unsure
}

// easyForm is where the form of such a word and its first and last apostrophe, 0 if it has none, would end, from the
// head on that stands before it in buf.
type easyForm struct{ end, first, final int }

// headLen is how long the head of a form is.
const headLen = 8

// addForm adds the word of the text from i to end whose form is behind what is used of buf, and returns where it ends; 0
// if it folds to nothing.
func (t *Tokeniser) addForm(i, end int, w easyForm) (next int) {
	if w.end == headLen {
		return 0
	}
	used := len(t.out.buf)
	buf := t.out.buf[used : used+letteredRoom]
	binary.LittleEndian.PutUint64(buf, uint64(end)<<32|uint64(i))
	t.out.buf = t.out.buf[:used+w.end]
	t.hashes[t.n] = t.key.hash(Word, buf[headLen:], w.end-headLen)
	t.terms[t.n].set(t.pos, t.flags, uint32(used+headLen), uint32(used+w.end))
	t.n++
	t.pos++
	if w.first > 0 {
		a := apostrophes{used + headLen, used + w.first, used + w.final, used + w.end, true}
		if from, to := a.second(t.out.buf); to > from {
			t.also(from, to)
		}
	}
	return end
}

// addInner adds such a word, behind which a full stop or a colon and a letter stand: they part words, but not segments, and
// may be of a link.
func (t *Tokeniser) addInner(i, end int, w easyForm) (next int) {
	if _, first := charIn(t.low, i); end == i+first && i != t.inner {
		_, second := charIn(t.low, end+1)
		if c, _ := charIn(t.low, end+1+second); c&simple == 0 {
			return t.initialsOf(i)
		}
	}
	if after := t.low[end+1:]; after[0] < utf8.RuneSelf || mayBeginTop(after) {
		if _, stop := t.link(end); stop > 0 {
			return -1
		}
	}
	if t.addForm(i, end, w) == 0 {
		return -1
	}
	t.inner = end + 1
	return t.inner
}

// initialsOf adds single easy letters with full stops between them, that begin at i and are all of their segment, as one
// word. It is 0 where they may be none, or fold to nothing.
func (t *Tokeniser) initialsOf(i int) (next int) {
	used := len(t.out.buf)
	at := t.head(i, i)
	var last, c char
	size := 0
	for next = i; ; next++ {
		c, size = charIn(t.low, next)
		if !c.isEasy() || c.class() != aLetter || c&(ordered|together) != 0 && last&knot != 0 {
			break
		}
		t.spellOut(c, next, size)
		last, next = c, next+size
		if c, size = charIn(t.low, next); c&(classMask|invisible) == other || t.jointBehind(c, next, size, true) == parts {
			if len(t.out.buf) == at {
				break
			}
			binary.LittleEndian.PutUint32(t.out.buf[at-4:], uint32(next))
			t.spell(at, len(t.out.buf), 0)
			return next
		}
		if t.low[next] != '.' {
			break
		}
	}
	t.out.buf = t.out.buf[:used]
	return 0
}

// What a sign that may join words does between two.
const (
	unsure = iota
	parts
	goesOn
)

// jointBehind tells what the sign c does that stands at i, behind a letter, or a digit or what else a word may end with. A
// full stop or colon may be of a link where it goes on, and parts words.
func (t *Tokeniser) jointBehind(c char, i, size int, behind bool) (how int) {
	after := t.low[i+size]
	switch {
	case !c.isMid():
		return unsure
	case after < utf8.RuneSelf && !isName(after) && after != '/', behind && c.class() == midNum && after != '_':
		return parts
	case !behind || !c.is(text.Apostrophe) && t.low[i] != '.' && t.low[i] != ':':
		return unsure
	case after < utf8.RuneSelf:
		if isLetter(after) {
			return goesOn
		}
	default:
		if d, _ := charIn(t.low, i+size); d.isEasy() && d.class() == aLetter {
			return goesOn
		}
	}
	return unsure
}
