package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold takes away what readers do not hear: case, full and half width, accents and
// other marks that only point letters, and invisible format characters. Two words
// are the same to a search when their folds are equal. Vowel signs and voice marks
// (Thai, Indic, kana) stay, since they make other words. Letters in disguise (roman
// numerals, mathematical and circled letters) stay too: see [Skeleton].
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		foldRune(&b, r, isDisguised(r))
	}
	return norm.NFC.String(b.String())
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldRune(b *strings.Builder, r rune, whole bool) {
	if r < utf8.RuneSelf {
		b.WriteRune(unicode.ToLower(r))
		return
	}
	if isDropped(r) {
		return
	}
	if whole {
		b.WriteRune(lower(r))
		return
	}
	var buf [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	if parts == nil {
		foldPlain(b, r)
		return
	}
	for len(parts) > 0 {
		p, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		if p != ' ' && !isDropped(p) {
			foldPlain(b, p)
		}
	}
}

func foldPlain(b *strings.Builder, r rune) {
	r = lower(r)
	if as, ok := spelled(r); ok {
		b.WriteString(as)
		return
	}
	b.WriteRune(r)
}

// lower goes by way of the capital, so that letters with two small forms (σ and ς,
// i and ı) meet.
func lower(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

// spelled gives the letters whose stroke or ligature Unicode does not take apart.
func spelled(r rune) (string, bool) {
	switch r {
	case 'ß', 'ẞ':
		return "ss", true
	case 'ø':
		return "o", true
	case 'đ', 'ð':
		return "d", true
	case 'ł':
		return "l", true
	case 'ħ':
		return "h", true
	case 'ŧ':
		return "t", true
	case 'þ':
		return "th", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	}
	return "", false
}

// isDropped reports what a fold leaves out: format characters, variation selectors,
// blank letters, and marks that point letters of scripts that can do without.
func isDropped(r rune) bool {
	switch {
	case r < 0xA0:
		return false
	case r >= 0x300 && r <= 0x36F, r >= 0x483 && r <= 0x487,
		r >= 0x591 && r <= 0x5C7 && r != 0x5BE && r != 0x5C0 && r != 0x5C3 && r != 0x5C6,
		r >= 0x610 && r <= 0x61A, r >= 0x64B && r <= 0x65F, r == 0x670, r == 0x640,
		r >= 0x6D6 && r <= 0x6ED && unicode.Is(unicode.Mn, r),
		r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xFE20 && r <= 0xFE2F, r >= 0xE0100 && r <= 0xE01EF,
		r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// isDisguised reports compatibility letters that people use to look like plain ones.
func isDisguised(r rune) bool {
	return r >= 0x2160 && r <= 0x2188 || r >= 0x2100 && r <= 0x214F && unicode.IsLetter(r) && r != 0x212A && r != 0x212B ||
		r >= 0x2460 && r <= 0x24FF || r >= 0x1D400 && r <= 0x1D7FF || r >= 0x1F100 && r <= 0x1F1AC
}

// Plain makes outside text safe to keep and to show: valid UTF-8, one kind of line
// break, no control characters, no overrides of the writing direction, no
// noncharacters. Everything that a reader sees stays.
func Plain(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	afterCR := false
	for _, r := range s {
		switch {
		case r == '\r', r == '\n' && !afterCR, r == 0x85, r == 0x2028, r == 0x2029:
			b.WriteByte('\n')
		case r == '\v' || r == '\f':
			b.WriteByte(' ')
		case !isControl(r):
			b.WriteRune(r)
		}
		afterCR = r == '\r'
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == 0x7F || s[i] < ' ' && s[i] != '\n' && s[i] != '\t' {
			return false
		}
	}
	return true
}

func isControl(r rune) bool {
	return r == '\n' || unicode.Is(unicode.Cc, r) && r != '\t' || r == 0x202D || r == 0x202E ||
		r == 0xFEFF || r >= 0xFFF9 && r <= 0xFFFB || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF
}
