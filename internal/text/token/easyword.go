package token

import (
	"encoding/binary"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heed/internal/text"
)

// A segment of easy letters, digits and their marks, with what joins them, is read here word by word, whatever its
// script: né'é, 5é, é_é, été.hiver and 1,5. What is less usual is left to carefully.

// What a sign that may join words does between two.
const (
	unsure  = iota
	parts   // ends the segment
	splits  // parts words, but not the segment
	spelt   // is of the word and of its form
	dropped // is of the word, but not of its form
)

// easyForm is what is known of such a word. Its form is in buf behind what is used of it, from a head on.
type easyForm struct {
	end          int  // of the form
	first, final int  // where its first and last apostrophe would end it, 0 if it has none
	stop, next   int  // where in the text it ends, and what stands behind it begins
	unspaced     bool // it may begin with a character of a script without spaces
}

// headLen is how long the head of a form is.
const headLen = 8

// easyWord adds the word at i, where a segment begins or goes on with an easy letter or digit or with _. It returns where
// it ends, where what follows begins, and whether that parts it: where how is splits, the segment goes on there.
// Where it is unsure, nothing was added.
func (t *Tokeniser) easyWord(i, to int, isFirst bool) (end, next, how int) {
	from := i
	for i < to && t.low[i] == '_' {
		i++
	}
	if i > from {
		if i == to {
			return to, to, parts
		}
		if c, _ := charIn(t.low, i); !c.isEasy() {
			if c.parts() {
				return i, i, parts
			}
			return 0, 0, unsure
		}
	}
	if how = t.easyForm(i, to); how == unsure {
		return 0, 0, unsure
	}
	w := &t.easy
	if next = w.next; how == splits {
		if isFirst && i == from && t.low[next] == '.' && t.mayBeInitial(i, w.stop, next) {
			if end, how = t.initialsOf(i, to); how != splits {
				return end, end, how
			}
		}
		_, size := charIn(t.low, next)
		next += size
	}
	t.addForm(i)
	return w.stop, next, how
}

// easySegment adds the words of the segment at i, around whose full stops links have been looked for, and returns where
// the last one ends and where what follows begins. next is -1 where that takes all the rules.
func (t *Tokeniser) easySegment(i, to int) (end, next int) {
	n, pos, used := t.n, t.pos, len(t.out.buf)
	how := splits
	for isFirst := true; how == splits; isFirst = false {
		end, i, how = t.easyWord(i, to, isFirst)
	}
	if how == unsure {
		t.n, t.pos, t.out.buf = n, pos, t.out.buf[:used]
		return 0, -1
	}
	return end, i
}

