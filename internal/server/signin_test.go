package server_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store"
)

// A browser of an administrator who is signed in on localhost.
type browser struct {
	t  *testing.T
	at string // the desk, as they opened it
	c  *http.Client
}

const bossPassword = "a long enough password"

func newBrowser(t *testing.T, d *server.Desk, s *server.Server) *browser {
	t.Helper()
	boss, err := d.Admin.CreateFirstAdmin(t.Context(), "Ada", "ada@acme.example", bossPassword)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Admin.SetCompany(t.Context(), boss, admin.Company{Name: "Acme"}); err != nil {
		t.Fatal(err)
	}
	if err := d.Admin.FinishSetUp(t.Context(), boss); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, at: s.URL(), c: &http.Client{Jar: jar}}
	t.Cleanup(b.c.CloseIdleConnections)
	if page := b.send("/signin", url.Values{"email": {"ada@acme.example"}, "password": {bossPassword}}); !strings.Contains(page, "nav-profile") {
		t.Fatalf("not signed in: %.500s", page)
	}
	return b
}

func (b *browser) open(page string) string {
	b.t.Helper()
	_, body := read(b.t, b.c, page)
	return body
}

func (b *browser) send(path string, form url.Values) string {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.at+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := b.c.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(page)
}

// consent follows the desk's link to the network's page, says yes or no there, and
// returns where the network sends the browser.
func (b *browser) consent(network *http.Client, page, answer string) string {
	b.t.Helper()
	link := regexp.MustCompile(`id="consent" href="([^"]+)"`).FindStringSubmatch(page)
	if link == nil {
		b.t.Fatalf("no link to the network: %s", page)
	}
	resp, _ := read(b.t, network, html.UnescapeString(link[1])+answer)
	back, err := resp.Location()
	if err != nil {
		b.t.Fatalf("%s: %v", resp.Status, err)
	}
	return back.String()
}

// TestAnAccountIsConnectedByTheNetworksOwnPage goes the whole way: the desk's form, the
// network's page, back on 127.0.0.1 without a session, an answer sent with what was given.
func TestAnAccountIsConnectedByTheNetworksOwnPage(t *testing.T) {
	t.Parallel()
	net := blueskytest.NewWith(t, blueskytest.Options{Host: "example.com"})
	net.Account(blueskytest.Person{Handle: "acme.test", Name: "Acme"})
	network := net.Client()
	network.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(network.CloseIdleConnections)
	kind := bluesky.New(bluesky.Options{HTTP: network, Quiet: 20 * time.Millisecond})
	d, s := serve(t, channel.Set{kind.Network: kind}, network)
	b := newBrowser(t, d, s)
	form := url.Values{"set-handle": {"acme.test"}, "brand": {"1"}}
	for k, v := range net.Settings() {
		form.Set("set-"+k, v)
	}
	form.Set("set-stream", "off")

	away := b.send("/settings/connect/bluesky/signin", form)
	back := b.consent(network, away, "&deny=1")
	if page := b.open(back); !strings.Contains(page, "t granted on Bluesky") || !strings.Contains(page, b.at+"/settings/accounts") {
		t.Errorf("after a no: %s", page)
	}
	if got := accounts(t, d); len(got) != 0 {
		t.Errorf("after a no there are %d accounts", len(got))
	}

	away = b.send("/settings/connect/bluesky/signin", form)
	back = b.consent(network, away, "")
	if !strings.HasPrefix(back, "http://127.0.0.1:") {
		t.Errorf("the network leads back to %s", back)
	}
	if page := b.open(back); !strings.Contains(page, "@acme.test is connected.") {
		t.Errorf("at the end: %s", page)
	}
	if page := b.open(back); !strings.Contains(page, "t started here") {
		t.Errorf("the same address a second time: %s", page)
	}
	got := accounts(t, d)
	if len(got) != 1 || got[0].Handle.NetworkID != net.DID("acme.test") || !got[0].HasSecret || got[0].Brand != 1 {
		t.Fatalf("accounts %+v", got)
	}
	var secrets map[string]string
	err := d.DB.View(t.Context(), func(tx *store.Tx) (err error) {
		secrets, err = tx.Secrets(got[0].ID)
		return err
	})
	if err != nil || secrets["password"] != "" {
		t.Errorf("kept secrets %v, %v", secrets, err)
	}
	conn, err := kind.Open(got[0], secrets, channel.Deps{HTTP: network, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Send(t.Context(), desk.Outgoing{Errand: desk.SendPublic, Key: kind.NewKey(time.Now()), Text: "Good morning", Attempts: 1}); err != nil {
		t.Errorf("an answer with what was given: %v", err)
	}
}

func accounts(t *testing.T, d *server.Desk) []desk.Account {
	t.Helper()
	o, err := d.Admin.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o.Accounts
}

// TestANewPasswordKeepsThisBrowser changes the password in one of two browsers: this one
// stays signed in, the other is not any more, and only the new password works.
func TestANewPasswordKeepsThisBrowser(t *testing.T) {
	t.Parallel()
	d, s := serve(t, channel.Set{}, nil)
	b := newBrowser(t, d, s)
	other, err := d.Auth.SignIn(t.Context(), "ada@acme.example", bossPassword, "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	page := b.send("/settings/password", url.Values{"old": {bossPassword}, "new": {"another long password"}})
	if !strings.Contains(page, "Password changed.") {
		t.Errorf("after the change: %.900s", page)
	}
	if _, err := d.Auth.Agent(t.Context(), other); !desk.Is(err, desk.Unauthorized) {
		t.Errorf("the other browser: %v", err)
	}
	if _, err := d.Auth.SignIn(t.Context(), "ada@acme.example", bossPassword, "here"); !desk.Is(err, desk.Unauthorized) {
		t.Errorf("the old password: %v", err)
	}
	if page = b.open(b.at + "/settings/audit"); !strings.Contains(page, "Ada: own password changed") {
		t.Error("the trail does not tell of it")
	}
}
