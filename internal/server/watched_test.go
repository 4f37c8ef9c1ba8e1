package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"heed/internal/desk"
	"heed/internal/store"
)

// An alert looks at the cases of its group alone, says which they are, and leads to them.
func TestAlertsWatchGroups(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		if err := tx.CreateTeam(&desk.Team{Name: "Night"}); err != nil {
			return err
		}
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
	})
	for n := range 12 {
		h := b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo"), at(time.Duration(n)*time.Minute))
		b.take(h)
		if n%2 == 0 { // half are the night team's, and only they are answered
			b.update(func(tx *store.Tx) error {
				c, err := tx.Case(b.caseOf(h))
				if err != nil {
					return err
				}
				c.Team = 1
				return tx.SaveCase(c)
			})
			b.answerIn(h, 10*time.Minute, "It is on its way.")
		}
	}
	b.now = t0.Add(3 * time.Hour)
	b.count()
	alert := desk.Alert{Name: "Unanswered", Figure: "response_rate_1h", Kind: desk.Below, Value: .6, Window: 24 * time.Hour, Least: 5, Hooks: []desk.HookID{1}}
	for _, c := range []struct {
		brand desk.BrandID
		dim   desk.Dim
		key   string
		n     int
		holds bool
		of    string
	}{
		{0, "", "", 12, true, "[]"},
		{1, desk.ByAll, "", 12, true, `[{"by":"brand","name":"Acme"}]`},
		{2, desk.ByAll, "", 0, false, "[]"}, // no such brand: nothing to speak of
		{0, desk.ByNetwork, "echo", 12, true, `[{"by":"network","name":"echo"}]`},
		{0, desk.ByNetwork, "other", 0, false, `[{"by":"network","name":"other"}]`},
		{0, desk.ByTeam, "1", 6, false, `[{"by":"team","name":"Night"}]`},
		{0, desk.ByTeam, "0", 6, true, `[{"by":"team","name":""}]`},
		{0, desk.ByBrand, "1", 12, true, `[{"by":"brand","name":"Acme"}]`},
		{0, desk.ByIntent, b.intent(), 12, true, `[{"by":"intent","name":"` + b.intent() + `"}]`},
		{1, desk.ByPrivate, "public", 12, true, `[{"by":"brand","name":"Acme"},{"by":"private","name":"public"}]`},
	} {
		a := alert
		a.Brand, a.Dim, a.Key = c.brand, c.dim, c.key
		a, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, a)
		b.ok(err)
		b.ok(b.desk.Reports.Watch(t.Context()))
		var firings []desk.Firing
		var notices []desk.Notice
		b.update(func(tx *store.Tx) error {
			all, err := tx.Alerts()
			if err != nil {
				return err
			}
			list := slices.DeleteFunc(all, func(x desk.Alert) bool { return x.ID != a.ID })
			if len(list) != 1 || list[0].Counted != c.n || list[0].Raised.IsZero() == c.holds {
				t.Errorf("%s %q: counted %d, raised %v; want %d, %v", c.dim, c.key, list[0].Counted, !list[0].Raised.IsZero(), c.n, c.holds)
			}
			if firings, err = tx.Firings(a.ID, 9); err != nil {
				return err
			}
			notices, err = tx.Notices(1)
			return err
		})
		if c.holds != (len(firings) == 1) {
			t.Fatalf("%s %q: spoke %d times", c.dim, c.key, len(firings))
		}
		if c.holds {
			var data struct {
				Of    json.RawMessage `json:"of"`
				Cases []int64         `json:"cases"`
			}
			b.ok(json.Unmarshal(notices[0].Data, &data))
			if f := firings[0]; string(data.Of) != c.of || f.Dim != a.Dim || f.Key != c.key || f.Brand != c.brand || len(data.Cases) != len(f.Cases) || len(f.Cases) != 6 {
				t.Errorf("%s %q: of %s, %d cases; kept %+v", c.dim, c.key, data.Of, len(data.Cases), f)
			}
		}
		b.ok(b.desk.Reports.DropAlert(t.Context(), b.boss, a.ID))
	}
	for _, dim := range []desk.Dim{desk.ByAgent, desk.ByHour, "colour"} {
		alert.Dim, alert.Key = dim, "1"
		if _, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, alert); !desk.Is(err, desk.Invalid) {
			t.Errorf("by %s: %v", dim, err)
		}
	}
}

