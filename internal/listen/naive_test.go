package listen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heed/internal/desk"
)

// The naive matcher below shares nothing with the package: posts are made as lists
// of pieces whose words are known, searches as trees, and both are written out as
// text for the package to read.

// A piece is one part of a post: its text, and the words it stands for. A gap is a
// place without a word (a link).
type piece struct {
	text  string
	words []string
	sign  byte // # @ $ for an entity, u for a link
	key   string
	gap   bool
}

type spot struct {
	word string // "" for a link
	at   int    // piece
}

type naivePost struct {
	pieces []piece
	slots  []spot
	msg    desk.Message
}

var vocabulary = []string{"acme", "acmes", "akme", "delayed", "delay", "flight", "flights", "linksys", "linkys", "lniksys", "not", "ok", "queue", "icbc", "x", "the", "meat", "melt", "met"}

func genPiece(t *rapid.T) piece {
	w := rapid.SampledFrom(vocabulary).Draw(t, "word")
	switch rapid.IntRange(0, 11).Draw(t, "form") {
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
		return piece{text: strings.ToUpper(w) + rapid.SampledFrom([]string{"!", ",", " -", "?", "…", " ("}).Draw(t, "end"), words: []string{w}}
	case 5:
		return piece{text: "\u200e" + strings.Replace(w, "e", "é", 1) + "\u00ad", words: []string{w}}
	case 6:
		return piece{text: "🙏🏽", words: []string{"🙏"}}
	}
	return piece{text: w, words: []string{w}}
}

func genPost(t *rapid.T) naivePost {
	p := naivePost{pieces: rapid.SliceOfN(rapid.Custom(genPiece), 0, 12).Draw(t, "pieces")}
	var b []string
	for i, x := range p.pieces {
		b = append(b, x.text)
		if x.gap {
			p.slots = append(p.slots, spot{at: i})
		}
		for _, w := range x.words {
			p.slots = append(p.slots, spot{word: w, at: i})
		}
	}
	p.msg = desk.Message{
		Text: strings.Join(b, " "), Lang: rapid.SampledFrom([]string{"", "en", "de"}).Draw(t, "lang"), Network: "echo",
		Form:   rapid.SampledFrom([]desk.Form{desk.Post, desk.Reply, desk.Quote, desk.Repost}).Draw(t, "form"),
		Author: desk.HandleRef{Name: rapid.SampledFrom([]string{"acme", "Bob"}).Draw(t, "author"), Followers: rapid.IntRange(-1, 5).Draw(t, "followers")},
	}
	return p
}

// A wish is a search as a tree.
type wish struct {
	op    string // and or not near onear, else a leaf
	kids  []wish
	words []string
	n     int
}

func (w wish) String() string {
	switch w.op {
	case "and", "or":
		var parts []string
		for _, k := range w.kids {
			parts = append(parts, "("+k.String()+")")
		}
		return strings.Join(parts, map[string]string{"and": " AND ", "or": " OR "}[w.op])
	case "not":
		return "-(" + w.kids[0].String() + ")"
	case "near", "onear":
		return fmt.Sprintf("(%s) %s/%d (%s)", w.kids[0], strings.ToUpper(w.op), w.n, w.kids[1])
	case "phrase":
		return `"` + strings.Join(w.words, " ") + `"`
	case "window":
		return fmt.Sprintf(`"%s"~%d`, strings.Join(w.words, " "), w.n)
	case "prefix":
		return w.words[0] + "*"
	case "fuzzy":
		return fmt.Sprintf("%s~%d", w.words[0], w.n)
	case "followers":
		return fmt.Sprintf("followers:>%d", w.n)
	}
	return w.op + w.words[0]
}

