package listen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
	"heed/internal/text"
)

// TestStandsIn: what a set finds by the longest run of a part of a link is what a search alone finds by looking
// everywhere in it.
func TestStandsIn(t *testing.T) {
	t.Parallel()
	d := dice{rand.New(rand.NewPCG(4, 4))}
	made := func(most int) string {
		var b strings.Builder
		for range 1 + d.IntN(most) {
			b.WriteString(one(d, "a", "a", "b", "é", "7", "/", "/", ".", "-", "?"))
		}
		return text.LinkKey(b.String())
	}
	held := 0
	for range 200_000 {
		link, part := made(14), made(4)
		if !hasLetter(part) {
			continue
		}
		n := node{kind: kURL, value: part}
		about := describe(0, &n, nil)
		_, longest := longestRun(part)
		got := false
		for at, run := range linkParts(link) {
			got = got || run == longest && about.standsIn(link, at)
		}
		if want := new(run).linkHolds(link, part); got != want {
			t.Fatalf("%q in %q: %v, want %v", part, link, got, want)
		}
		if got {
			held++
		}
	}
	if held < 5000 {
		t.Errorf("only %d stand", held)
	}
}

// TestManyLinks: a post of many links, which hold the same again and again, is given each term once.
func TestManyLinks(t *testing.T) {
	t.Parallel()
	const parts, links = 300, 600
	var all []Saved
	for i := range parts {
		all = append(all, Saved{desk.SearchID(i + 1), mustParse(t, fmt.Sprintf(`url:"shop/p%d"`, i))})
	}
	set := New()
	set.Add(all...)
	var b, row strings.Builder
	for i := range parts {
		if i%3 > 0 {
			fmt.Fprintf(&row, "shop/p%d/", i)
		}
	}
	for i := range links {
		fmt.Fprintf(&b, "https://a%d.com/%s ", i, row.String())
	}
	msg := desk.Message{Text: b.String(), Links: []string{"https://b.com/shop/p0/" + strings.Repeat("shop/p3x/", 1000)}}
	var want []desk.SearchID
	for i := range parts {
		if i%3 > 0 || i == 0 {
			want = append(want, desk.SearchID(i+1))
		}
	}
	m := set.Matcher()
	if got := m.Match(&msg, nil); !slices.Equal(got, want) {
		t.Errorf("%v match, want %v", got, want)
	}
	if len(m.extras) > parts+10 {
		t.Errorf("the post is given %d terms by %d parts", len(m.extras), parts)
	}
}
