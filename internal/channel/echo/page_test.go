package echo_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

func say(t *testing.T, n *echo.Network, name, text, on string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	form := url.Values{"name": {name}, "text": {text}, "on": {on}}.Encode()
	return ask(t, n, "", "POST", "/say", form, append(header, "Content-Type", "application/x-www-form-urlencoded")...)
}

// TestPage is a visitor's walk.
func TestPage(t *testing.T) {
	t.Parallel()
	n := fixed()
	if _, err := n.Join(echo.Profile{Handle: "acme", Name: "Acme", Company: true, Followers: 12345}); err != nil {
		t.Fatal(err)
	}
	if w := ask(t, n, "", "GET", "/", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Nobody has said anything yet") {
		t.Errorf("an empty network: %d %s", w.Code, w.Body)
	}
	w := say(t, n, "Robin Vale", "No <b>train</b> & no word\r\nat https://example.com/?a=1&b=2", "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/?as=Robin+Vale" {
		t.Fatalf("posting: %d %v %s", w.Code, w.Header(), w.Body)
	}
	post := n.Posts("robin-vale")[0]
	if post.Text != "No <b>train</b> & no word\nat https://example.com/?a=1&b=2" || post.Author.Name != "Robin Vale" {
		t.Errorf("posted %+v", post)
	}
	must(t, n, echo.Draft{By: "acme", Form: desk.Reply, On: post.ID, Text: "Which one?"})
	must(t, n, echo.Draft{By: "acme", Form: desk.Direct, To: "robin-vale", Text: "for your eyes"})
	if w := say(t, n, "Robin Vale", "The 7:12", n.Posts("acme")[0].ID); w.Code != http.StatusSeeOther {
		t.Errorf("replying: %d %s", w.Code, w.Body)
	}

	front := ask(t, n, "", "GET", "/?as=Robin+Vale", "")
	body := front.Body.String()
	for _, want := range []string{
		"No &lt;b&gt;train&lt;/b&gt; &amp; no word", `href="https://example.com/?a=1&amp;b=2"`, `value="Robin Vale"`,
		`<span class="badge">Company</span>`, "12,345 followers", "The 7:12",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the front page lacks %q", want)
		}
	}
	for _, bad := range []string{"<b>train", "for your eyes", " style=", "<script>", "onclick"} {
		if strings.Contains(body, bad) {
			t.Errorf("the front page has %q", bad)
		}
	}
	csp := front.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("Content-Security-Policy %q", csp)
	}
	if w := ask(t, n, "", "GET", "/people/robin-vale.echo", ""); !strings.Contains(w.Body.String(), "for your eyes") {
		t.Error("the person's page does not show what they were told in private")
	}
	if w := ask(t, n, "", "GET", "/thread/"+strings.TrimPrefix(post.ID, "echo://"), ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Which one?") {
		t.Errorf("the thread: %d", w.Code)
	}
	for _, gone := range []string{"/thread/a.echo/x", "/people/nobody.echo"} {
		if w := ask(t, n, "", "GET", gone, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", gone, w.Code)
		}
	}
	for _, file := range []string{"/echo.css", "/echo.js", "/echo.svg"} {
		if w := ask(t, n, "", "GET", file, ""); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", file, w.Code)
		}
	}
}

func TestPageRefuses(t *testing.T) {
	t.Parallel()
	n := fixed()
	if _, err := n.Join(echo.Profile{Handle: "acme", Company: true}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, who, text, on string }{
		{"as the company", "ACME", "We are closing!", ""},
		{"without a name", "", "hello", ""},
		{"a name without letters", "漢字", "hello", ""},
		{"without a text", "Robin", " ", ""},
		{"too long", "Robin", strings.Repeat("a", 301), ""},
		{"to nothing", "Robin", "hello", "echo://a/b"},
	} {
		w := say(t, n, test.who, test.text, test.on)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("%s: %d", test.name, w.Code)
		}
		if text := strings.TrimSpace(test.text); !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s: what was written is lost", test.name)
		}
	}
	if w := say(t, n, "Robin", "hello", "", "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("another web site posted: %d", w.Code)
	}
	if f := read(t, n, echo.View{All: true}, n.Start()); len(f.Events) > 0 {
		t.Errorf("refused and yet on the network: %v", textsOf(f))
	}
}

func TestPageLive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := echo.New(time.Now)
		must(t, n, echo.Draft{By: "mia", Text: "one"})
		at := ask(t, n, "", "GET", "/", "").Header().Get("Echo-At")
		began := time.Now()
		if w := ask(t, n, "", "GET", "/?live="+at, ""); w.Code != http.StatusNoContent || time.Since(began) != 25*time.Second {
			t.Errorf("nothing new: %d after %v", w.Code, time.Since(began))
		}
		time.AfterFunc(3*time.Second, func() { must(t, n, echo.Draft{By: "mia", Text: "two"}) })
		began = time.Now()
		w := ask(t, n, "", "GET", "/?live="+at, "")
		if w.Code != http.StatusOK || time.Since(began) != 3*time.Second || !strings.Contains(w.Body.String(), "two") || strings.Contains(w.Body.String(), "<html") {
			t.Errorf("news: %d after %v: %s", w.Code, time.Since(began), w.Body)
		}
		if w.Header().Get("Echo-At") == at {
			t.Error("the feed does not say where it stands now")
		}
	})
}

func TestTimelinePages(t *testing.T) {
	t.Parallel()
	n := fixed()
	for i := range 95 {
		must(t, n, echo.Draft{By: "mia", Text: "number " + string(rune('A'+i/26)) + string(rune('a'+i%26))})
	}
	seen, next := map[string]bool{}, "/"
	for range 3 {
		body := ask(t, n, "", "GET", next, "").Body.String()
		for _, line := range strings.Split(body, "number ")[1:] {
			if seen[line[:2]] {
				t.Errorf("%s stands on two pages", line[:2])
			}
			seen[line[:2]] = true
		}
		_, rest, more := strings.Cut(body, `class="older"><a href="`)
		if !more {
			break
		}
		next, _, _ = strings.Cut(rest, `"`)
	}
	if len(seen) != 95 {
		t.Errorf("%d of 95 posts stand on the pages", len(seen))
	}
}
