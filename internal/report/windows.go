package report

// window is how long a customer who is about to leave waits, in seconds, where no
// protocol says otherwise.
const window = 3600

func (c *Case) window() int64 {
	if c.Window > 0 {
		return int64(c.Window)
	}
	return window
}

// windowRuns tells whether an answer may still come in time.
func (c *Case) windowRuns() bool { return c.young(c.window()) }

func windowsLost() Measure {
	return Measure{Name: "windows_lost", Title: "Windows lost", Unit: Share, Better: -1,
		What:  "Share of the cases with leaving intent whose first response came later than 60 minutes (in the desk: than the protocol gives the first answer), or never. In the desk a case whose window still runs is in neither.",
		posts: "Share of the cases with leaving intent whose first response came later than 60 minutes, or never.",
		share: func(c *Case) (k, n int64) {
			return count(!c.within(c.window()), c.Leaving && c.Demand && !c.windowRuns())
		}}
}
