package token

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/text"
)

// link looks for a link around the full stop or colon at i. Where there is one, and
// it is more than a domain name, stop is not 0.
func (t *Tokeniser) link(i int) (start, stop int) {
	if i < t.checked {
		return 0, 0
	}
	if t.s[i] == ':' {
		return t.schemed(i)
	}
	if end := t.figures(i); end > i {
		t.checked = end
		return 0, 0
	}
	if !t.mayEndLabel(i) || !t.mayBeTop(i+1) {
		return 0, 0
	}
	if start, stop, known := t.domain(i); known {
		return start, stop
	}
	before := t.checked
	start, t.checked = text.RunAt(t.s, i)
	return t.linkAt(start, before)
}

// maxPlainLabel is as long as a label of a domain name may be (RFC 1035).
const maxPlainLabel = 63

// mayBeTop reports whether behind a full stop a top-level domain may begin. If none does, the full stop is of no link unless
// another one behind it is.
func (t *Tokeniser) mayBeTop(i int) bool {
	size := bits.TrailingZeros64(^t.wordsFrom(i))
	behind := t.low[i+size]
	switch {
	case size == 0:
		return behind >= utf8.RuneSelf && mayBeginTop(t.low[i:i+3])
	case size > 8 || behind == '-':
		return true
	}
	first := binary.LittleEndian.Uint64(t.low[i:])
	if behind < utf8.RuneSelf {
		return text.IsTop(first&masks[size][0], size)
	}
	if behind == 0xC4 || behind == 0xE2 && t.low[i+size+1] != 0x80 { // U+0130 and U+212A have small letters of ASCII
		return true
	}
	for ; size > 1; size-- { // of such a label the beginning may be one
		if label := first & masks[size][0]; label == verm || text.IsTop(label, size) {
			return true
		}
	}
	return false
}

// mayEndLabel reports whether what ends at i may be of a domain name. Of letters beyond ASCII only Latin ones are.
func (t *Tokeniser) mayEndLabel(i int) bool {
	return t.low[i-1] < utf8.RuneSelf || (i < 2 || t.low[i-2]-0xCE > 0xDF-0xCE) && (i < 3 || t.low[i-2] >= 0xC0 || t.low[i-3]-0xE2 > 0xEF-0xE2)
}

// mayBeginTop reports whether with a character of several bytes a top-level domain may begin, in large letters or small
// ones.
func mayBeginTop(x []byte) bool {
	switch {
	case x[0]-0xC2 <= 0xDF-0xC2:
		at := uint(x[0]&0x1F)<<6 | uint(x[1]&0x3F)
		return topFirsts.two[at>>6]>>(at&63)&1 != 0
	case x[0]-0xE0 <= 0xEF-0xE0:
		return topFirsts.three[uint(x[0]&0xF)<<6|uint(x[1]&0x3F)]>>(x[2]&63)&1 != 0
	}
	return false
}

// topFirsts has the characters with which top-level domains may begin, those of two bytes and those of three, a bit each.
var topFirsts = func() (f struct {
	two   [32]uint64
	three [1024]uint64
}) {
	for _, labels := text.Tops(); labels[0] != 0; labels = labels[1+int(labels[0]):] {
		first, _ := utf8.DecodeRuneInString(labels[1:])
		for r, same := first, false; !same; same = r == first { // in large letters, too
			if r < 0x800 {
				f.two[r>>6] |= 1 << (r & 63)
			} else {
				f.three[r>>6] |= 1 << (r & 63)
			}
			r = unicode.SimpleFold(r)
		}
	}
	f.two['İ'>>6] |= 1 << ('İ' & 63) // its small letter is i
	return f
}()

// verm begins the top-level domains of which a part is ASCII: those of vermögensberater and the like.
const verm = 'v' | 'e'<<8 | 'r'<<16 | 'm'<<24

// schemed is link at a colon.
func (t *Tokeniser) schemed(i int) (start, stop int) {
	if t.low[i+1] != '/' || t.low[i+2] != '/' || i < len("http") {
		return 0, 0
	}
	switch {
	case i >= len("https") && string(t.low[i-5:i]) == "https":
		start = i - 5
	case string(t.low[i-4:i]) == "http":
		start = i - 4
	default:
		return 0, 0
	}
	if start > 0 && (t.s[start-1] >= 0x80 || !mayPrecede(t.s[start-1])) {
		before := t.checked
		start, t.checked = text.RunAt(t.s, i-1)
		return t.linkAt(start, before)
	}
	if start < max(t.since, t.checked) {
		t.checked = i
		return 0, 0
	}
	from, ok := i+len("://"), true
	if stop = t.short(i); stop == 0 {
		stop, ok = t.simpleLink(from)
	}
	if stop == 0 {
		stop, ok = text.SchemeLinkEnd(t.s, start, from)
	}
	if t.checked = stop; !ok {
		return 0, 0
	}
	t.addLink(start, stop)
	return start, stop
}

// scheme reads the link that http or https at i begins, whose colon is at end, and those that follow, or the word alone where it
// begins none. It returns where it got: 0 if nowhere.
func (t *Tokeniser) scheme(i, end int) (next int) {
	if i > 0 && t.low[i-1] > ' ' || end < t.checked || string(t.low[i:end]) != "https" && string(t.low[i:end]) != "http" {
		return 0
	}
	if start, stop := t.schemed(end); stop > 0 {
		return t.moreLinks(t.skip(start, stop))
	}
	if t.checked != end+len("://") {
		return 0
	}
	t.plain(i, end)
	return t.checked
}

