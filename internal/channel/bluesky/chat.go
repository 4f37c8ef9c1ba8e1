package bluesky

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/desk"
)

const (
	logPages    = 20   // of a hundred entries or so, in one go
	maxConvos   = 5000 // remembered; then all are forgotten
	sentPages   = 5    // of our own messages looked through for one that may have been sent
	clockSlack  = 2 * time.Second
	chatRetired = time.Hour // before private messages that are not permitted are tried again
)

type convo struct {
	ID      string    `json:"id"`
	Rev     string    `json:"rev"`
	Members []profile `json:"members"`
	Kind    struct {
		Type string `json:"$type"`
	} `json:"kind"`
}

func (c *convo) group() bool {
	return strings.HasSuffix(c.Kind.Type, "#groupConvo") || len(c.Members) > 2
}

type chatMessage struct {
	Type   string `json:"$type"`
	ID     string `json:"id"`
	Text   string `json:"text"`
	SentAt string `json:"sentAt"`
	Sender struct {
		DID string `json:"did"`
	} `json:"sender"`
	ReplyTo struct {
		ID string `json:"id"`
	} `json:"replyTo"`
}

type logEntry struct {
	Type    string          `json:"$type"`
	Rev     string          `json:"rev"`
	Convo   string          `json:"convoId"`
	Message json.RawMessage `json:"message"`
}

// chats reads the private messages since the position and moves it on.
func (c *conn) chats(ctx context.Context, pos *position) ([]desk.Heard, error) {
	if pos.chat == "" {
		rev, err := c.chatNow(ctx)
		pos.chat = rev
		return nil, err
	}
	var heard []desk.Heard
	at := pos.chat
	for range logPages {
		var out struct {
			Logs   []logEntry `json:"logs"`
			Cursor string     `json:"cursor"`
		}
		if err := c.chat.get(ctx, "chat.bsky.convo.getLog", url.Values{"cursor": {at}}, &out); err != nil {
			return nil, c.chatReading(err)
		}
		for i := range out.Logs {
			h, ok, err := c.chatHeard(ctx, &out.Logs[i])
			if err != nil {
				return nil, err
			}
			if ok {
				heard = append(heard, h)
			}
		}
		if len(out.Logs) == 0 || out.Cursor == "" || out.Cursor == at {
			break
		}
		at = out.Cursor
	}
	pos.chat = at
	return heard, nil
}

// chatNow is the log's present end: the newest revision of any conversation. Revisions
// are TIDs, so where there is no conversation the present time is one.
func (c *conn) chatNow(ctx context.Context) (string, error) {
	var out struct {
		Convos []convo `json:"convos"`
	}
	err := c.chat.get(ctx, "chat.bsky.convo.listConvos", url.Values{"limit": {"20"}}, &out)
	if err != nil {
		return "", c.chatReading(err)
	}
	rev := ""
	for _, v := range out.Convos {
		rev = max(rev, v.Rev)
	}
	if rev == "" {
		rev = syntax.NewTIDFromTime(c.deps.Now().Add(-time.Minute), 0).String()
	}
	return rev, nil
}

// chatReading sorts a failure: an app password that may not read private messages
// switches them off for a while, and says so once; the rest of the account works on.
func (c *conn) chatReading(err error) error {
	if !chatForbidden(err) {
		return reading(err, "read private messages")
	}
	c.chatOff = time.Now().Add(chatRetired)
	c.felt(desk.PartDirect, outOfReach(err))
	c.deps.Log.Warn("this account's credentials don't include direct messages, so none are heard or sent", "error", err)
	return nil
}

// chatForbidden reports whether the credentials do not reach so far, or the service is
// not there at all. That the account could not sign in at all is not that.
func chatForbidden(err error) bool {
	f := asFailure(err)
	if f == nil || strings.HasPrefix(f.call, sessionCalls) {
		return false
	}
	switch f.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusNotImplemented:
		return true
	case http.StatusBadRequest:
		return f.name == "InvalidToken" || f.name == "InsufficientScope" || strings.Contains(f.message, "token method")
	}
	return false
}

