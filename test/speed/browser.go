package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// A browser is one signed-in reader of a desk. Its requests may run at once; they keep
// their connections. It shares the machine with the desk that it measures, so it does as
// little as it can while it waits: a request is one write, and what came is unpacked and
// checked when the clock stands.
type browser struct {
	host   string
	cookie string
	accept string // encodings, as browsers say it

	mu   sync.Mutex
	idle []*wire
}

// A wire is one connection to the desk.
type wire struct {
	net.Conn
	in   *bufio.Reader
	used time.Time
}

const (
	patience  = time.Minute
	freshness = 10 * time.Second // of a connection; the desk closes idle ones later
)

func newBrowser(base string) *browser {
	return &browser{host: strings.TrimPrefix(base, "http://"), accept: "gzip, deflate, br, zstd"}
}

// answer is what came back, and how long it took from asking to the last byte.
type answer struct {
	status int
	body   []byte // as it came: packed, if packed
	packed bool
	took   time.Duration
	to     string // where a redirect leads
	cookie string // of a new session
}

// text is the answer's body unpacked.
func (a *answer) text() ([]byte, error) {
	if !a.packed {
		return a.body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func (w *browser) do(ctx context.Context, method, path, form string, part bool) (a answer, err error) {
	c, err := w.connection(ctx)
	if err != nil {
		return a, err
	}
	request := w.request(method, path, form, part)
	start := time.Now()
	if err = c.SetDeadline(start.Add(patience)); err == nil {
		_, err = c.Write(request)
	}
	if err == nil {
		err = a.read(c.in, method)
	}
	a.took = time.Since(start)
	if err != nil {
		return a, errors.Join(err, c.Close())
	}
	c.used = time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.idle = append(w.idle, c)
	return a, nil
}

// request is written as browsers do.
func (w *browser) request(method, path, form string, part bool) []byte {
	b := []byte(method + " " + path + " HTTP/1.1\r\nHost: " + w.host + "\r\nAccept-Encoding: " + w.accept + "\r\nAccept-Language: en-US,en;q=0.9,de;q=0.8\r\n" +
		"Sec-Fetch-Site: same-origin\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/149.0\r\n")
	if w.cookie != "" {
		b = append(b, "Cookie: "+w.cookie+"\r\n"...)
	}
	if part {
		b = append(b, "X-Desk-Part: 1\r\n"...)
	}
	if method == http.MethodPost {
		b = append(b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "+strconv.Itoa(len(form))+"\r\n"...)
	}
	return append(append(b, "\r\n"...), form...)
}

func (a *answer) read(in *bufio.Reader, method string) error {
	res, err := http.ReadResponse(in, &http.Request{Method: method})
	if err != nil {
		return err
	}
	if res.ContentLength >= 0 {
		a.body = make([]byte, res.ContentLength)
		_, err = io.ReadFull(res.Body, a.body)
	} else {
		a.body, err = io.ReadAll(res.Body)
	}
	a.status, a.to, a.packed = res.StatusCode, res.Header.Get("Location"), res.Header.Get("Content-Encoding") == "gzip"
	for _, c := range res.Cookies() {
		if c.Name == "heed" {
			a.cookie = c.Name + "=" + c.Value
		}
	}
	return errors.Join(err, res.Body.Close())
}

// connection is the one that was used last, or a new one.
func (w *browser) connection(ctx context.Context) (*wire, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for n := len(w.idle); n > 0; n-- {
		c := w.idle[n-1]
		w.idle = w.idle[:n-1]
		if time.Since(c.used) < freshness {
			return c, nil
		}
		_ = c.Close()
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", w.host)
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c, in: bufio.NewReaderSize(c, 32<<10)}, nil
}

// get asks for a page that must be there.
func (w *browser) get(ctx context.Context, path string, part bool) (answer, error) {
	a, err := w.do(ctx, http.MethodGet, path, "", part)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, a.status, said(a))
	}
	return a, err
}

// read is a page that is unpacked at once.
func (w *browser) read(ctx context.Context, path string, part bool) ([]byte, error) {
	a, err := w.get(ctx, path, part)
	if err != nil {
		return nil, err
	}
	return a.text()
}

// post sends a form that must be taken.
func (w *browser) post(ctx context.Context, path string, form url.Values) (answer, error) {
	a, err := w.do(ctx, http.MethodPost, path, form.Encode(), false)
	if a.cookie != "" {
		w.cookie = a.cookie + "; zone=Europe%2FBerlin" // as the page's script adds it
	}
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("POST %s: %d %s", path, a.status, said(a))
	}
	return a, err
}

// said is the problem that a page tells.
func said(a answer) string {
	body, err := a.text()
	if err != nil {
		return err.Error()
	}
	if _, rest, ok := bytes.Cut(body, []byte(`problem-what">`)); ok {
		text, _, _ := bytes.Cut(rest, []byte("<"))
		return string(text)
	}
	return a.to + " " + tail(string(body[:min(len(body), 200)]))
}
