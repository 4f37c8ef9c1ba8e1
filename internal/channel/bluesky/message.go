package bluesky

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/desk"
)

// What is kept of one post. The network allows 3,000 bytes of text; links written out
// make it longer.
const (
	maxText     = 12000
	maxName     = 640
	maxLink     = 2048
	maxLinks    = 32
	maxMentions = 32
	maxAlt      = 2000
)

// maxLate is how much older than its arrival a post may say it is. Archives that are
// imported carry dates of years ago; what arrives now is said now.
const maxLate = 7 * 24 * time.Hour

// mapper turns what the network says into messages.
type mapper struct {
	account desk.AccountID
	me      string // our DID; "" for an account that only listens
	who     func(did string) desk.HandleRef
}

// heard turns an event into what it tells; false if it tells nothing.
func (m *mapper) heard(e *event, now time.Time) (desk.Heard, bool) {
	if e.kind != "commit" {
		return desk.Heard{}, false
	}
	c := &e.commit
	p := place{e.did, c.collection, c.key}
	if !validDID(p.did) || !validKey(p.key) {
		return desk.Heard{}, false
	}
	if c.collection != postCollection && c.collection != repostCollection {
		return desk.Heard{}, false
	}
	at := now
	if e.at > 0 {
		at = timeOf(e.at)
	}
	switch c.operation {
	case "create":
		msg, ok := m.message(p, &c.record, at, now)
		return desk.Heard{Change: desk.Created, Message: msg}, ok
	case "update":
		msg, ok := m.message(p, &c.record, at, now)
		msg.EditedAt = at
		return desk.Heard{Change: desk.Edited, Message: msg}, ok
	case "delete":
		return desk.Heard{Change: desk.Deleted, Message: desk.Message{
			Account: m.account, Network: network, NetworkID: p.uri(), DeletedAt: at,
		}}, true
	}
	return desk.Heard{}, false
}

// message makes a message of a record. at is when the network saw it.
func (m *mapper) message(p place, r *record, at, now time.Time) (desk.Message, bool) {
	msg := desk.Message{
		Account: m.account, Network: network, NetworkID: p.uri(), URL: postURL(p),
		Direction: desk.In, Form: desk.Post, Author: m.ref(p.did),
		PostedAt: postedAt(r.createdAt, at), HeardAt: now,
	}
	if p.did == m.me {
		// Every client makes keys like ours, so the key says nothing: our own posts are
		// recognised by the id that was predicted for them.
		msg.Direction = desk.Out
	}
	if p.collection == repostCollection {
		subject, ok := placeOf(desk.NetworkID(r.subject))
		if !ok {
			return msg, false
		}
		msg.Form, msg.Subject, msg.SubjectBy, msg.URL = desk.Repost, subject.uri(), m.ref(subject.did), postURL(subject)
		return msg, true
	}
	msg.Text, msg.Links = expand(r.text, r.facets)
	msg.Lang = baseLang(r.langs)
	msg.Tags = tagsOf(r)
	msg.Mentions = m.mentions(r)
	msg.Media = media(p.did, &r.embed)
	if link := cleanLink(r.embed.external); link != "" {
		msg.Links = addTo(msg.Links, link, maxLinks)
	}
	if subject, ok := placeOf(desk.NetworkID(r.embed.quoted)); ok && subject.collection == postCollection {
		msg.Form, msg.Subject, msg.SubjectBy = desk.Quote, subject.uri(), m.ref(subject.did)
	}
	if parent, ok := placeOf(desk.NetworkID(r.parent)); ok {
		msg.Form, msg.Parent, msg.ParentBy, msg.Root = desk.Reply, parent.uri(), m.ref(parent.did), parent.uri()
		if root, ok := placeOf(desk.NetworkID(r.root)); ok {
			msg.Root = root.uri()
		}
	}
	return msg, true
}

// ref names a person as far as it is known without asking.
func (m *mapper) ref(did string) desk.HandleRef {
	if m.who != nil {
		return m.who(did)
	}
	return desk.HandleRef{NetworkID: did, Followers: -1}
}

// mentions are the people a text addresses, each once.
func (m *mapper) mentions(r *record) []desk.HandleRef {
	var all []desk.HandleRef
	for _, f := range r.facets {
		if f.did == "" || !validDID(f.did) || len(all) == maxMentions ||
			slices.ContainsFunc(all, func(h desk.HandleRef) bool { return h.NetworkID == f.did }) {
			continue
		}
		ref := m.ref(f.did)
		if ref.Name == "" {
			if start, end, ok := within(r.text, f); ok {
				ref.Name = handleOf(r.text[start:end])
			}
		}
		all = append(all, ref)
	}
	return all
}

