package report

import (
	"math"
	"slices"
)

func reachAtRisk() Measure {
	return Measure{Name: "reach_at_risk", Title: "Reach at risk", Unit: Accounts, Better: -1,
		What: "Followers of the customers whose negative cases were not answered; each customer counts once, whatever they wrote. Unknown where the data do not tell followers. n is the number of those cases.",
		read: func(t *Tally) Value {
			if t.reach.known == 0 {
				return exactly(math.NaN(), 0)
			}
			return exactly(float64(t.reach.sum()), t.reach.cases)
		}}
}

// reach is whom unanswered negative cases reach. A customer of several such cases counts
// once, with the most followers that they had in one.
type reach struct {
	known   int64 // cases that tell followers
	cases   int64 // of them negative and unanswered
	nobody  int64 // followers in cases that do not tell their customer
	persons map[uint64]int64
}

func (r *reach) add(c *Case) {
	if c.Followers < 0 {
		return
	}
	r.known++
	if !c.atRisk() {
		return
	}
	r.cases++
	if c.Person == 0 {
		r.nobody += c.Followers
		return
	}
	r.person(c.Person, c.Followers)
}

func (r *reach) person(id uint64, followers int64) {
	if r.persons == nil {
		r.persons = map[uint64]int64{}
	}
	if have, ok := r.persons[id]; !ok || have < followers {
		r.persons[id] = followers
	}
}

func (r *reach) merge(o *reach) {
	r.known += o.known
	r.cases += o.cases
	r.nobody += o.nobody
	for id, n := range o.persons {
		r.person(id, n)
	}
}

func (r *reach) sum() int64 {
	n := r.nobody
	for _, followers := range r.persons {
		n += followers
	}
	return n
}

func (w *writer) reach(r *reach) {
	w.int(r.known)
	w.int(r.cases)
	w.int(r.nobody)
	ids := make([]uint64, 0, len(r.persons))
	for id := range r.persons {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	w.uint(uint64(len(ids)))
	last := uint64(0)
	for _, id := range ids {
		w.uint(id - last)
		w.int(r.persons[id])
		last = id
	}
}

func (r *reader) reach(to *reach) {
	to.known += r.int()
	to.cases += r.int()
	to.nobody += r.int()
	id := uint64(0)
	for range r.count() {
		id += r.uint()
		to.person(id, r.int())
	}
}

func (c *Case) atRisk() bool { return c.Negative && !c.Responded() && c.Followers >= 0 }
