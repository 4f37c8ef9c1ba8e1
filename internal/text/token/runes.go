package token

import "heed/internal/text"

// A char is what is known of a character: its class in the bits of classMask, its
// traits of package text from traitShift on, and from foldShift on, in foldMask, the number
// of its fold: 0 it is its own, 1 it has none, else an entry of folds.
type char uint32

const (
	classMask  = 0xF
	traitShift = 4
	foldShift  = 18
	ordered    = 1 << 15 // its fold begins with a mark that joins nothing, but may change places with marks before it
	picture    = 1 << 16 // Extended_Pictographic of UTS 51
	together   = 1 << 17 // its fold may join with what stands before it: normalise the word
	foldMask   = 1<<12 - 1
	knot       = 1 << 30 // what is ordered or together may join its fold, or change places with the end of it; see ties
	simple     = 1 << 31 // a letter, a digit or a mark that goes on a word of others of them, and does nothing else

	invisible = char(text.Invisible) << traitShift

	// easy letters are words with others of their kind, and nothing else
	easyMask = 1<<foldShift - 1
	easy     = aLetter | char(text.Wordy|text.Letter)<<traitShift
	// dull ones part words and are none, unless a mark follows
	dull = other
)

// The values of the property Word_Break that matter here (UAX 29, table 3). Extend
// has Format and ZWJ with it.
const (
	other = iota
	aLetter
	hebrew
	numeric
	katakana
	extendNumLet
	midLetter
	midNum
	midNumLet
	singleQuote
	doubleQuote
	regional
	extend
)

const (
	ownFold = 0
	noFold  = 1
)

func (c char) class() char          { return c & classMask }
func (c char) is(t text.Trait) bool { return c&(char(t)<<traitShift) != 0 }
func (c char) fold() uint32         { return uint32(c>>foldShift) & foldMask }

// isMid reports what may join words, and else parts them.
func (c char) isMid() bool {
	return c.class() >= midLetter && c.class() <= doubleQuote && !c.is(text.Wordy)
}

// ties reports whether a character may join the end of what stands before it, of which last is the last that is not folded
// away, or change places with it. A letter that is its own fold ends with no mark: what is ordered stays behind it.
func (c char) ties(last char) bool {
	return last&knot != 0 && (c&together != 0 || c&ordered != 0 && (last.class() == extend || last.fold() != ownFold))
}

// isVowel reports a Korean vowel that is written alone (ㅠ), which joins a consonant alone, but no syllable.
func (c char) isVowel() bool { return c.fold()-firstVowel < vowels }

// alone is the first byte of Korean consonants that are written alone, as folds are; those of syllables are above it.
const (
	vowels = 'ㅣ' - 'ㅏ' + 1
	alone  = 0xE1
)

// charOf finds a character in the table, which ends where Unicode has assigned
// nothing but the tags of plane 14.
func charOf(r rune) char {
	switch {
	case r < tableEnd:
		return chars[int(blockOf[r>>6])<<6|int(r&63)]
	case r >= plane14 && r < plane14+tagsEnd:
		return chars[int(blockOf[(r-plane14+tableEnd)>>6])<<6|int(r&63)]
	}
	return 0
}

const (
	tableEnd = 0x32400
	plane14  = 0xE0000
	tagsEnd  = 0x1000
)
