package token

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"heed/internal/text"
)

// A block is what 64 bytes of a text are, a bit each.
type block struct {
	word  uint64 // ASCII letters and digits
	high  uint64 // beyond ASCII
	sign  uint64 // begins an entity or markup: @ # $ & < `
	join  uint64 // may join words: . ' , ; : _
	under uint64 // _
	slash uint64 // /
	// special marks where a word may not be all there is to it: sign, high, and join
	// between two words.
	special uint64
	unseen  uint64 // invisible
}

// narrow sets special and unseen. There is a block after the last, all 0.
func (t *Tokeniser) narrow() {
	blocks := t.blocks
	blocks[len(blocks)-1] = block{}
	left := uint64(0)
	for i := range len(blocks) - 1 {
		b, next := &blocks[i], &blocks[i+1]
		side := b.word | b.high | b.under
		right := side | b.slash
		b.special = b.sign | b.high | b.join&(side<<1|left)&(right>>1|(next.word|next.high|next.under|next.slash)<<63)
		b.unseen = 0
		left = side >> 63
		if runs := b.high &^ (b.high << 1); runs != 0 && isMany(runs) {
			t.fade(i)
		}
	}
}

// walk reads t.s word by word. It returns false where only text.Scan knows; then what
// it added is to be taken back.
func (t *Tokeniser) walk() bool {
	blocks := t.blocks
	for b, p := 0, 0; b < len(blocks)-1; {
		x := &blocks[b]
		begins, special := x.word&^(x.word<<1), x.special
		if b > 0 {
			begins &^= blocks[b-1].word >> 63
		}
		if p >= b<<6 { // after something longer than a word, which may end inside one
			behind := ^uint64(0) << (p & 63)
			begins, special = begins&behind|x.word&(1<<(p&63)), special&behind
		}
		careful := uint64(0) // the word after the plain ones, if it may go on
		if special != 0 {
			first := special & -special
			if begins &= first - 1; x.word&(first>>1) != 0 {
				careful = highest(begins)
			}
		} else if x.word>>63 != 0 {
			careful = highest(begins)
		}
		if t.begins = begins &^ careful; t.begins != 0 {
			t.word, t.block = x.word, b<<6
			t.words()
		}
		switch {
		case careful != 0:
			i := b<<6 | bits.TrailingZeros64(careful)
			if p = wordEnd(blocks, i); !t.isSpecial(p) {
				t.plain(i, p)
			} else if !t.isUnseen(p) {
				p = t.joined(i, p)
			} else if next := t.through(i); next > i {
				p = next
			} else {
				p = t.joined(i, p)
			}
		case special != 0:
			p = t.special(b<<6 | bits.TrailingZeros64(special))
		default:
			b++
			continue
		}
		if t.lost {
			return false
		}
		b = p >> 6
	}
	return true
}

// highest is the highest bit of x, or 0.
func highest(x uint64) uint64 { return 1 << 63 >> bits.LeadingZeros64(x) }

// words adds the words that begin at t.begins and end in the block.
func (t *Tokeniser) words() {
	for t.begins != 0 {
		if t.fill(); t.begins != 0 { // a long one
			i := t.block | bits.TrailingZeros64(t.begins)
			t.plain(i, wordEnd(t.blocks, i))
			t.begins &= t.begins - 1
		}
	}
}

// wordEnd is the end of the word that goes on at i.
func wordEnd(blocks []block, i int) int {
	for {
		rest := ^blocks[i>>6].word >> (i & 63)
		if rest != 0 {
			return i + bits.TrailingZeros64(rest)
		}
		i = (i>>6 + 1) << 6
	}
}

// nameEnd is the end of the name that goes on at i.
func nameEnd(blocks []block, i int) int {
	for {
		rest := ^(blocks[i>>6].word | blocks[i>>6].under) >> (i & 63)
		if rest != 0 {
			return i + bits.TrailingZeros64(rest)
		}
		i = (i>>6 + 1) << 6
	}
}

func (t *Tokeniser) isSpecial(i int) bool { return t.blocks[i>>6].special>>(i&63)&1 != 0 }
func (t *Tokeniser) isUnseen(i int) bool  { return t.blocks[i>>6].unseen>>(i&63)&1 != 0 }
func (t *Tokeniser) isWord(i int) bool    { return t.blocks[i>>6].word>>(i&63)&1 != 0 }

// at is the byte at i, or 0 at the end.
func (t *Tokeniser) at(i int) byte {
	if i < len(t.s) {
		return t.s[i]
	}
	return 0
}

