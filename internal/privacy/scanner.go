package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// A scanner goes through the words of a text. Copying one keeps its place.
type scanner struct {
	text  string
	at    int
	colon bool // a colon or equals sign was the last word
}

type word struct{ start, end int }

// next gives the next word: letters, digits and what joins them, or one of the signs
// that link a clue to its number.
func (s *scanner) next() (word, bool) {
	for s.at < len(s.text) {
		if c := s.text[s.at]; c <= ' ' || c == '.' || c == ',' { // most of what stands between words
			s.at++
			continue
		}
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		start := s.at
		s.at += n
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			s.at = s.wordEnd(start)
			s.colon = false
			return word{start, s.at}, true
		case r == ':' || r == '=' || r == '#':
			s.colon = r != '#'
			return word{start, s.at}, true
		case r == '-' && strings.HasPrefix(s.text[s.at:], ">"):
			s.at++
			s.colon = true
			return word{start, s.at}, true
		}
	}
	return word{}, false
}

func (s *scanner) wordEnd(at int) int {
	for at < len(s.text) {
		if c := s.text[at]; isLetter(c) || isDigit(c) {
			at++
			continue
		}
		r, n := utf8.DecodeRuneInString(s.text[at:])
		joins := r == '\'' || r == '’' || r == '-' || r == '°' || r == 'º'
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !joins && !unicode.Is(unicode.Mn, r) {
			break
		}
		at += n
	}
	return at
}

// token gives the next run without white space, without the punctuation and quotes
// around it, and whether it was quoted. It moves nothing.
func (s *scanner) token() (desk.Span, bool) {
	start := s.at
	for start < len(s.text) && (s.text[start] == ' ' || s.text[start] == '\t' || s.text[start] == '.' || s.text[start] == '(') {
		start++
	}
	end := start
	for end < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[end:])
		if unicode.IsSpace(r) {
			break
		}
		end += n
	}
	t := s.text[start:end]
	bare := strings.TrimLeft(t, "\"'“„«‘`#")
	quoted := len(bare) < len(t) && t[0] != '#'
	start += len(t) - len(bare)
	inner := strings.TrimRight(bare, "\"'”“»’`.,;:!?)…")
	if quoted {
		quoted = len(inner) < len(bare)
	}
	return desk.Span{Start: start, End: start + len(inner)}, quoted
}

// moreGroups extends a number by the groups of digits that follow it.
func (s *scanner) moreGroups(span desk.Span) desk.Span {
	if span.End == span.Start || !isDigit(s.text[span.End-1]) {
		return span
	}
	for span.End+1 < len(s.text) && s.text[span.End] == ' ' && isDigit(s.text[span.End+1]) {
		end := span.End + 1
		for end < len(s.text) && isDigit(s.text[end]) {
			end++
		}
		if end-span.End < 3 || end < len(s.text) && (isWord(s.text[end]) || s.text[end] == ':') {
			break
		}
		span.End = end
	}
	return span
}

// endsSentence reports whether nothing but punctuation stands between a place and the
// end of its line.
func (s *scanner) endsSentence(at int) bool {
	rest, _, _ := strings.Cut(s.text[at:], "\n")
	return strings.Trim(rest, " \t\r\"'.,;!?)”»") == ""
}
