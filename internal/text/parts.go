package text

import (
	"unicode"
	"unicode/utf8"
)

// What follows lets package token read a text in one pass by the rules of [Scan].

// LinkAt reads the link at i, where a run of domain characters starts (see [RunAt]).
// Its Kind is "" if there is none.
func LinkAt(s string, i int) Entity {
	e, _ := linkAt(s, i)
	return e
}

// RunAt is the run of characters that a domain name may hold around the one at i.
func RunAt(s string, i int) (start, end int) {
	start = i
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		if !isBareRune(r) {
			break
		}
		start -= size
	}
	return start, bareEnd(s, i)
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

// IsElided reports French and Italian words that lose their vowel before another.
func IsElided(s string) bool { return isElided(s) }

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
