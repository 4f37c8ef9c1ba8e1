package report

func moodChange() Measure {
	return Measure{Name: "mood_change", Title: "Mood change", Unit: Mood, Better: 1,
		What:   "Mean change of the customer's sentiment, last message minus first, from -2 to 2, over responded cases in which the customer speaks more than once.",
		number: func(c *Case) (float64, bool) { return float64(c.Mood), c.MoodKnown && c.Demand }}
}
