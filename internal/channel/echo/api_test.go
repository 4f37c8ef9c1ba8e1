package echo_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/channeltest"
	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// ask makes one request of a network; by is "" for a stranger.
func ask(t *testing.T, n *echo.Network, by, method, target, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if by != "" {
		r.SetBasicAuth(by, "any")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	return w
}

func decode[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return v
}

// TestAPI is a morning on the network by curl.
func TestAPI(t *testing.T) {
	t.Parallel()
	n := fixed()
	post := decode[echo.Post](t, ask(t, n, "mia", "POST", "/api/posts", `{"text":"No train, @acme.echo","lang":"en","name":"Mia Vale"}`))
	if post.Author.Name != "Mia Vale" || len(post.Mentions) != 1 {
		t.Errorf("posted %+v", post)
	}
	cursor := decode[echo.Feed](t, ask(t, n, "", "GET", "/api/stream", "")).Cursor
	reply := decode[echo.Post](t, ask(t, n, "acme", "POST", "/api/posts", `{"form":"reply","on":"`+post.ID+`","text":"Which one?"}`, "Idempotency-Key", "a1"))
	if reply.ID != "echo://acme.echo/k-a1" || reply.Root != post.ID {
		t.Errorf("replied %+v", reply)
	}
	decode[echo.Post](t, ask(t, n, "leo", "POST", "/api/posts", `{"form":"repost","on":"`+post.ID+`"}`))
	decode[echo.Post](t, ask(t, n, "leo", "POST", "/api/posts", `{"form":"quote","on":"`+post.ID+`","text":"same"}`))
	decode[echo.Post](t, ask(t, n, "mia", "PUT", "/api/posts?id="+post.ID, `{"text":"No tram, @acme.echo"}`))
	secret := decode[echo.Post](t, ask(t, n, "mia", "POST", "/api/posts", `{"form":"direct","to":"acme","text":"pst"}`))
	if w := ask(t, n, "acme", "DELETE", "/api/posts?id="+reply.ID, ""); w.Code != http.StatusNoContent {
		t.Errorf("deleting: %d %s", w.Code, w.Body)
	}
	got := textsOf(decode[echo.Feed](t, ask(t, n, "", "GET", "/api/stream?after="+cursor, "")))
	want := "created Which one?|created |created same|edited No tram, @acme.echo|deleted "
	if strings.Join(got, "|") != want {
		t.Errorf("the stream brought %q, want %q", got, want)
	}
	if w := ask(t, n, "leo", "GET", "/api/posts?id="+secret.ID, ""); w.Code != http.StatusNotFound {
		t.Errorf("somebody else reads a private message: %d %s", w.Code, w.Body)
	}
	if p := decode[echo.Post](t, ask(t, n, "acme", "GET", "/api/posts?id="+secret.ID, "")); p.Text != "pst" {
		t.Errorf("the one it is for reads %+v", p)
	}
	if list := decode[[]echo.Post](t, ask(t, n, "", "GET", "/api/posts?by=mia", "")); len(list) != 1 || list[0].Text != "No tram, @acme.echo" {
		t.Errorf("Mia's public posts: %+v", list)
	}
	saved := decode[echo.Profile](t, ask(t, n, "mia", "PUT", "/api/profile", `{"name":"Mia V.","followers":12,"handle":"leo"}`))
	if known := decode[echo.Profile](t, ask(t, n, "", "GET", "/api/profile?handle=mia", "")); known != saved || known.Handle != "mia.echo" || known.Followers != 12 {
		t.Errorf("saved %+v, known %+v", saved, known)
	}
}

func TestAPIRefuses(t *testing.T) {
	t.Parallel()
	n := fixed()
	n.Lock("acme", "right")
	for _, test := range []struct {
		by, method, target, body string
		want                     int
	}{
		{"", "POST", "/api/posts", `{"text":"x"}`, http.StatusUnauthorized},
		{"acme", "POST", "/api/posts", `{"text":"x"}`, http.StatusUnauthorized},
		{"a b", "POST", "/api/posts", `{"text":"x"}`, http.StatusUnauthorized},
		{"mia", "POST", "/api/posts", `{"text":`, http.StatusBadRequest},
		{"mia", "POST", "/api/posts", `{"text":"` + strings.Repeat("a", 301) + `"}`, http.StatusUnprocessableEntity},
		{"mia", "POST", "/api/posts", `{"text":"` + strings.Repeat("a", 7<<20) + `"}`, http.StatusBadRequest},
		{"mia", "POST", "/api/posts", `{"form":"reply","on":"x","text":"x"}`, http.StatusNotFound},
		{"mia", "GET", "/api/stream?limit=x", ``, http.StatusBadRequest},
		{"mia", "GET", "/api/profile?handle=nobody", ``, http.StatusNotFound},
		{"", "GET", "/api/profile", ``, http.StatusUnauthorized},
		{"", "GET", "/api/nothing", ``, http.StatusNotFound},
	} {
		if w := ask(t, n, test.by, test.method, test.target, test.body); w.Code != test.want {
			t.Errorf("%s %s by %q: %d %s, want %d", test.method, test.target, test.by, w.Code, w.Body, test.want)
		}
	}
	if w := ask(t, n, "mia", "POST", "/api/posts", `{"text":"x"}`, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("another web site posted: %d %s", w.Code, w.Body)
	}
}

func TestConnect(t *testing.T) {
	t.Parallel()
	n := echo.New(time.Now)
	if _, err := n.Join(echo.Profile{Handle: "acme", Name: "Acme", Followers: 5}); err != nil {
		t.Fatal(err)
	}
	n.Lock("acme", "right")
	server := httptest.NewServer(n)
	defer server.Close()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"hello":"world"}`) }))
	defer other.Close()
	away := httptest.NewServer(nil)
	away.Close()
	for _, test := range []struct {
		name, url, handle, password string
		want                        desk.Kind
		field                       string
	}{
		{"an account", server.URL + "/", "@acme", "right", "", ""},
		{"one that has not spoken", server.URL, "new", "", "", ""},
		{"a stream", server.URL, "", "", "", ""},
		{"no address", "", "", "", desk.Invalid, echo.SettingURL},
		{"not a web address", "file:///etc", "", "", desk.Invalid, echo.SettingURL},
		{"not a handle", server.URL, "a b", "", desk.Invalid, echo.SettingHandle},
		{"a wrong password", server.URL, "acme", "wrong", desk.Unauthorized, ""},
		{"nobody there", away.URL, "acme", "", desk.Later, ""},
		{"something else there", other.URL, "acme", "", desk.Invalid, echo.SettingURL},
		{"something else there, as a stream", other.URL, "", "", desk.Invalid, echo.SettingURL},
		{"elsewhere on the server", server.URL + "/else", "", "", desk.Invalid, echo.SettingURL},
	} {
		a := desk.Account{Settings: map[string]string{echo.SettingURL: test.url, echo.SettingHandle: test.handle}}
		got, _, err := echo.Kind().Connect(t.Context(), a, channel.Secrets{echo.SecretPassword: test.password}, channel.Deps{Now: time.Now})
		var e *desk.Error
		if err != nil {
			e, _ = err.(*desk.Error)
		}
		if desk.KindOf(err) != test.want || e != nil && (e.Field != test.field || e.Message == "") {
			t.Errorf("%s: %v (kind %q, %+v), want %q of %q", test.name, err, desk.KindOf(err), e, test.want, test.field)
		}
		if test.name == "an account" && (got.Handle.Name != "acme.echo" || got.Handle.NetworkID == "" || got.Name != "@acme.echo" || got.Handle.Followers != 5) {
			t.Errorf("connected as %+v", got)
		}
		if test.name == "a stream" && got.Handle != (desk.HandleRef{}) {
			t.Errorf("a stream has no handle: %+v", got)
		}
	}
	if _, known := n.Profile("new"); known {
		t.Error("Connect changed something on the network")
	}
}

// TestDeleteForgotten takes back what the network does not remember any more.
func TestDeleteForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, err := echo.Kind().Open(w.Account, w.Secrets, channel.Deps{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	out := desk.Outgoing{Errand: desk.SendDelete, NetworkID: "echo://acme.echo/k-long-ago", Attempts: 1}
	if _, err := c.Send(t.Context(), out); err != nil {
		t.Errorf("deleting what is forgotten: %v", err)
	}
	theirs, err := w.Peer.Say(t.Context(), channeltest.Saying{By: "mia", Form: desk.Post, Text: "mine"})
	if err != nil {
		t.Fatal(err)
	}
	out.NetworkID = theirs
	if _, err := c.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
		t.Errorf("deleting what is not ours: %v (kind %q), want refused", err, desk.KindOf(err))
	}
}

// TestStreamOnlyListens has an account without a handle answer.
func TestStreamOnlyListens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, err := echo.Kind().Open(*w.Stream, nil, channel.Deps{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Send(t.Context(), desk.Outgoing{Errand: desk.SendPublic, Key: "k", Text: "hello"}); !desk.Is(err, desk.Refused) {
		t.Errorf("a stream sent: %v (kind %q), want refused", err, desk.KindOf(err))
	}
}
