package report

func deflection() Measure {
	return Measure{Name: "deflection_rate", Title: "Deflected", Unit: Share, Better: -1,
		What:  "Share of the responded cases whose responses only send the customer elsewhere: no answer, no question, no private continuation.",
		share: func(c *Case) (k, n int64) { return count(c.Deflected, c.Demand && c.Responded()) }}
}
