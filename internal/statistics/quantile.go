package statistics

import "math"

// Median is the middle of sorted values, or the mean of the two in the middle: NaN for
// none.
func Median(sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Percentile is the smallest of sorted values that at least percent of the gaps between
// them lie below: the value at rank ceil(p (n-1)) from 0, which pandas calls "higher". It
// is always a value that was seen. NaN for none.
func Percentile(sorted []float64, percent int) float64 {
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return sorted[min(n-1, (percent*(n-1)+99)/100)]
}

// OrderInterval is the interval of a quantile of sorted values by their ranks, from the
// normal limit of the binomial (Conover, Practical Nonparametric Statistics, 3.2).
func OrderInterval(sorted []float64, q float64) (low, high float64) {
	n := len(sorted)
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	half := Z * math.Sqrt(float64(n)*q*(1-q))
	l := int(math.Ceil(float64(n)*q-half)) - 1
	h := int(math.Ceil(float64(n)*q+half)) - 1
	return sorted[min(max(l, 0), n-1)], sorted[min(max(h, 0), n-1)]
}
