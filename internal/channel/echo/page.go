package echo

import (
	"bytes"
	"embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"heed/internal/desk"
)

//go:generate go run heed/internal/web/templates/build

//go:embed assets
var assets embed.FS

// policy lets a page load nothing but its own style, script and picture.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types echo"

// A page is what people see.
type page struct {
	Title   string
	Say     bool // there is a form to speak
	On      string
	As      string
	Text    string
	Max     int
	Problem string
	Person  *Profile
	Threads []thread
	Older   string // address of the next page
	At      int    // place in the stream
}

func (p *page) title() string {
	if p.Title == "" {
		return "The simulated network"
	}
	return p.Title + " · The simulated network"
}

// A pager makes the posts of a page.
type pager func(r *http.Request) (page, bool)

// pages serves what people see.
func (n *Network) pages(mux *http.ServeMux) {
	serve := func(make pager) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { n.serve(w, r, make) }
	}
	mux.HandleFunc("GET /{$}", serve(n.timeline))
	mux.HandleFunc("GET /thread/{handle}/{local}", serve(n.conversation))
	mux.HandleFunc("GET /people/{handle}", serve(n.person))
	mux.HandleFunc("POST /say", n.say)
	mux.HandleFunc("GET /pictures/{name}", n.picture)
	for _, name := range []string{"echo.css", "echo.js", "echo.svg"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Content-Type-Options", "nosniff")
			http.ServeFileFS(w, r, assets, "assets/"+name)
		})
	}
}

// serve shows a page, or with ?live= only its feed, once the stream has moved on.
func (n *Network) serve(w http.ResponseWriter, r *http.Request, make pager) {
	part := document
	if live := r.URL.Query().Get("live"); live != "" {
		part = feed
		if !n.moved(r, live) {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	p, ok := make(r)
	status := http.StatusOK
	if !ok {
		p.Problem, status = "There is nothing under this address.", http.StatusNotFound
	}
	render(w, r, part, status, p)
}

func render(w http.ResponseWriter, r *http.Request, part func(page) templ.Component, status int, p page) {
	p.Max = MaxText
	var out bytes.Buffer
	if err := part(p).Render(r.Context(), &out); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Echo-At", strconv.Itoa(p.At))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the reader has gone: nobody to tell
}

// moved waits until the stream stands elsewhere than the page says.
func (n *Network) moved(r *http.Request, at string) bool {
	timer := time.NewTimer(n.wait)
	defer timer.Stop()
	for {
		n.mu.RLock()
		now, changed := n.first+len(n.log), n.changed
		n.mu.RUnlock()
		if strconv.Itoa(now) != at {
			return true
		}
		select {
		case <-changed:
		case <-timer.C:
			return false
		case <-r.Context().Done():
			return false
		}
	}
}

// say posts what a visitor wrote as an invented customer.
func (n *Network) say(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	name, on := strings.TrimSpace(r.FormValue("name")), r.FormValue("on")
	text := strings.ReplaceAll(r.FormValue("text"), "\r\n", "\n")
	d := Draft{By: HandleFor(name), Name: clip(name, maxName), Text: text, On: on, Form: desk.Post}
	if on != "" {
		d.Form = desk.Reply
	}
	var err error
	if had, known := n.Profile(d.By); known && had.Company {
		err = desk.Errorf(desk.Refused, "@%s is a company. Take the name of a customer.", had.Handle)
	} else if d.By == "" {
		err = desk.Errorf(desk.Invalid, "That name has no letters a to z for a handle. Take another.")
	} else {
		if known {
			d.Name = "" // who was here first keeps the name
		}
		_, err = n.Post(d)
	}
	if err != nil {
		p, _ := n.timeline(r)
		p.Problem, p.As, p.Text, p.On = err.Error(), name, text, on
		render(w, r, document, http.StatusUnprocessableEntity, p)
		return
	}
	next := "/"
	if on != "" {
		next = "/thread/" + strings.TrimPrefix(on, "echo://")
	}
	http.Redirect(w, r, next+"?as="+url.QueryEscape(name), http.StatusSeeOther)
}

// timeline is the public conversations, the one with the latest post first.
func (n *Network) timeline(r *http.Request) (page, bool) {
	const perPage = 40
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil {
		before = 1<<63 - 1
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	p := page{Say: true, As: clip(r.URL.Query().Get("as"), maxName), At: n.first + len(n.log)}
	seen := map[string]bool{}
	for i := len(n.order) - 1; i >= 0; i-- {
		o := n.order[i]
		if o.Form == desk.Direct || seen[o.Root] {
			continue
		}
		seen[o.Root] = true
		if desk.Micros(o.At) >= before {
			continue
		}
		if len(p.Threads) == perPage {
			p.Older = "/?before=" + strconv.FormatInt(p.Threads[perPage-1].latest, 10)
			break
		}
		if t := n.thread(n.threads[o.Root], 8); len(t.Posts) > 0 {
			t.latest = desk.Micros(o.At)
			p.Threads = append(p.Threads, t)
		}
	}
	return p, true
}

// conversation is one thread, whole.
func (n *Network) conversation(r *http.Request) (page, bool) {
	id := idOf(r.PathValue("handle"), r.PathValue("local"))
	n.mu.RLock()
	defer n.mu.RUnlock()
	o := n.posts[id]
	if o == nil || o.Form == desk.Direct {
		return page{At: n.first + len(n.log)}, false
	}
	q := r.URL.Query()
	p := page{Title: o.Author.Name, Say: true, On: id, As: clip(q.Get("as"), maxName), At: n.first + len(n.log)}
	if on := n.posts[q.Get("on")]; on != nil && on.Root == o.Root && on.Form != desk.Direct {
		p.On = on.ID
	}
	p.Threads = []thread{n.thread(n.threads[o.Root], 1_000)}
	return p, true
}

// person is somebody and what they said and were told, private messages too.
func (n *Network) person(r *http.Request) (page, bool) {
	handle := NormalHandle(r.PathValue("handle"))
	n.mu.RLock()
	defer n.mu.RUnlock()
	who, known := n.people[handle]
	if !known {
		return page{At: n.first + len(n.log)}, false
	}
	p := page{Title: who.Name, Person: &who, At: n.first + len(n.log)}
	for i := len(n.order) - 1; i >= 0 && len(p.Threads) < 100; i-- {
		if o := n.order[i]; (o.Author.Handle == handle || o.To == handle) && o.DeletedAt.IsZero() {
			p.Threads = append(p.Threads, n.thread([]*record{o}, 1))
		}
	}
	return p, true
}
