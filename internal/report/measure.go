package report

import (
	"math"
	"slices"

	"heed/internal/statistics"
)

// A Measure is one thing that is measured of cases. Exactly one of share, waits, number
// and read says how.
type Measure struct {
	Name   string // as in files: snake_case
	Title  string // for people
	Unit   Unit
	Better int    // 1: more is better; -1: less is; 0: neither
	What   string // what it is, in a sentence
	posts  string // what it is in public posts, where What speaks of the desk
	Proxy  bool   // stands for something that public data do not tell
	// Figures of waits and numbers: which quantiles, beside the mean of numbers.
	quantiles []float64

	share  func(c *Case) (k, n int64)
	within int64 // seconds; of a share of first responses that came in time: who has waited less, and still waits, is too young to tell
	waits  func(c *Case, add func(Wait))
	number func(c *Case) (x float64, ok bool)
	read   func(t *Tally) Value
}

// measures in the order in which they are shown.
var measures = []Measure{
	demand(), negativeShare(), responseRate("1h", 3600), responseRate("24h", 86400), responseRate("any", ever),
	firstResponse(), nextResponse(), coverage(), coverageKnown(), resolution(), timeToResolution(), deflection(),
	privateMove(), publicClosure(), lipService(), timesTold(), handOffs(), handOffDelay(), windowsLost(), promiseKeeping(),
	moodChange(), reachAtRisk(), score(),
}

// Measures lists all measures in the order in which they are shown.
func Measures() []Measure { return slices.Clone(measures) }

// A Figure is one number of a measure: the measure itself, or a quantile of it.
type Figure struct {
	Measure
	Name     string // first_response_time_p50
	Title    string
	index    int
	quantile float64 // 0: none
}

// figures are counted up once: a file of thousands of companies asks for each by its name.
var figures = countUp() // read only

func countUp() (list []Figure) {
	for i, m := range measures {
		if m.waits == nil {
			list = append(list, Figure{m, m.Name, m.Title, i, 0})
		}
		for _, q := range m.quantiles {
			p := percent(q)
			list = append(list, Figure{m, m.Name + "_p" + p, m.Title + ", " + inWords(q), i, q})
		}
	}
	return list
}

// Figures lists every number that a tally gives, in order.
func Figures() []Figure { return slices.Clone(figures) }

func percent(q float64) string {
	n := int(math.Round(q * 100))
	return string([]byte{byte('0' + n/10), byte('0' + n%10)})
}

func inWords(q float64) string {
	if q == .5 {
		return "median"
	}
	return percent(q) + "th percentile"
}

// FigureOf finds a figure by its name; a measure of several figures by its own name too:
// its first.
func FigureOf(name string) (Figure, bool) {
	for i := range figures {
		if figures[i].Name == name {
			return figures[i], true
		}
	}
	for i := range figures {
		if figures[i].Measure.Name == name {
			return figures[i], true
		}
	}
	return Figure{}, false
}

// Of reads the figure from a tally.
func (f *Figure) Of(t *Tally) Value {
	m := measures[f.index]
	switch {
	case m.within > 0 && t.shares[f.index].young > 0:
		return t.timely(m.within, t.shares[f.index])
	case m.share != nil:
		return t.shares[f.index].value()
	case m.waits != nil:
		c := t.waits[f.index].curve(t.exact)
		return finite(valueOf(c.Quantile(f.quantile), c.N))
	case m.number != nil && f.quantile > 0:
		return t.numbers[f.index].quantile(f.quantile)
	case m.number != nil:
		n := t.numbers[f.index].moments
		return valueOf(n.Mean(), n.N)
	}
	return m.read(t)
}

// AtLeast is what a time surely is of which a tally of sketches, as the desk's are, knows no value, since too few were
// seen to end; NaN where that cannot be told either. It grows while nobody is answered, so that it is no part of a
// report: what was counted at two moments would differ.
func (f *Figure) AtLeast(t *Tally) float64 {
	if f.waits == nil {
		return math.NaN()
	}
	return statistics.Longer(t.waits[f.index].sketch.Steps(), f.quantile)
}

// finite tells "not reached by what was seen" as unknown; an end of the interval may
// still lie beyond.
func finite(v Value) Value {
	if math.IsInf(v.Value, 1) {
		v.Value = math.NaN()
	}
	if math.IsInf(v.Low, 1) {
		v.Low = math.NaN()
	}
	return v
}

// Part tells how a case stands in a figure, so that a number can show its cases: whether
// it counts at all, and with what: 1 or 0 in a share, seconds in a time, the number itself
// elsewhere. open marks a wait that was not seen to end, and in a share a case that is too young
// to tell.
func (f *Figure) Part(c *Case) (x float64, open, in bool) {
	m := measures[f.index]
	switch {
	case m.share != nil:
		k, n := m.share(c)
		return float64(k), n > 0 && c.young(m.within), n > 0
	case m.waits != nil:
		m.waits(c, func(w Wait) {
			if !in || w.Seconds() > x {
				x, open, in = w.Seconds(), !w.Ended, true
			}
		})
		return x, open, in
	case m.number != nil:
		x, in = m.number(c)
		return x, false, in
	}
	return part(m.Name, c)
}

// part is for measures that read a tally of their own.
func part(name string, c *Case) (x float64, open, in bool) {
	switch name {
	case "demand":
		return asNumber(c.Demand), false, true
	case "coverage", "coverage_hours_known":
		return asNumber(c.within(coveredWithin)), c.young(coveredWithin), c.Demand
	case "reach_at_risk":
		return float64(c.Followers), false, c.atRisk()
	case "score":
		return pointsOf(c.class()), false, c.Demand
	}
	return 0, false, false
}

func asNumber(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// OfPosts is what it is in a file of public posts, whose reader may have no desk.
func (m Measure) OfPosts() string {
	if m.posts != "" {
		return m.posts
	}
	return m.What
}
