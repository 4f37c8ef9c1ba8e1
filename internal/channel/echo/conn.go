package echo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

const (
	pullWait    = 25 * time.Second // asked of the network
	pullTimeout = 50 * time.Second // the contract's minute, with room
	callTimeout = 20 * time.Second
	maxAnswer   = 16 << 20 // bytes
	maxProblem  = 300      // bytes of a refusal that are shown
)

// conn is an open account. Its fields do not change, so it needs no lock.
type conn struct {
	account  desk.Account
	password string
	base     *url.URL
	http     *http.Client
	idle     func() // closes connections that are ours alone
	now      func() time.Time
	life     context.Context
	end      context.CancelFunc
}

func newConn(a desk.Account, secrets channel.Secrets, deps channel.Deps) (*conn, error) {
	u, err := base(a)
	if err != nil {
		return nil, err
	}
	c := &conn{account: a, password: secrets[SecretPassword], base: u, http: deps.HTTP, now: deps.Now, idle: func() {}}
	if c.http == nil {
		transport := &http.Transport{
			Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 4,
			IdleConnTimeout: time.Minute, ResponseHeaderTimeout: pullTimeout,
		}
		c.http, c.idle = &http.Client{Transport: transport}, transport.CloseIdleConnections
	}
	c.life, c.end = context.WithCancel(context.Background())
	return c, nil
}

// Close ends what is under way.
func (c *conn) Close() error {
	c.end()
	c.idle()
	return nil
}

// Pull reads the stream once; the network holds the request until there is news.
func (c *conn) Pull(ctx context.Context, after desk.Cursor) (channel.Batch, error) {
	limited, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	query := url.Values{
		"limit": {"200"},
		"wait":  {strconv.Itoa(int(pullWait / time.Second))},
	}
	if after != "" {
		query.Set("after", string(after))
	}
	var feed Feed
	err := c.call(limited, request{method: http.MethodGet, path: "/api/stream", query: query, out: &feed})
	switch {
	case err == nil && feed.Cursor != "":
		return batch(&c.account, c.base, feed, c.now()), nil
	case err == nil:
		return channel.Batch{}, desk.Errorf(desk.Later, "The simulated network did not say where its stream stands.")
	case ctx.Err() != nil:
		return channel.Batch{}, ctx.Err()
	case c.life.Err() != nil || desk.Is(err, desk.Later) || desk.Is(err, desk.Unauthorized):
		return channel.Batch{}, err
	}
	return channel.Batch{}, &desk.Error{Kind: desk.Later, Message: "The simulated network couldn't be read.", Err: err}
}

// Send does one errand.
func (c *conn) Send(ctx context.Context, out desk.Outgoing) (desk.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if c.account.Handle.Name == "" {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "This account only listens: it has no handle to answer from.")
	}
	if out.Errand == desk.SendDelete {
		return c.take(ctx, out)
	}
	if !plainKey(out.Key) {
		return desk.Receipt{}, desk.Errorf(desk.Refused, "The key %q cannot be used on the simulated network.", clip(out.Key, maxKey))
	}
	var p Post
	err := c.call(ctx, request{method: http.MethodPost, path: "/api/posts", key: out.Key, in: draftOf(out), out: &p})
	if err != nil {
		return desk.Receipt{}, err
	}
	if p.ID == "" {
		return desk.Receipt{}, desk.Errorf(desk.Unknown, "The simulated network did not say under which id it keeps the post.")
	}
	return desk.Receipt{NetworkID: desk.NetworkID(p.ID), URL: pageOf(c.base, &p), At: p.At}, nil
}

func draftOf(out desk.Outgoing) Draft {
	d := Draft{Form: desk.Post, Text: out.Text, Lang: out.Lang, Pictures: picturesOf(out.Pictures)}
	switch {
	case out.Errand == desk.SendDirect:
		d.Form, d.To = desk.Direct, out.To.Name
	case out.ReplyTo != "":
		d.Form, d.On = desk.Reply, string(out.ReplyTo)
	}
	return d
}

