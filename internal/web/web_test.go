package web

import (
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) // read only

// bench is a desk with invented data and whoever looks at it.
type bench struct {
	t    testing.TB
	fake *fake
	desk *Desk
	tok  string
	last *httptest.ResponseRecorder
}

func newBench(t testing.TB) *bench {
	f := newFake(func() time.Time { return noon })
	f.tokens["token-1"], f.tokens["token-2"], f.tokens["token-3"] = 1, 2, 3
	d := New(Config{Inbox: f, Admin: f, Auth: f, Monitor: ears{f}, Builder: tries{f}, Learn: taught{}, Dossier: keeps{f}, Bus: f.bus, Log: slog.New(slog.DiscardHandler), Now: f.now})
	t.Cleanup(func() { _ = d.Close() })
	return &bench{t: t, fake: f, desk: d, tok: "token-1"}
}

func (b *bench) do(r *http.Request) *httptest.ResponseRecorder {
	if b.tok != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.tok})
	}
	b.last = httptest.NewRecorder()
	b.desk.ServeHTTP(b.last, r)
	return b.last
}

func (b *bench) get(path string) string {
	return b.do(httptest.NewRequest("GET", "http://desk.example"+path, nil)).Body.String()
}

func (b *bench) post(path string, kv ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	r := httptest.NewRequest("POST", "http://desk.example"+path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r).Body.String()
}

func (b *bench) status(want int) {
	b.t.Helper()
	if b.last.Code != want {
		b.t.Fatalf("status %d, want %d: %.400s", b.last.Code, want, b.last.Body.String())
	}
}

func (b *bench) goes(want string) {
	b.t.Helper()
	if got := b.last.Header().Get("Location"); b.last.Code != http.StatusSeeOther || got != want {
		b.t.Fatalf("status %d to %q, want 303 to %q", b.last.Code, got, want)
	}
}

func has(t testing.TB, page string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(page, w) && !strings.Contains(html.UnescapeString(page), w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

// filled is an address of a pattern with its names filled in.
func filled(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.NewReplacer("{view}", "reply", "{id}", "42", "{network}", "bluesky", "{$}", "").Replace(path)
	return method, path
}

func TestEveryRouteAsksWhoIsThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	for _, rt := range b.desk.routes {
		if rt.open {
			continue
		}
		method, path := filled(rt.pattern)
		b.do(httptest.NewRequest(method, "http://desk.example"+path, nil))
		if method == http.MethodGet && (b.last.Code != http.StatusSeeOther || !strings.HasPrefix(b.last.Header().Get("Location"), "/signin")) {
			t.Errorf("%s: %d to %q without a session", rt.pattern, b.last.Code, b.last.Header().Get("Location"))
		}
		if method == http.MethodPost && b.last.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d without a session", rt.pattern, b.last.Code)
		}
	}
}

func TestEveryPageShows(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{
		"/queue/reply", "/queue/mine", "/queue/unassigned", "/queue/watch", "/queue/waiting", "/queue/done", "/queue/ignored",
		"/queue/reply?network=bluesky&search=1&assignee=-1&brand=1", "/cases/42", "/cases/43?in=reply", "/cases/46",
		"/failed", "/search", "/search?q=norden", "/searches", "/searches/new", "/searches/1",
		"/settings/company", "/settings/accounts", "/settings/accounts/1", "/settings/connect/bluesky", "/settings/protocol",
		"/settings/calendars", "/settings/teams", "/settings/people", "/settings/macros", "/settings/profile", "/settings/audit", "/about/keys",
	} {
		page := b.get(path)
		if b.last.Code != http.StatusOK {
			t.Errorf("%s: %d", path, b.last.Code)
		}
		has(t, page, "</html>", `id="main"`, `class="skip"`)
		if strings.Contains(page, "%!") || strings.Contains(page, " style=") || strings.Contains(page, "onclick") {
			t.Errorf("%s holds a broken format, an inline style or an inline handler", path)
		}
	}
}

