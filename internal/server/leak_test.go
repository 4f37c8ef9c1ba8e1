package server_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/intake"
	"heed/internal/server"
	"heed/internal/store"
)

// A plant is private data of one type, and the part of it that no mask may leave.
type plant struct{ words, never string }

// plants are of every sort: announced, checked, by form.
var plants = []plant{ // read only
	{"write to secret.%02d@example.com", "secret.%02d"},
	{"call me on +44 7700 9001%02d", "9001%02d"},
	{"my password is Hush!%02dhush", "Hush!%02d"},
	{"my booking code is QX7Z%02d", "QX7Z"},
	{"my card is 4111 1111 1111 1111", "4111 1111"},
	{"IBAN DE89 3704 0044 0532 0130 00", "0044 0532"},
	{"my NINO is AB 12 34 56 C", "12 34 56"},
	{"geboren am 12.07.1984", "12.07.1984"},
	{"I live at 221B Baker Street, London", "Baker"},
	{"my address is 203.0.113.77", "203.0.113"},
	{"I am at 52.520008, 13.404954", "520008"},
	{"order number 7712.88.%02d is late", "7712.88"},
	{"Kundennummer 88277%02d", "88277"},
	{"SSN 536-22-84%02d", "536-22"},
	{"jo (at) example%02d (dot) com", "example%02d"},
	{"my phone is O77OO 9OO1%02d", "9OO1%02d"},
}

// planted is a text with private data of every sort in the part of the desk numbered n, and
// what must not be seen of it.
func planted(n int, shut ...int) (text string, never []string) {
	var parts []string
	for i, p := range plants {
		if len(shut) > 0 && i >= shut[0] {
			break
		}
		fill := func(s string) string {
			if strings.Contains(s, "%") {
				return fmt.Sprintf(s, n)
			}
			return s
		}
		parts = append(parts, fill(p.words))
		never = append(never, fill(p.never))
	}
	return strings.Join(parts, ". ") + ".", never
}

var values = regexp.MustCompile(`(?m) [0-9.e+-]+$`) // of metrics; read only

type logged struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(b)
}

func (l *logged) said() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}

// Private data of customers is masked wherever it can be seen: on every page, for every
// role, in exports, webhooks, logs and metrics, until somebody who may asks to see it.
func TestNothingPrivateIsShown(t *testing.T) {
	t.Parallel()
	hook, log := newPager(t), &logged{}
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "webhooks": "any", "addr": "127.0.0.1:0", "roles": "web"}})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, now: time.Now().UTC().Add(-time.Minute).Truncate(time.Second)}
	now := b.now
	b.desk, err = server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: func() time.Time { return now }, Kinds: channel.Set{echo.Name: echo.Kind()}})
	if err != nil {
		t.Fatal(err)
	}
	b.settle()
	b.ok(b.desk.Admin.FinishSetUp(t.Context(), b.boss))
	b.update(func(tx *store.Tx) error { // nothing answers there: hearing fails, and its words are looked at too
		accounts, err := tx.Accounts()
		for i := range accounts {
			accounts[i].Settings = map[string]string{echo.SettingURL: "http://127.0.0.1:1"}
			if err == nil {
				err = tx.SaveAccount(&accounts[i])
			}
		}
		return err
	})
	b.protocol(`{"defaults":{"respond":"yes","within":"1h","escalate":"duty"}}`)
	never := b.plant()
	_, err = b.desk.Notify.SaveHook(t.Context(), b.boss, desk.Hook{Name: "Pager", URL: hook.URL})
	b.ok(err)
	if _, err := b.desk.Followup.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Notify.Run(t.Context()); err != nil {
		t.Fatal(err)
	}

	s := started(t, b.desk, cfg)
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	look := func(where, text string) {
		t.Helper()
		text = html.UnescapeString(text)
		if strings.HasSuffix(where, "/metrics") { // a time may have any digits
			text = values.ReplaceAllString(text, "")
		}
		for _, n := range never {
			if i := strings.Index(text, n); i >= 0 {
				t.Errorf("%s shows %q: …%s…", where, n, text[max(0, i-80):min(len(text), i+60)])
			}
		}
	}
	for _, who := range []string{"ada@acme.example", "vera@acme.example"} {
		c := signedIn(t, s, who)
		for _, page := range b.everyPage() {
			resp, text := read(t, c, s.URL()+page)
			if resp.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s: %s", page, resp.Status)
			}
			look(who+" "+page, text)
			look(who+" "+page+" (headers)", fmt.Sprint(resp.Header))
		}
	}
	b.unmasks(s, look)
	never = append(never, b.writes(s)...)
	for _, who := range []string{"ada@acme.example", "vera@acme.example"} {
		c := signedIn(t, s, who)
		for _, page := range b.everyPage() {
			_, text := read(t, c, s.URL()+page)
			look("after the forms "+who+" "+page, text)
		}
	}
	b.commands(look)
	b.ok(b.desk.DB.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.Notices(100)
		for _, n := range list {
			look("notice", n.Subject+n.Text+string(n.Data)+n.Link)
		}
		return err
	}))
	for _, d := range hook.got {
		look("webhook", d.Subject+d.Text+string(d.Data))
	}
	if len(hook.got) == 0 {
		t.Error("no webhook was told")
	}
	look("log", log.said())
}

