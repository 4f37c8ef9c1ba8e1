package view

import (
	"strings"
	"unicode"

	"heed/internal/desk"
	"heed/internal/inbox"
)

// markPreview shows in a row's first words which of them the searches caught. A hit's
// places belong to the message that opened the case; a row may show a later one, so
// the words of the clause are looked for instead.
func markPreview(preview string, hits []desk.Hit) []inbox.Segment {
	var words []string
	for _, h := range hits {
		words = append(words, clauseWords(h.Clause)...)
	}
	if len(words) == 0 {
		return []inbox.Segment{{Text: preview}}
	}
	var out []inbox.Segment
	plain := 0
	for i := 0; i < len(preview); {
		end := wordEnd(preview, i)
		if end == i {
			i += runeLen(preview[i:])
			continue
		}
		if caught(preview[i:end], words) {
			if plain < i {
				out = append(out, inbox.Segment{Text: preview[plain:i]})
			}
			out = append(out, inbox.Segment{Text: preview[i:end], Kind: "hit"})
			plain = end
		}
		i = end
	}
	if plain < len(preview) {
		out = append(out, inbox.Segment{Text: preview[plain:]})
	}
	return out
}

func wordEnd(s string, from int) int {
	for i, r := range s[from:] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			return from + i
		}
	}
	return len(s)
}

func runeLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

func caught(word string, words []string) bool {
	for _, w := range words {
		if p, ok := strings.CutSuffix(w, "*"); ok {
			if len(word) >= len(p) && strings.EqualFold(word[:len(p)], p) {
				return true
			}
		} else if strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

// clauseWords are the plain words of a search clause: no operators, no negations.
func clauseWords(clause string) []string {
	var out []string
	for _, f := range strings.Fields(clause) {
		if strings.HasPrefix(f, "-") || f == "OR" || f == "AND" || f == "NOT" || strings.Contains(f, "NEAR/") {
			continue
		}
		f = strings.TrimLeft(f, `("#@$`)
		f, _, _ = strings.Cut(f, "~")
		f = strings.Trim(f, `()"`)
		if len(f) > 1 && !strings.Contains(f, ":") {
			out = append(out, f)
		}
	}
	return out
}
