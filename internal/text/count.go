package text

import (
	"strings"
	"unicode"
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
	// Threads: what a reader takes for one character, but each emoji by its bytes.
	EmojiBytes = "emoji_bytes"
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
	case EmojiBytes:
		return countParts(s, linkAs, countEmojiBytes)
	}
	return countParts(s, linkAs, uniseg.GraphemeClusterCount)
}

func countParts(s string, linkAs int, count func(string) int) int {
	if linkAs <= 0 {
		return count(s)
	}
	n, at := 0, 0
	for _, e := range links(s) {
		if schemeLen(e.Name) > 0 {
			n += countHandles(s, at, e.Span.Start, count) + linkAs
			at = e.Span.End
		}
	}
	return n + countHandles(s, at, len(s), count)
}

// countHandles counts a part of a text without the hosts of the handles in it.
func countHandles(s string, at, end int, count func(string) int) int {
	n := 0
	for i := at; i < end; i++ {
		if s[i] != '@' {
			continue
		}
		if from, to := handleHost(s[:end], i); to > from {
			n += count(s[at:from])
			at, i = to, to-1
		}
	}
	return n + count(s[at:end])
}

// handleHost finds the "@host" of a Fediverse handle that begins at a place, as
// Mastodon reads handles: the host need not exist. Nothing: 0, 0.
func handleHost(s string, at int) (from, to int) {
	if r, size := utf8.DecodeLastRuneInString(s[:at]); size > 0 && (r == '=' || r == '/' || inWord(r)) {
		return 0, 0
	}
	from = at + 1
	for from < len(s) && (isNameByte(s[from]) || from > at+1 && (s[from] == '.' || s[from] == '-')) {
		from++
	}
	if from == at+1 || from == len(s) || s[from] != '@' || !isNameByte(s[from-1]) {
		return 0, 0
	}
	signs := 0
	for i := from + 1; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !inWord(r) && r != '.' && r != '-' {
			break
		}
		signs++
		i += size
		if inWord(r) && signs > 1 {
			to = i
		}
	}
	if next, _ := utf8.DecodeRuneInString(s[to:]); to == 0 || next == '@' || next == '＠' || strings.HasPrefix(s[to:], "://") {
		return 0, 0
	}
	return from, to
}

// inWord is true of what a word may hold: letters, marks, digits, joining signs.
func inWord(r rune) bool {
	return r != utf8.RuneError && unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Pc)
}

func countEmojiBytes(s string) int {
	n, from := 0, 0
	for i := 0; i < len(s); {
		size := emojiLen(s[i:])
		if size == 0 {
			_, size = utf8.DecodeRuneInString(s[i:])
			i += size
			continue
		}
		n += uniseg.GraphemeClusterCount(s[from:i]) + size
		i += size
		from = i
	}
	return n + uniseg.GraphemeClusterCount(s[from:])
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
