package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/desk"
)

// Send does one errand; see channel.Conn.
func (c *conn) Send(ctx context.Context, out desk.Outgoing) (desk.Receipt, error) {
	if c.api == nil {
		return desk.Receipt{}, &desk.Error{Kind: desk.Refused, Message: "This account only listens.",
			Mend: "Connect a Bluesky account with an app password to answer."}
	}
	if c.life.Err() != nil {
		return desk.Receipt{}, errClosed
	}
	ctx, done := c.until(ctx)
	defer done()
	switch out.Errand {
	case desk.SendPublic:
		return c.sendPost(ctx, out)
	case desk.SendDirect:
		return c.sendDirect(ctx, out)
	case desk.SendDelete:
		return c.deletePost(ctx, out)
	}
	return desk.Receipt{}, desk.Errorf(desk.Refused, "Bluesky has no errand “%s”.", out.Errand)
}

func (c *conn) sendPost(ctx context.Context, out desk.Outgoing) (desk.Receipt, error) {
	at, ok := keyTime(out.Key)
	if !ok {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "“%s” is not a record key of Bluesky.", out.Key)
	}
	if err := tooLong(out.Text, postGraphemes, postBytes); err != nil {
		return desk.Receipt{}, err
	}
	mine := place{c.mapper.me, postCollection, out.Key}
	receipt := desk.Receipt{NetworkID: mine.uri(), URL: postURL(mine), At: at}
	post := postRecord{Type: postCollection, Text: out.Text, CreatedAt: stamp(at)}
	if lang, err := syntax.ParseLanguage(out.Lang); err == nil {
		post.Langs = []string{lang.String()}
	}
	var err error
	if out.Attempts > 1 && len(out.Pictures) > 0 { // what is there need not be uploaded again
		if _, err := c.own(ctx, mine); err == nil {
			return receipt, nil
		}
	}
	if out.ReplyTo != "" {
		if post.Reply, err = c.reply(ctx, out.ReplyTo); err != nil {
			return c.arrived(ctx, out, receipt, err)
		}
	}
	if post.Facets, err = c.facets(ctx, out.Text, out.To); err != nil {
		return desk.Receipt{}, err
	}
	if post.Embed, err = c.pictures(ctx, out.Pictures); err != nil {
		return c.arrived(ctx, out, receipt, err)
	}
	var made strongRef
	err = c.api.post(ctx, "com.atproto.repo.putRecord", struct {
		Repo       string     `json:"repo"`
		Collection string     `json:"collection"`
		Key        string     `json:"rkey"`
		Record     postRecord `json:"record"`
	}{mine.did, mine.collection, mine.key, post}, &made)
	if err != nil {
		return desk.Receipt{}, writing(err, "post the answer")
	}
	return receipt, nil
}

// arrived gives the receipt after all if an earlier attempt had arrived: what it answered
// may be gone since, which is then no reason to call it failed.
func (c *conn) arrived(ctx context.Context, out desk.Outgoing, r desk.Receipt, problem error) (desk.Receipt, error) {
	if out.Attempts < 2 || !desk.Is(problem, desk.Refused) {
		return desk.Receipt{}, problem
	}
	_, err := c.own(ctx, place{c.mapper.me, postCollection, out.Key})
	switch {
	case err == nil:
		return r, nil
	case isAbsent(err):
		return desk.Receipt{}, problem
	}
	return desk.Receipt{}, reading(err, "look for an earlier attempt")
}

func (c *conn) deletePost(ctx context.Context, out desk.Outgoing) (desk.Receipt, error) {
	p, ok := placeOf(out.NetworkID)
	if _, _, direct := chatPlace(out.NetworkID); direct {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "A private message can't be deleted on Bluesky.")
	}
	if !ok || p.did != c.mapper.me || p.collection != postCollection {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "Only this account's own posts can be deleted.")
	}
	return desk.Receipt{NetworkID: p.uri()}, c.remove(ctx, p, "take the post back")
}

// remove sees to it that a post of our own is not there.
func (c *conn) remove(ctx context.Context, p place, doing string) error {
	err := c.api.post(ctx, "com.atproto.repo.deleteRecord", map[string]string{
		"repo": p.did, "collection": p.collection, "rkey": p.key,
	}, nil)
	if err != nil && !isAbsent(err) {
		return writing(err, doing)
	}
	return nil
}

// nobodys is the key of a post that nobody writes: clients and servers make keys of their clocks.
const nobodys = "heed-asks-whether-it-may-post"

