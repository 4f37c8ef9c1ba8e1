package text

import (
	"unicode"
	"unicode/utf8"
)

// What follows lets package token read a text in one pass by the rules of [Scan].

// LinkAt reads the link at start, where a run of domain characters starts that goes on to end
// (see [RunAt]). Its Kind is "" if there is none. Whether or not there is one, no other begins before next.
func LinkAt(s string, start, end int) (e Entity, next int) { return linkAt(s, start, end) }

// BareLinkEnd is the end of the link at start, whose domain name ends at host. Where it is not ok there is none, and no other
// begins before end.
func BareLinkEnd(s string, start, host int) (end int, ok bool) { return bareLinkEnd(s, start, host) }

// SchemeLinkEnd is the end of the link at start, whose scheme goes on to from and behind which stands
// no character that bars it. Where it is not ok there is none, and no other begins before end.
func SchemeLinkEnd(s string, start, from int) (end int, ok bool) {
	return schemeLinkEnd(s, start, from)
}

// RunAt is the run of characters that a domain name may hold around the one at i.
func RunAt(s string, i int) (start, end int) {
	start = i
	for start > 0 {
		if before := s[start-1]; before < utf8.RuneSelf {
			if linkBytes[before]&ofBare == 0 {
				break
			}
			start--
			continue
		}
		r, size := utf8.DecodeLastRuneInString(s[:start])
		if !isLatinAccent(r) {
			break
		}
		start -= size
	}
	return start, bareEnd(s, i)
}

// IsTop reports whether the first n of eight bytes, the lowest first, are a top-level domain in
// small letters. The others must be 0.
func IsTop(first uint64, n int) bool {
	for h := topHash(first); ; h = (h + 1) % uint64(len(topAt)) {
		at := int(topAt[h])
		if at == 0 {
			return false
		}
		if int(tops[at-1]) == n && eight(tops[at:at+8])&(1<<(8*n)-1) == first {
			return true
		}
	}
}

// TopLen is the length of the top-level domain at the start of a label, or 0.
func TopLen(label string) int { return topLen(label) }

// Tops is a copy of the table of IsTop, for who reads it in a way of their own: where in the labels, of which each stands
// behind its length, one may be whose first eight bytes times TopFactor, shifted by TopShift, are the place in
// the table; 0 is none. Others that belong there are behind it.
func Tops() (at [1 << topBits]uint16, labels string) { return topAt, tops }

// What leads to a place in the table of Tops.
const (
	TopFactor = topFactor
	TopShift  = 64 - topBits
)

func eight(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// SignAt reads the mention, hashtag or cashtag whose sign is at i. Whether or not
// there is one, no other begins before next.
func SignAt(s string, i int) (e Entity, next int, ok bool) {
	width, find := signAt(s, i)
	if find == nil {
		return Entity{}, i + 1, false
	}
	e, end, ok := find(s, i, i+width)
	return e, max(end, i+width), ok
}

// MarkupLen is the length of code, a tag or a character reference at i, or 0, in
// prose that ends at to. Code takes a place among the words, the others do not.
func MarkupLen(s string, i, to int) (n int, place bool) { return markupLen(s, i, to) }

// OwnPart is how much of a handle is its owner's name.
func OwnPart(handle string) int { return ownPart(handle) }

// IsLatinAccent reports the Latin letters beyond ASCII and marks that a name may not run into.
func IsLatinAccent(r rune) bool { return isLatinAccent(r) }

// IsTagSign reports the signs that a hashtag may hold, which are no letters, marks or digits.
func IsTagSign(r rune) bool { return isTagSign(r) }

// IsElided reports French and Italian words that lose their vowel before another.
func IsElided(s string) bool { return isElided(s) }

// IsHung reports an ending behind an apostrophe that is none of the word before it, which stands before it folded.
func IsHung(name, ending string) bool { return isHung(name, ending) }

// Trait is what [Scan] and [Fold] ask about a character, as bits.
type Trait uint16

const (
	Wordy      Trait = 1 << iota // a segment with it is a word
	Letter                       // of an acronym
	Digit                        // beside which a full stop does not part words
	Mark                         // belongs to the character of a script without spaces before it
	Picture                      // begins an emoji or half a flag
	Dress                        // says nothing in an emoji: skin tone, variation
	Separate                     // of a script without spaces between words
	Stop                         // a full stop
	Colon                        //
	Apostrophe                   //
	Invisible                    // a format character
)

// TraitsOf are the traits of a character.
func TraitsOf(r rune) Trait {
	var t Trait
	for bit, has := range map[Trait]bool{
		Wordy: unicode.IsLetter(r) || unicode.IsNumber(r), Letter: unicode.IsLetter(r), Digit: unicode.IsDigit(r),
		Mark: unicode.Is(unicode.M, r) || r == 0xFF9E || r == 0xFF9F, Picture: isEmoji(r) || isRegional(r),
		Dress: isSkinTone(r) || r == 0xFE0E || r == 0xFE0F, Separate: isSeparate(r), Stop: isStop(r),
		Colon: isColon(r), Apostrophe: isApostrophe(r), Invisible: isFormat(r),
	} {
		if has {
			t |= bit
		}
	}
	return t
}
