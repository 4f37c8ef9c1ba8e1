package signal

import "math"

const remembered = 6 // steps whose bend is kept

// minimise finds the least of a smooth function from x on, by limited-memory BFGS with
// halved steps (Nocedal and Wright, Numerical Optimization, 2006, chapter 7). f gives the
// value and fills the slope in. Products are rounded each, so that every machine takes the
// same way.
func minimise(x []float64, steps int, f func(x, slope []float64) float64) {
	const enough = 1e-5 // of the value, that a step must bring
	n := len(x)
	slope, next, nextSlope, way := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var past []bend
	value := f(x, slope)
	for range steps {
		copy(way, slope)
		direction(way, past)
		down := product(way, slope)
		if !(down > 1e-9) {
			return
		}
		step, then, found := 1., 0., false
		for range 20 {
			for i := range x {
				next[i] = x[i] - float64(step*way[i])
			}
			if then = f(next, nextSlope); then <= value-float64(1e-4*step*down) {
				found = true
				break
			}
			step /= 2
		}
		if !found {
			return
		}
		b := bend{moved: make([]float64, n), turned: make([]float64, n)}
		for i := range x {
			b.moved[i], b.turned[i] = next[i]-x[i], nextSlope[i]-slope[i]
		}
		if b.inner = product(b.moved, b.turned); b.inner > 1e-12 {
			if past = append(past, b); len(past) > remembered {
				past = past[1:]
			}
		}
		gained := value - then
		copy(x, next)
		copy(slope, nextSlope)
		if value = then; gained < enough*math.Abs(value) {
			return
		}
	}
}

// A bend is how the slope turned over a step.
type bend struct {
	moved, turned []float64
	inner         float64
}

// direction turns a slope into the way that the bends suggest.
func direction(way []float64, past []bend) {
	if len(past) == 0 {
		scale(way, 1/math.Sqrt(product(way, way)+1e-12))
		return
	}
	by := make([]float64, len(past))
	for i := len(past) - 1; i >= 0; i-- {
		by[i] = product(past[i].moved, way) / past[i].inner
		add(way, past[i].turned, -by[i])
	}
	last := past[len(past)-1]
	scale(way, last.inner/product(last.turned, last.turned))
	for i, b := range past {
		add(way, b.moved, by[i]-product(b.turned, way)/b.inner)
	}
}

func product(a, b []float64) (sum float64) {
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}

func add(to, x []float64, by float64) {
	for i, v := range x {
		to[i] += float64(by * v)
	}
}

func scale(x []float64, by float64) {
	for i := range x {
		x[i] *= by
	}
}
