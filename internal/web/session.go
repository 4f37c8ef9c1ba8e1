package web

import (
	"io/fs"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"heed/internal/desk"
	"heed/internal/web/view"
)

const (
	sessionCookie = "heed"
	zoneCookie    = "zone" // the browser's time zone, set by the page's script
	langCookie    = "lang" // the language that somebody chose for this browser
	noticeCookie  = "notice"
	sessionAge    = 30 * 24 * time.Hour
)

var spoken = language.NewMatcher([]language.Tag{language.English, language.German}) // read only

// prepare finds out who is there and what the frame of a page shows.
func (d *Desk) prepare(q *request) error {
	ctx := q.r.Context()
	q.shell = &view.Shell{
		Now: d.Now(), Assets: d.assets, Kinds: d.Admin.Kinds(), Path: q.r.URL.RequestURI(),
		Zone: time.UTC,
	}
	q.shell.Lang, q.shell.LangChosen = q.language()
	var err error
	if q.shell.Desk, err = d.overview(q); err != nil {
		return err
	}
	if c, err := q.r.Cookie(sessionCookie); err == nil && c.Value != "" {
		q.token = c.Value
		a, err := d.Auth.Agent(ctx, c.Value)
		switch {
		case err == nil:
			q.shell.Agent = a
		case !desk.Is(err, desk.Unauthorized):
			return err
		}
	}
	zone, known := q.zone()
	q.shell.Zone = zone
	if a := &q.shell.Agent; a.ID != 0 && known && q.r.Method == http.MethodGet && !q.part() {
		if r := (desk.Reader{Lang: q.shell.Lang, Zone: zone.String()}); r != a.Reads {
			if err := d.Auth.Reads(ctx, a.ID, r); err != nil {
				return err
			}
			a.Reads = r
		}
	}
	q.shell.Notice = q.takeNotice()
	return nil
}

// counts fills in the numbers of the rail; [request.sheet] asks for the pages that show it.
func (q *request) counts() error {
	c, err := q.desk.Inbox.Counts(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.counted(c)
}

// counted shows numbers that were read, and what is wrong with hearing.
func (q *request) counted(c map[string]desk.Count) (err error) {
	if q.shell.Alarms, err = q.desk.Monitor.Open(q.r.Context()); err != nil {
		return err
	}
	q.shell.Counts = c
	if n := len(q.shell.Alarms); n > 0 {
		if q.shell.Counts = maps.Clone(c); q.shell.Counts == nil {
			q.shell.Counts = map[string]desk.Count{}
		}
		q.shell.Counts["hearing"] = desk.Count{N: n}
	}
	return nil
}

// language is what the page is written in: as somebody chose, else as the browser asks.
func (q *request) language() (lang string, chosen bool) {
	if c, err := q.r.Cookie(langCookie); err == nil && (c.Value == "en" || c.Value == "de") {
		return c.Value, true
	}
	tags, _, err := language.ParseAcceptLanguage(q.r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return "en", false
	}
	_, i, c := spoken.Match(tags...)
	if i == 1 && c >= language.High {
		return "de", false
	}
	return "en", false
}

// setLanguage keeps a choice in this browser; "" goes back to what the browser asks for.
func (q *request) setLanguage(lang string) {
	c := &http.Cookie{Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: q.secure()}
	if lang == "" {
		c.MaxAge = -1
	}
	http.SetCookie(q.w, c)
}

// zone is the reader's, and whether anybody told it.
func (q *request) zone() (zone *time.Location, known bool) {
	name := q.shell.Agent.Zone
	if name == "" {
		if c, err := q.r.Cookie(zoneCookie); err == nil && len(c.Value) < 64 {
			name, _ = url.QueryUnescape(c.Value)
		}
	}
	if z, ok := q.desk.zones.Load(name); ok {
		return z.(*time.Location), true
	}
	if !fs.ValidPath(name) { // Europe//Berlin opens the same file, as do names without number
		return time.UTC, false
	}
	if z, err := time.LoadLocation(name); err == nil {
		q.desk.zones.Store(name, z)
		return z, true
	}
	return time.UTC, false
}

// askToSignIn keeps the address, so that signing in ends where it began.
func (d *Desk) askToSignIn(q *request) error {
	if q.part() || q.r.Method != http.MethodGet {
		return &desk.Error{
			Kind: desk.Unauthorized, Message: "You've been signed out.",
			Mend: "Sign in again. What you wrote is kept in this browser.",
		}
	}
	to := "/signin"
	if p := q.r.URL.RequestURI(); p != "/" {
		to += "?next=" + url.QueryEscape(p)
	}
	return q.redirect(to)
}

func (d *Desk) signInPage(q *request) error {
	next := safePath(q.r.URL.Query().Get("next"))
	if q.shell.Agent.ID != 0 {
		return q.redirect(next)
	}
	return q.page(http.StatusOK, view.SignIn(view.Door{Next: next}))
}

func (d *Desk) signIn(q *request) error {
	email, next := q.field("email"), safePath(q.field("next"))
	token, err := d.Auth.SignIn(q.r.Context(), email, q.r.PostFormValue("password"), q.where())
	if err != nil {
		if k := desk.KindOf(err); k == "" || k == desk.Unavailable {
			return err
		}
		return q.page(statusOf(err), view.SignIn(view.Door{Next: next, Email: email, Problem: problemOf(err)}))
	}
	q.setSession(token)
	return q.redirect(next)
}

// linkPage asks before it uses up a one-time link: what previews links must not.
func (d *Desk) linkPage(q *request) error {
	return q.page(http.StatusOK, view.SignInLink(view.Door{Token: q.r.URL.Query().Get("token")}))
}

func (d *Desk) signInWithLink(q *request) error {
	token, err := d.Auth.SignInWithLink(q.r.Context(), q.field("token"), q.where())
	if err != nil {
		if desk.KindOf(err) == "" {
			return err
		}
		return q.page(statusOf(err), view.SignIn(view.Door{Next: "/", Problem: problemOf(err)}))
	}
	q.setSession(token)
	return q.redirect("/")
}

func (d *Desk) signOut(q *request) error {
	if err := d.Auth.SignOut(q.r.Context(), q.token); err != nil && !desk.Is(err, desk.Unauthorized) {
		return err
	}
	http.SetCookie(q.w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: q.secure()})
	return q.redirect("/signin")
}

func (q *request) setSession(token string) {
	http.SetCookie(q.w, &http.Cookie{
		Name: sessionCookie, Value: token, Path: "/", MaxAge: int(sessionAge.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: q.secure(),
	})
}

// where is what an agent's list of sessions shows: browser and address.
func (q *request) where() string {
	addr := q.r.RemoteAddr
	if ap, err := netip.ParseAddrPort(addr); err == nil {
		addr = ap.Addr().String()
	}
	return browser(q.r.UserAgent()) + ", " + addr
}

func browser(ua string) string {
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(ua, b[0]) {
			return b[1]
		}
	}
	return "Unknown browser"
}