// intent is what the first case is about.
func (b *bench) intent() (intent string) {
	b.t.Helper()
	b.update(func(tx *store.Tx) error {
		c, err := tx.Case(1)
		if err == nil {
			intent = c.Intent
		}
		return err
	})
	return intent
}

// That nobody comes any more is told, though there are no cases.
func TestAlertWhenNobodyComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
	})
	for n := range 30 {
		b.take(b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo"), at(time.Duration(n)*time.Minute)))
	}
	b.now = t0.Add(7*24*time.Hour + 2*time.Hour) // a week later
	b.count()
	a, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Silence", Figure: "demand", Kind: desk.Fell, Value: .8, Window: 24 * time.Hour, Least: 20, Hooks: []desk.HookID{1}})
	b.ok(err)
	b.ok(b.desk.Reports.Watch(t.Context()))
	firings, err := b.desk.Reports.Firings(t.Context(), b.boss, 9)
	b.ok(err)
	if len(firings) != 1 || firings[0].Alert != a.ID || firings[0].N != 0 || firings[0].Before != 30 {
		t.Errorf("spoke %+v", firings)
	}
}

// An alert on a time speaks though nobody was answered, or too few: then nobody knows the time, and it is at least as
// long as they have waited. It says so once, its link opens who waits longer, and it is over once answers come.
func TestAlertWhenNobodyIsAnswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answered int
		kind     desk.AlertKind
		line     float64
	}{
		"none":       {0, desk.Above, 600},
		"one":        {1, desk.Above, 600},
		"none, rose": {0, desk.Rose, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.update(func(tx *store.Tx) error {
				return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
			})
			ask := func(name string, n int) (asked []desk.Heard) {
				for i := range n {
					asked = append(asked, b.post(fmt.Sprintf("%s%d", name, i), fmt.Sprintf("@acme.echo where is parcel %s%d?", name, i), mention("acme.echo"), func(m *desk.Message) { m.PostedAt = b.now }))
				}
				b.take(asked...)
				return asked
			}
			earlier := ask("earlier", 20)
			b.now = b.now.Add(7 * 24 * time.Hour)
			for _, h := range earlier {
				b.answerIn(h, time.Minute, "It is on its way.")
			}
			asked := ask("now", 12)
			for _, h := range asked[:c.answered] {
				b.answerIn(h, time.Minute, "It is on its way.")
			}
			a, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Slow", Figure: "first_response_time_p50", Kind: c.kind, Value: c.line, Window: time.Hour, Least: 10, Hooks: []desk.HookID{1}})
			b.ok(err)
			spoken := func() []desk.Firing {
				t.Helper()
				list, err := b.desk.Reports.Firings(t.Context(), b.boss, 9)
				b.ok(err)
				return list
			}
			b.watch(5 * time.Minute)
			if got := spoken(); len(got) != 0 {
				t.Fatalf("after five minutes it spoke %+v", got)
			}
			for range 3 {
				b.watch(5 * time.Minute)
			}
			got := spoken()
			if len(got) != 1 || got[0].Value < 594 || got[0].Value > 1200 || !strings.HasPrefix(got[0].Words, desk.AtLeast) || !got[0].Ended.IsZero() {
				t.Fatalf("after twenty minutes it spoke %+v", got)
			}
			if want := 12 - c.answered; c.kind == desk.Above && len(got[0].Cases) != want {
				t.Errorf("it names %d cases, want %d", len(got[0].Cases), want)
			}
			var data struct {
				Value *float64 `json:"value"`
				Least float64  `json:"at_least"`
			}
			b.update(func(tx *store.Tx) error {
				notices, err := tx.Notices(9)
				if len(notices) != 1 || !strings.Contains(notices[0].Subject, "Slow: First response, median at least ") || !strings.HasPrefix(notices[0].Text, "At least ") || !strings.Contains(notices[0].Text, "12 cases in the last 1 h") {
					t.Errorf("notices: %+v", notices)
				}
				b.ok(json.Unmarshal(notices[0].Data, &data))
				return err
			})
			if data.Value != nil || data.Least != got[0].Value {
				t.Errorf("a program reads %+v", data)
			}
			for _, h := range asked[c.answered:] {
				b.answerIn(h, 24*time.Minute, "It is on its way.")
			}
			for range 9 { // the window goes on to those who are answered at once
				for _, h := range ask(fmt.Sprint("then", b.now.Unix(), "-"), 10) {
					b.answerIn(h, time.Minute, "It is on its way.")
				}
				b.watch(5 * time.Minute)
			}
			if got := spoken(); len(got) != 1 || got[0].Ended.IsZero() {
				t.Errorf("after answers came it spoke %+v", got)
			}
			list, _, err := b.desk.Reports.Alerts(t.Context(), b.boss)
			b.ok(err)
			if list[0].ID != a.ID || !list[0].Raised.IsZero() || strings.HasPrefix(list[0].Latest, desk.AtLeast) {
				t.Errorf("it is %+v", list[0])
			}
		})
	}
}

