package bluesky

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"github.com/bluesky-social/indigo/util/ssrf"
)

// reach is which addresses may be spoken to. Anyone can put any address into the
// network's directory, so an address found there is as hostile as a text: without this
// check a stranger could have heed call services inside the company's own network.
type reach string

const (
	reachPublic   reach = "public"   // https to public addresses
	reachLoopback reach = "loopback" // and this machine, also without TLS
	reachPrivate  reach = "private"  // and private networks, also without TLS
)

// allows checks what can be seen of a URL before its name is resolved.
func (r reach) allows(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return errors.New("it isn't an address")
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return errors.New("it does not begin with https://")
	case r == reachPublic:
		return errors.New("it does not begin with https://, and only public addresses are allowed")
	}
	return nil
}

// dials checks an address at the moment of the connection, after its name was
// resolved: a name cannot change its address in between.
func (r reach) dials(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("not an address: %s", address)
	}
	ip := ap.Addr().Unmap()
	switch {
	case ssrf.IsPublicIPAddress(net.IP(ip.AsSlice())):
		return nil
	case r != reachPublic && ip.IsLoopback(), r == reachPrivate && ip.IsPrivate():
		return nil
	}
	return fmt.Errorf("%s is not a public address", ip)
}

// client makes an HTTP client that keeps within reach. It follows no redirect: none of
// the services has a reason for one, and credentials must not travel along.
func (r reach) client() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: r.dials}
	return &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			DialContext:           dialer.DialContext,
			TLSHandshakeTimeout:   10 * time.Second,
			ResponseHeaderTimeout: 30 * time.Second,
			IdleConnTimeout:       90 * time.Second,
			MaxIdleConnsPerHost:   4,
			ForceAttemptHTTP2:     true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
