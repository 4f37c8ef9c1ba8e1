package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/desk"
)

const (
	maxID   = 1 << 10 // bytes of an id or a name
	maxURL  = 8 << 10
	maxList = 1_000 // mentions, tags, links or media of one post
)

// shaper turns posts into rows. It remembers nothing.
type shaper struct {
	network desk.Network
	form    *form
	light   bool // names, tags and links are not looked for in the text: refuses the same rows, faster
	cleaned bool // the row at hand had to be cleaned
	refused *RowError
}

// row checks a post. What is wrong first is told; the post is then not taken.
func (s *shaper) row(p *post) (Row, *RowError) {
	s.cleaned, s.refused = p.dirty, nil
	m := desk.Message{
		Network: s.network, NetworkID: desk.NetworkID(s.short("id", string(p.ID))),
		Text: s.text("text", p.Text), Place: s.short("place", p.Place), Lang: language(p.Lang),
		Parent: desk.NetworkID(s.short("reply_to", string(p.ReplyTo))), Root: desk.NetworkID(s.short("root", string(p.Root))),
		Subject: desk.NetworkID(s.short("subject", string(p.Subject))), SubjectText: s.text("subject_text", p.Quoted),
		URL: s.link("url", p.URL), PostedAt: s.time("time", string(p.Time)), EditedAt: s.time("edited", string(p.Edited)),
		Author: s.author(p), Media: s.media(p.Media),
	}
	if p.Network != "" {
		m.Network = s.networkOf(p.Network)
	}
	if m.NetworkID == "" && s.refused == nil {
		m.NetworkID = derived(&m)
	}
	if by := s.handle("reply_to_author", p.ReplyBy); by != "" {
		m.ParentBy = ref(by)
	}
	s.kind(&m, p)
	s.entities(&m, p)
	s.require(&m, p)
	row := Row{Message: m, Company: s.short("company", p.Company), Handle: s.handle("handle", p.Handle), Case: s.short("case", string(p.Case)),
		Key: string(m.Network) + ":" + string(m.NetworkID)}
	return row, s.refused
}

// require looks for what may not be missing.
func (s *shaper) require(m *desk.Message, p *post) {
	if strings.TrimSpace(m.Text) == "" && len(m.Media) == 0 && m.Form != desk.Repost {
		s.refuse("text", "the post has no text")
	}
	have := map[string]bool{"id": p.ID != "", "author": p.Author.Name != "", "time": p.Time != "", "company": p.Company != ""}
	for _, field := range s.form.needs {
		if !have[field] {
			s.refuse(field, "it is empty")
		}
	}
	if m.Author.Name == "" {
		// Nobody is named: an author for each post keeps strangers apart.
		m.Author.NetworkID = "author-of:" + string(m.NetworkID)
		m.Author.Name, m.Author.Display = m.Author.NetworkID, first(m.Author.Display, "Unknown author")
	}
}

// kind settles the direction and the form of a post.
func (s *shaper) kind(m *desk.Message, p *post) {
	switch strings.ToLower(strings.TrimSpace(p.Direction)) {
	case "", "in":
		m.Direction = desk.In
	case "out":
		m.Direction = desk.Out
	default:
		s.refuse("direction", "it must be in or out, not "+quote(p.Direction))
	}
	switch f := desk.Form(strings.ToLower(strings.TrimSpace(p.Form))); f {
	case desk.Post, desk.Reply, desk.Repost, desk.Quote, desk.Direct:
		m.Form, m.Private = f, f == desk.Direct
	case "":
		m.Form = desk.Post
		if m.Parent != "" {
			m.Form = desk.Reply
		} else if m.Subject != "" {
			m.Form = desk.Quote
		}
	default:
		s.refuse("form", "it must be post, reply, repost, quote or direct, not "+quote(p.Form))
	}
}

