package dataset

import (
	"fmt"
	"strings"

	"heed/internal/desk"
	"heed/internal/text"
)

// entities fills in who is named, which tags and which links a post has: as the file
// lists them, else as they stand in the text.
func (s *shaper) entities(m *desk.Message, p *post) {
	mentions := s.list("mentions", p.Mentions)
	m.Tags, m.Links = s.list("tags", p.Tags), s.list("links", p.Links)
	if s.light {
		return
	}
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

// scan finds what stands in a text. A bare domain name is no link.
func scan(s string) found {
	var out found
	for _, e := range text.Entities(s) {
		if len(e.Name) > maxURL {
			continue
		}
		switch {
		case len(out.mentions)+len(out.tags)+len(out.links) == maxList:
			return out
		case e.Kind == text.Mention:
			out.mentions = append(out.mentions, e.Name)
		case e.Kind == text.Hashtag:
			out.tags = append(out.tags, e.Name)
		case e.Kind == text.Link && !e.Bare:
			out.links = append(out.links, e.Name)
		}
	}
	return out
}
