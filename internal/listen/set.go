package listen

import (
	"maps"
	"math"
	"slices"
	"unicode/utf8"

	"heed/internal/desk"
)

// Saved is a search with its id and the name that its hits bear.
type Saved struct {
	ID    desk.SearchID
	Name  string
	Query *Query
}

// Set is many searches, ready to be tried on posts. It never changes: With and
// Without give another Set that shares most of its memory, and the owner swaps a
// pointer while posts flow. A post is matched wholly by the Set it was given.
type Set struct {
	base  *index
	delta *index                 // added since base was built
	gone  map[desk.SearchID]bool // in base, but removed or replaced since
}

// New is a Set without searches.
func New() *Set { return &Set{base: newIndex(nil), delta: newIndex(nil)} }

// With is the set with a search added, or replaced if it has the id.
func (s *Set) With(id desk.SearchID, name string, q *Query) *Set {
	return s.WithAll(Saved{ID: id, Name: name, Query: q})
}

// WithAll adds many searches at the price of about one; of two with the same id the
// last stays.
func (s *Set) WithAll(more ...Saved) *Set {
	if len(more) == 0 {
		return s
	}
	out := s.Without(ids(more)...)
	delta := append(slices.Clone(out.delta.saved), lastOfEach(more)...)
	if len(delta) <= deltaLimit(len(out.base.saved)) {
		return &Set{base: out.base, delta: newIndex(delta), gone: out.gone}
	}
	return &Set{base: newIndex(append(out.kept(), delta...)), delta: newIndex(nil)}
}

// deltaLimit balances building the small index on each change against building the
// large one now and then.
func deltaLimit(base int) int { return 64 + 4*int(math.Sqrt(float64(base))) }

func ids(all []Saved) []desk.SearchID {
	out := make([]desk.SearchID, len(all))
	for i, s := range all {
		out[i] = s.ID
	}
	return out
}

func lastOfEach(all []Saved) []Saved {
	last := make(map[desk.SearchID]int, len(all))
	for i, s := range all {
		last[s.ID] = i
	}
	var out []Saved
	for i, s := range all {
		if last[s.ID] == i {
			out = append(out, s)
		}
	}
	return out
}

// Without is the set without the searches. Ids that it does not have are ignored.
func (s *Set) Without(remove ...desk.SearchID) *Set {
	out := &Set{base: s.base, delta: s.delta, gone: s.gone}
	inDelta := map[desk.SearchID]bool{}
	for _, id := range remove {
		if s.delta.ids[id] {
			inDelta[id] = true
		}
		if s.base.ids[id] && !out.gone[id] {
			if len(out.gone) == len(s.gone) {
				out.gone = maps.Clone(s.gone)
				if out.gone == nil {
					out.gone = map[desk.SearchID]bool{}
				}
			}
			out.gone[id] = true
		}
	}
	if len(inDelta) > 0 {
		out.delta = newIndex(slices.DeleteFunc(slices.Clone(s.delta.saved), func(x Saved) bool { return inDelta[x.ID] }))
	}
	if len(out.gone) > deltaLimit(len(s.base.saved)) {
		out = &Set{base: newIndex(out.kept()), delta: out.delta}
	}
	return out
}

// kept are the searches of base that are still wanted.
func (s *Set) kept() []Saved {
	return slices.DeleteFunc(slices.Clone(s.base.saved), func(x Saved) bool { return s.gone[x.ID] })
}

// Len is how many searches there are.
func (s *Set) Len() int { return len(s.base.saved) - len(s.gone) + len(s.delta.saved) }

// Match appends a hit for each search that matches, by ascending id, and returns the
// extended slice.
func (s *Set) Match(p *Post, into []desk.Hit) []desk.Hit {
	hits, _ := s.match(p, into)
	return hits
}

