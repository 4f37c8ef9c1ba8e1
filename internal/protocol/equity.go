package protocol

import (
	"math"
	"slices"
)

// gaps are the equity gaps of two protocols: a and b tell which cases each answers.
func gaps(past []Past, a, b []bool) []Gap {
	var known []int
	for i := range past {
		if n := past[i].Facts.Followers; n >= 0 {
			known = append(known, n)
		}
	}
	var out []Gap
	if len(known) >= 8 {
		slices.Sort(known)
		many := known[len(known)*3/4]
		out = append(out, gap("reach", past, a, b, func(f *Facts) (bool, bool) { return f.Followers >= 0, f.Followers >= many && many > known[0] }))
	}
	return append(out, gap("privacy", past, a, b, func(f *Facts) (bool, bool) { return true, !f.Private }))
}

// gap compares those of whom side says one with the others; side also says whether a
// case counts at all.
func gap(name string, past []Past, a, b []bool, side func(*Facts) (counts, one bool)) Gap {
	g := Gap{Name: name}
	before, after := map[string]*stratum{}, map[string]*stratum{}
	for i := range past {
		f := &past[i].Facts
		counts, one := side(f)
		if !counts {
			continue
		}
		if one {
			g.One++
		} else {
			g.Other++
		}
		stratumOf(before, f.Intent).add(one, a[i])
		stratumOf(after, f.Intent).add(one, b[i])
	}
	g.Before, g.After = difference(before), difference(after)
	return g
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
// and its interval by the variances of the shares (Greenland and Robins, 1985, in its
// simple form).
func difference(strata map[string]*stratum) Interval {
	var sum, weights, variance float64
	for _, s := range strata {
		if s.n[0] == 0 || s.n[1] == 0 {
			continue
		}
		w := s.n[0] * s.n[1] / (s.n[0] + s.n[1])
		p, q := s.answered[0]/s.n[0], s.answered[1]/s.n[1]
		sum += w * (p - q)
		weights += w
		variance += w * w * (p*(1-p)/s.n[0] + q*(1-q)/s.n[1])
	}
	if weights == 0 {
		return Interval{}
	}
	v, e := sum/weights, 1.96*math.Sqrt(variance)/weights
	return Interval{Value: v, Low: max(-1, v-e), High: min(1, v+e), Known: true}
}
