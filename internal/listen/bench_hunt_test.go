package listen

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/text/token"
)

// BenchmarkHunt looks for searches and a post for which the bound is not kept: it makes up what
// somebody outside could write, every search one that Parse accepts, measures it, and changes a
// little what was worst so far. An operation is one attempt; -v tells the worst of them.
//
//	go test ./internal/listen -run '^$' -bench Hunt -benchtime 200x -v
func BenchmarkHunt(b *testing.B) {
	h := hunter{rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)), theCorpus().common}
	var worst []attempt
	for i := range b.N {
		a := h.attempt()
		if i > 50 && h.IntN(3) > 0 {
			a = h.changed(worst[h.IntN(len(worst))])
		}
		if !h.measure(&a) {
			continue
		}
		worst = append(worst, a)
		slices.SortStableFunc(worst, func(x, y attempt) int { return cmp.Compare(y.ofBound, x.ofBound) })
		worst = ofEachShape(worst)
	}
	if len(worst) == 0 {
		return
	}
	for i := range worst { // what was measured beside other work is measured again
		before := worst[i]
		if again := before; h.measure(&again) && again.ofBound < before.ofBound {
			worst[i] = again
		}
	}
	slices.SortStableFunc(worst, func(x, y attempt) int { return cmp.Compare(y.ofBound, x.ofBound) })
	for _, a := range worst {
		b.Log(a.String())
	}
	b.ReportMetric(worst[0].ofBound, "of-bound")
}

const (
	huntKept  = 30
	huntWords = 3000 // everyday ones
)

// ofEachShape keeps the worst, one of each shape.
func ofEachShape(all []attempt) []attempt {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(a attempt) bool {
		kind := a.root.kind()
		if seen[kind] || len(seen) == huntKept {
			return true
		}
		seen[kind] = true
		return false
	})
}

// An attempt is a shape that all searches have, each with words of its own, and a post.
type attempt struct {
	root     shape
	searches int
	young    bool // added one after the other, not at once
	letters  int  // of the post
	words    int  // different ones in it
	tags     int  // in so many of ten words
	links    int  // likewise
	order    string
	seed     uint64

	ofBound, us    float64
	matches, tries int
	leaves, weight float64 // of a search
	example        string
}

func (a *attempt) String() string {
	return fmt.Sprintf("%.2f of the bound: %.1f us, %d searches of %.1f conditions that weigh %.1f, %d tries, %d matches, %d letters of %d words, %d in 10 tags, %d links, %s, young %v: %s: %.200s",
		a.ofBound, a.us, a.searches, a.leaves, a.weight, a.tries, a.matches, a.letters, a.words, a.tags, a.links, a.order, a.young, a.root.kind(), a.example)
}

// A shape is a search with open words.
type shape struct {
	op   string // "and", "or", "not", "phrase", "window", "near", "onear", or a leaf; see leafOf
	n    int    // operands or words
	d    int    // distance
	kids []shape
}

func (s *shape) kind() string {
	var kids []string
	for i := range s.kids {
		kids = append(kids, s.kids[i].kind())
	}
	if len(kids) == 0 {
		return s.op
	}
	return s.op + "(" + strings.Join(kids, " ") + ")"
}

