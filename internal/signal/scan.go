package signal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// A token is a word, an emoji or an emoticon. Mentions, links and addresses are
// counted and left out.
type token struct {
	span     desk.Span
	word     *word // what is known of it; without the repetition where it is drawn out
	sentence int32
	clause   int32
	caps     bool // in capitals, three letters or more
	drawn    bool // drawn out: "sooo"
	tag      bool // in a hashtag
	after    mark // what stands between it and the next
	covered  bool // by a phrase
	spent    bool // a negation that turned a word
}

// A mark is what is counted and left out; a set of bits.
type mark uint8

const (
	aMention mark = 1 << iota
	aLink
	anAddress
)

type sentence struct {
	bangs, asks int
	from        int // its first token
	start, end  int // in the text
}

// Classes of bytes.
const (
	other byte = iota
	blank
	letter
	digit
	high // of a rune beyond ASCII
)

// An alphabet tells the scanner what bytes are and how letters fold.
type alphabet struct {
	class  [256]byte
	folded [0x250]string // of runes from 0x80; "" drops
}

func newAlphabet() *alphabet {
	a := &alphabet{}
	for c := range 256 {
		switch {
		case c >= utf8.RuneSelf:
			a.class[c] = high
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			a.class[c] = letter
		case '0' <= c && c <= '9':
			a.class[c] = digit
		case c == ' ' || c == '\t' || c == '\r':
			a.class[c] = blank
		}
	}
	for r := rune(utf8.RuneSelf); int(r) < len(a.folded); r++ {
		if unicode.IsLetter(r) {
			a.folded[r] = text.Fold(string(r))
		}
	}
	return a
}

func (a *alphabet) isAlnum(c byte) bool { return a.class[c] == letter || a.class[c] == digit }

// scan reads the text into tokens, sentences and counts. It never fails and takes time
// linear in the text.
func (w *reading) scan(s string) {
	w.text = s
	w.pad()
	w.buf, w.list, w.sentences = w.buf[:0], w.list[:0], append(w.sentences[:0], sentence{})
	w.letters, w.upper, w.addresses, w.tags, w.mentions, w.clause = 0, 0, 0, 0, 0, 0
	w.links, w.spared = w.links[:0], 0
	w.ended, w.inTag = false, false
	for i := 0; i < len(s); {
		switch c := s[i]; w.alpha.class[c] {
		case blank:
			i++
		case letter, digit:
			at := i
			if w.vocabulary != nil {
				i = w.plain(i)
			}
			if i == at {
				i = w.wordAt(i)
			}
		case high:
			i = w.runeAt(i)
		default:
			i = w.signAt(i)
		}
	}
	w.sentences[len(w.sentences)-1].end = len(s)
	w.shouted = w.upper > 10 && w.upper*10 > w.letters*7
}

// open begins a token.
func (w *reading) open(at int) *token {
	if w.ended {
		w.sentences[len(w.sentences)-1].end = at
		w.sentences = append(w.sentences, sentence{from: len(w.list), start: at})
		w.clause++
		w.ended = false
	}
	if len(w.list) == cap(w.list) {
		w.list = append(w.list, token{})
	} else {
		w.list = w.list[:len(w.list)+1]
	}
	k := &w.list[len(w.list)-1]
	*k = token{span: desk.Span{Start: at}, sentence: int32(len(w.sentences) - 1), clause: w.clause, tag: w.inTag}
	return k
}