// writes sends what somebody may write without thinking: saved replies, searches, a draft of the
// protocol, answers that are not sent, words looked for, files. Whoever wrote it may see it once
// more in the answer to the form; no page shows it after that. It gives what must not be seen.
func (b *bench) writes(s *server.Server) (never []string) {
	t, c := b.t, signedIn(b.t, s, "ada@acme.example")
	post := func(path, kind string, body io.Reader, refused bool) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+path, body)
		b.ok(err)
		req.Header.Set("Content-Type", kind)
		resp, err := c.Do(req)
		b.ok(err)
		defer resp.Body.Close()
		page, err := io.ReadAll(resp.Body)
		b.ok(err)
		if resp.StatusCode >= http.StatusInternalServerError || refused && resp.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", path, resp.Status)
		}
		if refused && !strings.Contains(html.UnescapeString(string(page)), "Anyone could read the") {
			t.Errorf("%s does not say why it was refused", path)
		}
	}
	form := func(path string, refused bool, pairs ...string) {
		t.Helper()
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		post(path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()), refused)
	}
	text := func(n int, shut ...int) string {
		words, list := planted(n, shut...)
		never = append(never, list...)
		return words
	}
	form("/settings/macros", true, "id", "0", "name", "Sorry", "text", "We wrote to you: "+text(40))
	form("/settings/macros", true, "id", "0", "name", "To "+text(41, 2), "text", "We wrote to you.")
	form("/searches", true, "name", "Parcels", "brand", "1", "query", `"secret.42@example.com" OR late`)
	form("/searches", true, "name", "Of "+text(43, 1), "brand", "1", "query", "late")
	never = append(never, "secret.42")
	form("/settings/protocol/draft", true, "count", "1", "name-0", "One of ours", "when-0", `message.says("parcel")`, "respond-0", "yes", "within-0", "1h", "advice-0", text(44))
	form("/settings/protocol", true, "reason", "she wrote "+text(45, 2), "document", `{"rules":[{"name":"All"}],"defaults":{"respond":"yes","within":"1h"}}`)
	form("/cases/1/reply", true, "text", "We write to "+text(46), "token", "leak-1", "seen", "9999999")
	form("/cases/1/advice", false, "text", "We write to "+text(47))
	form("/settings/private", false, "do", "try", "sample", text(48))

	var b1 bytes.Buffer
	parts := multipart.NewWriter(&b1)
	b.ok(parts.WriteField("name", "Peers"))
	file, err := parts.CreateFormFile("file", text(49, 2)+".json")
	b.ok(err)
	_, err = file.Write([]byte("{}"))
	b.ok(err)
	b.ok(parts.Close())
	post("/reports/peers", parts.FormDataContentType(), &b1, false)

	resp, err := c.Get(s.URL() + "/search?q=" + url.QueryEscape(text(50, 2)))
	b.ok(err)
	b.ok(resp.Body.Close())
	return never
}

// commands looks at what is printed about a desk on the command line.
func (b *bench) commands(look func(where, text string)) {
	say := func(what string) { look("heed check", what) }
	found, err := store.Check(b.t.Context(), b.desk.DB, say)
	b.ok(err)
	for _, f := range found {
		say(f.String())
	}
	wrong, err := b.desk.Reports.Check(b.t.Context(), func(what string, _, _ int64) { say(what) })
	b.ok(err)
	for _, w := range wrong {
		say(w.What)
	}
	gaps, err := b.desk.Unheard(b.t.Context())
	b.ok(err)
	for _, g := range gaps {
		say(g)
	}
}

