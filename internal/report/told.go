package report

func timesTold() Measure {
	return Measure{Name: "times_told", Title: "Times told", Unit: Count, Better: -1, quantiles: []float64{.9},
		What:   "How often the customer tells the problem before it is resolved: messages that restate it, plus 1. Mean and 90th percentile over the demand.",
		number: func(c *Case) (float64, bool) { return float64(c.Told), c.Demand }}
}
