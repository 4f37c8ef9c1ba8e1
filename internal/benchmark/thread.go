package benchmark

import (
	"cmp"
	"slices"
	"sync"

	"heed/internal/order"
)

// silence is how long a chain of replies may be silent before what the customer says next
// is a new case.
const silence = 72 * 3600 * 1e6

// threads knows how the posts hang together.
type threads struct {
	*index
	list    []company
	parent  []uint32 // place of the post that each answers
	root    []uint32 // first post of its thread; at the end none for repeats and posts of no company
	sorted  []uint32 // places by thread, in the order of the files within it; without those that are of none
	middle  int      // where the threads of the second half begin in it
	answer  []uint32 // place of the earliest answer of a company
	company []int32  // whose each post is; -1 for none
	byShort map[uint32]int32
	byKey   map[key]int32
}

func newThreads(x *index) *threads {
	t := &threads{index: x}
	t.list, t.byKey, t.byShort = x.companies()
	t.parent, t.root = make([]uint32, x.n), make([]uint32, x.n)
	var orphans [2]int
	t.halves(func(from, to uint32, half int) {
		for i := from; i < to; i++ {
			id := x.at(i).parent
			t.parent[i], t.root[i] = x.find(id), open
			switch {
			case id == 0:
				t.root[i] = i
			case t.parent[i] == none:
				orphans[half]++
			}
		}
	})
	if len(t.list) == 0 {
		t.infer()
	}
	t.told()
	var wg sync.WaitGroup
	wg.Go(func() { t.roots(orphans[0] + orphans[1]) })
	wg.Go(t.answers)
	wg.Wait()
	t.company = make([]int32, x.n)
	t.halves(func(from, to uint32, _ int) {
		var met met
		for i := from; i < to; i++ {
			t.company[i] = t.own(i, &met)
		}
	})
	t.inherit()
	t.halves(func(from, to uint32, _ int) {
		for i := from; i < to; i++ {
			if t.company[i] < 0 || x.repeats > 0 && t.at(i).bits.has(repeated) {
				t.root[i] = none
			}
		}
	})
	t.answer, t.tables = nil, [2]table{} // their work is done
	t.sort()
	return t
}

// halves lets two goroutines each do half of the posts.
func (t *threads) halves(do func(from, to uint32, half int)) {
	var wg sync.WaitGroup
	middle := uint32(t.n / 2)
	wg.Go(func() { do(0, middle, 0) })
	wg.Go(func() { do(middle, uint32(t.n), 1) })
	wg.Wait()
}

// told makes one thread of all posts of a case that the file tells, whatever they answer.
func (t *threads) told() {
	if len(t.caseOf) == 0 {
		return
	}
	first := map[key]uint32{}
	for i := range uint32(t.n) {
		c, told := t.caseOf[i]
		if !told {
			continue
		}
		if _, met := first[c]; !met {
			first[c] = i
		}
		t.root[i] = first[c]
	}
}

// Of a root: not found yet, and on the way there.
const open, visiting = none, none - 1

// roots finds the first known post of each thread; of those that answer the same post,
// which is not in the files, it is the first. A ring of replies, which no network makes but
// a file may hold, begins where it was entered.
func (t *threads) roots(orphans int) {
	var path []uint32
	known := newOrphans(orphans)
	for i := range t.root {
		path = path[:0]
		at := uint32(i)
		for t.root[at] == open && t.parent[at] != none {
			t.root[at] = visiting
			path = append(path, at)
			at = t.parent[at]
		}
		r := t.root[at]
		if r == open || r == visiting {
			r = at
			if id := t.at(at).parent; id != 0 && t.parent[at] == none {
				r = known.first(t.index, id, at)
			}
			t.root[at] = r
		}
		for _, p := range path {
			t.root[p] = r
		}
	}
}

// answers notes for each post the earliest answer by a company.
func (t *threads) answers() {
	t.answer = vacant(t.n)
	for i := range uint32(t.n) {
		p, j := t.at(i), t.parent[i]
		if p.bits.has(isOut) && !p.bits.has(repeated) && j != none && !t.at(j).bits.has(isOut) &&
			(t.answer[j] == none || p.at < t.at(t.answer[j]).at) {
			t.answer[j] = i
		}
	}
}

// unknown is a company that only the thread may tell.
const unknown = -2

// own is the company of a post as the post itself tells: of the company's, whose it is; of
// a customer's, the company that it answers, that answered it, or that it names.
func (t *threads) own(i uint32, met *met) int32 {
	p := t.at(i)
	if p.bits.has(isOut) {
		return t.number(p.author, met)
	}
	if j := t.parent[i]; j != none && t.at(j).bits.has(isOut) {
		return t.number(t.at(j).author, met)
	}
	if j := t.answer[i]; j != none {
		return t.number(t.at(j).author, met)
	}
	for _, short := range [2]uint32{uint32(p.mention), uint32(p.mention >> 32)} {
		if c, ok := t.byShort[short]; ok && short != 0 {
			return c
		}
	}
	return unknown
}

// met are the authors whose companies were looked for lately.
type met [256]struct {
	is      bool
	author  key
	company int32
}