// unmasks asks to see what is private: with the right, which is an event, and without.
func (b *bench) unmasks(s *server.Server, look func(where, text string)) {
	ask := func(who string) (int, string) {
		req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, s.URL()+"/cases/1/unmask", strings.NewReader(""))
		b.ok(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := signedIn(b.t, s, who).Do(req)
		b.ok(err)
		defer resp.Body.Close()
		page, err := io.ReadAll(resp.Body)
		b.ok(err)
		return resp.StatusCode, string(page)
	}
	if status, page := ask("vera@acme.example"); status != http.StatusForbidden {
		b.t.Errorf("without the right: %d", status)
	} else {
		look("unmask without the right", page)
	}
	status, page := ask("ada@acme.example")
	for _, n := range []int{10, 11, 12, 13, 15, 16, 20, 21} {
		if want := fmt.Sprintf("secret.%02d", n); status != http.StatusOK || !strings.Contains(page, want) {
			b.t.Errorf("with the right (%d) %s is not shown", status, want)
		}
	}
	var events []desk.Event
	b.ok(b.desk.DB.View(b.t.Context(), func(tx *store.Tx) error {
		s, err := tx.Story(1, 0, 100)
		events = s.Events
		return err
	}))
	if last := events[len(events)-1]; last.Kind != desk.Unmasked || last.Agent != b.boss.ID {
		b.t.Errorf("the latest event is %s", last.Kind)
	}
}

// everyPage are the pages that a person can open, with every case, filter and format.
func (b *bench) everyPage() []string {
	pages := []string{"/", "/coverage", "/duty", "/failed", "/search?q=late", "/search?q=parcel", "/searches", "/searches/new", "/searches/1", "/searches/1/hits", "/hearing", "/hearing/bell", "/review", "/review?all=1",
		"/reports", "/reports?format=csv", "/reports?by=agent&format=csv", "/reports/equity", "/reports/alerts", "/reports/peers", "/reports/about/lip-service", "/reports/about/deflection", "/reports/about/windows",
		"/reports/cases?figure=response_rate_any", "/reports/cases?figure=first_response_time_p50", "/reports/cases?figure=cases&format=csv",
		"/settings", "/settings/company", "/settings/accounts", "/settings/accounts/1", "/settings/protocol", "/settings/protocol/draft", "/settings/protocol/draft/try?days=30", "/settings/private", "/settings/clocks", "/settings/calendars",
		"/settings/teams", "/settings/people", "/settings/macros", "/settings/learning", "/settings/notifications", "/settings/profile", "/settings/audit", "/about/keys", "/metrics", "/readyz", "/healthz", "/nothing-here"}
	for _, v := range []string{"reply", "mine", "unassigned", "watch", "waiting", "later", "done", "ignored"} {
		pages = append(pages, "/queue/"+v, "/queue/"+v+"/rows", "/queue/"+v+"?format=csv", "/queue/"+v+"?format=json")
	}
	for id := 1; id <= 8; id++ {
		pages = append(pages, fmt.Sprintf("/cases/%d", id), fmt.Sprintf("/cases/%d/macros", id), fmt.Sprintf("/people/%d", id),
			fmt.Sprintf("/cases/%d/merge?with=%d", id, id+1), fmt.Sprintf("/cases/%d/split?message=%d", id, id))
	}
	return pages
}

