package token

import (
	"encoding/binary"
	"unicode/utf8"
)

// mayBeInitial reports whether what stands from i to stop, behind which is a full stop, may be the first of initials.
func (t *Tokeniser) mayBeInitial(i, end, stop int) bool {
	if low := t.low[stop+1 : stop+3]; end > i+utf8.UTFMax || isSmall(low[0]) && isSmall(low[1]) {
		return false
	}
	_, size := charIn(t.low, i)
	second, secondSize := charIn(t.low, stop+1)
	third, _ := charIn(t.low, stop+1+secondSize)
	return end == i+size && (second&simple == 0 || third&simple == 0)
}

// initialsOf adds single easy letters with full stops between them, that begin at i, as one word if they are all of their
// segment, and returns where they end. how is splits where they are none.
func (t *Tokeniser) initialsOf(i, to int) (next, how int) {
	used := len(t.out.buf)
	at := t.head(i, i)
	var last char
	for next, how = i, splits; how == splits; {
		c, size := charIn(t.low, next)
		if !c.isEasy() || c.class() == numeric {
			how = unsure
			break
		}
		if c.ties(last) {
			how = unsure
			break
		}
		t.spellOut(c, next, size)
		last, next = c, next+size
		if how = t.behindInitial(c.class(), next, to); how == splits {
			next++
		}
	}
	if how == parts && len(t.out.buf) > at {
		binary.LittleEndian.PutUint32(t.out.buf[at-4:], uint32(next))
		t.spell(at, len(t.out.buf), 0)
		return next, parts
	}
	t.out.buf = t.out.buf[:used]
	if how == spelt || how == splits {
		return 0, splits
	}
	return 0, unsure
}

// behindInitial tells what stands at i behind a letter of a class: splits is a full stop behind which a letter may stand,
// spelt something else with which the segment goes on.
func (t *Tokeniser) behindInitial(side char, i, to int) (how int) {
	c, size := t.charBefore(i, to)
	switch {
	case c&(classMask|invisible) == other:
		return parts
	case c&simple != 0 || c.class() == extendNumLet:
		return spelt
	case !c.isMid():
		return unsure
	}
	switch how = t.jointAt(c, side, i, size, to); {
	case how == unsure || how == parts:
		return how
	case t.low[i] == '.':
		return splits
	}
	for k := i + size; k < i+mostLettered; k++ {
		if b := t.low[k]; b < utf8.RuneSelf && !isName(b) && b != '-' {
			if b == '.' || b == ':' { // a link behind the sign would part the segment
				break
			}
			return spelt
		}
	}
	return unsure
}
