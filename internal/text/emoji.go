package text

import (
	"strings"
	"unicode/utf8"
)

// isEmoji reports characters that begin an emoji. The signs of law and trade (©, ®,
// ™) and arrows are left out: people write them as punctuation.
func isEmoji(r rune) bool {
	switch {
	case r < 0x231A:
		return false
	case r >= 0x1F000:
		return r <= 0x1FAFF && !isRegional(r) && !isSkinTone(r) && !isDisguised(r)
	case r >= 0x2600 && r <= 0x27BF:
		return true
	}
	return strings.ContainsRune("\u231a\u231b\u2328\u23cf\u23e9\u23ea\u23eb\u23ec\u23ed\u23ee\u23ef\u23f0\u23f1\u23f2\u23f3\u23f8\u23f9\u23fa"+
		"\u25b6\u25c0\u25fb\u25fc\u25fd\u25fe\u2b1b\u2b1c\u2b50\u2b55", r)
}

// isPictographic also takes the signs that become emoji with a variation selector.
func isPictographic(r rune) bool {
	return isEmoji(r) || strings.ContainsRune("\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194\u2195\u2196\u2197\u2198\u2199\u21a9\u21aa"+
		"\u24c2\u25aa\u25ab\u2934\u2935\u2b05\u2b06\u2b07\u3030\u303d\u3297\u3299", r) || r >= 0x1F100 && r <= 0x1F1AC
}

func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
func isSkinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }

// emojiForm leaves out what does not change what an emoji says.
func emojiForm(s string) string {
	return strings.Map(func(r rune) rune {
		if isSkinTone(r) || r == 0xFE0E || r == 0xFE0F {
			return -1
		}
		return r
	}, s)
}

// emojiLen is the length of the whole emoji at the start of s, with its variation,
// tone, joined parts and tags; or 0.
func emojiLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case isRegional(r):
		if next, size := utf8.DecodeRuneInString(s[n:]); isRegional(next) {
			return n + size
		}
		return n
	case r == '#' || r == '*' || r >= '0' && r <= '9':
		rest := strings.TrimPrefix(s[n:], "\uFE0F")
		if !strings.HasPrefix(rest, "\u20E3") {
			return 0
		}
		return len(s) - len(rest) + len("\u20E3")
	case !isPictographic(r) && !isSkinTone(r):
		return 0
	}
	if strings.HasPrefix(s[n:], "\uFE0E") {
		return 0
	}
	if !isEmoji(r) && !strings.HasPrefix(s[n:], "\uFE0F") && r < 0x1F000 {
		return 0
	}
	n += dressLen(s[n:])
	for strings.HasPrefix(s[n:], "\u200D") {
		next, size := utf8.DecodeRuneInString(s[n+len("\u200D"):])
		if !isPictographic(next) {
			break
		}
		n += len("\u200D") + size
		n += dressLen(s[n:])
	}
	return n
}

// dressLen is the length of variation, skin tone and tags after an emoji.
func dressLen(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r != 0xFE0F && !isSkinTone(r) && !(r >= 0xE0020 && r <= 0xE007F) {
			break
		}
		n += size
	}
	return n
}