// wordAt reads what begins with a letter or digit at i: a word, a link, a domain name
// or an address.
func (w *reading) wordAt(i int) int {
	if n := linkLen(w.text[i:]); n > 0 {
		w.link(i, i+n)
		return i + n
	}
	k := w.open(i)
	from, letters, upper := len(w.buf), 0, 0
	apostrophe, last := -1, -1 // in buf
	s := w.text
	run, lastRune := 0, byte(0)
	j := i
scan:
	for j < len(s) {
		c := s[j]
		switch w.alpha.class[c] {
		case letter:
			letters++
			low := c | 0x20
			if c != low {
				upper++
				if w.inTag && j > i && 'a' <= s[j-1] && s[j-1] <= 'z' {
					letters, upper = letters-1, upper-1
					break scan // #LikeThis
				}
			}
			if low == lastRune {
				run++
				k.drawn = k.drawn || run >= 2
			} else {
				run, lastRune = 0, low
			}
			w.buf = append(w.buf, low)
			j++
		case digit:
			w.buf = append(w.buf, c)
			lastRune = 0
			j++
		case high:
			if a := apostropheLen(s[j:]); a > 0 && w.letterAt(j+a) && !w.inTag {
				if apostrophe < 0 {
					apostrophe = len(w.buf)
				}
				last = len(w.buf)
				j += a
				continue
			}
			n, size := w.foldAt(j)
			if size == 0 {
				break scan
			}
			lastRune = 0
			letters += n
			if first := w.text[j]; first == 0xC3 && s[j+1] < 0x9F { // À to Þ
				upper++
			}
			j += size
		default:
			switch {
			case c == '\'' && w.letterAt(j+1) && !w.inTag:
				if apostrophe < 0 {
					apostrophe = len(w.buf)
				}
				last = len(w.buf)
				j++
			case (c == '.' || c == ',') && j+1 < len(s) && w.alpha.class[s[j-1]] == digit && w.alpha.class[s[j+1]] == digit:
				w.buf = append(w.buf, '.')
				j++
			case c == '.' && j+1 < len(s) && w.alpha.class[s[j+1]] == letter && w.acronym(i, j):
				j++
			default:
				break scan
			}
		}
	}
	if j < len(s) && (s[j] == '@' || s[j] == '.' || s[j] == '-' || s[j] == '_') && !w.inTag {
		if end, address := hostLen(s, i, j); end > 0 {
			w.list, w.buf = w.list[:len(w.list)-1], w.buf[:from]
			if address {
				w.addresses++
				w.mark(anAddress)
			} else {
				w.link(i, end)
			}
			return end
		}
	}
	w.letters += letters
	w.upper += upper
	k.span.End = j
	k.caps = letters >= 3 && upper == letters
	w.close(k, from, apostrophe, last)
	if len(w.buf) == from { // nothing but marks
		w.list = w.list[:len(w.list)-1]
	}
	return j
}

func (w *reading) link(from, to int) {
	if len(w.links) < mostLinks {
		w.links = append(w.links, desk.Span{Start: from, End: to})
	}
	w.mark(aLink)
}

const mostLinks = 16 // that are kept

// mark notes something that is left out on the token before it.
func (w *reading) mark(m mark) {
	if n := len(w.list); n > 0 {
		w.list[n-1].after |= m
	}
}

// acronym tells whether the word from i to the full stop at j is a single letter that
// stands among others: U.S.
func (w *reading) acronym(i, j int) bool {
	single := j-i == 1 || j-i > 2 && w.text[j-2] == '.'
	after := j + 2
	return single && (after >= len(w.text) || !w.alpha.isAlnum(w.text[after]))
}

func (w *reading) letterAt(i int) bool {
	if i >= len(w.text) {
		return false
	}
	if c := w.text[i]; c < utf8.RuneSelf {
		return w.alpha.class[c] == letter
	}
	r, _ := utf8.DecodeRuneInString(w.text[i:])
	return unicode.IsLetter(r)
}

func apostropheLen(s string) int {
	if len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0x99 || s[2] == 0x98) {
		return 3
	}
	const twice = "\u00e2\u20ac\u2122" // the same, taken for another encoding on its way
	if strings.HasPrefix(s, twice) {
		return len(twice)
	}
	if len(s) >= 2 && s[0] == 0xCA && s[1] == 0xBC {
		return 2
	}
	return 0
}

