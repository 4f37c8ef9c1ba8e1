package blueskytest

import (
	"fmt"
	"regexp"
	"strings"
)

// A Draft is what somebody posts through the network's own client: mentions, links and
// tags in the text are marked up.
type Draft struct {
	By      string // handle; the account comes to be if there is none
	Text    string
	Lang    string
	ReplyTo string // URI
	Quote   string // URI
	Repost  string // URI; then nothing else counts
}

// Post publishes a draft and returns its URI.
func (s *Server) Post(d Draft) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(d.By)
	at := s.tick()
	v := map[string]any{"createdAt": stamp(at)}
	if d.Repost != "" {
		ref, err := s.ref(d.Repost)
		if err != nil {
			return "", err
		}
		v["$type"], v["subject"] = reposts, ref
		return s.write(a, reposts, rev(at), v).URI, nil
	}
	v["$type"], v["text"] = posts, d.Text
	if d.Lang != "" {
		v["langs"] = []any{d.Lang}
	}
	if f := s.markUp(d.Text); len(f) > 0 {
		v["facets"] = f
	}
	if d.ReplyTo != "" {
		parent, err := s.ref(d.ReplyTo)
		if err != nil {
			return "", err
		}
		root := parent
		if up, ok := s.records[d.ReplyTo].Value["reply"].(map[string]any); ok {
			root, _ = up["root"].(map[string]any)
		}
		v["reply"] = map[string]any{"parent": parent, "root": root}
	}
	if d.Quote != "" {
		ref, err := s.ref(d.Quote)
		if err != nil {
			return "", err
		}
		v["embed"] = map[string]any{"$type": "app.bsky.embed.record", "record": ref}
	}
	if s.lexicons != nil {
		c := &check{l: s.lexicons}
		c.ref(posts+"#main", v, "draft")
		s.blame("draft", c.wrong...)
	}
	return s.write(a, posts, rev(at), v).URI, nil
}

func (s *Server) ref(uri string) (map[string]any, error) {
	r := s.records[uri]
	if r == nil {
		return nil, fmt.Errorf("%s is not on the network", uri)
	}
	return map[string]any{"uri": r.URI, "cid": r.CID}, nil
}

// Edit changes a post's text.
func (s *Server) Edit(uri, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.records[uri]
	if r == nil {
		return fmt.Errorf("%s is not on the network", uri)
	}
	v := map[string]any{}
	for k, x := range r.Value {
		v[k] = x
	}
	v["text"] = text
	delete(v, "facets")
	if f := s.markUp(text); len(f) > 0 {
		v["facets"] = f
	}
	s.write(s.accounts[r.DID], r.Collection, r.Key, v)
	return nil
}

// Delete removes a post.
func (s *Server) Delete(uri string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.records[uri] == nil {
		return fmt.Errorf("%s is not on the network", uri)
	}
	s.remove(uri)
	return nil
}

// markUp makes facets of the handles, links and tags in a text.
func (s *Server) markUp(text string) []any {
	var out []any
	found := regexp.MustCompile(`@[a-z0-9.-]+[a-z0-9]|https?://\S+|#\pL[\pL\pN_]*`).FindAllStringIndex(text, -1)
	for _, at := range found {
		words := text[at[0]:at[1]]
		feature := map[string]any{"$type": "app.bsky.richtext.facet#link", "uri": words}
		switch words[0] {
		case '@':
			did, ok := s.handles[strings.TrimPrefix(words, "@")]
			if !ok {
				continue
			}
			feature = map[string]any{"$type": "app.bsky.richtext.facet#mention", "did": did}
		case '#':
			feature = map[string]any{"$type": "app.bsky.richtext.facet#tag", "tag": words[1:]}
		}
		out = append(out, map[string]any{
			"index":    map[string]any{"byteStart": float64(at[0]), "byteEnd": float64(at[1])},
			"features": []any{feature},
		})
	}
	return out
}
