package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/net/publicsuffix"

	"heed/internal/desk"
)

// A Word is one word of a text.
type Word struct {
	Form  string     // folded; what is compared
	Also  string     // a second folded form: "acme" of "Acme's" and of "l'Acme"; "" if none
	Span  desk.Span  // in the text
	Pos   int        // its place: side by side means one more. A link takes a place and gives no word
	Glued bool       // a character of a script without spaces, right after another one
	Emoji bool       // then Form leaves out skin tone and variation
	In    EntityKind // the mention, hashtag or cashtag that it stands in; "" for plain text
}

// Words are the words of a text; see [Scan].
func Words(s string) []Word {
	w, _ := Scan(s)
	return w
}

// Scan reads a text into words and entities. Words are those of UAX 29, except:
//
//   - a full stop or colon between letters parts them ("delayed.Again"), but single
//     letters with full stops are one word ("U.S." is "us");
//   - Han, kana, Thai, Lao, Khmer and Myanmar give one word a character, glued;
//   - an emoji is a word;
//   - apostrophes join: "don't" is "dont"; a possessive, a French or Italian elision
//     and a name with an ending behind an apostrophe are words without it too;
//   - underscores at the edges of a word are markup;
//   - mentions, hashtags and cashtags give the words inside them; of a handle that is
//     a domain name those before the part that many share ("acme" of
//     @acme.bsky.social);
//   - links are not words, but a bare domain name is; neither are code between
//     backticks, HTML tags and character references.
func Scan(s string) ([]Word, []Entity) {
	ents := Entities(s)
	t := tokenizer{text: s}
	at := 0
	for _, e := range ents {
		if e.Bare {
			continue
		}
		t.prose(at, e.Span.Start)
		t.entity(e)
		at = e.Span.End
	}
	t.prose(at, len(s))
	return t.out, ents
}

type tokenizer struct {
	text string
	out  []Word
	pos  int
}

func (t *tokenizer) entity(e Entity) {
	from := e.Span.End - len(e.Name)
	before := len(t.out)
	switch e.Kind {
	case Mention:
		t.run(from, from+ownPart(e.Name))
	case Hashtag, Cashtag:
		t.run(from, e.Span.End)
	}
	if len(t.out) == before {
		t.pos++
		return
	}
	for i := before; i < len(t.out); i++ {
		t.out[i].In = e.Kind
	}
}

// ownPart is how much of a handle is its owner's name.
func ownPart(handle string) int {
	if at := strings.IndexByte(handle, '@'); at >= 0 {
		return at
	}
	if strings.IndexByte(handle, '.') < 0 {
		return len(handle)
	}
	low := strings.ToLower(handle)
	if name, ok := strings.CutSuffix(low, ".bsky.social"); ok {
		return len(name)
	}
	suffix, _ := publicsuffix.PublicSuffix(low)
	return max(len(handle)-len(suffix)-1, 0)
}

// prose reads text between entities, without its code and markup.
func (t *tokenizer) prose(from, to int) {
	if strings.IndexAny(t.text[from:to], "`<&") < 0 {
		t.run(from, to)
		return
	}
	at := from
	for i := from; i < to; {
		n, place := markupLen(t.text, i, to)
		if n == 0 {
			i++
			continue
		}
		t.run(at, i)
		if place {
			t.pos++
		}
		i += n
		at = i
	}
	t.run(at, to)
}

const maxMarkup = 2000 // bytes; what is longer is prose

// markupLen is the length of code, a tag or a character reference at i, or 0. Code
// takes a place among the words, the others do not.
func markupLen(s string, i, to int) (n int, place bool) {
	rest := s[i:min(to, i+maxMarkup)]
	switch rest[0] {
	case '`':
		if r, size := utf8.DecodeLastRuneInString(s[:i]); size > 0 && isWordRune(r) || r == '`' {
			return 0, false
		}
		return codeLen(rest), true
	case '<':
		return tagLen(rest), false
	case '&':
		return referenceLen(rest), false
	}
	return 0, false
}

// referenceLen measures &amp; and &#39;.
func referenceLen(s string) int {
	for n := 1; n < min(len(s), 12); n++ {
		if s[n] == ';' && n >= 2 {
			return n + 1
		}
		if linkBytes[s[n]]&ofWord == 0 && s[n] != '#' {
			break
		}
	}
	return 0
}

// codeLen measures `code` on one line or ``` a block ```.
func codeLen(s string) int {
	fence := len(s) - len(strings.TrimLeft(s, "`"))
	if fence >= 3 {
		if end := strings.Index(s[fence:], "```"); end >= 0 {
			return fence + end + 3
		}
		return 0
	}
	end := strings.IndexAny(s[fence:], "`\n")
	if end <= 0 || s[fence+end] == '\n' || s[fence] == ' ' {
		return 0
	}
	n := fence + end + 1
	for n < len(s) && s[n] == '`' {
		n++
	}
	if r, size := utf8.DecodeRuneInString(s[n:]); size > 0 && isWordRune(r) {
		return 0
	}
	return n
}

