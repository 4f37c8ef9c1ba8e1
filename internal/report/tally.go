package report

import (
	"math"
	"slices"

	"heed/internal/statistics"
)

// Tally is what cases add up to. Tallies of parts of a period, or of groups, add up to
// that of the whole. Make one with [NewTally].
type Tally struct {
	Cases   int64
	demand  int64
	list    []Measure
	exact   bool
	shares  []share
	waits   []waits
	adders  []func(Wait) // to each of waits
	numbers []numbers
	hours   [HoursOfWeek]share
	points  [pointClasses]int64
	spare   statistics.Sketch // reads what Decode adds
	reach   reach
	counted [mostMeasures]int64 // of each measure: the cases behind it; not of an exact tally
}

// HoursOfWeek is how many hours a week has.
const HoursOfWeek = 168

// share is how many count, of how many; young of these do not count and may still do.
type share struct{ k, n, young int64 }

// numbers are small counts: their mean, and how often each was seen.
type numbers struct {
	moments statistics.Moments
	seen    [32]int64 // of each value; the last holds all above
}

// waits are lengths of time: each of them, where the tally is exact, else a sketch.
type waits struct {
	each   []uint64 // microseconds, twice, plus 1 where the wait is open
	sketch statistics.Sketch
	drawn  *statistics.Curve // of each, until more are added
}

// NewTally makes an empty tally. An exact one keeps every wait (8 bytes each); another
// keeps sketches, whose quantiles are within one percent. Only tallies of the same sort
// merge.
func NewTally(exact bool) *Tally {
	n := len(measures)
	t := &Tally{list: measures, exact: exact, shares: make([]share, n), waits: make([]waits, n), numbers: make([]numbers, n), adders: make([]func(Wait), n)}
	for i := range t.adders {
		t.adders[i] = func(w Wait) { t.waits[i].add(w, exact) }
	}
	return t
}

// Add counts a case.
func (t *Tally) Add(c *Case) {
	t.Cases++
	t.demand += int64(asNumber(c.Demand))
	for i := range t.list {
		m := &t.list[i]
		switch {
		case m.share != nil:
			k, n := m.share(c)
			t.shares[i].k += k
			t.shares[i].n += n
			if n > 0 && c.young(m.within) {
				t.shares[i].young += n
			}
		case m.waits != nil:
			m.waits(c, t.adders[i])
		case m.number != nil:
			if x, ok := m.number(c); ok {
				t.numbers[i].add(x)
			}
		}
	}
	t.addHour(c)
	t.addPoints(c)
	t.reach.add(c)
	t.count(c)
}

// YoungerThan is how many cases of the demand were not answered and had waited less than so many
// seconds when they were last seen. It is known of an exact tally only.
func (t *Tally) YoungerThan(seconds int64) (n int64) {
	for _, v := range t.waits[indexOf("first_response_time")].each {
		if v&1 == 1 && int64(v>>1) < seconds*1e6 {
			n++
		}
	}
	return n
}

// Merge adds what another tally counted.
func (t *Tally) Merge(o *Tally) {
	t.Cases += o.Cases
	t.demand += o.demand
	for i := range t.shares {
		t.shares[i].merge(o.shares[i])
		t.waits[i].merge(&o.waits[i])
		t.numbers[i].merge(&o.numbers[i])
	}
	for i := range t.hours {
		t.hours[i].merge(o.hours[i])
	}
	for i := range t.points {
		t.points[i] += o.points[i]
	}
	t.reach.merge(&o.reach)
	for i := range t.counted {
		t.counted[i] += o.counted[i]
	}
}

func (s *share) merge(o share) { s.k += o.k; s.n += o.n; s.young += o.young }

func (s share) value() Value { return valueOf(statistics.Wilson(s.k, s.n), s.n) }

func (w *waits) add(x Wait, exact bool) {
	if !exact {
		w.sketch.Add(x.Seconds(), x.Ended)
		return
	}
	w.drawn = nil
	v := uint64(max(0, x.Micros)) << 1
	if !x.Ended {
		v |= 1
	}
	if len(w.each) == cap(w.each) {
		w.each = slices.Grow(w.each, max(64, len(w.each))) // twice as many: there may be millions
	}
	w.each = append(w.each, v)
}

func (w *waits) merge(o *waits) {
	w.drawn = nil
	w.each = append(w.each, o.each...)
	w.sketch.Merge(&o.sketch)
}

// curve is the share that still waits, by time.
func (w *waits) curve(exact bool) statistics.Curve {
	if !exact {
		return statistics.KaplanMeier(w.sketch.Steps())
	}
	if w.drawn != nil {
		return *w.drawn
	}
	w.each = ascending(w.each)
	c := statistics.KaplanMeierOf(w.steps)
	w.drawn = &c
	return c
}

// steps are what happened at each length of time, of waits in order.
func (w *waits) steps(yield func(statistics.Step) bool) {
	for i := 0; i < len(w.each); {
		v := w.each[i] >> 1
		s := statistics.Step{At: float64(v) / 1e6}
		for ; i < len(w.each) && w.each[i]>>1 == v; i++ {
			s.Events++
			s.Censored += int64(w.each[i] & 1)
		}
		s.Events -= s.Censored
		if !yield(s) {
			return
		}
	}
}

func (n *numbers) add(x float64) {
	n.moments.Add(x)
	n.seen[min(max(int(x), 0), len(n.seen)-1)]++
}

func (n *numbers) merge(o *numbers) {
	n.moments.Merge(o.moments)
	for i := range n.seen {
		n.seen[i] += o.seen[i]
	}
}

// quantile is of whole numbers, with the interval of its ranks.
func (n *numbers) quantile(q float64) Value {
	total := n.moments.N
	if total == 0 {
		return exactly(math.NaN(), 0)
	}
	half := statistics.Z * math.Sqrt(float64(total)*q*(1-q))
	at := func(rank float64) float64 {
		rank = math.Min(math.Max(math.Ceil(rank), 1), float64(total))
		sum := int64(0)
		for x, c := range n.seen {
			if sum += c; float64(sum) >= rank {
				return float64(x)
			}
		}
		return float64(len(n.seen) - 1)
	}
	goal := q * float64(total)
	return Value{at(goal), at(goal - half), at(goal + half), total}
}
