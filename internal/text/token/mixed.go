package token

import (
	"math/bits"
	"unicode/utf8"

	"heed/internal/text"
)

// Words of several scripts among signs of all kinds are read here, one after the other. What stands in long rows of
// one kind is read faster by the loops for it, which are asked again every mixedLen bytes.

const (
	mixedLen      = 64
	unletteredLen = 128       // for so long the loops for letters are not asked where they read nothing
	nearby        = 1<<24 - 1 // where nothing special is so near behind a word of ASCII, others read on
)

// added is what was added before a place, and where the last visible character before ended.
type added struct {
	i, last, n, used, links, checked int
	pos                              uint32
}

// mixed adds the words from i on, where begins what is parted from all before but for _, and the entities among them, and returns
// where it got. What stands there is parted from what was read.
func (t *Tokeniser) mixed(i int) (next int) {
	start := i
	for i > t.since && t.s[i-1] == '_' {
		i--
	}
	last := i // where the last visible character ended; what stands before an entity or markup does not count
	if i == t.since {
		last = -1
	}
	var was added // before the segment at hand
	t.inner = -1
	for limit := start + mixedLen; i < len(t.s) && (i < limit || i > last || i == t.inner) && !t.lost; i = next {
		if next = t.idle(i); next > i {
			if i == start && mayBeLetter(t.low[next]) { // which others may read faster
				return next
			}
			if i != start && next >= t.unlettered && next < len(t.s) {
				next = t.letteredBehind(next)
			}
			last = next
			continue
		}
		if i != t.inner {
			was = added{i, last, t.n, len(t.out.buf), len(t.out.links), t.checked, t.pos}
		}
		switch first := t.low[i]; {
		case isSmall(first):
			next, last = t.asciiWords(i)
			if next >= 0 && next != t.inner && t.specialsFrom(next)&nearby == 0 {
				return next
			}
		case first >= utf8.RuneSelf:
			if first == 0xEF && isWideSign(t.s[i:]) {
				return i
			}
			next, last = t.mixedHigh(i, last)
		case first == '_':
			next, last = t.segmentFrom(i)
		case isSigned(first):
			if next = t.special(i); next > i+1 || mayBeLetter(t.low[next]) { // others may read faster what follows
				return next
			}
			last = next
		case (first == '.' || first == ':') && t.isInLink(i):
			next = -1
		default:
			next, last = i+1, i+1
		}
		if next < 0 {
			t.n, t.pos, t.out.buf, t.out.links, t.checked = was.n, was.pos, t.out.buf[:was.used], t.out.links[:was.links], was.checked
			return t.region(was.i, was.last)
		}
	}
	return i
}

// letteredBehind reads on from i, behind a sign that parts words, with the loops for words of letters, and returns where they got.
// Where that is nowhere, they are not asked for a while.
func (t *Tokeniser) letteredBehind(i int) (next int) {
	b := t.low[i+bits.TrailingZeros64(^t.wordsFrom(i))]
	if !mayBeLetter(b) || b == 0xCC || b == 0xE0 && t.low[i+1] >= 0xB8 { // a mark, or Thai
		return i
	}
	if next = t.lettered(i); next > 0 {
		return next
	}
	t.unlettered = i + unletteredLen
	return i
}

// specialsFrom are the special ones among the 64 bytes from i on.
func (t *Tokeniser) specialsFrom(i int) uint64 {
	two, at := t.blocks[i>>6:][:2], uint(i&63)
	return two[0].special>>at | two[1].special<<1<<(63-at)
}

// mixedHigh reads what is beyond ASCII at i, behind the last visible character, and returns where what follows begins
// and where the last visible one ends now. next is -1 where that takes all the rules.
func (t *Tokeniser) mixedHigh(i, last int) (next, lastNow int) {
	if b := t.low[i]; b-0xC2 <= 0xDF-0xC2 && twoFolds[int(b&0x1F)|int(t.low[i+1]&0x3F)<<5]&^foldedAway != 0 && t.low[i+1]&0xC0 == 0x80 {
		return t.segmentFrom(i)
	}
	c, size := charIn(t.low, i)
	switch {
	case c.isEasy():
		return t.segmentFrom(i)
	case c&easyMask == dull, c.isMid(), c.isBareMark():
		return i + size, i + size
	case c.is(text.Invisible):
		return i + size, last
	case c.isUnspaced():
		if next = t.row(i, len(t.s), last); next > i {
			return next, next
		}
		if t.isMarked(i+size, len(t.s)) {
			return -1, 0
		}
		t.unspaced(c, i, size, last)
		return i + size, i + size
	case c&picture != 0 && c.is(text.Picture):
		if next = t.pictures(i, len(t.s)); next > i {
			return next, next
		}
	}
	return -1, 0
}

