package server_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/reporting"
	"heed/internal/server"
	"heed/internal/store"
)

// reader is a person with a browser at a desk that is served.
type reader struct {
	*http.Client
	t    *testing.T
	base string
}

func (r reader) get(path string) (int, string) {
	r.t.Helper()
	resp, text := read(r.t, r.Client, r.base+path)
	return resp.StatusCode, text
}

func (r reader) send(path, kind string, body io.Reader) (int, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.base+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	resp, err := r.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(page)
}

func (r reader) post(path string, form url.Values) (int, string) {
	r.t.Helper()
	return r.send(path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// bring sends a file to be compared with.
func (r reader) bring(name, document string) (int, string) {
	r.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("name", name)
	file, err := w.CreateFormFile("file", "peers.json")
	if err == nil {
		_, err = io.WriteString(file, document)
	}
	if err != nil || w.Close() != nil {
		r.t.Fatal(err)
	}
	return r.send("/reports/peers", w.FormDataContentType(), &b)
}

// served is a desk with cases of several sorts that answers browsers: Ada leads it, Kim is a
// lead, Ann an agent and Vera may only look. Its loops run, so its clock stays where it is.
func served(t *testing.T) (b *bench, as func(email string) reader) {
	t.Helper()
	return servedAt(t, time.Date(2026, 5, 20, 15, 0, 0, 0, time.UTC))
}

func servedAt(t *testing.T, now time.Time) (b *bench, as func(email string) reader) {
	t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "webhooks": "any", "addr": "127.0.0.1:0", "roles": "web"}})
	if err != nil {
		t.Fatal(err)
	}
	b = &bench{t: t, now: now}
	b.desk, err = server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now }, Kinds: channel.Set{echo.Name: echo.Kind()}})
	if err != nil {
		t.Fatal(err)
	}
	b.settle()
	b.ok(b.desk.Admin.FinishSetUp(t.Context(), b.boss))
	b.update(func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		for i := range accounts {
			accounts[i].Settings = map[string]string{echo.SettingURL: "http://127.0.0.1:1"}
			if err == nil {
				err = tx.SaveAccount(&accounts[i])
			}
		}
		return err
	})
	for _, a := range []desk.Agent{{Name: "Kim", Role: desk.Lead}, {Name: "Ann", Role: desk.Answerer}, {Name: "Vera", Role: desk.Viewer}} {
		a.Email = strings.ToLower(a.Name) + "@acme.example"
		made, err := b.desk.Admin.SaveAgent(t.Context(), b.boss, a)
		b.ok(err)
		b.password(made)
	}
	for n, name := range []string{"=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "Mia", "Bo, \"B\"", "Lu"} {
		h := b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("@acme.echo why is parcel %d still not here?", n), mention("acme.echo"),
			func(m *desk.Message) { m.Author.Display, m.PostedAt = name, b.now.Add(-time.Duration(40-n)*time.Hour) })
		b.take(h)
		if n%2 == 0 {
			b.answerIn(h, time.Duration(20*(n+1))*time.Minute, "We are so sorry to hear that!")
		}
	}
	b.count()
	s := started(t, b.desk, cfg)
	t.Cleanup(func() { b.ok(s.Stop()) })
	return b, func(name string) reader { return reader{signedIn(t, s, name+"@acme.example"), t, s.URL()} }
}

