package statistics

import (
	"cmp"
	"math"
	"slices"
)

// A Stratum holds two groups under the same circumstances.
type Stratum struct {
	A, B Moments
}

// Difference estimates by how much a share of group A lies above that of group B at equal
// circumstances: the differences within the strata, weighted as by Mantel and Haenszel
// (n_A n_B / n), so that a stratum in which one group is absent counts nothing. The interval is
// normal, with the variance of Sato (Biometrics 45, 1989, 1323: On the variance estimator for the
// Mantel-Haenszel risk difference), which holds for few large strata as for many that have a case
// or two of each group; the sum of the strata's own variances takes those for certain. N is how many
// cases stand in strata that count.
func Difference(strata []Stratum) (out Interval, n int64) {
	var weight, sum, p, q float64
	for _, s := range strata {
		if s.A.N == 0 || s.B.N == 0 {
			continue
		}
		a, b, all := float64(s.A.N), float64(s.B.N), float64(s.A.N+s.B.N)
		w := a * b / all
		weight += w
		sum += w * (s.A.Sum/a - s.B.Sum/b)
		p += (a*a*s.B.Sum - b*b*s.A.Sum + a*b*(b-a)/2) / (all * all)
		q += (s.A.Sum*(b-s.B.Sum) + s.B.Sum*(a-s.A.Sum)) / (2 * all)
		n += s.A.N + s.B.N
	}
	if weight == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}, 0
	}
	diff := sum / weight
	half := Z * math.Sqrt(math.Max(0, diff*p+q)) / weight
	return Interval{diff, diff - half, diff + half}, n
}

// Surely tells which of many differences are there, when all of them together may be wrong with a
// chance of one in twenty: by Holm (Scandinavian Journal of Statistics 6, 1979, 65). Of hundred
// comparisons of equals five would else seem to differ. What is not known is not there.
func Surely(differences []Interval) []bool {
	surely := make([]bool, len(differences))
	var order []int
	chance := make([]float64, len(differences))
	for i, d := range differences {
		if math.IsNaN(d.Value) || d.Low > d.High {
			continue
		}
		order = append(order, i)
		if spread := (d.High - d.Low) / (2 * Z); spread > 0 {
			chance[i] = math.Erfc(math.Abs(d.Value) / spread / math.Sqrt2)
		} else if d.Value == 0 {
			chance[i] = 1
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(chance[i], chance[j]) })
	for k, i := range order {
		if chance[i]*float64(len(order)-k) > .05 {
			break
		}
		surely[i] = true
	}
	return surely
}