// joined reads the word at i whose end is special.
func (t *Tokeniser) joined(i, end int) (next int) {
	if t.s[end] >= 0x80 {
		if next := t.pieces(i, end); next > 0 {
			return next
		}
	}
	after := end + 1
	switch c := t.s[end]; c {
	case '.', ':':
		if start, stop := t.link(end); stop > 0 {
			return t.skip(start, stop)
		}
	case '\'', ',', ';', '_':
	case 0xE2:
		if after = end + 3; !strings.HasPrefix(t.s[end:], "’") {
			return t.region(i)
		}
	case '@', '#', '$', '&', '<', '`':
		t.plain(i, end)
		return end
	default:
		return t.region(i)
	}
	if !t.isWord(after) {
		if t.s[end] == ':' && t.at(after) == '/' {
			t.plain(i, end)
			return after
		}
		return t.region(i)
	}
	stop := wordEnd(t.blocks, after)
	if t.isSpecial(stop) && strings.IndexByte("@#$&<`", t.s[stop]) < 0 {
		return t.region(i)
	}
	if i > t.since && t.s[i-1] == '_' {
		return t.region(i)
	}
	left, right := isDigit(t.s[end-1]), isDigit(t.s[after])
	switch c := t.s[end]; {
	case c == '_':
		t.plain(i, stop)
		return stop
	case c == ':' || left != right || (c == ',' || c == ';') && !left:
	case c == '.' && !left && end-i == 1 && stop-after == 1:
		return t.region(i) // initials
	case c == '.' && !left:
	case c == '\'' || c == 0xE2:
		t.apostrophe(i, end, after, stop)
		return stop
	default: // 1,000 and 3.14
		t.plain(i, stop)
		return stop
	}
	t.plain(i, end)
	return after
}

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
	from := t.head(i, stop)
	t.out.buf = append(append(t.out.buf, t.low[i:end]...), t.low[after:stop]...)
	t.spell(from, len(t.out.buf), 0)
	switch {
	case stop-after == 1 && t.low[after] == 's':
		t.also(int(t.base)+i, int(t.base)+end)
	case end-i <= maxElided && text.IsElided(string(t.low[i:end])):
		t.also(int(t.base)+after, int(t.base)+stop)
	}
}

// region reads the words from i on up to the next ASCII sign that always parts words,
// by the rules for all of Unicode.
func (t *Tokeniser) region(i int) (next int) {
	for i > t.since && t.s[i-1] == '_' {
		i--
	}
	for at, end := i, i; ; end++ {
		end = t.joinedEnd(end)
		if sign := t.wideSign(max(at, i+1), end); sign >= 0 {
			return t.run(i, sign)
		}
		if at = end; end == len(t.s) || !inRegion(t.s[end]) {
			return max(i+1, t.run(i, end))
		}
		if c := t.s[end]; c == '.' || c == ':' {
			if start, stop := t.link(end); stop > 0 {
				if start > i {
					t.run(i, start)
				}
				return t.skip(start, stop)
			}
		}
	}
}

// joinedEnd is where, from i on, stands the first sign that is neither a letter, nor beyond
// ASCII, nor a join beside which there are no words.
func (t *Tokeniser) joinedEnd(i int) int {
	behind := ^uint64(0) << (i & 63)
	for b := i >> 6; b < len(t.blocks)-1; b++ {
		x := &t.blocks[b]
		if stop := (^(x.word | x.high | x.join) | x.join&x.special) & behind; stop != 0 {
			return min(b<<6|bits.TrailingZeros64(stop), len(t.s))
		}
		behind = ^uint64(0)
	}
	return len(t.s)
}

// fewBytes are looked through sooner than a search in them begins.
const fewBytes = 16

// wideSign is where a sign of full width that begins an entity stands between i and end, or
// -1.
func (t *Tokeniser) wideSign(i, end int) int {
	for end-i <= fewBytes {
		if i >= end {
			return -1
		}
		if t.s[i] == 0xEF && isWideSign(t.s[i:]) {
			return i
		}
		i++
	}
	for i < end {
		n := strings.IndexByte(t.s[i:end], 0xEF)
		if n < 0 {
			break
		}
		if i += n; isWideSign(t.s[i:]) {
			return i
		}
		i++
	}
	return -1
}

// maxElided is as long as a word is that loses its vowel before another.
const maxElided = 7

func isWideSign(s string) bool { return strings.HasPrefix(s, "＠") || strings.HasPrefix(s, "＃") }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// inRegion reports ASCII that may stand inside a word.
func inRegion(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '\'' || c == ',' || c == ';' || c == ':' || c == '"'
}