// What single agents did is for those alone who may see it: on the page, as a file, behind a
// number, and by an alert for nobody.
func TestFiguresOfAgentsOverHTTP(t *testing.T) {
	t.Parallel()
	b, as := served(t)
	pages := []string{"/reports?by=agent", "/reports?by=agent&key=1", "/reports?by=agent&format=csv", "/reports?by=agent&format=json", "/reports?by=agent&table=hours&format=csv",
		"/reports/about/promises?by=agent", "/reports/about/lip-service?by=agent&key=1&format=csv", "/reports/about/lip-service?by=agent&key=1&table=examples&format=json",
		"/reports/cases?figure=demand&by=agent&key=1", "/reports/cases?figure=demand&by=agent&key=1&format=csv", "/reports/cases?figure=demand&by=agent&key=0&format=json"}
	for who, want := range map[string]int{"ada": http.StatusOK, "kim": http.StatusOK, "ann": http.StatusForbidden, "vera": http.StatusForbidden} {
		r := as(who)
		for _, page := range pages {
			if got, _ := r.get(page); got != want {
				t.Errorf("%s for %s: %d, want %d", page, who, got, want)
			}
		}
		_, page := r.get("/reports")
		if offered := strings.Contains(page, `value="agent"`); offered != (want == http.StatusOK) {
			t.Errorf("the choice of agents for %s: %v", who, offered)
		}
	}
	// What they did themselves everybody may see, and nobody else's beside it.
	for _, page := range []string{"/reports?by=agent&key=%s", "/reports?by=agent&key=%s&format=json", "/reports/about/promises?by=agent&key=%s", "/reports/cases?figure=demand&by=agent&key=%s"} {
		for who, id := range map[string]string{"ada": "1", "kim": "2", "ann": "3"} {
			got, text := as(who).get(fmt.Sprintf(page, id))
			if got != http.StatusOK || who == "ann" && (strings.Contains(text, "Ada") || strings.Contains(text, "Kim")) {
				t.Errorf("%s for %s: %d", page, who, got)
			}
		}
		if got, _ := as("ann").get(fmt.Sprintf(page, "3")[:strings.Index(page, "&key")]); got == http.StatusOK && strings.Contains(page, "/reports?") {
			t.Errorf("all agents for one: %d", got)
		}
	}
	alert := url.Values{"id": {"0"}, "name": {"Of one"}, "figure": {"response_rate_1h"}, "kind": {"below"}, "value": {"80"}, "window": {"24"}, "least": {"5"}, "agent": {"1"}, "way": {"push"}, "group": {"agent:1"}}
	for who, want := range map[string]int{"kim": http.StatusUnprocessableEntity, "ann": http.StatusForbidden, "vera": http.StatusForbidden} {
		if got, page := as(who).post("/reports/alerts", alert); got != want {
			t.Errorf("%s saves an alert on an agent: %d, want %d: %s", who, got, want, page[:min(len(page), 300)])
		}
	}
	list, _, err := b.desk.Reports.Alerts(t.Context(), b.boss)
	if err != nil || len(list) > 0 {
		t.Errorf("%v %v", list, err)
	}
	alert.Set("group", "network:echo")
	if got, page := as("kim").post("/reports/alerts", alert); got != http.StatusOK || !strings.Contains(page, "Of one") {
		t.Errorf("an alert on a channel: %d", got)
	}
	if list, _, err = b.desk.Reports.Alerts(t.Context(), b.boss); err != nil || len(list) != 1 || list[0].Dim != desk.ByNetwork || list[0].Key != "echo" || list[0].Value != .8 {
		t.Errorf("%+v %v", list, err)
	}
}

// rows are the cells of a table of a page, by its id, without the line of titles.
func rows(t *testing.T, page, id string) (out [][]string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var table *html.Node
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if n.Data == "table" && a.Key == "id" && a.Val == id {
				table = n
			}
		}
	}
	if table == nil {
		t.Fatalf("the page has no table %s", id)
	}
	for n := range table.Descendants() {
		if n.Data != "tr" || n.Parent.Data != "tbody" {
			continue
		}
		var row []string
		for c := range n.ChildNodes() {
			if c.Data == "td" || c.Data == "th" {
				row = append(row, words(c))
			}
		}
		out = append(out, row)
	}
	return out
}

func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

const onePeer = `{"heed_benchmark":1,"companies":[{"name":"A","cases":50,"measures":{"response_rate_1h":{"value":0.5,"low":0.4,"high":0.6,"n":50}}}]}`

