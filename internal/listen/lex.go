package listen

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// lexeme is one piece of a query.
type lexeme struct {
	kind    tokenKind
	ordered bool // of near
	far     bool // of a phrase: it has a distance
	n       int  // of near, and of a phrase with a distance
	at      desk.Span
	raw     string // of a word or field: as written; of a phrase: between the quotes
	*asked         // of a field
}

// asked is what a field asks for.
type asked struct {
	field  string // its name, lower case
	value  desk.Span
	quoted bool // the value was in quotes
}

type tokenKind uint8

const (
	tWord tokenKind = iota
	tPhrase
	tField
	tOpen
	tClose
	tMinus
	tAnd
	tOr
	tNot
	tNear
)

const quotes = "\"“”„‟＂"

// lexer cuts a query into tokens. It stops at the first error. It may cut another in the
// same memory.
type lexer struct {
	src   string
	i     int
	out   []lexeme
	asked []asked
}

// lex gives the pieces of a query.
func (l *lexer) lex(src string) ([]lexeme, *SyntaxError) {
	l.src, l.i, l.out, l.asked = src, 0, slices.Grow(l.out[:0], 4+len(src)/6), l.asked[:0]
	for {
		l.skipSpace()
		if l.i >= len(src) {
			return l.out, nil
		}
		if err := l.next(); err != nil {
			return l.out, err
		}
	}
}

func (l *lexer) skipSpace() {
	for l.i < len(l.src) {
		if c := l.src[l.i]; c < utf8.RuneSelf && c > ' ' {
			return
		}
		r, size := utf8.DecodeRuneInString(l.src[l.i:])
		if !unicode.IsSpace(r) && r != 0xFEFF {
			return
		}
		l.i += size
	}
}

func (l *lexer) emit(t lexeme, end int) {
	t.at = desk.Span{Start: l.i, End: end}
	l.out = append(l.out, t)
	l.i = end
}

func (l *lexer) next() *SyntaxError {
	if isASCIILetter(l.src[l.i]) {
		return l.word()
	}
	r, size := utf8.DecodeRuneInString(l.src[l.i:])
	switch {
	case r == utf8.RuneError && size == 1:
		return refuse(desk.Span{Start: l.i, End: l.i + 1}, "Type the search again here.", "This isn't readable text.")
	case r == '(':
		l.emit(lexeme{kind: tOpen}, l.i+1)
	case r == ')':
		l.emit(lexeme{kind: tClose}, l.i+1)
	case isQuote(r):
		return l.phrase(size)
	case isMinus(r):
		if l.endsAt(l.i + size) {
			return refuse(desk.Span{Start: l.i, End: l.i + size}, "Put the word right after the minus, as in -jobs, or remove the minus.",
				"This minus stands alone.")
		}
		l.emit(lexeme{kind: tMinus}, l.i+size)
	default:
		return l.word()
	}
	return nil
}

func isQuote(r rune) bool { return strings.ContainsRune(quotes, r) }

// isMinus: word processors make dashes of minus signs.
func isMinus(r rune) bool { return r == '-' || r == '−' || r == '–' || r == '—' }

func (l *lexer) endsAt(i int) bool {
	r, size := utf8.DecodeRuneInString(l.src[i:])
	return size == 0 || unicode.IsSpace(r) || r == ')'
}

// phrase reads "…" with an optional ~n.
func (l *lexer) phrase(open int) *SyntaxError {
	from, end, err := l.quoted(l.i, open)
	if err != nil {
		return err
	}
	t := lexeme{kind: tPhrase, raw: l.src[from:end]}
	_, size := utf8.DecodeRuneInString(l.src[end:])
	end += size
	if end < len(l.src) && l.src[end] == '~' {
		n, to, err := l.number(end + 1)
		if err != nil {
			return err
		}
		t.far, t.n, end = true, n, to
	}
	l.emit(t, end)
	return nil
}

// quoted finds the text between the quotes of which the first is at i.
func (l *lexer) quoted(i, open int) (from, end int, err *SyntaxError) {
	n := strings.IndexFunc(l.src[i+open:], isQuote)
	if n < 0 {
		return 0, 0, refuse(desk.Span{Start: i, End: i + open}, "Close it with another quote, or remove it.", "This quote is never closed.")
	}
	return i + open, i + open + n, nil
}

const maxDistance = 100 // words between, for NEAR and "…"~n

// number reads the digits after ~ or NEAR/.
func (l *lexer) number(i int) (n, end int, err *SyntaxError) {
	end = i
	for end < len(l.src) && l.src[end] >= '0' && l.src[end] <= '9' {
		end++
	}
	at := desk.Span{Start: i - 1, End: end}
	if end == i {
		return 0, 0, refuse(at, "Add a number, as in ~5.", "A number is missing after %q.", l.src[i-1:i])
	}
	n, convErr := strconv.Atoi(l.src[i:end])
	if convErr != nil || n > maxDistance {
		return 0, 0, refuse(at, "Use a number up to "+strconv.Itoa(maxDistance)+".", "%s is too far.", l.src[i:end])
	}
	return n, end, nil
}

