package carrier

import (
	"bufio"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

var at = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func now() time.Time { return at }

func TestWebhook(t *testing.T) {
	t.Parallel()
	status := make(chan int, 8)
	var got *http.Request
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body = r, string(b)
		w.WriteHeader(<-status)
	}))
	t.Cleanup(s.Close)
	send := Webhook(Client(true), now)
	hook := desk.Hook{Name: "Pager", URL: s.URL + "/x", Secret: "s3cret"}
	for code, want := range map[int]desk.Kind{200: "", 204: "", 500: desk.Later, 429: desk.Later, 410: desk.NotFound, 404: desk.NotFound, 401: desk.Refused, 302: desk.Refused} {
		status <- code
		if err := send(t.Context(), hook, 7, []byte(`{"id":7}`)); desk.KindOf(err) != want {
			t.Errorf("%d gives %v, want %q", code, err, want)
		}
	}
	if got.Header.Get("Heed-Delivery") != "7" || body != `{"id":7}` {
		t.Errorf("delivered %q as %q", body, got.Header.Get("Heed-Delivery"))
	}
	// printf '1777885200.{"id":7}' | openssl dgst -sha256 -hmac s3cret
	if want := Sign("s3cret", at, []byte(body)); got.Header.Get("Heed-Signature") != want || !strings.HasPrefix(want, "t=1777885200,v1=") || len(want) != 16+64 {
		t.Errorf("signed %q", got.Header.Get("Heed-Signature"))
	}
	s.Close()
	if err := send(t.Context(), hook, 7, nil); !desk.Is(err, desk.Later) {
		t.Errorf("no server: %v", err)
	}
}

func TestNothingGoesInside(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was called") }))
	t.Cleanup(s.Close)
	send := Webhook(Client(false), now)
	for _, address := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), strings.Replace(s.URL, "127.0.0.1", "[::1]", 1),
		strings.Replace(s.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1), strings.Replace(s.URL, "127.0.0.1", "0.0.0.0", 1)} {
		if err := send(t.Context(), desk.Hook{URL: address}, 1, nil); !desk.Is(err, desk.Refused) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, ip := range []string{"10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "fd00::1", "fe80::1", "::", "224.0.0.1", "64:ff9b::a00:1", "198.18.0.1", "255.255.255.255"} {
		if refusePrivate(net.JoinHostPort(ip, "443")) == nil {
			t.Errorf("%s is taken for public", ip)
		}
	}
	for _, ip := range []string{"93.184.216.34", "2606:4700::1111"} {
		if err := refusePrivate(net.JoinHostPort(ip, "443")); err != nil {
			t.Errorf("%s: %v", ip, err)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for address, private := range map[string]bool{"http://10.0.0.1/x": true, "http://localhost:9/": true, "https://hooks.example/x": false} {
		if err := Check(true)(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if err := Check(false)(address); desk.Is(err, desk.Invalid) != private {
			t.Errorf("%s without private: %v", address, err)
		}
	}
	for _, address := range []string{"", "ftp://x.example", "https://", "https://user:pass@x.example/", "javascript:alert(1)", "https://x.example/" + strings.Repeat("x", 3000)} {
		if err := Check(true)(address); !desk.Is(err, desk.Invalid) {
			t.Errorf("%.40s: %v", address, err)
		}
	}
}

func TestPush(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	t.Cleanup(s.Close)
	browser, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	keys, err := NewPushKeys()
	if err != nil {
		t.Fatal(err)
	}
	to := desk.PushKey{Endpoint: s.URL, P256dh: b64(browser.PublicKey().Bytes()), Auth: b64([]byte("sixteen bytes ok"))}
	if err := Push(Client(true), func() string { return "desk@acme.example" })(t.Context(), keys, to, []byte("the secret words")); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(got.Header.Get("Authorization"), "vapid t=") || got.Header.Get("Content-Encoding") != "aes128gcm" || got.Header.Get("TTL") != "43200" {
		t.Errorf("headers %v", got.Header)
	}
	if len(body) < 100 || strings.Contains(string(body), "secret") {
		t.Errorf("the push service can read %q", body)
	}
}

// mailServer speaks as much SMTP as a mail needs. The answer to the end of the data is
// given by end.
func mailServer(t *testing.T, end string) (address string, mails <-chan string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	out := make(chan string, 1)
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		fmt.Fprint(conn, "220 test ESMTP\r\n")
		var data strings.Builder
		inData := false
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			line := lines.Text()
			switch {
			case inData && line == ".":
				inData = false
				out <- data.String()
				fmt.Fprint(conn, end+"\r\n")
			case inData:
				data.WriteString(line + "\n")
			case line == "DATA":
				inData = true
				fmt.Fprint(conn, "354 go on\r\n")
			case line == "QUIT":
				fmt.Fprint(conn, "221 bye\r\n")
				return
			default:
				fmt.Fprint(conn, "250 ok\r\n")
			}
		}
	}()
	return "smtp://" + ln.Addr().String(), out
}

func plain(_, english string, args ...any) string { return fmt.Sprintf(english, args...) }

// What a mail says is the same as text and as HTML, with a link to each case and a way to stop it;
// what others wrote is no markup.
func TestLetter(t *testing.T) {
	t.Parallel()
	l := letter{plain, "https://desk.acme.example", "de"}
	n := desk.Notice{Kind: "alert", Subject: `Langsam <b>"heute"</b>`, Text: "50 % von 40 Fällen. It's #34.\nFälle: #12, #34, #12", Link: "/reports/alerts/3"}
	want := `50 % von 40 Fällen. It's #34.
Fälle: #12, #34, #12

Open it: https://desk.acme.example/reports/alerts/3

#34 https://desk.acme.example/cases/34
#12 https://desk.acme.example/cases/12

-- ` + `
You're receiving this because you're a recipient of this alert. Anyone who can change alerts can stop it or change its recipients here: https://desk.acme.example/reports/alerts
`
	if diff := cmp.Diff(want, l.text(&n)); diff != "" {
		t.Error(diff)
	}
	got := l.html(&n)
	for _, part := range []string{`<html lang="de">`, `Langsam &lt;b&gt;&#34;heute&#34;&lt;/b&gt;</h1>`, `It&#39;s <a href="https://desk.acme.example/cases/34">#34</a>.</p>`,
		`<a href="https://desk.acme.example/cases/12">#12</a>, <a`, `href="https://desk.acme.example/reports/alerts/3"`, `here: <a href="https://desk.acme.example/reports/alerts">`} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in %s", part, got)
		}
	}
	n = desk.Notice{Kind: "escalation", Text: "#7 waits.", Link: "/cases/7"}
	if got := l.text(&n); strings.Count(got, "/cases/7") != 1 || !strings.Contains(got, "/settings/clocks") {
		t.Errorf("an escalation: %s", got)
	}
}

