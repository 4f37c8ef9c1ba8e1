package bluesky

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"heed/internal/desk"
)

// A post's limits, from app.bsky.feed.post, and a private message's, from
// chat.bsky.convo.defs#messageInput.
const (
	postGraphemes = 300
	postBytes     = 3000
	chatGraphemes = 1000
	chatBytes     = 10000
	tagGraphemes  = 64
)

// tooLong refuses a text that the network would refuse.
func tooLong(text string, graphemes, bytes int) error {
	n := uniseg.GraphemeClusterCount(text)
	if n <= graphemes && len(text) <= bytes {
		return nil
	}
	e := desk.Errorf(desk.Refused, "The text has %d characters (%d bytes); Bluesky takes %d (%d).", n, len(text), graphemes, bytes)
	e.Mend = "Shorten it, or send it in parts."
	return e
}

// The JSON of a post as heed writes it. The order of the fields is fixed, so that the
// same answer always has the same bytes.
type postRecord struct {
	Type      string        `json:"$type"`
	Text      string        `json:"text"`
	CreatedAt string        `json:"createdAt"`
	Langs     []string      `json:"langs,omitempty"`
	Facets    []facetJSON   `json:"facets,omitempty"`
	Reply     *replyRef     `json:"reply,omitempty"`
	Embed     *imagesRecord `json:"embed,omitempty"`
}

type replyRef struct {
	Root   strongRef `json:"root"`
	Parent strongRef `json:"parent"`
}

type strongRef struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

type facetJSON struct {
	Index    byteSlice     `json:"index"`
	Features []featureJSON `json:"features"`
}

type byteSlice struct {
	Start int `json:"byteStart"`
	End   int `json:"byteEnd"`
}

type featureJSON struct {
	Type string `json:"$type"`
	DID  string `json:"did,omitempty"`
	URI  string `json:"uri,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

// mark is a part of a text that becomes a facet.
type mark struct {
	start, end int
	feature    featureJSON
	handle     string // of a mention, until its DID is known
}

// marks finds mentions, links and tags in what an agent wrote, in order.
func marks(text string) []mark {
	var all []mark
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || strings.ContainsRune(`([{"'“‘«<`, r) {
			i += n
			continue
		}
		end := i + wordLen(text[i:])
		if m, ok := markOf(text[i:end]); ok {
			m.start += i
			m.end += i
			all = append(all, m)
		}
		i = end
	}
	return all
}

func wordLen(s string) int {
	if n := strings.IndexFunc(s, unicode.IsSpace); n >= 0 {
		return n
	}
	return len(s)
}

// markOf looks at one word. Offsets are within it.
func markOf(word string) (mark, bool) {
	lower := strings.ToLower(word[:min(len(word), 8)])
	switch {
	case word[0] == '@':
		n := 1
		for n < len(word) && classes[word[n]]&(alnum|inHost) != 0 {
			n++
		}
		word = strings.TrimRight(word[:n], ".-")
		h := handleOf(word)
		return mark{end: len(word), handle: h, feature: featureJSON{Type: "app.bsky.richtext.facet#mention"}}, h != ""
	case strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "http://"):
		word = trimLink(word)
		uri, ok := plainURI(word)
		return mark{end: len(word), feature: featureJSON{Type: "app.bsky.richtext.facet#link", URI: uri}}, ok
	case word[0] == '#' || strings.HasPrefix(word, "＃"):
		_, n := utf8.DecodeRuneInString(word)
		tag := strings.TrimRightFunc(word[n:], unicode.IsPunct)
		ok := strings.IndexFunc(tag, unicode.IsLetter) >= 0 && uniseg.GraphemeClusterCount(tag) <= tagGraphemes &&
			!strings.ContainsAny(tag, "#＃")
		return mark{end: n + len(tag), feature: featureJSON{Type: "app.bsky.richtext.facet#tag", Tag: tag}}, ok
	}
	return mark{}, false
}

// plainURI writes a link in the letters that the network takes, which are ASCII. A host
// in other letters stays words.
func plainURI(link string) (string, bool) {
	u, err := url.Parse(link)
	if err != nil || cleanLink(link) != link || strings.IndexFunc(u.Host, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		return "", false
	}
	var b strings.Builder
	for i := range len(link) {
		if c := link[i]; c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String(), b.Len() <= maxLink
}

// trimLink takes off the punctuation of the sentence that a link stands in. A closing
// bracket stays if the link has the opening one.
func trimLink(s string) string {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.ContainsRune(`.,;:!?'"”’»>`, r):
		case r == ')' && strings.Count(s, "(") < strings.Count(s, ")"):
		case r == ']' && !strings.Contains(s, "["), r == '}' && !strings.Contains(s, "{"):
		default:
			return s
		}
		s = s[:len(s)-n]
	}
	return s
}

// facets makes the facets of a text. A mention whose handle nobody has stays words.
func (c *conn) facets(ctx context.Context, text string, to desk.HandleRef) ([]facetJSON, error) {
	found := marks(text)
	dids, err := c.mentioned(ctx, found, to)
	if err != nil {
		return nil, err
	}
	var all []facetJSON
	for _, m := range found {
		if m.handle != "" {
			if m.feature.DID = dids[m.handle]; m.feature.DID == "" {
				continue
			}
		}
		all = append(all, facetJSON{byteSlice{m.start, m.end}, []featureJSON{m.feature}})
	}
	return all, nil
}

func (c *conn) mentioned(ctx context.Context, found []mark, to desk.HandleRef) (map[string]string, error) {
	dids := map[string]string{}
	if to.NetworkID != "" {
		dids[strings.ToLower(to.Name)] = to.NetworkID
	}
	var ask []string
	for _, m := range found {
		if _, known := dids[m.handle]; m.handle != "" && !known && len(ask) < profileBatch {
			dids[m.handle] = ""
			ask = append(ask, m.handle)
		}
	}
	if len(ask) == 0 {
		return dids, nil
	}
	people, err := lookUp(ctx, c.public, ask)
	if f := asFailure(err); f != nil && f.status != http.StatusBadRequest {
		return nil, reading(err, "look up who is mentioned")
	}
	for _, p := range people {
		if validDID(p.DID) {
			dids[strings.ToLower(p.Handle)] = p.DID
		}
	}
	return dids, nil
}
