package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// behind believes what trusted reverse proxies say of the caller: its address and whether
// it spoke HTTPS. From anybody else those headers mean nothing.
func behind(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isTrusted(trusted, r.RemoteAddr) {
			r2 := *r
			if caller := callerOf(trusted, r.Header.Values("X-Forwarded-For")); caller != "" {
				r2.RemoteAddr = net.JoinHostPort(caller, "0")
			}
			if r.TLS == nil && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
				r2.TLS = &tls.ConnectionState{} // pages ask only whether the person's side is encrypted
			}
			r = &r2
		}
		next.ServeHTTP(w, r)
	})
}

func isTrusted(trusted []netip.Prefix, addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range trusted {
		if p.Contains(ip.Unmap()) || p.Contains(ip) {
			return true
		}
	}
	return false
}

// callerOf is the last address that no trusted proxy has: what stands before it was
// written by the caller and may be anything.
func callerOf(trusted []netip.Prefix, headers []string) string {
	list := strings.Split(strings.Join(headers, ","), ",")
	for i := len(list) - 1; i >= 0; i-- {
		one := strings.TrimSpace(list[i])
		if _, err := netip.ParseAddr(one); err != nil {
			return ""
		}
		if !isTrusted(trusted, one) {
			return one
		}
	}
	return ""
}
