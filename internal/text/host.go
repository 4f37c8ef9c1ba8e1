package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const (
	maxHost  = 253 // RFC 1035
	maxLabel = 63
	maxTop   = 24 // runes of the longest top-level domain that is not ASCII
	topBits  = 12 // of topAt

	topFactor = 0x9E3779B97F4A7C15 // that of the golden ratio
)

// hostLen is the length of the domain name at the start of s, or 0: the longest
// run of labels that ends in a known top-level domain.
func hostLen(s string, bare bool) int {
	best, start := 0, 0
	mayEnd := false // the next label may be a top-level domain
	odd, bestOdd := false, false
	for start < len(s) && start <= 4*maxHost {
		l, isOdd := plainLabel(s[start:])
		if isOdd {
			l = anyLabel(s[start:], bare)
		}
		if mayEnd {
			if isOdd {
				l.top = topLen(s[start:])
			} else if (l.top > 8 || l.coded) && !isTop(s[start:start+l.top]) || l.top <= 8 && !l.coded && !IsTop(l.first, l.top) {
				l.top = 0
			}
			if l.top > 0 {
				best, bestOdd = start+l.top, odd || isOdd || l.coded
			}
		}
		if !l.ok || start+l.n >= len(s) || s[start+l.n] != '.' {
			break
		}
		odd = odd || isOdd || l.n > maxLabel || isPunycode(s[start:start+l.n])
		mayEnd = l.plain
		start += l.n + 1
	}
	if best > 0 && bestOdd && !validHost(s[:best]) {
		return 0
	}
	return best
}

// A label is a part of a domain name between full stops.
type label struct {
	n     int
	top   int    // how much of it a top-level domain may be
	first uint64 // its first eight bytes of ASCII, in small letters
	plain bool   // it holds no underscore, which only a subdomain may
	coded bool   // it is other letters written in ASCII (RFC 3492)
	ok    bool
}

// plainLabel measures the label at the start of s. It is odd if it is not of ASCII alone.
func plainLabel(s string) (l label, odd bool) {
	n := 0
	for ; n < len(s) && linkBytes[s[n]]&ofWord != 0; n++ {
		l.first |= uint64(s[n]|0x20) << (8 * n) // nothing from the ninth on
	}
	l.top, l.plain = n, true
	for n < len(s) && linkBytes[s[n]]&ofLabel != 0 {
		l.plain = l.plain && s[n] != '_'
		n++
	}
	if l.n = n; n < len(s) && s[n] >= utf8.RuneSelf {
		return l, true
	}
	if l.coded = isPunycode(s[:n]); l.coded {
		l.top = topRun(s)
	}
	if l.top < len(s) && linkBytes[s[l.top]]&notAfterTop != 0 {
		l.top = 0
	}
	l.ok = n > 0 && n <= 4*maxLabel && !isLabelEdge(rune(s[0])) && !isLabelEdge(rune(s[n-1]))
	return l, false
}

func isLabelEdge(r rune) bool { return r == '-' || r == '_' }

// anyLabel measures a label that is not of ASCII alone.
func anyLabel(s string, bare bool) label {
	l := label{plain: true}
	var first, last rune
	for i, r := range s {
		if r == '.' || bare && !isBareRune(r) || !bare && !isHostRune(r) || r == utf8.RuneError {
			break
		}
		if i == 0 {
			first = r
		}
		last, l.n = r, i+utf8.RuneLen(r)
		l.plain = l.plain && r != '_'
		if l.n > 4*maxLabel {
			return l
		}
	}
	l.ok = l.n > 0 && !isLabelEdge(first) && !isLabelEdge(last)
	return l
}

// isHostRune reports whether a domain name after a scheme may hold the rune:
// anything but spaces, ASCII punctuation and invisible characters.
func isHostRune(r rune) bool {
	if r < utf8.RuneSelf {
		return linkBytes[r]&ofLabel != 0
	}
	return !unicode.IsSpace(r) && !isDirectional(r) && r != 0x180E && r != 0xFFFE && r != 0xFEFF && r != 0xFFFF
}

