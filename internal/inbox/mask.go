package inbox

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"heed/internal/desk"
)

// masked hides private data in a text that stands outside its message.
func (s *Service) masked(text string) string { return s.without(text, s.deps.Private(text)) }

// without hides what was found in a text. Findings are in order and do not overlap.
func (s *Service) without(text string, found []desk.Finding) string {
	for i := len(found) - 1; i >= 0; i-- {
		f := found[i]
		if !valid(text, f.Span) {
			continue
		}
		text = text[:f.Span.Start] + s.deps.Mask(text, f) + text[f.Span.End:]
	}
	return text
}

// maskedMessage is a message as it may be seen by all. What it shares with the story is not
// changed. private is what is private in its text.
func (s *Service) maskedMessage(m *desk.Message, private []desk.Finding) *desk.Message {
	copied := *m
	copied.Text = s.without(m.Text, private)
	copied.SubjectText, copied.Place = s.masked(m.SubjectText), s.masked(m.Place)
	copied.Author.Name, copied.Author.Display = s.masked(m.Author.Name), s.masked(m.Author.Display)
	copied.Media = slices.Clone(m.Media)
	for i := range copied.Media {
		x := &copied.Media[i]
		x.Alt = s.masked(x.Alt)
		if s.tells(x.URL) {
			x.URL = ""
		}
	}
	return &copied
}

// tells reports whether the address of a file says something private: people name a scan after
// whom it shows. A number alone is how networks name files.
func (s *Service) tells(address string) bool {
	if plain, err := url.QueryUnescape(address); err == nil {
		address = plain
	}
	_, address, _ = strings.Cut(address, "://")
	parts := strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune("/?&;", r) })
	return slices.ContainsFunc(parts, func(part string) bool {
		name := strings.TrimSuffix(part, path.Ext(part))
		if strings.Trim(name, "0123456789") == "" {
			return false
		}
		sure := func(f desk.Finding) bool { return !f.Unsure }
		return slices.ContainsFunc(s.deps.Private(part), sure) || slices.ContainsFunc(s.deps.Private(strings.ReplaceAll(name, "_", " ")), sure)
	})
}

// maskedView hides what is private in everything of a case that is not a message's text.
func (s *Service) maskedView(v *View) {
	v.Person.Name, v.Person.MuteReason = s.masked(v.Person.Name), s.masked(v.Person.MuteReason)
	v.Promises = slices.Clone(v.Promises)
	for i := range v.Promises {
		v.Promises[i].Text = s.masked(v.Promises[i].Text)
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		if l.Event != nil {
			e := l.Event.Masked(s.masked)
			l.Event = &e
			continue
		}
		l.Message = s.maskedMessage(l.Message, s.private(l.Message))
		if l.Message.Direction == desk.In {
			l.Who = s.masked(l.Who)
		}
		l.Versions = slices.Clone(l.Versions)
		for j := range l.Versions {
			l.Versions[j].Text = s.masked(l.Versions[j].Text)
		}
	}
}

// firstName is how a customer is addressed; "" where their name is none.
func (s *Service) firstName(c *desk.Case) string {
	if len(s.deps.Private(c.PersonName)) > 0 {
		return ""
	}
	name, _, _ := strings.Cut(c.PersonName, " ")
	return name
}
