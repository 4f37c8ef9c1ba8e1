package listen

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heed/internal/desk"
)

// A judge is the naive matcher. It shares nothing with the package: what posts say and searches ask is as it was made.
type judge struct {
	apart map[[2]string]int // words
}

// holds is the meaning, in the plainest words possible.
func (j *judge) holds(p *naivePost, w wish) bool {
	has := func(sign byte, key string) bool {
		return slices.ContainsFunc(p.pieces, func(x piece) bool { return x.sign == sign && x.key == key })
	}
	m := &p.msg
	switch w.op {
	case "and":
		return !slices.ContainsFunc(w.kids, func(k wish) bool { return !j.holds(p, k) })
	case "or":
		return slices.ContainsFunc(w.kids, func(k wish) bool { return j.holds(p, k) })
	case "not":
		return !j.holds(p, w.kids[0])
	case "near", "onear":
		return j.near(p, w)
	case "window":
		return p.window(w.words, w.n)
	case "#":
		return has('#', w.text) || slices.ContainsFunc(m.Tags, func(t string) bool { return strings.EqualFold(strings.TrimPrefix(t, "#"), w.text) })
	case "@":
		return has('@', w.text) || slices.ContainsFunc(m.Mentions, func(h desk.HandleRef) bool { return isHandle(h, w.text) })
	case "$":
		return has('$', w.text)
	case "url:":
		return slices.ContainsFunc(p.links(), func(l string) bool { return linkHas(l, w.text) })
	case "from:":
		return isHandle(m.Author, w.text)
	case "to:":
		return p.isTo(w.text)
	case "lang:":
		said := m.Lang
		if said == "" {
			said = m.Signals.Language.Label
		}
		return strings.HasPrefix(said, w.text)
	case "network:":
		return string(m.Network) == w.text
	case "place:":
		return strings.Contains(strings.ToLower(strings.ReplaceAll(m.Place, ",", "")), strings.Trim(w.text, `"`))
	case "followers":
		return m.Author.Followers >= w.n && m.Author.Followers <= w.high
	case "is:":
		return map[string]bool{"reply": m.Form == desk.Reply || m.Parent != "", "quote": m.Form == desk.Quote, "repost": m.Form == desk.Repost, "verified": m.Author.Verified}[w.text]
	case "has:":
		own := func(sign byte) bool {
			return slices.ContainsFunc(p.pieces[:p.own], func(x piece) bool { return x.sign == sign })
		}
		return map[string]bool{"media": len(m.Media) > 0, "links": len(m.Links) > 0 || own('u'), "mentions": len(m.Mentions) > 0 || own('@')}[w.text]
	}
	return len(j.runs(p, w)) > 0
}

func isHandle(h desk.HandleRef, name string) bool {
	return strings.EqualFold(strings.TrimPrefix(h.Name, "@"), name) || strings.EqualFold(h.NetworkID, name)
}

// isTo: whose message it answers, and who is mentioned first.
func (p *naivePost) isTo(name string) bool {
	if isHandle(p.msg.ParentBy, name) {
		return true
	}
	if len(p.msg.Mentions) > 0 {
		return isHandle(p.msg.Mentions[0], name)
	}
	for _, x := range p.pieces[:p.own] {
		if x.sign == '@' {
			return x.key == name
		}
	}
	return false
}

func (p *naivePost) links() (all []string) {
	for _, x := range p.pieces {
		if x.sign == 'u' {
			all = append(all, x.key)
		}
	}
	for _, l := range p.msg.Links {
		all = append(all, strings.ToLower(strings.TrimPrefix(l, "https://")))
	}
	return all
}

// linkHas reports whether a link holds a part, and not only inside a run of letters. All letters here are a to z.
func linkHas(link, part string) bool {
	isLetter := func(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= 'a' && s[i] <= 'z' }
	for i := range link {
		inside := isLetter(link, i-1) && isLetter(link, i) || isLetter(link, i+len(part)-1) && isLetter(link, i+len(part))
		if strings.HasPrefix(link[i:], part) && !inside {
			return true
		}
	}
	return false
}

func (j *judge) near(p *naivePost, w wish) bool {
	left, right := j.runs(p, w.kids[0]), j.runs(p, w.kids[1])
	for _, a := range left {
		for _, b := range right {
			after, before := b[0]-a[1]-1, a[0]-b[1]-1
			if after >= 0 && after <= w.n || w.op == "near" && before >= 0 && before <= w.n {
				return true
			}
		}
	}
	return false
}

// runs are the first and last spot of each occurrence.
func (j *judge) runs(p *naivePost, w wish) (out [][2]int) {
	switch w.op {
	case "or":
		for _, k := range w.kids {
			out = append(out, j.runs(p, k)...)
		}
		return out
	case "#", "@":
		for i, x := range p.pieces {
			if x.sign == w.op[0] && x.key == w.text {
				out = append(out, [2]int{p.from[i], p.from[i] + len(x.spots) - 1})
			}
		}
		return out
	case "word", "phrase":
		wanted := spotsOf(w.words)
		for _, i := range p.places(w.words[:1]) {
			if i+len(wanted) <= len(p.spots) && !slices.ContainsFunc(wanted, func(s wantedSpot) bool { return !s.is(p.spots[i+s.at]) }) {
				out = append(out, [2]int{i, i + len(wanted) - 1})
			}
		}
		return out
	}
	for form, places := range p.at {
		if j.fits(w, form) {
			for _, i := range places {
				out = append(out, [2]int{i, i})
			}
		}
	}
	return out
}