func (t *threads) number(author key, met *met) int32 {
	m := &met[mix(uint64(author))%uint64(len(met))]
	if !m.is || m.author != author {
		c, ok := t.byKey[author]
		if !ok {
			c = -1
		}
		m.is, m.author, m.company = true, author, c
	}
	return m.company
}

// inherit lets the thread tell the company of posts that do not tell it themselves. What
// was found before stays as it was meanwhile, so the order does not matter.
func (t *threads) inherit() {
	found := map[uint32]int32{}
	for i := range uint32(t.n) {
		if t.company[i] == unknown {
			found[i] = t.inherited(i)
		}
	}
	for i, c := range found {
		t.company[i] = c
	}
}

// farthest is how many replies up the company of a post is looked for.
const farthest = 100

func (t *threads) inherited(i uint32) int32 {
	for range farthest {
		if i = t.parent[i]; i == none {
			return -1
		}
		if c := t.company[i]; c != unknown {
			return c
		}
	}
	return -1
}

// customer is who is spoken to or speaks in a post; where the file tells the case, whoever that is about.
func (t *threads) customer(i uint32) key {
	if _, told := t.caseOf[i]; told {
		return 0
	}
	p := t.at(i)
	if !p.bits.has(isOut) {
		return p.author
	}
	for j, n := t.parent[i], 0; j != none && n < farthest; j, n = t.parent[j], n+1 {
		if q := t.at(j); !q.bits.has(isOut) {
			return q.author
		}
	}
	return key(p.mention)
}

// group is the messages between one customer and one company in one thread.
type group struct {
	company int32
	posts   []uint32 // by time
}

// sort brings the posts of a thread together: counted by their first post, so that what
// stands near in the files stays near. Each goroutine brings the threads of half of the
// first posts together.
func (t *threads) sort() {
	from := make([]uint32, t.n+1)
	var sums [2]uint32
	t.halves(func(first, end uint32, half int) {
		for _, r := range t.root {
			if r-first < end-first {
				from[r]++
				sums[half]++
			}
		}
	})
	t.sorted = make([]uint32, sums[0]+sums[1])
	t.halves(func(first, end uint32, half int) {
		sum := uint32(0)
		if half == 1 {
			sum = sums[0]
		}
		for i := first; i < end; i++ {
			from[i], sum = sum, sum+from[i]
		}
		for i, r := range t.root {
			if r-first < end-first {
				t.sorted[from[r]] = uint32(i)
				from[r]++
			}
		}
	})
	t.middle = len(t.sorted) / 2
	for 0 < t.middle && t.middle < len(t.sorted) && t.root[t.sorted[t.middle]] == t.root[t.sorted[t.middle-1]] {
		t.middle++
	}
}

// groups calls do for each group, on two goroutines; half tells which.
func (t *threads) groups(do func(half int, g group)) {
	var wg sync.WaitGroup
	wg.Go(func() { t.half(0, t.sorted[:t.middle], do) })
	wg.Go(func() { t.half(1, t.sorted[t.middle:], do) })
	wg.Wait()
}

// half finds the groups of some threads.
func (t *threads) half(half int, posts []uint32, do func(int, group)) {
	var g group
	var members []member
	for len(posts) > 0 {
		end := 1
		for end < len(posts) && t.root[posts[end]] == t.root[posts[0]] {
			end++
		}
		members = members[:0]
		for _, i := range posts[:end] {
			members = append(members, member{t.company[i], t.customer(i), i})
		}
		posts = posts[end:]
		if slices.ContainsFunc(members, func(m member) bool { return !m.with(members[0]) }) {
			order.Stable(members, func(a, b member) int {
				return cmp.Or(cmp.Compare(a.company, b.company), cmp.Compare(a.customer, b.customer))
			})
		}
		for from := 0; from < len(members); {
			g.company, g.posts = members[from].company, g.posts[:0]
			to := from
			for ; to < len(members) && members[to].with(members[from]); to++ {
				g.posts = append(g.posts, members[to].post)
			}
			if from = to; !slices.IsSortedFunc(g.posts, t.earlier) { // mostly they are
				slices.SortStableFunc(g.posts, t.earlier)
			}
			do(half, g)
		}
	}
}

// earlier orders posts by time. Of the same second, what is answered comes before its
// answer, in whatever order the files have them.
func (t *threads) earlier(a, b uint32) int {
	if c := cmp.Compare(t.at(a).at, t.at(b).at); c != 0 || a == b {
		return c
	}
	if c := cmp.Compare(t.depth(a), t.depth(b)); c != 0 {
		return c
	}
	if x, y := t.id(a), t.id(b); (x|y)&hashed == 0 {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// depth is how many replies up the thread of a post begins.
func (t *threads) depth(i uint32) (n int) {
	for i = t.parent[i]; i != none && n < farthest; i = t.parent[i] {
		n++
	}
	return n
}

// member is a post of a thread and between whom it is.
type member struct {
	company  int32
	customer key
	post     uint32
}

func (m member) with(o member) bool { return m.company == o.company && m.customer == o.customer }
