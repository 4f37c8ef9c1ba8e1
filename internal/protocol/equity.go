package protocol

import (
	"math"
	"slices"
)

// A division parts people in two. side says whether a case counts, and whether it is of the one side.
type division struct {
	name string // of the gap
	side func(*Facts) (counts, one bool)
}

// divisions are those that the past can tell: the quarter with the most followers and the others,
// and public and private messages.
func divisions(past []Past) (out []division) {
	var known []int
	for i := range past {
		if n := past[i].Facts.Followers; n >= 0 {
			known = append(known, n)
		}
	}
	if len(known) >= 8 {
		slices.Sort(known)
		many := known[len(known)*3/4]
		out = append(out, division{"reach", func(f *Facts) (bool, bool) { return f.Followers >= 0, f.Followers >= many && many > known[0] }})
	}
	return append(out, division{"privacy", func(f *Facts) (bool, bool) { return true, !f.Private }})
}

// gaps are the equity gaps of two protocols: a and b tell which cases each answers.
func gaps(past []Past, a, b []bool) (out []Gap) {
	for _, s := range divisions(past) {
		out = append(out, gap(s, past, a, b))
	}
	return out
}

// gap compares the one side with the other.
func gap(s division, past []Past, a, b []bool) Gap {
	g := Gap{Name: s.name}
	before, after := map[string]*stratum{}, map[string]*stratum{}
	for i := range past {
		f := &past[i].Facts
		counts, one := s.side(f)
		if !counts {
			continue
		}
		if one {
			g.One++
		} else {
			g.Other++
		}
		n := &g.Answered[1]
		if one {
			n = &g.Answered[0]
		}
		n.count(a[i], b[i])
		stratumOf(before, f.Intent).add(one, a[i])
		stratumOf(after, f.Intent).add(one, b[i])
	}
	g.Before, g.After = difference(before), difference(after)
	return g
}

func (n *Counts) count(before, after bool) {
	if before {
		n.Before++
	}
	if after {
		n.After++
	}
}

// A stratum is the cases of one intent on the two sides.
type stratum struct{ n, answered [2]float64 }

func stratumOf(m map[string]*stratum, intent string) *stratum {
	if m[intent] == nil {
		m[intent] = &stratum{}
	}
	return m[intent]
}

func (s *stratum) add(one, answered bool) {
	i := 1
	if one {
		i = 0
	}
	s.n[i]++
	if answered {
		s.answered[i]++
	}
}

// difference is the risk difference over strata with the weights of Mantel and Haenszel,
// and its interval by the variance of Sato (1989), which holds also for intents with few cases.
func difference(strata map[string]*stratum) Interval {
	var sum, weights, p, q float64
	for _, s := range strata {
		if s.n[0] == 0 || s.n[1] == 0 {
			continue
		}
		one, other, x, y, all := s.n[0], s.n[1], s.answered[0], s.answered[1], s.n[0]+s.n[1]
		sum += (x*other - y*one) / all
		weights += one * other / all
		p += (one*one*y - other*other*x + one*other*(other-one)/2) / (all * all)
		q += (x*(other-y) + y*(one-x)) / (2 * all)
	}
	if weights == 0 {
		return Interval{}
	}
	v := sum / weights
	e := 1.96 * math.Sqrt(max(0, v*p+q)) / weights
	return Interval{Value: v, Low: max(-1, v-e), High: min(1, v+e), Known: true}
}
