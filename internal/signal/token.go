package signal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// tokens are a text as the tables read it: words, emoji and emoticons in order, with
// the sentences and clauses they stand in. Mentions and links are left out.
type tokens struct {
	text      string
	list      []token
	sentences []sentence // by token.sentence
	letters   int
	shouted   bool // mostly capitals: then capitals say nothing
	links     int
	tags      int
}

type token struct {
	form, also string // folded; also is the form without a possessive or an elision
	span       desk.Span
	sentence   int
	clause     int
	sign       bool // emoji or emoticon
	number     bool
	caps       bool // in capitals, three letters or more
	drawn      bool // drawn out: "sooo"; form is then without the repetition
}

type sentence struct{ bangs, asks int }

// tokenize never fails; it takes time linear in the text.
func tokenize(s string) *tokens {
	words, entities := text.Scan(s)
	t := &tokens{text: s, list: make([]token, 0, len(words)+4), sentences: make([]sentence, 1, 8)}
	clause, at := 0, 0
	upper := 0
	for _, e := range entities {
		switch e.Kind {
		case text.Link:
			t.links++
		case text.Hashtag:
			t.tags++
		}
	}
	for i := range words {
		w := &words[i]
		if w.Span.Start < at {
			continue // inside an emoticon
		}
		at, clause = t.gap(at, w.Span.Start, entities, clause)
		if w.Span.Start < at {
			continue
		}
		at = w.Span.End
		if w.In == text.Mention {
			continue
		}
		k := token{form: w.Form, also: w.Also, span: w.Span, sentence: len(t.sentences) - 1, clause: clause, sign: w.Emoji}
		if !w.Emoji {
			up := t.spell(&k)
			upper += up
		}
		if w.In == text.Hashtag && t.splitTag(k) {
			continue
		}
		t.list = append(t.list, k)
	}
	t.gap(at, len(s), entities, clause)
	t.shouted = upper > 10 && upper*10 > t.letters*7
	return t
}

// spell notes how a word is written and gives its capitals.
func (t *tokens) spell(k *token) (upper int) {
	letters, run := 0, 0
	var last rune
	for _, c := range t.text[k.span.Start:k.span.End] {
		if unicode.IsLetter(c) {
			letters++
			if unicode.IsUpper(c) {
				upper++
			}
		}
		if c |= 0x20; c == last {
			run++
			k.drawn = k.drawn || run >= 2 && unicode.IsLetter(c)
		} else {
			last, run = c, 0
		}
	}
	t.letters += letters
	if k.drawn {
		k.form, k.also = squeeze(k.form, 2), squeeze(k.form, 1)
	}
	k.caps = letters >= 3 && upper == letters
	k.number = k.form != "" && '0' <= k.form[0] && k.form[0] <= '9'
	return upper
}

// squeeze shortens letters that stand more than n times in a row.
func squeeze(form string, n int) string {
	var b strings.Builder
	var last rune
	run := 0
	for _, c := range form {
		if c == last {
			run++
		} else {
			last, run = c, 1
		}
		if run <= n {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// splitTag adds the words of a hashtag written #LikeThis.
func (t *tokens) splitTag(k token) bool {
	word := t.text[k.span.Start:k.span.End]
	var cuts []int
	for i := 1; i < len(word); i++ {
		if 'A' <= word[i] && word[i] <= 'Z' && 'a' <= word[i-1] && word[i-1] <= 'z' {
			cuts = append(cuts, i)
		}
	}
	if len(cuts) == 0 {
		return false
	}
	start := 0
	for _, end := range append(cuts, len(word)) {
		part := k
		part.form, part.also, part.caps, part.drawn = strings.ToLower(word[start:end]), "", false, false
		part.span = desk.Span{Start: k.span.Start + start, End: k.span.Start + end}
		t.list = append(t.list, part)
		start = end
	}
	return true
}

// gap reads the punctuation between two words: ends of sentences and clauses, and
// emoticons, which may reach into the letters that follow (:D). It gives the place
// after what it read.
func (t *tokens) gap(from, to int, entities []text.Entity, clause int) (int, int) {
	for _, e := range entities { // few, and most gaps are one space
		if e.Kind == text.Link && from <= e.Span.Start && e.Span.End <= to {
			from, clause = t.gap(from, e.Span.Start, nil, clause)
			from = e.Span.End
		}
	}
	ended := false
	for i := from; i < to; {
		if n := emoticon(t.text[i:]); n > 0 && (i == 0 || !isAlnum(t.text[i-1])) {
			t.list = append(t.list, token{form: strings.ReplaceAll(t.text[i:i+n], "-", ""), span: desk.Span{Start: i, End: i + n},
				sentence: len(t.sentences) - 1, clause: clause, sign: true})
			i += n
			from = i
			continue
		}
		now := &t.sentences[len(t.sentences)-1]
		r, n := utf8.DecodeRuneInString(t.text[i:])
		switch r {
		case '!', '！', '¡':
			now.bangs++
			ended = ended || r != '¡'
		case '?', '？':
			now.asks++
			ended = true
		case '.', '…', '\n', '。':
			ended = true
		case ',', ';', ':', '(', ')', '–', '—', '-':
			clause++
		}
		i += n
	}
	if ended {
		t.sentences = append(t.sentences, sentence{})
		clause++
	}
	return max(from, min(to, len(t.text))), clause
}

func isAlnum(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

// emoticon gives the length of the emoticon at the head of s, 0 for none: eyes, a nose
// or none, a mouth; or a heart.
func emoticon(s string) int {
	if strings.HasPrefix(s, "</3") {
		return 3
	}
	if strings.HasPrefix(s, "<3") {
		return 2
	}
	if len(s) < 2 || strings.IndexByte(":;=", s[0]) < 0 {
		return 0
	}
	n := 1
	if s[n] == '-' || s[n] == '\'' {
		n++
	}
	if n == len(s) || strings.IndexByte(")(/\\|DPpOo[]*@", s[n]) < 0 {
		return 0
	}
	if n+1 < len(s) && isAlnum(s[n]) && isAlnum(s[n+1]) {
		return 0
	}
	if s[n] == '/' && n+1 < len(s) && s[n+1] == '/' {
		return 0
	}
	return n + 1
}
