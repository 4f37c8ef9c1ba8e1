package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"heed/internal/channel/echo"
)

// network is the simulated network that answers go to. What is answered is put there just in
// time, since the generated messages were never said on it.
type network struct {
	*echo.Network
	url string

	mu   sync.Mutex
	seen map[string]int // texts of what the desk posted, and how often
}

// startNetwork serves a network at the address that the file remembers, so that a desk of
// an earlier run finds it again.
func startNetwork(file string) (*network, error) {
	addr := "127.0.0.1:0"
	if known, err := os.ReadFile(file); err == nil {
		addr = string(known)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	n := &network{Network: echo.New(time.Now, echo.Keep(100_000)), url: "http://" + ln.Addr().String(), seen: map[string]int{}}
	server := &http.Server{Handler: n, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(ln) }() // until this program ends
	return n, os.WriteFile(file, []byte(ln.Addr().String()), 0o644)
}

func (n *network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/posts") {
		raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		var d echo.Draft
		if json.Unmarshal(raw, &d) == nil && d.On != "" {
			n.Backfill([]echo.Post{{ID: d.On, Root: d.On, Form: "post", Author: echo.Profile{ID: "c", Handle: "customer.echo"}, At: time.Now()}})
		}
		n.mu.Lock()
		n.seen[d.Text]++
		n.mu.Unlock()
	}
	n.Network.ServeHTTP(w, r)
}

// times is how often a text was posted.
func (n *network) times(text string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.seen[text]
}

func (n *network) posted() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.seen)
}
