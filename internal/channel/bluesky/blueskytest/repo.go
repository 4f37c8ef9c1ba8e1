package blueskytest

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bluesky-social/indigo/atproto/syntax"
	"github.com/rivo/uniseg"
)

const (
	posts   = "app.bsky.feed.post"
	reposts = "app.bsky.feed.repost"
)

// A Record is what stands in an account's repository.
type Record struct {
	URI        string
	CID        string
	DID        string
	Collection string
	Key        string
	Value      map[string]any
	At         time.Time // written, by the network's clock
}

// Text is the text of a post.
func (r *Record) Text() string { v, _ := r.Value["text"].(string); return v }

// Records are an account's records of a collection as they stand, in the order of their
// first writing.
func (s *Server) Records(did, collection string) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Record
	for _, uri := range s.order {
		if r := s.records[uri]; r != nil && r.DID == did && r.Collection == collection {
			out = append(out, *r)
		}
	}
	return out
}

// Posts are an account's posts.
func (s *Server) Posts(did string) []Record { return s.Records(did, posts) }

func uriOf(did, collection, key string) string { return "at://" + did + "/" + collection + "/" + key }

// cidOf is a content id as the network writes it: equal content, equal id. (The network
// hashes another form of the same content, so the ids themselves differ.)
func cidOf(v any) string {
	b, _ := json.Marshal(v) // maps in the order of their keys
	sum := sha256.Sum256(b)
	raw := append([]byte{0x01, 0x71, 0x12, 0x20}, sum[:]...)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

// place reads where a request wants to write, and that it may.
func (s *Server) place(req *request) (collection, key string, no *refusal) {
	repo, key := req.text("repo"), req.text("rkey")
	if repo != req.who.did && repo != req.who.handle {
		return "", "", &refusal{http.StatusForbidden, "AuthMissing", "not this account's repository"}
	}
	if _, err := syntax.ParseRecordKey(key); err != nil && key != "" {
		s.blame("rkey", err.Error())
		return "", "", refuse("InvalidRequest", err.Error())
	}
	return req.text("collection"), key, nil
}

func (s *Server) putRecord(req *request) (any, *refusal) {
	collection, key, no := s.place(req)
	if no != nil {
		return nil, no
	}
	value, _ := req.body["record"].(map[string]any)
	if no := s.checkRecord(req.who, collection, key, value); no != nil {
		return nil, no
	}
	r := s.write(req.who, collection, key, value)
	return map[string]any{"uri": r.URI, "cid": r.CID, "validationStatus": "valid",
		"commit": map[string]any{"cid": cidOf(r.URI + r.CID), "rev": rev(r.At)}}, nil
}

// createRecord does what the real server does with a key that is taken: it fails.
func (s *Server) createRecord(req *request) (any, *refusal) {
	if s.records[uriOf(req.who.did, req.text("collection"), req.text("rkey"))] != nil {
		return nil, &refusal{http.StatusInternalServerError, "InternalServerError", "Internal Server Error"}
	}
	if req.text("rkey") == "" {
		req.body["rkey"] = rev(s.tick())
	}
	return s.putRecord(req)
}

func (s *Server) deleteRecord(req *request) (any, *refusal) {
	collection, key, no := s.place(req)
	if no != nil {
		return nil, no
	}
	s.remove(uriOf(req.who.did, collection, key))
	return map[string]any{}, nil
}

func (s *Server) getRecord(req *request) (any, *refusal) {
	repo := req.query.Get("repo")
	if did, ok := s.handles[repo]; ok {
		repo = did
	}
	if s.accounts[repo] == nil {
		return nil, refuse("RepoNotFound", "Could not find repo: "+repo)
	}
	r := s.records[uriOf(repo, req.query.Get("collection"), req.query.Get("rkey"))]
	if r == nil {
		return nil, refuse("RecordNotFound", "Could not locate record")
	}
	return map[string]any{"uri": r.URI, "cid": r.CID, "value": r.Value}, nil
}

// listRecords gives the greatest keys first, as the real server does.
func (s *Server) listRecords(req *request) (any, *refusal) {
	did, collection := req.query.Get("repo"), req.query.Get("collection")
	if s.accounts[did] == nil {
		return nil, refuse("InvalidRequest", "Could not find repo: "+did)
	}
	limit, err := strconv.Atoi(req.query.Get("limit"))
	if err != nil {
		limit = 50
	}
	var all []*Record
	for _, r := range s.records {
		if r.DID == did && r.Collection == collection && (req.query.Get("cursor") == "" || r.Key < req.query.Get("cursor")) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b *Record) int { return strings.Compare(b.Key, a.Key) })
	list := []any{}
	out := map[string]any{}
	for _, r := range all[:min(limit, len(all))] {
		list = append(list, map[string]any{"uri": r.URI, "cid": r.CID, "value": r.Value})
		out["cursor"] = r.Key
	}
	out["records"] = list
	return out, nil
}

