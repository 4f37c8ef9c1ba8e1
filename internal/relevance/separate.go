package relevance

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// A Term is something by which posts can be left out of a search.
type Term struct {
	Kind  string // word, tag, author
	Query string // as it is written in a search: pie, #baking, from:ana.test
	Bad   int    // posts that are not about us and have it
	Good  int    // other posts that have it
}

// Options are what is known beside the posts.
type Options struct {
	// Keep are folded words that must not be left out: those that the search asks for.
	Keep map[string]bool
	// Accepts reports whether a search may hold a part alone.
	Accepts func(query string) bool
	// Most is how many terms are returned.
	Most int
}

const (
	dearest   = .05 // of the good posts may be lost by one term
	fewestBad = 2   // posts that a term must leave out to be proposed for several
)

// Separate finds the terms that leave the bad posts out and lose the fewest of the good: one
// after the other, each for the bad posts that those before it do not leave out. Ties go to
// the longer word and then to the alphabet.
func Separate(bad, good []desk.Message, o Options) []Term {
	in := make([]map[string]string, len(bad))
	for i := range bad {
		in[i] = termsOf(&bad[i], o)
	}
	lost := countIn(good, o)
	need := fewestBad
	if len(bad) < fewestBad {
		need = 1
	}
	var out []Term
	left := map[int]bool{}
	for i := range bad {
		left[i] = true
	}
	for len(out) < o.Most && len(left) > 0 {
		gain := map[string]int{}
		for i := range left {
			for q := range in[i] {
				gain[q]++
			}
		}
		best := bestOf(gain, lost, len(good), need)
		if best == "" {
			break
		}
		t := Term{Query: best, Good: lost[best]}
		for i := range bad {
			if kind, has := in[i][best]; has {
				t.Kind = kind
				t.Bad++
				delete(left, i)
			}
		}
		out = append(out, t)
	}
	return out
}

// Candidates are the terms of one post by which posts like it can be left out, the cheapest
// first: those that the fewest good posts have. Good says how many would be lost.
func Candidates(bad *desk.Message, good []desk.Message, o Options) []Term {
	lost := countIn(good, o)
	var out []Term
	for q, kind := range termsOf(bad, o) {
		out = append(out, Term{Kind: kind, Query: q, Bad: 1, Good: lost[q]})
	}
	slices.SortFunc(out, func(a, b Term) int {
		// An author writes about everything: words come first where they cost the same.
		return cmp.Or(cmp.Compare(a.Good, b.Good), cmp.Compare(rank(a.Kind), rank(b.Kind)),
			cmp.Compare(utf8.RuneCountInString(b.Query), utf8.RuneCountInString(a.Query)), strings.Compare(a.Query, b.Query))
	})
	var few []Term
	authors := 0
	for _, t := range out {
		if t.Kind == "author" {
			authors++
		} else if len(few)-authors >= o.Most {
			continue
		}
		few = append(few, t)
	}
	return few
}

func rank(kind string) int { return map[string]int{"tag": 0, "word": 1, "author": 2}[kind] }

func bestOf(gain, lost map[string]int, good, need int) string {
	best, bestScore := "", 0.0
	for _, q := range slices.Sorted(maps.Keys(gain)) {
		if gain[q] < need || float64(lost[q]) > dearest*float64(good) {
			continue
		}
		score := float64(gain[q]) - 2*float64(lost[q]) + float64(utf8.RuneCountInString(q))/1000
		if score > bestScore {
			best, bestScore = q, score
		}
	}
	return best
}

func countIn(posts []desk.Message, o Options) map[string]int {
	n := map[string]int{}
	for i := range posts {
		for q := range termsOf(&posts[i], o) {
			n[q]++
		}
	}
	return n
}

// termsOf are the parts of a search that would match a post, each with its kind.
func termsOf(m *desk.Message, o Options) map[string]string {
	out := map[string]string{}
	add := func(kind, query string) {
		if _, has := out[query]; !has && o.Accepts(query) {
			out[query] = kind
		}
	}
	words, entities := text.Scan(m.Text)
	for _, w := range words {
		if w.In == "" && utf8.RuneCountInString(w.Form) >= 3 && !o.Keep[w.Form] && !allDigits(w.Form) {
			add("word", w.Form)
		}
	}
	for _, e := range entities {
		if e.Kind == text.Hashtag && !o.Keep[text.Fold(e.Name)] {
			add("tag", "#"+text.Fold(e.Name))
		}
	}
	if m.Author.Name != "" {
		add("author", "from:"+m.Author.Name)
	}
	return out
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