func tagLen(s string) int {
	end := 1
	for end < len(s) && s[end] != '<' && s[end] != '>' && s[end] != '\n' {
		end++
	}
	if end < 2 || end == len(s) || s[end] != '>' {
		return 0
	}
	name := strings.TrimPrefix(s[1:end], "/")
	if name == "" || !isASCIILetter(name[0]) {
		return 0
	}
	for i := range len(name) {
		if name[i] == ' ' || name[i] == '/' {
			break
		}
		if !isHostByte(name[i]) {
			return 0
		}
	}
	return end + 1
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// run reads the words of text[from:to], which holds no entities.
func (t *tokenizer) run(from, to int) {
	clean := visible(t.text[from:to])
	it := words.FromString(clean.text)
	for it.Next() {
		if seg := it.Value(); isWordy(seg) {
			t.segment(clean, seg, it.Start(), from)
		}
	}
}

func isWordy(seg string) bool {
	if seg[0] < utf8.RuneSelf && isNameByte(seg[0]) && seg[0] != '_' {
		return true
	}
	first, _ := utf8.DecodeRuneInString(seg)
	return isEmoji(first) || isRegional(first) || strings.IndexFunc(seg, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsNumber(r)
	}) >= 0
}

// segment adds the words of one segment of UAX 29.
func (t *tokenizer) segment(c cleaned, seg string, start, base int) {
	first, _ := utf8.DecodeRuneInString(seg)
	if isEmoji(first) || isRegional(first) {
		t.add(Word{Form: emojiForm(seg), Emoji: true}, c.span(start, start+len(seg), base))
		return
	}
	if isAcronym(seg) {
		if form := Fold(strings.ReplaceAll(seg, ".", "")); form != "" {
			t.add(Word{Form: form}, c.span(start, start+len(seg), base))
		}
		return
	}
	for len(seg) > 0 {
		n := pieceLen(seg)
		if n > 0 {
			t.piece(c, seg[:n], start, base)
		} else if n = charLen(seg); n > 0 {
			t.char(c, seg[:n], start, base)
		} else {
			_, n = utf8.DecodeRuneInString(seg)
		}
		seg, start = seg[n:], start+n
	}
}

// pieceLen is the length of the letters at the start of a segment up to a full
// stop, a colon or a character that is a word of its own.
func pieceLen(seg string) int {
	digits := unicode.IsDigit(firstRune(seg))
	for i, r := range seg {
		if isSeparate(r) || isColon(r) ||
			isStop(r) && !(digits && isDigitNext(seg[i+utf8.RuneLen(r):])) {
			return i
		}
		digits = unicode.IsDigit(r)
	}
	return len(seg)
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func isDigitNext(s string) bool { return unicode.IsDigit(firstRune(s)) }

func isColon(r rune) bool { return r == ':' || r == '\uFF1A' || r == '\uFE13' || r == '\uFE55' }

func isStop(r rune) bool {
	return r == '.' || r == '\u2024' || r == '\uFE52' || r == '\uFF0E'
}

// isAcronym reports single letters with full stops between them.
func isAcronym(seg string) bool {
	letters, stop := 0, true
	for _, r := range seg {
		switch {
		case r == '.' && !stop:
			stop = true
		case unicode.IsLetter(r) && stop && !isSeparate(r):
			letters++
			stop = false
		default:
			return false
		}
	}
	return letters > 1
}

func (t *tokenizer) piece(c cleaned, piece string, start, base int) {
	trimmed := strings.TrimLeft(piece, "_")
	start += len(piece) - len(trimmed)
	trimmed = strings.TrimRight(trimmed, "_")
	form, also := forms(trimmed)
	if form != "" {
		t.add(Word{Form: form, Also: also}, c.span(start, start+len(trimmed), base))
	}
}

func (t *tokenizer) char(c cleaned, char string, start, base int) {
	w := Word{Form: Fold(char)}
	if w.Form == "" {
		return
	}
	span := c.span(start, start+len(char), base)
	if n := len(t.out); n > 0 && isSeparate(firstRune(t.out[n-1].Form)) {
		w.Glued = c.adjoins(t.out[n-1].Span.End-base, start)
	}
	t.add(w, span)
}

func (t *tokenizer) add(w Word, span desk.Span) {
	w.Span, w.Pos = span, t.pos
	t.pos++
	t.out = append(t.out, w)
}

// isSeparate reports scripts that write no spaces between words.
func isSeparate(r rune) bool {
	switch {
	case r < 0xE00:
		return false
	case r == 0x30FC || r == 0xFF70: // the long vowel sign belongs to both kana
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// charLen is the length of one such character with its marks, or 0.
func charLen(seg string) int {
	n := 0
	for i, r := range seg {
		if i == 0 {
			if !isSeparate(r) {
				return 0
			}
		} else if !unicode.Is(unicode.M, r) && r != 0xFF9E && r != 0xFF9F {
			break
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}
