package web

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
)

func TestThePreviewShowsWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := b.post("/searches/preview", "query", "norden")
	b.status(200)
	for _, want := range []string{"<mark>norden</mark>", "masked", "&lt;b&gt;", "It would have matched 2 posts.", "48 a day", "Complexity: 3 of 4,000 points", `data-post="at://p"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if body := b.post("/searches/preview", "query", "-norden"); !strings.Contains(body, "once the search is valid") {
		t.Errorf("a search that cannot be read: %s", body)
	}
	if body := b.post("/searches/variants", "query", "norden"); !strings.Contains(body, `data-query="norden OR nordne"`) {
		t.Errorf("variants: %s", body)
	}
	if body := b.post("/searches/exclude", "query", "norden", "network", "bluesky", "post", "at://p"); !strings.Contains(body, `data-query="norden -pole"`) {
		t.Errorf("exclusions: %s", body)
	}
	if body := b.post("/searches/check", "query", "norden network:facebok"); !strings.Contains(body, "heed hears no network “facebok”. It knows: ") {
		t.Errorf("a network that is not there: %s", body)
	}
	if body := b.post("/searches/check", "query", "norden network:Bluesky"); strings.Contains(body, "hears no network") {
		t.Errorf("a network that is there: %s", body)
	}
	if body := b.post("/searches/check", "query", "norden lang:xx"); !strings.Contains(body, `class="never"`) || strings.Contains(body, "This is a valid search") {
		t.Errorf("a language that is not there: %s", body)
	}
	for query, told := range map[string]bool{"from:norden": true, "from:norden.example": false, "to:@norden": true, "from:did:plc:abcdefghijklmnopqrstuvwx": false} {
		if body := b.post("/searches/check", "query", query); strings.Contains(body, "Nobody is called") != told {
			t.Errorf("%s: %s", query, body)
		}
	}
	if body := b.post("/searches/check", "query", "a OR \U0001F525 b"); !strings.Contains(body, `data-tokens="0,1,word;2,4,operator;5,7,word;8,9,word"`) {
		t.Errorf("tokens: %s", body)
	}
}

// The list of gaps has pages; a lost part says that the rest was made up, one of a cap what to do, and last month's cap what it cost.
func TestGapsPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	older := fmt.Sprintf(`href="/hearing?gaps=%d&amp;id=2#gaps"`, desk.Micros(b.fake.now().Add(-time.Hour)))
	body := b.get("/hearing")
	for _, want := range []string{older, "Only part of the gap: what was said after it was recovered.", "not read: cap reached", "about 30 posts missed.",
		`<a href="#purse-bluesky">Raise the cap</a>`, "The month before: 3.00 EUR spent for 600 posts.", "Its cap blocked about 40 posts."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "gaps-newest") {
		t.Error("the first page leads to itself")
	}
	if body := b.get("/hearing?gaps=1767225600000000&id=2"); !strings.Contains(body, `id="gaps-newest" href="/hearing#gaps"`) || strings.Contains(body, "gaps-next") {
		t.Error("the last page leads nowhere")
	}
	if body := b.get("/hearing?gaps=x&id=2"); !strings.Contains(body, older) {
		t.Error("a place that cannot be read is not the beginning")
	}
}

func TestNotAboutUs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.post("/messages/1/mark", "search", "1", "not", "true", "back", "/searches/1/hits")
	b.status(303)
	if len(b.fake.marks) != 1 || b.fake.marks[0].Message != 1 {
		t.Errorf("marks: %+v", b.fake.marks)
	}
	b.post("/messages/1/mark", "search", "1", "not", "true", "back", "https://elsewhere.example")
	if to := b.last.Header().Get("Location"); to != "/" {
		t.Errorf("it leads to %s", to)
	}
	body := b.get("/searches/1/hits")
	for _, want := range []string{"norden -pole", "It keeps all 8 other matches.", "Undo the change", "Not about us, says", "by Mara Lind; before: <code>old</code>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the hits lack %q", want)
		}
	}
	b.post("/searches/1/narrow", "from", "norden", "to", "norden -pole")
	b.status(303)
	b.post("/searches/1/narrow", "from", "stale", "to", "norden -pole")
	b.status(409)
	b.post("/searches/1/undo", "revision", "3")
	b.status(303)
}

func TestTheBellAndTheBanner(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.alarms = []desk.Alarm{
		{Key: "a", Kind: "barred", Subject: "@norden", Problem: "The network no longer accepts our credentials: revoked.", Mend: "Reconnect it.", Link: "/settings/accounts/1", Urgent: true, Since: noon},
		{Key: "b", Kind: "silent", Subject: "Norden", Problem: "It has caught nothing.", Mend: "Look.", Link: "/searches/1", Since: noon},
	}
	for _, path := range []string{"/queue/reply", "/searches", "/hearing", "/hearing/bell"} {
		body := b.get(path)
		if !strings.Contains(body, "heed does not hear: @norden") || !strings.Contains(body, `id="count-hearing" data-count="hearing">2<`) {
			t.Errorf("%s does not tell", path)
		}
	}
	body := b.get("/hearing")
	for _, want := range []string{"Reconnect it.", "about 120 posts missed.", "About 7 posts not heard.", "1.00 EUR", "Control word “weather”, usually in one of 100 posts", "120 per hour is usual"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	b.post("/settings/hearing/cap", "network", "bluesky", "cap", "12,50")
	b.status(303)
	if got := b.fake.capped["bluesky"]; got != 12_500_000 {
		t.Errorf("a cap of 12,50 is %d", got)
	}
	body = b.post("/settings/hearing/cap", "network", "bluesky", "cap", "much")
	b.status(422)
	if !strings.Contains(body, "a valid amount.") || !strings.Contains(body, `value="much"`) {
		t.Error("a cap that is no number is not shown again")
	}
}

// TestManySearches: a list of thousands comes in pages, is found by words and state, and ordered.
func TestManySearches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches, b.fake.desk.Brands = nil, []desk.Brand{{ID: 1, Name: "Norden"}, {ID: 2, Name: "Sueden"}}
	for i := range 2000 {
		b.fake.desk.Searches = append(b.fake.desk.Searches, desk.Search{ID: desk.SearchID(i + 1), Name: fmt.Sprintf("Brand %04d", i), Query: fmt.Sprintf("brand%d OR \"late parcel\"", i), Paused: i%10 == 0, Matched: int64(i), Brand: desk.BrandID(1 + i%3%2)})
	}
	for _, c := range []struct {
		query, first, found, not string
	}{
		{"", "Brand 1999", "2,000 of 2,000", "Brand 1949"}, // who saved one finds it on top
		{"?page=2", "Brand 1949", "Page 2 of 40", "Brand 1950"},
		{"?page=99", "Brand 0000", "Page 40 of 40", "Brand 0050"},
		{"?words=brand77+LATE", "Brand 0077", "11 of 2,000", "Brand 0078"},
		{"?state=paused&order=most", "Brand 1990", "200 of 2,000", "Brand 1989"},
		{"?brand=2&words=late&order=old", "Brand 0001", "667 of 2,000", "Brand 1999"},
		{"?brand=2", `href="/searches/new?brand=2"`, `<option value="2" selected>`, "Brand 0000"},
		{"?brand=77", "Brand 1999", "2,000 of 2,000", "Brand 1949"},
		{"?words=nothing+like+it", "No searches match", "0 of 2,000", "Brand 0000"},
		{"?order=unknown&state=unknown&page=-3", "Brand 1999", "2,000 of 2,000", "Brand 0001"},
	} {
		body := b.get("/searches" + c.query)
		if !strings.Contains(body, c.first) || !strings.Contains(body, c.found) || strings.Contains(body, c.not) {
			t.Errorf("%q: %q %v, %q %v, %q %v", c.query, c.first, strings.Contains(body, c.first), c.found, strings.Contains(body, c.found), c.not, strings.Contains(body, c.not))
		}
		if len(body) > 160<<10 {
			t.Errorf("%q: %d bytes", c.query, len(body))
		}
	}
	b.post("/searches/77/pause", "paused", "true", "at", "?words=late&page=2")
	b.goes("/searches?words=late&page=2")
	b.post("/searches/77/pause", "paused", "true", "at", "//elsewhere.example")
	b.goes("/searches")
}

// TestSeveralSearchesAtOnce: those that were ticked, those of a page and all that a list found, by plain forms; and back.
func TestSeveralSearchesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches, b.fake.desk.Brands = nil, []desk.Brand{{ID: 1, Name: "Norden"}, {ID: 2, Name: "Sueden"}}
	for i := range 300 {
		b.fake.desk.Searches = append(b.fake.desk.Searches, desk.Search{ID: desk.SearchID(i + 1), Name: fmt.Sprint("S", i), Query: "late", Brand: desk.BrandID(1 + i%2)})
	}
	paused := func() (n int) {
		for _, s := range b.fake.desk.Searches {
			if s.Paused {
				n++
			}
		}
		return n
	}
	body := b.get("/searches?brand=2&page=3")
	for _, want := range []string{`name="ticked" value="100"`, `name="page" value="2"`, "All 50 on this page", "All 150 found", `name="at" value="?brand=2&amp;page=3"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the list lacks %s", want)
		}
	}
	for _, c := range []struct {
		form   []string
		status int
		paused int
	}{
		{[]string{"which", "ticked", "page", "202", "do", "pause"}, 422, 0},
		{[]string{"which", "ticked", "ticked", "202", "ticked", "204", "page", "206", "do", "pause"}, 303, 2},
		{[]string{"which", "page", "ticked", "202", "page", "202", "page", "204", "page", "206", "do", "pause"}, 303, 3},
		{[]string{"which", "found", "found", "149", "at", "?brand=2", "do", "pause"}, 409, 3},
		{[]string{"which", "found", "found", "150", "at", "?brand=2&page=3", "do", "pause"}, 303, 150},
		{[]string{"which", "found", "found", "150", "at", "?brand=2&page=3", "do", "pause"}, 303, 150},
		{[]string{"which", "found", "found", "300", "do", "continue"}, 303, 0},
	} {
		b.post("/searches/many", c.form...)
		b.status(c.status)
		if n := paused(); n != c.paused {
			t.Errorf("%v: %d are paused", c.form, n)
		}
	}
	body = b.get("/searches")
	step := strconv.FormatInt(desk.Micros(b.fake.searchStep.At), 10)
	for _, want := range []string{`action="/searches/many/undo"`, "150 searches paused.", "by Mara Lind", `name="step" value="` + step + `"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the way back lacks %s", want)
		}
	}
	b.post("/searches/many/undo", "step", "77")
	b.status(409)
	b.post("/searches/many/undo", "step", step)
	b.goes("/searches")
	if c := b.last.Result().Cookies()[0]; !strings.Contains(c.Value, "changed+since%3A+1.") {
		t.Errorf("it says %q", c.Value)
	}
	if strings.Contains(b.get("/searches"), "/many/undo") {
		t.Error("what was taken back can be taken back")
	}
}

// TestTwoChangeOneSearch: who saves what another has changed meanwhile is told, keeps what they wrote and sees the other's.
func TestTwoChangeOneSearch(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches = []desk.Search{{ID: 1, Name: "Norden", Query: "norden"}}
	seen := []string{"seen-name", "Norden", "seen-query", "norden", "seen-brand", "0", "seen-cap", "0"}
	b.post("/searches/1", append(seen, "name", "Norden", "query", "norden parcel")...)
	b.status(303)
	body := b.post("/searches/1", append(seen, "name", "Norden", "query", "norden late")...)
	b.status(409)
	for _, want := range []string{"Mira changed this search", "Saved by Ben Osei", ">4 min ago</time>", ">norden late</textarea>", "<code>norden parcel</code>", `name="seen-query" value="norden parcel"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	b.post("/searches/1", "seen-name", "Norden", "seen-query", "norden parcel", "seen-brand", "0", "seen-cap", "0", "name", "Norden", "query", "norden (late OR parcel)")
	b.status(303)
	if got := b.fake.desk.Searches[0].Query; got != "norden (late OR parcel)" {
		t.Errorf("saved: %q", got)
	}
}

