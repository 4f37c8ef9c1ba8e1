package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	tests := []struct {
		name, remote, forwarded, proto string
		addr                           string
		https                          bool
	}{
		{"a proxy of ours", "10.0.0.7:4711", "203.0.113.9", "https", "203.0.113.9:0", true},
		{"what the caller wrote before is not believed", "10.0.0.7:4711", "192.0.2.1, 203.0.113.9, 10.1.1.1", "", "203.0.113.9:0", false},
		{"a stranger", "198.51.100.4:4711", "203.0.113.9", "https", "198.51.100.4:4711", false},
		{"nonsense", "[::1]:4711", "me, myself", "https", "[::1]:4711", true},
		{"no header", "10.0.0.7:4711", "", "", "10.0.0.7:4711", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			h := behind(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r }))
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.remote
			if tt.forwarded != "" {
				r.Header.Set("X-Forwarded-For", tt.forwarded)
			}
			r.Header.Set("X-Forwarded-Proto", tt.proto)
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got.RemoteAddr != tt.addr || (got.TLS != nil) != tt.https {
				t.Errorf("from %s, https %v; want %s, %v", got.RemoteAddr, got.TLS != nil, tt.addr, tt.https)
			}
		})
	}
}
