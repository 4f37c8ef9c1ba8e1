package server

import (
	"context"
	"time"
)

// breath is how long counting lets others write after each step: it takes a third of the
// time at most.
const breath = 25 * time.Millisecond

// countReports is one step of the reports.
func (d *Desk) countReports(ctx context.Context) (more bool, err error) {
	more, err = d.Reports.Run(ctx)
	if more {
		wait(ctx, breath)
	}
	return more, err
}
