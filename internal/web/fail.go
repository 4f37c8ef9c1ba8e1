package web

import (
	"errors"
	"net/http"

	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/web/view"
)

var statuses = map[desk.Kind]int{ // read only
	desk.Invalid:      http.StatusUnprocessableEntity,
	desk.NotFound:     http.StatusNotFound,
	desk.Conflict:     http.StatusConflict,
	desk.Denied:       http.StatusForbidden,
	desk.Unauthorized: http.StatusUnauthorized,
	desk.Refused:      http.StatusUnprocessableEntity,
	desk.Later:        http.StatusTooManyRequests,
	desk.Unknown:      http.StatusBadGateway,
	desk.Unavailable:  http.StatusServiceUnavailable,
}

func statusOf(err error) int {
	if s, ok := statuses[desk.KindOf(err)]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// problemOf is what a person is told of an error. The cause stays in the log.
func problemOf(err error) *view.Problem {
	var e *desk.Error
	if errors.As(err, &e) && e.Kind != "" {
		p := &view.Problem{Kind: e.Kind, Message: e.Message, Mend: e.Mend, Field: e.Field}
		var all protocol.Problems
		if errors.As(err, &all) {
			for _, x := range all {
				p.All = append(p.All, x.String())
			}
		}
		return p
	}
	return &view.Problem{
		Message: "Something went wrong on the desk's side.",
		Mend:    "Nothing you wrote is lost. Try again. If it keeps happening, the operator can find the cause in the log.",
	}
}

// fail answers a request that ended in an error: a page for people, a document for the
// page's script.
func (d *Desk) fail(q *request, err error) {
	if q.r.Context().Err() != nil {
		return // nobody is there to read it
	}
	status, p := statusOf(err), problemOf(err)
	if status >= http.StatusInternalServerError {
		d.Log.ErrorContext(q.r.Context(), "page failed", "method", q.r.Method, "path", q.r.URL.Path, "err", err)
	}
	if q.w.status != 0 {
		return // the answer has begun
	}
	if q.shell == nil {
		q.shell = &view.Shell{Lang: "en", Assets: d.assets, Now: d.Now()}
	}
	if q.part() {
		_ = q.json(status, problemDocument{string(p.Kind), view.Retell(q.shell.Lang, p.Message), view.Retell(q.shell.Lang, p.Mend), p.Field})
		return
	}
	back, again := "/", status >= http.StatusInternalServerError && q.r.Method == http.MethodGet
	switch {
	case again:
		back = q.r.URL.RequestURI()
	case q.r.Method == http.MethodPost:
		back = safePath(q.refererPath())
	}
	title := map[int]string{
		http.StatusNotFound: "Not found", http.StatusForbidden: "Not allowed", http.StatusConflict: "Someone got there first",
		http.StatusUnauthorized: "Not signed in", http.StatusUnprocessableEntity: "Not accepted", http.StatusTooManyRequests: "Not now",
	}[status]
	if title == "" {
		title = "That didn't work"
	}
	if err := q.page(status, view.ErrorPage(q.say(title), p, back, again)); err != nil {
		d.Log.ErrorContext(q.r.Context(), "error page failed", "err", err)
		http.Error(q.w, p.Message, status)
	}
}

// problemDocument is a problem as the page's script reads it.
type problemDocument struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Mend    string `json:"mend,omitempty"`
	Field   string `json:"field,omitempty"`
}
