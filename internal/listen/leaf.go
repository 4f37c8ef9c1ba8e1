package listen

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

const (
	minStem    = 3  // letters before a star
	minFuzzy   = 5  // letters of a word that may be misspelt
	maxFuzzy   = 32 // letters
	maxEdits   = 2
	maxPattern = 64 // letters
	maxWindow  = 16 // words in "…"~n
)

// leaf makes a node of one token.
func (p *parser) leaf(t *lexeme) (*node, *SyntaxError) {
	switch t.kind {
	case tPhrase:
		return p.phrase(t)
	case tField:
		return p.fieldLeaf(t)
	}
	if isWebAddress(t.raw) {
		p.note(t.at, "Links are searched in a post's links.")
		return urlLeaf(t.raw, t.at)
	}
	switch first, _ := utf8.DecodeRuneInString(t.raw); first {
	case '@', '＠':
		return p.sign(t, text.Mention)
	case '#', '＃':
		return p.sign(t, text.Hashtag)
	case '$':
		if ents := text.Entities(t.raw); len(ents) == 1 && ents[0].Kind == text.Cashtag {
			return p.sign(t, text.Cashtag)
		}
	case '!':
		return nil, refuse(t.at, "To exclude posts, use a minus. Searches ignore case.", "“!” isn't part of the search syntax.")
	}
	return p.plain(t)
}

// plain makes a node of a word without a sign.
func (p *parser) plain(t *lexeme) (*node, *SyntaxError) {
	if strings.ContainsAny(t.raw, "*?") && hasLetter(t.raw) {
		if strings.HasSuffix(t.raw, "?") {
			p.note(t.at, "“?” stands for exactly one letter.")
		}
		return patternLeaf(t)
	}
	if word, digits, ok := cutDistance(t.raw); ok {
		return fuzzyLeaf(t, word, digits)
	}
	p.slip(t.raw, t.at)
	if isPlainWord(t.raw) {
		return p.word(t), nil
	}
	words, ents := text.Scan(t.raw)
	if len(words) == 0 {
		if len(ents) > 0 && ents[0].Kind == text.Link {
			p.note(t.at, "Links are searched in a post's links.")
			return urlLeaf(ents[0].Name, t.at)
		}
		return nil, refuse(t.at, "Remove it, or write the word you mean.", "There is no word in %q.", t.raw)
	}
	return &node{kind: kWord, at: t.at, print: t.raw, words: wantedOf(words)}, nil
}

// isPlainWord reports ASCII letters and digits alone, which every tokeniser reads as one
// word; most words of most searches are such.
func isPlainWord(s string) bool {
	for i := range len(s) {
		if b := s[i]; (b|0x20 < 'a' || b|0x20 > 'z') && (b < '0' || b > '9') {
			return false
		}
	}
	return s != ""
}

