package web

import (
	"net/http"
	"net/url"
	"strings"

	"heed/internal/desk"
)

// policy lets the pages load and run what this process serves and nothing else.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk"

// guard puts the headers on every answer and refuses forms from other sites.
func (d *Desk) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	if u, err := url.Parse(d.PublicURL); err == nil && u.Host != "" {
		// Behind a proxy the Host header may differ from what the browser shows.
		if err := cross.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			d.Log.Warn("public address is not an origin", "url", d.PublicURL, "err", err)
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(d.refuseForeign))
	protected := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		if d.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		protected.ServeHTTP(w, r)
	})
}

func (d *Desk) refuseForeign(w http.ResponseWriter, r *http.Request) {
	q := &request{desk: d, w: &recorder{ResponseWriter: w}, r: r}
	d.fail(q, &desk.Error{
		Kind:    desk.Denied,
		Message: "This form came from another site, so the desk rejected it.",
		Mend: "Open the desk at its own address and try again. If it stands behind a proxy, its public address must be set " +
			"to the one in the browser's address bar.",
	})
}

// safePath is a path of this desk to lead back to; anything else is "/". Browsers drop tabs and ends of lines out of an address
// and take \ for /, which would make another site's of /<tab>/evil.example.
func safePath(p string) string {
	isOdd := func(r rune) bool { return r < ' ' || r == '\\' }
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsFunc(p, isOdd) {
		return "/"
	}
	return p
}

// refererPath is where a form stood: it names the place itself, since no referrer is
// sent.
func (q *request) refererPath() string {
	if q.r.PostForm == nil {
		return "/"
	}
	if id := q.r.PostForm.Get("case"); id != "" {
		return "/cases/" + url.PathEscape(id) + q.r.PostForm.Get("in")
	}
	p := q.r.URL.Path
	if rest, ok := strings.CutPrefix(p, "/cases/"); ok {
		id, _, _ := strings.Cut(rest, "/")
		return "/cases/" + id + q.r.PostForm.Get("in")
	}
	for _, root := range []string{"/settings/accounts", "/settings/connect", "/settings/protocol", "/settings/calendars", "/settings/clocks", "/settings/teams", "/settings/people", "/settings/macros", "/settings/notifications", "/settings/profile", "/settings/company", "/reports/alerts", "/reports/peers", "/searches", "/welcome", "/signin"} {
		if strings.HasPrefix(p, root) {
			return root
		}
	}
	return "/"
}

// secure reports whether cookies may be marked Secure: only then, so that plain http
// on a local network works.
func (q *request) secure() bool { return q.r.TLS != nil || q.desk.secure }
