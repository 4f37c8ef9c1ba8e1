package listen

import (
	"strings"

	"heed/internal/desk"
)

// A Highlight is a part of a search and what it is, to be coloured in an editor.
type Highlight struct {
	Kind string // word, phrase, mention, hashtag, cashtag, link, field, value, operator, minus, bracket
	Span desk.Span
}

// Tokens are the parts of the search in order, without the space between them.
func (q *Query) Tokens() []Highlight { return Highlights(q.source) }

// Highlights are the parts of a search that is still being written: up to the first
// place that cannot be read.
func Highlights(query string) []Highlight {
	if _, long := tooLong(query); long {
		return nil
	}
	tokens, _ := new(lexer).lex(query)
	return highlights(query, tokens)
}

func highlights(src string, tokens []lexeme) []Highlight {
	var out []Highlight
	for _, t := range tokens {
		if t.kind == tField {
			colon := t.at.Start + len(t.field) + 1
			out = append(out, Highlight{Kind: "field", Span: desk.Span{Start: t.at.Start, End: colon}})
			if colon < t.at.End {
				out = append(out, Highlight{Kind: "value", Span: desk.Span{Start: colon, End: t.at.End}})
			}
			continue
		}
		out = append(out, Highlight{Kind: t.highlight(), Span: t.at})
	}
	return out
}

func (t lexeme) highlight() string {
	switch t.kind {
	case tPhrase:
		return "phrase"
	case tOpen, tClose:
		return "bracket"
	case tMinus:
		return "minus"
	case tAnd, tOr, tNot, tNear:
		return "operator"
	}
	switch {
	case isWebAddress(t.raw):
		return "link"
	case strings.HasPrefix(t.raw, "@") || strings.HasPrefix(t.raw, "＠"):
		return "mention"
	case strings.HasPrefix(t.raw, "#") || strings.HasPrefix(t.raw, "＃"):
		return "hashtag"
	case strings.HasPrefix(t.raw, "$"):
		return "cashtag"
	}
	return "word"
}