func hasLetter(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// cutDistance splits word~1. A tilde inside a word is left alone.
func cutDistance(raw string) (word, digits string, ok bool) {
	i := strings.LastIndexByte(raw, '~')
	if i <= 0 || strings.Trim(raw[i+1:], "0123456789") != "" {
		return "", "", false
	}
	return raw[:i], raw[i+1:], true
}

func (p *parser) phrase(t *lexeme) (*node, *SyntaxError) {
	if i := strings.IndexByte(t.raw, '*'); i >= 0 && strings.Trim(t.raw, "* ") != "" {
		from := t.at.Start + strings.Index(p.text(t.at), t.raw) + i
		return nil, refuse(desk.Span{Start: from, End: from + 1}, "Move the star out of the quotes: advertis* NEAR/0 fraud finds the words side by side.",
			"A star doesn't work inside quotes.")
	}
	words := p.phraseWords(t.raw)
	if len(words) == 0 {
		mend := "Enter the words that must appear side by side."
		if ents := text.Entities(t.raw); len(ents) > 0 {
			mend = "To search in links write url:" + `"` + ents[0].Name + `".`
		}
		return nil, refuse(t.at, mend, "There's no word between these quotes.")
	}
	n := p.node(node{kind: kWord, at: t.at, words: words})
	if !t.far {
		n.print = canonical(p.text(t.at), `"`, t.raw, `"`)
		return n, nil
	}
	n.print = canonical(p.text(t.at), `"`, t.raw, `"~`, strconv.Itoa(t.n))
	return windowLeaf(n, t)
}

// canonical joins parts. Where somebody wrote the same already, it is that.
func canonical(written string, parts ...string) string {
	rest, same := written, true
	for _, p := range parts {
		if rest, same = strings.CutPrefix(rest, p); !same {
			return strings.Join(parts, "")
		}
	}
	if rest != "" {
		return strings.Join(parts, "")
	}
	return written
}

// phraseWords are the words between quotes.
func (p *parser) phraseWords(raw string) []wanted {
	from := len(p.words)
	for part := range strings.SplitSeq(raw, " ") {
		if !isPlainWord(part) {
			p.words = p.words[:from]
			return wantedOf(text.Words(raw))
		}
		p.words = append(p.words, wanted{form: strings.ToLower(part)})
	}
	return p.words[from:len(p.words):len(p.words)]
}

func windowLeaf(n *node, t *lexeme) (*node, *SyntaxError) {
	n.kind, n.n = kWindow, t.n
	for _, w := range n.words {
		if w.glued {
			return nil, refuse(t.at, "Put NEAR/"+strconv.Itoa(t.n)+" between the two parts.", "Text written without spaces has no words to count between these quotes.")
		}
	}
	switch {
	case len(n.words) < 2:
		return nil, refuse(t.at, "Use two or more words, or remove the distance. For misspellings, write the word without quotes, as in linksys~1.",
			"A distance needs two words.")
	case len(n.words) > maxWindow:
		return nil, refuse(t.at, "Use fewer words.", "A distance can cover at most %d words.", maxWindow)
	}
	return n, nil
}

// sign makes a node of a mention, hashtag or cashtag.
func (p *parser) sign(t *lexeme, kind text.EntityKind) (*node, *SyntaxError) {
	if kind == text.Mention && isDottedHandle(t.raw) {
		return &node{at: t.at, print: t.raw, kind: kMention, value: handleKey(t.raw)}, nil
	}
	if rest := t.raw[1:]; isPlainWord(rest) && strings.Trim(rest, "0123456789") != "" && (t.raw[0] == '@' || t.raw[0] == '#') {
		n := p.node(node{at: t.at, print: t.raw, kind: kTag, value: strings.ToLower(rest)})
		if kind == text.Mention {
			n.kind = kMention
		}
		return n, nil
	}
	ents := text.Entities(t.raw)
	if len(ents) == 0 || ents[0].Kind != kind || ents[0].Span.Start != 0 || hasLetter(t.raw[ents[0].Span.End:]) || strings.ContainsAny(t.raw[ents[0].Span.End:], "*?~") {
		return nil, refuseSign(t, kind)
	}
	name := ents[0].Name
	n := &node{at: t.at, print: t.raw[:ents[0].Span.End]}
	switch kind {
	case text.Mention:
		n.kind, n.value = kMention, handleKey(name)
	case text.Hashtag:
		n.kind, n.value = kTag, text.Fold(name)
	case text.Cashtag:
		n.kind, n.value = kCash, strings.ToLower(name)
	}
	return n, nil
}

// isDottedHandle recognises a handle that is a domain name whatever its ending: unlike in
// a post, nobody forgets a space here, and a network may end its names as it likes.
func isDottedHandle(raw string) bool {
	name, ok := strings.CutPrefix(raw, "@")
	if !ok || !strings.Contains(name, ".") {
		return false
	}
	for label := range strings.SplitSeq(strings.ToLower(name), ".") {
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Trim(label, "-") != label || label == "" {
			return false
		}
	}
	return hasLetter(name)
}

func refuseSign(t *lexeme, kind text.EntityKind) *SyntaxError {
	_, size := utf8.DecodeRuneInString(t.raw)
	rest := t.raw[size:]
	switch {
	case strings.ContainsAny(rest, "*?~"):
		return refuse(t.at, "Write the word without its sign: "+rest+".", "*, ? and ~ only work on words.")
	case kind == text.Mention:
		return refuse(t.at, "Handles are letters, digits and _, as in @acme, @acme.bsky.social or @acme@example.social.", "%q is not a handle.", t.raw)
	case rest != "" && strings.Trim(rest, "0123456789") == "":
		return refuse(t.at, "Search for the word: "+rest+".", "%q is a number, not a hashtag.", t.raw)
	}
	return refuse(t.at, "Hashtags are letters, digits and _ without a space.", "%q is not a hashtag.", t.raw)
}

// handleKey is what handles are compared by.
func handleKey(name string) string {
	if name != "" && name[0] == '@' {
		name = name[1:]
	}
	if isSmall(name) {
		return name // as networks write ids
	}
	return strings.ToLower(name)
}

// patternLeaf reads advertis* and me?t.
func patternLeaf(t *lexeme) (*node, *SyntaxError) {
	body, star := strings.CutSuffix(t.raw, "*")
	if i := strings.IndexByte(body, '*'); i >= 0 {
		at := desk.Span{Start: t.at.Start + i, End: t.at.Start + i + 1}
		if i == 0 {
			return nil, refuse(at, "Enter the start of the word, as in advertis*, or list the words with OR.", "A word can't start with a star.")
		}
		return nil, refuse(at, "Put it at the end, or use ? for one letter.", "A star must be at the end of a word.")
	}
	if body[0] == '?' {
		return nil, refuse(desk.Span{Start: t.at.Start, End: t.at.Start + 1}, "Enter the first letter, as in me?t.", "A word can't start with “?”.")
	}
	stem := strings.ReplaceAll(body, "?", "")
	words := text.Words(stem)
	if len(words) != 1 || words[0].Span != (desk.Span{End: len(stem)}) || words[0].Emoji || words[0].Glued || words[0].In != "" {
		return nil, refuse(t.at, "Put a single word of letters and digits before it.", "* and ? only work on a single word.")
	}
	folded := []rune(text.Fold(strings.ReplaceAll(strings.ReplaceAll(body, "'", ""), "’", "")))
	if strings.ReplaceAll(string(folded), "?", "") != words[0].Form {
		return nil, refuse(t.at, "Write the word without punctuation.", "* and ? only work on a single word.")
	}
	if n := utf8.RuneCountInString(words[0].Form); n < minStem {
		return nil, refuse(t.at, "Use at least three letters, or list the words with OR.", "%q would match too many words: it has %d of %d letters.", t.raw, n, minStem)
	}
	if len(folded) > maxPattern {
		return nil, refuse(t.at, "Use a shorter word.", "Words with * and ? can have up to %d letters.", maxPattern)
	}
	n := &node{at: t.at, print: t.raw, kind: kPattern, pattern: folded}
	switch open := strings.IndexByte(string(folded), '?') >= 0; {
	case open && star:
		if i := strings.IndexByte(body, '?'); utf8.RuneCountInString(body[:i]) < minStem {
			return nil, refuse(t.at, "Use at least three letters before the first one.", "%q would match too many words.", t.raw)
		}
		n.pattern = append(n.pattern, '*')
	case star:
		n.kind, n.value = kPrefix, string(folded)
	}
	return n, nil
}

func fuzzyLeaf(t *lexeme, word, digits string) (*node, *SyntaxError) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > maxEdits {
		return nil, refuse(desk.Span{Start: t.at.Start + len(word), End: t.at.End}, "Use ~1 or ~2.", "A word may be misspelt by 1 or 2 letters.")
	}
	words := text.Words(word)
	if len(words) != 1 || words[0].Emoji {
		return nil, refuse(t.at, "Put a distance between words in quotes: \"social media\"~5.", "Misspellings only work on a single word.")
	}
	switch length := utf8.RuneCountInString(words[0].Form); {
	case length < minFuzzy:
		return nil, refuse(t.at, "List the spellings with OR.", "%q has %d letters; misspellings need %d, since short words are one letter from many others.", word, length, minFuzzy)
	case length > maxFuzzy:
		return nil, refuse(t.at, "Use a shorter word.", "Misspellings work on words up to %d letters.", maxFuzzy)
	}
	return &node{kind: kFuzzy, at: t.at, print: t.raw, value: words[0].Form, n: n}, nil
}