func (s *shaper) author(p *post) desk.HandleRef {
	a := p.Author
	ref := desk.HandleRef{
		NetworkID: s.short("author_id", string(first(a.ID, p.AuthorID))), Name: s.handle("author", string(a.Name)),
		Display: s.short("name", first(a.Display, p.Name)), Avatar: s.link("avatar", first(a.Avatar, p.Avatar)),
		Followers: -1, Verified: a.Verified || p.Verified,
	}
	n := a.Followers
	if n == nil {
		n = p.Followers
	}
	if n != nil && *n >= 0 {
		ref.Followers = *n
	}
	if ref.Name == "" {
		ref.Name = ref.NetworkID
	}
	return ref
}

func (s *shaper) media(list []medium) []desk.Media {
	if len(list) > maxList {
		s.refuse("media", fmt.Sprintf("there are more than %d", maxList))
		return nil
	}
	var out []desk.Media
	for _, m := range list {
		kind := strings.ToLower(m.Kind)
		if !slices.Contains([]string{"image", "video", "audio", "file"}, kind) {
			kind = "file"
			if m.Kind == "" {
				kind = "image"
			}
		}
		out = append(out, desk.Media{Kind: kind, URL: s.link("media", m.URL), Alt: s.text("media", m.Alt)})
	}
	return out
}

// refuse keeps the first reason.
func (s *shaper) refuse(field, reason string) {
	if s.refused != nil {
		return
	}
	name := s.form.named(field)
	s.refused = &RowError{Field: name, Column: slices.Index(s.form.header, name) + 1, Reason: reason}
}

func (s *shaper) text(field, v string) string {
	if len(v) > maxField {
		s.refuse(field, fmt.Sprintf("the field is longer than %d MB", maxField>>20))
		return ""
	}
	out, changed := clean(v)
	s.cleaned = s.cleaned || changed
	return out
}

func (s *shaper) short(field, v string) string {
	v = strings.TrimSpace(v)
	if len(v) > maxID {
		s.refuse(field, fmt.Sprintf("it is longer than %d bytes", maxID))
		return ""
	}
	out, changed := clean(v)
	s.cleaned = s.cleaned || changed
	return out
}

func (s *shaper) handle(field, v string) string {
	return strings.TrimPrefix(s.short(field, v), "@")
}

// link lets only web addresses through: a page will show them as links.
func (s *shaper) link(field, v string) string {
	v = strings.TrimSpace(v)
	if v == "" {
		return ""
	}
	u, err := url.Parse(v)
	if len(v) > maxURL || err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		s.refuse(field, "it is not an http or https address: "+quote(v))
		return ""
	}
	return v
}

func (s *shaper) networkOf(v string) desk.Network {
	v = strings.ToLower(strings.TrimSpace(v))
	ok := len(v) > 0 && len(v) <= 32
	for _, c := range []byte(v) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')
	}
	if !ok {
		s.refuse("network", "a network's name has only letters, digits, - and _: "+quote(v))
	}
	return desk.Network(v)
}

func (s *shaper) time(field, v string) time.Time {
	v = strings.TrimSpace(v)
	if v == "" {
		return time.Time{}
	}
	t, ok := parseTime(v)
	if !ok {
		s.refuse(field, "it is not a time that heed reads: "+quote(v))
	}
	return t
}

// derived is the id of a post that has none: the same post gets the same one again.
func derived(m *desk.Message) desk.NetworkID {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d %q", m.Author.NetworkID, m.Author.Name, desk.Micros(m.PostedAt), m.Text)
	return desk.NetworkID("sha256-" + hex.EncodeToString(h.Sum(nil)[:12]))
}

// clean makes a text valid UTF-8 without NUL, which a database cannot hold.
func clean(s string) (out string, changed bool) {
	if !dirty(s) {
		return s, false
	}
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), string(utf8.RuneError)), true
}

func dirty(s string) bool { return strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) }

// quote shows a value in a message, cut where it is long.
func quote(s string) string {
	const most = 60
	s, _ = clean(s)
	if len(s) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return fmt.Sprintf("%q", s)
}

// language is the base language of a tag: "en" of "en-GB". What is none is dropped.
func language(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	base, _, _ = strings.Cut(base, "_")
	if len(base) < 2 || len(base) > 3 || base == "und" {
		return ""
	}
	for _, c := range []byte(base) {
		if c < 'a' || c > 'z' {
			return ""
		}
	}
	return base
}

func first[T ~string](values ...T) T {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
