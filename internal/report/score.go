package report

import (
	"heed/internal/statistics"
)

// The score of a company is the mean, over its demand, of the points of each case:
//
//	speed    40 for a response within 1 h, 25 within 24 h, 10 later, 0 never
//	help     30 where some response does more than to apologise or to send away
//	outcome  30 where it was resolved
//
// So 100 is a service that answers each within the hour, helps and resolves; 0 one that
// never answers.
const (
	pointClasses = 16
	// LeastCases is how many cases a company needs to be ranked.
	LeastCases = 30
)

func score() Measure {
	return Measure{Name: "score", Title: "Score", Unit: Points, Better: 1,
		What: "Mean over the demand of 40 points for a response within 1 h (25 within 24 h, 10 later), 30 for help beyond apology and sending away, 30 for resolution.",
		read: func(t *Tally) Value {
			s := t.Points()
			var m statistics.Moments
			for i, n := range s.Counts {
				x, c := s.Values[i], float64(n)
				m.Merge(statistics.Moments{N: n, Sum: x * c, Sq: x * x * c})
			}
			return valueOf(m.Mean(), m.N)
		}}
}

// class is the kind of a case by its points: speed from 0 to 3, plus 4 for help, plus 8
// for the outcome.
func (c *Case) class() int {
	class := 0
	switch {
	case c.within(3600):
		class = 3
	case c.within(86400):
		class = 2
	case c.Responded():
		class = 1
	}
	if c.Responded() && !c.Hollow {
		class += 4
	}
	if c.Resolution.Ended {
		class += 8
	}
	return class
}

func pointsOf(class int) float64 {
	points := [4]float64{0, 10, 25, 40}[class&3]
	if class&4 != 0 {
		points += 30
	}
	if class&8 != 0 {
		points += 30
	}
	return points
}

func (t *Tally) addPoints(c *Case) {
	if c.Demand {
		t.points[c.class()]++
	}
}

// Points are the points of the demand, for the ranks.
func (t *Tally) Points() statistics.Sample {
	var s statistics.Sample
	for class, n := range t.points {
		s.Values, s.Counts = append(s.Values, pointsOf(class)), append(s.Counts, n)
	}
	return s
}
