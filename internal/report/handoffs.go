package report

func handOffs() Measure {
	return Measure{Name: "hand_offs", Title: "Hand-offs", Unit: Count, Better: -1, Proxy: true,
		What:   "Changes of owner per responded case. In public data the owner is told by the initials with which agents sign; cases without any are left out.",
		number: func(c *Case) (float64, bool) { return float64(len(c.HandOffs)), c.OwnersKnown && c.Demand }}
}

func handOffDelay() Measure {
	return Measure{Name: "hand_off_delay", Title: "Delay of a hand-off", Unit: Seconds, Better: -1, Proxy: true, quantiles: []float64{.5},
		What: "How long the customer waited for the new owner.",
		waits: func(c *Case, add func(Wait)) {
			for _, w := range c.HandOffs {
				if c.Demand {
					add(w)
				}
			}
		}}
}