// within is a facet's range in the text; false if the offsets do not cut it between
// characters.
func within(text string, f facet) (start, end int, ok bool) {
	n := int64(len(text))
	if f.start < 0 || f.end <= f.start || f.end > n {
		return 0, 0, false
	}
	start, end = int(f.start), int(f.end)
	ok = utf8.RuneStart(text[start]) && (end == len(text) || utf8.RuneStart(text[end]))
	return start, end, ok
}

// expand writes links out where the text shows a shortened form of them, and gathers
// them. A link under other words ("click here") leaves the words as they are.
func expand(text string, facets []facet) (string, []string) {
	var links []string
	type cut struct {
		start, end int
		uri        string
	}
	var cuts []cut
	for _, f := range facets {
		uri := cleanLink(f.uri)
		if uri == "" {
			continue
		}
		links = addTo(links, uri, maxLinks)
		start, end, ok := within(text, f)
		if ok && text[start:end] != uri && shortens(text[start:end], uri) {
			cuts = append(cuts, cut{start, end, uri})
		}
	}
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.start - b.start })
	var out strings.Builder
	done := 0
	for _, c := range cuts {
		if c.start < done {
			continue // overlaps one that was written out
		}
		out.WriteString(text[done:c.start])
		out.WriteString(c.uri)
		done = c.end
	}
	if done == 0 {
		return clean(text, maxText), links
	}
	out.WriteString(text[done:])
	return clean(out.String(), maxText), links
}

// shortens reports whether shown is the beginning of the link, as clients show it:
// without scheme and www, and cut with an ellipsis.
func shortens(shown, uri string) bool {
	shown, _ = strings.CutSuffix(shown, "…")
	shown = bare(strings.TrimRight(shown, "."))
	return len(shown) >= 4 && strings.Contains(shown, ".") && strings.HasPrefix(bare(uri), shown)
}

func bare(uri string) string {
	uri = strings.ToLower(uri)
	if _, rest, ok := strings.Cut(uri, "://"); ok {
		uri = rest
	}
	return strings.TrimPrefix(uri, "www.")
}

// cleanLink is the link if a person may follow it: http or https, of bounded length.
func cleanLink(uri string) string {
	if uri == "" || len(uri) > maxLink {
		return ""
	}
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return clean(uri, maxLink)
}

func tagsOf(r *record) []string {
	var all []string
	for _, f := range r.facets {
		if f.tag != "" {
			all = addTo(all, clean(strings.TrimPrefix(f.tag, "#"), maxName), maxLinks)
		}
	}
	for _, t := range r.tags {
		all = addTo(all, clean(t, maxName), maxLinks)
	}
	return all
}

func media(did string, e *embed) []desk.Media {
	var all []desk.Media
	for _, m := range e.images {
		if validCID(m.cid) {
			all = append(all, desk.Media{
				Kind: "image", Alt: clean(m.alt, maxAlt),
				URL: "https://cdn.bsky.app/img/feed_fullsize/plain/" + did + "/" + m.cid + "@jpeg",
			})
		}
	}
	if validCID(e.video.cid) {
		all = append(all, desk.Media{
			Kind: "video", Alt: clean(e.video.alt, maxAlt),
			URL: "https://video.bsky.app/watch/" + url.PathEscape(did) + "/" + e.video.cid + "/playlist.m3u8",
		})
	}
	return all
}

func validCID(s string) bool { return len(s) >= 8 && len(s) <= 256 && all(s, alnum) }

// baseLang is the first language in its short form.
func baseLang(langs []string) string {
	if len(langs) == 0 {
		return ""
	}
	base, _, _ := strings.Cut(strings.ToLower(langs[0]), "-")
	if len(base) < 2 || len(base) > 3 || !all(base, func(c byte) bool { return 'a' <= c && c <= 'z' }) {
		return ""
	}
	return base
}

// postedAt is the time that a post says, if it can be true of a post that the network
// saw at the time given; else that time.
func postedAt(said string, at time.Time) time.Time {
	t, err := syntax.ParseDatetimeTime(said)
	if err != nil || t.After(at) || t.Before(at.Add(-maxLate)) {
		return at.UTC()
	}
	return t.UTC()
}

// timeOf is a stream time. What cannot be a time of this network is none.
func timeOf(us int64) time.Time {
	if us <= 0 || us > 1<<52 { // the year 2112
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// clean makes a text safe to keep: no control characters but line breaks and tabs, of
// bounded length, cut between characters.
func clean(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	if !hasControls(s) && utf8.ValidString(s) {
		return s
	}
	bad := func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7F }
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// hasControls reports whether a text has control characters but line breaks and tabs.
func hasControls(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c == 0x7F {
			return true
		}
	}
	return false
}

func addTo(list []string, s string, limit int) []string {
	if s == "" || len(list) >= limit || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
