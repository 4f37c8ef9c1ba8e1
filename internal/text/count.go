package text

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// Units in which networks measure a message.
const (
	Graphemes = "graphemes" // what a reader takes for one character (Bluesky, Mastodon)
	Runes     = "runes"     // Unicode code points
	Weighted  = "weighted"  // X: most scripts 1, Chinese, Japanese, Korean and emoji 2
	Bytes     = "bytes"     // of UTF-8
)

// Count is the length of a text in a unit. With linkAs above 0 every link counts as
// that many; then links without a scheme count too where the unit is weighted (as X
// has it), and elsewhere only the local part of a Fediverse handle counts (as
// Mastodon has it). An unknown unit counts as graphemes, the strictest reading of
// "characters" that any network has.
func Count(s, unit string, linkAs int) int {
	switch unit {
	case Bytes:
		return countParts(s, linkAs, func(s string) int { return len(s) })
	case Runes:
		return countParts(s, linkAs, utf8.RuneCountInString)
	case Weighted:
		return weigh(s, linkAs, true)
	}
	return countParts(s, linkAs, uniseg.GraphemeClusterCount)
}

func countParts(s string, linkAs int, count func(string) int) int {
	if linkAs <= 0 {
		return count(s)
	}
	n, at := 0, 0
	for _, e := range Entities(s) {
		switch {
		case e.Kind == Link && schemeLen(e.Name) > 0:
			n += count(s[at:e.Span.Start]) + linkAs
			at = e.Span.End
		case e.Kind == Mention && strings.IndexByte(e.Name, '@') >= 0:
			n += count(s[at : e.Span.End-len(e.Name)+strings.IndexByte(e.Name, '@')])
			at = e.Span.End
		}
	}
	return n + count(s[at:])
}

// weigh counts as X does: configuration 3 of twitter-text, or 2 without wholeEmoji,
// where each code point of an emoji counted. The text is normalised first.
func weigh(s string, linkAs int, wholeEmoji bool) int {
	s = norm.NFC.String(s)
	sum, at := 0, 0
	if linkAs > 0 {
		for _, e := range links(s) {
			sum += weightOf(s[at:e.Span.Start], wholeEmoji) + linkAs*weightUnit
			at = e.Span.End
		}
	}
	return (sum + weightOf(s[at:], wholeEmoji)) / weightUnit
}

const (
	weightUnit   = 100
	weightDouble = 200
)

func weightOf(s string, wholeEmoji bool) int {
	sum := 0
	for i := 0; i < len(s); {
		if wholeEmoji {
			if n := emojiLen(s[i:]); n > 0 {
				sum += weightDouble
				i += n
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		sum += weightOfRune(r)
		i += size
	}
	return sum
}

func weightOfRune(r rune) int {
	switch {
	case r <= 0x10FF, r >= 0x2000 && r <= 0x200D, r >= 0x2010 && r <= 0x201F, r >= 0x2032 && r <= 0x2037:
		return weightUnit
	}
	return weightDouble
}
