package text

import (
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
)

const (
	maxLink = 4096 // longer ones are no links on X
	maxSlug = 40   // of t.co
)

// links finds links, with a scheme or without one. A link without a scheme needs
// a known top-level domain after a domain name in Latin letters.
func links(s string) []Entity {
	var out []Entity
	for i := 0; i < len(s); {
		if !startsRun(s, i) {
			i++
			continue
		}
		e, end := linkAt(s, i, bareEnd(s, i))
		if e.Kind != "" {
			out = append(out, e)
		}
		i = max(end, i+1)
	}
	return out
}

// startsRun reports whether a run of domain characters starts at i.
func startsRun(s string, i int) bool {
	if c := s[i]; c < utf8.RuneSelf {
		if linkBytes[c]&ofBare == 0 {
			return false
		}
	} else if r, _ := utf8.DecodeRuneInString(s[i:]); !utf8.RuneStart(c) || !isLatinAccent(r) {
		return false
	}
	if i == 0 {
		return true
	}
	if c := s[i-1]; c < utf8.RuneSelf {
		return linkBytes[c]&ofBare == 0
	}
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	return !isLatinAccent(prev)
}

// linkAt reads the link at i, where a run of domain characters starts that ends at run, and
// returns where to go on.
func linkAt(s string, i, run int) (Entity, int) {
	var before byte
	if i > 0 {
		if before = s[i-1]; before == '@' || before == '$' || before == '#' || before >= utf8.RuneSelf && isBarred(s[:i]) {
			return Entity{}, run
		}
	}
	if scheme := schemeLen(s[i:]); scheme > 0 {
		return schemeLink(s, i, i+scheme)
	}
	if before == '/' || linkBytes[s[i]]&ofBare != 0 && linkBytes[s[i]]&ofWord == 0 || run < len(s) && s[run] == '@' {
		return Entity{}, run
	}
	host := hostLen(s[i:], true)
	if host == 0 {
		return Entity{}, run
	}
	end, ok := bareLinkEnd(s, i, i+host)
	if !ok {
		return Entity{}, end
	}
	e := linkEntity(s, i, end)
	e.Bare = end == i+host && !(host > 3 && strings.EqualFold(s[i:i+4], "www."))
	return e, end
}

// bareLinkEnd is where the link at i ends, whose domain name ends at host; where that is too long to be one, where to go on: what
// stands in it is none either, or each of a long row would be read to its end.
func bareLinkEnd(s string, i, host int) (end int, ok bool) {
	end = tailEnd(s, host)
	return end, end-i <= maxLink
}

// isBarred reports signs beyond ASCII right behind which no link begins.
func isBarred(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return r == '＠' || r == '＃' || r == 0xFFFE || r == 0xFEFF || r == 0xFFFF
}

// schemeLink reads the link at i, whose scheme ends at from.
func schemeLink(s string, i, from int) (Entity, int) {
	end, ok := schemeLinkEnd(s, i, from)
	if !ok {
		return Entity{}, end
	}
	return linkEntity(s, i, end), end
}

// schemeLinkEnd is where it ends; where it is none, where to go on.
func schemeLinkEnd(s string, i, from int) (end int, ok bool) {
	host := hostLen(s[from:], false)
	if host == 0 {
		return from, false
	}
	end = tailEnd(s, from+host)
	if host == len("t.co") && strings.EqualFold(s[from:from+host], "t.co") {
		slug := from + host
		if slug < end && s[slug] == '/' {
			slug++
			for slug < end && linkBytes[s[slug]]&ofWord != 0 {
				slug++
			}
			if slug-from-host-1 > maxSlug {
				return end, false
			}
			if slug > from+host+1 {
				end = queryEnd(s, slug)
			}
		}
	}
	return end, end-i <= maxLink
}

// LinkKey is what links are compared by: folded, without scheme and without a slash
// at the end of an address.
func LinkKey(link string) string {
	link = Fold(strings.TrimSpace(link))
	for {
		scheme, rest, ok := strings.Cut(link, "://")
		if !ok || scheme != "http" && scheme != "https" {
			break
		}
		link = rest
	}
	if strings.Contains(link, ".") {
		link = strings.TrimRight(link, "/")
	}
	return link
}

func linkEntity(s string, i, end int) Entity {
	return Entity{Kind: Link, Span: desk.Span{Start: i, End: end}, Name: s[i:end]}
}

// schemeLen is the length of http:// or https:// at the start of s, or 0.
func schemeLen(s string) int {
	if len(s) < len("http://x") || s[0]|0x20 != 'h' || s[1]|0x20 != 't' || s[2]|0x20 != 't' || s[3]|0x20 != 'p' {
		return 0
	}
	n := len("http")
	if s[n]|0x20 == 's' {
		n++
	}
	if rest := s[n:]; len(rest) > len("://") && rest[0] == ':' && rest[1] == '/' && rest[2] == '/' {
		return n + len("://")
	}
	return 0
}

// bareEnd is the end of the run of characters that a domain name without a scheme
// may hold.
func bareEnd(s string, i int) int {
	for i < len(s) {
		if s[i] < utf8.RuneSelf {
			if linkBytes[s[i]]&ofBare == 0 {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isLatinAccent(r) {
			break
		}
		i += size
	}
	return i
}

func isBareRune(r rune) bool {
	if r < utf8.RuneSelf {
		return linkBytes[r]&ofBare != 0
	}
	return isLatinAccent(r)
}
