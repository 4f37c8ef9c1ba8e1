package benchmark_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/benchmark"
	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
)

// A window of the pretend Bluesky: two companies, one of which nobody answers for, posts of
// others, a stream that is refused, cut and goes on.
func TestBlueskyWindow(t *testing.T) {
	t.Parallel()
	end := time.Now().UTC()
	var mu sync.Mutex
	now := end.Add(-4 * time.Hour)
	net := blueskytest.NewWith(t, blueskytest.Options{Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	post := func(after time.Duration, by, text, replyTo string) string {
		t.Helper()
		mu.Lock()
		now = now.Add(after)
		mu.Unlock()
		uri, err := net.Post(blueskytest.Draft{By: by, Text: text, Lang: "en", ReplyTo: replyTo})
		if err != nil {
			t.Fatal(err)
		}
		return uri
	}
	for _, handle := range []string{"acme.test", "bolt.test", "ana.test", "ben.test", "eve.test"} {
		net.Account(blueskytest.Person{Handle: handle, Followers: 40})
	}
	post(0, "ana.test", "@acme.test this was before the window, where is my parcel?", "")
	kettle := post(time.Hour, "ana.test", "@acme.test my kettle is broken, what can I do?", "")
	for range 300 {
		post(time.Second, "eve.test", "what a day", "")
	}
	post(5*time.Minute, "acme.test", "Sorry about that! Which kettle is it?", kettle)
	post(time.Minute, "ben.test", "@bolt.test my card does not work, can you help?", "")
	reply := post(time.Minute, "ana.test", "@acme.test it is the blue one, where can I send it?", kettle)
	post(2*time.Minute, "acme.test", "We have sent a new one to you.", reply)

	var missed, told []string
	window := benchmark.Window{Kind: bluesky.New(bluesky.Options{Quiet: time.Second, Linger: 5 * time.Millisecond, MinRetry: time.Millisecond, MaxRetry: 5 * time.Millisecond}), Retry: time.Millisecond, Account: desk.Account{Network: "bluesky", Settings: net.Settings()},
		Accounts: []string{"@acme.test", "bolt.test", "nobody-there.test"}, Since: end.Add(-3*time.Hour - 30*time.Minute),
		Deps:   channel.Deps{Log: slog.New(slog.DiscardHandler), Now: time.Now},
		Missed: func(s string) { missed = append(missed, s) },
		Told:   func(h benchmark.Heard) { told = append(told, h.At.String()) },
	}
	net.Break(blueskytest.Fault{Side: blueskytest.Reading, Trouble: blueskytest.Limited, After: time.Millisecond})
	net.Break(blueskytest.Fault{Side: blueskytest.Reading, Trouble: blueskytest.CutAfter})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	d, err := benchmark.Listen(ctx, window, benchmark.Options{})
	if err != nil || ctx.Err() != nil {
		t.Fatal(err, ctx.Err())
	}
	l, err := d.League()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := l.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Companies []struct {
			Name     string
			Cases    int
			Measures map[string]struct{ Value *float64 }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	value := func(company, measure string) float64 {
		for _, c := range got.Companies {
			if v := c.Measures[measure].Value; c.Name == company && v != nil {
				return *v
			}
		}
		return -1
	}
	for _, want := range []struct {
		company, measure string
		value            float64
	}{{"acme.test", "demand", 1}, {"acme.test", "response_rate_1h", 1}, {"acme.test", "first_response_time_p50", 600}, {"acme.test", "next_response_time_p50", 120},
		{"bolt.test", "demand", 1}, {"bolt.test", "response_rate_any", 0}, {"bolt.test", "first_response_time_p50", -1}} {
		if v := value(want.company, want.measure); v < want.value-1 || v > want.value+1 {
			t.Errorf("%s of %s is %v, want %v", want.measure, want.company, v, want.value)
		}
	}
	if len(told) == 0 {
		t.Error("nobody was told how far it came")
	}
	if v := net.Violations(); len(v) > 0 {
		t.Error(v)
	}
	if !slices.ContainsFunc(missed, func(s string) bool { return strings.Contains(s, "nobody-there.test") }) {
		t.Errorf("an account that nobody has is not told: %q", missed)
	}
}

// Accounts that are renamed, never answer, are spoken to by nobody or are not there: each is said in
// plain words, and the rest is measured.
func TestBlueskyAccounts(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	end := time.Now().UTC()
	now := end.Add(-4 * time.Hour)
	net := blueskytest.NewWith(t, blueskytest.Options{Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	post := func(by, text, replyTo string) string {
		t.Helper()
		mu.Lock()
		now = now.Add(10 * time.Minute)
		mu.Unlock()
		uri, err := net.Post(blueskytest.Draft{By: by, Text: text, Lang: "en", ReplyTo: replyTo})
		if err != nil {
			t.Fatal(err)
		}
		return uri
	}
	for _, handle := range []string{"old.test", "once.test", "mute.test", "quiet.test", "shop.test", "ana.test", "ben.test"} {
		net.Account(blueskytest.Person{Handle: handle, Followers: 40})
	}
	// Whom nobody has named yet speaks first; who answers that names nobody.
	news := post("shop.test", "We open at nine on Monday.", "")
	post("ben.test", "Why so late, and can I order before?", news)
	for name, by := range map[string]string{"old.test": "ana.test", "once.test": "ben.test"} {
		asked := post(by, "@"+name+" my kettle is broken, what can I do?", "")
		post(name, "Which kettle is it?", asked)
	}
	post("ana.test", "@mute.test my card does not work, can you help?", "")
	post("ana.test", "@gone.test is anybody there, can you help me?", "")
	net.Rename("old.test", "new.test")    // asked for by its new name
	net.Rename("once.test", "today.test") // asked for by its old name

	var missed []string
	d, err := benchmark.Listen(t.Context(), benchmark.Window{Kind: bluesky.New(bluesky.Options{Quiet: time.Second, Linger: 5 * time.Millisecond}), Account: desk.Account{Network: "bluesky", Settings: net.Settings()},
		Accounts: []string{"new.test", "once.test", "mute.test", "quiet.test", "shop.test", "gone.test", "not a name"}, Since: end.Add(-235 * time.Minute),
		Deps: channel.Deps{Log: slog.New(slog.DiscardHandler), Now: time.Now}, Missed: func(s string) { missed = append(missed, s) }}, benchmark.Options{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(missed)
	if diff := cmp.Diff([]string{
		"Bluesky knows no account gone.test: it has another name by now, or is gone. What names it is measured.",
		"Bluesky knows no account not a name: it is written otherwise, has another name by now, or is gone. Nobody wrote to or about it in this time.",
		"Nobody wrote as, to or about quiet.test in this time.",
		"once.test is called today.test by now. It is measured as once.test.",
	}, missed); diff != "" {
		t.Error(diff)
	}
	l, err := d.League()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for i := range l.Companies {
		got[l.Companies[i].Name] = l.Companies[i].Value("response_rate_any").Value
	}
	if diff := cmp.Diff(map[string]float64{"new.test": 1, "once.test": 1, "mute.test": 0, "shop.test": 0, "gone.test": 0}, got); diff != "" {
		t.Error(diff)
	}
}
