package token

import (
	"math/bits"

	"heed/internal/text"
)

// What is beyond ASCII mostly is, or may be, a part of a word. Faint is what certainly is none:
// what is invisible, and dull signs, which part words: dashes, quotation marks, bytes that are
// no UTF-8. It is told 64 bytes at a time, so that a text full of it is read as fast as one
// without.

// starts are where, among 64 bytes, characters begin of which something is known. All of it
// may be left out but for two, three and four.
type starts struct {
	two, three, four uint64 // such as may be characters of as many bytes
	gone, shy        uint64 // invisible ones, of three bytes and of two
	dull             uint64 // dull ones of three bytes
}

// faintly does what faint does, without special instructions.
func faintly(low []byte, high uint64, s *starts) {
	*s = starts{}
	for ; high != 0; high &= high - 1 {
		i := bits.TrailingZeros64(high)
		if low[i] < 0xC2 || low[i] > 0xF4 {
			continue
		}
		c, size := charIn(low, i)
		bit := high & -high
		switch {
		case low[i] >= 0xF0:
			s.four |= bit
		case size == 3:
			s.three |= bit
			if c.is(text.Invisible) {
				s.gone |= bit
			} else if c&easyMask == dull && low[i] != 0xEF { // of those some begin an entity
				s.dull |= bit
			}
		case size == 2:
			s.two |= bit
			if c.is(text.Invisible) {
				s.shy |= bit
			}
		}
	}
}

// isMany reports five bits or more: with fewer breaks in 64 bytes, each costs no more than what
// tells of them.
func isMany(x uint64) bool {
	x &= x - 1
	x &= x - 1
	x &= x - 1
	return x&(x-1) != 0
}

// fade takes what is faint in a block, whose special is set but for that, out of what is
// special, but for what is invisible right behind a word. What it is unsure of stays: what
// touches other letters beyond ASCII or _, and what goes on in the next block.
func (t *Tokeniser) fade(i int) {
	b, next := &t.blocks[i], &t.blocks[i+1]
	var was starts
	var wordBefore, badBefore uint64
	if i > 0 {
		prev := &t.blocks[i-1]
		wordBefore, badBefore = prev.word>>63, (prev.high|prev.under)>>63
		if t.faded == i-1 {
			was = t.starts
		}
	}
	t.faint(i)
	t.faded = i
	s := &t.starts
	// The bytes of each, from where it begins here or in the block before.
	second, third := s.two|s.three|s.four, s.three|s.four
	whole := second | second<<1 | third<<2 | s.four<<3 |
		(was.two|was.three|was.four)>>63 | (was.three|was.four)>>62 | was.four>>61
	b.unseen = s.gone | s.shy | (s.gone|s.shy)<<1 | s.gone<<2 | (was.gone|was.shy)>>63 | was.gone>>62
	faint := b.unseen | s.dull | s.dull<<1 | s.dull<<2 | was.dull>>63 | was.dull>>62 | b.high&^whole
	if faint == 0 {
		return
	}
	bad := b.high&^faint | b.under
	keep := faint & (bad<<1 | badBefore | bad>>1 | (next.high|next.under)<<63)
	if keep != 0 {
		keep = flood(keep, faint)
	}
	b.special = b.special&^faint | keep | b.unseen&(b.word<<1|wordBefore)
}

// flood spreads bits over the runs of all in which they are.
func flood(some, all uint64) uint64 {
	some |= all & (all ^ (all + some)) // upwards, by what is carried
	for k := 1; k < 64; k *= 2 {
		some |= all & (some >> k)
		all &= all >> k
	}
	return some
}

// A stretch is what 63 bytes of a text are, from any place on; the next one is bad.
type stretch struct {
	word, unseen uint64
	bad          uint64 // neither, and special, or _
}

func (t *Tokeniser) stretch(i int) (s stretch) {
	const last = 1 << 63
	x, next, at := &t.blocks[i>>6], &t.blocks[i>>6+1], uint(i&63)
	s.word = (x.word>>at | next.word<<1<<(63-at)) &^ last
	s.unseen = (x.unseen>>at | next.unseen<<1<<(63-at)) &^ last
	s.bad = (x.special&^x.unseen|x.under)>>at | (next.special&^next.unseen|next.under)<<1<<(63-at) | last
	return s
}

// through adds words from the one at i on, of up to 16 letters each, that have something
// invisible in them or behind them, or between which there is nothing special, and returns
// where it got: i if the word there is another.
func (t *Tokeniser) through(i int) (next int) {
	if i > t.since && t.s[i-1] == '_' {
		return i
	}
	t.grow(mostThrough)
	s := t.stretch(i)
	if t.wide {
		used := len(t.out.buf)
		t.block = i
		next, used = through(&t.hot, &s, &t.out.buf[:cap(t.out.buf)][0], used)
		t.out.buf = t.out.buf[:used]
		return next
	}
	return t.throughPlainly(i, s)
}

// mostThrough is what the words of a stretch take of buf: a head for each, and their letters.
const mostThrough = 64/2*8 + 64 + slack

// throughPlainly does what through does, without special instructions.
func (t *Tokeniser) throughPlainly(i int, s stretch) (next int) {
	for {
		size := bits.TrailingZeros64(^(s.word | s.unseen))
		letters := s.word & (1<<size - 1)
		end := bits.Len64(letters)
		if end > slack || s.bad>>size&1 != 0 {
			return i
		}
		if bits.OnesCount64(letters) == end {
			t.plain(i, i+end)
		} else {
			from := t.head(i, i+end)
			for ; letters != 0; letters &= letters - 1 {
				t.out.buf = append(t.out.buf, t.low[i+bits.TrailingZeros64(letters)])
			}
			t.spelt(from)
		}
		s.word, s.unseen, s.bad = s.word>>size, s.unseen>>size, s.bad>>size
		apart := bits.TrailingZeros64(s.word)
		if i += size; apart == 64 || s.bad&(1<<apart-1) != 0 {
			return i
		}
		i += apart
		s.word, s.unseen, s.bad = s.word>>apart, s.unseen>>apart, s.bad>>apart
	}
}
