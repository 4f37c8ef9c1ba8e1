package token

import (
	"math/bits"
	"strings"
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
		if lone := b.sign &^ (right>>1 | (next.word|next.high|next.under|next.slash)<<63); lone != 0 {
			b.special &^= t.idleSigns(i<<6, lone)
		}
		if runs := b.high &^ (b.high << 1); runs != 0 && isMany(runs) && !t.arePairs(i) {
			t.fade(i)
		}
	}
}

// idleSigns are those of the signs of a block, behind which stands neither a word nor a slash, that begin
// nothing.
func (t *Tokeniser) idleSigns(block int, lone uint64) (idle uint64) {
	low := t.low[block : block+64+1]
	for ; lone != 0; lone &= lone - 1 {
		i := bits.TrailingZeros64(lone) & 63
		if c := low[i]; c != '`' && (c != '&' || low[i+1] != '#') {
			idle |= lone & -lone
		}
	}
	return idle
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

func isWideSign(s string) bool { return strings.HasPrefix(s, "＠") || strings.HasPrefix(s, "＃") }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
