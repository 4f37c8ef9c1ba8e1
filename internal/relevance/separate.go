package relevance

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/text"
)

// A Term is something by which posts can be left out of a search.
type Term struct {
	Kind  string // word, phrase, tag, author
	Query string // as it is written in a search: pie, "apple pie", #baking, from:ana.test
	Bad   int    // posts that are not about us and have it
	Good  int    // other posts that have it
}

// Options are what is known beside the posts.
type Options struct {
	// Asked are the folded words that the search asks for: a phrase is one of them with a neighbour.
	Asked map[string]bool
	// Keep are folded words that must not be left out: those that searches ask for, and names of brands.
	Keep map[string]bool
	// Common are folded words that people say about everything: they part posts in a phrase alone.
	Common map[string]bool
	// Weigh is how dear a good post is: 1 is one that certainly is about us. nil: each is.
	Weigh func(m *desk.Message) float64
	// Accepts reports whether a search may hold a part alone.
	Accepts func(query string) bool
	// Most is how many terms are returned.
	Most int
}

const (
	dearest   = .05 // of the good posts may be lost by one term, by their weight
	doubtful  = .5  // of one good post may be lost in any case
	broader   = .05 // by so much a word goes before a phrase that gains the same
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
	cost, all := weighIn(good, o)
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
		best := bestOf(gain, cost, max(dearest*all, min(doubtful, all/2)), need)
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
	spell(out, bad, o)
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
	order.By(out, func(a, b Term) int {
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
	spell(few, []desk.Message{*bad}, o)
	return few
}

func rank(kind string) int {
	return map[string]int{"tag": 0, "word": 1, "phrase": 2, "author": 3}[kind]
}

func bestOf(gain map[string]int, cost map[string]float64, most float64, need int) string {
	best, bestScore := "", 0.0
	for _, q := range slices.Sorted(maps.Keys(gain)) {
		if gain[q] < need || cost[q] > most {
			continue
		}
		score := float64(gain[q]) - 2*cost[q] + float64(utf8.RuneCountInString(q))/1000
		if q[0] == '"' {
			score -= broader
		}
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

// weighIn is how dear the posts of each term are, and all of them.
func weighIn(posts []desk.Message, o Options) (cost map[string]float64, all float64) {
	cost = map[string]float64{}
	for i := range posts {
		weight := 1.0
		if o.Weigh != nil {
			weight = o.Weigh(&posts[i])
		}
		all += weight
		for q := range termsOf(&posts[i], o) {
			cost[q] += weight
		}
	}
	return cost, all
}

// Words are the words of a post that a term could be made of.
func Words(m *desk.Message, o Options) (words []string) {
	for q, kind := range termsOf(m, o) {
		if kind == "word" {
			words = append(words, q)
		}
	}
	return words
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
	for i, w := range words {
		if w.In != "" {
			continue
		}
		if !o.Keep[w.Form] && !o.Common[w.Form] && (telling(w.Form) || w.Emoji) {
			add("word", w.Form)
		}
		if i > 0 && words[i-1].In == "" {
			if before := words[i-1].Form; o.Asked[before] != o.Asked[w.Form] && o.alone(before) && o.alone(w.Form) {
				add("phrase", `"`+before+" "+w.Form+`"`)
			}
		}
	}
	for _, piece := range unspaced(words) {
		if !o.Common[piece] && !o.kept(piece) {
			add("word", piece)
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

// alone reports whether a word may stand in a phrase: one that is asked for, or one that tells something.
func (o *Options) alone(form string) bool {
	return o.Asked[form] || !o.Keep[form] && telling(form) && o.Accepts(form)
}

// kept reports whether a piece of a text without spaces holds nothing but what must be kept.
func (o *Options) kept(piece string) bool {
	for _, r := range piece {
		if !o.Keep[string(r)] {
			return false
		}
	}
	return true
}

func telling(form string) bool { return utf8.RuneCountInString(form) >= 3 && !allDigits(form) }

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
