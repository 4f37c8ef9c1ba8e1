package statistics

import "math"

// random gives the same numbers for the same seed on every machine (SplitMix64, Steele,
// Lea and Flood 2014): a report that is made twice must say the same twice.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// stream is the i-th of several that have nothing in common: seeds in arithmetic steps
// would give the same numbers, shifted.
func stream(seed uint64, i int) random {
	r := random(seed)
	first := r.next()
	r = random(first ^ uint64(i)*0xd1342543de82ef95)
	return random(r.next())
}

// uniform lies in (0, 1).
func (r *random) uniform() float64 { return (float64(r.next()>>11) + .5) / (1 << 53) }

// normal is by the polar method of Marsaglia.
func (r *random) normal() float64 {
	for {
		u, v := 2*r.uniform()-1, 2*r.uniform()-1
		if s := u*u + v*v; s > 0 && s < 1 {
			return u * math.Sqrt(-2*math.Log(s)/s)
		}
	}
}

// gamma draws from the gamma distribution of a shape of 1 or more (Marsaglia and Tsang
// 2000).
func (r *random) gamma(shape float64) float64 {
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(r.uniform()) < .5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