func (s *Set) match(p *Post, into []desk.Hit) (hits []desk.Hit, steps int) {
	from := len(into)
	for _, x := range [...]*index{s.base, s.delta} {
		candidates, n := x.candidates(p)
		steps += n
		for _, k := range candidates {
			c := x.saved[k]
			if x == s.base && s.gone[c.ID] {
				continue
			}
			r := run{post: p, source: c.Query.source}
			hit, ok := r.match(c.Query)
			steps += r.steps
			if ok {
				hit.Search, hit.Name = c.ID, c.Name
				into = append(into, hit)
			}
		}
	}
	slices.SortFunc(into[from:], func(a, b desk.Hit) int {
		switch {
		case a.Search < b.Search:
			return -1
		case a.Search > b.Search:
			return 1
		}
		return 0
	})
	return into, steps
}

// index finds the searches that a post could match by their anchors.
type index struct {
	saved []Saved
	ids   map[desk.SearchID]bool
	at    map[anchor][]int32
	stems bool // some anchor is a stem
	edits int  // most letters that some search lets a word miss
	short int  // fewest and most letters of a word that may be misspelt
	long  int
}

func newIndex(saved []Saved) *index {
	x := &index{saved: saved, ids: make(map[desk.SearchID]bool, len(saved)), at: map[anchor][]int32{}, short: maxFuzzy}
	for i, s := range saved {
		x.ids[s.ID] = true
		for _, a := range anchors(s.Query.root) {
			if have := x.at[a]; len(have) == 0 || have[len(have)-1] != int32(i) {
				x.at[a] = append(have, int32(i))
			}
			x.stems = x.stems || a.kind == byStem
		}
		x.fuzzy(s.Query.root)
	}
	return x
}

func (x *index) fuzzy(n *node) {
	if n.kind == kFuzzy {
		length := utf8.RuneCountInString(n.value)
		x.edits = max(x.edits, n.n)
		x.short, x.long = min(x.short, length), max(x.long, length)
	}
	for _, k := range n.kids {
		x.fuzzy(k)
	}
}

// candidates are the searches worth trying, each once, and how many lookups it took
// to find them.
func (x *index) candidates(p *Post) ([]int32, int) {
	if len(x.saved) == 0 {
		return nil, 0
	}
	var out []int32
	steps := 0
	p.eachAnchor(x, func(a anchor) {
		found := x.at[a]
		steps += 1 + len(found)
		out = append(out, found...)
	})
	slices.Sort(out)
	return slices.Compact(out), steps
}

// eachAnchor calls yield with everything in the post that an anchor of x could name.
func (p *Post) eachAnchor(x *index, yield func(anchor)) {
	for _, form := range p.forms {
		yield(anchor{byWord, form})
		yield(anchor{byLook, form})
		if x.stems {
			eachStem(form, func(stem string) { yield(anchor{byStem, stem}) })
		}
		if n := utf8.RuneCountInString(form); x.edits > 0 && n >= x.short-x.edits && n <= x.long+x.edits {
			for _, key := range withLettersLeftOut(form, x.edits) {
				yield(anchor{byEdit, key})
			}
		}
	}
	for form := range p.looks {
		yield(anchor{byLook, form})
	}
	for key := range p.tags {
		yield(anchor{byTag, key})
	}
	for key := range p.mentions {
		yield(anchor{byMention, key})
	}
	for key := range p.cash {
		yield(anchor{byCash, key})
	}
	for _, key := range p.from {
		yield(anchor{byFrom, key})
	}
	for _, key := range p.to {
		yield(anchor{byTo, key})
	}
	for _, l := range p.links {
		for _, part := range linkParts(l.key) {
			yield(anchor{byLink, part})
		}
	}
}

// eachStem gives the first letter, the first two, and so on up to maxStem.
func eachStem(form string, yield func(string)) {
	n := 0
	for i := range form {
		if n > 0 {
			yield(form[:i])
		}
		if n == maxStem {
			return
		}
		n++
	}
	if n > 0 {
		yield(form)
	}
}