// TestATypedSearchIsInTheAddress: a page that was left with a search half written shows it again, as changed from what it was
// made of: what somebody else did meanwhile is told when it is saved.
func TestATypedSearchIsInTheAddress(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches = []desk.Search{{ID: 1, Name: "Norden", Query: "norden (late OR parcel)"}}
	typed := "?name=North&query=norden+late&sample=so+late&seen-name=Norden&seen-query=norden&seen-brand=0&seen-cap=0"
	for path, wants := range map[string][]string{
		"/searches/1" + typed: {`value="North"`, ">norden late</textarea>", ">so late</textarea>", `name="seen-query" value="norden"`},
		"/searches/1":         {`value="Norden"`, ">norden (late OR parcel)</textarea>", `name="seen-query" value="norden (late OR parcel)"`},
		"/searches/1?name=Norden&query=norden+%28late+OR+parcel%29&seen-query=norden": {`name="seen-query" value="norden (late OR parcel)"`}, // gone back to after it was saved
		"/searches/new?name=North&query=a+OR+bc":                                      {`value="North"`, ">a OR bc</textarea>", `data-page="/searches/new"`},
	} {
		body := b.get(path)
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
}

// TestARemovedSearchComesBack: the way back stands where it was removed, and for a week in the list.
func TestARemovedSearchComesBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches = []desk.Search{{ID: 1, Name: "Norden", Query: "norden", Matched: 7}}
	b.post("/searches/1/drop")
	b.goes("/searches?removed=1")
	body := b.get("/searches?removed=1")
	if !strings.Contains(body, `id="search-removed"`) || !strings.Contains(body, "Removed in the last week (1)") || !strings.Contains(body, `action="/searches/1/restore"`) {
		t.Error("there is no way back")
	}
	b.post("/searches/1/restore")
	b.goes("/searches/1")
	if len(b.fake.desk.Searches) != 1 || b.fake.desk.Searches[0].Matched != 7 {
		t.Errorf("brought back: %+v", b.fake.desk.Searches)
	}
}