// topLen is the length of the known top-level domain at the start of s, or 0.
func topLen(s string) int {
	n := topRun(s)
	if n > 0 && isTop(s[:n]) && !(n < len(s) && linkBytes[s[n]]&notAfterTop != 0) {
		return n
	}
	if n == len(s) || s[n] < utf8.RuneSelf || n >= maxTop {
		return 0
	}
	var low [4 * maxTop]byte // in small letters, which may be longer or shorter
	var ends, lows [maxTop]int
	count, used, ascii := 0, 0, true
	for i, r := range s {
		if count == maxTop || !isLetterOrMark(r) {
			break
		}
		ascii = ascii && r < utf8.RuneSelf
		used += utf8.EncodeRune(low[used:], unicode.ToLower(r))
		ends[count], lows[count] = i+utf8.RuneLen(r), used
		count++
	}
	for k := count - 1; k >= 1 && !ascii; k-- {
		if isTopOf(low[:lows[k]]) {
			return ends[k]
		}
	}
	return 0
}

// topRun is how much of the start of s a top-level domain of ASCII may be: letters and digits, and
// hyphens inside one that is coded.
func topRun(s string) int {
	n, coded := 0, isPunycode(s)
	for n < len(s) && n <= maxLabel && (linkBytes[s[n]]&ofWord != 0 || coded && s[n] == '-') {
		n++
	}
	if n > maxLabel || n > 0 && s[n-1] == '-' {
		return 0
	}
	return n
}

// isPunycode reports a label of other letters, written in ASCII.
func isPunycode(s string) bool {
	return len(s) > 4 && s[2] == '-' && s[3] == '-' && s[0]|0x20 == 'x' && s[1]|0x20 == 'n'
}

// isTop reports whether a label of ASCII is a top-level domain.
func isTop(label string) bool {
	if len(label) < 2 || isDigit(label[0]) {
		return false
	}
	if isPunycode(label) {
		return true
	}
	var low [longestTop]byte
	if len(label) > len(low) {
		return false
	}
	for i := range len(label) {
		low[i] = label[i] | 0x20
	}
	return isTopOf(low[:len(label)])
}

// isTopOf looks a label in small letters up among the top-level domains in use, those beyond
// ASCII as they are read.
func isTopOf(label []byte) bool {
	var first uint64
	for i, c := range label[:min(len(label), 8)] {
		first |= uint64(c) << (8 * i)
	}
	for h := topHash(first); ; h = (h + 1) % uint64(len(topAt)) {
		at := int(topAt[h])
		if at == 0 {
			return false
		}
		if n := int(tops[at-1]); n == len(label) && tops[at:at+n] == string(label) {
			return true
		}
	}
}

// topHash is where in topAt a label is looked for, by its first eight bytes, the lowest first.
func topHash(first uint64) uint64 { return first * topFactor >> (64 - topBits) }

// isShort reports up to eleven letters and signs below U+2000, of which each takes five letters in ASCII form at most
// (RFC 3492: a number below 12 times U+2000, in digits that are worth ten at least): such a label is not too long.
func isShort(label string) bool {
	n := 0
	for _, r := range label {
		if r >= 0x2000 || n == 11 {
			return false
		}
		n++
	}
	return !isPunycode(label)
}

// validHost checks the lengths that count in ASCII form.
func validHost(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if isASCII(label) && !isPunycode(label) {
			if label == "" || len(label) > maxLabel {
				return false
			}
			continue
		}
		if isShort(label) {
			continue
		}
		ascii, err := idna.Punycode.ToASCII(label)
		if err != nil || ascii == "" || len(ascii) > maxLabel || isPunycode(label) && ascii != label {
			return false
		}
	}
	return true
}
