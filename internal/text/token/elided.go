package token

import (
	"encoding/binary"
	"unicode/utf8"
)

// elided adds the word at i if it is one of easy letters, beyond ASCII some of them, with apostrophes between
// them, and others behind it that are the same. It returns where it got: 0 if nowhere.
func (t *Tokeniser) elided(i int) (next int) {
	for {
		end := t.elidedWord(i)
		if end == 0 {
			return next
		}
		next = end
		if t.low[end] != ' ' {
			return next
		}
		i = end + 1
	}
}

// elidedWord adds one such word, and returns where it ends; 0 if there is none.
func (t *Tokeniser) elidedWord(i int) (end int) {
	used := len(t.out.buf)
	a := apostrophes{from: t.head(i, i), first: -1, inside: true}
	k, after := i, true // whether an apostrophe, or nothing, stands before k
	var c char
	for k-i < mostElided {
		if gap := apostropheLen(t.low, k); gap > 0 && !after {
			if a.last = len(t.out.buf); a.first < 0 {
				a.first = a.last
			}
			k += gap
			after = true
			continue
		}
		size := 1
		if t.low[k] < utf8.RuneSelf {
			if !isLetter(t.low[k]) {
				break
			}
			t.out.buf = append(t.out.buf, t.low[k])
		} else {
			c, size = charIn(t.low, k)
			if !c.isEasy() || c.class() != aLetter || c.fold() == noFold || c&(ordered|together) != 0 {
				break
			}
			t.spellOut(c, k, size)
		}
		k += size
		after = false
	}
	if a.first < 0 || after || k-i >= mostElided || t.isWord(k) || !t.parts(k, c) {
		t.out.buf = t.out.buf[:used]
		return 0
	}
	binary.LittleEndian.PutUint32(t.out.buf[a.from-4:], uint32(k))
	a.to = len(t.out.buf)
	t.spell(a.from, a.to, 0)
	if from, to := a.second(t.out.buf); to > from {
		t.also(from, to)
	}
	return k
}

// mostElided is more than such a word has in bytes: of a longer one no more than that is read in vain.
const mostElided = 64
