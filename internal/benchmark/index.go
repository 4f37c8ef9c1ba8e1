package benchmark

import (
	"cmp"
	"strconv"
	"sync"

	"heed/internal/order"
)

const (
	stretchBits = 14
	stretchSize = 1 << stretchBits
	none        = ^uint32(0)
)

// index holds the posts of all files, in their order, and finds them by id.
type index struct {
	stretches []*stretch
	n         int
	names     map[key]naming
	ids       map[key]string // of posts and authors that are no numbers
	followers map[uint32]int64
	caseOf    map[uint32]key // of the posts of which the file tells it
	tables    [2]table
	counted   bool // the ids are numbers, so near to each other that a table has a slot for each
	repeats   int
	least     key // id
	most      key
	oldest    int64
	newest    int64
}

// stretch holds some posts. Their ids stand apart, so that looking for one does not go through
// what else is kept.
type stretch struct {
	posts [stretchSize]post
	ids   [stretchSize]key
}

func newIndex() *index {
	return &index{names: map[key]naming{}, ids: map[key]string{}, followers: map[uint32]int64{}, caseOf: map[uint32]key{}}
}

func (x *index) at(i uint32) *post { return &x.stretches[i>>stretchBits].posts[i&(stretchSize-1)] }

func (x *index) id(i uint32) key { return x.stretches[i>>stretchBits].ids[i&(stretchSize-1)] }

// take adds the posts of a part.
func (x *index) take(p *part) {
	for _, n := range p.names {
		if old, ok := x.names[n.key]; !ok || old.account == 0 && n.account != 0 {
			x.names[n.key] = n
		}
	}
	for _, id := range p.named {
		x.ids[id.key] = id.name
	}
	for i, n := range p.followers {
		x.followers[uint32(x.n+i)] = n
	}
	for i, c := range p.caseOf {
		x.caseOf[uint32(x.n+i)] = c
	}
	if len(p.posts) > 0 {
		if x.n == 0 {
			x.oldest, x.newest, x.least, x.most = p.oldest, p.newest, p.least, p.most
		}
		x.oldest, x.newest = min(x.oldest, p.oldest), max(x.newest, p.newest)
		x.least, x.most = min(x.least, p.least), max(x.most, p.most)
	}
	for posts, ids := p.posts, p.ids; len(posts) > 0; {
		if x.n>>stretchBits == len(x.stretches) {
			x.stretches = append(x.stretches, new(stretch))
		}
		to, at := x.stretches[x.n>>stretchBits], x.n&(stretchSize-1)
		n := copy(to.posts[at:], posts)
		copy(to.ids[at:], ids)
		x.n += n
		posts, ids = posts[n:], ids[n:]
	}
}

// close builds the tables that find posts by id, each half on its own processor. Of posts
// with the same id the first counts.
func (x *index) close() {
	var wg sync.WaitGroup
	var repeats [2]int
	x.counted = x.most-x.least < key(2*x.n)
	for half := range x.tables {
		wg.Go(func() {
			if x.counted {
				middle := (x.most - x.least) / 2
				from := [...]key{x.least, x.least + middle + 1, x.most + 1}
				repeats[half] = x.tables[half].count(x, from[half], from[half+1])
				return
			}
			repeats[half] = x.tables[half].build(x, half)
		})
	}
	wg.Wait()
	x.repeats = repeats[0] + repeats[1]
}

// find gives the place of a post, none where it is not in the files.
func (x *index) find(id key) uint32 {
	if id == 0 {
		return none
	}
	if x.counted {
		for half := range x.tables {
			if t := &x.tables[half]; id-t.first < key(len(t.slots)) {
				return t.slots[id-t.first]
			}
		}
		return none
	}
	h := spread(id)
	return x.tables[h&1].find(x, id, h)
}

// table finds posts by id: places by open addressing; where the ids are numbers that were counted
// up, by the number.
type table struct {
	slots []uint32
	mask  uint64
	first key // id of the first slot, where they are counted
}

// count takes the ids from one on, before another.
func (t *table) count(x *index, from, to key) (repeats int) {
	t.slots, t.first = vacant(int(to-from)), from
	for i := range uint32(x.n) {
		at := x.id(i) - from
		switch {
		case at >= to-from:
		case t.slots[at] == none:
			t.slots[at] = i
		default:
			x.at(i).bits |= repeated
			repeats++
		}
	}
	return repeats
}

// vacant makes slots that hold nothing.
func vacant(n int) []uint32 {
	slots := make([]uint32, n)
	for i := range slots {
		slots[i] = none
	}
	return slots
}

func (t *table) build(x *index, half int) (repeats int) {
	size, own := 64, 0
	for i := range uint32(x.n) {
		if spread(x.id(i))&1 == uint64(half) {
			own++
		}
	}
	for size < own*3/2 {
		size *= 2
	}
	t.slots, t.mask = vacant(size), uint64(size-1)
	for i := range uint32(x.n) {
		id := x.id(i)
		h := spread(id)
		if h&1 != uint64(half) {
			continue
		}
		s := h >> 1 & t.mask
		for t.slots[s] != none && x.id(t.slots[s]) != id {
			s = (s + 1) & t.mask
		}
		if t.slots[s] != none {
			x.at(i).bits |= repeated
			repeats++
			continue
		}
		t.slots[s] = i
	}
	return repeats
}

func (t *table) find(x *index, id key, h uint64) uint32 {
	if len(t.slots) == 0 {
		return none
	}
	for s := h >> 1 & t.mask; t.slots[s] != none; s = (s + 1) & t.mask {
		if x.id(t.slots[s]) == id {
			return t.slots[s]
		}
	}
	return none
}

// spread is a hash of an id. Ids that follow each other stay side by side, since the posts
// of a thread mostly do.
func spread(id key) uint64 {
	const side = 4 // bits
	h := mix(uint64(id>>side) + 0xd1342543de82ef95)
	return h&1 | (h>>1<<side|uint64(id)&(1<<side-1))<<1
}

// mix spreads a key over all bits.
func mix(v uint64) uint64 {
	v ^= v >> 31
	v *= 0x9e3779b97f4a7c15
	return v ^ v>>29
}

// company is one that writes or is written to.
type company struct{ name string }

// name is how an id or a name is written.
func (x *index) name(k key) string {
	if k&hashed == 0 {
		return strconv.FormatUint(uint64(k), 10)
	}
	if n, ok := x.ids[k]; ok {
		return n
	}
	return x.names[k].name
}

// companies are all that the files name, ordered by name, and the number of each by the
// key of any of its names.
func (x *index) companies() (list []company, byKey map[key]int32, byShort map[uint32]int32) {
	byName := map[string]int32{}
	for _, n := range x.names {
		if _, ok := byName[n.name]; !ok {
			byName[n.name] = 0
			list = append(list, company{n.name})
		}
	}
	order.By(list, func(a, b company) int { return cmp.Compare(a.name, b.name) })
	for i, c := range list {
		byName[c.name] = int32(i)
	}
	byKey, byShort = map[key]int32{}, map[uint32]int32{}
	for k, n := range x.names {
		byKey[k], byShort[k.short()] = byName[n.name], byName[n.name]
	}
	return list, byKey, byShort
}
