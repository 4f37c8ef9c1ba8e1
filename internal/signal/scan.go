package signal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// A token is a word, an emoji or an emoticon. Mentions, links and addresses are
// counted and left out.
type token struct {
	span     desk.Span
	word     *word // what is known of it; without the repetition where it is drawn out
	sentence int32
	clause   int32
	caps     bool   // in capitals, three letters or more
	drawn    bool   // drawn out: "sooo"
	tag      bool   // in a hashtag
	after    mark   // what stands between it and the next
	covered  bool   // by a phrase
	spent    bool   // a negation that turned a word
	place    uint16 // in the vocabulary, of words of a row
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
}

// scan reads the text into tokens, sentences and counts. It never fails and takes time
// linear in the text.
func (w *reading) scan(s string) {
	w.text = s
	if w.vocabulary != nil {
		w.bitmaps.read(s, w.wide)
	}
	w.buf, w.sentences = w.buf[:0], append(w.sentences[:0], sentence{})
	w.list = slices.Grow(w.list[:0], len(s)+1) // a token has a byte at least
	w.letters, w.upper, w.addresses, w.tags, w.mentions, w.clause = 0, 0, 0, 0, 0, 0
	w.links, w.spared, w.tally = w.links[:0], 0, 0
	w.ended, w.inTag, w.opens, w.marks = false, false, false, 0
	for i := 0; i < len(s); {
		switch c := s[i]; w.alpha.class[c] {
		case blank:
			i++
		case letter, digit:
			if w.vocabulary != nil {
				if i = w.plain(i); i == len(s) || !w.alpha.isAlnum(s[i]) {
					continue
				}
				if next := w.contracted(i); next > i {
					i = next
					continue
				}
			}
			i = w.wordAt(i)
		case high:
			i = w.runeAt(i)
		default:
			i = w.signAt(i)
		}
	}
	w.shouted = w.upper > 10 && w.upper*10 > w.letters*7
}

// open begins a token. There is room: scan sees to that.
func (w *reading) open(at int) *token {
	if w.ended {
		w.begin()
	}
	w.list = w.list[:len(w.list)+1]
	k := &w.list[len(w.list)-1]
	*k = token{span: desk.Span{Start: at}, sentence: int32(len(w.sentences) - 1), clause: w.clause, tag: w.inTag}
	return k
}

// begin begins a sentence.
func (w *reading) begin() {
	n := len(w.sentences)
	w.sentences = slices.Grow(w.sentences, 1)[:n+1]
	s := &w.sentences[n] // filled where it stands: a copy of it would wait for what was just written
	s.bangs, s.asks, s.from = 0, 0, len(w.list)
	w.clause++
	w.ended = false
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
	if len(w.buf) == from { // nothing but marks
		w.list = w.list[:len(w.list)-1]
		return j
	}
	w.close(k, from, apostrophe, last)
	return j
}

func (w *reading) link(from, to int) {
	w.opens = w.opens || strings.IndexByte(w.text[from:to], '(') >= 0 || strings.IndexByte(w.text[from:to], '{') >= 0
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
		w.marks |= m
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