// write makes or changes a record and tells everybody.
func (s *Server) write(a *account, collection, key string, value map[string]any) *Record {
	uri, cid := uriOf(a.did, collection, key), cidOf(value)
	old := s.records[uri]
	if old != nil && old.CID == cid {
		return old // the same again changes nothing
	}
	at := s.tick()
	r := &Record{URI: uri, CID: cid, DID: a.did, Collection: collection, Key: key, Value: value, At: at}
	operation := "create"
	if old != nil {
		operation = "update"
	} else {
		s.order = append(s.order, uri)
	}
	s.records[uri] = r
	s.cids[uri+" "+cid] = true
	s.publish(event{
		"did": a.did, "time_us": at.UnixMicro(), "kind": "commit",
		"commit": map[string]any{"rev": rev(at), "operation": operation, "collection": collection, "rkey": key, "record": value, "cid": cid},
	}, at, collection)
	if old == nil {
		s.notify(a, r)
	}
	return r
}

func (s *Server) remove(uri string) {
	r := s.records[uri]
	if r == nil {
		return
	}
	delete(s.records, uri)
	s.order = slices.DeleteFunc(s.order, func(u string) bool { return u == uri })
	at := s.tick()
	s.publish(event{
		"did": r.DID, "time_us": at.UnixMicro(), "kind": "commit",
		"commit": map[string]any{"rev": rev(at), "operation": "delete", "collection": r.Collection, "rkey": r.Key},
	}, at, r.Collection)
	for _, a := range s.accounts {
		a.notices = slices.DeleteFunc(a.notices, func(n *notice) bool { return n.record.URI == uri })
	}
}

// checkRecord applies the rules that no contract says.
func (s *Server) checkRecord(a *account, collection, key string, v map[string]any) *refusal {
	var wrong []string
	bad := func(f string, args ...any) { wrong = append(wrong, fmt.Sprintf(f, args...)) }
	if v["$type"] != collection {
		bad("$type is %v in collection %s", v["$type"], collection)
	}
	tid, err := syntax.ParseTID(key)
	if err != nil {
		bad("the key of a post is a TID: %v", err)
	}
	created, err := syntax.ParseDatetimeTime(fmt.Sprint(v["createdAt"]))
	if err != nil {
		bad("createdAt: %v", err)
	} else if tid != "" && created.Sub(tid.Time()).Abs() > time.Second {
		bad("createdAt %v is not the time of the key, %v: a repeated write may differ", created, tid.Time())
	}
	if collection == posts {
		wrong = append(wrong, s.checkPost(v)...)
	}
	if len(wrong) == 0 {
		return nil
	}
	s.blame("record "+uriOf(a.did, collection, key), wrong...)
	return refuse("InvalidRecord", strings.Join(wrong, "; "))
}

func (s *Server) checkPost(v map[string]any) (wrong []string) {
	text, _ := v["text"].(string)
	if n := uniseg.GraphemeClusterCount(text); n > 300 || len(text) > 3000 {
		wrong = append(wrong, fmt.Sprintf("the text has %d characters and %d bytes", n, len(text)))
	}
	facets, _ := v["facets"].([]any)
	last := 0
	for _, f := range facets {
		end, why := checkFacet(text, f, last)
		if why != "" {
			wrong = append(wrong, why)
		}
		last = end
	}
	embed, _ := v["embed"].(map[string]any)
	wrong = append(wrong, s.checkImages(embed)...)
	ref, _ := v["reply"].(map[string]any)
	for _, side := range []string{"parent", "root"} {
		at, _ := ref[side].(map[string]any)
		if ref != nil && !s.cids[fmt.Sprint(at["uri"], " ", at["cid"])] {
			wrong = append(wrong, fmt.Sprintf("reply.%s %v never stood on the network", side, at))
		}
	}
	return wrong
}

// checkFacet looks whether a facet covers the words that it is about.
func checkFacet(text string, v any, last int) (end int, why string) {
	f, _ := v.(map[string]any)
	index, _ := f["index"].(map[string]any)
	from, _ := index["byteStart"].(float64)
	to, _ := index["byteEnd"].(float64)
	start, end := int(from), int(to)
	if start < last || end <= start || end > len(text) || !utf8.ValidString(text[start:end]) {
		return end, fmt.Sprintf("facet %d to %d does not lie in the text, or overlaps", start, end)
	}
	words := text[start:end]
	features, _ := f["features"].([]any)
	for _, x := range features {
		m, _ := x.(map[string]any)
		kind, _ := m["$type"].(string)
		ok := false
		switch {
		case strings.HasSuffix(kind, "#mention"):
			ok = strings.HasPrefix(words, "@")
		case strings.HasSuffix(kind, "#link"):
			uri, _ := m["uri"].(string)
			shown, err := url.PathUnescape(uri)
			ok = uri == words || err == nil && shown == words
		case strings.HasSuffix(kind, "#tag"):
			ok = words == "#"+fmt.Sprint(m["tag"]) || words == "＃"+fmt.Sprint(m["tag"])
		}
		if !ok {
			return end, fmt.Sprintf("facet %v covers %q", m, words)
		}
	}
	return end, ""
}