// take deletes our own post. One that is not there needs no deleting.
func (c *conn) take(ctx context.Context, out desk.Outgoing) (desk.Receipt, error) {
	query := url.Values{"id": {string(out.NetworkID)}}
	err := c.call(ctx, request{method: http.MethodDelete, path: "/api/posts", query: query})
	if errors.Is(err, errGone) {
		err = nil
	}
	return desk.Receipt{NetworkID: out.NetworkID}, err
}

// Prove takes back a post that is not there, which the network lets those do who may post; see channel.Prover.
func (c *conn) Prove(ctx context.Context) error {
	if c.account.Handle.Name == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := c.take(ctx, desk.Outgoing{NetworkID: "nobodys"})
	return err
}

// A request is one call of the API. in is sent and out filled, where not nil.
type request struct {
	method, path string
	query        url.Values
	key          string
	in, out      any
}

var errGone = errors.New("not on the network")

// call makes one request. Errors: desk.Later where nothing was done, desk.Unknown where
// it may have been, desk.Refused, desk.Unauthorized, desk.Unavailable after Close.
func (c *conn) call(ctx context.Context, r request) error {
	if c.life.Err() != nil {
		return desk.Errorf(desk.Unavailable, "The connection to the simulated network is closed.")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.life, cancel)()

	req, err := c.build(ctx, r)
	if err != nil {
		return &desk.Error{Kind: desk.Refused, Message: "The simulated network cannot be asked for this.", Err: err}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return c.trouble(ctx, err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return c.trouble(ctx, err)
	}
	if res.StatusCode/100 != 2 {
		return c.refused(res, raw)
	}
	if r.out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, r.out); err != nil {
		return &desk.Error{Kind: desk.Unknown, Message: "The simulated network answered in a language that is not its own.", Err: err}
	}
	return nil
}

func (c *conn) build(ctx context.Context, r request) (*http.Request, error) {
	u := *c.base
	u.Path += r.path
	u.RawQuery = r.query.Encode()
	var body io.Reader
	if r.in != nil {
		raw, err := json.Marshal(r.in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, err
	}
	if r.in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.account.Handle.Name != "" {
		req.SetBasicAuth(c.account.Handle.Name, c.password)
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	return req, nil
}

// trouble is what a request without an answer means.
func (c *conn) trouble(ctx context.Context, err error) error {
	if c.life.Err() != nil {
		return &desk.Error{Kind: desk.Unknown, Message: "The connection was closed before the simulated network answered.", Err: err}
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return &desk.Error{Kind: desk.Later, Message: "The simulated network can't be reached.", Mend: "Check that it's running.", Err: err}
	}
	if cause := ctx.Err(); cause != nil {
		err = cause
	}
	return &desk.Error{Kind: desk.Unknown, Message: "The simulated network didn't respond.", Err: err}
}

// refused is what an answer that is not a success means.
func (c *conn) refused(res *http.Response, raw []byte) error {
	var p problem
	_ = json.Unmarshal(raw, &p) // a proxy's page has no sentence for us
	message := clip(p.Message, maxProblem)
	if message == "" {
		message = "The simulated network answered " + res.Status + "."
	}
	e := &desk.Error{Message: message}
	switch code := res.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		e.Kind, e.Mend = desk.Unauthorized, "Reconnect the account with its password."
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		e.Kind, e.After = desk.Later, c.after(res.Header)
	case code >= 500:
		e.Kind = desk.Unknown
	case code == http.StatusNotFound:
		e.Kind, e.Err = desk.Refused, errGone
	default:
		e.Kind = desk.Refused
	}
	return e
}

// after reads when the network wants to be asked again.
func (c *conn) after(h http.Header) time.Time {
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s >= 0 {
		return c.now().Add(time.Duration(min(s, 86_400)) * time.Second)
	}
	if at, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		return at
	}
	return time.Time{}
}
