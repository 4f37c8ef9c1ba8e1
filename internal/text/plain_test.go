package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// What follows are the rules of links in the plainest words, one character after the other.
// TestLinksPlainly holds what is fast to them.

// plainLinks finds links, with a scheme or without one. A link without a scheme needs
// a known top-level domain after a domain name in Latin letters.
func plainLinks(s string) []Entity {
	var out []Entity
	for i := 0; i < len(s); {
		if !plainStartsRun(s, i) {
			i++
			continue
		}
		e, end := plainLinkAt(s, i)
		if e.Kind != "" {
			out = append(out, e)
		}
		i = max(end, i+1)
	}
	return out
}

// plainStartsRun reports whether a run of domain characters starts at i.
func plainStartsRun(s string, i int) bool {
	if !utf8.RuneStart(s[i]) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	if !plainIsBareRune(r) {
		return false
	}
	prev, size := utf8.DecodeLastRuneInString(s[:i])
	return size == 0 || !plainIsBareRune(prev)
}

// plainLinkAt reads the link at i, where a run of domain characters starts, and returns
// where to go on.
func plainLinkAt(s string, i int) (Entity, int) {
	scheme := plainSchemeLen(s[i:])
	run := plainBareEnd(s, i)
	prev, size := utf8.DecodeLastRuneInString(s[:i])
	if size > 0 && strings.ContainsRune("@＠$#＃\uFFFE\uFEFF\uFFFF", prev) {
		return Entity{}, run
	}
	if scheme > 0 {
		return plainSchemeLink(s, i, i+scheme)
	}
	if prev == '/' && size > 0 || strings.IndexByte("-_.", s[i]) >= 0 || run < len(s) && s[run] == '@' {
		return Entity{}, run
	}
	host := plainHostLen(s[i:], true)
	if host == 0 {
		return Entity{}, run
	}
	end := plainTailEnd(s, i+host)
	if end-i > maxLink {
		return Entity{}, end
	}
	e := linkEntity(s, i, end)
	e.Bare = end == i+host && !strings.HasPrefix(strings.ToLower(s[i:min(i+4, end)]), "www.")
	return e, end
}

func plainSchemeLink(s string, i, from int) (Entity, int) {
	host := plainHostLen(s[from:], false)
	if host == 0 {
		return Entity{}, from
	}
	end := plainTailEnd(s, from+host)
	if strings.EqualFold(s[from:from+host], "t.co") {
		slug := from + host
		if slug < end && s[slug] == '/' {
			slug++
			for slug < end && isHostByte(s[slug]) && s[slug] != '-' {
				slug++
			}
			if slug-from-host-1 > maxSlug {
				return Entity{}, end
			}
			if slug > from+host+1 {
				end = plainQueryEnd(s, slug)
			}
		}
	}
	if end-i > maxLink {
		return Entity{}, end
	}
	return linkEntity(s, i, end), end
}

// plainSchemeLen is the length of http:// or https:// at the start of s, or 0.
func plainSchemeLen(s string) int {
	for _, scheme := range [...]string{"http://", "https://"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

// plainBareEnd is the end of the run of characters that a domain name without a scheme
// may hold.
func plainBareEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !plainIsBareRune(r) {
			break
		}
		i += size
	}
	return i
}

func plainIsBareRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameByte(byte(r)) || r == '-' || r == '.'
	}
	return isLatinAccent(r)
}

// plainHostLen is the length of the domain name at the start of s, or 0: the longest
// run of labels that ends in a known top-level domain.
func plainHostLen(s string, bare bool) int {
	best, start, prevPlain := 0, 0, false
	for labels := 0; start < len(s) && start <= 4*maxHost; labels++ {
		if labels > 0 && prevPlain {
			if n := plainTldLen(s[start:]); n > 0 {
				best = start + n
			}
		}
		n, plain, ok := plainLabelLen(s[start:], bare)
		if !ok || start+n >= len(s) || s[start+n] != '.' {
			break
		}
		prevPlain = plain
		start += n + 1
	}
	if best > 0 && !plainValidHost(s[:best]) {
		return 0
	}
	return best
}

// plainLabelLen measures one label; plain is false where it holds an underscore, which
// only a subdomain may.
func plainLabelLen(s string, bare bool) (n int, plain, ok bool) {
	plain = true
	var first, last rune
	for i, r := range s {
		if r == '.' || bare && !plainIsBareRune(r) || !bare && !plainIsHostRune(r) || r == utf8.RuneError {
			break
		}
		if i == 0 {
			first = r
		}
		last, n = r, i+utf8.RuneLen(r)
		plain = plain && r != '_'
		if n > 4*maxLabel {
			return n, plain, false
		}
	}
	edge := func(r rune) bool { return r == '-' || r == '_' }
	return n, plain, n > 0 && !edge(first) && !edge(last)
}

