package browser_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"heed/internal/desk"
)

// A finding is one thing that axe does not like.
type finding struct {
	ID, Impact, Help string
	Nodes            []string
}

// audit lets axe look at the page as it stands: wide and as a phone shows it, light and
// dark. Nothing serious may be found, and nothing may be wider than the window. Without axe it
// does nothing; the story of all pages says that it was absent.
func (b *tab) audit(name string) {
	b.t.Helper()
	if b.site.chrome.axe == "" {
		return
	}
	touch := b.touch
	for _, s := range []struct {
		name          string
		width, height int64
	}{{"wide", 1440, 900}, {"phone", 390, 844}} {
		b.size(s.width, s.height, false)
		b.fits(name + ", " + s.name)
		for _, theme := range []string{"light", "dark"} {
			b.theme(theme)
			// What color is, axe looks at in both; all else does not change with the theme.
			for _, f := range b.axe(theme == "dark") {
				say := b.t.Logf
				if f.Impact == "serious" || f.Impact == "critical" {
					say = b.t.Errorf
				}
				say("%s, %s, %s: %s: %s (%s): %s", name, s.name, theme, f.Impact, f.Help, f.ID, strings.Join(f.Nodes, "; "))
			}
		}
	}
	b.theme("light")
	if touch {
		b.size(390, 844, true)
	} else {
		b.size(1440, 900, false)
	}
}

// spotless lets axe find nothing at all, however small, in what stands.
func (b *tab) spotless(name string) {
	b.t.Helper()
	if b.site.chrome.axe == "" {
		return
	}
	for _, f := range b.axe(false) {
		b.t.Errorf("%s: %s: %s (%s): %s", name, f.Impact, f.Help, f.ID, strings.Join(f.Nodes, "; "))
	}
}

// axe runs axe-core in a world of its own, so that the page's policy need not be lowered.
func (b *tab) axe(colors bool) (found []finding) {
	b.t.Helper()
	options := `{resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}`
	if colors {
		options = `{resultTypes: ["violations"], runOnly: ["color-contrast"]}`
	}
	run := `axe.run(document, ` + options + `).then(r => JSON.stringify(r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help,
		nodes: v.nodes.slice(0, 5).map(n => n.target.join(" ") + " " + n.any.concat(n.all, n.none).map(c => c.message).join(", ").slice(0, 200))}))))`
	b.must("axe", func(ctx context.Context) error {
		raw, err := chromedp.Run(ctx, inside("axe", b.site.chrome.axe, run))
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(raw), &found)
	})
	return found
}

// inside evaluates an expression in a world of that name, after a library.
func inside(world, library, expression string) chromedp.Action[string] {
	return func(ctx context.Context, t *chromedp.Target) (string, error) {
		tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return "", err
		}
		made, err := cdp.Call(ctx, t, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: world})
		if err != nil {
			return "", err
		}
		yes := true
		for _, e := range []string{`typeof axe === "object" ? "" : (() => {` + library + `; return ""})()`, expression} {
			got, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: e, ContextID: made.ExecutionContextID, AwaitPromise: &yes, ReturnByValue: &yes})
			switch {
			case err != nil:
				return "", err
			case got.ExceptionDetails != nil:
				return "", errors.New(got.ExceptionDetails.Text)
			case e == expression:
				var s string
				return s, json.Unmarshal([]byte(got.Result.Value), &s)
			}
		}
		return "", nil
	}
}

// told in other stories: pages that a desk which is set up does not show.
var elsewhere = []string{"/welcome", "/welcome/company", "/welcome/listen", "/signin", "/signin/link"} // read only

// no pages: pieces, streams, and addresses that lead on.
var noPages = []string{"/{$}", "/oauth/{file}", "/settings/calendars/{file}", "/queue/{view}/rows", "/cases/{id}/macros", "/cases/{id}/pictures", "/pictures/{id}", "/cases/{id}/macros/{macro}", "/colleagues", "/live", "/settings", "/hearing/bell", "/reports/alerts/{id}"} // read only

