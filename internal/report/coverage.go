package report

import (
	"math"

	"heed/internal/statistics"
)

const (
	coveredWithin = 3600 // seconds
	leastPerHour  = 5    // cases, for an hour to be known
)

func coverage() Measure {
	return Measure{Name: "coverage", Title: "Hours covered", Unit: Share, Better: 1,
		What: "Share of the known hours of the week in which at least half of the demand is answered within 1 h; an hour with fewer than 5 cases is unknown, and one in which those who have not waited an hour yet could decide it. n is the number of known hours.",
		read: func(t *Tally) Value {
			covered, known := t.Covered()
			return valueOf(statistics.Wilson(covered, known), known)
		}}
}

func coverageKnown() Measure {
	return Measure{Name: "coverage_hours_known", Title: "Hours known", Unit: Hours,
		What: "How many of the 168 hours of the week have at least 5 cases, and are decided.",
		read: func(t *Tally) Value {
			_, known := t.Covered()
			return exactly(float64(known), HoursOfWeek)
		}}
}

func (t *Tally) addHour(c *Case) {
	if c.Demand && c.Hour >= 0 && c.Hour < HoursOfWeek {
		k, n := count(c.within(coveredWithin), true)
		t.hours[c.Hour].merge(share{k, n, int64(asNumber(c.young(coveredWithin)))})
	}
}

// half tells whether at least half of an hour's demand counts; known: whether that can be told.
func (s share) half() (covered, known bool) {
	covered = 2*s.k >= s.n
	return covered, s.n >= leastPerHour && (covered || 2*(s.k+s.young) < s.n)
}

// Covered tells how many hours of the week are covered, of how many that are known.
func (t *Tally) Covered() (covered, known int64) {
	for _, h := range t.hours {
		if is, sure := h.half(); sure {
			known++
			covered += int64(asNumber(is))
		}
	}
	return covered, known
}

// Hour is one hour of the week: demand, how much of it was answered within 1 h, how much may still
// be, and the share of the rest that was, NaN for an hour that is not known.
type Hour struct {
	Demand, Answered, Young int64
	Share                   float64
}

// Week gives the hours of the week, from Monday 0:00.
func (t *Tally) Week() (week [HoursOfWeek]Hour) {
	for i, h := range t.hours {
		week[i] = Hour{h.n, h.k, h.young, math.NaN()}
		if _, known := h.half(); known {
			week[i].Share = float64(h.k) / float64(h.n-h.young)
		}
	}
	return week
}
