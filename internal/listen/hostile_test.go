package listen

import (
	"fmt"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestHostilePosts gives posts of two sizes to searches of every kind, and counts
// the steps of all of them together: twice the post may not cost much more than
// twice the work.
func TestHostilePosts(t *testing.T) {
	t.Parallel()
	searches := []string{
		"acme", "tag", `"tag tag tag x"`, `"acme tag"~50`, `"tag tag tag"~3`, "tag NEAR/9 acme", "(tag OR acme OR x) ONEAR/100 (tag OR zebra)", "tagging~2", "tagg*",
		"tag?ing", "#tag", "@acme", "$TAG", "url:acme.com/tag", "lookalike:acme", "acme -tag lang:en", "航航航班", `"acme's acmes acme"~9`, `"the the the zebra"`,
	}
	set := New()
	for i, s := range searches {
		set = set.With(desk.SearchID(i+1), s, mustParse(t, s))
	}
	for _, unit := range []string{
		"#tag ", "tag ", "@acme ", "https://acme.com/tag ", "acme's ", "the ", "航", "а\u0441me ", "tag\u200b ", "\u202etag ", "\xfftag ", "👍", "$TAG ", "@#$ ", "((( ", "a", "tagg%d ", "zebr%d acme ",
	} {
		small, large := work(set, unit, 1<<15), work(set, unit, 1<<16)
		if large > 3*small+1000 {
			t.Errorf("%q: %d steps became %d when the post doubled", unit, small, large)
		}
		if perByte := large >> 16; perByte > 64 {
			t.Errorf("%q: %d steps a byte for %d searches", unit, perByte, len(searches))
		}
	}
}

func work(set *Set, unit string, size int) int {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		if strings.Contains(unit, "%d") {
			fmt.Fprintf(&b, unit, i)
		} else {
			b.WriteString(unit)
		}
	}
	p := PostOf(&desk.Message{Text: b.String()})
	_, steps := set.match(&p, nil)
	return steps
}

// TestHostileAnswer: size does not change the answer.
func TestHostileAnswer(t *testing.T) {
	t.Parallel()
	noise := strings.Repeat("#tag \u200b\u202e\xff @x ", 100_000/2)
	p := PostOf(&desk.Message{Text: noise + "the acme app " + noise})
	for query, want := range map[string]bool{
		`"acme app"`: true, "acme NEAR/0 app": true, "app ONEAR/5 acme": false, "#tag acme": true, "acme -#tag": false, `"tag x the acme"`: true, "zebra": false,
		"#acme": false, "acne~1": false, "acmee~1": true,
	} {
		q, err := Parse(query)
		if err != nil {
			continue
		}
		hit, got := q.Match(&p)
		if got != want || len(hit.Spans) > maxSpans {
			t.Errorf("%s: %v with %d places, want %v", query, got, len(hit.Spans), want)
		}
	}
}

// TestManySearches: a post is tried on the few searches that share a word with it.
func TestManySearches(t *testing.T) {
	t.Parallel()
	all := make([]Saved, 10_000)
	for i := range all {
		all[i] = Saved{ID: desk.SearchID(i + 1), Name: "s", Query: mustParse(t, fmt.Sprintf(`(brand%[1]d OR @brand%[1]d OR "the brand%[1]d" OR b%[1]drands~1 OR bran%[1]d*) -jobs lang:en`, i))}
	}
	set := New().WithAll(all...)
	p := PostOf(&desk.Message{Text: "Why is brand77 down again? Tell @brand9000, and the others too.", Lang: "en"})
	hits, steps := set.match(&p, nil)
	if len(hits) != 2 || hits[0].Search != 78 || hits[1].Search != 9001 {
		t.Errorf("%d hits", len(hits))
	}
	m := PostOf(&desk.Message{Text: "Nothing of the kind is said by anyone here, whatever they brandish.", Lang: "en"})
	if hits, idle := set.match(&m, nil); len(hits) != 0 || idle > 2_000 {
		t.Errorf("%d hits after %d steps", len(hits), idle)
	}
	t.Logf("%d hits in %d steps", len(hits), steps)
}

// TestAddingOneByOne must not cost a rebuild for each.
func TestAddingOneByOne(t *testing.T) {
	t.Parallel()
	set := New()
	q := mustParse(t, "acme")
	for i := range 3000 {
		set = set.With(desk.SearchID(i), "s", q)
		if i%3 == 0 {
			set = set.Without(desk.SearchID(i / 2))
		}
	}
	p := PostOf(&desk.Message{Text: "acme"})
	if hits := set.Match(&p, nil); len(hits) != set.Len() {
		t.Errorf("%d hits of %d searches", len(hits), set.Len())
	}
}
