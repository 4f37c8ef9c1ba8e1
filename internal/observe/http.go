package observe

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// HTTP counts and times the requests that next serves, and gives each an id: in the
// context for the log, and in the X-Request-Id header of the answer, so that a person
// can quote it. Each request is a line of the log at level debug; at warn where the
// status is 500 or more. The line has the route and not the path, which may hold a
// one-time link. next must be the ServeMux itself, which tells the route that it chose in
// the request; a further ServeMux behind it, given the same request, tells it more closely.
// Without one the route is "other".
func (m *Metrics) HTTP(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		r = r.WithContext(WithRequest(r.Context(), id))
		w.Header().Set("X-Request-Id", id)
		a := &answer{ResponseWriter: w}
		start := time.Now()
		defer func() {
			p := recover()
			if p != nil && a.status == 0 {
				a.status = http.StatusInternalServerError
			}
			m.served(log, r, a.status, time.Since(start))
			if p != nil {
				panic(p)
			}
		}()
		next.ServeHTTP(a, r)
	})
}

func (m *Metrics) served(log *slog.Logger, r *http.Request, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK
	}
	m.requests.WithLabelValues(route(r.Pattern), method(r.Method), strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
	level := slog.LevelDebug
	if status >= 500 {
		level = slog.LevelWarn
	}
	log.Log(r.Context(), level, "request", "method", r.Method, "route", route(r.Pattern), "status", status, "took", took.Round(time.Microsecond))
}

// route drops the method from a pattern: it has its own label.
func route(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "" {
		return "other"
	}
	return pattern
}

// method keeps a caller from making up labels.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// answer remembers the status. Flush, Hijack and deadlines go through Unwrap, as
// http.ResponseController does.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Flush serves those who ask for an http.Flusher the old way.
func (a *answer) Flush() { _ = http.NewResponseController(a.ResponseWriter).Flush() }
