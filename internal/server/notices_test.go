package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"heed/internal/carrier"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/notify"
	"heed/internal/server"
)

// telling is a desk that only tells, and its first administrator.
func telling(t *testing.T, now func() time.Time) (d *server.Desk, boss desk.Agent) {
	t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "webhooks": "any", "public-url": "https://desk.acme.example"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err = server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	boss, err = d.Admin.CreateFirstAdmin(t.Context(), "Ada", "ada@acme.example", "a long enough password")
	if err != nil {
		t.Fatal(err)
	}
	return d, boss
}

// TestNotices tells a program and browsers, which fail at first.
func TestNotices(t *testing.T) {
	t.Parallel()
	now, broken, gone := t0, true, false
	var got []string
	var deliveries []string
	var secret string
	outside := httptest.NewServer(inTurn(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		deliveries = append(deliveries, r.Header.Get("Heed-Delivery"))
		switch {
		case gone:
			w.WriteHeader(http.StatusGone)
		case broken:
			w.WriteHeader(http.StatusBadGateway)
		case r.Header.Get("Heed-Signature") != carrier.Sign(secret, now, body):
			t.Errorf("signed %q", r.Header.Get("Heed-Signature"))
		default:
			got = append(got, string(body))
		}
	}))
	t.Cleanup(outside.Close)
	d, boss := telling(t, func() time.Time { return now })
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	run := func(later time.Duration) {
		t.Helper()
		now = now.Add(later)
		_, err := d.Notify.Run(t.Context())
		ok(err)
	}
	var err error
	secret, err = d.Notify.SaveHook(t.Context(), boss, desk.Hook{Name: "Pager", URL: outside.URL})
	ok(err)
	o, err := d.Notify.Overview(t.Context(), boss)
	ok(err)
	notice := desk.Notice{Way: desk.ByWebhook, Hook: o.Hooks[0].ID, Kind: "alert", Subject: "Nobody covers Sunday", Text: "Seven wait.", Link: "/reports", Data: []byte(`{"cases":[1,2]}`), Token: "sunday"}
	ok(d.Notify.Tell(t.Context(), notice))
	ok(d.Notify.Tell(t.Context(), notice)) // the same token: told once
	run(0)
	run(time.Second) // not yet
	broken = false
	run(time.Minute)
	run(time.Hour)
	if len(deliveries) != 2 || deliveries[0] != deliveries[1] {
		t.Errorf("deliveries %q, want one id twice", deliveries)
	}
	var body notify.Delivery
	if len(got) != 1 {
		t.Fatalf("told %q", got)
	}
	ok(json.Unmarshal([]byte(got[0]), &body))
	if body.Subject != "Nobody covers Sunday" || body.Link != "https://desk.acme.example/reports" || string(body.Data) != `{"cases":[1,2]}` || !body.At.Equal(t0) {
		t.Errorf("told %s", got[0])
	}

	// A browser that is gone for good is forgotten, and the notice fails loudly.
	ok(d.Notify.AddBrowser(t.Context(), boss, desk.PushKey{Endpoint: outside.URL, Label: "Firefox", Auth: "c2l4dGVlbiBieXRlcyBvaw",
		P256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}))
	gone = true
	ok(d.Notify.Test(t.Context(), boss, desk.ByPush, 0))
	run(0)
	o, err = d.Notify.Overview(t.Context(), boss)
	ok(err)
	if len(o.Mine) != 0 || o.Latest[0].State != desk.Failed || !strings.Contains(o.Latest[0].Problem, "no longer exists") {
		t.Errorf("left are %v, and %+v", o.Mine, o.Latest[0])
	}
	// Without a mail server mail fails with what to do.
	ok(d.Notify.Test(t.Context(), boss, desk.ByMail, 0))
	run(0)
	o, err = d.Notify.Overview(t.Context(), boss)
	ok(err)
	if got := fmt.Sprint(o.Latest[0].State, ": ", o.Latest[0].Problem, " ", o.Latest[0].Mend); got != "failed: No mail server is set up. Set smtp and mail-from (HEED_SMTP, HEED_MAIL_FROM)." {
		t.Error(got)
	}
	viewer := desk.Agent{ID: 9, Role: desk.Viewer}
	if _, err := d.Notify.SaveHook(t.Context(), viewer, desk.Hook{Name: "x", URL: outside.URL}); !desk.Is(err, desk.Denied) {
		t.Errorf("a viewer added a webhook: %v", err)
	}
	if err := d.Notify.DropBrowser(t.Context(), viewer, 1); !desk.Is(err, desk.NotFound) {
		t.Errorf("a browser of somebody else: %v", err)
	}
}