type hunter struct {
	*rand.Rand
	common []string
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func (h *hunter) attempt() attempt {
	return attempt{root: h.shape(1 + h.IntN(3)), searches: h.searches(), young: h.IntN(4) == 0, letters: h.letters(), words: h.vocabulary(), tags: pick(h.Rand, 0, 0, 0, 2, 10), links: pick(h.Rand, 0, 0, 0, 1, 9), order: h.order(), seed: h.Uint64()}
}

func (h *hunter) searches() int   { return pick(h.Rand, 1, 10, 100, 500, 1000, 4000) }
func (h *hunter) letters() int    { return int(20 * math.Exp(h.Float64()*math.Log(2000))) } // 20 to 40,000
func (h *hunter) vocabulary() int { return pick(h.Rand, 1, 2, 5, 20, 40, 60, 150, 400, 1000, 3000) }
func (h *hunter) distance() int   { return pick(h.Rand, 0, 1, 3, 10, 50, 100) }
func (h *hunter) length() int     { return pick(h.Rand, 2, 2, 2, 3, 4, 8, 16) }

// order is how the words of a post come: by chance, in rows that come again, or as the searches have them.
func (h *hunter) order() string { return pick(h.Rand, "chance", "rows", "searches") }

func (h *hunter) shape(depth int) shape {
	if depth == 0 || h.IntN(4) == 0 {
		if h.IntN(2) == 0 {
			return shape{op: pick(h.Rand, "in", "in", "out", "rare")}
		}
		return shape{op: pick(h.Rand, "stem", "stem", "fuzzy", "pattern", "tag", "mention", "cash", "link", "place", "looks", "possessive", "quality")}
	}
	s := shape{op: pick(h.Rand, "and", "and", "or", "or", "not", "phrase", "window", "near", "onear"), d: h.distance()}
	switch s.op {
	case "phrase", "window":
		s.n = h.length()
	case "not":
		s.kids = []shape{h.shape(depth - 1)}
	case "near", "onear":
		s.kids = []shape{h.side(), h.side()}
	default:
		s.n = pick(h.Rand, 1, 1, 2, 4, 10, 30, 100) // of each kid
		for range 1 + h.IntN(3) {
			s.kids = append(s.kids, h.shape(depth-1))
		}
	}
	return s
}

func (h *hunter) side() shape {
	one := func() shape {
		return shape{op: pick(h.Rand, "in", "in", "in", "out", "phrase", "phrase", "stem", "fuzzy", "pattern", "tag", "mention", "looks", "possessive"), n: pick(h.Rand, 2, 2, 3, 8)}
	}
	if h.IntN(3) > 0 {
		return one()
	}
	return shape{op: "or", n: pick(h.Rand, 2, 5, 20), kids: []shape{one()}}
}

// changed is an attempt that differs a little.
func (h *hunter) changed(a attempt) attempt {
	a.seed = h.Uint64()
	switch h.IntN(8) {
	case 7:
		a.links = h.IntN(10)
	case 0:
		a.letters = h.letters()
	case 1:
		a.words = h.vocabulary()
	case 2:
		a.searches = h.searches()
	case 3:
		a.order, a.young = h.order(), h.IntN(4) == 0
	default:
		a.root = h.altered(a.root)
	}
	return a
}

func (h *hunter) altered(s shape) shape {
	s.kids = slices.Clone(s.kids)
	switch k := h.IntN(4); {
	case k < 2 && len(s.kids) > 0:
		i := h.IntN(len(s.kids))
		s.kids[i] = h.altered(s.kids[i])
	case k == 2 && (s.op == "and" || s.op == "or"):
		s.n = pick(h.Rand, 1, 2, 4, 10, 30, 100)
	case s.op == "phrase" || s.op == "window":
		s.n, s.d = h.length(), h.distance()
	case s.op == "near" || s.op == "onear":
		s.kids[h.IntN(2)], s.d = h.side(), h.distance()
	default:
		return h.shape(1)
	}
	return s
}

// A writer writes a search of a shape.
type writer struct {
	h       *hunter
	in, out []string
	b       strings.Builder
}

func (w *writer) write(s *shape) {
	each := func(n int, sep string) {
		for i := range max(n, 1) {
			for k := range s.kids {
				if i+k > 0 {
					w.b.WriteString(sep)
				}
				w.write(&s.kids[k])
			}
		}
	}
	switch s.op {
	case "and", "or":
		w.b.WriteByte('(')
		each(s.n, map[string]string{"and": " ", "or": " OR "}[s.op])
		w.b.WriteByte(')')
	case "not":
		w.b.WriteByte('-')
		each(1, "")
	case "near", "onear":
		w.b.WriteByte('(')
		w.write(&s.kids[0])
		fmt.Fprintf(&w.b, " %s/%d ", strings.ToUpper(s.op), s.d)
		w.write(&s.kids[1])
		w.b.WriteByte(')')
	case "phrase", "window":
		w.b.WriteByte('"')
		from := w.h.IntN(len(w.in))
		for i := range max(s.n, 2) {
			word := w.in[(from+i)%len(w.in)] // now and then as the post has them
			if w.h.IntN(3) > 0 {
				word = pick(w.h.Rand, w.in...)
			}
			w.b.WriteString([]string{"", " "}[min(i, 1)] + word)
		}
		w.b.WriteByte('"')
		if s.op == "window" {
			fmt.Fprintf(&w.b, "~%d", s.d)
		}
	default:
		w.b.WriteString(w.leaf(s.op))
	}
}

func (w *writer) leaf(op string) string {
	word := pick(w.h.Rand, w.in...)
	switch op {
	case "out":
		return pick(w.h.Rand, w.out...)
	case "rare":
		return fmt.Sprintf("rare%d", w.h.IntN(1e9))
	case "stem":
		if len(word) > 3 {
			return word[:3+w.h.IntN(len(word)-3)] + "*"
		}
	case "fuzzy":
		if len(word) >= minFuzzy {
			return fmt.Sprintf("%s~%d", word, 1+w.h.IntN(2))
		}
	case "pattern":
		if len(word) > 3 {
			return word[:3] + "?" + word[4:]
		}
	case "tag":
		return "#" + word
	case "mention":
		return "@" + word + pick(w.h.Rand, "", "", ".bsky.social")
	case "cash":
		return "$" + strings.ToUpper(word)
	case "link":
		return pick(w.h.Rand, "url:"+word+".com", "url:"+word, `url:"com/`+word+`"`, `url:"/`+word+"/"+pick(w.h.Rand, w.in...)+`"`)
	case "place":
		return "place:" + word
	case "looks":
		return "lookalike:" + word
	case "possessive":
		return word + "'s"
	case "quality":
		return pick(w.h.Rand, "lang:en", "is:reply", "has:links", "has:mentions", "followers:1..500", "from:acme", "to:acme", "-is:quote")
	}
	return word
}

// post writes a post.
func (w *writer) post(a *attempt, searches []string) string {
	var text strings.Builder
	plain := strings.NewReplacer("(", "", ")", "", `"`, "", " OR ", " ", " NEAR/", " ", " ONEAR/", " ", "-", "", "~", " ", "*", "", ":", " ", "?", "e", "$", "", ".", " ") // no cashtags: what takes long to read is measured by kinds
	var row []string
	for i := 0; text.Len() < a.letters; i++ {
		word := w.in[i%len(w.in)]
		switch {
		case a.order == "searches":
			for len(row) == 0 {
				row = strings.Fields(plain.Replace(pick(w.h.Rand, searches...)))
			}
			word, row = row[0], row[1:]
		case i >= len(w.in) && (a.order == "chance" || w.h.IntN(40) == 0):
			word = pick(w.h.Rand, w.in...)
		}
		if w.h.IntN(10) < a.tags {
			text.WriteByte('#')
		}
		if w.h.IntN(10) < a.links {
			word = "https://" + word + ".com/" + strings.Repeat(word+"/", 1+w.h.IntN(1+w.h.IntN(40))) + pick(w.h.Rand, w.in...)
		}
		text.WriteString(word + " ")
	}
	return text.String()
}

// measure measures an attempt, if there are such searches.
func (h *hunter) measure(a *attempt) bool {
	rng := hunter{rand.New(rand.NewPCG(a.seed, 2)), h.common}
	words := slices.Clone(h.common[:min(len(h.common), huntWords)])
	rng.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	w := writer{h: &rng, in: words[:min(a.words, len(words)-100)], out: words[len(words)-100:]}
	var all []Saved
	var written []string
	letters, leaves, weight := 0, 0, 0
	for refused := 0; len(all) < a.searches && letters < 256<<10; {
		w.b.Reset()
		w.write(&a.root)
		q, err := Parse(w.b.String())
		if err != nil {
			if refused++; refused > 20+len(all) {
				return false
			}
			continue
		}
		letters += w.b.Len()
		a.example = w.b.String()
		written = append(written, a.example)
		leaves += countLeaves(q.root)
		weight += q.Cost()
		all = append(all, Saved{desk.SearchID(len(all) + 1), q})
	}
	a.leaves, a.weight = float64(leaves)/float64(len(all)), float64(weight)/float64(len(all))
	set := New()
	set.patience = 1 << 30
	if a.young {
		set.addEach(len(all), saved(all))
	} else {
		set.addMany(len(all), saved(all))
	}
	m, post := set.Matcher(), blankPost()
	post.Text = w.post(a, written)
	found := m.Match(post, nil)
	a.matches = len(found)
	tries := tried(m)
	bound := allowed(m, post.Text, a.matches, tries, func(id desk.SearchID) int { return all[id-1].Query.Cost() })
	a.tries = len(tries)
	reader := token.New(set.key) // what takes long to read is no search's: kinds measures that
	reading := leastOf(func() { reader.Read(post.Text) }, bound)
	bound += max(0, float64(reading.Nanoseconds())-2*float64(len(post.Text)))
	runtime.GC()
	least := leastOf(func() { found = m.Match(post, found[:0]) }, bound)
	a.us, a.ofBound = float64(least.Nanoseconds())/1000, float64(least.Nanoseconds())/bound
	return true
}

// leastOf is the least time that work takes which may take so many nanoseconds.
func leastOf(work func(), bound float64) time.Duration {
	least, n := time.Duration(1<<62), 1+int(200_000/bound)
	for round := range 6 {
		if least < 1<<62 && least > 20*time.Millisecond {
			break // that is bad enough
		}
		took := onThread(func() {
			for range n {
				work()
			}
		}) / time.Duration(n)
		if round > 0 {
			least = min(least, took)
		}
	}
	return least
}
