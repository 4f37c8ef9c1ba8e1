package report

func lipService() Measure {
	return Measure{Name: "lip_service", Title: "Lip service", Unit: Share, Better: -1,
		What:  "Share of the responses that apologise or sympathise and hold no action, question, solution or next step.",
		share: func(c *Case) (k, n int64) { return int64(c.Lip), int64(c.Responses) }}
}
