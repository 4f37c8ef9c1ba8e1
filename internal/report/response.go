package report

import "heed/internal/statistics"

func responseRate(name string, within int64) Measure {
	title := map[string]string{"1h": "Answered within 1 h", "24h": "Answered within 24 h", "any": "Answered so far"}[name]
	what := map[string]string{"1h": "no later than an hour after", "24h": "no later than a day after", "any": "at any time after"}[name]
	m := Measure{Name: "response_rate_" + name, Title: title, Unit: Share, Better: 1,
		What:  "Share of the demand with a response " + what + " the first customer message.",
		share: func(c *Case) (k, n int64) { return count(c.within(within), c.Demand) }}
	if within < ever {
		m.within, m.posts = within, m.What
		m.What += " In the desk, who has not waited so long yet counts as those did who waited as long (Kaplan-Meier)."
	}
	return m
}

// ever is a time, in seconds, that no wait lasts.
const ever = 1 << 40

// young tells whether the first response may still come within seconds.
func (c *Case) young(seconds int64) bool {
	return !c.Past && !c.First.Ended && c.First.Micros < seconds*1e6
}

// timely is a share of first responses that came within seconds, where some cases are too young
// to tell.
func (t *Tally) timely(seconds int64, s share) Value {
	w, at := &t.waits[indexOf("first_response_time")], float64(seconds)
	var c statistics.Curve
	if t.exact {
		c = w.curve(true)
	} else {
		c = statistics.KaplanMeier(w.sketch.StepsTo(at, s.k))
	}
	return valueOf(c.Within(at, s.young), s.n)
}

// within tells whether the first response came within seconds.
func (c *Case) within(seconds int64) bool { return c.First.Ended && c.First.Micros <= seconds*1e6 }

func firstResponse() Measure {
	return Measure{Name: "first_response_time", Title: "First response", Unit: Seconds, Better: -1, quantiles: []float64{.5, .9},
		What: "From the first customer message to the first response, over the demand; who never got one counts as waiting until the end of the data (Kaplan-Meier).",
		waits: func(c *Case, add func(Wait)) {
			if c.Demand {
				add(c.First)
			}
		}}
}

func nextResponse() Measure {
	return Measure{Name: "next_response_time", Title: "Next response", Unit: Seconds, Better: -1, quantiles: []float64{.5, .9},
		What: "From each later turn of the customer that calls for a response to the response that follows; open ones are censored likewise.",
		waits: func(c *Case, add func(Wait)) {
			for _, w := range c.Next {
				add(w)
			}
		}}
}
