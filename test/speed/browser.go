package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// A browser is one signed-in reader of a desk. Its requests may run at once; they keep
// their connections.
type browser struct {
	base   string
	client *http.Client
	cookie string
	accept string // encodings, as browsers say it
}

func newBrowser(base string) *browser {
	return &browser{base: base, accept: "gzip, deflate, br, zstd", client: &http.Client{
		Timeout:       time.Minute,
		Transport:     &http.Transport{MaxIdleConns: 100, MaxIdleConnsPerHost: 100, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came back, and how long it took from asking to the last byte.
type answer struct {
	status int
	body   []byte
	took   time.Duration
	to     string // where a redirect leads
}

func (w *browser) do(ctx context.Context, method, path string, body io.Reader, part bool) (a answer, err error) {
	r, err := http.NewRequestWithContext(ctx, method, w.base+path, body)
	if err != nil {
		return a, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if w.cookie != "" {
		r.Header.Set("Cookie", w.cookie)
	}
	for key, value := range map[string]string{"Accept-Encoding": w.accept, "Accept-Language": "en-US,en;q=0.9,de;q=0.8",
		"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/149.0"} {
		r.Header.Set(key, value)
	}
	if part {
		r.Header.Set("X-Desk-Part", "1")
	}
	start := time.Now()
	res, err := w.client.Do(r)
	if err != nil {
		return a, err
	}
	a.body, err = io.ReadAll(res.Body)
	a.took, a.status, a.to = time.Since(start), res.StatusCode, res.Header.Get("Location")
	_ = res.Body.Close()
	if res.Header.Get("Content-Encoding") == "gzip" && err == nil {
		a.body, err = unpack(a.body)
	}
	for _, c := range res.Cookies() {
		if c.Name == "heed" {
			w.cookie = c.Name + "=" + c.Value + "; zone=Europe%2FBerlin" // as the page's script adds it
		}
	}
	return a, err
}

// get asks for a page that must be there.
func (w *browser) get(ctx context.Context, path string, part bool) (answer, error) {
	a, err := w.do(ctx, http.MethodGet, path, nil, part)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, a.status, said(a))
	}
	return a, err
}

// post sends a form that must be taken.
func (w *browser) post(ctx context.Context, path string, form url.Values) (answer, error) {
	a, err := w.do(ctx, http.MethodPost, path, strings.NewReader(form.Encode()), false)
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("POST %s: %d %s", path, a.status, said(a))
	}
	return a, err
}

// said is the problem that a page tells.
func said(a answer) string {
	if _, rest, ok := bytes.Cut(a.body, []byte(`problem-what">`)); ok {
		text, _, _ := bytes.Cut(rest, []byte("<"))
		return string(text)
	}
	return a.to + " " + tail(string(a.body[:min(len(a.body), 200)]))
}

func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