func TestMail(t *testing.T) {
	t.Parallel()
	address, mails := mailServer(t, "250 kept")
	send, err := Mail(address, "desk@acme.example", func() string { return "https://desk.acme.example" }, plain)
	if err != nil {
		t.Fatal(err)
	}
	n := desk.Notice{ID: 7, Subject: "Antwortzeit über 2 h\r\nBcc: everyone@example.com", Text: "Sonntag blieb leer.", Link: "/reports?day=sunday", Created: at}
	if err := send(t.Context(), desk.Agent{Name: "Mara\r\nX: y", Email: "mara@acme.example"}, n); err != nil {
		t.Fatal(err)
	}
	got := <-mails
	for _, want := range []string{"From: <desk@acme.example>", "To: \"Mara X: y\" <mara@acme.example>", "Auto-Submitted: auto-generated", "Message-ID: <notice-7-",
		"Sonntag blieb leer.", "https://desk.acme.example/reports?day=3Dsunday"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "\nBcc:") || strings.Contains(got, "\nX:") {
		t.Errorf("a header was smuggled in:\n%s", got)
	}
}

func TestMailRefused(t *testing.T) {
	t.Parallel()
	for end, want := range map[string]desk.Kind{"550 no such person": desk.Refused, "451 later": desk.Later} {
		address, _ := mailServer(t, end)
		send, err := Mail(address, "desk@acme.example", func() string { return "" }, plain)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t.Context(), desk.Agent{Name: "Mara", Email: "mara@acme.example"}, desk.Notice{Subject: "x", Text: "y", Created: at}); desk.KindOf(err) != want {
			t.Errorf("%s gives %v", end, err)
		}
	}
	send, err := Mail("smtp://127.0.0.1:1", "desk@acme.example", func() string { return "" }, plain)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := send(ctx, desk.Agent{Name: "Mara", Email: "mara@acme.example"}, desk.Notice{Subject: "x", Created: at}); !desk.Is(err, desk.Later) {
		t.Errorf("no server: %v", err)
	}
	if err := send(ctx, desk.Agent{Email: "can't be called"}, desk.Notice{Created: at}); !desk.Is(err, desk.Refused) {
		t.Errorf("no address: %v", err)
	}
}
