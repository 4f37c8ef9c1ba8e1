package signal

import (
	"math"
	"slices"
)

// doubt finds how often each label is given for what is another: at least as often as
// people slip, and as often as it is given for texts that nobody could mistake. What was
// taught by mistake, or on purpose, then teaches little.
func (p *pupil) doubt() {
	n := len(p.labels)
	given, all, wrong := make([][]float64, n), 0., 0.
	for label := range given {
		given[label] = make([]float64, n)
	}
	for i := range p.list {
		x := &p.list[i]
		best := likeliestOf(x.prior)
		if x.plain || math.Exp(x.prior[best]) < unmistakable {
			continue
		}
		given[best][x.label] += float64(x.weight)
		if all += float64(x.weight); best != x.label {
			wrong += float64(x.weight)
		}
	}
	usual := (wrong + doubted*slips) / (all + doubted)
	for label, row := range given {
		sum := 0.
		for _, v := range row {
			sum += v
		}
		off := 0.
		for other := range row {
			if other != label {
				row[other] = max(slips/float64(n), (row[other]+doubted*usual/float64(n))/(sum+doubted))
				off += row[other]
			}
		}
		if off > .5 {
			for other := range row {
				row[other] *= .5 / off
			}
			off = .5
		}
		row[label] = 1 - off
	}
	p.slips = given
}

// mistake is how unlikely the weights make the label of a text; it adds to the slope. A
// label may be given by mistake, so one that nothing makes likely is believed little.
func (p *pupil) mistake(x *lessonText, at, down *weights, weight float64) float64 {
	z := at.shift(x)
	for i := range z {
		if z[i] += x.prior[i]; !p.among[i] {
			z[i] = -100 // while the others are told apart
		}
	}
	top, sum := slices.Max(z), 0.
	for i := range z {
		z[i] = math.Exp(z[i] - top)
		sum += z[i]
	}
	given := 0.
	for i := range z {
		z[i] /= sum
		given += float64(z[i] * p.slip(x, i))
	}
	for i := range z { // how likely it is, less how likely it is since the label was given
		z[i] -= z[i] * p.slip(x, i) / given
	}
	down.each(x, func(row []float64, v float64) {
		for label := range row {
			row[label] += float64(weight * z[label] * v)
		}
	})
	return -weight * math.Log(given)
}

// slip is how often the label of a text is given where another is right.
func (p *pupil) slip(x *lessonText, right int) float64 {
	switch {
	case !x.plain:
		return p.slips[right][x.label]
	case right == x.label:
		return 1
	}
	return 0
}
