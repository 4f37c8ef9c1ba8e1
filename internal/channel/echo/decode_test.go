package echo

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"heed/internal/desk"
)

// FuzzFeed reads what a hostile network answers: nothing of it may break heed.
func FuzzFeed(f *testing.F) {
	f.Add([]byte(`{"events":[{"change":"created","post":{"id":"echo://a.echo/p1","form":"reply","author":{"handle":"a.echo"},"text":"hi","parent":"x","parent_by":{"handle":"b.echo"},"root":"x","at":"2025-01-02T03:04:05Z"}}],"cursor":"a.1","live":true}`))
	f.Add([]byte(`{"events":[{"change":"deleted","post":{"id":"x","form":"direct","author":{"handle":"a"}}}],"cursor":"§","missed":"\ud800"}`))
	f.Add([]byte(`{"events":[{"change":"created","post":{"form":"shout"}}]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var feed Feed
		if json.Unmarshal(raw, &feed) != nil {
			return
		}
		a := desk.Account{ID: 7, Handle: desk.HandleRef{Name: "a.echo"}}
		base := &url.URL{Scheme: "http", Host: "localhost"}
		for _, h := range batch(&a, base, feed, time.Unix(1, 0)).Heard {
			m := h.Message
			if m.NetworkID == "" || m.Network != Name || m.Account != 7 || !utf8.ValidString(m.Text) || len(m.Text) > MaxDirectBytes {
				t.Errorf("heard %+v", m)
			}
			if h.Change != desk.Deleted && (m.Direction == "" || m.Form == "" || m.Private != (m.Form == desk.Direct)) {
				t.Errorf("heard %+v", m)
			}
		}
	})
}

// FuzzPost throws bodies at the API and looks at what the network took.
func FuzzPost(f *testing.F) {
	f.Add([]byte(`{"text":"hi @a.echo https://x #y","lang":"en"}`), "key-1")
	f.Add([]byte(`{"form":"direct","to":"mia","text":"hi"}`), "")
	f.Add([]byte(`{"form":"repost","on":"echo://mia.echo/k-0"}`), "a b")
	f.Add([]byte(`{"text":"`+strings.Repeat("e\u0301", 200)+`"}`), "é")
	f.Fuzz(func(t *testing.T, body []byte, key string) {
		n := New(func() time.Time { return time.Unix(1_700_000_000, 0) })
		if _, err := n.Post(Draft{By: "mia", Text: "here", Key: "0"}); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/api/posts", bytes.NewReader(body))
		r.SetBasicAuth("leo", "")
		r.Header["Idempotency-Key"] = []string{key}
		w := httptest.NewRecorder()
		n.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w.Code != http.StatusCreated {
			return
		}
		p := n.Posts("leo")[0]
		if err := checkText(p.Form, p.Text); err != nil {
			t.Errorf("took %+v: %v", p, err)
		}
		page := httptest.NewRecorder()
		n.ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/people/leo.echo", nil))
		if page.Code != http.StatusOK || strings.Contains(page.Body.String(), "<script>") {
			t.Errorf("the page of it: %d", page.Code)
		}
	})
}

func TestPieces(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "a", "@a.echo hi", "x https://e.x/a, y", "(https://e.x)", "#tag", "\u00a0@b\u00a0c\u3000#d", "日本 @a 語"} {
		var b strings.Builder
		for _, p := range pieces(text) {
			b.WriteString(p.Text)
		}
		if b.String() != text {
			t.Errorf("pieces of %q make %q", text, b.String())
		}
	}
}

func TestHostileURLsAreNotLinks(t *testing.T) {
	t.Parallel()
	for _, p := range pieces("javascript:alert(1) data:x //e.x https://ok.example") {
		if p.Href != "" && p.Href != "https://ok.example" {
			t.Errorf("%q became a link", p.Href)
		}
	}
}
