package blueskytest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// convo is a conversation of two, or of more.
type convo struct {
	id       string
	rev      string
	members  []string // DIDs, sorted
	messages []*chatMessage
}

type chatMessage struct {
	id     string
	rev    string
	from   string
	text   string
	facets any
	at     time.Time
	gone   bool
}

type chatEntry struct {
	rev   string
	convo *convo
	kind  string // logCreateMessage, …
	msg   *chatMessage
}

// A Message is a private message as it stands.
type Message struct {
	ID, Convo, From, To, Text string // From and To are DIDs
	At                        time.Time
}

// Messages are the private messages that an account sent, in order.
func (s *Server) Messages(did string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, e := range s.chatLog {
		if e.kind != "logCreateMessage" || e.msg.from != did || e.msg.gone {
			continue
		}
		m := Message{ID: e.msg.id, Convo: e.convo.id, From: did, Text: e.msg.text, At: e.msg.at}
		for _, other := range e.convo.members {
			if other != did {
				m.To = other
			}
		}
		out = append(out, m)
	}
	return out
}

// Write has one account write to another, or to several, in private, and returns the
// conversation and the message's id.
func (s *Server) Write(from, text string, to ...string) (convo, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	members := []string{s.account(from).did}
	for _, h := range to {
		members = append(members, s.account(h).did)
	}
	c := s.convoOf(members)
	m := s.sayIn(c, members[0], text, nil)
	return c.id, m.id
}

// Unwrite deletes a private message.
func (s *Server) Unwrite(convo, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.convos[convo]
	if c == nil {
		return
	}
	for _, m := range c.messages {
		if m.id == message {
			m.gone = true
			c.rev = rev(s.tick())
			s.chatLog = append(s.chatLog, chatEntry{c.rev, c, "logDeleteMessage", m})
		}
	}
}

func (s *Server) convoOf(members []string) *convo {
	members = slices.Clone(members)
	slices.Sort(members)
	members = slices.Compact(members)
	sum := sha256.Sum256([]byte(strings.Join(members, " ")))
	id := hex.EncodeToString(sum[:8])
	c := s.convos[id]
	if c == nil {
		c = &convo{id: id, rev: rev(s.tick()), members: members}
		s.convos[id] = c
		s.chatLog = append(s.chatLog, chatEntry{c.rev, c, "logBeginConvo", nil})
	}
	return c
}

func (s *Server) sayIn(c *convo, from, text string, facets any) *chatMessage {
	at := s.tick()
	m := &chatMessage{id: rev(at), rev: rev(at), from: from, text: text, facets: facets, at: at}
	c.messages = append(c.messages, m)
	c.rev = m.rev
	s.chatLog = append(s.chatLog, chatEntry{m.rev, c, "logCreateMessage", m})
	return m
}

func (m *chatMessage) view(typed bool) map[string]any {
	v := map[string]any{"id": m.id, "rev": m.rev, "sender": map[string]any{"did": m.from}, "sentAt": stamp(m.at)}
	kind := "deletedMessageView"
	if !m.gone {
		kind, v["text"] = "messageView", m.text
		if m.facets != nil {
			v["facets"] = m.facets
		}
	}
	if typed {
		v["$type"] = "chat.bsky.convo.defs#" + kind
	}
	return v
}

func (s *Server) convoView(c *convo) map[string]any {
	var members []any
	for _, did := range c.members {
		a := s.accounts[did]
		p := map[string]any{"did": did, "handle": a.handle}
		if a.name != "" {
			p["displayName"] = a.name
		}
		members = append(members, p)
	}
	kind := map[string]any{"$type": "chat.bsky.convo.defs#directConvo"}
	if len(members) > 2 {
		kind = map[string]any{"$type": "chat.bsky.convo.defs#groupConvo", "createdAt": stamp(s.tick()), "lockStatus": "unlocked",
			"lockStatusModerationOverride": false, "memberCount": len(members), "memberLimit": 50, "name": "A group"}
	}
	v := map[string]any{"id": c.id, "rev": c.rev, "members": members, "muted": false, "unreadCount": 0, "status": "accepted", "kind": kind}
	if n := len(c.messages); n > 0 {
		v["lastMessage"] = c.messages[n-1].view(true)
	}
	return v
}

