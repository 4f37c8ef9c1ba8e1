package browser_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A gate stands between a browser and the desk. It can be shut, as when the line is gone,
// and it can keep the live stream's news to itself, as a line does that is slow.
type gate struct {
	t     *testing.T
	url   string
	addr  string
	proxy http.Handler

	mu     sync.Mutex
	server *http.Server
	quiet  bool
	freed  chan struct{} // closed when news pass again
}

// gate opens a way to the desk that the story controls.
func (s *site) gate() *gate {
	s.t.Helper()
	to, err := url.Parse(s.server.URL())
	s.ok(err)
	g := &gate{t: s.t, addr: "127.0.0.1:0"}
	g.proxy = &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // what the browser shows, which the desk compares with a form's origin
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }}
	g.lift()
	g.url = "http://localhost:" + g.addr[strings.LastIndex(g.addr, ":")+1:]
	s.t.Cleanup(g.cut)
	return g
}

// lift opens the gate, at the same address as before.
func (g *gate) lift() {
	g.t.Helper()
	ln, err := net.Listen("tcp", g.addr)
	if err != nil {
		g.t.Fatal(err)
	}
	g.addr = ln.Addr().String()
	server := &http.Server{Handler: g}
	g.mu.Lock()
	g.server = server
	g.mu.Unlock()
	go server.Serve(ln)
}

// cut ends every connection and takes no new one.
func (g *gate) cut() {
	g.news(true)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.server != nil {
		g.server.Close()
		g.server = nil
	}
}

// news lets the live stream through, or holds it back.
func (g *gate) news(pass bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if pass && g.quiet {
		close(g.freed)
	} else if !pass && !g.quiet {
		g.freed = make(chan struct{})
	}
	g.quiet = !pass
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/live" {
		w = &held{ResponseWriter: w, gate: g, ctx: r.Context()}
	}
	g.proxy.ServeHTTP(w, r)
}

// held is a live stream that waits while the gate keeps the news.
type held struct {
	http.ResponseWriter
	gate *gate
	ctx  context.Context
}

func (h *held) Write(b []byte) (int, error) {
	h.gate.mu.Lock()
	quiet, freed := h.gate.quiet, h.gate.freed
	h.gate.mu.Unlock()
	if quiet {
		select {
		case <-freed:
		case <-h.ctx.Done():
			return 0, h.ctx.Err()
		}
	}
	return h.ResponseWriter.Write(b)
}

func (h *held) Unwrap() http.ResponseWriter { return h.ResponseWriter }
