package listen

import (
	"runtime"

	"heed/internal/desk"
)

// Written is a search as somebody wrote it, with its id.
type Written struct {
	ID   desk.SearchID
	Text string
}

// A Refusal is a search that [Parse] refuses.
type Refusal struct {
	ID  desk.SearchID
	Err error
}

// Read does what Parse and Add do, and gives what was refused: what had the id of such a
// search stays. For very many searches it takes a fraction of their time and memory.
func (s *Set) Read(all ...Written) (refused []Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all = lastOfEach(all, func(w Written) desk.SearchID { return w.ID })
	return s.addAll(len(all), func(r *rereader, i int) (desk.SearchID, *Query, error) {
		q, err := r.parse(all[i].Text)
		return all[i].ID, q, err
	})
}

// isMany reports whether so many searches are added that a new base is built for them at once: that is less
// work, or for as many as there were not twice as much, and what is in a base is tried in less time.
func (s *Set) isMany(n int) bool {
	return !s.merging && (n > s.limit() || n > firstRoom && n >= s.count)
}

// A rereader reads one search after another in the same memory.
type rereader struct {
	parser parser
	query  Query
}

func (r *rereader) parse(text string) (q *Query, err error) {
	r.query, err = r.parser.parse(text)
	return &r.query, err
}

// addMany adds so many searches that a new base is built for them at once. It asks for each
// of n with one goroutine for each processor.
func (s *Set) addMany(n int, each supply) (refused []Refusal) {
	workers := runtime.GOMAXPROCS(0)
	parts := make([]batch, workers)
	inParallel(workers, func(w int) {
		parts[w].compiler = compiler{key: s.key, rate: s.rates.of}
		parts[w].compile(n*w/workers, n*(w+1)/workers, each)
	})
	st := s.now.Load()
	from := sourcesOf(st.base, st.young, s.replaced(parts), len(s.ids)+n)
	described := st.described()
	uses := st.base.uses.Load()
	for i := range parts {
		p := &parts[i]
		for _, o := range p.made {
			o.from += uint32(len(from.programs))
			from.origins = append(from.origins, o)
		}
		from.programs = append(from.programs, p.pieces...)
		described, refused = append(described, p.compiler.needs...), append(refused, p.refused...)
		uses |= p.uses
	}
	clear(parts)
	b := build(s.key, s.coverer.rate, from, described, workers)
	b.uses.Or(uses)
	s.count, s.changes = len(from.origins), 0
	s.ids, s.terms = map[desk.SearchID]youngAt{}, map[term]bool{}
	for i := range b.described {
		s.terms[b.described[i].term] = true
	}
	s.now.Store(&state{version: st.version, base: b, young: []*fresh{newFresh(roomFor(firstRoom))}})
	return refused
}

// replaced are the ids of batches, if there may be searches that have them.
func (s *Set) replaced(parts []batch) map[desk.SearchID]bool {
	if s.count == 0 {
		return nil
	}
	out := map[desk.SearchID]bool{}
	for i := range parts {
		for _, o := range parts[i].made {
			out[o.id] = true
		}
	}
	return out
}

// A batch is programs that one goroutine makes of searches, in pieces of memory that need
// not grow.
type batch struct {
	compiler compiler
	reader   rereader
	pieces   [][]uint32
	made     []origin
	uses     uint32
	refused  []Refusal
}

const (
	pieceWords = 1 << 16
	pieceSpare = 1 << 10 // more than most programs take
)

func (p *batch) compile(from, to int, each supply) {
	c := &p.compiler
	p.made = make([]origin, 0, to-from)
	for k := from; k < to; k++ {
		id, q, err := each(&p.reader, k)
		if err != nil {
			p.refused = append(p.refused, Refusal{ID: id, Err: err})
			continue
		}
		if cap(c.out)-len(c.out) < pieceSpare {
			c.out, p.pieces = make([]uint32, 0, pieceWords), append(p.pieces, nil)
		}
		last := len(p.pieces) - 1
		p.made = append(p.made, origin{id: id, from: uint32(last), program: c.compile(id, q)})
		p.pieces[last] = c.out // which may have had to grow
		p.uses |= usesOf(q.root)
	}
}
