package relevance

import (
	"strings"
	"unicode"

	"heed/internal/desk"
	"heed/internal/text"
)

// spell writes terms as people wrote their words: a search folds "gündü" and "gundu" alike, and who reads it knows the first.
func spell(terms []Term, posts []desk.Message, o Options) {
	as := map[string]string{}
	for i := range posts {
		for _, w := range text.Words(posts[i].Text) {
			if as[w.Form] == "" {
				as[w.Form] = written(posts[i].Text[w.Span.Start:w.Span.End], w.Form, posts[i].Lang)
			}
		}
	}
	for i := range terms {
		t := &terms[i]
		var q string
		switch t.Kind {
		case "word":
			q = as[t.Query]
		case "tag":
			q = "#" + as[t.Query[1:]]
		case "phrase":
			a, b, _ := strings.Cut(strings.Trim(t.Query, `"`), " ")
			q = `"` + as[a] + " " + as[b] + `"`
		}
		if text.Fold(q) == text.Fold(t.Query) && o.Accepts(q) {
			t.Query = q
		}
	}
}

// small is a word in small letters of its language.
func small(said, lang string) string {
	if lang == "tr" || lang == "az" {
		return strings.ToLowerSpecial(unicode.TurkishCase, said) // I is ı, and İ is i
	}
	return strings.ToLower(said)
}

// written is a word of a text in small letters, or its folded form where it holds more than letters.
func written(said, form, lang string) string {
	said = small(said, lang)
	if strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		return form
	}
	if !isWord(said, form) {
		return form
	}
	return said
}
