package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/notify"
	"heed/internal/sla"
	"heed/internal/store"
)

// inTurn serves one request at a time: the desk tells several at once.
func inTurn(h http.HandlerFunc) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		h(w, r)
	})
}

// pager is a program that is told by webhook.
type pager struct {
	*httptest.Server
	got []notify.Delivery
}

func newPager(t *testing.T) *pager {
	p := &pager{}
	p.Server = httptest.NewServer(inTurn(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/push" { // what goes to a browser is sealed for it
			return
		}
		body, _ := io.ReadAll(r.Body)
		var d notify.Delivery
		if err := json.Unmarshal(body, &d); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		p.got = append(p.got, d)
	}))
	t.Cleanup(p.Close)
	return p
}

// until steps the clock minute by minute and lets time bring what it brings.
func (b *bench) until(d time.Duration) {
	b.t.Helper()
	for end := t0.Add(d); b.now.Before(end); {
		b.now = b.now.Add(time.Minute)
		_, err := b.desk.Followup.Run(b.t.Context())
		b.ok(err)
		_, err = b.desk.Notify.Run(b.t.Context())
		b.ok(err)
	}
}

// escalations are what the story of a case says of its deadlines.
func (b *bench) escalations(h desk.Heard) (out []string) {
	b.t.Helper()
	for _, e := range b.story(h).Events {
		switch e.Kind {
		case desk.CaseBreached, desk.CaseEscalated, desk.CaseTaken, desk.CaseWarned:
			line := fmt.Sprintf("%s %s %s", e.At.Sub(t0), e.Kind, e.Data["clock"])
			for _, key := range []string{"to", "why", "by", "after"} {
				if e.Data[key] != "" {
					line += " " + key + "=" + e.Data[key]
				}
			}
			out = append(out, line)
		}
	}
	return out
}

func (b *bench) colleague(name string, role desk.Role) desk.Agent {
	b.t.Helper()
	a, err := b.desk.Admin.SaveAgent(b.t.Context(), b.boss, desk.Agent{Name: name, Email: strings.ToLower(name) + "@acme.example", Role: role, Authority: desk.NoLimit})
	b.ok(err)
	return a
}

func (b *bench) protocol(document string) {
	b.t.Helper()
	_, err := b.desk.Admin.SaveProtocol(b.t.Context(), b.boss, []byte(document), "test")
	b.ok(err)
	b.ok(b.desk.Reload(b.t.Context()))
}