// What is wrong with a file is said in words, and nothing of it is kept.
func TestPeersOverHTTP(t *testing.T) {
	t.Parallel()
	b, as := served(t)
	r := as("kim")
	for what, c := range map[string]struct{ document, words string }{
		"nothing":           {"", "The file is empty."},
		"a picture":         {"\x89PNG\r\n", "t valid JSON."},
		"a cut file":        {onePeer[:60], "t valid JSON"},
		"a list":            {"[1,2]", "t a file written by heed benchmark."},
		"something else":    {`{"a":1}`, "The file has no companies field."},
		"a later version":   {strings.Replace(onePeer, ":1,", ":7,", 1), "The file uses format version 7; this heed reads version 1."},
		"no company":        {`{"heed_benchmark":1,"companies":[]}`, "contains no company with at least 30 cases"},
		"only of pairs":     {`{"heed_benchmark":1,"companies":[{"name":"A","cases":50,"measures":{"response_time_p50":{"value":5,"low":4,"high":6,"n":50}}}]}`, "contains no figure used in reports"},
		"small companies":   {strings.Replace(onePeer, `"cases":50`, `"cases":7`, 1), "contains no company with at least 30 cases"},
		"a share of 7":      {strings.Replace(onePeer, "0.5,", "7,", 1), "must be between 0 and 1"},
		"no name":           {strings.Replace(onePeer, `"A"`, `" "`, 1), "companies[0].name is required"},
		"a word":            {strings.Replace(onePeer, "50,", `"many",`, 1), "Line 1: companies.cases can"},
		"larger than 32 MB": {onePeer + strings.Repeat(" ", 32<<20), "larger than 32 MB"},
		"huge":              {strings.Repeat("x", 34<<20), "more than the desk accepts at once"},
	} {
		status, page := r.bring("Trains", c.document)
		if shown := html.UnescapeString(page); status < 400 || status >= 500 || !strings.Contains(shown, c.words) {
			i := max(0, strings.Index(shown, `role="alert"`))
			t.Errorf("%s: %d without %q: …%s…", what, status, c.words, shown[i:min(len(shown), i+400)])
		}
	}
	if list, err := b.desk.Reports.Leagues(t.Context(), b.boss); err != nil || len(list) > 0 {
		t.Fatalf("kept %v, %v", list, err)
	}
	if status, _ := as("ann").bring("Trains", onePeer); status != http.StatusForbidden {
		t.Errorf("an agent brings a file in: %d", status)
	}
	// A figure that the file lacks stands empty; what it has stands beside ours.
	if status, page := r.bring("Trains", onePeer); status != http.StatusOK || !strings.Contains(page, "1 company") {
		t.Fatalf("brought in: %d", status)
	}
	// One that an earlier version kept whole is read as before.
	b.update(func(tx *store.Tx) error { // and removed again below
		return tx.CreatePeers(&desk.Peers{Name: "Older", Document: []byte(onePeer), By: 1, Created: t0})
	})
	list, err := b.desk.Reports.Leagues(t.Context(), b.boss)
	b.ok(err)
	if len(list) != 2 || list[0].Companies != 1 || list[1].Companies != 1 || len(list[0].Fields) == 0 {
		t.Fatalf("kept %+v", list)
	}
	if d := cmp.Diff(list[0].Fields, list[1].Fields); d != "" {
		t.Error(d)
	}
	for _, l := range list {
		if l.Name == "Older" {
			b.ok(b.desk.Reports.DropPeers(t.Context(), b.boss, l.ID))
		}
	}
	list = slices.DeleteFunc(list, func(l reporting.League) bool { return l.Name == "Older" })
	_, page := r.get(fmt.Sprintf("/reports?period=7d&peers=%d", list[0].ID))
	for _, row := range rows(t, page, "figures-0") {
		if want := map[string]string{"Answered within 1 h": "50% (50% to 50%)"}[row[0]]; row[6] != want {
			t.Errorf("%s beside %q, want %q", row[0], row[6], want)
		}
	}
	// A newer file of the same name takes the place of the older, which can be brought back.
	status, page := r.bring("Trains", strings.Replace(onePeer, "0.5,", "0.7,", 1))
	if old := fmt.Sprintf("/reports/peers/%d/restore", list[0].ID); status != http.StatusOK || !strings.Contains(page, old) {
		t.Errorf("replaced: %d", status)
	}
	now, err := b.desk.Reports.Leagues(t.Context(), b.boss)
	b.ok(err)
	if len(now) != 1 || now[0].ID == list[0].ID || now[0].Field("response_rate_1h").Median != .7 {
		t.Errorf("after the newer file: %+v", now)
	}
	if _, page = r.post(fmt.Sprintf("/reports/peers/%d/drop", now[0].ID), nil); !strings.Contains(page, "peers-undo") || !strings.Contains(page, "No comparisons yet") {
		t.Error("removed: the page offers no undo")
	}
	_, page = r.post(fmt.Sprintf("/reports/peers/%d/restore", now[0].ID), nil)
	if now, err = b.desk.Reports.Leagues(t.Context(), b.boss); err != nil || len(now) != 1 || !strings.Contains(page, "Trains") {
		t.Errorf("brought back: %+v %v", now, err)
	}
	// One that this heed cannot read does not stop the reports.
	b.update(func(tx *store.Tx) error {
		return tx.CreatePeers(&desk.Peers{Name: "Of tomorrow", Document: []byte(`{"heed_benchmark":9,"companies":[]}`), By: 1, Created: b.now})
	})
	if status, page = r.get("/reports"); status != http.StatusOK || strings.Contains(page, "Of tomorrow") {
		t.Errorf("the report beside one that cannot be read: %d", status)
	}
	if status, page = r.get("/reports/peers"); status != http.StatusOK || !strings.Contains(page, "can no longer be read") {
		t.Errorf("the page of comparisons: %d", status)
	}
}
