package bluesky

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/desk"
)

const (
	noticePage  = 100
	noticePages = 50 // 5,000 mentions in one go
)

// notice is one notification.
type notice struct {
	URI       string          `json:"uri"`
	Author    profile         `json:"author"`
	Reason    string          `json:"reason"`
	Record    json.RawMessage `json:"record"`
	IndexedAt string          `json:"indexedAt"`
}

// notices reads what addressed the account since the position, oldest first, and moves
// the position on. It makes up for what the stream can no longer replay.
func (c *conn) notices(ctx context.Context, pos *position) (heard []desk.Heard, missed string, err error) {
	if pos.notices == "" {
		page, _, err := c.noticePage(ctx, "", 1, false)
		if err != nil {
			return nil, "", err
		}
		pos.notices = nothing
		if len(page) > 0 {
			pos.notices = latest(nothing, page[0].IndexedAt)
		}
		return nil, "", nil
	}
	since, newest, cursor := instant(pos.notices), pos.notices, ""
	for n := 0; ; n++ {
		if n == noticePages {
			missed = "More than 5,000 people contacted the account while heed wasn't listening; the oldest were left out."
			break
		}
		page, next, err := c.noticePage(ctx, cursor, noticePage, true)
		if err != nil {
			return nil, "", err
		}
		fresh := false
		for i := range page {
			at := instant(page[i].IndexedAt)
			if at.Before(since) {
				continue // the list is ordered by what authors say, so newer ones may follow
			}
			fresh = fresh || at.After(since)
			newest = latest(newest, page[i].IndexedAt)
			if h, ok := c.noticed(&page[i], at); ok {
				heard = append(heard, h)
			}
		}
		if !fresh || next == "" || next == cursor {
			break
		}
		cursor = next
	}
	slices.Reverse(heard)
	pos.notices = newest
	return heard, missed, nil
}

func (c *conn) noticePage(ctx context.Context, cursor string, limit int, filter bool) ([]notice, string, error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	if filter {
		q["reasons"] = []string{"mention", "reply", "quote"}
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	var out struct {
		Notifications []notice `json:"notifications"`
		Cursor        string   `json:"cursor"`
	}
	err := c.api.get(ctx, "app.bsky.notification.listNotifications", q, &out)
	return out.Notifications, out.Cursor, reading(err, "read notifications")
}

// noticed makes a message of a notification that was not taken before.
func (c *conn) noticed(n *notice, at time.Time) (desk.Heard, bool) {
	p, ok := placeOf(desk.NetworkID(n.URI))
	if !ok || p.collection != postCollection || n.Author.DID != p.did ||
		n.Reason != "mention" && n.Reason != "reply" && n.Reason != "quote" ||
		c.told.again(n.URI) {
		return desk.Heard{}, false
	}
	r, err := decodeRecord(n.Record)
	if err != nil {
		return desk.Heard{}, false
	}
	now := c.deps.Now()
	if ref := n.Author.ref(); ref.Name != "" {
		if known := c.people.ref(p.did); ref.Followers < 0 {
			ref.Followers = known.Followers
		}
		c.people.learn(ref, now)
	}
	if at.IsZero() || at.After(now) {
		at = now
	}
	h := desk.Heard{Change: desk.Created}
	ok = c.mapper.message(&h.Message, &p, &r, at, now)
	return h, ok
}

func instant(s string) time.Time {
	t, err := syntax.ParseDatetimeTime(s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// latest is the later of two times as written; what cannot be read is never later.
func latest(a, b string) string {
	if instant(b).After(instant(a)) {
		return b
	}
	return a
}

const (
	ownPage  = 100
	ownPages = 20
	// ownOverlap is how far clients' clocks may disagree about the keys of our posts.
	ownOverlap = 10 * time.Minute
	firstKey   = "2222222222222" // before every key
)

// elsewhere reads what the account itself posted since the position, from this desk or
// any other client, oldest first: an answer given on the phone ends a customer's wait
// too. Keys are times, the newest first in the server's list.
func (c *conn) elsewhere(ctx context.Context, pos *position) ([]desk.Heard, error) {
	since, limit := pos.own, ownPage
	if since == "" {
		limit = 1
	} else if at, ok := keyTime(since); ok {
		since = syntax.NewTIDFromTime(at.Add(-ownOverlap), 0).String()
	}
	var heard []desk.Heard
	newest, cursor := max(pos.own, firstKey), ""
	for range ownPages {
		q := url.Values{"repo": {c.mapper.me}, "collection": {postCollection}, "limit": {strconv.Itoa(limit)}}
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		var out struct {
			Records []found `json:"records"`
			Cursor  string  `json:"cursor"`
		}
		if err := c.api.get(ctx, "com.atproto.repo.listRecords", q, &out); err != nil {
			return nil, reading(err, "read the account's own posts")
		}
		for _, f := range out.Records {
			p, ok := placeOf(desk.NetworkID(f.URI))
			at, isTID := keyTime(p.key)
			if !ok || !isTID || p.did != c.mapper.me || at.After(c.deps.Now().Add(ownOverlap)) {
				continue // a key of the far future would hide all that follow
			}
			newest = max(newest, p.key)
			if pos.own != "" && p.key > since {
				heard = c.appendOwn(heard, p, f.Value, at)
			}
		}
		n := len(out.Records)
		if pos.own == "" || n == 0 || out.Cursor == "" || out.Cursor <= since {
			break
		}
		cursor = out.Cursor
	}
	slices.Reverse(heard)
	pos.own = newest
	return heard, nil
}

func (c *conn) appendOwn(heard []desk.Heard, p place, value []byte, at time.Time) []desk.Heard {
	r, err := decodeRecord(value)
	if err != nil || c.told.again(string(p.uri())) {
		return heard
	}
	now := c.deps.Now()
	if at.After(now) {
		at = now
	}
	h := desk.Heard{Change: desk.Created}
	if !c.mapper.message(&h.Message, &p, &r, at, now) {
		return heard
	}
	return append(heard, h)
}
