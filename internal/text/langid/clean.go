package langid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxText = 4 << 10 // bytes read of a text
	enough  = 4       // letters below which a text says nothing of its language
)

// clean writes to line the words of a text that speak for its language: without
// links, addresses and handles, on one line, the hash sign taken off a hashtag. A
// text mostly in capitals is lowered, since the model has seen few such. It is false
// where the words hold too few letters.
func clean(line []byte, text string) ([]byte, bool) {
	letters, upper, lower := 0, 0, 0
	for word := range strings.FieldsSeq(cut(text)) {
		word = strings.TrimLeft(word, "#＃\"'([{“„«¿¡")
		if len(word) == 0 || word[0] == '@' || linkish(word) || len(line)+len(word)+2 > maxText {
			continue
		}
		for _, c := range word {
			switch {
			case unicode.IsUpper(c):
				upper++
				letters++
			case unicode.IsLower(c):
				lower++
				letters++
			case dense(c):
				letters += 2
			case unicode.IsLetter(c):
				letters++
			}
		}
		line = append(append(line, word...), ' ')
	}
	if letters < enough {
		return nil, false
	}
	if upper > 6 && upper > 2*lower {
		line = append(line[:0], cut(strings.ToLower(string(line)))...)
	}
	return line, true
}

// cut takes the head of a text, valid UTF-8 and free of NUL.
func cut(text string) string {
	if len(text) > maxText {
		text = text[:maxText]
		for len(text) > maxText-utf8.UTFMax {
			if r, _ := utf8.DecodeLastRuneInString(text); r != utf8.RuneError {
				break
			}
			text = text[:len(text)-1]
		}
	}
	if strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text) {
		return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", " "), " ")
	}
	return text
}

// linkish is true of links, e-mail addresses and handles in brackets.
func linkish(word string) bool {
	if strings.Contains(word, "://") || strings.IndexByte(word, '@') >= 0 {
		return true
	}
	return len(word) > 4 && strings.EqualFold(word[:4], "www.")
}

// dense is true of scripts that write a word in one or two signs.
func dense(c rune) bool {
	return c >= 0x2E80 && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
