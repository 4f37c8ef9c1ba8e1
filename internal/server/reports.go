package server

import (
	"context"
	"time"
)

// Counting takes a fifth of the time at most: after each step others have four times as long,
// so that a busy desk counts slowly and nobody waits for it. While pages are asked for one
// after the other it takes a step in a second.
const (
	leastBreath = 25 * time.Millisecond
	breaths     = 4
	lull        = 50 * time.Millisecond // without a page being asked for
	mostLulls   = 20                    // that are waited for
)

// countReports is one step of the reports.
func (s *Server) countReports(ctx context.Context) (more bool, err error) {
	for range mostLulls {
		asked := s.rest.asked.Load()
		if wait(ctx, lull); asked == s.rest.asked.Load() {
			break
		}
	}
	start := time.Now() // not the desk's clock: tests stop that
	more, err = s.desk.Reports.Run(ctx)
	if more {
		wait(ctx, max(leastBreath, breaths*time.Since(start)))
	}
	return more, err
}
