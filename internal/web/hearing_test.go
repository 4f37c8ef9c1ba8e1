package web

import (
	"strings"
	"testing"

	"heed/internal/desk"
)

func TestThePreviewShowsWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := b.post("/searches/preview", "query", "norden")
	b.status(200)
	for _, want := range []string{"<mark>norden</mark>", "masked", "&lt;b&gt;", "It would have caught 2 posts.", "48 a day", "at most 2000 look-ups", `data-post="at://p"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if body := b.post("/searches/preview", "query", "-norden"); !strings.Contains(body, "once the search can be read") {
		t.Errorf("a search that cannot be read: %s", body)
	}
	if body := b.post("/searches/variants", "query", "norden"); !strings.Contains(body, `data-query="norden OR nordne"`) {
		t.Errorf("variants: %s", body)
	}
	if body := b.post("/searches/exclude", "query", "norden", "network", "bluesky", "post", "at://p"); !strings.Contains(body, `data-query="norden -pole"`) {
		t.Errorf("exclusions: %s", body)
	}
	if body := b.post("/searches/check", "query", "a OR \U0001F525 b"); !strings.Contains(body, `data-tokens="0,1,word;2,4,operator;5,7,word;8,9,word"`) {
		t.Errorf("tokens: %s", body)
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
	for _, want := range []string{"norden -pole", "It keeps all 8 other hits.", "Take the change back", "Not about us, says"} {
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
		{Key: "a", Kind: "barred", Subject: "@norden", Problem: "The network does not accept our credentials any more: revoked.", Mend: "Connect it again.", Link: "/settings/accounts/1", Urgent: true, Since: noon},
		{Key: "b", Kind: "silent", Subject: "Norden", Problem: "It has caught nothing.", Mend: "Look.", Link: "/searches/1", Since: noon},
	}
	for _, path := range []string{"/queue/reply", "/searches", "/hearing", "/hearing/bell"} {
		body := b.get(path)
		if !strings.Contains(body, "heed does not hear: @norden") || !strings.Contains(body, `id="count-hearing" data-count="hearing">2<`) {
			t.Errorf("%s does not tell", path)
		}
	}
	body := b.get("/hearing")
	for _, want := range []string{"Connect it again.", "about 120 posts missed.", "About 7 posts not heard.", "1.00 EUR", "Control word “weather”, usual in one of 100 posts", "120 an hour are usual"} {
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
	if !strings.Contains(body, "This is no amount of money.") || !strings.Contains(body, `value="much"`) {
		t.Error("a cap that is no number is not shown again")
	}
}
