package blueskytest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bluesky-social/indigo/atproto/syntax"
	"github.com/rivo/uniseg"
)

// Lexicons are the network's contracts, by the name of what they define
// ("app.bsky.feed.post#main").
type Lexicons struct{ defs map[string]schema }

// schema is one definition as its JSON says it.
type schema map[string]any

func (s schema) str(key string) string { v, _ := s[key].(string); return v }

func (s schema) sub(key string) schema { v, _ := s[key].(map[string]any); return v }

func (s schema) num(key string) (int, bool) {
	v, ok := s[key].(float64)
	return int(v), ok
}

func (s schema) strings(key string) []string {
	list, _ := s[key].([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// LoadLexicons reads a folder of lexicons. The error is fs.ErrNotExist where there is
// none.
func LoadLexicons(dir string) (*Lexicons, error) {
	l := &Lexicons{defs: map[string]schema{}}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var doc struct {
			ID   string            `json:"id"`
			Defs map[string]schema `json:"defs"`
		}
		if err := json.Unmarshal(b, &doc); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for name, def := range doc.Defs {
			l.defs[doc.ID+"#"+name] = def
		}
		return nil
	})
	return l, err
}

// check gathers what is wrong with one value.
type check struct {
	l     *Lexicons
	wrong []string
}

func (c *check) bad(path, format string, args ...any) {
	c.wrong = append(c.wrong, path+": "+fmt.Sprintf(format, args...))
}

// query checks a request's parameters.
func (l *Lexicons) query(call string, q url.Values) []string {
	c := &check{l: l}
	main, ok := l.defs[call+"#main"]
	if !ok {
		return nil // not among the contracts at hand
	}
	params := main.sub("parameters")
	props := params.sub("properties")
	for _, name := range params.strings("required") {
		if !q.Has(name) {
			c.bad(name, "is required")
		}
	}
	for name, values := range q {
		p := props.sub(name)
		if p == nil {
			c.bad(name, "is not a parameter")
			continue
		}
		if p.str("type") == "array" {
			var list []any
			for _, v := range values {
				list = append(list, paramValue(p.sub("items"), v))
			}
			c.value(call, p, list, name)
			continue
		}
		if len(values) != 1 {
			c.bad(name, "is given %d times", len(values))
		}
		c.value(call, p, paramValue(p, values[0]), name)
	}
	return c.wrong
}

func paramValue(p schema, s string) any {
	switch p.str("type") {
	case "integer":
		if n, err := strconv.Atoi(s); err == nil {
			return float64(n)
		}
	case "boolean":
		if b, err := strconv.ParseBool(s); err == nil {
			return b
		}
	}
	return s
}

// body checks a request's or an answer's body; part is "input" or "output".
func (l *Lexicons) body(call, part string, v any) []string {
	main, ok := l.defs[call+"#main"]
	if !ok {
		return nil
	}
	s := main.sub(part).sub("schema")
	if s == nil {
		return nil
	}
	c := &check{l: l}
	c.value(call, s, v, part)
	return c.wrong
}

// has reports whether a call is among the contracts and is of the kind "query" or
// "procedure".
func (l *Lexicons) has(call, kind string) (known, right bool) {
	main, ok := l.defs[call+"#main"]
	return ok, ok && main.str("type") == kind
}

// value checks v against a definition that stands in the document doc.
func (c *check) value(doc string, s schema, v any, path string) {
	switch s.str("type") {
	case "ref":
		c.ref(absolute(doc, s.str("ref")), v, path)
	case "union":
		c.union(doc, s, v, path)
	case "object":
		c.object(doc, s, v, path)
	case "record":
		c.object(doc, s.sub("record"), v, path)
	case "array":
		c.array(doc, s, v, path)
	case "string":
		c.text(s, v, path)
	case "integer":
		c.integer(s, v, path)
	case "boolean":
		if b, ok := v.(bool); !ok || s["const"] != nil && s["const"] != b {
			c.bad(path, "%v is not the boolean it must be", v)
		}
	case "blob":
		m, ok := v.(map[string]any)
		if !ok || m["$type"] != "blob" || m["ref"] == nil || m["mimeType"] == nil {
			c.bad(path, "is not a blob")
		}
	case "cid-link", "bytes":
		if _, ok := v.(map[string]any); !ok {
			c.bad(path, "is not a %s", s.str("type"))
		}
	case "unknown":
		m, ok := v.(map[string]any)
		if !ok {
			c.bad(path, "is not an object")
		} else if kind, _ := m["$type"].(string); kind != "" {
			c.ref(absolute(doc, kind), v, path)
		}
	}
}

func absolute(doc, ref string) string {
	switch {
	case strings.HasPrefix(ref, "#"):
		return doc + ref
	case strings.Contains(ref, "#"):
		return ref
	}
	return ref + "#main"
}

// ref checks v against a definition by name; one that is not at hand is taken on trust.
func (c *check) ref(name string, v any, path string) {
	if s, ok := c.l.defs[name]; ok {
		doc, _, _ := strings.Cut(name, "#")
		c.value(doc, s, v, path)
	}
}

func (c *check) union(doc string, s schema, v any, path string) {
	m, ok := v.(map[string]any)
	kind, _ := m["$type"].(string)
	if !ok || kind == "" {
		c.bad(path, "is a union and needs a $type")
		return
	}
	for _, ref := range s.strings("refs") {
		if absolute(doc, ref) == absolute(doc, kind) {
			c.ref(absolute(doc, ref), v, path)
			return
		}
	}
	c.bad(path, "%s is not one of %v", kind, s.strings("refs"))
}

func (c *check) object(doc string, s schema, v any, path string) {
	m, ok := v.(map[string]any)
	if !ok {
		c.bad(path, "is not an object")
		return
	}
	for _, name := range s.strings("required") {
		if _, ok := m[name]; !ok {
			c.bad(path+"."+name, "is required")
		}
	}
	props := s.sub("properties")
	for name, field := range m {
		p := props.sub(name)
		switch {
		case p != nil && field == nil && slices.Contains(s.strings("nullable"), name):
		case p != nil:
			c.value(doc, p, field, path+"."+name)
		case name != "$type":
			c.bad(path+"."+name, "is not a field")
		}
	}
}

func (c *check) array(doc string, s schema, v any, path string) {
	list, ok := v.([]any)
	if !ok {
		c.bad(path, "is not an array")
		return
	}
	if n, ok := s.num("maxLength"); ok && len(list) > n {
		c.bad(path, "has %d items, at most %d are allowed", len(list), n)
	}
	if n, ok := s.num("minLength"); ok && len(list) < n {
		c.bad(path, "has %d items, at least %d are needed", len(list), n)
	}
	for i, item := range list {
		c.value(doc, s.sub("items"), item, fmt.Sprintf("%s[%d]", path, i))
	}
}

func (c *check) integer(s schema, v any, path string) {
	f, ok := v.(float64)
	if !ok || f != float64(int64(f)) {
		c.bad(path, "%v is not an integer", v)
		return
	}
	if n, ok := s.num("minimum"); ok && int(f) < n {
		c.bad(path, "%v is below %d", f, n)
	}
	if n, ok := s.num("maximum"); ok && int(f) > n {
		c.bad(path, "%v is above %d", f, n)
	}
}

func (c *check) text(s schema, v any, path string) {
	t, ok := v.(string)
	if !ok {
		c.bad(path, "%v is not a string", v)
		return
	}
	if n, ok := s.num("maxLength"); ok && len(t) > n {
		c.bad(path, "has %d bytes, at most %d are allowed", len(t), n)
	}
	if n, ok := s.num("maxGraphemes"); ok && uniseg.GraphemeClusterCount(t) > n {
		c.bad(path, "has more than %d characters", n)
	}
	if list := s.strings("enum"); list != nil && !slices.Contains(list, t) {
		c.bad(path, "%q is not one of %v", t, list)
	}
	if err := format(s.str("format"), t); err != nil {
		c.bad(path, "%q: %v", t, err)
	}
}

func format(name, s string) error {
	var err error
	switch name {
	case "did":
		_, err = syntax.ParseDID(s)
	case "handle":
		_, err = syntax.ParseHandle(s)
	case "at-identifier":
		_, err = syntax.ParseAtIdentifier(s)
	case "at-uri":
		_, err = syntax.ParseATURI(s)
	case "cid":
		_, err = syntax.ParseCID(s)
	case "nsid":
		_, err = syntax.ParseNSID(s)
	case "datetime":
		_, err = syntax.ParseDatetime(s)
	case "language":
		_, err = syntax.ParseLanguage(s)
	case "uri":
		_, err = syntax.ParseURI(s)
	case "record-key":
		_, err = syntax.ParseRecordKey(s)
	case "tid":
		_, err = syntax.ParseTID(s)
	}
	return err
}