// wordEnd is the end of a run without space, bracket or quote.
func (l *lexer) wordEnd(i int) int {
	for i < len(l.src) {
		c, size := l.src[i], 1
		switch {
		case isASCIILetter(c) || c-'0' < 10:
		case c < utf8.RuneSelf:
			if c == ' ' || c == '(' || c == ')' || c == '"' || c-'\t' < 5 {
				return i
			}
		default:
			var r rune
			if r, size = utf8.DecodeRuneInString(l.src[i:]); unicode.IsSpace(r) || isQuote(r) {
				return i
			}
		}
		i += size
	}
	return i
}

func isASCIILetter(c byte) bool { return c|0x20-'a' < 26 }

func (l *lexer) word() *SyntaxError {
	end := l.wordEnd(l.i)
	if isWebAddress(l.src[l.i:]) {
		end = l.addressEnd(end)
	}
	raw := l.src[l.i:end]
	if !utf8.ValidString(raw) {
		at := desk.Span{Start: l.i, End: end}
		return refuse(at, "Type the search again here.", "This isn't readable text.")
	}
	switch raw {
	case "AND":
		l.emit(lexeme{kind: tAnd}, end)
	case "OR":
		l.emit(lexeme{kind: tOr}, end)
	case "NOT":
		l.emit(lexeme{kind: tNot}, end)
	case "&", "&&", "|", "||", "+", "!":
		return refuse(desk.Span{Start: l.i, End: end}, "Use AND, OR or -; words side by side mean AND.", "%q isn't part of the search syntax.", raw)
	default:
		if strings.HasPrefix(raw, "NEAR") || strings.HasPrefix(raw, "ONEAR") {
			if done, err := l.near(raw); done || err != nil {
				return err
			}
		}
		return l.fieldOrWord(raw, end)
	}
	return nil
}

func isWebAddress(s string) bool {
	if s == "" || s[0]|0x20 != 'h' {
		return false
	}
	n := strings.Index(s[:min(len(s), 10)], "://")
	return n > 0 && (strings.EqualFold(s[:n], "http") || strings.EqualFold(s[:n], "https"))
}

// addressEnd lets a pasted link hold brackets, as long as they are in pairs.
func (l *lexer) addressEnd(end int) int {
	depth := 0
	for end < len(l.src) {
		switch l.src[end] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return end
			}
		default:
			return end
		}
		end = l.wordEnd(end + 1)
	}
	return end
}

// near reads NEAR/5, NEAR/5f and ONEAR/5.
func (l *lexer) near(raw string) (done bool, err *SyntaxError) {
	name, rest, _ := strings.Cut(raw, "/")
	if name != "NEAR" && name != "ONEAR" {
		return false, nil
	}
	at := desk.Span{Start: l.i, End: l.i + len(raw)}
	mend := "Write how many words may stand between, as in " + name + "/5."
	ordered := name == "ONEAR"
	if digits, ok := strings.CutSuffix(rest, "f"); ok {
		ordered, rest = true, digits
	}
	n, convErr := strconv.Atoi(rest)
	if convErr != nil || n < 0 {
		return true, refuse(at, mend, "%s needs a distance.", name)
	}
	if n > maxDistance {
		return true, refuse(at, "Use a number up to "+strconv.Itoa(maxDistance)+".", "%d words is too far.", n)
	}
	l.emit(lexeme{kind: tNear, n: n, ordered: ordered}, at.End)
	return true, nil
}

// fieldOrWord reads name:value or a plain word.
func (l *lexer) fieldOrWord(raw string, end int) *SyntaxError {
	colon := fieldName(raw)
	if colon == 0 || isWebAddress(raw) {
		l.emit(lexeme{kind: tWord, raw: raw}, end)
		return nil
	}
	l.asked = append(l.asked, asked{field: strings.ToLower(raw[:colon])})
	t := lexeme{kind: tField, raw: raw, asked: &l.asked[len(l.asked)-1]}
	from := l.i + colon + 1
	t.value = desk.Span{Start: from, End: end}
	if r, size := utf8.DecodeRuneInString(l.src[from:]); from == end && size > 0 && isQuote(r) {
		start, stop, err := l.quoted(from, size)
		if err != nil {
			return err
		}
		_, size = utf8.DecodeRuneInString(l.src[stop:])
		t.value, t.quoted, end = desk.Span{Start: start, End: stop}, true, stop+size
	} else if isWebAddress(l.src[from:end]) {
		end = l.addressEnd(end)
		t.value.End = end
	} else if from == end && !isField(t.field) {
		l.emit(lexeme{kind: tWord, raw: raw}, end)
		return nil
	}
	l.emit(t, end)
	return nil
}

// fieldName is the length of the name before a colon, or 0.
func fieldName(raw string) int {
	for i := range len(raw) {
		switch b := raw[i]; {
		case b == ':':
			return i
		case b != '_' && (b|0x20 < 'a' || b|0x20 > 'z'):
			return 0
		}
	}
	return 0
}