func genWish(depth int) *rapid.Generator[wish] {
	return rapid.Custom(func(t *rapid.T) wish {
		word := func() string { return rapid.SampledFrom(vocabulary).Draw(t, "word") }
		if depth > 0 && rapid.Bool().Draw(t, "inner") {
			kid := func() wish { return genWish(depth-1).Draw(t, "kid") }
			switch rapid.IntRange(0, 5).Draw(t, "op") {
			case 0, 1:
				return wish{op: "and", kids: []wish{kid(), kid()}}
			case 2, 3:
				return wish{op: "or", kids: []wish{kid(), kid()}}
			case 4:
				return wish{op: "not", kids: []wish{kid()}}
			}
			placed := rapid.Custom(genPlaced)
			return wish{op: rapid.SampledFrom([]string{"near", "onear"}).Draw(t, "near"), n: rapid.IntRange(0, 4).Draw(t, "n"),
				kids: []wish{placed.Draw(t, "left"), placed.Draw(t, "right")}}
		}
		switch rapid.IntRange(0, 12).Draw(t, "leaf") {
		case 0:
			return wish{op: "#", words: []string{word()}}
		case 1:
			return wish{op: "@", words: []string{word()}}
		case 2:
			if w := word(); len(w) <= 6 {
				return wish{op: "$", words: []string{w}}
			}
		case 3:
			return wish{op: "url:", words: []string{word()}}
		case 4:
			return wish{op: "from:", words: []string{rapid.SampledFrom([]string{"acme", "bob"}).Draw(t, "who")}}
		case 5:
			return wish{op: "lang:", words: []string{"en"}}
		case 6:
			return wish{op: "followers", n: rapid.IntRange(0, 4).Draw(t, "n")}
		case 7:
			return wish{op: "is:", words: []string{rapid.SampledFrom([]string{"reply", "quote", "repost"}).Draw(t, "is")}}
		case 8:
			return wish{op: "window", words: []string{word(), word()}, n: rapid.IntRange(0, 4).Draw(t, "n")}
		case 9:
			return wish{op: "window", words: []string{word(), word(), word()}, n: rapid.IntRange(0, 3).Draw(t, "n")}
		}
		return genPlaced(t)
	})
}

// genPlaced makes what may stand beside NEAR.
func genPlaced(t *rapid.T) wish {
	word := func() string { return rapid.SampledFrom(vocabulary).Draw(t, "word") }
	switch rapid.IntRange(0, 6).Draw(t, "placed") {
	case 0:
		return wish{op: "phrase", words: []string{word(), word()}}
	case 1:
		return wish{op: "prefix", words: []string{rapid.SampledFrom([]string{"del", "lin", "acm", "fligh"}).Draw(t, "stem")}}
	case 2:
		return wish{op: "fuzzy", words: []string{rapid.SampledFrom([]string{"linksys", "flight", "delay"}).Draw(t, "fuzzy")}, n: rapid.IntRange(1, 2).Draw(t, "n")}
	case 3:
		return wish{op: "or", kids: []wish{{op: "", words: []string{word()}}, {op: "#", words: []string{word()}}}}
	}
	return wish{op: "", words: []string{word()}}
}

// holds is the meaning, in the plainest words possible.
func (p naivePost) holds(w wish) bool {
	switch w.op {
	case "and":
		return p.holds(w.kids[0]) && p.holds(w.kids[1])
	case "or":
		return p.holds(w.kids[0]) || p.holds(w.kids[1])
	case "not":
		return !p.holds(w.kids[0])
	case "near", "onear":
		for _, a := range p.runs(w.kids[0]) {
			for _, b := range p.runs(w.kids[1]) {
				after, before := b[0]-a[1]-1, a[0]-b[1]-1
				if after >= 0 && after <= w.n || w.op == "near" && before >= 0 && before <= w.n {
					return true
				}
			}
		}
		return false
	case "window":
		return p.window(w.words, w.n, nil)
	case "@", "$", "url:":
		return slices.ContainsFunc(p.pieces, func(x piece) bool {
			return x.key == w.words[0] && x.sign == map[string]byte{"@": '@', "$": '$', "url:": 'u'}[w.op] ||
				w.op == "url:" && w.words[0] == "queue" && x.sign == 'u'
		})
	case "from:":
		return strings.EqualFold(p.msg.Author.Name, w.words[0])
	case "lang:":
		return p.msg.Lang == w.words[0]
	case "is:":
		return string(p.msg.Form) == w.words[0]
	case "followers":
		return p.msg.Author.Followers > w.n
	}
	return len(p.runs(w)) > 0
}