// The rail says the same on every page that has it, also on forms that are rarely seen and on those that
// came back with a mistake.
func TestTheRailCountsOnEveryPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.alarms = []desk.Alarm{{Key: "a", Kind: "silent", Subject: "Norden", Problem: "It has caught nothing.", Mend: "Look.", Link: "/searches/1", Since: noon}}
	want := railOf(b.get("/queue/reply"))
	if want["reply"] == "" || want["hearing"] == "" {
		t.Fatalf("nothing is counted: %v", want)
	}
	pages := []string{"/search?q=norden", "/cases/42/merge?with=43", "/cases/42/split?message=1"}
	for _, rt := range b.desk.routes {
		if method, path := filled(rt.pattern); method == http.MethodGet && path != "/live" && !strings.HasPrefix(path, "/reports") && path != "/settings/notifications" { // a stream does not end; the others ask what is not here
			pages = append(pages, path)
		}
	}
	seen := 0
	for _, path := range pages {
		if page := b.get(path); strings.Contains(page, `id="rail"`) {
			seen++
			if diff := cmp.Diff(want, railOf(page)); diff != "" {
				t.Errorf("%s counts otherwise (-queue +page):\n%s", path, diff)
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d pages have a rail", seen)
	}
	for _, form := range []string{"/cases/42/merge", "/searches", "/settings/hearing/cap"} {
		page := b.post(form, "cap", "much", "query", "(")
		if b.last.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", form, b.last.Code)
		}
		if diff := cmp.Diff(want, railOf(page)); diff != "" {
			t.Errorf("%s with a mistake counts otherwise:\n%s", form, diff)
		}
	}
}