func (s *Server) getConvoForMembers(req *request) (any, *refusal) {
	members := []string{req.who.did}
	for _, did := range req.query["members"] {
		a := s.accounts[did]
		switch {
		case a == nil:
			return nil, refuse("RecipientNotFound", "recipient not found")
		case a.blocks[req.who.did]:
			return nil, refuse("BlockedActor", "block between recipient and sender")
		case a.closed && a != req.who:
			return nil, refuse("MessagesDisabled", "recipient has disabled incoming messages")
		}
		members = append(members, did)
	}
	return map[string]any{"convo": s.convoView(s.convoOf(members))}, nil
}

func (s *Server) mine(req *request, id string) (*convo, *refusal) {
	c := s.convos[id]
	if c == nil || !slices.Contains(c.members, req.who.did) {
		return nil, refuse("InvalidConvo", "convo not found")
	}
	return c, nil
}

func (s *Server) getConvo(req *request) (any, *refusal) {
	c, no := s.mine(req, req.query.Get("convoId"))
	if no != nil {
		return nil, no
	}
	return map[string]any{"convo": s.convoView(c)}, nil
}

func (s *Server) chatStatus(req *request) (any, *refusal) {
	return map[string]any{"chatDisabled": req.who.noChat, "canCreateGroups": true, "groupMemberLimit": 50}, nil
}

func (s *Server) listConvos(req *request) (any, *refusal) {
	list := []any{}
	for _, c := range s.convos {
		if slices.Contains(c.members, req.who.did) {
			list = append(list, s.convoView(c))
		}
	}
	return map[string]any{"convos": list}, nil
}

func (s *Server) getLog(req *request) (any, *refusal) {
	after := req.query.Get("cursor")
	list := []any{}
	out := map[string]any{}
	if after != "" {
		out["cursor"] = after
	}
	for _, e := range s.chatLog {
		if e.rev <= after || !slices.Contains(e.convo.members, req.who.did) {
			continue
		}
		if len(list) == 50 {
			break
		}
		v := map[string]any{"$type": "chat.bsky.convo.defs#" + e.kind, "rev": e.rev, "convoId": e.convo.id}
		if e.msg != nil {
			v["message"] = e.msg.view(true)
		}
		out["cursor"] = e.rev
		list = append(list, v)
	}
	out["logs"] = list
	return out, nil
}

func (s *Server) getMessages(req *request) (any, *refusal) {
	c, no := s.mine(req, req.query.Get("convoId"))
	if no != nil {
		return nil, no
	}
	limit, err := strconv.Atoi(req.query.Get("limit"))
	if err != nil {
		limit = 50
	}
	list := []any{}
	out := map[string]any{}
	for _, m := range slices.Backward(c.messages) {
		if before := req.query.Get("cursor"); before != "" && m.rev >= before {
			continue
		}
		if len(list) == limit {
			break
		}
		list = append(list, m.view(true))
		out["cursor"] = m.rev
	}
	if len(list) < limit {
		delete(out, "cursor")
	}
	out["messages"] = list
	return out, nil
}

func (s *Server) sendMessage(req *request) (any, *refusal) {
	c, no := s.mine(req, req.text("convoId"))
	if no != nil {
		return nil, no
	}
	m, _ := req.body["message"].(map[string]any)
	text, _ := m["text"].(string)
	facets, _ := m["facets"].([]any)
	last := 0
	for _, f := range facets {
		end, why := checkFacet(text, f, last)
		if why != "" {
			s.blame("chat.bsky.convo.sendMessage", why)
			return nil, refuse("InvalidRequest", why)
		}
		last = end
	}
	if text == "" {
		return nil, refuse("InvalidRequest", fmt.Sprintf("empty message in %s", c.id))
	}
	var kept any
	if facets != nil {
		kept = facets
	}
	return s.sayIn(c, req.who.did, text, kept).view(false), nil
}
