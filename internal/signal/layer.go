package signal

import "math"

// A layer is weights that are being taught, with the sums of the squares of their slopes;
// AdaGrad.
type layer struct {
	wide             int
	weights, squares []float32
}

func newLayer(rows, wide int) *layer {
	return &layer{wide, make([]float32, rows*wide), make([]float32, rows*wide)}
}

func (l *layer) rows() int           { return len(l.weights) / l.wide }
func (l *layer) row(i int) []float32 { return l.weights[i*l.wide : (i+1)*l.wide] }

// move moves a row against a slope that is g times x.
func (l *layer) move(i int, x []float32, g, rate float32) {
	if g == 0 {
		return
	}
	weights, squares := l.row(i), l.squares[i*l.wide:(i+1)*l.wide]
	for d, v := range x {
		by := float32(g * v)
		squares[d] += float32(by * by)
		weights[d] -= float32(rate*by) / float32(math.Sqrt(float64(squares[d])+1e-4))
	}
}