// railOf are the numbers of the rail by list.
func railOf(page string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`data-count="(\w+)">([^<]*)<`).FindAllStringSubmatch(page, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{"/queue/reply", "/signin", "/nowhere", "/assets/x"} {
		b.get(path)
		h := b.last.Header()
		csp := h.Get("Content-Security-Policy")
		has(t, csp, "default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types desk")
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		r := httptest.NewRequest("POST", "http://desk.example/cases/42/stage", strings.NewReader("to=resolved"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		page := b.do(r).Body.String()
		b.status(http.StatusForbidden)
		has(t, page, "came from another site")
	}
	if b.fake.cases[42].Case.Stage == desk.Resolved {
		t.Error("a foreign form resolved a case")
	}
	r := httptest.NewRequest("POST", "http://desk.example/cases/42/stage", strings.NewReader("to=resolved"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://desk.example")
	b.do(r)
	b.goes("/cases/42")
}

func TestHostileTextIsText(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	v := b.fake.cases[42]
	v.Case.PersonName, v.Case.Handle, v.Case.Preview, v.Case.Reason = evil, evil, evil, evil
	v.Case.Hits[0].Name, v.Case.Decision.Rule, v.Case.Decision.Advice = evil, evil, evil
	m := b.fake.says(v, evil, noon)
	m.URL = "javascript:alert(3)"
	m.Media = []desk.Media{{Kind: "image", URL: "javascript:alert(4)", Alt: evil}}
	m.Signals.Intent = desk.Signal{Label: evil, Because: []string{evil}}
	m.Lang = `en" onmouseover="alert(5)`
	v.Lines[len(v.Lines)-1].Segments[0].Href, v.Lines[len(v.Lines)-1].Segments[0].Kind = "javascript:alert(6)", "link"
	v.Person.Handles[0].Name, v.Promises[0].Text, v.Others[0].Subject = evil, evil, evil
	b.fake.desk.Macros[0].Name, b.fake.desk.Macros[0].Text = evil, evil
	for _, path := range []string{"/queue/reply", "/cases/42", "/search?q=" + url.QueryEscape(evil), "/cases/42/macros", "/settings/macros", "/queue/reply/rows?ids=42", "/nowhere" + url.PathEscape(evil)} {
		page := b.get(path)
		for _, bad := range []string{"<script>alert", "<img src=x", "javascript:", `" onmouseover`} {
			if strings.Contains(page, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
	has(t, b.get("/cases/42"), html.EscapeString("<script>alert(1)</script>"))
	page := b.post("/cases/42/advice", "text", evil+" +49 151 2345 6789", "mode", "public")
	if strings.Contains(page, "<script>") {
		t.Error("advice holds a script")
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	b.get("/cases/42?in=mine")
	b.goes("/signin?next=" + url.QueryEscape("/cases/42?in=mine"))
	page := b.post("/signin", "email", "mara@norden.example", "password", "wrong", "next", "/cases/42")
	b.status(http.StatusUnauthorized)
	has(t, page, "do not fit together", `value="mara@norden.example"`)
	b.post("/signin", "email", "mara@norden.example", "password", "correct horse", "next", "/cases/42")
	b.goes("/cases/42")
	c := b.last.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Value != "token-1" {
		t.Errorf("cookie %+v", c)
	}
	for _, evil := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"} {
		b.post("/signin", "email", "mara@norden.example", "password", "correct horse", "next", evil)
		b.goes("/")
	}
}

func TestCookiesAreSecureBehindHTTPS(t *testing.T) {
	t.Parallel()
	f := newFake(func() time.Time { return noon })
	b := &bench{t: t, fake: f, desk: New(Config{Inbox: f, Admin: f, Auth: f, Monitor: ears{f}, Builder: tries{f}, Learn: taught{}, Dossier: keeps{f}, Bus: f.bus, Now: f.now, PublicURL: "https://desk.example"})}
	b.post("/signin", "email", "mara@norden.example", "password", "correct horse")
	if c := b.last.Result().Cookies()[0]; !c.Secure {
		t.Errorf("cookie %+v", c)
	}
}

func TestAPreviewDoesNotUseUpALink(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	has(t, b.get("/signin/link?token=one-time"), `value="one-time"`, `method="post"`)
	if len(b.last.Result().Cookies()) != 0 {
		t.Error("looking at the link signed somebody in")
	}
	b.post("/signin/link", "token", "one-time")
	b.goes("/")
	has(t, b.post("/signin/link", "token", "old"), "already used")
	b.status(http.StatusUnauthorized)
}

func TestFirstRun(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	o := &b.fake.desk
	o.HasAdmin, o.SetUp, o.Company, o.Agents, o.Brands, o.Accounts, o.Searches = false, false, "", nil, nil, nil, nil
	clear(b.fake.cases)
	b.get("/queue/reply")
	b.goes("/welcome")
	has(t, b.post("/welcome", "name", "Mara", "email", "mara@norden.example", "password", "short"), "shorter than ten", `value="Mara"`)
	b.status(http.StatusUnprocessableEntity)
	b.post("/welcome", "name", "Mara", "email", "mara@norden.example", "password", "a long password")
	b.goes("/welcome/company")
	b.tok = "token-1"
	b.get("/queue/reply")
	b.goes("/welcome/company")
	page := b.post("/welcome/company", "company", "Norden", "names", "Norden\nNorden Fiber", "handles", "@norden.example", "do", "propose")
	has(t, page, `name="use"`, "norden", "Norden Fiber", "@norden.example")
	b.post("/welcome/company", "company", "Norden", "names", "Norden", "do", "save", "proposals", "2", "use", "1",
		"search-name-0", "A", "search-query-0", "a", "search-name-1", "B", "search-query-1", "norden", "own", "norden help")
	b.goes("/welcome/listen")
	if len(o.Searches) != 2 || o.Searches[0].Query != "norden" || o.Searches[1].Query != "norden help" {
		t.Errorf("searches %+v", o.Searches)
	}
	has(t, b.get("/welcome/listen"), "Listen on Bluesky now")
	b.post("/welcome/listen", "network", "bluesky")
	b.goes("/queue/reply")
	has(t, b.get("/queue/reply"), "Nobody", "Bluesky, public posts")
}

func TestFormsTooLongAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.post("/cases/42/reply", "text", strings.Repeat("x", maxForm+1)), "more than the desk accepts")
	b.status(http.StatusUnprocessableEntity)
}

func TestInsideFaultsSayNothingOfThemselves(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.failed["Queue"] = io.ErrUnexpectedEOF
	page := b.get("/queue/reply")
	b.status(http.StatusInternalServerError)
	has(t, page, "Nothing you wrote is lost")
	if strings.Contains(page, "EOF") {
		t.Error("the cause is shown")
	}
}

func TestSetUpIsReadAtMostOnceASecond(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.get("/queue/reply")
	b.fake.failed["Overview"] = io.ErrUnexpectedEOF
	b.get("/queue/reply")
	b.status(http.StatusOK)
	b.post("/cases/42/presence", "state", "viewing")
	b.get("/queue/reply")
	b.status(http.StatusOK)
	b.post("/settings/macros", "name", "Hours")
	b.get("/queue/reply")
	b.status(http.StatusInternalServerError)
}