// plainIsHostRune reports whether a domain name after a scheme may hold the rune:
// anything but spaces, ASCII punctuation and invisible characters.
func plainIsHostRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameByte(byte(r)) || r == '-'
	}
	return !unicode.IsSpace(r) && !isDirectional(r) && r != 0x180E && r != 0xFFFE && r != 0xFEFF && r != 0xFFFF
}

// plainTldLen is the length of the known top-level domain at the start of s, or 0.
func plainTldLen(s string) int {
	n := 0
	for n < len(s) && isHostByte(s[n]) && (s[n] != '-' || plainIsPunycode(s)) {
		n++
	}
	if n > 0 && n <= maxLabel && s[n-1] != '-' && plainIsTLD(s[:n]) && !(n < len(s) && strings.IndexByte("@+-", s[n]) >= 0) {
		return n
	}
	ends := make([]int, 0, maxTop)
	ascii := true
	for i, r := range s {
		if len(ends) == maxTop || !isLetterOrMark(r) {
			break
		}
		ascii = ascii && r < utf8.RuneSelf
		ends = append(ends, i+utf8.RuneLen(r))
	}
	if ascii {
		return 0
	}
	for k := len(ends) - 1; k >= 1; k-- {
		if plainIsTLD(s[:ends[k]]) {
			return ends[k]
		}
	}
	return 0
}

func plainIsPunycode(s string) bool { return len(s) > 4 && strings.EqualFold(s[:4], "xn--") }

// plainIsTLD asks the public suffix list, where every top-level domain in use has a
// rule of its own.
func plainIsTLD(label string) bool {
	if label == "" || len(label) > 4*maxLabel || isDigit(label[0]) {
		return false
	}
	if plainIsPunycode(label) {
		return true
	}
	ascii := strings.ToLower(label)
	if !isASCII(label) {
		var err error
		if ascii, err = idna.Punycode.ToASCII(ascii); err != nil {
			return false
		}
	}
	_, icann := publicsuffix.PublicSuffix("a." + ascii)
	return icann
}

// plainValidHost checks the lengths that count in ASCII form.
func plainValidHost(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if isASCII(label) && !plainIsPunycode(label) {
			if label == "" || len(label) > maxLabel {
				return false
			}
			continue
		}
		ascii, err := idna.Punycode.ToASCII(label)
		if err != nil || ascii == "" || len(ascii) > maxLabel || plainIsPunycode(label) && ascii != label {
			return false
		}
	}
	return true
}

// plainTailEnd is the end of port, path and query after a host that ends at i.
func plainTailEnd(s string, i int) int {
	if i+1 < len(s) && s[i] == ':' && isDigit(s[i+1]) {
		i++
		for i < len(s) && isDigit(s[i]) {
			i++
		}
	}
	if i < len(s) && s[i] == '/' {
		i = plainPathEnd(s, i+1)
	}
	return plainQueryEnd(s, i)
}

// plainPathEnd reads a path from i and gives back what a sentence would have put there.
func plainPathEnd(s string, i int) int {
	end := i
	for i < len(s) && i-end <= maxLink {
		if s[i] == '(' {
			n := plainParensLen(s[i:])
			if n == 0 {
				break
			}
			i += n
			end = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !plainIsPathRune(r) {
			break
		}
		i += size
		if plainIsPathEnd(r) {
			end = i
		}
	}
	return end
}

// plainParensLen is the length of a balanced pair of brackets at the start of s, with
// at most one more pair inside; or 0.
func plainParensLen(s string) int {
	depth, inner := 0, false
	for i, r := range s {
		switch {
		case i > maxLink:
			return 0
		case r == '(':
			depth++
			if depth > 2 || depth == 2 && inner {
				return 0
			}
			inner = depth == 2
		case r == ')':
			if depth--; s[i-1] == '(' {
				return 0
			}
			if depth == 0 {
				return i + 1
			}
		case !plainIsPathRune(r):
			return 0
		}
	}
	return 0
}

func plainIsPathRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameByte(byte(r)) || strings.IndexByte("!*';:=+,.$/%#[]-~@|&", byte(r)) >= 0
	}
	return r == 0x2013 || isCyrillic(r) || isLatinAccent(r)
}

func plainIsPathEnd(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameByte(byte(r)) || strings.IndexByte("+-=#/", byte(r)) >= 0
	}
	return isCyrillic(r) || isLatinAccent(r)
}

func plainQueryEnd(s string, i int) int {
	if i >= len(s) || s[i] != '?' {
		return i
	}
	end := i
	for j := i + 1; j < len(s) && j-end <= maxLink; j++ {
		switch b := s[j]; {
		case isNameByte(b) || strings.IndexByte("-&=#/", b) >= 0:
			end = j + 1
		case strings.IndexByte("!?*'@();:+$%[].,~|", b) >= 0:
		default:
			return end
		}
	}
	return end
}
