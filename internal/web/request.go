package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzip"

	"heed/internal/desk"
	"heed/internal/web/view"
)

// What the body of a form may hold; of one with a file.
const (
	maxForm = 1 << 20
	maxFile = 9 << 20
	// maxPeers is a little more than the reports take of a comparison, so that they say what is wrong.
	maxPeers = 33 << 20
)

// request is one request and who makes it.
type request struct {
	desk  *Desk
	w     *recorder
	r     *http.Request
	shell *view.Shell
	token string // of the session
	made  func() // told when the page is made, before it is sent
}

// part reports that the page's script asks for a piece rather than a page.
func (q *request) part() bool { return q.r.Header.Get("X-Desk-Part") != "" }

func (q *request) agent() desk.Agent { return q.shell.Agent }

func (q *request) readForm(file int64) error {
	most, files := int64(maxForm), strings.HasPrefix(q.r.Header.Get("Content-Type"), "multipart/")
	if files {
		most = file
	}
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, most)
	var err error
	if files {
		err = q.r.ParseMultipartForm(maxForm)
	} else {
		err = q.r.ParseForm()
	}
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return &desk.Error{Kind: desk.Invalid, Message: "That's more than the desk accepts at once.", Mend: "Shorten it and send it again.", Err: err}
	case err != nil:
		return &desk.Error{Kind: desk.Invalid, Message: "The form couldn't be read.", Mend: "Go back and send it again.", Err: err}
	}
	return nil
}

// dropFiles takes off the disk what a form with files put there. The server would do so for the request that it gave away, but
// what reads the form is a copy with an id.
func (q *request) dropFiles() {
	if q.r.MultipartForm == nil {
		return
	}
	if err := q.r.MultipartForm.RemoveAll(); err != nil {
		q.desk.Log.WarnContext(q.r.Context(), "an uploaded file is left on the disk", "err", err)
	}
}

func (q *request) field(name string) string { return strings.TrimSpace(q.r.PostFormValue(name)) }

// raw is a field as it was typed.
func (q *request) raw(name string) string {
	return strings.ReplaceAll(q.r.PostFormValue(name), "\r\n", "\n")
}

func number[T ~int | ~int64](s string) (T, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, &desk.Error{Kind: desk.NotFound, Message: "This page doesn't exist.", Mend: "The address may be mistyped, or the link may be out of date.", Err: err}
	}
	return T(n), nil
}

func pathID[T ~int64](q *request, name string) (T, error) {
	n, err := number[T](q.r.PathValue(name))
	if err == nil && n <= 0 {
		return 0, desk.Errorf(desk.NotFound, "This page doesn't exist.")
	}
	return n, err
}

// formID is a number of a form; absent or unreadable is 0.
func formID[T ~int | ~int64](q *request, name string) T {
	n, _ := strconv.ParseInt(q.field(name), 10, 64)
	return T(n)
}

// queryID is a number of the address; absent or unreadable is 0.
func queryID[T ~int64](q *request, name string) T {
	n, _ := strconv.ParseInt(q.r.URL.Query().Get(name), 10, 64)
	return T(n)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }} // safe for concurrent use

// page renders a component. It is written only when it is whole, so that an error
// never leaves half a page.
func (q *request) page(status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() { b.Reset(); buffers.Put(b) }()
	if err := c.Render(view.With(q.r.Context(), q.shell), b); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Encoding, Cookie")
	if b.Len() < minPacked || !strings.Contains(q.r.Header.Get("Accept-Encoding"), "gzip") {
		return q.send(status, b.Bytes())
	}
	z := buffers.Get().(*bytes.Buffer)
	defer func() { z.Reset(); buffers.Put(z) }()
	pack(z, b.Bytes())
	h.Set("Content-Encoding", "gzip")
	return q.send(status, z.Bytes())
}

// minPacked is the size from which a page is worth packing: less fits into one packet.
const minPacked = 1400

var packers = sync.Pool{New: func() any { // safe for concurrent use
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is known to be right
	return z
}}

// pack writes a page compressed. Pages hold no secret beside text that somebody else
// chose, so that their length tells nothing.
func pack(to *bytes.Buffer, page []byte) {
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(to)
	_, _ = z.Write(page) // a buffer takes everything
	_ = z.Close()
}

func (q *request) json(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	return q.send(status, b)
}

// send writes a whole answer. A reader who has gone is no error.
func (q *request) send(status int, b []byte) error {
	if q.made != nil {
		q.made() // a slow reader keeps nobody waiting
	}
	q.w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	q.w.WriteHeader(status)
	_, _ = q.w.Write(b)
	return nil
}

// redirect ends a form or leads elsewhere. Script gets the address and goes by itself.
func (q *request) redirect(to string) error {
	if q.part() {
		return q.json(http.StatusOK, map[string]string{"go": to})
	}
	q.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

// done ends a form that worked, with a sentence on the next page.
func (q *request) done(to, said string) error {
	if said != "" {
		http.SetCookie(q.w, &http.Cookie{
			Name: noticeCookie, Value: url.QueryEscape(said), Path: "/", MaxAge: 60,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: q.secure(),
		})
	}
	return q.redirect(to)
}

// takeNotice gives the sentence that a form left for this page, once.
func (q *request) takeNotice() string {
	c, err := q.r.Cookie(noticeCookie)
	if err != nil || c.Value == "" || q.r.Method != http.MethodGet || q.part() {
		return ""
	}
	http.SetCookie(q.w, &http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: q.secure()})
	s, err := url.QueryUnescape(c.Value)
	if err != nil || len(s) > 300 {
		return ""
	}
	return s
}

func (q *request) say(english string, args ...any) string {
	return view.Say(q.shell.Lang, english, args...)
}

func (q *request) now() time.Time { return q.desk.Now() }

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(code int) {
	if r.status == 0 {
		r.status = code
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
