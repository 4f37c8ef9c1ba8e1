package statistics

import (
	"iter"
	"math"
	"slices"
)

// A Step is what happened at one length of time: how many waits ended with the event and
// how many were still waiting when they were last seen.
type Step struct {
	At               float64
	Events, Censored int64
}

// A Point is the curve from one length of time on, up to the next point.
type Point struct {
	At     float64
	Left   float64 // share that still waits after At
	Low    float64 // of Left
	High   float64
	Events int64
	Risk   int64 // waits that were seen up to At
	err    float64
}

// A Curve tells for each length of time how many still wait, counting those that were
// never seen to end for as long as they were seen.
type Curve struct {
	Points   []Point // one for each time at which an event was seen
	N        int64
	Events   int64
	LastSeen float64
}

// KaplanMeier estimates the curve from steps in ascending order of time (Kaplan and
// Meier 1958), with pointwise intervals by Greenwood's variance on the scale of
// log(-log), which stay within 0 and 1 (Kalbfleisch and Prentice). Who was last seen at
// the time of an event counts as waiting then.
func KaplanMeier(steps []Step) Curve { return KaplanMeierOf(slices.Values(steps)) }

// KaplanMeierOf is KaplanMeier of steps that need not stand in memory. It goes through them twice.
func KaplanMeierOf(steps iter.Seq[Step]) Curve {
	var c Curve
	points := 0
	for s := range steps {
		c.N += s.Events + s.Censored
		if s.Events > 0 {
			points++
		}
	}
	c.Points = slices.Grow(c.Points, points)
	risk, left, greenwood := c.N, 1., 0.
	for s := range steps {
		c.LastSeen = s.At
		if s.Events > 0 {
			d, n := float64(s.Events), float64(risk)
			left *= 1 - d/n
			if s.Events < risk {
				greenwood += d / (n * (n - d))
			} else {
				left, greenwood = 0, math.Inf(1)
			}
			p := Point{At: s.At, Left: left, Events: s.Events, Risk: risk, err: left * math.Sqrt(greenwood)}
			p.Low, p.High = band(left, greenwood)
			c.Points = append(c.Points, p)
			c.Events += s.Events
		}
		risk -= s.Events + s.Censored
	}
	return c
}

func band(left, greenwood float64) (low, high float64) {
	if left <= 0 {
		return 0, 0
	}
	if left >= 1 || math.IsInf(greenwood, 1) {
		return left, left
	}
	log := math.Log(left)
	theta := math.Exp(Z * math.Sqrt(greenwood) / log)
	return math.Exp(log / theta), math.Exp(log * theta)
}

// Err is the standard error of Left after Greenwood.
func (p Point) Err() float64 { return p.err }

// After is the share that still waits after a length of time.
func (c Curve) After(at float64) Point {
	out := Point{At: at, Left: 1, Low: 1, High: 1, Risk: c.N}
	for _, p := range c.Points {
		if p.At > at {
			break
		}
		out = p
	}
	return out
}

// By is the share of the waits that has ended after a length of time. Its interval is that of
// [Curve.Within], Wilson's, which holds also where none or all have ended: so the curve says of an
// hour what the share within an hour says, where nobody was lost before.
func (c Curve) By(at float64) Interval {
	p := c.After(at)
	share := 1 - p.Left
	switch {
	case c.N == 0:
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	case p.Left == 0:
		return Wilson(c.Events, c.Events)
	case p.err > 0:
		return wilson(share, math.Min(float64(c.N), p.Left*share/(p.err*p.err)))
	case len(c.Points) > 0:
		return wilson(0, float64(c.Points[0].Risk))
	}
	return wilson(0, float64(c.N))
}

// Until is how far the curve is known: as far as any wait was seen, and without end where all have
// ended.
func (c Curve) Until() float64 {
	if n := len(c.Points); n > 0 && c.Points[n-1].Left == 0 {
		return math.Inf(1)
	}
	return c.LastSeen
}

// Quantile is the time by which a share q of the waits has ended, and its interval
// (Brookmeyer and Crowley 1982). Where the curve is flat at exactly that share, the middle
// of the flat part is taken, so that without censoring the median is the common one. +Inf:
// the share is not reached by what was seen. NaN where nothing was.
func (c Curve) Quantile(q float64) Interval {
	if c.N == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	goal := 1 - q
	return Interval{
		Value: c.crossing(goal, func(p Point) float64 { return p.Left }, true),
		Low:   c.crossing(goal, func(p Point) float64 { return p.Low }, false),
		High:  c.crossing(goal, func(p Point) float64 { return p.High }, false),
	}
}

// flat is how near a share must be to count as equal: sums of fractions are not exact.
const flat = 1e-9

func (c Curve) crossing(goal float64, of func(Point) float64, middle bool) float64 {
	for i, p := range c.Points {
		left := of(p)
		switch {
		case left < goal-flat:
			return p.At
		case left <= goal+flat && middle && i+1 < len(c.Points):
			return (p.At + c.Points[i+1].At) / 2
		case left <= goal+flat:
			return p.At
		}
	}
	return math.Inf(1)
}

// mostUnseen is which share of the waits may be without any that was seen so long, for a share
// that ends in time still to be told.
const mostUnseen = .1

// Within estimates which share of the waits ends within a length of time. young of them were last
// seen, still waiting, before they had lasted so long: from then on they count as those do who
// waited as long. The interval is Wilson's for as many waits as would, each seen to its end, give
// Greenwood's variance (Cutler and Ederer 1958; Dorey and Korn 1987); where none is young it is
// that of the share itself. Where none was seen to last so long, the value is the least that it
// can be and the interval reaches up to 1; NaN where that leaves more than a tenth open.
func (c Curve) Within(at float64, young int64) Interval {
	ended := int64(0)
	for _, p := range c.Points {
		if p.At <= at {
			ended += p.Events
		}
	}
	p, all := c.After(at), float64(c.N)
	share := 1 - p.Left
	switch {
	case young == 0:
		return Wilson(ended, c.N)
	case c.N > ended+young && p.err > 0:
		return wilson(share, math.Min(all, p.Left*share/(p.err*p.err)))
	case c.N > ended+young || p.Left == 0:
		return wilson(share, float64(c.N-young))
	case p.Left > mostUnseen:
		return Interval{math.NaN(), wilson(share, all).Low, 1}
	}
	return Interval{share, wilson(share, all).Low, 1}
}

// Longer is how long, surely, it takes until a share q of the waits has ended, where too few were seen to
// end to tell when: the longest time at which Wilson's interval of the share that had ended, of those who were
// seen so long or had ended before, still lies below q. NaN where it can be any time. Steps ascend.
func Longer(steps []Step, q float64) float64 {
	longer, risk, ended := math.NaN(), int64(0), int64(0)
	for _, s := range steps {
		risk += s.Events + s.Censored
	}
	for _, s := range steps {
		ended += s.Events
		risk -= s.Events
		if Wilson(ended, ended+risk).High >= q {
			break
		}
		longer = s.At
		risk -= s.Censored
	}
	return longer
}