// easyForm spells the word at i, and leaves in t.easy what is known of it.
func (t *Tokeniser) easyForm(i, to int) (how int) {
	buf, limit := t.formRoom(0)
	low := t.low
	var last, side char // the last that is not folded away, if it is a knot or of three bytes; the class of the last that is no mark
	tangled, korean, unseen, next := false, false, false, i
	end, first, final, unspaced := headLen, 0, 0, false
	how = parts
	for next < to {
		if end > limit {
			buf, limit = t.formRoom(end)
		}
		b := low[next]
		var c char
		size := 1
		if b < utf8.RuneSelf {
			if c = chars[b]; c&simple != 0 {
				buf[end], last, side = b, 0, c.class()
				end++
				next++
				continue
			}
			if signs[b]&isJoin == 0 && (b != '"' || side != hebrew) {
				break
			}
		} else {
			if b-0xC2 <= 0xDF-0xC2 && low[next+1]&0xC0 == 0x80 {
				p := twoFolds[int(b&0x1F)|int(low[next+1]&0x3F)<<5]
				if p == foldedAway {
					next += 2
					continue
				}
				if p != 0 {
					binary.LittleEndian.PutUint16(buf[end:], uint16(p))
					last, side = char(p&knot), char(p>>pairSide&classMask)
					end += int(p >> pairLen & 3)
					next += 2
					continue
				}
			}
			c, size = charIn(low, next)
		}
		class := c.class()
		if c&simple == 0 {
			if c&(classMask|invisible) == other || class == regional || c.isUnspaced() {
				break
			}
			if c.is(text.Invisible) {
				next, unseen = next+size, true
				continue
			}
			if b == '_' {
				how, size = t.under(next, to)
			} else if c.is(text.Apostrophe) && side == aLetter && next+size < to && t.isPlainLetter(next+size) { // most of them
				how = dropped
			} else {
				how = t.jointAt(c, side, next, size, to)
			}
			if how == dropped {
				if final = end; first == 0 {
					first = end
				}
				next += size
				continue
			}
			if how != spelt {
				break
			}
			if b == '_' { // any number of them
				for ; size > 1; size-- {
					if end > limit {
						buf, limit = t.formRoom(end)
					}
					buf[end] = b
					end++
					next++
				}
			}
		} else if class != extend {
			side = class
		}
		next += size
		if c.ties(last) {
			korean = korean || class == aLetter && (!c.isVowel() || buf[end-3] == alone) // of letters no others join what is before them
			tangled = tangled || class != aLetter
		}
		switch id := c.fold(); id {
		case noFold:
			continue
		case ownFold:
			binary.LittleEndian.PutUint32(buf[end:], binary.LittleEndian.Uint32(low[next-size:]))
			end += size
		default:
			fold := folds[foldAt[id]:foldAt[id+1]]
			if len(fold) > slack {
				return unsure
			}
			unspaced = unspaced || end == headLen && fold[0] >= 0xE0
			end += copy(buf[end:], fold)
		}
		last = c
	}
	if how == dropped || how == spelt { // what follows is beyond to, or ends the segment
		how = parts
	}
	if how == unsure || end == headLen {
		return unsure
	}
	if korean && first == 0 && !tangled {
		end = headLen + joinSyllables(buf[headLen:end])
	} else if (korean || tangled) && !norm.NFC.IsNormal(buf[headLen:end]) {
		return unsure
	}
	stop := next
	if b := low[next]; b == '_' && how == parts { // at the edge of a word they are markup
		for next < to && low[next] == '_' {
			next++
		}
	}
	for unseen {
		r, size := utf8.DecodeLastRune(low[:stop])
		if unseen = charOf(r).is(text.Invisible); unseen {
			stop -= size
		}
	}
	w := &t.easy
	w.end, w.first, w.final, w.stop, w.next, w.unspaced = end, first, final, stop, next, unspaced
	return how
}

// isPlainLetter reports a letter of one byte or two that only joins others.
func (t *Tokeniser) isPlainLetter(i int) bool {
	first, second := t.low[i], t.low[i+1]
	if first < utf8.RuneSelf {
		return isLetter(first)
	}
	return first-0xC2 <= 0xDF-0xC2 && second&0xC0 == 0x80 && twoFolds[int(first&0x1F)|int(second&0x3F)<<5]>>pairSide&classMask == aLetter
}

// formRoom is what of buf is not used, with room for more than a form of so many bytes, and up to where that may go on.
func (t *Tokeniser) formRoom(n int) (buf []byte, limit int) {
	if used := len(t.out.buf); cap(t.out.buf)-used < n+letteredRoom {
		t.out.buf = t.out.buf[:used+n]
		t.grow(n + letteredRoom)
		t.out.buf = t.out.buf[:used]
	}
	buf = t.out.buf[len(t.out.buf):cap(t.out.buf)]
	return buf, len(buf) - 2*slack
}

// twoFolds are the letters and digits of two bytes, by their bits as latinFolds has them: what each folds to, one byte or two, how
// many, its class, and whether it is a knot. It is 0 of those that fold to nothing else and of those that join with what is before.
var twoFolds = func() (all [2048]uint32) {
	for r := rune(0x80); r < 0x800; r++ {
		c, fold := charOf(r), foldOf(r)
		if c&simple != 0 && c.class() == extend && fold == "" {
			all[r>>6|r&0x3F<<5] = foldedAway
		}
		if c&simple != 0 && c.class() != extend && c&(ordered|together) == 0 && (len(fold) == 1 || len(fold) == 2) {
			p := uint32(fold[0]) | uint32(len(fold))<<pairLen | uint32(c.class())<<pairSide | uint32(c&knot)
			if len(fold) == 2 {
				p |= uint32(fold[1]) << 8
			}
			all[r>>6|r&0x3F<<5] = p
		}
	}
	return all
}()