// runs are the first and last place of each occurrence.
func (p naivePost) runs(w wish) (out [][2]int) {
	if w.op == "or" {
		return append(p.runs(w.kids[0]), p.runs(w.kids[1])...)
	}
	for i, s := range p.slots {
		ok, last := false, i
		switch w.op {
		case "":
			ok = s.word == w.words[0]
		case "#":
			ok = s.word == w.words[0] && p.pieces[s.at].sign == '#'
		case "prefix":
			ok = strings.HasPrefix(s.word, w.words[0])
		case "fuzzy":
			ok = s.word != "" && slices.Contains(reachable(w.words[0], w.n), s.word)
		case "phrase":
			last = i + len(w.words) - 1
			ok = last < len(p.slots)
			for k := 0; ok && k < len(w.words); k++ {
				ok = p.slots[i+k].word == w.words[k]
			}
		}
		if ok {
			out = append(out, [2]int{i, last})
		}
	}
	return out
}

// window tries every choice of places.
func (p naivePost) window(words []string, n int, chosen []int) bool {
	if k := len(chosen); k == len(words) {
		return slices.Max(chosen)-slices.Min(chosen)+1-k <= n
	}
	for i, s := range p.slots {
		if s.word == words[len(chosen)] && !slices.Contains(chosen, i) && p.window(words, n, append(slices.Clone(chosen), i)) {
			return true
		}
	}
	return false
}

var reachableOf = map[string][]string{}

// reachable finds the words of the vocabulary within n edits, by searching from the word
// outward through every single edit; for the words of this test that is the same as
// the distance in which no letter is touched twice.
func reachable(word string, n int) []string {
	key := fmt.Sprint(word, n)
	if got, ok := reachableOf[key]; ok {
		return got
	}
	reach := map[string]bool{word: true}
	for range n {
		next := map[string]bool{}
		for w := range reach {
			next[w] = true
			for i := range len(w) + 1 {
				if i < len(w) {
					next[w[:i]+w[i+1:]] = true
				}
				if i+1 < len(w) {
					next[w[:i]+w[i+1:i+2]+w[i:i+1]+w[i+2:]] = true
				}
				for c := 'a'; c <= 'z'; c++ {
					next[w[:i]+string(c)+w[i:]] = true
					if i < len(w) {
						next[w[:i]+string(c)+w[i+1:]] = true
					}
				}
			}
		}
		reach = next
	}
	var out []string
	for _, v := range vocabulary {
		if reach[v] {
			out = append(out, v)
		}
	}
	reachableOf[key] = out
	return out
}

// TestAgainstNaive compares some ten thousands of pairs.
func TestAgainstNaive(t *testing.T) {
	pairs, matches, refused := 0, 0, 0
	nothing := PostOf(&desk.Message{})
	compare := func(t *rapid.T) {
		wishes := rapid.SliceOfN(genWish(3), 6, 12).Draw(t, "wishes")
		posts := rapid.SliceOfN(rapid.Custom(genPost), 12, 24).Draw(t, "posts")
		set, bySearch := New(), map[desk.SearchID]wish{}
		for i, w := range wishes {
			q, err := Parse(w.String())
			if err != nil {
				refused++
				continue
			}
			if _, ok := q.Match(&nothing); ok {
				t.Fatalf("%s matches a post that says nothing", w)
			}
			set.Add(Saved{ID: desk.SearchID(i + 1), Query: q})
			bySearch[desk.SearchID(i+1)] = w
		}
		matcher := set.Matcher()
		for _, post := range posts {
			p := PostOf(&post.msg)
			got := map[desk.SearchID]bool{}
			for _, id := range matcher.Match(&post.msg, nil) {
				got[id] = true
			}
			for id, w := range bySearch {
				pairs++
				want := post.holds(w)
				if want {
					matches++
				}
				q, _ := Parse(w.String())
				_, alone := q.Match(&p)
				back, err := Parse(q.String())
				if err != nil {
					t.Fatalf("%s is written %s: %v", w, q, err)
				}
				_, roundTrip := back.Match(&p)
				if got[id] != want || alone != want || roundTrip != want {
					t.Fatalf("%s\non %q\nset %v, alone %v, written as %s %v; naive %v", w, post.msg.Text, got[id], alone, q, roundTrip, want)
				}
			}
		}
	}
	for range 4 {
		rapid.Check(t, compare)
	}
	t.Logf("%d pairs, %d matches; %d searches refused", pairs, matches, refused)
}
