package report

import "math"

func reachAtRisk() Measure {
	return Measure{Name: "reach_at_risk", Title: "Reach at risk", Unit: Accounts, Better: -1,
		What: "Followers of the customers whose negative cases were not answered. Unknown where the data do not tell followers.",
		read: func(t *Tally) Value {
			if t.reachKnown == 0 {
				return exactly(math.NaN(), 0)
			}
			return exactly(float64(t.reach), t.reachKnown)
		}}
}

func (t *Tally) addReach(c *Case) {
	if c.Followers < 0 {
		return
	}
	t.reachKnown++
	if c.atRisk() {
		t.reach += c.Followers
	}
}

func (c *Case) atRisk() bool { return c.Negative && !c.Responded() && c.Followers >= 0 }
