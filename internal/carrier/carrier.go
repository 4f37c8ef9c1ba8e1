// Package carrier takes notices out of the desk: by mail over SMTP, by web push
// (RFC 8030, 8291, 8292), by signed HTTP.
//
// Promises. Nothing is sent to an address inside the network unless the settings allow
// it, also when a name points there or a redirect leads there. Errors are of the kinds that
// package notify asks for.
//
// [Mail], [Push] and [Webhook] each make one way out.
package carrier

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"heed/internal/desk"
)

// Client makes an HTTP client for addresses that people entered. It follows no redirect.
// Without private it connects to public addresses only.
func Client(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if !private {
		// After the name was resolved: what is checked is what is connected to.
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return refusePrivate(address) }
	}
	return &http.Client{
		Timeout:       15 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, Proxy: nil, ForceAttemptHTTP2: true},
	}
}

var errPrivate = errors.New("the address is inside the network")

// special are blocks of the IANA registries that no public server has, beside those
// that netip knows.
var special = []netip.Prefix{ // read only
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

func refusePrivate(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", errPrivate, address)
	}
	ip := ap.Addr().Unmap()
	if ip.IsPrivate() || !ip.IsGlobalUnicast() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return fmt.Errorf("%w: %s", errPrivate, ip)
	}
	for _, block := range special {
		if block.Contains(ip) {
			return fmt.Errorf("%w: %s", errPrivate, ip)
		}
	}
	return nil
}

// Check refuses what cannot be the address of a webhook, as far as the address itself tells.
func Check(private bool) func(string) error {
	return func(address string) error {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || len(address) > 2048 {
			return &desk.Error{Kind: desk.Invalid, Field: "url", Message: "This address can't be called.", Mend: "It must start with https:// and contain no password."}
		}
		if private {
			return nil
		}
		if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() == "localhost" || err == nil && refusePrivate(netip.AddrPortFrom(ip, 443).String()) != nil {
			return &desk.Error{Kind: desk.Invalid, Field: "url", Message: "The address is inside the network, where webhooks aren't allowed to go.",
				Mend: "Whoever runs this desk can allow it with the setting webhooks (HEED_WEBHOOKS=any)."}
		}
		return nil
	}
}

// answered turns an HTTP answer into an error; nil for 2xx.
func answered(who string, res *http.Response, err error) error {
	switch {
	case errors.Is(err, errPrivate):
		return &desk.Error{Kind: desk.Refused, Message: who + " is inside the network, where notices aren't allowed to go.", Err: err}
	case err != nil && timedOut(err):
		return &desk.Error{Kind: desk.Later, Message: who + " isn't responding.", Err: err}
	case err != nil:
		return &desk.Error{Kind: desk.Later, Message: who + " can't be reached.", Err: err}
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return nil
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return &desk.Error{Kind: desk.NotFound, Message: fmt.Sprintf("%s no longer exists (%d).", who, res.StatusCode)}
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusRequestTimeout || res.StatusCode >= 500:
		return &desk.Error{Kind: desk.Later, Message: fmt.Sprintf("%s answered %d.", who, res.StatusCode)}
	}
	return &desk.Error{Kind: desk.Refused, Message: fmt.Sprintf("%s refused it with %d.", who, res.StatusCode)}
}

// timedOut tells a receiver that keeps silent from one that is not there.
func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// do sends a request and gives back the answer's status; the body is not of interest.
func do(ctx context.Context, c *http.Client, req *http.Request, who string) error {
	res, err := c.Do(req.WithContext(ctx))
	if err == nil {
		defer func() { _ = res.Body.Close() }() // nothing of it is read
	}
	return answered(who, res, err)
}
