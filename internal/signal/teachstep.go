package signal

import (
	"math"
	"slices"
)

// teach moves everything by one example.
func (s *senseTeacher) teach(e *senseExample, by float32) {
	x := &s.step
	x.words = x.words[:0]
	for _, k := range e.words {
		if float64(s.next(1<<20)) >= senseDrop*(1<<20) {
			x.words = append(x.words, k)
		}
	}
	if len(x.words) == 0 {
		return
	}
	norm := float32(1 / math.Sqrt(float64(len(x.words))))
	s.forward(norm)
	clear(x.dt)
	clear(x.dh)
	s.byLabels(e, senseRate*by)
	for i := range senseHidden {
		g := float32(x.dt[i] * (1 - float32(x.t[i]*x.t[i])))
		for d, v := range s.hidden.row(i) {
			x.dh[d] += float32(g * v)
		}
		s.hidden.move(i, x.h, g, senseRate*by)
	}
	s.backward(norm, wordRate*by)
}

// forward makes the layers of the words of a step.
func (s *senseTeacher) forward(norm float32) {
	x := &s.step
	var any [manners]bool
	for i := range manners {
		clear(x.public[i])
		clear(x.sum[i])
	}
	for _, k := range x.words {
		any[k.manner] = true
		for d, v := range s.vectors.of(k.at) {
			x.public[k.manner][d] += float32(v * norm)
		}
		for d, v := range s.own.row(int(k.at)) {
			x.sum[k.manner][d] += float32(v * norm)
		}
	}
	for i := range manners {
		for d := range x.sum[i] {
			if any[i] {
				x.sum[i][d] += dot(s.project.row(d), x.public[i])
			}
		}
	}
	for d := range senseSize {
		x.h[d] = x.sum[asItIs][d]
		if any[turned] {
			x.h[d] += dot(s.turn.row(d), x.sum[turned])
		}
	}
	x.h[senseSize], x.t[senseHidden] = 1, 1
	for i := range senseHidden {
		x.t[i] = float32(math.Tanh(float64(dot(s.hidden.row(i), x.h))))
	}
}

// backward moves what makes the vectors of the words of a step.
func (s *senseTeacher) backward(norm, rate float32) {
	x := &s.step
	clear(x.dsum[turned])
	for d := range senseSize {
		x.dsum[asItIs][d] = x.dh[d]
	}
	var any [manners]bool
	for _, k := range x.words {
		any[k.manner] = true
	}
	if any[turned] {
		for d := range senseSize {
			for i, v := range s.turn.row(d) {
				x.dsum[turned][i] += float32(x.dh[d] * v)
			}
			s.turn.move(d, x.sum[turned], x.dh[d], rate)
		}
	}
	var squares [manners]float32
	for i := range manners {
		for d, g := range x.dsum[i] {
			squares[i] += float32(g*g) * norm * norm / senseSize
			if any[i] {
				s.project.move(d, x.public[i], g, rate)
			}
		}
	}
	for _, k := range x.words {
		sum := &s.own.squares[int(k.at)*senseSize] // one for the word
		*sum += squares[k.manner]
		by := rate * norm / float32(math.Sqrt(float64(*sum)+1e-4))
		row := s.own.row(int(k.at))
		for d, g := range x.dsum[k.manner] {
			row[d] -= float32(by * g)
		}
	}
}

// byLabels teaches each task whose label of the example is known.
func (s *senseTeacher) byLabels(e *senseExample, rate float32) {
	x := &s.step
	move := func(t *task, weight float32, is ...int) { s.move(t.layer, t.softmax, x.t, x.dt, rate, weight, is...) }
	if e.emotes != nil {
		move(s.tasks[taskEmotions], senseWeight, e.emotes...)
	}
	if e.task != "" {
		move(s.tasks[e.task], senseWeight, e.class)
	}
	if e.share[headNegative] >= 0 {
		mood := slices.Index(e.share[:3], 1)
		move(s.tasks[taskMood], e.weight*s.factor[mood][1], mood)
	}
	if yes := e.share[headComplaint]; yes >= 0 {
		var is []int
		if yes == 1 {
			is = []int{0}
		}
		move(s.tasks[taskComplaint], e.weight*s.factor[headComplaint][int(yes)], is...)
	}
}

// move moves a task's heads on a layer and adds to the layer's slope; is are the classes
// that hold.
func (s *senseTeacher) move(t *layer, soft bool, in, din []float32, rate, weight float32, is ...int) {
	slope := s.step.z[:0]
	for l := range t.rows() {
		slope = append(slope, dot(t.row(l), in))
	}
	s.step.z = slope
	if soft {
		top, sum := slices.Max(slope), float32(0)
		for l := range slope {
			slope[l] = float32(math.Exp(float64(slope[l] - top)))
			sum += slope[l]
		}
		for l := range slope {
			slope[l] /= sum
		}
	} else {
		for l := range slope {
			slope[l] = float32(logistic(slope[l]))
		}
	}
	for _, l := range is {
		slope[l]--
	}
	for l, g := range slope {
		g *= weight
		for d, v := range t.row(l) {
			din[d] += float32(g * v)
		}
		t.move(l, in, g, rate)
	}
}

// vector is a word's.
func (s *senseTeacher) vector(at int) []float32 {
	v := slices.Clone(s.own.row(at))
	for d := range v {
		v[d] += dot(s.project.row(d), s.vectors.of(int32(at)))
	}
	return v
}
