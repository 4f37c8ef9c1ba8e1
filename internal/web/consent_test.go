package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/desk"
)

// at asks the desk under another host than the usual one.
func (b *bench) at(host, method, path string, form url.Values) string {
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r).Body.String()
}

func publicBench(t *testing.T) *bench {
	b := newBench(t)
	b.desk = New(Config{Inbox: b.fake, Admin: b.fake, Auth: b.fake, Monitor: ears{b.fake}, Builder: tries{b.fake}, Learn: taught{}, Dossier: keeps{b.fake}, Bus: b.fake.bus, Log: slog.New(slog.DiscardHandler), Now: b.fake.now, PublicURL: "https://desk.example"})
	return b
}

func TestConsentLeadsToTheNetworkAndBack(t *testing.T) {
	t.Parallel()
	form := url.Values{"set-handle": {"norden.example"}, "set-stream": {"off"}, "brand": {"1"}}
	local := func(callback string) channel.App { return channel.App{Callback: callback} }
	public := channel.App{ID: "https://desk.example/oauth/bluesky.json", Callback: "https://desk.example/oauth/bluesky"}
	for name, c := range map[string]struct {
		host   string
		public bool
		app    channel.App
		home   string
	}{
		"localhost":       {"localhost:8420", false, local("http://127.0.0.1:8420/oauth/bluesky"), "http://localhost:8420"},
		"loopback":        {"127.0.0.1:8420", false, local("http://127.0.0.1:8420/oauth/bluesky"), "http://127.0.0.1:8420"},
		"IPv6":            {"[::1]:8420", false, local("http://127.0.0.1:8420/oauth/bluesky"), "http://[::1]:8420"},
		"the usual port":  {"localhost", false, local("http://127.0.0.1/oauth/bluesky"), "http://localhost"},
		"a public desk":   {"desk.example", true, public, "https://desk.example"},
		"behind its back": {"localhost:8420", true, public, "https://desk.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if c.public {
				b = publicBench(t)
			}
			has(t, b.at(c.host, "GET", "/settings/connect/bluesky", nil), `formaction="/settings/connect/bluesky/signin"`, "Sign in with Bluesky")
			page := b.at(c.host, "POST", "/settings/connect/bluesky/signin", form)
			b.status(http.StatusOK)
			has(t, page, `href="https://network.example/authorize?request=1"`, `rel="noreferrer"`, "Continue to Bluesky", "network.example")
			want := admin.SignIn{Network: "bluesky", Brand: 1, Settings: map[string]string{"handle": "norden.example", "stream": "off", "appview": ""}, App: c.app, Home: c.home}
			if d := cmp.Diff(want, b.fake.signIn); d != "" {
				t.Error(d)
			}
			b.tok = "" // the cookie may be another host's
			b.at("127.0.0.1:8420", "GET", "/oauth/bluesky?state=known&code=x", nil)
			accounts := b.fake.desk.Accounts
			id := strconv.FormatInt(int64(accounts[len(accounts)-1].ID), 10)
			b.goes(c.home + "/settings/accounts?connected=" + id)
			b.tok = "token-1"
			has(t, b.get("/settings/accounts?connected="+id), "@norden.example is connected.")
		})
	}
}

func TestConsentForAnAccountThatIsThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.at("localhost:8420", "GET", "/settings/accounts/1", nil), `formaction="/settings/accounts/1/signin"`)
	b.at("localhost:8420", "POST", "/settings/accounts/1/signin", url.Values{"set-handle": {"norden.example"}})
	b.status(http.StatusOK)
	if b.fake.signIn.Account != 1 {
		t.Errorf("began for account %d", b.fake.signIn.Account)
	}
}

func TestConsentIsRefusedInItsForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.at("localhost:8420", "POST", "/settings/connect/bluesky/signin", url.Values{"set-appview": {"https://mine.example"}})
	b.status(http.StatusUnprocessableEntity)
	has(t, page, "Choose which account should answer.", `value="https://mine.example"`, `aria-invalid="true"`)
	for _, bad := range []string{"javascript:alert(1)", "ftp://network.example/", "//network.example/", ""} {
		b.fake.page = bad
		page = b.at("localhost:8420", "POST", "/settings/connect/bluesky/signin", url.Values{"set-handle": {"norden.example"}})
		b.status(http.StatusServiceUnavailable)
		if strings.Contains(page, "javascript:") || strings.Contains(page, "ftp:") {
			t.Errorf("%q became a link", bad)
		}
	}
	b.tok = "token-2"
	b.at("localhost:8420", "POST", "/settings/connect/bluesky/signin", url.Values{"set-handle": {"norden.example"}})
	b.status(http.StatusForbidden)
}

// TestConsentNeedsAWayBack opens a desk without a public address from another machine:
// the network could not lead back there, and the page says so before anybody tries.
func TestConsentNeedsAWayBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/settings/connect/bluesky")
	has(t, page, "only return you to a desk with a public https address")
	if strings.Contains(page, "formaction") {
		t.Error("the way is offered all the same")
	}
	b.post("/settings/connect/bluesky/signin", "set-handle", "norden.example")
	b.status(http.StatusUnprocessableEntity)
	if strings.Contains(b.get("/settings/connect/mastodon"), "formaction") {
		t.Error("a network without such a page is offered one")
	}
}

func TestComingBackInVain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	has(t, b.at("127.0.0.1:8420", "GET", "/oauth/bluesky?state=made-up", nil), "t started here", `href="/settings/accounts"`)
	b.status(http.StatusUnprocessableEntity)
	b.fake.signIn.Home = "http://localhost:8420"
	b.fake.failed["FinishSignIn"] = &desk.Error{Kind: desk.Unauthorized, Message: "Access wasn't granted on Bluesky's page.", Mend: "Start again and allow access."}
	has(t, b.at("127.0.0.1:8420", "GET", "/oauth/bluesky?state=known&error=access_denied", nil), "Bluesky is not connected", "t granted", `href="http://localhost:8420/settings/accounts"`)
	b.status(http.StatusUnprocessableEntity)
	b.at("127.0.0.1:8420", "GET", "/oauth/nowhere?state=known", nil)
	b.status(http.StatusNotFound)
}

func TestTheDocumentOfAPublicDesk(t *testing.T) {
	t.Parallel()
	b := publicBench(t)
	b.tok = ""
	var got channel.App
	if err := json.Unmarshal([]byte(b.get("/oauth/bluesky.json")), &got); err != nil {
		t.Fatal(err)
	}
	want := channel.App{ID: "https://desk.example/oauth/bluesky.json", Callback: "https://desk.example/oauth/bluesky"}
	if d := cmp.Diff(want, got); d != "" || b.last.Header().Get("Content-Type") != "application/json" {
		t.Error(d, b.last.Header())
	}
	for _, path := range []string{"/oauth/mastodon.json", "/oauth/nowhere.json"} {
		b.get(path)
		b.status(http.StatusNotFound)
	}
	b = newBench(t)
	b.get("/oauth/bluesky.json")
	b.status(http.StatusNotFound)
}