func (t *Tokeniser) addLink(start, stop int) {
	t.out.links = append(t.out.links, link{t.base + uint32(start), t.base + uint32(stop)})
}

// moreLinks takes out the links with a scheme that follow one that ends at i, each behind a space, and
// returns where the last one ends.
func (t *Tokeniser) moreLinks(i int) (next int) {
	for t.low[i] == ' ' && string(t.low[i+1:i+5]) == "http" {
		colon := i + 5
		if t.low[colon] == 's' {
			colon++
		}
		if t.low[colon] != ':' {
			break
		}
		_, stop := t.schemed(colon)
		if stop == 0 {
			break
		}
		t.pos++
		t.since, i = stop, stop
	}
	return i
}

// moreMarkup leaves out the character references from i on, between which stand spaces and < that begins
// nothing, with a digit behind it or none, and returns where it got.
func (t *Tokeniser) moreMarkup(i int) (next int) {
	for {
		switch c := t.low[i]; {
		case c == ' ':
			i++
		case c == '&':
			if next, _ = t.reference(i); next == 0 {
				return i
			}
			i = next
		case c == '<' && t.low[i+1] != '/' && !isLetter(t.low[i+1]):
			if i++; isDigit(t.low[i]) { // as in <3
				if t.low[i+1] > ' ' {
					return i
				}
				t.plain(i, i+1)
				i++
			}
		default:
			return i
		}
	}
}

// simpleLink is the end of the link whose host begins at i, if that is a few words with full stops
// between them, of which the last is a top-level domain, and a path of one word or none, with a space
// behind it; else 0. Of two words that are no such host it is not ok, and where to go on.
func (t *Tokeniser) simpleLink(i int) (stop int, ok bool) {
	from := i
	for k := range 4 {
		size := bits.TrailingZeros64(^t.wordsFrom(from))
		if size == 0 || size > 60 {
			return 0, true
		}
		if stop = from + size; t.low[stop] == '.' {
			from = stop + 1
			continue
		}
		if k == 0 || size > 8 || stop-i == len("t.co") {
			return 0, true
		}
		behind := t.low[stop]
		if !text.IsTop(binary.LittleEndian.Uint64(t.low[from:])&masks[size][0], size) {
			if k == 1 && (behind == '/' || behind <= ' ') {
				return i, false
			}
			return 0, true
		}
		if behind == '/' {
			stop = wordEnd(t.blocks, stop+1)
		}
		if t.low[stop] > ' ' || stop-i > longLink {
			return 0, true
		}
		return stop, true
	}
	return 0, true
}

// longLink is so long that more rules than those of simpleLink may hold.
const longLink = 1000

// linkAt is the link of the run from start to t.checked.
func (t *Tokeniser) linkAt(start, before int) (from, stop int) {
	if start < max(t.since, before) {
		return 0, 0
	}
	e, next := text.LinkAt(t.s, start, t.checked)
	if e.Kind == "" {
		t.checked = max(t.checked, next)
		return 0, 0
	}
	t.addLink(e.Span.Start, e.Span.End)
	if e.Bare {
		return 0, 0
	}
	return start, e.Span.End
}

// figures is where what may be a domain name around the full stop at i ends if it is digits and
// full stops alone, of which there is none; else i.
func (t *Tokeniser) figures(i int) (end int) {
	if t.s[i] != '.' || i == 0 || !isDigit(t.s[i-1]) {
		return i
	}
	start := i
	for start > 0 && (isDigit(t.s[start-1]) || t.s[start-1] == '.') {
		start--
	}
	for end = i + 1; isDigit(t.at(end)) || t.at(end) == '.'; {
		end++
	}
	if start > 0 && mayBeOfName(t.s[start-1]) || mayBeOfName(t.at(end)) {
		return i
	}
	return end
}

func mayBeOfName(c byte) bool { return c >= 0x80 || isLetter(c) || c == '_' || c == '-' }

// short is the end of https://t.co/x, which is most links of one network, whose colon is at i; else 0.
func (t *Tokeniser) short(i int) (stop int) {
	const rest = "://t.co/"
	if !strings.HasPrefix(t.s[i:], rest) {
		return 0
	}
	from := i + len(rest)
	stop = wordEnd(t.blocks, from)
	if stop == from || stop-from > 40 || t.at(stop) == '?' {
		return 0
	}
	return stop
}

// mayPrecede reports signs that part a link from what stands before it.
func mayPrecede(c byte) bool {
	return !isLetter(c) && !isDigit(c) && c != '_' && c != '-' && c != '.' && c != '@' && c != '$' && c != '#'
}

// skip takes the link from start to stop out of the words.
func (t *Tokeniser) skip(start, stop int) int {
	for t.n > t.from && t.terms[t.n-1].Kind == Word {
		if from, to := t.raw(t.n - 1); from < start {
			t.lost = t.lost || to > start // it begins within a word
			break
		}
		t.n--
		t.pos = t.terms[t.n].First
	}
	t.pos++
	t.since = stop
	return stop
}