// A desk that was down while a line was crossed speaks of it once, after what was said meanwhile came in;
// one that counts late judges nothing; what somebody changed while it was looked at stays as it is.
func TestAlertAfterTheDeskWasDown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
	})
	ask := func(name string, n int, when time.Time) {
		for i := range n {
			b.take(b.post(fmt.Sprintf("%s%d", name, i), fmt.Sprintf("@acme.echo where is parcel %s%d?", name, i), mention("acme.echo"), func(m *desk.Message) { m.PostedAt = when }))
		}
	}
	spoken := func() []desk.Firing {
		t.Helper()
		list, err := b.desk.Reports.Firings(t.Context(), b.boss, 99)
		b.ok(err)
		return list
	}
	ask("early", 30, b.now)
	b.now = t0.Add(7 * 24 * time.Hour)
	b.count()
	silence, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Silence", Figure: "demand", Kind: desk.Fell, Value: .8, Window: 2 * time.Hour, Least: 20, Hooks: []desk.HookID{1}})
	b.ok(err)
	b.watch(0)
	b.now = b.now.Add(2 * time.Hour) // the desk sleeps; its first look comes before what it missed
	b.count()
	b.ok(b.desk.Reports.Watch(t.Context()))
	ask("missed", 30, b.now.Add(-time.Minute))
	b.watch(5 * time.Minute)
	if got := spoken(); len(got) != 0 {
		t.Errorf("people wrote while the desk was down: %+v", got)
	}
	b.now = b.now.Add(50 * time.Hour)
	for range 30 { // it comes back to what is so, and looks again and again
		b.watch(5 * time.Minute)
	}
	if got := spoken(); len(got) > 1 {
		t.Errorf("told %d times", len(got))
	}
	b.ok(b.desk.Reports.DropAlert(t.Context(), b.boss, silence.ID))

	before := len(spoken())
	slow := desk.Alert{Name: "Slow", Figure: "response_rate_1h", Kind: desk.Below, Value: .8, Window: 24 * time.Hour, Least: 20, Hooks: []desk.HookID{1}}
	slow, err = b.desk.Reports.SaveAlert(t.Context(), b.boss, slow)
	b.ok(err)
	ask("slow", 25, b.now.Add(-2*time.Hour))
	b.now = b.now.Add(6 * time.Minute) // nothing of it is counted
	b.ok(b.desk.Reports.Watch(t.Context()))
	if got := spoken(); len(got) != before {
		t.Errorf("told of what is not counted: %+v", got)
	}
	b.watch(0)
	if got := spoken(); len(got) != before+1 || len(got[0].Cases) != 20 || got[0].Alert != slow.ID {
		t.Errorf("told %+v", got)
	}
}

