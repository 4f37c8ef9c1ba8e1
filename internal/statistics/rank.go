package statistics

import (
	"math"
	"slices"
)

// A Sample is how often each of a few values was seen.
type Sample struct {
	Values []float64
	Counts []int64 // of each of Values
}

// Mean is NaN for an empty sample.
func (s Sample) Mean() float64 {
	sum, n := 0., int64(0)
	for i, c := range s.Counts {
		sum, n = sum+s.Values[i]*float64(c), n+c
	}
	return sum / float64(n)
}

// A Standing is where one of several samples stands by its mean, highest first.
type Standing struct {
	Mean      Interval
	Rank      int     // from 1; those that cannot be told apart share one
	Tied      bool    // others have the same rank
	Keeps     float64 // share of the resamples in which it has this rank, or one of those that the tie spans
	Low, High int     // ranks between which it lies in 95 % of the resamples
}

// Ranks orders samples by their means and tells how far the order can be trusted. Each
// sample is drawn anew often times by the bootstrap of Rubin (1981): every observation
// gets a weight, exponential and independent. Samples in a row cannot be told apart, and
// share a rank, where the first of them lies above the other in less than 95 % of the
// draws. All samples must have something in them; seed makes the draws.
func Ranks(samples []Sample, draws int, seed uint64) []Standing {
	n := len(samples)
	out := make([]Standing, n)
	if n == 0 {
		return out
	}
	means := resample(samples, draws, seed)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	own := make([]float64, n)
	for i, s := range samples {
		own[i] = s.Mean()
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(own[b], own[a]) })
	last := groups(order, means, own, out)
	best, worst := positions(means, draws)
	for i := range out {
		sorted := slices.Clone(means[i])
		slices.Sort(sorted)
		out[i].Mean = Interval{own[i], sorted[draws*25/1000], sorted[(draws*975-1)/1000]}
		kept := 0
		for d := range draws {
			if worst[i][d] >= out[i].Rank && best[i][d] <= last[i] {
				kept++
			}
		}
		out[i].Keeps = float64(kept) / float64(draws)
		slices.Sort(best[i])
		slices.Sort(worst[i])
		out[i].Low, out[i].High = best[i][draws*25/1000], worst[i][(draws*975-1)/1000]
	}
	return out
}

// resample gives the mean of each sample in each draw.
func resample(samples []Sample, draws int, seed uint64) [][]float64 {
	out := make([][]float64, len(samples))
	for i, s := range samples {
		r := stream(seed, i)
		out[i] = make([]float64, draws)
		for d := range out[i] {
			sum, weight := 0., 0.
			for k, c := range s.Counts {
				if c > 0 {
					w := r.gamma(float64(c))
					sum, weight = sum+w*s.Values[k], weight+w
				}
			}
			out[i][d] = sum / weight
		}
	}
	return out
}

// groups sets the ranks, and gives for each sample the last place of its group.
func groups(order []int, means [][]float64, own []float64, out []Standing) []int {
	last := make([]int, len(order))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && tied(order[from], order[to], means, own) {
			to++
		}
		for _, i := range order[from:to] {
			out[i].Rank, out[i].Tied, last[i] = from+1, to-from > 1, to
		}
		from = to
	}
	return last
}

func tied(a, b int, means [][]float64, own []float64) bool {
	if own[a] == own[b] {
		return true
	}
	above := 0
	for d := range means[a] {
		if means[a][d] > means[b][d] {
			above++
		}
	}
	return float64(above) < .95*float64(len(means[a]))
}

// positions gives the place of each sample in each draw, from 1: the best and the worst that it
// can have among its equals.
func positions(means [][]float64, draws int) (best, worst [][]int) {
	best, worst = make([][]int, len(means)), make([][]int, len(means))
	for i := range means {
		best[i], worst[i] = make([]int, draws), make([]int, draws)
	}
	order := make([]int, len(means))
	for d := range draws {
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return compare(means[b][d], means[a][d]) })
		for from := 0; from < len(order); {
			to := from + 1
			for to < len(order) && means[order[to]][d] == means[order[from]][d] {
				to++
			}
			for _, i := range order[from:to] {
				best[i][d], worst[i][d] = from+1, to
			}
			from = to
		}
	}
	return best, worst
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case math.IsNaN(a) && !math.IsNaN(b):
		return -1
	case math.IsNaN(b) && !math.IsNaN(a):
		return 1
	}
	return 0
}
