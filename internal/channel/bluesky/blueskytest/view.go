package blueskytest

import (
	"sort"
	"strconv"
	"strings"
	"time"
)

// notice is one notification.
type notice struct {
	record *Record
	reason string
	at     time.Time
}

// notify tells those whom a record addresses, each once, for the strongest reason.
func (s *Server) notify(by *account, r *Record) {
	for did, reason := range addressed(r.Value) {
		if a := s.accounts[did]; a != nil && a != by {
			a.notices = append(a.notices, &notice{r, reason, r.At})
		}
	}
}

// addressed is who is spoken to by a post, and how.
func addressed(v map[string]any) map[string]string {
	out := map[string]string{}
	if embed, ok := v["embed"].(map[string]any); ok {
		if rec, ok := embed["record"].(map[string]any); ok {
			out[didIn(rec)] = "quote"
		}
	}
	facets, _ := v["facets"].([]any)
	for _, f := range facets {
		facet, _ := f.(map[string]any)
		features, _ := facet["features"].([]any)
		for _, x := range features {
			if m, ok := x.(map[string]any); ok && m["did"] != nil {
				out[m["did"].(string)] = "mention"
			}
		}
	}
	if ref, ok := v["reply"].(map[string]any); ok {
		if parent, ok := ref["parent"].(map[string]any); ok {
			out[didIn(parent)] = "reply"
		}
	}
	return out
}

func didIn(ref map[string]any) string {
	uri, _ := ref["uri"].(string)
	did, _, _ := strings.Cut(strings.TrimPrefix(uri, "at://"), "/")
	return did
}

func (s *Server) profile(a *account, viewer *account) map[string]any {
	p := map[string]any{"did": a.did, "handle": a.handle}
	if a.name != "" {
		p["displayName"] = a.name
	}
	if viewer != nil {
		p["viewer"] = map[string]any{"muted": false, "blockedBy": a.blocks[viewer.did]}
	}
	return p
}

func (s *Server) getProfiles(req *request) (any, *refusal) {
	list := []any{}
	for _, actor := range req.query["actors"] {
		a := s.accounts[actor]
		if a == nil {
			a = s.accounts[s.handles[strings.ToLower(actor)]]
		}
		if a == nil {
			continue
		}
		p := s.profile(a, req.who)
		p["followersCount"], p["followsCount"], p["postsCount"] = a.followers, 0, 0
		p["avatar"] = "https://cdn.example/avatar/" + a.handle + ".jpg"
		list = append(list, p)
	}
	return map[string]any{"profiles": list}, nil
}

func (s *Server) getPosts(req *request) (any, *refusal) {
	list := []any{}
	for _, uri := range req.query["uris"] {
		r := s.records[uri]
		if r == nil || r.Collection != posts {
			continue
		}
		author := s.accounts[r.DID]
		list = append(list, map[string]any{
			"uri": r.URI, "cid": r.CID, "author": s.profile(author, req.who), "record": r.Value,
			"indexedAt": stamp(r.At), "viewer": map[string]any{"replyDisabled": author.restricted[uri]},
		})
	}
	return map[string]any{"posts": list}, nil
}

// Restrict makes a post one that nobody may answer.
func (s *Server) Restrict(uri string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.records[uri]; r != nil {
		s.accounts[r.DID].restricted[uri] = true
	}
}

// listNotifications orders by what authors say of the time, as the AppView does.
func (s *Server) listNotifications(req *request) (any, *refusal) {
	wanted := map[string]bool{}
	for _, r := range req.query["reasons"] {
		wanted[r] = true
	}
	all := append([]*notice(nil), req.who.notices...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.After(all[j].at) })
	limit, err := strconv.Atoi(req.query.Get("limit"))
	if err != nil {
		limit = 50
	}
	list, cursor := []any{}, ""
	before := req.query.Get("cursor")
	for _, n := range all {
		key := rev(n.at)
		if len(wanted) > 0 && !wanted[n.reason] || before != "" && key >= before {
			continue
		}
		if len(list) == limit {
			break
		}
		cursor = key
		list = append(list, map[string]any{
			"uri": n.record.URI, "cid": n.record.CID, "author": s.profile(s.accounts[n.record.DID], req.who),
			"reason": n.reason, "record": n.record.Value, "isRead": false, "indexedAt": stamp(n.at),
		})
	}
	out := map[string]any{"notifications": list, "priority": false}
	if cursor != "" && len(list) == limit {
		out["cursor"] = cursor
	}
	return out, nil
}
