package bluesky

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"heed/internal/desk"
)

// maxAnswer bounds an answer. A page of a hundred notifications is some 200 kB.
const maxAnswer = 8 << 20

// A signer does a request in the name of an account. It renews what has run out.
type signer interface {
	do(req *http.Request) (*http.Response, error)
}

// client calls one service.
type client struct {
	http   *http.Client
	base   string
	signer signer // nil: nobody
	proxy  string // of the atproto-proxy header; "" none
	now    func() time.Time
	skew   atomic.Int64
}

// ahead is how far the service's clock is before ours, to about a second, as its last
// answer said.
func (c *client) ahead() time.Duration { return time.Duration(c.skew.Load()) }

// failure is what went wrong with a call.
type failure struct {
	call    string
	status  int    // 0: no answer
	name    string // of the error, as the lexicon names it
	message string
	wrote   bool // the request may have reached the service
	after   time.Time
	err     error
}

func (f *failure) Error() string {
	if f.status == 0 {
		return f.call + ": " + f.err.Error()
	}
	return fmt.Sprintf("%s: %d %s %s", f.call, f.status, f.name, f.message)
}

func (f *failure) Unwrap() error { return f.err }

func (c *client) get(ctx context.Context, call string, query url.Values, out any) error {
	u := c.base + "/xrpc/" + call
	if len(query) > 0 {
		u += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return &failure{call: call, err: err}
	}
	return c.do(req, call, out)
}

// post writes. A nil in sends no body.
func (c *client) post(ctx context.Context, call string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return &failure{call: call, err: err}
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/xrpc/"+call, body)
	if err != nil {
		return &failure{call: call, err: err}
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.do(req, call, out)
}

func (c *client) do(req *http.Request, call string, out any) error {
	var wrote atomic.Bool
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		WroteHeaders: func() { wrote.Store(true) },
	}))
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "heed")
	if c.proxy != "" {
		req.Header.Set("Atproto-Proxy", c.proxy)
	}
	var resp *http.Response
	var err error
	if c.signer != nil {
		resp, err = c.signer.do(req)
	} else {
		resp, err = c.http.Do(req)
	}
	if err != nil {
		var f *failure
		if errors.As(err, &f) {
			return f // of signing in: the call itself was not made
		}
		return &failure{call: call, wrote: wrote.Load(), err: err}
	}
	defer resp.Body.Close()
	at, derr := http.ParseTime(resp.Header.Get("Date"))
	if derr == nil {
		c.skew.Store(int64(at.Sub(c.now())))
	}
	if resp.StatusCode != http.StatusOK {
		return c.refusal(resp, call)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err == nil && len(b) > maxAnswer {
		err = errors.New("the answer is too long")
	}
	if err == nil && out != nil {
		err = json.Unmarshal(b, out)
	}
	if err != nil {
		return &failure{call: call, wrote: true, err: err}
	}
	return nil
}

// refusal reads an answer that is not 200.
func (c *client) refusal(resp *http.Response, call string) *failure {
	f := failureOf(resp, call)
	if f.status == http.StatusTooManyRequests {
		f.after = resets(resp.Header, c.now())
	}
	return f
}

func failureOf(resp *http.Response, call string) *failure {
	f := &failure{call: call, status: resp.StatusCode, wrote: true}
	var body struct{ Error, Message string }
	b, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err == nil && json.Unmarshal(b, &body) == nil {
		f.name, f.message = clean(body.Error, 200), clean(body.Message, 500)
	}
	return f
}

// resets is when a rate limit ends: ratelimit-reset in seconds since 1970, or
// retry-after in seconds or as a date. Bounded to a day: nobody may silence a desk for
// longer by a header.
func resets(h http.Header, now time.Time) time.Time {
	var at time.Time
	if n, err := strconv.ParseInt(h.Get("Ratelimit-Reset"), 10, 64); err == nil && n > 0 {
		at = time.Unix(n, 0)
	}
	if s := h.Get("Retry-After"); s != "" {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 0 {
			at = later(at, now.Add(time.Duration(min(n, 86400))*time.Second))
		} else if t, err := http.ParseTime(s); err == nil {
			at = later(at, t)
		}
	}
	if limit := now.Add(24 * time.Hour); at.After(limit) {
		at = limit
	}
	if at.IsZero() || at.Before(now) {
		return time.Time{}
	}
	return at.UTC()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// reading makes an error of a failed look: nothing was changed, so it can be repeated.
// doing is what could not be done ("read notifications").
func reading(err error, doing string) error {
	f := asFailure(err)
	if f == nil {
		return err
	}
	if e := f.signedOut(); e != nil {
		return e
	}
	e := desk.Errorf(desk.Later, "Bluesky could not be asked to %s: %w", doing, f)
	e.After = f.after
	return e
}

// writing makes an error of a failed errand. Only what certainly did not arrive is
// Later; what may have been done is Unknown.
func writing(err error, doing string) error {
	f := asFailure(err)
	if f == nil {
		return err
	}
	if e := f.signedOut(); e != nil {
		return e
	}
	var e *desk.Error
	switch {
	case f.status == http.StatusTooManyRequests:
		e = desk.Errorf(desk.Later, "Bluesky accepts no more messages from this account for now: %w", f)
		e.After = f.after
	case f.status == 0 && !f.wrote:
		e = desk.Errorf(desk.Later, "Bluesky could not be reached to %s: %w", doing, f)
	case f.status == 0 || f.status >= 500 || f.status < 400:
		e = desk.Errorf(desk.Unknown, "Bluesky did not say whether it did %s: %w", doing, f)
	default:
		e = desk.Errorf(desk.Refused, "Bluesky refused to %s: %w", doing, f)
		e.Mend = f.message
	}
	return e
}

func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// signedOut is the error for credentials that are not accepted, or nil.
func (f *failure) signedOut() error {
	var mend string
	switch f.name {
	case "AccountTakedown", "AccountDeactivated":
		mend = "Ask Bluesky about the account's status. You can reconnect it once it's active."
	case "AuthFactorTokenRequired":
		mend = "Use an app password: the account's main password requires a code sent by email."
	default:
		token := f.name == "InvalidToken" || f.name == "ExpiredToken"
		if f.status != http.StatusUnauthorized && !token {
			return nil
		}
		mend = "Create a new app password on Bluesky and reconnect the account."
	}
	return &desk.Error{Kind: desk.Unauthorized, Message: "Bluesky didn't accept this account's credentials.", Mend: mend, Err: f}
}
