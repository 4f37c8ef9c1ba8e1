package statistics

import "math"

// A Stratum holds two groups under the same circumstances.
type Stratum struct {
	A, B Moments
}

// Difference estimates by how much group A lies above group B at equal circumstances:
// the differences within the strata, weighted as by Mantel and Haenszel (n_A n_B / n), so
// that a stratum in which one group is absent counts nothing. The interval is normal, with
// the variance of the weighted sum; for shares (values 0 and 1) it is that of Rothman,
// Modern Epidemiology. N is how many cases stand in strata that count.
func Difference(strata []Stratum) (out Interval, n int64) {
	var weight, sum, variance float64
	for _, s := range strata {
		if s.A.N == 0 || s.B.N == 0 {
			continue
		}
		a, b := float64(s.A.N), float64(s.B.N)
		w := a * b / (a + b)
		weight += w
		sum += w * (s.A.Sum/a - s.B.Sum/b)
		variance += w * w * (spread(s.A) + spread(s.B))
		n += s.A.N + s.B.N
	}
	if weight == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}, 0
	}
	diff, half := sum/weight, Z*math.Sqrt(variance)/weight
	return Interval{diff, diff - half, diff + half}, n
}

// spread is the variance of a group's mean. The variance is that of the group itself (over
// n, not n-1): for shares p (1-p) / n.
func spread(m Moments) float64 {
	n := float64(m.N)
	return math.Max(0, m.Sq/n-(m.Sum/n)*(m.Sum/n)) / n
}
