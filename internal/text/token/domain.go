package token

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"heed/internal/text"
)

// A domain name without a scheme, of letters and digits of ASCII and of the Latin letters written most, is read here by the
// rules of package text, label by label; others are left to it.

// longDomain is so long that more rules than those here may hold.
const longDomain = 60

// domain adds the link around the full stop at i. It reports whether all is known of the run of characters around it that
// domain names may hold. Where it is more than a domain name, stop is not 0.
func (t *Tokeniser) domain(i int) (start, stop int, known bool) {
	start, plain, ok := t.domainStart(i)
	if !ok {
		return 0, 0, false
	}
	barred := start < max(t.since, t.checked) || !isSmall(t.low[start]) && t.low[start] < utf8.RuneSelf || t.isBarred(start)
	isShort := plain && i > start && i-start <= maxAccented
	size := bits.TrailingZeros64(^t.wordsFrom(i + 1))
	end, best := i+1+size, i+1+size
	if !isShort || size > 8 || !isDomainEnd(t.low[end]) { // else mayBeTop has looked it up, as it is with most of them
		if end, best, ok = t.labels(start, i, isShort); !ok {
			return 0, 0, false
		}
	}
	t.checked = end
	if t.low[end] == '@' || barred || best == 0 {
		return 0, 0, true
	}
	if stop, ok = text.BareLinkEnd(t.s, start, best); !ok {
		t.checked = max(end, stop)
		return 0, 0, true
	}
	t.addLink(start, stop)
	if stop == best && string(t.low[start:start+4]) != "www." {
		return 0, 0, true
	}
	return start, stop, true
}

// isDomainEnd reports signs of ASCII behind which it is known that a link of a domain name alone ends.
func isDomainEnd(c byte) bool {
	return c < utf8.RuneSelf && !isSmall(c) && (c-' ' >= 64 || uint64(latinEnds)>>(c-' ')&1 != 0)
}

// labels reads the labels from start on, or, where the first is short, from behind the full stop at i on. It returns where the
// last ends, and where the domain name does: 0 if there is none.
func (t *Tokeniser) labels(start, i int, isShort bool) (end, best int, ok bool) {
	at, mayEnd, over := start, false, false // over: what follows is of no domain name
	if isShort {
		at, mayEnd = i+1, true
	}
	for {
		l, ok := t.labelAt(at)
		if !ok || l.end-start > longDomain {
			return 0, 0, false
		}
		if mayEnd && !over {
			size, ok := t.topAt(at, l)
			if !ok {
				return 0, 0, false
			}
			if size > 0 {
				best = at + size
			}
		}
		if t.low[l.end] != '.' {
			return l.end, best, true
		}
		over = over || !l.fits
		mayEnd = l.plain
		at = l.end + 1
	}
}

// domainStart is where the run around the full stop at i begins, and whether it is letters and digits up to there. It is not ok
// where that is far.
func (t *Tokeniser) domainStart(i int) (start int, plain, ok bool) {
	plain = true
	for start = i; start > 0 && start > i-longDomain; {
		b := t.low[start-1]
		if isSmall(b) {
			start--
			continue
		}
		if b == '.' || b == '-' || b == '_' {
			start--
			plain = false
			continue
		}
		if b < utf8.RuneSelf || start > 2 && t.low[start-3] == 0xE2 && t.low[start-2] == 0x80 { // a dash or a quotation mark
			return start, plain, true
		}
		if start > 1 && isAccent(t.low[start-2], b) {
			start -= 2
			continue
		}
		r, size := utf8.DecodeLastRune(t.low[:start])
		if !text.IsLatinAccent(r) {
			return start, plain, true
		}
		start -= size
	}
	return start, plain, start == 0
}

// isAccent reports most Latin letters of two bytes that domain names hold: U+00C0 to U+023F without two signs.
func isAccent(first, second byte) bool {
	return first-0xC3 <= 0xC8-0xC3 && second&0xC0 == 0x80 && (first != 0xC3 || second != 0x97 && second != 0xB7)
}

// isBarred reports whether behind what stands before i no link begins.
func (t *Tokeniser) isBarred(i int) bool {
	if i == 0 {
		return false
	}
	if b := t.low[i-1]; b < utf8.RuneSelf {
		return b == '@' || b == '$' || b == '#' || b == '/'
	}
	if i < 3 || t.low[i-3] != 0xEF {
		return false
	}
	switch r, _ := utf8.DecodeLastRune(t.low[:i]); r {
	case '＠', '＃', 0xFEFF, 0xFFFE, 0xFFFF:
		return true
	}
	return false
}

// domainLabel is a part of a domain name between full stops.
type domainLabel struct {
	end   int
	word  int  // with so many letters and digits of ASCII it begins
	plain bool // it holds no _, behind which no top-level domain stands
	fits  bool // it may be of a domain name
}

// labelAt measures the label at i. It is not ok where it may be too long in ASCII form.
func (t *Tokeniser) labelAt(i int) (l domainLabel, ok bool) {
	end, accents := i, false
	l.word, l.plain = -1, true
	for {
		b := t.low[end]
		if isSmall(b) {
			end++
			continue
		}
		if l.word < 0 {
			l.word = end - i
		}
		if b == '-' || b == '_' {
			l.plain = l.plain && b == '-'
			end++
			continue
		}
		if b < utf8.RuneSelf {
			break
		}
		if !isAccent(b, t.low[end+1]) {
			if b >= 0xE2 { // from U+2000 on
				break
			}
			r, size := utf8.DecodeRune(t.low[end:])
			if !text.IsLatinAccent(r) {
				break
			}
			end += size - 2
		}
		accents = true
		end += 2
	}
	l.end = end
	if accents && end-i > maxAccented || end > i+4 && string(t.low[i:i+4]) == "xn--" {
		return l, false
	}
	if end > i {
		first, last := t.low[i], t.low[end-1]
		l.fits = first != '-' && first != '_' && last != '-' && last != '_'
	}
	return l, true
}

// maxAccented is up to where a label with accents is surely not too long in ASCII form (RFC 3492).
const maxAccented = 11

// topAt is how much of the label at i, 0 or more, is a top-level domain. It is not ok where that needs a closer look.
func (t *Tokeniser) topAt(i int, l domainLabel) (size int, ok bool) {
	behind, after := t.low[i+l.word], t.low[i+l.word:]
	if l.word > 8 {
		return 0, false
	}
	first := binary.LittleEndian.Uint64(t.low[i:]) & masks[l.word][0]
	if behind != '-' && behind != '+' && behind != '@' && text.IsTop(first, l.word) {
		return l.word, true
	}
	if c, _ := charIn(after, 0); behind < utf8.RuneSelf || !c.is(text.Letter|text.Mark) || l.word == 0 && !mayBeginTop(after) {
		return 0, true
	}
	if l.word == 0 || behind == 0xC4 || behind == 0xE2 || uint32(first) == verm { // see mayBeTop
		return 0, text.TopLen(t.s[i:]) == 0
	}
	for size = l.word - 1; size > 0; size-- { // of what runs into other letters the beginning may be one
		if isDigit(t.low[i+size]) {
			return 0, true
		}
		if text.IsTop(first&masks[size][0], size) {
			return size, true
		}
	}
	return 0, true
}