func (c *conn) chatHeard(ctx context.Context, e *logEntry) (desk.Heard, bool, error) {
	created := strings.HasSuffix(e.Type, "#logCreateMessage")
	if !created && !strings.HasSuffix(e.Type, "#logDeleteMessage") {
		return desk.Heard{}, false, nil
	}
	var m chatMessage
	if json.Unmarshal(e.Message, &m) != nil || m.ID == "" || e.Convo == "" || len(m.ID)+len(e.Convo) > 256 {
		return desk.Heard{}, false, nil
	}
	at := c.sane(m.SentAt)
	msg := desk.Message{
		Account: c.account.ID, Network: network, NetworkID: chatID(e.Convo, m.ID), Private: true,
	}
	if !created {
		if tid, err := syntax.ParseTID(e.Rev); err == nil {
			at = c.sane(tid.Time().Format(time.RFC3339Nano))
		}
		msg.DeletedAt = at
		return desk.Heard{Change: desk.Deleted, Message: msg}, true, nil
	}
	if strings.HasSuffix(m.Type, "#deletedMessageView") || !validDID(m.Sender.DID) {
		return desk.Heard{}, false, nil
	}
	with, err := c.convo(ctx, e.Convo)
	if err != nil || with.group() {
		return desk.Heard{}, false, err
	}
	r, err := decodeRecord(e.Message)
	if err != nil {
		return desk.Heard{}, false, nil
	}
	msg.URL, msg.Form, msg.Direction = chatURL(e.Convo), desk.Direct, desk.In
	msg.Author = c.people.ref(m.Sender.DID)
	msg.Text, msg.Links = c.mapper.expand(r.Text, r.Facets, false)
	msg.PostedAt, msg.HeardAt = at, c.deps.Now()
	if m.ReplyTo.ID != "" {
		msg.Parent = chatID(e.Convo, m.ReplyTo.ID)
	}
	if quoted, ok := placeOf(desk.NetworkID(r.Embed.Quoted)); ok {
		msg.Subject, msg.SubjectBy = quoted.uri(), c.people.ref(quoted.did)
	}
	if m.Sender.DID == c.mapper.me {
		msg.Direction = desk.Out
		for _, p := range with.Members {
			if p.DID != c.mapper.me {
				msg.Mentions = append(msg.Mentions, c.people.ref(p.DID))
			}
		}
	}
	return desk.Heard{Change: desk.Created, Message: msg}, true, nil
}

// sane is a time as written, not after now.
func (c *conn) sane(s string) time.Time {
	now := c.deps.Now().UTC()
	if t := instant(s); !t.IsZero() && t.Before(now) {
		return t.UTC()
	}
	return now
}

// convo tells what a conversation is and learns who is in it.
func (c *conn) convo(ctx context.Context, id string) (convo, error) {
	if v, ok := c.convos[id]; ok {
		return v, nil
	}
	var out struct {
		Convo convo `json:"convo"`
	}
	err := c.chat.get(ctx, "chat.bsky.convo.getConvo", url.Values{"convoId": {id}}, &out)
	if err != nil {
		return convo{}, reading(err, "read a conversation")
	}
	for _, p := range out.Convo.Members {
		if ref := p.ref(); validDID(p.DID) && ref.Name != "" {
			ref.Followers = c.people.ref(p.DID).Followers
			c.people.learn(ref, c.deps.Now())
		}
	}
	if len(c.convos) >= maxConvos {
		clear(c.convos)
	}
	c.convos[id] = out.Convo
	return out.Convo, nil
}

// sendDirect sends a private message. The network has no key to recognise a repetition
// by, so from the second attempt on our own equal message is looked for first.
func (c *conn) sendDirect(ctx context.Context, out desk.Outgoing) (desk.Receipt, error) {
	if !c.cfg.direct {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "Direct messages are turned off for this account.")
	}
	if err := tooLong(out.Text, chatGraphemes, chatBytes); err != nil {
		return desk.Receipt{}, err
	}
	if !validDID(out.To.NetworkID) {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "It is not known to whom on Bluesky this message goes.")
	}
	var with struct {
		Convo convo `json:"convo"`
	}
	err := c.chat.get(ctx, "chat.bsky.convo.getConvoForMembers", url.Values{"members": {out.To.NetworkID}}, &with)
	if err != nil {
		return desk.Receipt{}, c.chatRefusal(err, reading)
	}
	id := with.Convo.ID
	if out.Attempts > 1 {
		if m, err := c.sentBefore(ctx, id, out); err != nil || m != nil {
			return c.chatReceipt(id, out.Key, m), err
		}
	}
	found, err := c.facets(ctx, out.Text, out.To)
	if err != nil {
		return desk.Receipt{}, err
	}
	type input struct {
		Text   string      `json:"text"`
		Facets []facetJSON `json:"facets,omitempty"`
	}
	var m chatMessage
	err = c.chat.post(ctx, "chat.bsky.convo.sendMessage", struct {
		Convo   string `json:"convoId"`
		Message input  `json:"message"`
	}{id, input{out.Text, found}}, &m)
	if err != nil {
		return desk.Receipt{}, c.chatRefusal(err, writing)
	}
	return c.chatReceipt(id, out.Key, &m), nil
}

