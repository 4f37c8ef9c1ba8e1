package report

func privateMove() Measure {
	return Measure{Name: "private_move_rate", Title: "Moved to private", Unit: Share,
		What:  "Share of the responded cases in which the company asks to continue in private.",
		share: func(c *Case) (k, n int64) { return count(c.Private, c.Demand && c.Responded()) }}
}

func publicClosure() Measure {
	return Measure{Name: "public_closure_rate", Title: "Closed in public after", Unit: Share, Better: 1,
		What:  "Share of the cases moved to private that get a public closing message after.",
		share: func(c *Case) (k, n int64) { return count(c.Closed, c.Demand && c.Responded() && c.Private) }}
}
