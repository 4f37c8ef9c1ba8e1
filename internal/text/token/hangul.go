package token

import "unicode/utf8"

// Korean letters that are written alone join to syllables by a rule of Unicode (3.12), without a table.
const (
	firstLead     = 0x1100
	leads         = 19
	firstMiddle   = 0x1161
	firstTail     = 0x11A7 // one before it: no tail
	tails         = 28
	firstSyllable = 0xAC00
	syllables     = leads * vowels * tails
)

// joinSyllables composes the Korean letters of a form and returns how long it is then. What else it holds is composed.
func joinSyllables(form []byte) (size int) {
	last, at := rune(0), 0 // the character before, and where it is
	for i := 0; i < len(form); {
		r, n := utf8.DecodeRune(form[i:])
		if joined := joinedSyllable(last, r); joined > 0 {
			last = joined
			utf8.EncodeRune(form[at:], joined) // as long as what is there
		} else {
			last, at = r, size
			size += copy(form[size:], form[i:i+n])
		}
		i += n
	}
	return size
}

// joinedSyllable is what a character becomes with one behind it, or 0.
func joinedSyllable(last, r rune) rune {
	lead, middle, syllable, tail := last-firstLead, r-firstMiddle, last-firstSyllable, r-firstTail
	switch {
	case 0 <= lead && lead < leads && 0 <= middle && middle < vowels:
		return firstSyllable + (lead*vowels+middle)*tails
	case 0 <= syllable && syllable < syllables && syllable%tails == 0 && 0 < tail && tail < tails:
		return last + tail
	}
	return 0
}
