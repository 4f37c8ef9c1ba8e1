package echo

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// maxBody bounds a request's body, in bytes.
const maxBody = 64 << 10

// maxDraft bounds one that may hold pictures, which JSON makes a third longer.
const maxDraft = maxBody + maxPictures*(maxPictureBytes+maxAlt)*3/2

// A problem is the body of an answer that is not a success.
type problem struct {
	Error   desk.Kind `json:"error"`
	Message string    `json:"message"`
}

// An answer is what a handler decided, before a fault may spoil it.
type answer struct {
	status int
	body   any
}

// handler makes an answer for a request by a person; by is "" for a stranger.
type handler func(r *http.Request, by string) (answer, error)

// ServeHTTP serves the API and the pages. Requests that another web site makes in a
// visitor's browser are refused when they would change something.
func (n *Network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.handler.ServeHTTP(w, r)
}

func (n *Network) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/posts", n.api(Writing, n.createPost))
	mux.HandleFunc("PUT /api/posts", n.api(Writing, n.editPost))
	mux.HandleFunc("DELETE /api/posts", n.api(Writing, n.deletePost))
	mux.HandleFunc("GET /api/posts", n.api("", n.findPosts))
	mux.HandleFunc("GET /api/stream", n.api(Reading, n.readStream))
	mux.HandleFunc("GET /api/profile", n.api("", n.findProfile))
	mux.HandleFunc("PUT /api/profile", n.api(Writing, n.saveProfile))
	n.pages(mux)
	return http.NewCrossOriginProtection().Handler(mux)
}

// api wraps a handler: who asks, what breaks, and the answer as JSON.
func (n *Network) api(side Side, do handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fault, broken := n.nextFault(side)
		if broken && !fault.Trouble.done() {
			n.fail(w, r, fault)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxDraft)
		by, err := n.signedIn(r)
		if err == nil && by == "" && side == Writing {
			err = desk.Errorf(desk.Unauthorized, "Say who you are: Basic authentication with your handle; any password will do.")
		}
		var out answer
		if err == nil {
			out, err = do(r, by)
		}
		if broken {
			n.fail(w, r, fault)
			return
		}
		if err != nil {
			out = refusal(err)
		}
		reply(w, out)
	}
}

// done reports whether the request takes effect before the trouble.
func (t Trouble) done() bool { return t == CutAfter || t == ErrorAfter || t == Hang }

func (n *Network) fail(w http.ResponseWriter, r *http.Request, f Fault) {
	switch f.Trouble {
	case Limited:
		seconds := strconv.Itoa(int((f.After + time.Second - 1) / time.Second))
		w.Header().Set("Retry-After", seconds)
		w.Header().Set("RateLimit-Remaining", "0")
		w.Header().Set("RateLimit-Reset", seconds)
		reply(w, answer{http.StatusTooManyRequests, problem{desk.Later, "Too many requests."}})
	case ServerError:
		reply(w, answer{http.StatusServiceUnavailable, problem{desk.Unavailable, "The network is having a bad moment."}})
	case ErrorAfter:
		reply(w, answer{http.StatusBadGateway, problem{desk.Unavailable, "The network is having a bad moment."}})
	case Hang:
		// Only with the body read does the server notice that the client has gone.
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	default:
		panic(http.ErrAbortHandler)
	}
}