// Every page of the desk, and the network's, in light and dark, wide and on a phone.
func accessible(t *testing.T, c *chrome) {
	if c.axe == "" {
		absent(t, "HEED_AXE names no axe-core: npm install --prefix .ci/node")
	}
	s := newSite(t, c, siteOptions{undo: "0s"})
	s.fill()
	pages := map[string][]string{
		"/queue/{view}":                 {"/queue/reply", "/queue/mine", "/queue/waiting", "/queue/later", "/queue/done", "/queue/ignored"},
		"/cases/{id}":                   {"/cases/1", "/cases/2"},
		"/cases/{id}/merge":             {"/cases/1/merge", "/cases/1/merge?with=2"},
		"/cases/{id}/split":             {"/cases/1/split?message=1"},
		"/people/{id}":                  {"/people/1"},
		"/people/{id}/kept":             {"/people/1/kept"},
		"/settings/keeping":             {"/settings/keeping"},
		"/failed":                       {"/failed"},
		"/mentions":                     {"/mentions"},
		"/coverage":                     {"/coverage"},
		"/coverage/cases":               {"/coverage/cases?from=0&to=168"},
		"/duty":                         {"/duty"},
		"/search":                       {"/search", "/search?q=parcel", "/search?q=nothingness"},
		"/searches":                     {"/searches"},
		"/searches/new":                 {"/searches/new"},
		"/searches/import":              {"/searches/import"},
		"/searches/{id}":                {"/searches/1"},
		"/searches/{id}/hits":           {"/searches/1/hits"},
		"/hearing":                      {"/hearing"},
		"/settings/company":             {"/settings/company"},
		"/settings/accounts":            {"/settings/accounts"},
		"/settings/connect/{network}":   {"/settings/connect/echo"},
		"/settings/accounts/{id}":       {"/settings/accounts/1"},
		"/settings/protocol":            {"/settings/protocol"},
		"/settings/protocol/draft":      {"/settings/protocol/draft?open=2"},
		"/settings/protocol/draft/try":  {"/settings/protocol/draft/try?days=7"},
		"/settings/private":             {"/settings/private"},
		"/review":                       {"/review", "/review?all=1"},
		"/settings/clocks":              {"/settings/clocks"},
		"/settings/calendars":           {"/settings/calendars"},
		"/settings/teams":               {"/settings/teams"},
		"/settings/people":              {"/settings/people"},
		"/settings/macros":              {"/settings/macros"},
		"/settings/learning":            {"/settings/learning"},
		"/settings/notifications":       {"/settings/notifications"},
		"/reports":                      {"/reports", "/reports?by=agent&period=7d"},
		"/reports/cases":                {"/reports/cases?figure=response_rate_any", "/reports/cases?figure=first_response_time_p50"},
		"/reports/equity":               {"/reports/equity"},
		"/reports/about/{topic}":        {"/reports/about/promises", "/reports/about/lip-service"},
		"/reports/alerts":               {"/reports/alerts"},
		"/reports/peers":                {"/reports/peers"},
		"/settings/profile":             {"/settings/profile"},
		"/settings/audit":               {"/settings/audit"},
		"/about/keys":                   {"/about/keys"},
		"an address that leads nowhere": {"/nowhere"},
	}
	for _, p := range allPages(t) {
		if pages[p] == nil && !slices.Contains(elsewhere, p) && !slices.Contains(noPages, p) {
			t.Errorf("nobody looks at the page %s: add it here", p)
		}
	}
	b := s.person("Ada")
	b.expect("status of 404")
	b.signIn(boss)
	b.until("all rows", `document.querySelectorAll("li.row").length >= 2`)
	const rail = `[...document.querySelectorAll("#rail [data-count]")].map(e => e.dataset.count + " " + e.textContent.trim()).join("; ")`
	counted := eval[string](b, rail)
	for _, urls := range pages {
		for _, url := range urls {
			b.open(url)
			b.see("main, #queue")
			if got := eval[string](b, rail); got != "" && got != counted {
				t.Errorf("%s: the rail counts %s, the queue %s", url, got, counted)
			}
			// What is folded is looked at too.
			eval[int](b, `(ds => { for (const d of ds) d.open = true; return ds.length })([...document.querySelectorAll("details:not(.menu)")])`)
			b.audit(url)
		}
	}
	b.open("/cases/1")
	b.click("label:has(#mode-public)")
	b.write("#reply-text", "Please call us on +44 20 7946 0958. "+strings.Repeat("We look into it at once. ", 14))
	b.see("#reply-advice .warning.stop")
	b.click("#case-more summary")
	b.audit("/cases/1 with a draft that is stopped, and the menu")
	b.open("/cases/2")
	b.click("#later-menu > summary")
	b.audit("/cases/2 with the times until which it can be put off")
	b.open("/cases/2")
	b.click("label:has(#mode-note)")
	b.write("#reply-text", "@mi")
	b.see("#name-menu [aria-selected=true]", "Mira Okafor")
	b.audit("/cases/2 with a note that names somebody")
	b.open("/queue/reply")
	b.click("#queue-filters summary")
	b.audit("/queue/reply with its filters")
	b.open(s.netURL)
	b.see("main")
	b.audit("the network")
	b.open(s.netURL + "/people/mia-torres.echo")
	b.audit("a person on the network")
}

// allPages are the addresses of the desk's own table of routes that are read.
func allPages(t *testing.T) (out []string) {
	t.Helper()
	table, err := os.ReadFile("../../internal/web/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`pattern: "GET ([^"]+)"`).FindAllSubmatch(table, -1) {
		out = append(out, string(m[1]))
	}
	if len(out) < 20 {
		t.Fatalf("only %d pages were found in the table of routes", len(out))
	}
	return out
}

// fill gives every page something to show.
func (s *site) fill() {
	s.t.Helper()
	s.post("Mia Torres", "My acme parcel is late, call me on +44 7700 900123! https://example.com/p #late")
	s.post("Bo Lund", "acme, your shop lied to me. I am leaving for good, worst parcel ever!!!")
	s.post("Cy Reed", "Thank you acme, the parcel came in a day, great service")
	s.post("Di Nolan", "acme is run by lizards, everybody knows it")
	hasAll := func() bool {
		counts, err := s.desk.Inbox.Counts(s.t.Context(), s.boss)
		return err == nil && counts["reply"].N+counts["watch"].N+counts["ignored"].N >= 4
	}
	if !comes(hasAll) {
		s.t.Fatal("the four posts did not come in")
	}
	ctx := s.t.Context()
	_, err := s.desk.Inbox.Note(ctx, s.boss, 1, "She called as well, @Mira Okafor.", "n1")
	s.ok(err)
	_, err = s.desk.Inbox.Note(ctx, s.agent(lead), 3, "@Ada Lind is that all?", "n2")
	s.ok(err)
	s.ok(s.desk.Inbox.Promise(ctx, s.boss, 1, "We call back", s.now().Add(3600e9)))
	s.ok(s.desk.Inbox.SetStage(ctx, s.boss, 3, 0, desk.Resolved, ""))
	s.ok(s.desk.Inbox.SetStage(ctx, s.boss, 4, 0, desk.Ignored, "only shouting"))
	_, err = s.desk.Admin.SaveProtocolDraft(ctx, s.boss, []byte(`{"rules": [{"name": "Parcels", "when": "message.says(\"parcel\")", "within": "15m"}]}`), time.Time{})
	s.ok(err)
}
