package report

func promiseKeeping() Measure {
	return Measure{Name: "promise_keeping", Title: "Promises kept", Unit: Share, Better: 1,
		What:  "Promises kept by their due time, of those that fell due. Only a desk knows them.",
		posts: "Promises kept by their due time, of those that fell due. Public posts do not tell them.",
		share: func(c *Case) (k, n int64) { return int64(c.Kept), int64(c.Promises) }}
}
