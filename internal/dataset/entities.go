package dataset

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// entities fills in who is named, which tags and which links a post has: as the file
// lists them, else as they stand in the text.
func (s *shaper) entities(m *desk.Message, p *post) {
	mentions := s.list("mentions", p.Mentions)
	m.Tags, m.Links = s.list("tags", p.Tags), s.list("links", p.Links)
	for i, tag := range m.Tags {
		m.Tags[i] = strings.TrimPrefix(tag, "#")
	}
	found := scan(m.Text)
	if mentions == nil {
		mentions = found.mentions
	}
	if m.Tags == nil {
		m.Tags = found.tags
	}
	if m.Links == nil {
		m.Links = found.links
	}
	for _, name := range mentions {
		m.Mentions = append(m.Mentions, ref(strings.TrimPrefix(name, "@")))
	}
}

// ref is a handle of which only the name is known. Where the name is a number, as for
// the customers of the Twitter set, it is the id too.
func ref(name string) desk.HandleRef {
	r := desk.HandleRef{Name: name, Followers: -1}
	if digits(name) {
		r.NetworkID = name
	}
	return r
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

func (s *shaper) list(field string, in []string) []string {
	if len(in) > maxList {
		s.refuse(field, fmt.Sprintf("there are more than %d", maxList))
		return nil
	}
	var out []string
	for _, v := range in {
		if v = s.short(field, v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

type found struct{ mentions, tags, links []string }

// scan reads a text by Twitter's rules: a handle is up to 20 ASCII letters, digits and
// _ after an @ that no letter precedes; a tag has at least one letter; a link begins
// with its scheme and loses the punctuation that ends a sentence.
func scan(s string) found {
	var out found
	for i := 0; i < len(s) && len(out.mentions)+len(out.tags)+len(out.links) < maxList; {
		j := strings.IndexAny(s[i:], "@#h")
		if j < 0 {
			break
		}
		i += j
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		if i > 0 && (letter(before) || before == '@' || before == '#') {
			i++
			continue
		}
		n := 1
		switch s[i] {
		case '@':
			if name := prefix(s[i+1:], handleLetter); len(name) > 0 && len(name) <= 20 {
				out.mentions, n = append(out.mentions, name), 1+len(name)
			}
		case '#':
			if name := prefix(s[i+1:], letter); strings.ContainsFunc(name, unicode.IsLetter) && len(name) <= maxID {
				out.tags, n = append(out.tags, name), 1+len(name)
			}
		case 'h':
			if link := linkAt(s[i:]); link != "" {
				out.links, n = append(out.links, link), len(link)
			}
		}
		i += n
	}
	return out
}

func linkAt(s string) string {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return ""
	}
	link := prefix(s, func(r rune) bool { return !unicode.IsSpace(r) && r != '<' && r != '>' && r != '"' })
	link = strings.TrimRight(link, ".,;:!?)]}'…’”")
	_, rest, _ := strings.Cut(link, "://")
	if rest == "" || len(link) > maxURL {
		return ""
	}
	return link
}

func prefix(s string, in func(rune) bool) string {
	for i, r := range s {
		if !in(r) {
			return s[:i]
		}
	}
	return s
}

func letter(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func handleLetter(r rune) bool {
	return r == '_' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
