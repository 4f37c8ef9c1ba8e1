package report

func demand() Measure {
	return Measure{Name: "demand", Title: "Demand", Unit: Cases,
		What: "Cases whose first customer message calls for a response.",
		read: func(t *Tally) Value { return exactly(float64(t.demand), t.Cases) }}
}

func negativeShare() Measure {
	return Measure{Name: "negative_share", Title: "Negative demand", Unit: Share,
		What:  "Share of the demand whose first message is negative. Public data are biased: read every score beside it.",
		share: func(c *Case) (k, n int64) { return count(c.Negative, c.Demand) }}
}

func count(counted, in bool) (k, n int64) {
	if !in {
		return 0, 0
	}
	if counted {
		return 1, 1
	}
	return 0, 1
}

// indexOf finds a measure that is known to be there.
func indexOf(name string) int {
	for i := range measures {
		if measures[i].Name == name {
			return i
		}
	}
	return -1
}