// foldAt folds the letter or mark at i into buf. It gives how many letters it counts
// and its size, 0 where it is neither.
func (w *reading) foldAt(i int) (letters, size int) {
	r, size := utf8.DecodeRuneInString(w.text[i:])
	if int(r) < len(w.alpha.folded) {
		if form := w.alpha.folded[r]; form != "" {
			w.buf = append(w.buf, form...)
			return 1, size
		}
		return 0, 0
	}
	switch {
	case r >= 0x300 && r <= 0x36F || r == 0x200D || r == 0xFE0F:
		return 0, size
	case dense(r):
		return 0, 0
	case unicode.IsLetter(r):
		w.buf = utf8.AppendRune(w.buf, unicode.ToLower(unicode.ToUpper(r)))
		return 1, size
	case unicode.Is(unicode.M, r):
		w.buf = utf8.AppendRune(w.buf, r)
		return 0, size
	}
	return 0, 0
}

// dense tells of scripts that write a word in one or two signs.
func dense(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// close finishes the word that stands in buf from a place on.
func (w *reading) close(k *token, from, apostrophe, last int) {
	form := w.buf[from:len(w.buf):len(w.buf)]
	if k.drawn {
		k.word = w.word(w.squeezed(form, 2), w.squeezed(form, 1), [2]uint8{}, true, false)
		return
	}
	begin, end := 0, 0
	switch {
	case apostrophe < 0:
	case last == len(w.buf)-1 && form[len(form)-1] == 's':
		end = last - from
	case elided(string(w.buf[from:apostrophe])):
		begin, end = apostrophe-from, len(form)
	}
	k.word = w.word(form, form[begin:end], [2]uint8{uint8(begin), uint8(end)}, false, false)
}

// closeSign finishes an emoji or emoticon likewise.
func (w *reading) closeSign(k *token, from int) {
	k.word = w.word(w.buf[from:len(w.buf):len(w.buf)], nil, [2]uint8{}, false, true)
}

func hashBytes(s []byte) uint64 {
	h := uint64(hashStart)
	for _, c := range s {
		h = (h ^ uint64(c)) * hashPrime
	}
	return h
}

// squeezed shortens letters that stand more often than so in a row. It is put into buf.
func (w *reading) squeezed(form []byte, most int) []byte {
	at := len(w.buf)
	run, prev := 0, byte(0)
	for _, c := range form {
		if c == prev {
			run++
		} else {
			run, prev = 1, c
		}
		if run <= most || c >= utf8.RuneSelf {
			w.buf = append(w.buf, c)
		}
	}
	return w.buf[at:len(w.buf):len(w.buf)]
}

// elided tells of French and Italian words that lose their vowel before another.
func elided(s string) bool {
	switch s {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"dell", "all", "nell", "sull", "dall", "un":
		return true
	}
	return false
}

// runeAt reads what begins beyond ASCII.
func (w *reading) runeAt(i int) int {
	r, size := utf8.DecodeRuneInString(w.text[i:])
	switch {
	case emoji(r):
		return w.emojiAt(i, r, size)
	case dense(r):
		k := w.open(i)
		from := len(w.buf)
		w.buf = utf8.AppendRune(w.buf, r)
		w.letters += 2
		k.span.End = i + size
		w.close(k, from, -1, -1)
		return i + size
	case unicode.IsLetter(r):
		return w.wordAt(i)
	}
	switch r {
	case '¡':
		w.sentences[len(w.sentences)-1].bangs++
	case '！':
		w.sentences[len(w.sentences)-1].bangs++
		w.ended = true
	case '？':
		w.sentences[len(w.sentences)-1].asks++
		w.ended = true
	case '…', '。':
		w.ended = true
	case '–', '—':
		w.clause++
	}
	return i + size
}

func emoji(r rune) bool {
	switch {
	case r < 0x203C:
		return false
	case r >= 0x1F000 && r <= 0x1FAFF:
		return r < 0x1F3FB || r > 0x1F3FF
	case r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r >= 0x23E9 && r <= 0x23FA:
		return true
	}
	return r == 0x203C || r == 0x2049 || r == 0x231A || r == 0x231B
}

// emojiAt reads an emoji: its form is its first rune, without what colours it or joins
// more to it.
func (w *reading) emojiAt(i int, r rune, size int) int {
	k := w.open(i)
	from := len(w.buf)
	w.buf = utf8.AppendRune(w.buf, r)
	j := i + size
	for j < len(w.text) && w.text[j] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(w.text[j:])
		if r == 0x200D {
			j += n
			_, n = utf8.DecodeRuneInString(w.text[j:])
		} else if r != 0xFE0F && r != 0x20E3 && (r < 0x1F3FB || r > 0x1F3FF) {
			break
		}
		j += n
	}
	k.span.End = j
	w.closeSign(k, from)
	return j
}