// Prove takes back a post that is not there. The network demands for it what it demands for posting, and does nothing
// ("Delete a repository record, or ensure it doesn't exist", com.atproto.repo.deleteRecord); see channel.Prover.
func (c *conn) Prove(ctx context.Context) error {
	if c.api == nil {
		return nil
	}
	ctx, done := c.until(ctx)
	defer done()
	return c.remove(ctx, place{c.mapper.me, postCollection, nobodys}, "say whether the account may post")
}

// found is a record as a server returns it.
type found struct {
	URI   string          `json:"uri"`
	CID   string          `json:"cid"`
	Value json.RawMessage `json:"value"`
}

// own reads a record of our own from the account's server, which has it at once.
func (c *conn) own(ctx context.Context, p place) (found, error) { return recordAt(ctx, c.api, p) }

func recordAt(ctx context.Context, from *client, p place) (found, error) {
	var f found
	err := from.get(ctx, "com.atproto.repo.getRecord",
		url.Values{"repo": {p.did}, "collection": {p.collection}, "rkey": {p.key}}, &f)
	return f, err
}

// isAbsent reports whether a server knows that it has no such record, as opposed to not
// knowing.
func isAbsent(err error) bool {
	f := asFailure(err)
	return f != nil && (f.name == "RecordNotFound" || f.name == "RepoNotFound" ||
		f.status == http.StatusBadRequest && f.name == "InvalidRequest")
}

// reply makes the references of an answer: to what it answers and to the first post of
// the thread, as that one names it.
func (c *conn) reply(ctx context.Context, to desk.NetworkID) (*replyRef, error) {
	p, ok := placeOf(to)
	if !ok || p.collection != postCollection {
		return nil, desk.Errorf(desk.Refused, "“%s” isn't a post that can be answered.", to)
	}
	f, err := c.parent(ctx, p)
	if err != nil {
		return nil, err
	}
	ref := replyRef{Parent: strongRef{string(p.uri()), f.CID}}
	ref.Root = ref.Parent
	var value struct {
		Reply *replyRef `json:"reply"`
	}
	if json.Unmarshal(f.Value, &value) == nil && value.Reply != nil {
		root := value.Reply.Root
		if at, ok := placeOf(desk.NetworkID(root.URI)); ok && validCID(root.CID) {
			ref.Root = strongRef{string(at.uri()), root.CID}
		}
	}
	return &ref, nil
}

// parent finds the post to answer: our own on the account's server; another's through
// the AppView, which also knows who may answer, and where that does not have it (it
// lags, or is not there) on its author's server.
func (c *conn) parent(ctx context.Context, p place) (found, error) {
	if p.did == c.mapper.me {
		f, err := c.own(ctx, p)
		return f, c.parentProblem(err)
	}
	var out struct {
		Posts []struct {
			URI    string          `json:"uri"`
			CID    string          `json:"cid"`
			Record json.RawMessage `json:"record"`
			Author profile         `json:"author"`
			Viewer struct {
				ReplyDisabled bool `json:"replyDisabled"`
			} `json:"viewer"`
		} `json:"posts"`
	}
	err := c.api.get(ctx, "app.bsky.feed.getPosts", url.Values{"uris": {string(p.uri())}}, &out)
	if f := asFailure(err); f != nil && (f.status == 0 || f.status == http.StatusTooManyRequests || f.signedOut() != nil) {
		return found{}, reading(err, "find the post to answer")
	}
	for _, post := range out.Posts {
		switch {
		case post.URI != string(p.uri()):
			continue
		case post.Author.Viewer.BlockedBy:
			return found{}, desk.Errorf(desk.Refused, "The author of this post has blocked the account.")
		case post.Viewer.ReplyDisabled:
			return found{}, desk.Errorf(desk.Refused, "The author of this post doesn't allow this account to reply.")
		}
		return found{post.URI, post.CID, post.Record}, nil
	}
	doc, err := c.dir.doc(ctx, p.did)
	if errors.Is(err, errAbsent) {
		return found{}, &desk.Error{Kind: desk.Refused, Message: "The author of this post is no longer on the network.", Err: err}
	}
	if err != nil {
		return found{}, notFound(err)
	}
	if err := c.cfg.reach.allows(doc.host()); err != nil {
		return found{}, desk.Errorf(desk.Refused, "The author's server cannot be spoken to: %w", err)
	}
	f, err := recordAt(ctx, &client{http: c.dir.found, base: doc.host(), now: c.deps.Now}, p)
	return f, c.parentProblem(err)
}

func (c *conn) parentProblem(err error) error {
	if isAbsent(err) {
		return &desk.Error{Kind: desk.Refused, Message: "The post to answer is no longer on Bluesky.",
			Mend: "Discard the answer, or reach the person in another way.", Err: err}
	}
	return reading(err, "find the post to answer")
}