func signedIn(t *testing.T, s *server.Server, email string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	t.Cleanup(c.CloseIdleConnections)
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL()+"/signin", strings.NewReader(url.Values{"email": {email}, "password": {bossPassword}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(page), "nav-profile") {
		t.Fatalf("%s is not signed in: %v", email, err)
	}
	return c
}

// plant puts private data wherever somebody can write, and gives what must not be seen.
func (b *bench) plant() (never []string) {
	ctx := b.t.Context()
	text := func(n int, shut ...int) string {
		s, list := planted(n, shut...)
		never = append(never, list...)
		return s
	}
	viewer, err := b.desk.Admin.SaveAgent(ctx, b.boss, desk.Agent{Name: "Vera", Email: "vera@acme.example", Role: desk.Viewer})
	b.ok(err)
	b.password(viewer)

	first := b.post("mia", "acme, my parcel is late. "+text(10), func(m *desk.Message) {
		m.Author.Display = "Mia " + text(11, 2)
		m.SubjectText = "quoted: " + text(12)
		m.Media = []desk.Media{{Kind: "image", URL: "https://example.com/pic.jpg", Alt: "a picture: " + text(13)},
			{Kind: "file", URL: "https://example.com/up/" + url.PathEscape(text(30, 1)+".pdf"), Alt: "a scan"},
			{Kind: "file", URL: "https://example.com/up?name=" + url.QueryEscape(text(31, 2))}}
		m.Place = "near " + text(14, 2)
	})
	b.take(first)
	edit := first
	edit.Change, edit.Message.Text, edit.Message.EditedAt = desk.Edited, "acme, my parcel is late still. "+text(15), b.now
	b.take(edit)
	b.take(b.post("mia", "and another thing. "+text(16), replyTo(first)))
	direct := b.post("tom", "acme parcel in private. "+text(17), func(m *desk.Message) { m.Form, m.Private = desk.Direct, true })
	_, err = b.desk.Intake.Take(ctx, intake.Source{Account: b.brand.ID, Network: echo.Name}, []desk.Heard{direct}, "")
	b.ok(err)
	troll := b.post("bo", "acme you morons, you idiots, you are all clowns and liars lol. parcel "+text(18))
	thanks := b.post("kim", "thank you acme, the parcel came and I love it! "+text(19))
	b.take(troll, thanks)

	id := b.caseOf(first)
	_, err = b.desk.Inbox.Note(ctx, b.boss, id, "parcel: she says "+text(20), "note-1")
	b.ok(err)
	b.ok(b.desk.Inbox.Promise(ctx, b.boss, id, "we will call her parcel "+text(21), b.now.Add(time.Hour)))
	b.ok(b.desk.Inbox.Mute(ctx, b.boss, b.story(troll).Case.Person, b.now.Add(time.Hour), "wrote "+text(22)))
	b.ok(b.desk.Inbox.SetStage(ctx, b.boss, b.caseOf(troll), 0, desk.Ignored, "he wrote "+text(23)))
	var dm *desk.Case // a private message is known by its account
	b.ok(b.desk.DB.View(ctx, func(tx *store.Tx) (err error) { dm, err = tx.Case(id + 1); return err }))
	_, err = b.desk.Inbox.Reply(ctx, b.boss, inbox.Draft{Case: dm.ID, Seen: dm.Last, Direct: true, Token: "dm-1", Text: "We have sent the parcel to " + text(24, 2)})
	b.ok(err)
	kim := b.story(thanks).Case
	_, err = b.desk.Inbox.Reply(ctx, b.boss, inbox.Draft{Case: kim.ID, Seen: kim.Last, Token: "pub-1", Text: "We wrote about the parcel to " + text(25, 1), Override: "she asked for it at " + text(26, 2)})
	b.ok(err)
	b.ok(b.desk.Inbox.PutOff(ctx, b.boss, id, 0, "", b.now.Add(time.Hour), "she said "+text(60)))
	b.ok(b.desk.Inbox.Merge(ctx, b.boss, inbox.MergeOrder{Into: id, From: dm.ID, Why: "both wrote " + text(61), SamePerson: true}))
	stranger := b.post("leo", "acme parcel gone", func(m *desk.Message) { m.Author.Name, m.Author.Display = "leo", text(27, 2) })
	b.take(stranger)
	_, err = b.desk.Admin.SaveAgent(ctx, b.boss, desk.Agent{Name: "Kim", Email: "kim@acme.example", Role: desk.Lead, Authority: desk.NoLimit})
	b.ok(err)
	_, err = b.desk.Admin.SaveProtocolDraft(ctx, b.boss, []byte(`{"defaults":{"respond":"no"}}`), time.Time{})
	b.ok(err)
	return never
}

// password gives an agent one, by the link of an invitation.
func (b *bench) password(a desk.Agent) {
	b.t.Helper()
	link, err := b.desk.Admin.Invite(b.t.Context(), b.boss, a.ID)
	b.ok(err)
	token, err := b.desk.Auth.SignInWithLink(b.t.Context(), link, "test")
	b.ok(err)
	me, err := b.desk.Auth.Agent(b.t.Context(), token)
	b.ok(err)
	_, err = b.desk.Auth.SetPassword(b.t.Context(), me, "", bossPassword, "test")
	b.ok(err)
}