const (
	pairLen  = 16
	pairSide = 20

	foldedAway = 1 << 31 // a mark of which nothing is left
)

// addForm adds the word of the text from i that easyForm has spelt.
func (t *Tokeniser) addForm(i int) {
	w, used := &t.easy, len(t.out.buf)
	buf := t.out.buf[used : used+w.end+slack]
	binary.LittleEndian.PutUint64(buf, uint64(w.stop)<<32|uint64(i))
	t.out.buf = t.out.buf[:used+w.end]
	t.hashes[t.n] = t.key.hash(Word, buf[headLen:], w.end-headLen)
	t.terms[t.n].set(t.pos, t.flags, uint32(used+headLen), uint32(used+w.end))
	t.n++
	t.pos++
	if w.unspaced {
		t.glueBehind(used+headLen, w.stop)
	}
	if w.first > 0 {
		a := apostrophes{used + headLen, used + w.first, used + w.final, used + w.end, true}
		if from, to := a.second(t.out.buf); to > from {
			t.also(from, to)
		}
	}
}

// charBefore finds the character at i if that is before to.
func (t *Tokeniser) charBefore(i, to int) (c char, size int) {
	if i >= to {
		return 0, 0
	}
	if b := t.low[i]; b < utf8.RuneSelf {
		return chars[b], 1
	}
	return charIn(t.low, i)
}

// under tells what the _ do that begin at i, behind a letter or digit, and how many there are.
func (t *Tokeniser) under(i, to int) (how, size int) {
	for size = 1; i+size < to && t.low[i+size] == '_'; size++ {
	}
	switch c, _ := t.charBefore(i+size, to); {
	case c&simple != 0 && c.class() != extend:
		return spelt, size
	case c.parts():
		return parts, size
	}
	return unsure, size
}

// jointAt tells what the sign c does that stands at i, behind what ends with a letter or digit of a class and its marks. A
// full stop or colon may be of a link where it goes on.
func (t *Tokeniser) jointAt(c, side char, i, size, to int) (how int) {
	if !c.isMid() {
		return unsure
	}
	if b := t.low[i+size]; b < utf8.RuneSelf && !isName(b) && side != hebrew {
		return parts
	}
	class, after, marked := c.class(), i+size, false
	d, n := t.charBefore(after, to)
	for d.is(text.Invisible) || d.isBareMark() {
		marked = marked || !d.is(text.Invisible)
		after += n
		d, n = t.charBefore(after, to)
	}
	letters := (side == aLetter || side == hebrew) && (d.class() == aLetter || d.class() == hebrew)
	digits := side == numeric && d.class() == numeric
	switch {
	case d.class() == extend, class == singleQuote && side == hebrew && !letters:
		return unsure
	case class == midLetter && !letters, class == midNum && !digits, class == doubleQuote && (side != hebrew || d.class() != hebrew), !letters && !digits:
		return parts
	case d&simple == 0:
		return unsure
	case c.is(text.Apostrophe):
		return dropped
	case c.is(text.Colon) || c.is(text.Stop) && (!digits || marked || t.isMarkedDigit(i)):
		if after > i+size { // it is of the next word
			return unsure
		}
		return splits
	case t.isInLink(i):
		return unsure
	}
	return spelt
}

// isMarkedDigit reports whether no digit is the last visible character before i, but a mark on one.
func (t *Tokeniser) isMarkedDigit(i int) bool {
	for {
		r, size := utf8.DecodeLastRune(t.low[:i])
		if c := charOf(r); !c.is(text.Invisible) {
			return c.class() == extend
		}
		i -= size
	}
}

// linkIn looks for a link around what stands at i, if that is a full stop or colon; see link.
func (t *Tokeniser) linkIn(i int) (start, stop int) {
	if c := t.low[i]; c != '.' && c != ':' || !t.isSpecial(i) {
		return 0, 0
	}
	return t.link(i)
}

// isInLink reports whether what stands at i is of a link that is more than a domain name.
func (t *Tokeniser) isInLink(i int) bool {
	_, stop := t.linkIn(i)
	return stop > 0
}

// parts reports what, behind a sign that may join words, joins nothing.
func (c char) parts() bool { return c&(classMask|invisible) == other || c.isMid() }
