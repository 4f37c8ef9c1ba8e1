package token

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Latin letters with accents mostly fold to one of ASCII. Where a text has many, 64 bytes of it are folded at
// once: each letter is written over its last byte, the bytes before it are holes, as those of marks are, and the
// words are what is left, like words with something invisible in them.

// What latinFolds has of a character but the letter of ASCII that it folds to.
const (
	latinMark  = 0x80 + iota // folds to nothing
	latinTwo                 // folds to the two bytes that latinPairs has
	latinApart               // dull: parts words
)

const (
	latinEnd = 0x590 // before the scripts that are written from the right
	latinHas = 2048  // of two bytes; behind them stand U+1E00 to U+1EFF
)

// latinFolds is by the bits of a character as they stand in its bytes, the first byte the lowest; latinPairs,
// too. latinSigns has a bit for each of U+2000 to U+203F that is dull.
var latinFolds, latinPairs, latinSigns = latinTables()

func latinTables() (folds [latinHas + 256]byte, pairs [latinHas]uint16, signs uint64) {
	for r := rune(0x80); r < latinEnd; r++ {
		c, at := charOf(r), r>>6|r&0x3F<<5
		switch fold := foldOf(r); {
		case c&easyMask == dull:
			folds[at] = latinApart
		case c&simple == 0 || c&(ordered|together) != 0:
		case fold == "":
			if c.class() == extend {
				folds[at] = latinMark
			}
		case len(fold) == 1:
			folds[at] = fold[0]
		case len(fold) == 2 && c.class() != extend:
			folds[at], pairs[at] = latinTwo, uint16(fold[0])|uint16(fold[1])<<8
		}
	}
	for r := rune(0x1E00); r < 0x1F00; r++ {
		c, fold := charOf(r), foldOf(r)
		if c&simple != 0 && c&(ordered|together) == 0 && len(fold) == 1 {
			folds[latinHas|r>>6&3|r&0x3F<<2] = fold[0]
		}
	}
	for r := range rune(64) {
		if charOf(0x2000+r)&(easyMask|invisible) == dull {
			signs |= 1 << r
		}
	}
	return folds, pairs, signs
}

// latinLetters are what the letters fold to whose first byte is C3, C4 or C5, by the second one; 0 where that is not one
// letter of ASCII.
var latinLetters = func() (letters [3 * 64]byte) {
	for i := range letters {
		if fold := latinFolds[0xC3&0x1F+i/64|i%64<<5]; fold < utf8.RuneSelf {
			letters[i] = fold
		}
	}
	return letters
}()

// foldOf is what a character folds to.
func foldOf(r rune) string {
	switch id := charOf(r).fold(); id {
	case ownFold:
		return string(r)
	case noFold:
		return ""
	default:
		return folds[foldAt[id]:foldAt[id+1]]
	}
}

// latin adds the words from i on, or from the sign of a hashtag, also such with apostrophes in them, if letters with accents are
// many there, and returns where the last ends: i if there is none.
func (t *Tokeniser) latin(i int) (end int) {
	if i < t.vain {
		return i
	}
	two, at := t.blocks[i>>6:][:2], uint(i&63)
	high := two[0].high>>at | two[1].high<<1<<(63-at)
	stop := (two[0].special&^two[0].high|two[0].under)>>at | (two[1].special&^two[1].high|two[1].under)<<1<<(63-at)
	for ; stop != 0; stop &= stop - 1 {
		k := i + bits.TrailingZeros64(stop)
		c := t.low[k]
		if uint64(latinJoints)>>(c-' ')&1 == 0 || c == '@' && t.low[nameEnd(t.blocks, k+1)]-0xC3 > 0xC8-0xC3 { // it may begin a mention
			break
		}
	}
	high &= (stop - 1) &^ stop // what stands before another sign
	if bits.OnesCount64(high) < 6 {
		return i
	}
	first := i + bits.TrailingZeros64(high)
	if !mayBeLatin(t.low[first]) && apostropheLen(t.low, first) == 0 || t.low[i]&^1 == 0xCC || !t.areLatin(first, i+64) { // no such letter, or a mark alone
		return i
	}
	used := len(t.out.buf)
	if cap(t.out.buf)-used < latinRoom {
		t.grow(latinRoom)
	}
	t.block = i
	links := slices.Grow(t.out.links, latinLinks)
	end, used, linked, since := latin(&t.hot, &t.blocks[0], &t.out.buf[:cap(t.out.buf)][0], used, cap(t.out.buf)-latinRoom, links[len(links):cap(links)])
	t.out.buf, t.out.links = t.out.buf[:used], links[:len(links)+linked]
	t.since = max(t.since, since)
	if end-i >= vainLen {
		t.idling = 0
	} else { // the more often in a row, the later is it asked again
		t.idling = min(2*t.idling+vainLen, mostVain)
		t.vain = end + t.idling
	}
	return end
}

// mayBeLatin reports bytes with which letters begin that latin reads.
func mayBeLatin(first byte) bool {
	return first < utf8.RuneSelf || first-0xC3 <= 0xCD-0xC3 || first == 0xE1
}

// areLatin reports whether latin may read what is beyond ASCII from k on, up to the next ASCII before end.
func (t *Tokeniser) areLatin(k, end int) bool {
	for k < end {
		switch c := t.low[k]; {
		case c < utf8.RuneSelf:
			return true
		case c-0xC2 <= 0xD6-0xC2:
			k += 2
		case c == 0xE1 || c == 0xE2 && t.low[k+1] == 0x80:
			k += 3
		default:
			return false
		}
	}
	return true
}

const (
	vainLen  = 32 // where latin reads less, it is not asked again for so many bytes
	mostVain = 1024

	// latinJoints are the signs of ASCII, a bit each from the space on, that latin reads between words.
	latinJoints = 1<<('\''-' ') | 1<<(','-' ') | 1<<(';'-' ') | 1<<('_'-' ') | 1<<('@'-' ') | 1<<('.'-' ') | 1<<('#'-' ')
	// latinEnds are those behind which it knows that a link of a domain name alone ends.
	latinEnds = all &^ (1<<('#'-' ') | 1<<('\''-' ') | 1<<('+'-' ') | 1<<('-'-' ') | 1<<('.'-' ') | 1<<('/'-' ') | 1<<(':'-' ') | 1<<('?'-' ') | 1<<('@'-' ') | 1<<('_'-' '))

	latinLinks = 16 // so many at most are in 64 bytes
	tagSalt    = salt * uint64(Tag)
)

// elidedLetters has a bit for each letter that is elided alone, as in l'avion; see text.IsElided.
const elidedLetters = 1<<('c'-'a') | 1<<('d'-'a') | 1<<('j'-'a') | 1<<('l'-'a') | 1<<('m'-'a') | 1<<('n'-'a') | 1<<('s'-'a') | 1<<('t'-'a')

// elidedWords are those of three letters and more, each as the number that its bytes are, and 0.
var elidedWords = func() (all [10]uint64) {
	for i, word := range [...]string{"all", "dall", "dell", "nell", "sull", "jusqu", "lorsqu", "puisqu", "quoiqu"} {
		var eight [8]byte
		copy(eight[:], word)
		all[i] = binary.LittleEndian.Uint64(eight[:])
	}
	return all
}()

// mostElided is as long as the longest of them is.
const mostElided = 6

// latinRoom is what the words of 64 bytes take of buf: a head for each, their letters, and what is written
// beyond them.
const latinRoom = 64/2*8 + 64 + slack
