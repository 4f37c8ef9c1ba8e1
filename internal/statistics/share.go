package statistics

import "math"

// Wilson estimates a share of which k of n were counted, with the score interval of
// Wilson (1927), which keeps its promise for small n and for shares near 0 and 1. Without
// any case everything is NaN.
func Wilson(k, n int64) Interval {
	if n <= 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	return wilson(float64(k)/float64(n), float64(n))
}

// wilson is the interval of a share p of m, which need not be whole.
func wilson(p, m float64) Interval {
	center := p + Z*Z/(2*m)
	half := Z * math.Sqrt(p*(1-p)/m+Z*Z/(4*m*m))
	scale := 1 + Z*Z/m
	out := Interval{p, math.Max(0, (center-half)/scale), math.Min(1, (center+half)/scale)}
	if p <= 0 {
		out.Low = 0
	}
	if p >= 1 {
		out.High = 1
	}
	return out
}

// Moments are enough of a list of numbers to tell their mean; they add up.
type Moments struct {
	N       int64
	Sum, Sq float64
}

// Add counts a number.
func (m *Moments) Add(x float64) { m.N++; m.Sum += x; m.Sq += x * x }

// Merge adds what another list counted.
func (m *Moments) Merge(o Moments) { m.N += o.N; m.Sum += o.Sum; m.Sq += o.Sq }

// Variance is that of the sample; NaN below two numbers.
func (m Moments) Variance() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	n := float64(m.N)
	return math.Max(0, (m.Sq-m.Sum*m.Sum/n)/(n-1))
}

// Mean estimates the mean, with the interval of Student's t.
func (m Moments) Mean() Interval {
	if m.N == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	mean := m.Sum / float64(m.N)
	half := student(m.N-1) * math.Sqrt(m.Variance()/float64(m.N))
	return Interval{mean, mean - half, mean + half}
}

// student is the 97.5 % quantile of Student's t, by the expansion of Cornish and Fisher
// (Abramowitz and Stegun 26.7.5), exact where it has closed forms; within 0.2 % from three
// degrees on.
func student(df int64) float64 {
	switch {
	case df < 1:
		return math.NaN()
	case df == 1:
		return math.Tan(math.Pi * 0.475)
	case df == 2:
		const a = .95
		return a * math.Sqrt(2/(1-a*a))
	}
	z, n := Z, float64(df)
	g1 := (math.Pow(z, 3) + z) / 4
	g2 := (5*math.Pow(z, 5) + 16*math.Pow(z, 3) + 3*z) / 96
	g3 := (3*math.Pow(z, 7) + 19*math.Pow(z, 5) + 17*math.Pow(z, 3) - 15*z) / 384
	g4 := (79*math.Pow(z, 9) + 776*math.Pow(z, 7) + 1482*math.Pow(z, 5) - 1920*math.Pow(z, 3) - 945*z) / 92160
	return z + g1/n + g2/(n*n) + g3/math.Pow(n, 3) + g4/math.Pow(n, 4)
}
