package token

import (
	"encoding/binary"
	"math/bits"

	"heed/internal/text"
)

// Words that end at a sign which may join, part or begin something are read here; where all of
// it is ASCII, joined.go reads them faster.

// joined reads the word at i whose end is special.
func (t *Tokeniser) joined(i, end int) (next int) {
	if apostropheLen(t.low, end) > 0 {
		if next := t.contracted(i); next > 0 {
			return next
		}
		if t.wide && (i <= t.since || t.s[i-1] != '_') {
			if next := t.latin(i); next > i {
				return next
			}
		}
	}
	if c := t.s[end]; c >= 0x80 {
		if mayBeLetter(c) {
			if next := t.lettered(i); next > 0 {
				return next
			}
		}
		if next := t.pieces(i, end); next > 0 {
			return next
		}
	}
	if (t.s[end] == '.' || t.s[end] == ',') && isDigit(t.s[i]) {
		if next := t.number(i); next > 0 {
			return next
		}
	}
	if t.s[end] == '.' {
		if t.settle(end >> 6); !t.isSpecial(end) {
			t.plain(i, end)
			return end
		}
		if next := t.domains(i); next > 0 {
			return next
		}
	}
	if t.s[end] == ':' {
		if next := t.scheme(i, end); next > 0 {
			return next
		}
	}
	return t.mixed(i)
}

// settle takes out of what is special in a block, up to the end of which it is known what links there are, full stops and
// colons that part words: those with a letter of ASCII before them and two behind them, which are no initials.
func (t *Tokeniser) settle(b int) {
	if t.checked < (b+1)<<6 || t.settled == b {
		return
	}
	t.settled = b
	x, next := &t.blocks[b], &t.blocks[b+1]
	for some := x.special & x.join & (x.word << 1) & (x.word>>1 | next.word<<63) & (x.word>>2 | next.word<<62); some != 0; some &= some - 1 {
		k := b<<6 | bits.TrailingZeros64(some)
		if c := t.low[k]; c == ':' || c == '.' && (!isDigit(t.low[k-1]) || !isDigit(t.low[k+1])) {
			x.special &^= some & -some
		}
	}
}

// isSigned reports signs that begin an entity or markup.
func isSigned(c byte) bool { return signs[c]&isSign != 0 }

// pieces adds the word at i, which has something invisible behind or in it and else is ASCII,
// and returns where what parts it from the next begins; 0 where that is not so.
func (t *Tokeniser) pieces(i, end int) (next int) {
	if i > t.since && t.s[i-1] == '_' {
		return 0
	}
	from, used := -1, len(t.out.buf)
	for next = end; ; {
		x, at := &t.blocks[next>>6], next&63
		if gone := bits.TrailingZeros64(^(x.unseen >> at)); gone > 0 {
			next += gone
			continue
		}
		if x.word>>at&1 != 0 {
			if from < 0 {
				from = t.head(i, i)
				t.copied(i, end)
			}
			end = wordEnd(t.blocks, next)
			t.copied(next, end)
			next = end
			continue
		}
		if x.special>>at&1 == 0 && t.low[next] != '_' {
			break
		}
		c, size := charIn(t.low, next)
		if !c.is(text.Invisible) {
			t.out.buf = t.out.buf[:used]
			return 0
		}
		next += size
	}
	if from < 0 {
		t.plain(i, end)
		return next
	}
	binary.LittleEndian.PutUint32(t.out.buf[from-4:], uint32(end))
	t.spelt(from)
	return next
}

// copied adds a part of a word as it is in t.low to buf.
func (t *Tokeniser) copied(from, to int) {
	n, used := to-from, len(t.out.buf)
	if n > slack || cap(t.out.buf)-used < slack {
		t.out.buf = append(t.out.buf, t.low[from:to]...)
		return
	}
	buf := t.out.buf[used : used+slack]
	sixteen := t.low[from : from+slack]
	binary.LittleEndian.PutUint64(buf, binary.LittleEndian.Uint64(sixteen))
	binary.LittleEndian.PutUint64(buf[8:], binary.LittleEndian.Uint64(sixteen[8:]))
	t.out.buf = t.out.buf[:used+n]
}

// apostrophe adds a word of two parts.
func (t *Tokeniser) apostrophe(i, end, after, stop int) {
	if n := end - i + stop - after; n <= 8 {
		t.shortly(i, end, after, stop, n)
	} else {
		from := t.head(i, stop)
		t.copied(i, end)
		t.copied(after, stop)
		t.spelt(from)
	}
	switch {
	case stop-after == 1 && t.low[after] == 's':
		t.also(int(t.base)+i, int(t.base)+end)
	case end-i <= maxElided && text.IsElided(string(t.low[i:end])):
		t.also(int(t.base)+after, int(t.base)+stop)
	case text.IsHung(string(t.low[i:end]), string(t.low[after:stop])):
		t.also(int(t.base)+i, int(t.base)+end)
	}
}

// shortly adds a word of two parts and n letters, eight at most.
func (t *Tokeniser) shortly(i, end, after, stop, n int) {
	form := binary.LittleEndian.Uint64(t.low[i:])&masks[end-i][0] | binary.LittleEndian.Uint64(t.low[after:])<<(8*(end-i))
	form &= masks[n][0]
	if cap(t.out.buf)-len(t.out.buf) < 8+8+slack {
		t.grow(8 + 8 + slack)
	}
	from := t.head(i, stop)
	t.out.buf = binary.LittleEndian.AppendUint64(t.out.buf, form)[:from+n]
	hi, lo := bits.Mul64(form^t.key.a, t.key.b)
	t.hashes[t.n] = hi ^ lo
	t.terms[t.n].set(t.pos, t.flags, uint32(from), uint32(from+n))
	t.n++
	t.pos++
}

// region reads the words from i on up to the next ASCII sign that always parts words,
// by the rules for all of Unicode. The last visible character ended at last.
func (t *Tokeniser) region(i, last int) (next int) {
	for at, end := i, i; ; end++ {
		end = t.joinedEnd(end)
		if sign := t.wideSign(max(at, i+1), end); sign >= 0 {
			return t.run(i, sign, last)
		}
		if at = end; end == len(t.s) || !inRegion(t.s[end]) {
			return max(i+1, t.run(i, end, last))
		}
		if c := t.s[end]; c == '.' || c == ':' {
			if start, stop := t.link(end); stop > 0 {
				if start > i {
					t.run(i, start, last)
				}
				return t.skip(start, stop)
			}
		}
	}
}

// joinedEnd is where, from i on, stands the first sign that is neither a letter, nor beyond
// ASCII, nor a join beside which there are no words or which is known to be in no link.
func (t *Tokeniser) joinedEnd(i int) int {
	behind := ^uint64(0) << (i & 63)
	for b := i >> 6; b < len(t.blocks)-1; b++ {
		x := &t.blocks[b]
		joins := x.join & x.special
		if done := t.checked - b<<6; done > 0 {
			joins &= ^uint64(0) << done
		}
		if stop := (^(x.word | x.high | x.join) | joins) & behind; stop != 0 {
			return min(b<<6|bits.TrailingZeros64(stop), len(t.s))
		}
		behind = ^uint64(0)
	}
	return len(t.s)
}

// fewBytes are looked through sooner than a search in them begins.
const fewBytes = 16

// maxElided is as long as a word is that loses its vowel before another.
const maxElided = 7

// inRegion reports ASCII that may stand inside a word.
func inRegion(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '\'' || c == ',' || c == ';' || c == ':' || c == '"'
}