// TestARemovedSearchKeepsWhatWasTyped: who saves a search that was removed meanwhile keeps what they wrote, for a new one or the old one.
func TestARemovedSearchKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches = []desk.Search{{ID: 7, Name: "Norden", Query: "norden", Matched: 7}}
	typed := []string{"seen-name", "Norden", "seen-query", "norden", "seen-brand", "0", "seen-cap", "0", "name", "Norden too", "query", "norden \"late & more\"", "sample", "so late"}
	b.post("/searches/7/drop")
	page := b.post("/searches/7", typed...)
	b.status(409)
	has(t, page, "removed while you were editing", `action="/searches"`, `value="Norden too"`, ">norden &#34;late &amp; more&#34;</textarea>", ">so late</textarea>", "Save as a new search",
		`formaction="/searches/7" name="restore"`, "was removed by Mara Lind")
	page = b.get("/searches/7?name=Norden+too&query=norden+late")
	b.status(409)
	has(t, page, ">norden late</textarea>", `formaction="/searches/7"`)
	b.get("/searches/7")
	b.status(404)

	b.post("/searches/7", append(typed, "restore", "1")...)
	b.goes("/searches")
	if s := b.fake.desk.Searches; len(s) != 1 || s[0].ID != 7 || s[0].Query != "norden \"late & more\"" || s[0].Matched != 7 {
		t.Errorf("restored: %+v", s)
	}
	b.post("/searches/7/drop")
	b.fake.removed = nil // too long ago
	for _, restore := range []string{"", "1"} {
		page = b.post("/searches/7", append(typed, "restore", restore)...)
		b.status(409)
		if has(t, page, ">norden &#34;late &amp; more&#34;</textarea>", "Save it as a new search."); strings.Contains(page, `name="restore"`) {
			t.Error("what cannot be restored is offered")
		}
	}
	b.post("/searches", typed...)
	b.goes("/searches")
	if s := b.fake.desk.Searches; len(s) != 1 || s[0].Name != "Norden too" || s[0].ID == 7 {
		t.Errorf("saved as new: %+v", s)
	}
}

