package dataset

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// post is a row as the file gives it, before anything is checked. Its JSON names are
// the field names of docs/files.md, for JSON Lines and for CSV columns.
type post struct {
	ID        loose    `json:"id,omitempty"`
	Text      string   `json:"text,omitempty"`
	Author    author   `json:"author,omitzero"`
	AuthorID  loose    `json:"author_id,omitempty"`
	Name      string   `json:"name,omitempty"`
	Avatar    string   `json:"avatar,omitempty"`
	Followers *int     `json:"followers,omitempty"`
	Verified  bool     `json:"verified,omitempty"`
	Time      loose    `json:"time,omitempty"`
	Edited    loose    `json:"edited,omitempty"`
	Lang      string   `json:"lang,omitempty"`
	Place     string   `json:"place,omitempty"`
	Network   string   `json:"network,omitempty"`
	URL       string   `json:"url,omitempty"`
	Direction string   `json:"direction,omitempty"`
	Form      string   `json:"form,omitempty"`
	ReplyTo   loose    `json:"reply_to,omitempty"`
	ReplyBy   string   `json:"reply_to_author,omitempty"`
	Root      loose    `json:"root,omitempty"`
	Subject   loose    `json:"subject,omitempty"`
	Quoted    string   `json:"subject_text,omitempty"`
	Company   string   `json:"company,omitempty"`
	Handle    string   `json:"handle,omitempty"`
	Case      loose    `json:"case,omitempty"`
	Mentions  []string `json:"mentions,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Links     []string `json:"links,omitempty"`
	Media     []medium `json:"media,omitempty"`

	dirty bool // bytes were already replaced
}

// loose is a string that a file may also write as a number: ids and times.
type loose string

func (t *loose) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(t))
	case b[0] == '-' || b[0] >= '0' && b[0] <= '9':
		*t = loose(b)
		return nil
	}
	return wrongType(b)
}

// author is written as a name, or as an object with the same names as the fields
// around it.
type author struct {
	ID        loose  `json:"id,omitempty"`
	Name      loose  `json:"name,omitempty"`
	Display   string `json:"display,omitempty"`
	Avatar    string `json:"avatar,omitempty"`
	Followers *int   `json:"followers,omitempty"`
	Verified  bool   `json:"verified,omitempty"`
}

func (a *author) UnmarshalJSON(b []byte) error {
	if b[0] == '{' {
		type plain author
		return json.Unmarshal(b, (*plain)(a))
	}
	return a.Name.UnmarshalJSON(b)
}

// MarshalJSON writes the name alone: the other fields stand beside it.
func (a author) MarshalJSON() ([]byte, error) { return json.Marshal(a.Name) }

// medium is written as a link, or as an object.
type medium struct {
	Kind string `json:"kind,omitempty"`
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

func (m *medium) UnmarshalJSON(b []byte) error {
	if b[0] == '{' {
		type plain medium
		return json.Unmarshal(b, (*plain)(m))
	}
	return json.Unmarshal(b, &m.URL)
}

// wrongType leaves the field's name to the decoder, which knows it.
func wrongType(b []byte) error {
	kind := map[byte]string{'{': "object", '[': "list", 't': "bool", 'f': "bool"}[b[0]]
	return &json.UnmarshalTypeError{Value: kind, Type: reflect.TypeFor[string]()}
}

// scalars are the fields of a post that a CSV column may fill.
var scalars = []struct {
	name string
	set  func(p *post, v string) bool
}{
	{"id", func(p *post, v string) bool { p.ID = loose(v); return true }},
	{"text", func(p *post, v string) bool { p.Text = v; return true }},
	{"author", func(p *post, v string) bool { p.Author.Name = loose(v); return true }},
	{"author_id", func(p *post, v string) bool { p.AuthorID = loose(v); return true }},
	{"name", func(p *post, v string) bool { p.Name = v; return true }},
	{"avatar", func(p *post, v string) bool { p.Avatar = v; return true }},
	{"followers", func(p *post, v string) bool {
		n, err := strconv.Atoi(strings.TrimSpace(v))
		p.Followers = &n
		return err == nil
	}},
	{"verified", func(p *post, v string) bool {
		b, err := strconv.ParseBool(strings.ToLower(v))
		p.Verified = b
		return err == nil
	}},
	{"time", func(p *post, v string) bool { p.Time = loose(v); return true }},
	{"edited", func(p *post, v string) bool { p.Edited = loose(v); return true }},
	{"lang", func(p *post, v string) bool { p.Lang = v; return true }},
	{"place", func(p *post, v string) bool { p.Place = v; return true }},
	{"network", func(p *post, v string) bool { p.Network = v; return true }},
	{"url", func(p *post, v string) bool { p.URL = v; return true }},
	{"direction", func(p *post, v string) bool { p.Direction = v; return true }},
	{"form", func(p *post, v string) bool { p.Form = v; return true }},
	{"reply_to", func(p *post, v string) bool { p.ReplyTo = loose(v); return true }},
	{"reply_to_author", func(p *post, v string) bool { p.ReplyBy = v; return true }},
	{"root", func(p *post, v string) bool { p.Root = loose(v); return true }},
	{"subject", func(p *post, v string) bool { p.Subject = loose(v); return true }},
	{"subject_text", func(p *post, v string) bool { p.Quoted = v; return true }},
	{"company", func(p *post, v string) bool { p.Company = v; return true }},
	{"handle", func(p *post, v string) bool { p.Handle = v; return true }},
	{"case", func(p *post, v string) bool { p.Case = loose(v); return true }},
}

// table is a CSV whose columns have the names of docs/files.md.
func table(header []string) *form {
	if !slices.Contains(header, "text") {
		return nil
	}
	return &form{name: "posts as CSV", post: func(fields []string) (post, *RowError) {
		var p post
		for _, s := range scalars {
			i := slices.Index(header, s.name)
			if i < 0 || fields[i] == "" {
				continue
			}
			if !s.set(&p, fields[i]) {
				return post{}, &RowError{Column: i + 1, Field: s.name, Reason: "it cannot be read: " + quote(fields[i])}
			}
		}
		return p, nil
	}}
}
