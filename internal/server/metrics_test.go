package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/server"
)

// serve starts the whole program on a loopback address.
func serve(t *testing.T, kinds channel.Set, network *http.Client) (*server.Desk, *server.Server) {
	t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "addr": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Kinds: kinds, HTTP: channel.Deps{HTTP: network}})
	if err != nil {
		t.Fatal(err)
	}
	s := started(t, d, cfg)
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return d, s
}

// started runs a desk that is open. Whoever calls it stops it.
func started(t *testing.T, d *server.Desk, cfg *config.Config) *server.Server {
	t.Helper()
	s, err := server.New(d, cfg)
	if err == nil {
		err = s.Start(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t *testing.T, c *http.Client, url string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

// TestRequestsAreCountedByRoute asks for pages behind the inner table of addresses and
// looks under which routes the metrics have them.
func TestRequestsAreCountedByRoute(t *testing.T) {
	t.Parallel()
	_, s := serve(t, channel.Set{echo.Name: echo.Kind()}, nil)
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer c.CloseIdleConnections()
	for _, path := range []string{"/healthz", "/signin", "/queue/reply", "/cases/7", "/cases/8", "/assets/none.js", "/api/replay/x", "/no/such/page", "/"} {
		read(t, c, s.URL()+path)
	}
	_, page := read(t, c, s.URL()+"/metrics")
	var got []string
	for _, m := range regexp.MustCompile(`heed_http_request_seconds_count\{method="GET",route="([^"]*)",status="(...)"\} (\d+)`).FindAllStringSubmatch(page, -1) {
		got = append(got, m[1]+" "+m[2]+" "+m[3])
	}
	slices.Sort(got)
	want := []string{"/ 4xx 1", "/assets/ 4xx 1", "/cases/{id} 3xx 2", "/healthz 2xx 1", "/queue/{view} 3xx 1", "/signin 3xx 1", "/{$} 3xx 1", "other 4xx 1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