// TestHeardAndKept: an account says what it brought in a day, and the empty queue does.
func TestHeardAndKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{"/settings/accounts", "/queue/later"} {
		if body := b.get(path); !strings.Contains(body, "12,345 heard, 7 kept in the last 24 hours") {
			t.Errorf("%s does not say what was heard", path)
		}
	}
}

// TestAmounts: an amount is read as people of a language write it.
func TestAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, said string
		micros     int64 // -1: refused
	}{
		{"en", "", 0}, {"en", " 25 ", 25e6}, {"en", "12.50", 12.5e6}, {"en", "12,50", 12.5e6}, {"en", "1,000", 1000e6}, {"en", "1,234.50", 1234.5e6},
		{"en", "1.234,50", 1234.5e6}, {"en", "1,234,567", 1234567e6}, {"en", "0,005", 5000}, {"en", "0.005", 5000}, {"en", "2.125", 2.125e6}, {"en", ".5", 500_000},
		{"de", "12,50", 12.5e6}, {"de", "12.50", 12.5e6}, {"de", "1.000", 1000e6}, {"de", "1.234,50", 1234.5e6}, {"de", "1,234.50", 1234.5e6},
		{"de", "2,125", 2.125e6}, {"de", "0.005", 5000}, {"de", "1.234.567", 1234567e6},
		{"en", "much", -1}, {"en", "-3", -1}, {"de", "1e99", -1}, {"de", "NaN", -1}, {"en", ",", -1},
	} {
		got, err := money(c.lang, c.said)
		if err != nil {
			got = -1
		}
		if got != c.micros {
			t.Errorf("%q in %s is %d, want %d (%v)", c.said, c.lang, got, c.micros, err)
		}
	}
}
