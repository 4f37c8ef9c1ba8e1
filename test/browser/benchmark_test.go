package browser_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"heed/internal/benchmark"
)

// The page that heed benchmark writes stands alone: it is read from a file, says its numbers
// in tables, and is accessible like the pages of the desk.
func benchmarkReport(t *testing.T, c *chrome) {
	path := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := benchmark.Read(context.Background(), benchmark.Options{Paths: []string{"-"}, Stdin: strings.NewReader(publicPosts())})
	if err != nil {
		t.Fatal(err)
	}
	l, err := d.League()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.WriteHTML(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	b := newSite(t, c, siteOptions{undo: "0s"}).person("a manager")
	b.open("file://" + path)
	b.see("h1", "How companies answer in public")
	b.see("#standing table", "AcmeHelp", "BoltBank")
	b.see("#small table", "TinyShop")
	if n := b.count("#answered svg[role=img]"); n != 2 {
		b.fail("%d curves of 2 companies", n)
	}
	if n := b.count("script, link, img"); n != 0 {
		b.fail("the page needs %d things beside it", n)
	}
	if n := b.sheets(); n > 4 { // what ends a page early makes it more
		t.Errorf("two companies take %d sheets of paper", n)
	}
	b.open("file://" + path + "#coverage")
	b.click("#coverage summary")
	b.audit("the benchmark's page")
	if px := eval[float64](b, `Math.min(...[...document.querySelectorAll("#coverage .heat .label")].map(e => e.getBoundingClientRect().height))`); px < 12 {
		t.Errorf("the hours are written %v pixels high", px)
	}
	for _, width := range []int64{1440, 1280, 1024, 768, 390} { // all of it is seen without scrolling sideways
		b.size(width, 900, false)
		const narrow = `(document.querySelectorAll("details").forEach(d => d.open = true), [...document.querySelectorAll(".scroll"), document.documentElement].filter(e => e.scrollWidth > e.clientWidth).map(e => (e.ariaLabel || "the page") + " by " + (e.scrollWidth - e.clientWidth)).join(", "))`
		if got := eval[string](b, narrow); got != "" {
			t.Errorf("%d wide: wider than its place: %s", width, got)
		}
	}
	b.audit("the benchmark's page on a phone")
}

// sheets is how many pages the page takes on paper.
func (b *tab) sheets() (n int) {
	b.t.Helper()
	b.must("print", func(ctx context.Context) error {
		return chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			out, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
			n = bytes.Count(out.Data, []byte("/Type /Page\n"))
			return err
		}))
	})
	return n
}

// publicPosts are two companies with 60 cases each and one with a single case.
func publicPosts() string {
	var b strings.Builder
	b.WriteString("tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n")
	id := 0
	say := func(author string, in bool, minute int, text string, parent int) int {
		id++
		from := ""
		if parent > 0 {
			from = fmt.Sprint(parent)
		}
		fmt.Fprintf(&b, "%d,%s,%s,2017-11-%02dT%02d:%02d:00Z,%s,,%s\n", id, author, map[bool]string{true: "True", false: "False"}[in], 6+minute/1440, minute/60%24, minute%60, text, from)
		return id
	}
	for i, company := range []string{"AcmeHelp", "BoltBank"} {
		for n := range 60 {
			customer := fmt.Sprint(1000*(i+1) + n)
			asked := say(customer, true, n%3*1440+n%2*60, "@"+company+" my kettle is broken and I am furious. What can I do?", 0)
			if n%(i+2) == 0 {
				answer := say(company, false, n%3*1440+n%2*60+10+50*i, "@"+customer+" Please send us a DM with your order number. ^AB", asked)
				say(customer, true, n%3*1440+n%2*60+70, "@"+company+" it works now. Thank you!", answer)
			}
		}
	}
	asked := say("77", true, 5, "@TinyShop do you open on Sunday?", 0)
	say("TinyShop", false, 9, "@77 We open at ten.", asked)
	return b.String()
}