// Several processes that look at once tell of it once.
func TestAlertOfSeveralProcesses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example", Secret: "x"})
	})
	for n := range 9 {
		b.take(b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo where is parcel %d?", n), mention("acme.echo")))
	}
	b.now = t0.Add(time.Hour)
	b.count()
	_, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Many", Figure: "demand", Kind: desk.Above, Value: 5, Window: 24 * time.Hour, Hooks: []desk.HookID{1}})
	b.ok(err)
	var g errgroup.Group
	for range 8 {
		g.Go(func() error { return b.desk.Reports.Watch(t.Context()) })
	}
	b.ok(g.Wait())
	firings, err := b.desk.Reports.Firings(t.Context(), b.boss, 99)
	b.ok(err)
	if len(firings) != 1 {
		t.Errorf("told %d times: %+v", len(firings), firings)
	}
}

// A notice's link opens the cases that carried the figure over the line when it spoke, also when it
// is over, and when the alert is another by now or is gone. A lead who changes an alert keeps its
// webhooks, though where they lead is not for leads.
func TestAlertsOverHTTP(t *testing.T) {
	t.Parallel()
	b, as := servedAt(t, time.Date(2026, 5, 20, 15, 0, 0, 789, time.UTC)) // the store keeps microseconds
	b.update(func(tx *store.Tx) error {
		return tx.SaveHook(&desk.Hook{Name: "Pager", URL: "https://pager.example/secret-path", Secret: "x"})
	})
	a, err := b.desk.Reports.SaveAlert(t.Context(), b.boss, desk.Alert{Name: "Slow", Figure: "response_rate_1h", Kind: desk.Below, Value: .8, Window: 48 * time.Hour, Least: 5, Hooks: []desk.HookID{1}})
	b.ok(err)
	b.ok(b.desk.Reports.Watch(t.Context()))
	firings, err := b.desk.Reports.Firings(t.Context(), b.boss, 9)
	b.ok(err)
	if len(firings) != 1 || len(firings[0].Cases) == 0 || len(firings[0].Cases) == firings[0].N {
		t.Fatalf("spoke %+v", firings)
	}
	var want []string
	for _, id := range firings[0].Cases {
		want = append(want, id.String())
	}
	link := fmt.Sprintf("/reports/alerts/%d?at=%d", a.ID, firings[0].At.UnixMicro())
	kim := as("kim")
	opens := func(when string) {
		t.Helper()
		_, page := kim.get(link)
		var got []string
		for _, row := range rows(t, page, "cases-behind") {
			got = append(got, row[0])
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
	opens("when it spoke")
	_, page := kim.get("/reports/alerts")
	if !strings.Contains(page, `name="hook" value="1" checked`) || strings.Contains(page, "secret-path") || !strings.Contains(page, "notifies Pager") {
		t.Error("a lead sees the webhooks by name")
	}
	form := url.Values{"id": {"1"}, "name": {"Slow"}, "figure": {"demand"}, "kind": {"above"}, "value": {"900"}, "window": {"1"}, "least": {"5"}, "hook": {"1"}}
	if status, page := kim.post("/reports/alerts", form); status != http.StatusOK {
		t.Errorf("a lead saves it: %d %.300s", status, page)
	}
	list, _, err := b.desk.Reports.Alerts(t.Context(), b.boss)
	b.ok(err)
	firings, err = b.desk.Reports.Firings(t.Context(), b.boss, 9)
	b.ok(err)
	if len(list) != 1 || len(list[0].Hooks) != 1 || firings[0].Ended.IsZero() {
		t.Errorf("kept %+v, spoke %+v", list, firings)
	}
	opens("when it looks at something else")
	b.ok(b.desk.Reports.DropAlert(t.Context(), b.boss, a.ID))
	opens("when it is gone")
}
