package listen

import (
	"errors"
	"testing"
	"unicode/utf8"

	"heed/internal/desk"
)

var seeds = []string{
	`icbc OR "driver licensing"`, `(apple OR iphone) -"acme corp" lang:en`, `"social media"~5 NEAR/3`, `a NEAR/5 (b OR #c) url:"/returns"`,
	`linksys~2 advertis* me?t followers:100..500`, `lookalike:lіnksys 航班延误 😂 "❤️"`, `don't @ana.bsky.social @a@b.social $TSLA`, `-(-(a))`,
	`http://en.wikipedia.org/wiki/Primer_(film)`, "ac\u00ADme \u202E“x” – −y", `to:@a from:did:plc:x has:media is:retweet place:"new york"`, "\xff(", `"a"b"c"`,
}

// FuzzParse: a search is refused with a place inside it, or can be written and read
// again as the same.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, h := range Highlights(query) {
			if h.Span.Start < 0 || h.Span.Start >= h.Span.End || h.Span.End > len(query) {
				t.Fatalf("highlight %v of %q", h, query)
			}
		}
		q, err := Parse(query)
		if err != nil {
			var at *SyntaxError
			if !errors.As(err, &at) || at.Offset < 0 || at.Length < 0 || at.Offset+at.Length > len(query) || at.Message == "" || at.Mend == "" {
				t.Fatalf("%q: %+v", query, err)
			}
			return
		}
		if q.Cost() < 1 || q.Cost() > MaxCost {
			t.Fatalf("%q costs %d", query, q.Cost())
		}
		if utf8.RuneCountInString(q.String()) > maxLength {
			return // quotes and brackets may push a search of full length over it
		}
		again, err := Parse(q.String())
		if err != nil {
			t.Fatalf("%q is written %q: %v", query, q, err)
		}
		if again.String() != q.String() {
			t.Fatalf("%q is written %q, then %q", query, q, again)
		}
	})
}

// FuzzMatch: alone, written and read again, and in a set a search says the same, and
// its places are in the text.
func FuzzMatch(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, seeds[(i+1)%len(seeds)])
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, query, post string) {
		q, err := Parse(query)
		if err != nil || utf8.RuneCountInString(q.String()) > maxLength {
			return
		}
		again, err := Parse(q.String())
		if err != nil {
			t.Fatal(err)
		}
		m := desk.Message{Text: post, SubjectText: "acme " + query, Author: desk.HandleRef{Name: "acme"}}
		p := PostOf(&m)
		hit, ok := q.Match(&p)
		if _, same := again.Match(&p); same != ok {
			t.Fatalf("%q on %q: %v; written %q: %v", query, post, ok, q, same)
		}
		if found := inSet(&m, q); (len(found) == 1) != ok {
			t.Fatalf("%q on %q: %v; in a set: %v", query, post, ok, found)
		}
		last := 0
		for _, s := range hit.Spans {
			if s.Start < last || s.End <= s.Start || s.End > len(post) {
				t.Fatalf("%q on %q: spans %v", query, post, hit.Spans)
			}
			last = s.End
		}
		if ok && hit.Clause == "" {
			t.Fatalf("%q on %q: no clause", query, post)
		}
	})
}
