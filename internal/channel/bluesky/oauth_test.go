package bluesky_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
)

func TestOAuth(t *testing.T) {
	t.Parallel()
	s := blueskytest.NewWith(t, blueskytest.Options{Host: "example.com"})
	s.Account(blueskytest.Person{Handle: us, Name: "Acme"})
	web := s.Client()
	t.Cleanup(web.CloseIdleConnections)
	kind := bluesky.New(bluesky.Options{HTTP: web, Quiet: quiet})
	app := channel.App{ID: "https://desk.example/oauth/bluesky.json", Callback: "https://desk.example/oauth/bluesky"}
	account := company(s, map[string]string{"stream": "off"})
	deps := channel.Deps{HTTP: web, Now: time.Now}

	page, pending, err := kind.SignIn.Start(t.Context(), account, app, deps)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	secrets, err := kind.SignIn.Finish(t.Context(), account, app, pending, comeBack(t, web, page), deps)
	if err != nil {
		t.Fatalf("Finish: %v", err)
	}
	account, secrets, err = kind.Connect(t.Context(), account, secrets, deps)
	if err != nil {
		t.Fatalf("Connect: %v", err)
	}
	if account.Handle.NetworkID != s.DID(us) || account.Name != "@"+us {
		t.Errorf("connected as %q %+v", account.Name, account.Handle)
	}
	var kept channel.Secrets
	deps.SaveSecrets = func(_ context.Context, s channel.Secrets) error { kept = maps.Clone(s); return nil }
	conn, err := kind.Open(account, secrets, deps)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s.Break(blueskytest.Fault{Side: blueskytest.Writing, Trouble: blueskytest.Expired})
	out := desk.Outgoing{Errand: desk.SendPublic, Key: kind.NewKey(time.Now()), Text: "Good morning", Attempts: 1}
	if _, err := conn.Send(t.Context(), out); err != nil {
		t.Fatalf("Send with a token that had run out: %v", err)
	}
	if kept["oauth_session"] == "" || kept["oauth_session"] == secrets["oauth_session"] {
		t.Error("the renewed tokens were not kept")
	}
	if got := s.Posts(s.DID(us)); len(got) != 1 || got[0].Text() != out.Text {
		t.Errorf("on the network: %v", got)
	}
	if _, err := conn.Pull(t.Context(), ""); err != nil {
		t.Errorf("Pull: %v", err)
	}

	// Only who holds the kept secrets goes on; the old ones were good for once.
	s.Break(blueskytest.Fault{Side: blueskytest.Writing, Trouble: blueskytest.Revoked})
	out.Key = kind.NewKey(time.Now())
	if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Unauthorized) {
		t.Errorf("after access was taken away: %v (kind %q)", err, desk.KindOf(err))
	}
}

// TestOAuthKeys: the server refuses keys without their leading zeros, which the library makes
// once in 128 times; nobody is ever told.
func TestOAuthKeys(t *testing.T) {
	t.Parallel()
	s := blueskytest.NewWith(t, blueskytest.Options{Host: "example.com"})
	s.Account(blueskytest.Person{Handle: us})
	web := s.Client()
	t.Cleanup(web.CloseIdleConnections)
	kind := bluesky.New(bluesky.Options{HTTP: web})
	app := channel.App{ID: "https://desk.example/oauth/bluesky.json", Callback: "https://desk.example/oauth/bluesky"}
	account, deps := company(s, nil), channel.Deps{HTTP: web, Now: time.Now}
	for range 400 { // of which three or so would fail
		if _, _, err := kind.SignIn.Start(t.Context(), account, app, deps); err != nil {
			t.Fatalf("Start: %v", err)
		}
	}
}

func TestOAuthDenied(t *testing.T) {
	t.Parallel()
	s := blueskytest.NewWith(t, blueskytest.Options{Host: "example.com"})
	s.Account(blueskytest.Person{Handle: us})
	web := s.Client()
	t.Cleanup(web.CloseIdleConnections)
	kind := bluesky.New(bluesky.Options{HTTP: web})
	app := channel.App{Callback: "http://127.0.0.1:8420/oauth/bluesky"} // a desk without a public address
	account, deps := company(s, nil), channel.Deps{HTTP: web, Now: time.Now}
	page, pending, err := kind.SignIn.Start(t.Context(), account, app, deps)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kind.SignIn.Finish(t.Context(), account, app, pending, comeBack(t, web, page+"&deny=1"), deps); !desk.Is(err, desk.Unauthorized) {
		t.Errorf("denied: %v, want unauthorized", err)
	}
	forged := comeBack(t, web, page)
	forged.Set("state", "of somebody else")
	if _, err := kind.SignIn.Finish(t.Context(), account, app, pending, forged, deps); err == nil {
		t.Error("a sign-in that somebody else began was taken")
	}
	doc, err := kind.SignIn.Document(channel.App{ID: "https://desk.example/oauth/bluesky.json", Callback: "https://desk.example/oauth/bluesky"})
	var m map[string]any
	if err != nil || json.Unmarshal(doc, &m) != nil || m["client_id"] != "https://desk.example/oauth/bluesky.json" || m["dpop_bound_access_tokens"] != true {
		t.Errorf("document %s, %v", doc, err)
	}
}

// comeBack is the person's browser: it opens the page and is sent back.
func comeBack(t *testing.T, c *http.Client, page string) url.Values {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatalf("%s: %v", resp.Status, err)
	}
	return back.Query()
}