func reply(w http.ResponseWriter, a answer) {
	w.Header().Set("Cache-Control", "no-store")
	if a.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="the simulated network"`)
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // the reader has gone: nobody to tell
}

// refusal is how an error looks over HTTP.
func refusal(err error) answer {
	var e *desk.Error
	if !errors.As(err, &e) {
		return answer{http.StatusInternalServerError, problem{"", err.Error()}}
	}
	status := http.StatusInternalServerError
	switch e.Kind {
	case desk.Invalid:
		status = http.StatusBadRequest
	case desk.Unauthorized:
		status = http.StatusUnauthorized
	case desk.NotFound:
		status = http.StatusNotFound
	case desk.Refused:
		status = http.StatusUnprocessableEntity
	}
	return answer{status, problem{e.Kind, e.Message}}
}

// signedIn tells who asks: "" without credentials.
func (n *Network) signedIn(r *http.Request) (string, error) {
	name, password, ok := r.BasicAuth()
	if !ok {
		return "", nil
	}
	handle := NormalHandle(name)
	if handle == "" {
		return "", desk.Errorf(desk.Unauthorized, "%q cannot be a handle.", clip(name, maxName))
	}
	n.mu.RLock()
	want, locked := n.locks[handle]
	n.mu.RUnlock()
	if locked && subtle.ConstantTimeCompare([]byte(want), []byte(password)) != 1 {
		return "", desk.Errorf(desk.Unauthorized, "The password of @%s is wrong.", handle)
	}
	return handle, nil
}

func body(r *http.Request, into any) error {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		return desk.Errorf(desk.Invalid, "The body cannot be read: %w", err)
	}
	return nil
}

func (n *Network) createPost(r *http.Request, by string) (answer, error) {
	var d Draft
	if err := body(r, &d); err != nil {
		return answer{}, err
	}
	d.By, d.Key = by, r.Header.Get("Idempotency-Key")
	p, err := n.Post(d)
	return answer{http.StatusCreated, p}, err
}

func (n *Network) editPost(r *http.Request, by string) (answer, error) {
	var d Draft
	if err := body(r, &d); err != nil {
		return answer{}, err
	}
	p, err := n.Edit(by, r.URL.Query().Get("id"), d.Text)
	return answer{http.StatusOK, p}, err
}

func (n *Network) deletePost(r *http.Request, by string) (answer, error) {
	return answer{status: http.StatusNoContent}, n.Delete(by, r.URL.Query().Get("id"))
}

// findPosts gives one post by id, or somebody's latest 100, newest first.
func (n *Network) findPosts(r *http.Request, by string) (answer, error) {
	q := r.URL.Query()
	if id := q.Get("id"); id != "" {
		p, ok := n.Get(id)
		if !ok || !p.DeletedAt.IsZero() || !p.visible(by) {
			return answer{}, gone(id)
		}
		return answer{http.StatusOK, p.shown(by)}, nil
	}
	all := n.Posts(q.Get("by"))
	found := []Post{}
	for i := len(all) - 1; i >= 0 && len(found) < 100; i-- {
		if all[i].visible(by) {
			found = append(found, all[i].shown(by))
		}
	}
	return answer{http.StatusOK, found}, nil
}

// visible reports whether a person, "" for a stranger, may see the post.
func (p *Post) visible(by string) bool {
	return p.Form != desk.Direct || by != "" && (by == p.To || by == p.Author.Handle)
}

// shown is the post as a person may see it.
func (p Post) shown(by string) Post {
	if by != p.Author.Handle {
		p.Key = ""
	}
	return p
}

// readStream gives what is public to a stranger, and what concerns them to a person.
func (n *Network) readStream(r *http.Request, by string) (answer, error) {
	q := r.URL.Query()
	limit, err := number(q.Get("limit"), 100)
	if err != nil {
		return answer{}, desk.Errorf(desk.Invalid, "limit is a number of events.")
	}
	seconds, err := number(q.Get("wait"), 0)
	if err != nil {
		return answer{}, desk.Errorf(desk.Invalid, "wait is a number of seconds.")
	}
	wait := time.Duration(min(max(seconds, 0), 60)) * time.Second
	feed, err := n.Since(r.Context(), View{Handle: by}, q.Get("after"), limit, wait)
	return answer{http.StatusOK, feed}, err
}

func number(s string, otherwise int) (int, error) {
	if s == "" {
		return otherwise, nil
	}
	return strconv.Atoi(s)
}

// findProfile gives the profile of ?handle=, else of who asks. Who asks need not have
// spoken yet.
func (n *Network) findProfile(r *http.Request, by string) (answer, error) {
	handle := r.URL.Query().Get("handle")
	if handle == "" {
		handle = by
	}
	if handle == "" {
		return answer{}, desk.Errorf(desk.Unauthorized, "Say whose: ?handle=, or who you are.")
	}
	p, known := n.Profile(handle)
	switch {
	case known:
		return answer{http.StatusOK, p}, nil
	case handle == by:
		return answer{http.StatusOK, Profile{ID: personID(by), Handle: by, Name: strings.TrimSuffix(by, Suffix)}}, nil
	}
	return answer{}, desk.Errorf(desk.NotFound, "Nobody here is called %q.", clip(handle, maxName))
}

func (n *Network) saveProfile(r *http.Request, by string) (answer, error) {
	p, _ := n.Profile(by)
	if err := body(r, &p); err != nil {
		return answer{}, err
	}
	p.Handle = by
	p, err := n.Join(p)
	return answer{http.StatusOK, p}, err
}
