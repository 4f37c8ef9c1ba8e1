package privacy

import (
	"unicode"
	"unicode/utf8"
)

// fold writes a text as its readers see it: digits of any script as 0 to 9, the wide and the
// mathematical forms of signs, all spaces, hyphens, dashes and quotes as plain ones, a picture as a
// space, and nothing of what has no width. back gives for each byte of it,
// and for its end, where that stood. It is nil where the text is plain already.
func fold(text string) (folded string, back []int) {
	if !foldable(text) {
		return text, nil
	}
	b := make([]byte, 0, len(text))
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		switch plain, ok := foldRune(r); {
		case !ok:
		case plain != r: // always ASCII
			b, back = append(b, byte(plain)), append(back, at)
		default: // also a byte that is no UTF-8
			for i := range n {
				b, back = append(b, text[at+i]), append(back, at+i)
			}
		}
		at += n
	}
	return string(b), append(back, len(text))
}

func foldable(text string) bool {
	for at := 0; at < len(text); {
		if text[at] < utf8.RuneSelf {
			at++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[at:])
		if plain, ok := foldRune(r); !ok || plain != r {
			return true
		}
		at += n
	}
	return false
}

// foldRune gives the plain form of a sign; ok is false for one without width.
func foldRune(r rune) (plain rune, ok bool) {
	switch {
	case r < 0xa0:
		return r, true
	case r == 0xa0, r >= 0x2000 && r <= 0x200a, r == 0x202f, r == 0x205f, r == 0x3000:
		return ' ', true
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0xfe58, r == 0xfe63:
		return '-', true
	case r == 0x3002, r == 0xff61, r == 0xb7, r == 0x2022, r == 0x2027, r == 0x30fb: // the full stops of Chinese and Japanese, points at half height
		return '.', true
	case r == 0xab, r == 0xbb, r >= 0x201c && r <= 0x201f, r == 0x2039, r == 0x203a, r >= 0x300c && r <= 0x300f:
		return '"', true
	case r == 0x3001: // the comma of Chinese and Japanese
		return ',', true
	case r == 0xad, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0xfe0f, r == 0x20e3:
		return 0, false
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xff01 + '!', true
	case unicode.Is(unicode.Nd, r):
		return '0' + digitOf(r), true
	case r >= 0x1d400 && r < 0x1d6a4: // letters of formulas, alphabet after alphabet
		if n := (r - 0x1d400) % 52; n < 26 {
			return 'A' + n, true
		} else {
			return 'a' + n - 26, true
		}
	case r >= 0x2190 && unicode.In(r, unicode.So, unicode.Sm, unicode.Sk): // arrows, stars, pictures
		return ' ', true
	}
	return r, true
}

// digitOf is the value of a decimal digit. In the tables the digits of a script stand in
// tens, from nought to nine.
func digitOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if lo := rune(t.Lo); lo <= r && r <= rune(t.Hi) {
			return (r - lo) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo := rune(t.Lo); lo <= r && r <= rune(t.Hi) {
			return (r - lo) % 10
		}
	}
	return 0
}
