package listen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestManyPairs compares a million pairs of a random search and a random post with the
// naive matcher, all searches in one set, in which a part is replaced and removed between
// posts. A tenth of the posts are long, so that their places are beyond 64, and some are of thousands of words.
func TestManyPairs(t *testing.T) {
	t.Parallel()
	const wishes, posts = 250, 220
	rounds, pairs, matches := 20, 0, 0
	j := judge{map[[2]string]int{}}
	if testing.Short() {
		rounds = 1 // with the race detector a pair takes ten times as long
	}
	for round := range rounds {
		d := dice{rand.New(rand.NewPCG(uint64(round), 7))}
		set := New()
		set.patience = 100
		want := map[desk.SearchID]wish{}
		add := func(id desk.SearchID) {
			for {
				w := d.wish(3)
				if q, err := Parse(w.String()); err == nil {
					set.Add(Saved{id, q})
					want[id] = w
					return
				}
			}
		}
		for id := range wishes {
			add(desk.SearchID(id + 1))
		}
		m := set.Matcher()
		for i := range posts {
			if i%2 == 0 {
				add(desk.SearchID(d.IntN(wishes) + 1))
			}
			if i%5 == 0 {
				id := desk.SearchID(d.IntN(wishes) + 1)
				set.Remove(id)
				delete(want, id)
			}
			size := short
			switch {
			case i%70 == 35:
				size = huge
			case i%10 == 0:
				size = long
			}
			p := d.post(size)
			got := m.Match(&p.msg, nil)
			for id := desk.SearchID(1); id <= wishes; id++ {
				w, there := want[id]
				_, found := slices.BinarySearch(got, id)
				pairs++
				if wanted := there && j.holds(&p, w); wanted != found {
					t.Fatalf("round %d, post %d: %s\non %+v\nset %v, naive %v", round, i, w, p.msg, found, wanted)
				}
				if found {
					matches++
				}
			}
		}
	}
	t.Logf("%d pairs, %d matches", pairs, matches)
	if pairs < 1_000_000 && !testing.Short() {
		t.Error("too few")
	}
}

// TestSameAsQuery compares a set with each search alone, on texts of everyday, of other
// scripts and of none, quoted ones included.
func TestSameAsQuery(t *testing.T) {
	t.Parallel()
	d := dice{rand.New(rand.NewPCG(8, 9))}
	parts := []string{"acme", "Acme’s", "l'Acme", "@acme", "@acme.bsky.social", "#acme", "#日本語", "航班延误", "航", "班", "延", "👍🏽", "❤️", "аcme", "раураl", "p4ypal", "paypa1", "$ACME",
		"https://acme.com/returns?x=1", "Acme.com", "`code acme`", "<b>", "&amp;", "don't", "dont", "U.S.", "us", "New", "York", "\u202eevil\u202c", "ac\u00adme", "\xff", "ｱｸﾒ", "สายการบิน",
		"straße", "strasse", "İstanbul", "istanbul", "linkys", "linksys", "customise", "customize", "meet", "met", "foo_bar", "_x_", "e.g.", "3.5", "is", "the", "not"}
	queries := []string{"acme", "@acme", "#acme", "$ACME", "#日本語", "航班延误", "航", `"航班 延误"`, "延误", "lookalike:acme", "lookalike:paypal", "paypal", "url:acme.com", `url:"/returns"`, "acme.com", "don't", `"us is"`, `"new york"`,
		`"the acme"`, `"acme is"~3`, `"acme acme"~2`, `"acme the is"~4`, "acme NEAR/3 linksys~1", "linksys~2", "customi?e", "m?et", "me?t", "ista*", "acm*", "istanbul", "strasse", "straße", "สายการบิน", "foo_bar",
		"(acme OR #acme) ONEAR/4 (航 OR 👍)", "@acme.bsky.social NEAR/9 the", "acme place:york", `acme place:"new york"`, "acme lang:en", "acme -lang:en", "acme has:links", "acme has:mentions -is:quote",
		"to:acme", "from:acme", "acme followers:2..5", "acme -@acme", `"acme's app"`, "acme network:echo", "acme is:verified OR 👍", "❤️", `"foo bar"`, "#日本語 NEAR/2 acme"}
	set := New()
	var all []*Query
	for i, s := range queries {
		all = append(all, mustParse(t, s))
		set.Add(Saved{desk.SearchID(i), all[i]})
	}
	m := set.Matcher()
	text := func(n int) string {
		var b []string
		for range n {
			b = append(b, parts[d.IntN(len(parts))])
		}
		return strings.Join(b, [...]string{" ", ", ", "  "}[d.IntN(3)])
	}
	for i := range 4000 {
		msg := desk.Message{Text: text(d.IntN(12)), Network: "echo", Lang: [...]string{"", "en-GB", "de"}[d.IntN(3)], Author: desk.HandleRef{Name: [...]string{"Acme", "bob"}[d.IntN(2)], NetworkID: "did:plc:x", Followers: d.IntN(8) - 1}}
		switch d.IntN(6) {
		case 0:
			msg.Form, msg.SubjectText = desk.Quote, text(6)
		case 1:
			msg.Text = text(120)
		case 2:
			msg.Place = text(4) + " New York, NY"
		case 3:
			msg.Mentions, msg.Tags, msg.Links = []desk.HandleRef{{Name: "Acme"}}, []string{"日本語", "#ACME"}, []string{"https://www.acme.com/a/"}
		case 4:
			msg.ParentBy = desk.HandleRef{Name: "@ACME"}
		}
		got, post := m.Match(&msg, nil), PostOf(&msg)
		for k, q := range all {
			_, want := q.Match(&post)
			if _, found := slices.BinarySearch(got, desk.SearchID(k)); found != want {
				t.Fatalf("post %d: %s\non %q (%s)\nset %v, alone %v", i, queries[k], msg.Text, fmt.Sprint(msg.SubjectText, msg.Place), found, want)
			}
		}
	}
}
