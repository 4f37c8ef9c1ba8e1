package bluesky

import (
	"math/bits"
	"net/url"
	"strings"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/order"
)

// expand writes links out where the text shows a shortened form of them, and gathers
// them. A link under other words ("click here") leaves the words as they are.
func (m *mapper) expand(text string, facets []envelope.Facet, isClean bool) (string, []string) {
	links, cuts := m.draft.linkList(), m.draft.cutList()
	for i := range facets {
		f := &facets[i]
		uri := cleanLink(f.URI)
		if uri == "" {
			continue
		}
		links = addTo(links, uri, maxLinks)
		start, end, ok := within(text, f)
		if ok && text[start:end] != uri && shortens(text[start:end], uri) {
			cuts = append(cuts, cut{start, end, uri})
		}
	}
	if len(cuts) == 0 {
		return m.clean(text, isClean), links
	}
	order.Stable(cuts, func(a, b cut) int { return a.start - b.start })
	parts, done := m.draft.partList(), 0
	for i := range cuts {
		c := &cuts[i]
		if c.start < done {
			continue // overlaps one that was written out
		}
		parts, done = append(parts, text[done:c.start], c.uri), c.end
	}
	return m.clean(m.draft.join(append(parts, text[done:])...), isClean), links
}

// cut is where a text shows a part of a link.
type cut struct {
	start, end int
	uri        string
}

// shortens reports whether shown is the beginning of the link, as clients show it:
// without scheme and www, and cut with an ellipsis.
func shortens(shown, uri string) bool {
	shown, _ = strings.CutSuffix(shown, "…")
	shown = strings.TrimRight(shown, ".")
	if rest, ok := strings.CutPrefix(uri, "https://"); ok && len(shown) >= 4 && strings.HasPrefix(rest, shown) && shown[0]|0x20 != 'w' && strings.IndexByte(shown, ':') < 0 {
		return strings.IndexByte(shown, '.') >= 0 // as nearly all are: neither scheme nor www is to be left out
	}
	shown, uri = bare(shown), bare(uri)
	return len(shown) >= 4 && len(shown) <= len(uri) && strings.Contains(shown, ".") && strings.EqualFold(shown, uri[:len(shown)])
}

func bare(uri string) string {
	if _, rest, ok := strings.Cut(uri, "://"); ok {
		uri = rest
	}
	const www = "www."
	if len(uri) >= len(www) && strings.EqualFold(uri[:len(www)], www) {
		return uri[len(www):]
	}
	return uri
}

// cleanLink is the link if a person may follow it: http or https, of bounded length.
func cleanLink(uri string) string {
	if uri == "" || len(uri) > maxLink {
		return ""
	}
	if plainLink(uri) {
		return uri
	}
	if !parsedLink(uri) {
		return ""
	}
	return clean(uri, maxLink)
}

func parsedLink(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// plainLink reports whether a link is of the common kind, which needs no parser to be told
// from others: a host without a port, and ASCII behind it that stands for itself.
func plainLink(uri string) bool {
	rest, ok := strings.CutPrefix(uri, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(uri, "http://")
	}
	host := hostLen(rest)
	return ok && host > 0 && (host == len(rest) || rest[host] == '/' && isPlainBut(rest[host:], '%'))
}

// hostLen is how many letters, digits, full stops and hyphens a text begins with, eight at a time.
func hostLen(s string) (n int) {
	for ; n+8 <= len(s); n += 8 {
		x := eight(s, n)
		// A byte beyond ASCII is none of them, and spoils only those behind it.
		host := within8(x|0x20*(tops8>>7), 'a', 'z') | within8(x, '0', '9') | within8(x, '-', '.')
		if other := ^host & tops8; other != 0 {
			return n + bits.TrailingZeros64(other)/8
		}
	}
	for n < len(s) && classes[s[n]]&(alnum|inHost) != 0 {
		n++
	}
	return n
}