func (c *conn) chatReceipt(convo, key string, m *chatMessage) desk.Receipt {
	if m == nil {
		return desk.Receipt{}
	}
	c.mu.Lock()
	c.settled[m.ID] = key
	if len(c.settled) > maxConvos {
		clear(c.settled)
	}
	c.mu.Unlock()
	return desk.Receipt{NetworkID: chatID(convo, m.ID), URL: chatURL(convo), At: instant(m.SentAt)}
}

// ProveDirect asks the chat service how the account stands with it ("True when the viewer's account is disabled and cannot
// actively participate in chat", chat.bsky.actor.getStatus); see channel.DirectProver. That the credentials do not reach so
// far shows where private messages are read, and a service that does not know the call does not say.
func (c *conn) ProveDirect(ctx context.Context) error {
	if c.chat == nil || !c.cfg.direct {
		return nil
	}
	ctx, done := c.until(ctx)
	defer done()
	var status struct {
		Disabled bool `json:"chatDisabled"`
	}
	if err := c.chat.get(ctx, "chat.bsky.actor.getStatus", nil, &status); err != nil {
		return desk.Errorf(desk.Later, "Bluesky did not say whether this account may write private messages: %w", err)
	}
	if status.Disabled {
		return &desk.Error{Kind: desk.Refused, Message: "Bluesky has disabled the chat of this account.", Mend: "Check the message under Chat in the network's app and appeal there. Public answers still go out."}
	}
	return nil
}

// sentBefore finds our own message with the text of out, sent since it was queued and
// not known to be another errand's. The service's clock and ours may differ: what its
// answers say of the time is taken into account.
func (c *conn) sentBefore(ctx context.Context, id string, out desk.Outgoing) (*chatMessage, error) {
	cursor := ""
	for range sentPages {
		q := url.Values{"convoId": {id}, "limit": {"100"}}
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		var page struct {
			Messages []chatMessage `json:"messages"`
			Cursor   string        `json:"cursor"`
		}
		if err := c.chat.get(ctx, "chat.bsky.convo.getMessages", q, &page); err != nil {
			return nil, c.chatRefusal(err, reading)
		}
		since := out.Queued.Add(c.chat.ahead() - clockSlack)
		for i := range page.Messages {
			m := &page.Messages[i]
			if instant(m.SentAt).Before(since) {
				return nil, nil // the newest come first
			}
			if m.Sender.DID == c.mapper.me && m.Text == out.Text && c.mayBe(m.ID, out.Key) {
				return m, nil
			}
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	return nil, nil
}

func (c *conn) mayBe(id, key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.settled[id]
	return !ok || k == key
}

// chatRefusal explains why a private message cannot be sent; other failures are sorted
// by kind, which is reading or writing.
func (c *conn) chatRefusal(err error, kind func(error, string) error) error {
	f := asFailure(err)
	if f == nil {
		return err
	}
	why := ""
	switch f.name {
	case "NotFollowedBySender", "MessagesDisabled":
		why = "This person doesn't accept private messages from people they don't follow."
	case "BlockedActor", "BlockedSubject":
		why = "One of the two accounts blocks the other."
	case "RecipientNotFound", "AccountSuspended":
		why = "The account this message is addressed to no longer exists."
	case "ConvoLocked", "InvalidConvo":
		why = "This conversation is closed."
	}
	if why != "" {
		return &desk.Error{Kind: desk.Refused, Message: why, Mend: "Answer in public and ask the person to write to you.", Err: f}
	}
	if chatForbidden(err) {
		return &desk.Error{Kind: desk.Refused, Message: "This account's app password doesn't include direct messages.",
			Mend: "Create a new app password with access to direct messages and reconnect the account.", Err: f}
	}
	return kind(err, "send the private message")
}
