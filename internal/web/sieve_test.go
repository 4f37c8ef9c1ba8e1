package web

import (
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

// oddities are what a page says of its address.
func oddities(page string) (said []string) {
	_, rest, found := strings.Cut(page, `id="odd">`)
	if !found {
		return nil
	}
	box, _, _ := strings.Cut(rest, "</div>")
	for _, part := range strings.Split(box, "<p>")[1:] {
		words, _, _ := strings.Cut(part, "</p>")
		said = append(said, html.UnescapeString(words))
	}
	return said
}

// What cannot be is named, and what is shown instead; the rest of the address holds, and no link carries it on.
func TestFiltersThatCannotBe(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][]string{
		"/queue/reply?brand=1&network=bluesky&search=1&assignee=-1&lang=en&intent=complaint&order=wait": nil,
		"/queue/reply?network=foo":                 {"There's no network called “foo”. Showing all networks."},
		"/queue/reply?lang=<script>":               {"There's no language “<script>”. Showing all languages."},
		"/queue/reply?lang=xx":                     {"There's no language “xx”. Showing all languages."},
		"/queue/reply?intent=nonsense&assignee=99": {"There's no owner “99”. Showing everyone's cases.", "There's no intent “nonsense”. Showing all intents."},
		"/queue/reply?brand=x&search=77":           {"There's no brand “x”. Showing all brands.", "There's no search “77”. Showing what any search caught."},
		"/queue/done?order=wait":                   {"This list can't be sorted by “wait”. Showing it in its usual order."},
		"/queue/reply?status=foo":                  {"“status=foo” means nothing in this list and was ignored."},
		"/search?q=norden&status=open&network=bluesky&assignee=1&from=2026-03-01&to=2026-03-02": nil,
		"/search?q=norden&status=foo":                    {"There's no status “foo”. Showing cases of every status."},
		"/search?q=norden&from=soon&lang=en":             {"“soon” isn't a date and was ignored.", "“lang=en” means nothing in a search and was ignored."},
		"/search?q=norden&from=2026-03-02&to=2026-03-01": {"“2026-03-02 – 2026-03-01” isn't a period: it ends before it starts. Showing messages of all dates."},
	} {
		b := newBench(t)
		page := b.get(address)
		b.status(http.StatusOK)
		if got := oddities(page); !cmp.Equal(want, got) {
			t.Errorf("%s says %q, want %q", address, got, want)
		}
	}
	b := newBench(t)
	page := b.get("/queue/reply?network=foo&intent=complaint")
	if strings.Contains(page, "network=foo") || !strings.Contains(page, "intent=complaint") {
		t.Error("the links carry on what cannot be, or not what can")
	}
	b.get("/queue/reply?network=foo&format=csv")
	b.status(http.StatusUnprocessableEntity)
}

// A search is narrowed by plain fields that stand in its address, and so are its next page and the links that
// widen it.
func TestFindIsNarrowed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/search?q=norden&status=open&network=bluesky&assignee=2&from=2026-03-01&to=2026-03-02")
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	want := desk.FindQuery{Words: "norden", Network: "bluesky", Assignee: 2, Stages: []desk.Stage{desk.New, desk.Acknowledged, desk.InProgress, desk.Waiting}, From: day(1), To: day(3), Limit: 30}
	if got := b.fake.sought; !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	has(t, page, `<option value="open" selected`, `<option value="bluesky" selected`, `<option value="2" selected`, `value="2026-03-01"`, `value="2026-03-02"`,
		`href="/search?q=norden"`)
	page = b.get("/search?q=nowheretobefound&status=waiting&network=bluesky")
	has(t, page, "No message with all these words matches your filters.", `href="/search?network=bluesky&amp;q=nowheretobefound"`, `href="/search?q=nowheretobefound&amp;status=waiting"`)
	has(t, b.get("/search?status=waiting"), "Type a word to search for.")
}