// places are where some words begin.
func (p *naivePost) places(words []vocable) (all []int) {
	for _, v := range words {
		for _, f := range v.spots()[0].forms {
			all = append(all, p.at[f]...)
		}
	}
	return all
}

// wantedSpot is what a phrase wants so many places behind its first.
type wantedSpot struct {
	spot
	at int
}

func spotsOf(words []vocable) (out []wantedSpot) {
	for _, v := range words {
		for _, s := range v.spots() {
			out = append(out, wantedSpot{s, len(out)})
		}
	}
	return out
}

func (s wantedSpot) is(have spot) bool {
	return (have.glued || !s.glued) && slices.ContainsFunc(s.forms, func(f string) bool { return slices.Contains(have.forms, f) })
}

// fits reports whether one form of a word is what is described; a form with a question mark is what a word looks like.
func (j *judge) fits(w wish, form string) bool {
	look, isLook := strings.CutSuffix(form, "?")
	switch {
	case w.op == "lookalike:":
		return look == w.text
	case isLook:
		return false
	case w.op == "pattern":
		return fitsPattern([]rune(w.text), []rune(form))
	}
	key := [2]string{w.text, form}
	d, ok := j.apart[key]
	if !ok {
		d = editDistance([]rune(w.text), []rune(form))
		j.apart[key] = d
	}
	return d <= w.n
}

func fitsPattern(pattern, form []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(form) == 0
	case pattern[0] == '*':
		return true
	}
	return len(form) > 0 && (pattern[0] == '?' || pattern[0] == form[0]) && fitsPattern(pattern[1:], form[1:])
}

// window reports whether each word has a spot of its own, with at most n others between the first and the last.
func (p *naivePost) window(words []vocable, n int) bool {
	var choose func(in []spot, words []vocable, taken []int) bool
	choose = func(in []spot, words []vocable, taken []int) bool {
		if len(words) == 0 {
			return true
		}
		for i, s := range in {
			if spotsOf(words[:1])[0].is(s) && !slices.Contains(taken, i) && choose(in, words[1:], append(slices.Clone(taken), i)) {
				return true
			}
		}
		return false
	}
	for _, i := range p.places(words) {
		if choose(p.spots[i:min(i+len(words)+n, len(p.spots))], words, nil) {
			return true
		}
	}
	return false
}

// drawn lets rapid roll the dice, so that it can make an example smaller.
type drawn struct{ t *rapid.T }

func (d drawn) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "n") }

// TestAgainstNaive compares some ten thousands of pairs: in a set, alone, and alone as the search writes itself.
func TestAgainstNaive(t *testing.T) {
	pairs, matches, refused := 0, 0, 0
	nothing := PostOf(&desk.Message{})
	j := judge{map[[2]string]int{}}
	compare := func(t *rapid.T) {
		d := dice{drawn{t}}
		set, wishes := New(), map[desk.SearchID]wish{}
		for id := range desk.SearchID(6 + d.IntN(7)) {
			w := d.wish(3)
			q, err := Parse(w.String())
			if err != nil {
				refused++
				continue
			}
			if _, ok := q.Match(&nothing); ok {
				t.Fatalf("%s matches a post that says nothing", w)
			}
			set.Add(Saved{ID: id, Query: q})
			wishes[id] = w
		}
		matcher := set.Matcher()
		for range 12 + d.IntN(13) {
			post := d.post(short)
			p := PostOf(&post.msg)
			found := matcher.Match(&post.msg, nil)
			for id, w := range wishes {
				pairs++
				want := j.holds(&post, w)
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
				if got := slices.Contains(found, id); got != want || alone != want || roundTrip != want {
					t.Fatalf("%s\non %+v\nset %v, alone %v, written as %s %v; naive %v", w, post.msg, got, alone, q, roundTrip, want)
				}
			}
		}
	}
	for range 4 {
		rapid.Check(t, compare)
	}
	t.Logf("%d pairs, %d matches; %d searches refused", pairs, matches, refused)
}

// TestEverythingIsMade: a kind of condition that no dice roll, or of which the naive matcher says always the same, is not
// compared at all.
func TestEverythingIsMade(t *testing.T) {
	t.Parallel()
	d, j := dice{rand.New(rand.NewPCG(5, 5))}, judge{map[[2]string]int{}}
	var posts []naivePost
	for range 300 {
		posts = append(posts, d.post(short))
	}
	told := map[string]map[bool]bool{} // what was said of each kind, and of each choice
	kinds := map[kind]bool{}
	var note func(n *node)
	note = func(n *node) {
		kinds[n.kind] = true
		for _, k := range n.kids {
			note(k)
		}
	}
	for range 3000 {
		w := d.wish(2)
		q, _ := new(parser).read(w.String())
		if q.root == nil {
			continue
		}
		note(q.root)
		of := w.op
		if of == "has:" || of == "is:" {
			of += w.text
		}
		if told[of] == nil {
			told[of] = map[bool]bool{}
		}
		for i := range posts {
			told[of][j.holds(&posts[i], w)] = true
		}
	}
	for k := kAnd; k <= kFollowers; k++ {
		if !kinds[k] {
			t.Errorf("no search has a condition of kind %d", k)
		}
	}
	for _, choice := range Choices() {
		if told[choice] == nil {
			t.Errorf("no search is %s", choice)
		}
	}
	for of, said := range told {
		if len(said) < 2 {
			t.Errorf("%s: always %v", of, said)
		}
	}
}
