package server_test

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/carrier"
	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store"
)

// mailbox is a server that takes mail and keeps it.
type mailbox struct {
	address string
	mu      sync.Mutex
	mails   []string
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	m := &mailbox{address: "smtp://" + ln.Addr().String()}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go m.serve(c)
		}
	}()
	return m
}

func (m *mailbox) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	fmt.Fprint(c, "220 test ESMTP\r\n")
	var mail strings.Builder
	for data := false; in.Scan(); {
		line := in.Text()
		switch word, _, _ := strings.Cut(strings.ToUpper(line), " "); {
		case data && line == ".":
			data = false
			m.mu.Lock()
			m.mails = append(m.mails, mail.String())
			m.mu.Unlock()
			mail.Reset()
			fmt.Fprint(c, "250 kept\r\n")
		case data:
			mail.WriteString(line + "\n")
		case word == "DATA":
			data = true
			fmt.Fprint(c, "354 go on\r\n")
		case word == "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

func (m *mailbox) all() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Join(m.mails, "\n---\n")
}

// pushed is a browser with its push service: it opens what only the browser can (RFC 8291).
type pushed struct {
	key  *ecdh.PrivateKey
	auth []byte
	got  []string
	gone bool
}

func newPushed(t *testing.T) *pushed {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &pushed{key: key, auth: []byte("sixteen byte oak")}
}

func (p *pushed) browser(endpoint string) desk.PushKey {
	b := base64.RawURLEncoding
	return desk.PushKey{Endpoint: endpoint, Label: "Firefox", P256dh: b.EncodeToString(p.key.PublicKey().Bytes()), Auth: b.EncodeToString(p.auth)}
}

func (p *pushed) open(body []byte) (string, error) {
	salt, size := body[:16], int(body[20])
	from, sealed := body[21:21+size], body[21+size:]
	public, err := ecdh.P256().NewPublicKey(from)
	if err != nil {
		return "", err
	}
	shared, err := p.key.ECDH(public)
	if err != nil {
		return "", err
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		out, err := hkdf.Key(sha256.New, secret, salt, info, n)
		if err != nil {
			panic(err)
		}
		return out
	}
	ikm := derive(shared, p.auth, "WebPush: info\x00"+string(p.key.PublicKey().Bytes())+string(from), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	return strings.TrimRight(string(plain), "\x00\x02"), err
}

func (p *pushed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if p.gone {
		w.WriteHeader(http.StatusGone)
		return
	}
	text, err := p.open(body)
	if err != nil || !strings.HasPrefix(r.Header.Get("Authorization"), "vapid ") {
		text = fmt.Sprint("not opened: ", err)
	}
	p.got = append(p.got, text)
	w.WriteHeader(http.StatusCreated)
}

// watch lets some time pass in which the desk looks at its alerts, as far as that matters: a while
// before the end, and at the end.
func (b *bench) watch(later time.Duration) {
	b.t.Helper()
	const every = 5 * time.Minute
	if later > every {
		b.now = b.now.Add(later - every)
		b.count()
		b.ok(b.desk.Reports.Watch(b.t.Context()))
		later = every
	}
	b.now = b.now.Add(later)
	b.count()
	b.ok(b.desk.Reports.Watch(b.t.Context()))
}

// An alert reaches a person by mail and in the browser and a program by webhook, each with
// its cases; again and again while a way is closed; not in the quiet time, not again within its
// rest, and not somebody who left.
func TestAlertsReachEverybody(t *testing.T) {
	t.Parallel()
	mails, browser := newMailbox(t), newPushed(t)
	push := httptest.NewServer(inTurn(browser.ServeHTTP))
	t.Cleanup(push.Close)
	b := &bench{t: t, now: t0}
	var secret string
	var hooks []map[string]any
	closed := true
	hook := httptest.NewServer(inTurn(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if closed {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var got map[string]any
		if err := json.Unmarshal(body, &got); err != nil || r.Header.Get("Heed-Signature") != carrier.Sign(secret, b.now, body) {
			t.Errorf("webhook got %s signed %s: %v", body, r.Header.Get("Heed-Signature"), err)
		}
		hooks = append(hooks, got)
	}))
	t.Cleanup(hook.Close)
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "webhooks": "any", "public-url": "https://desk.acme.example"},
		Env: []string{"HEED_SMTP=" + mails.address, "HEED_MAIL_FROM=desk@acme.example"}})
	b.ok(err)
	b.desk, err = server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now }, Kinds: channel.Set{echo.Name: echo.Kind()}})
	b.ok(err)
	t.Cleanup(func() { b.ok(b.desk.Close()) })
	b.settle()
	b.ok(b.desk.Notify.AddBrowser(t.Context(), b.boss, browser.browser(push.URL)))
	secret, err = b.desk.Notify.SaveHook(t.Context(), b.boss, desk.Hook{Name: "Pager", URL: hook.URL})
	b.ok(err)
	b.now = time.Date(2026, 5, 4, 20, 30, 0, 0, time.UTC) // half past ten in Berlin
	ask := func() {
		for n := range 6 {
			b.take(b.post(fmt.Sprintf("p%d-%d", b.n, n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo"), func(m *desk.Message) { m.PostedAt = b.now.Add(-2 * time.Hour) }))
		}
	}
	ask()
	alert, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Slow", Figure: "response_rate_1h", Kind: desk.Below, Value: .8, Window: 12 * time.Hour, Least: 5,
		Agents: []desk.AgentID{b.boss.ID}, Ways: []desk.Way{desk.ByMail, desk.ByPush}, Hooks: []desk.HookID{1}, Rest: 24 * time.Hour, QuietFrom: 22 * 60, QuietTo: 7 * 60, Zone: "Europe/Berlin"})
	b.ok(err)
	look := func(later time.Duration) {
		t.Helper()
		b.watch(later)
		for more := true; more; {
			var err error
			more, err = b.desk.Notify.Run(t.Context())
			b.ok(err)
		}
	}
	told := func(what string, mail, push, hook int) {
		t.Helper()
		m := strings.Count(mails.all(), "Subject: ")
		if m != mail || len(browser.got) != push || len(hooks) != hook {
			t.Fatalf("%s: %d mails, %d pushes, %d webhooks; want %d, %d, %d\n%s\n%q", what, m, len(browser.got), len(hooks), mail, push, hook, mails.all(), browser.got)
		}
	}
	look(0)
	told("in the quiet time", 0, 0, 0)
	look(8*time.Hour + 40*time.Minute) // ten past seven
	told("after it, the webhook closed", 1, 1, 0)
	closed = false
	look(10 * time.Minute)
	told("the webhook open", 1, 1, 1)
	if all := mails.all(); !strings.Contains(all, "Slow: Answered within 1 h 0%") || !strings.Contains(all, "https://desk.acme.example/reports/alerts/1?at=3D1777957800000000") || !strings.Contains(browser.got[0], `"title":"Slow: Answered`) {
		t.Errorf("mail %s\npush %q", all, browser.got)
	}
	if data, _ := hooks[0]["data"].(map[string]any); fmt.Sprint(data["cases"]) != "[6 5 4 3 2 1]" || data["n"] != 6. || data["test"] != false {
		t.Errorf("webhook %v", hooks[0])
	}
	look(12 * time.Hour) // nobody asked in its window: over
	b.now = time.Date(2026, 5, 6, 6, 0, 0, 0, time.UTC).Add(-time.Hour)
	ask()
	look(0) // crossed again, within the rest
	told("within its rest", 1, 1, 1)
	look(3 * time.Hour)
	told("after its rest", 2, 2, 2)
	firings, err := b.desk.Reports.Firings(t.Context(), b.boss, 10)
	b.ok(err)
	if len(firings) != 2 || firings[1].Ended.IsZero() || !firings[0].Ended.IsZero() || firings[0].N != 6 || len(firings[0].Cases) != 6 || firings[0].Told != 3 {
		t.Errorf("history %+v", firings)
	}
	n, err := b.desk.Reports.TestAlert(t.Context(), b.boss, alert.ID)
	b.ok(err)
	look(0)
	told("a test", 3, 3, 3)
	if hooks[2]["kind"] != "test" || n != 3 || !strings.Contains(mails.all(), "Subject: Test of Slow") {
		t.Errorf("%d tests, %v", n, hooks[2])
	}
	// A browser that is gone for good is forgotten; somebody who left is told nothing.
	browser.gone, b.now = true, b.now.Add(time.Minute)
	_, err = b.desk.Reports.TestAlert(t.Context(), b.boss, alert.ID)
	b.ok(err)
	look(0)
	told("a browser that is gone", 4, 3, 4)
	browser.gone, b.now = false, b.now.Add(time.Minute)
	b.ok(b.desk.Notify.AddBrowser(t.Context(), b.boss, browser.browser(push.URL)))
	b.update(func(tx *store.Tx) error {
		a, err := tx.Agent(b.boss.ID)
		if err != nil {
			return err
		}
		a.Disabled = true
		return tx.SaveAgent(a)
	})
	_, err = b.desk.Reports.TestAlert(t.Context(), b.boss, alert.ID)
	b.ok(err)
	look(0)
	told("somebody who left", 4, 3, 5)
	if _, err := b.desk.Reports.TestAlert(t.Context(), desk.Agent{ID: 9, Role: desk.Answerer}, alert.ID); !desk.Is(err, desk.Denied) {
		t.Errorf("an agent tests alerts: %v", err)
	}
}
