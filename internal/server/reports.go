package server

import (
	"context"
	"time"
)

// Counting takes a fifth of the time at most: after each step others have four times as long,
// so that a busy desk counts slowly and nobody waits for it.
const (
	leastBreath = 25 * time.Millisecond
	breaths     = 4
)

// countReports is one step of the reports.
func (d *Desk) countReports(ctx context.Context) (more bool, err error) {
	start := time.Now() // not the desk's clock: tests stop that
	more, err = d.Reports.Run(ctx)
	if more {
		wait(ctx, max(leastBreath, breaths*time.Since(start)))
	}
	return more, err
}