// signAt reads punctuation, mentions, hashtags and emoticons.
func (w *reading) signAt(i int) int {
	s := w.text
	c := s[i]
	if n := emoticon(s[i:]); n > 0 && (i == 0 || !w.alpha.isAlnum(s[i-1])) {
		return w.emoticonAt(i, n)
	}
	now := &w.sentences[len(w.sentences)-1]
	switch c {
	case '@':
		return w.mentionAt(i)
	case '#':
		return w.tagAt(i)
	case '!':
		now.bangs++
		w.ended = true
	case '?':
		now.asks++
		w.ended = true
	case '.', '\n':
		w.ended = true
	case ',', ';', ':', '(', ')':
		w.clause++
	case '-':
		if i == 0 || i+1 == len(s) || !w.alpha.isAlnum(s[i-1]) || !w.alpha.isAlnum(s[i+1]) {
			w.clause++
		}
	case '&':
		return i + referenceLen(s[i:])
	}
	return i + 1
}

// referenceLen is the length of a character reference such as &amp; or 1.
func referenceLen(s string) int {
	for i := 1; i < len(s) && i < 8; i++ {
		switch c := s[i]; {
		case c == ';' && i > 2:
			return i + 1
		case c != '#' && (c < '0' || c > '9') && (c < 'a' || c > 'z'):
			return 1
		}
	}
	return 1
}

func (w *reading) emoticonAt(i, n int) int {
	k := w.open(i)
	from := len(w.buf)
	for j := i; j < i+n; j++ {
		if c := w.text[j]; c != '-' && c != '\'' {
			w.buf = append(w.buf, c)
		}
	}
	k.span.End = i + n
	w.closeSign(k, from)
	return i + n
}

// mentionAt skips a handle, with its host on networks that have hosts.
func (w *reading) mentionAt(i int) int {
	s, j := w.text, i+1
	for j < len(s) && (w.alpha.isAlnum(s[j]) || s[j] == '_' ||
		(s[j] == '.' || s[j] == '-' || s[j] == '@') && j > i+1 && j+1 < len(s) && w.alpha.isAlnum(s[j+1])) {
		j++
	}
	if j > i+1 {
		w.mentions++
		w.mark(aMention)
	}
	return j
}

// tagAt reads the words of a hashtag.
func (w *reading) tagAt(i int) int {
	j := i + 1
	if j >= len(w.text) || !w.letterAt(j) {
		return j
	}
	w.tags++
	w.inTag = true
	for j < len(w.text) && (w.alpha.isAlnum(w.text[j]) || w.text[j] == '_' || w.letterAt(j)) {
		if w.text[j] == '_' {
			j++
			continue
		}
		next := w.wordAt(j)
		if next <= j {
			break
		}
		j = next
	}
	w.inTag = false
	return j
}

// emoticon gives the length of the emoticon at the head of s, 0 for none: eyes, a nose
// or none, a mouth; or a heart.
func emoticon(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[0] {
	case '<':
		if s[1] == '3' {
			return 2
		}
		if len(s) > 2 && s[1] == '/' && s[2] == '3' {
			return 3
		}
		return 0
	case ':', ';', '=':
	default:
		return 0
	}
	n := 1
	if s[n] == '-' || s[n] == '\'' {
		n++
	}
	if n == len(s) || !mouth(s[n]) {
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

func mouth(c byte) bool {
	switch c {
	case ')', '(', '/', '\\', '|', 'D', 'P', 'p', 'O', 'o', '[', ']', '*', '@':
		return true
	}
	return false
}

func isAlnum(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}
