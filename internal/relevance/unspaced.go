package relevance

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/text"
)

const (
	longestPiece = 12 // characters of katakana, or of a script that is not divided
	wholeHan     = 4  // characters of Han that are likely to be one word
)

// between are characters of Chinese that stand between words, as kana does in Japanese, where they are parts of words.
const between = "的了是在把被和就都也很这這那我你他她它们們没沒让讓给給还還吗嗎吧呢啊有到"

// unspaced are pieces of a post in scripts without spaces that are likely to be words. A character alone says
// little, and nobody says where words end: a row of katakana is a word, a short row of Han is one, of a longer one each two
// neighbours may be, and what is grammar lies between them.
func unspaced(words []text.Word) (out []string) {
	chinese := !slices.ContainsFunc(words, func(w text.Word) bool {
		s := scriptOf(w.Form)
		return s == unicode.Hiragana || s == unicode.Katakana
	})
	var row []string
	last := (*unicode.RangeTable)(nil)
	flush := func() {
		out = append(out, pieces(row, last)...)
		row = row[:0]
	}
	for i := range words {
		w := &words[i]
		script := scriptOf(w.Form)
		if chinese && script == unicode.Han && strings.Contains(between, w.Form) {
			script = nil
		}
		if w.In != "" || script == nil || !w.Glued || script != last {
			flush()
		}
		if last = script; w.In == "" && script != nil {
			row = append(row, w.Form)
		}
	}
	flush()
	return out
}

// scriptOf is the script of a character that is a word of its own, nil: it is none such.
func scriptOf(form string) *unicode.RangeTable {
	r, size := utf8.DecodeRuneInString(form)
	if r == 'ー' {
		return unicode.Katakana
	}
	for _, s := range [...]*unicode.RangeTable{unicode.Han, unicode.Katakana, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar} {
		if unicode.Is(s, r) && (size == len(form) || s != unicode.Han && s != unicode.Katakana && s != unicode.Hiragana) {
			return s
		}
	}
	return nil
}

func pieces(row []string, script *unicode.RangeTable) (out []string) {
	switch n := len(row); {
	case n < 2 || script == nil || script == unicode.Hiragana:
		return nil
	case script == unicode.Han && n > wholeHan:
		for i := range n - 1 {
			out = append(out, row[i]+row[i+1])
		}
		return out
	case n > longestPiece:
		return nil
	}
	return []string{strings.Join(row, "")}
}
