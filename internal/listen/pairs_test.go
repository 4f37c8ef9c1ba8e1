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
// posts. A tenth of the posts are long, so that their places are beyond 64.
func TestManyPairs(t *testing.T) {
	t.Parallel()
	const wishes, posts = 250, 220
	rounds, pairs, matches := 20, 0, 0
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
			p := d.post(i%10 == 0)
			got := m.Match(&p.msg, nil)
			for id := desk.SearchID(1); id <= wishes; id++ {
				w, there := want[id]
				_, found := slices.BinarySearch(got, id)
				pairs++
				if wanted := there && p.holds(w); wanted != found {
					t.Fatalf("round %d, post %d: %s\non %q\nset %v, naive %v", round, i, w, p.msg.Text, found, wanted)
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

// dice makes what the generators of naive_test.go make, faster.
type dice struct{ *rand.Rand }

func (d dice) word() string { return vocabulary[d.IntN(len(vocabulary))] }

func (d dice) post(long bool) naivePost {
	n := d.IntN(13)
	if long {
		n = 40 + d.IntN(120)
	}
	var p naivePost
	var b []string
	for i := range n {
		x := d.piece()
		p.pieces = append(p.pieces, x)
		b = append(b, x.text)
		if x.gap {
			p.slots = append(p.slots, spot{at: i})
		}
		for _, w := range x.words {
			p.slots = append(p.slots, spot{word: w, at: i})
		}
	}
	p.msg = desk.Message{
		Text: strings.Join(b, " "), Lang: [...]string{"", "en", "de"}[d.IntN(3)], Network: "echo",
		Form:   [...]desk.Form{desk.Post, desk.Reply, desk.Quote, desk.Repost}[d.IntN(4)],
		Author: desk.HandleRef{Name: [...]string{"acme", "Bob"}[d.IntN(2)], Followers: d.IntN(7) - 1},
	}
	return p
}

func (d dice) piece() piece {
	w := d.word()
	switch d.IntN(12) {
	case 0:
		return piece{text: "#" + w, words: []string{w}, sign: '#', key: w}
	case 1:
		return piece{text: "@" + w, words: []string{w}, sign: '@', key: w}
	case 2:
		if len(w) <= 6 {
			return piece{text: "$" + strings.ToUpper(w), words: []string{w}, sign: '$', key: w}
		}
	case 3:
		return piece{text: "https://www." + w + ".com/Queue/" + w, sign: 'u', key: w, gap: true}
	case 4:
		return piece{text: strings.ToUpper(w) + [...]string{"!", ",", " -", "?", "…", " ("}[d.IntN(6)], words: []string{w}}
	case 5:
		return piece{text: "\u200e" + strings.Replace(w, "e", "é", 1) + "\u00ad", words: []string{w}}
	case 6:
		return piece{text: "🙏🏽", words: []string{"🙏"}}
	}
	return piece{text: w, words: []string{w}}
}

func (d dice) wish(depth int) wish {
	if depth > 0 && d.IntN(2) == 0 {
		switch d.IntN(6) {
		case 0, 1:
			return wish{op: "and", kids: []wish{d.wish(depth - 1), d.wish(depth - 1)}}
		case 2, 3:
			return wish{op: "or", kids: []wish{d.wish(depth - 1), d.wish(depth - 1)}}
		case 4:
			return wish{op: "not", kids: []wish{d.wish(depth - 1)}}
		}
		return wish{op: [...]string{"near", "onear"}[d.IntN(2)], n: d.IntN(5), kids: []wish{d.placed(), d.placed()}}
	}
	switch d.IntN(13) {
	case 0:
		return wish{op: "#", words: []string{d.word()}}
	case 1:
		return wish{op: "@", words: []string{d.word()}}
	case 2:
		if w := d.word(); len(w) <= 6 {
			return wish{op: "$", words: []string{w}}
		}
	case 3:
		return wish{op: "url:", words: []string{d.word()}}
	case 4:
		return wish{op: "from:", words: []string{[...]string{"acme", "bob"}[d.IntN(2)]}}
	case 5:
		return wish{op: "lang:", words: []string{"en"}}
	case 6:
		return wish{op: "followers", n: d.IntN(5)}
	case 7:
		return wish{op: "is:", words: []string{[...]string{"reply", "quote", "repost"}[d.IntN(3)]}}
	case 8:
		return wish{op: "window", words: []string{d.word(), d.word()}, n: d.IntN(5)}
	case 9:
		return wish{op: "window", words: []string{d.word(), d.word(), d.word()}, n: d.IntN(4)}
	}
	return d.placed()
}

func (d dice) placed() wish {
	switch d.IntN(7) {
	case 0:
		return wish{op: "phrase", words: []string{d.word(), d.word()}}
	case 1:
		return wish{op: "prefix", words: []string{[...]string{"del", "lin", "acm", "fligh"}[d.IntN(4)]}}
	case 2:
		return wish{op: "fuzzy", words: []string{[...]string{"linksys", "flight", "delay"}[d.IntN(3)]}, n: 1 + d.IntN(2)}
	case 3:
		return wish{op: "or", kids: []wish{{op: "", words: []string{d.word()}}, {op: "#", words: []string{d.word()}}}}
	}
	return wish{op: "", words: []string{d.word()}}
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
