package report

func resolution() Measure {
	return Measure{Name: "resolution_rate", Title: "Resolved", Unit: Share, Better: 1, Proxy: true,
		What:  "Desk: confirmed, or resolved and not opened again for 7 days. Public data, as a proxy: the customer's last message, after a response, thanks, confirms or is positive. Share of the demand.",
		posts: "Share of the demand in which the customer's last message, after a response, thanks, confirms or is positive.",
		share: func(c *Case) (k, n int64) { return count(c.Resolution.Ended, c.Demand) }}
}

func timeToResolution() Measure {
	return Measure{Name: "time_to_resolution", Title: "Time to resolution", Unit: Seconds, Better: -1, Proxy: true, quantiles: []float64{.5, .9},
		What: "From the first customer message to the resolution; open ones are censored.",
		waits: func(c *Case, add func(Wait)) {
			if c.Demand {
				add(c.Resolution)
			}
		}}
}