// A clock that ran out reaches the person on duty by mail, in their browser and by webhook;
// the next of the rota when nobody says a word; and all of it stands in the story.
func TestEscalationReachesPeople(t *testing.T) {
	t.Parallel()
	b := newBenchWith(t, config.Sources{Flags: map[string]string{"data": t.TempDir(), "webhooks": "any"}, Env: []string{"HEED_SMTP=smtp://127.0.0.1:1", "HEED_MAIL_FROM=desk@acme.example"}})
	ctx := t.Context()
	kim, lee := b.colleague("Kim", desk.Answerer), b.colleague("Lee", desk.Answerer)
	_, err := b.desk.Admin.SaveRota(ctx, b.boss, desk.Rota{Name: "Days", Document: fmt.Appendf(nil, `{"zone":"UTC","start":"2026-05-04 08:00","days":7,"people":[%d,%d]}`, kim.ID, lee.ID)})
	b.ok(err)
	b.ok(b.desk.Auth.Reads(ctx, kim.ID, desk.Reader{Lang: "de", Zone: "Europe/Berlin"}))
	b.ok(b.desk.Auth.Reads(ctx, lee.ID, desk.Reader{Lang: "en", Zone: "America/New_York"}))
	hook := newPager(t)
	_, err = b.desk.Notify.SaveHook(ctx, b.boss, desk.Hook{Name: "Pager", URL: hook.URL, Reads: desk.Reader{Lang: "de", Zone: "Asia/Kolkata"}})
	b.ok(err)
	b.ok(b.desk.Notify.AddBrowser(ctx, kim, desk.PushKey{Endpoint: hook.URL + "/push", Label: "Firefox", Auth: "c2l4dGVlbiBieXRlcyBvaw",
		P256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}))
	rules := sla.Default()
	rules.AskAgain = 7 * time.Minute
	b.ok(b.desk.Admin.SaveClockRules(ctx, b.boss, rules))
	b.protocol(`{"defaults":{"respond":"yes","within":"20m","hours":"calendar","urgency":"normal"},"rules":[{"name":"Mentions","when":"message.mentions_us"}]}`)

	h := b.post("mia", "my Acme kettle arrived broken, call +44 20 7946 0958")
	b.take(h)
	b.until(30 * time.Minute)
	b.ok(b.desk.Inbox.SeeTo(ctx, lee, b.caseOf(h)))
	b.until(90 * time.Minute)

	want := []string{
		"15m0s case.warned first",
		"20m0s case.breached first",
		fmt.Sprintf("20m0s case.escalated first to=%d why=on duty on the rota Days by=mail, push, webhook", kim.ID),
		fmt.Sprintf("27m0s case.escalated first to=%d why=no one responded for 7 min by=mail, webhook", lee.ID),
		"30m0s case.escalation_taken first after=10 min",
	}
	if d := cmp.Diff(want, b.escalations(h)); d != "" {
		t.Error(d)
	}
	var told, texts []string
	b.ok(b.desk.DB.View(ctx, func(tx *store.Tx) error {
		list, err := tx.Notices(20)
		for _, n := range list {
			told = append(told, fmt.Sprintf("%s %d %s", n.Way, n.Agent, n.Kind))
			texts = append(texts, n.Text)
			if strings.Contains(n.Subject+n.Text+string(n.Data), "7946") {
				t.Errorf("a notice says what the customer wrote: %+v", n)
			}
		}
		return err
	}))
	if d := cmp.Diff([]string{"webhook 0 escalation", fmt.Sprintf("mail %d escalation", lee.ID), "webhook 0 escalation", fmt.Sprintf("push %d escalation", kim.ID), fmt.Sprintf("mail %d escalation", kim.ID)}, told); d != "" {
		t.Error(d)
	}
	var hooks []string
	for _, d := range hook.got {
		if d.Kind == "escalation" {
			hooks = append(hooks, d.Subject)
		}
	}
	id := b.caseOf(h).String()
	if d := cmp.Diff([]string{id + ": die erste Antwort ist 1 min zu spät. Bitte kümmern Sie sich", id + ": die erste Antwort ist 7 min zu spät. Bitte kümmern Sie sich"}, hooks); d != "" {
		t.Error(d)
	}
	// Each is told in their own language, zone and form of a time.
	want = []string{
		id + " von mia auf echo: die erste Antwort ist 7 min zu spät. Fällig war: 4.5.2026, 14:50 IST. Regel: Alles Übrige. Sie sind gefragt: niemand antwortete seit 7 min. Öffnen Sie ihn und sagen Sie „Ich kümmere mich“. Sonst wird in 7 min der Nächste gefragt (4.5.2026, 15:04 IST).",
		id + " of mia on echo: the first answer is 7 min late. It was due 4 May 2026, 05:20 EDT. Rule: Everything else. You're being asked: no one responded for 7 min. Open it and choose “I'm on it”. Otherwise the next person is asked in 7 min (4 May 2026, 05:34 EDT).",
		id + " von mia auf echo: die erste Antwort ist 1 min zu spät. Fällig war: 4.5.2026, 14:50 IST. Regel: Alles Übrige. Sie sind gefragt: Bereitschaft nach dem Dienstplan Days. Öffnen Sie ihn und sagen Sie „Ich kümmere mich“. Sonst wird in 7 min der Nächste gefragt (4.5.2026, 14:57 IST).",
	}
	for range 2 { // mail and push alike
		want = append(want, id+" von mia auf echo: die erste Antwort ist 1 min zu spät. Fällig war: 4.5.2026, 11:20 CEST. Regel: Alles Übrige. Sie sind gefragt: Bereitschaft nach dem Dienstplan Days. Öffnen Sie ihn und sagen Sie „Ich kümmere mich“. Sonst wird in 7 min der Nächste gefragt (4.5.2026, 11:27 CEST).")
	}
	if d := cmp.Diff(want, texts); d != "" {
		t.Error(d)
	}
}

// A rule tells somebody at once that there is such a case, whoever has it, until they say
// that they know.
func TestTellAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	press, err := b.desk.Admin.SaveTeam(ctx, b.boss, desk.Team{Name: "Press"})
	b.ok(err)
	kim := b.colleague("Kim", desk.Answerer)
	kim.Teams = []desk.TeamID{press.ID}
	_, err = b.desk.Admin.SaveAgent(ctx, b.boss, kim)
	b.ok(err)
	b.protocol(`{"defaults":{"respond":"yes","within":"2d","hours":"calendar"},"rules":[
		{"name":"Press","when":"message.says(\"journalist\")","escalate":"Press"},
		{"name":"Danger","when":"message.says(\"fire\")","escalate":"duty"}]}`)
	journalist, fire, other := b.post("mia", "I am a journalist, what does Acme say?"), b.post("bo", "the Acme kettle caught fire"), b.post("jo", "Acme, where is my parcel?")
	b.take(journalist, fire, other)
	b.until(5 * time.Minute)
	b.ok(b.desk.Inbox.SeeTo(ctx, kim, b.caseOf(journalist)))
	b.until(12 * time.Minute)
	want := [][]string{
		{fmt.Sprintf("1m0s case.escalated tell to=%d why=the rule notifies the team Press", kim.ID), "5m0s case.escalation_taken tell after=4 min"},
		{fmt.Sprintf("1m0s case.escalated tell to=%d why=is a lead, and there is no rota", b.boss.ID), fmt.Sprintf("11m0s case.escalated tell to=%d why=no one responded for 10 min", b.boss.ID)},
		nil,
	}
	if d := cmp.Diff(want, [][]string{b.escalations(journalist), b.escalations(fire), b.escalations(other)}); d != "" {
		t.Error(d)
	}
	if c := b.story(journalist).Case; c.DueKind != desk.ClockFirst || !c.BreachedAt.IsZero() {
		t.Errorf("the row shows %s, over since %v", c.DueKind, c.BreachedAt)
	}
}