// idle is where signs end that always part words, those of ASCII and beyond, and marks that stand on them or
// alone.
func (t *Tokeniser) idle(i int) (next int) {
	for i < len(t.s) {
		switch b := t.low[i]; {
		case b == 0xCC && t.low[i+1]&0xC0 == 0x80: // all of U+0300 to U+033F are such marks
			i += 2
		case b < utf8.RuneSelf && signs[b] == 0 && !isSmall(b):
			i++
		case b == 0xE2 && t.isApart(i):
			i += 3
		case b == 0xC2 && t.low[i+1]&0xC0 == 0x80 && latinFolds[0xC2&0x1F|int(t.low[i+1]&0x3F)<<5] == latinApart:
			i += 2
		default:
			return i
		}
	}
	return i
}

// isApart reports a sign beyond U+2000, of those whose first byte is E2, that parts words.
func (t *Tokeniser) isApart(i int) bool {
	if t.low[i+1] == 0x80 {
		return t.low[i+2]&0xC0 == 0x80 && latinSigns>>(t.low[i+2]&0x3F)&1 != 0
	}
	c, size := charIn(t.low, i)
	return size == 3 && c&easyMask == dull
}

// asciiWords adds the words of the segment that begins with one of ASCII at i, and returns where what follows begins and
// where the last word ends; next is -1 where that takes all the rules.
func (t *Tokeniser) asciiWords(i int) (next, last int) {
	end := wordEnd(t.blocks, i)
	for t.isSpecial(end) {
		sign, gap := t.low[end], 1
		if sign == '.' || sign == ':' {
			if start, stop := t.link(end); stop > 0 {
				if start > i {
					return -1, 0
				}
				next = t.moreLinks(t.skip(start, stop))
				return next, next
			}
		}
		if mayBeLetter(sign) {
			return t.segmentFrom(i)
		}
		if sign >= utf8.RuneSelf {
			if gap = apostropheLen(t.low, end); gap > 0 {
				sign = '\''
			} else if c, _ := charIn(t.low, end); c&(classMask|invisible) == other {
				break
			} else {
				return t.segmentFrom(i)
			}
		}
		after := t.low[end+gap]
		left, right := isDigit(t.low[end-1]), isDigit(after)
		switch {
		case sign == '_':
			if stop := nameEnd(t.blocks, end); !t.isSpecial(stop) || isSigned(t.low[stop]) {
				t.pieceOf(i, stop, 0)
				return stop, stop
			}
			return t.segmentFrom(i)
		case isSigned(sign):
		case after >= utf8.RuneSelf:
			if left || sign != ',' && sign != ';' {
				return t.segmentFrom(i)
			}
		case left && right && (sign == '.' || sign == ',' || sign == ';'):
			end = wordEnd(t.blocks, end+1)
			continue
		case sign == '\'' && (left && right || !left && isLetter(after)):
			stop := wordEnd(t.blocks, end+gap)
			if c := t.low[stop]; t.isSpecial(stop) && !isSigned(c) && (isDigit(t.low[stop-1]) || c != ',' && c != ';') {
				return t.segmentFrom(i)
			}
			t.apostrophe(i, end, end+gap, stop)
			return stop, stop
		case (sign == '.' || sign == ':') && !left && isLetter(after):
			if sign == '.' && i != t.inner && end == i+1 && !t.isWord(end+2) { // initials
				if next = t.initialsEnd(i, len(t.s)); next > 0 && (!t.isSpecial(next) || isSigned(t.low[next])) {
					t.spellInitials(i, next)
					return next, next
				}
				return t.segmentFrom(i)
			}
			t.plain(i, end)
			t.inner = end + 1
			return t.inner, t.inner
		}
		break
	}
	t.plain(i, end)
	return end, end
}

// segmentFrom adds the word of easy letters at i, where a segment begins or goes on, and returns where what follows begins: at
// t.inner if that is of the same segment, and last where the word ends. next is -1 where that takes all the rules.
func (t *Tokeniser) segmentFrom(i int) (next, last int) {
	last, next, how := t.easyWord(i, len(t.s), i != t.inner)
	switch how {
	case unsure:
		return -1, 0
	case splits:
		if after := t.low[next:]; after[0] < utf8.RuneSelf || mayBeginTop(after) {
			if start, stop := t.linkIn(next - 1); stop > 0 {
				if start > i {
					return -1, 0
				}
				next = t.skip(start, stop)
				return next, next
			}
		}
		t.inner, last = next, next
	}
	return next, last
}
