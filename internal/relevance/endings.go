package relevance

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// Endings that languages hang behind a name, folded, where others put a word of its own: who looks for the name alone misses
// most of what is said of it. Several may follow each other ("elma" + "lar" + "dan"). Cases and numbers alone; what makes
// other words of a word is none. Turkish, Azerbaijani: Göksel and Kerslake, Turkish: A Comprehensive Grammar, chapter 8.
// Korean: particles, National Institute of Korean Language. Finnish: VISK, sections 81 to 94. Hungarian: Rounds, Hungarian: An
// Essential Grammar, chapter 6. Estonian: EKK, the 14 cases.
var endings = map[string][]string{ // read only
	"tr": strings.Fields("da de ta te dan den tan ten nin nun in un ya ye yi yu a e i u la le yla yle lar ler ki nda nde ndan nden na ne ca ce"),
	"az": strings.Fields("da de dan den nin nun in un ya ye ni nu a e i u la le lar ler ki"),
	"fi": strings.Fields("n a ssa sta lla lta lle ksi na en in on un an hin hun hon hen t ta tta ja jen ien iin kin ssakin"),
	"et": strings.Fields("l le lt s st sse ni na ta ga d de te t i e"),
	"hu": strings.Fields("ban ben bol ba be nak nek nal ra re rol tol hoz hez val vel t at et ot k ok ek ak ert ig on en n kent e"),
	"ko": strings.Fields("은 는 이 가 을 를 에 에서 에게 에겐 께 께서 의 로 으로 와 과 도 만 까지 부터 보다 처럼 마다 조차 마저 나 이나 랑 이랑 하고 한테 한테서 들 입니다 이다 이고 이라 라 라고 이라고 요 이요"),
}

const (
	fewestLetters   = 3 // that a word has for an ending to be looked for; of others most words begin so
	fewestSyllables = 2 // likewise, where a sign is a syllable
	mostEndings     = 3
)

// ending is the word of the search of which a word of a post is a form with an ending, "" none, and that form as people write
// it: with something behind an apostrophe, in any language, or with what its language hangs on. What the word finds by itself
// (Acme's, Elma'nın) is none.
func (s *Seen) ending(m *desk.Message, w *text.Word) (of, query string) {
	for _, stem := range s.stems {
		if query := withEnding(m, w, stem); query != "" {
			return stem, query
		}
	}
	return "", ""
}

// withEnding is a word of a post as people write it if it is another with an ending, else "".
func withEnding(m *desk.Message, w *text.Word, stem string) string {
	rest, ok := strings.CutPrefix(w.Form, stem)
	if !ok || rest == "" || w.Also == stem {
		return ""
	}
	said, lang := m.Text[w.Span.Start:w.Span.End], languageOf(w.Form, m.Lang)
	before := said[:max(strings.LastIndexAny(said, apostrophes), 0)]
	if isWord(before, stem) || hangs(rest, endings[lang], mostEndings) {
		return asSaid(said, w.Form, lang)
	}
	return ""
}

// apostrophes are those that join words; people type any.
const apostrophes = "'’ʼ"

// hangs reports whether a rest is made of endings, of so many at most.
func hangs(rest string, of []string, most int) bool {
	if rest == "" {
		return true
	}
	for _, e := range of {
		if after, ok := strings.CutPrefix(rest, e); ok && most > 0 && hangs(after, of, most-1) {
			return true
		}
	}
	return false
}

// canHang reports whether a word is long enough that what begins with it is likely to be it.
func canHang(word string) bool {
	n, fewest := utf8.RuneCountInString(word), fewestLetters
	if isHangul(word) {
		fewest = fewestSyllables
	}
	return n >= fewest
}

func isHangul(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Hangul, r)
}

// languageOf is that of a word by its script, or of its post as the network says, without its country.
func languageOf(form, lang string) string {
	if isHangul(form) {
		return "ko"
	}
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	return lang
}

// asSaid is a word with an ending as people write it, in small letters of their language and with a plain apostrophe.
func asSaid(said, form, lang string) string {
	for _, a := range apostrophes {
		said = strings.ReplaceAll(said, string(a), "'")
	}
	said = small(said, lang)
	if !isWord(said, form) {
		return form
	}
	return said
}

// isWord reports whether a text is one word of this form.
func isWord(said, form string) bool {
	words := text.Words(said)
	return len(words) == 1 && words[0].Form == form
}
