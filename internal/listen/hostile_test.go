package listen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestHostileAnswer: size does not change the answer.
func TestHostileAnswer(t *testing.T) {
	t.Parallel()
	noise := strings.Repeat("#tag \u200b\u202e\xff @x ", 100_000/2)
	const long = "one two three four five six seven eight nine ten eleven twelve "
	msg := &desk.Message{Text: noise + "the acme app " + strings.Repeat(long, 3) + "@__ @__ @__ @__ @__ @__ @__ @__ @__ @__ @__ " + long + "thirteen " + noise}
	p, set := PostOf(msg), New()
	m := set.Matcher()
	for query, want := range map[string]bool{
		`"acme app"`: true, "acme NEAR/0 app": true, "app ONEAR/5 acme": false, "#tag acme": true, "acme -#tag": false, `"tag x the acme"`: true, "zebra": false,
		"acme* app": true, "thirt* app": true, "zebra* app": false, "thirteen* seventeen*": false, "eleven* thirteen*": true, "acme -thirte*": false,
		"#acme": false, "acne~1": false, "acmee~1": true,
		`"` + long + `thirteen"`: true, `"` + long + `one"`: true, `"` + long + `twelve"`: false, `"twelve one two"`: true, `"twelve x one"`: false,
		`"acme app" ONEAR/0 one`: true, `"the acme" ONEAR/0 one`: false, `"the acme" ONEAR/1 one`: true, `("the acme" OR zebra) NEAR/0 one`: false, `one ONEAR/9 "acme app"`: false,
		`"thirteen seven"~4`: false, `"thirteen seven"~5`: true, "thirteen NEAR/5 seven": true, "thirteen NEAR/4 seven": false, "seven ONEAR/5 thirteen": true,
	} {
		q, err := Parse(query)
		if err != nil {
			continue
		}
		hit, got := q.Match(&p)
		if got != want || len(hit.Spans) > maxSpans {
			t.Errorf("%s: %v with %d places, want %v", query, got, len(hit.Spans), want)
		}
		set.Add(Saved{1, q})
		if got := len(m.Match(msg, nil)) > 0; got != want {
			t.Errorf("%s in a set: %v, want %v", query, got, want)
		}
	}
}

// TestFarBeyondTheEnd: distances reach as far as they may from the last words of posts of every length.
func TestFarBeyondTheEnd(t *testing.T) {
	t.Parallel()
	var all []Saved
	for i, s := range [...]string{`"one two three"~100`, "one NEAR/100 two", "one ONEAR/100 three", `"three one"~100`, `"one two three four"~100`} {
		all = append(all, Saved{desk.SearchID(i), mustParse(t, s)})
	}
	set := New()
	set.Add(all...)
	m := set.Matcher()
	for n := places + 1; n < 8*places; n++ {
		var text strings.Builder
		for i := range n {
			fmt.Fprint(&text, [...]string{"two ", "three ", "more "}[min(2, i*9/n)])
		}
		msg := &desk.Message{Text: text.String() + strings.Repeat("one ", 4)}
		post, want := PostOf(msg), []desk.SearchID(nil)
		for _, s := range all {
			if _, ok := s.Query.Match(&post); ok {
				want = append(want, s.ID)
			}
		}
		if got := m.Match(msg, nil); !slices.Equal(got, want) {
			t.Fatalf("%d words: %v, want %v", n, got, want)
		}
	}
}
