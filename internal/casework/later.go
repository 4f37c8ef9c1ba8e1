package casework

import (
	"time"

	"heed/internal/desk"
)

// What brings a case back that was put off.
const (
	BackTime     = "time"     // its time came
	BackCustomer = "customer" // the customer wrote
	BackClock    = "clock"    // a deadline warns or is over
	BackFailed   = "failed"   // an answer did not leave
	BackHand     = "hand"
)

// PutOff puts an open case off until a time. Its clocks go on: who waits, waits.
func PutOff(c *desk.Case, until time.Time, why string) *desk.Event {
	e := &desk.Event{Kind: desk.CasePutOff, Data: map[string]string{"until": stamp(until)}}
	if !c.Until.IsZero() {
		e.Data["from"] = stamp(c.Until)
		if c.UntilWhy != "" {
			e.Data["from_why"] = c.UntilWhy
		}
	}
	if why != "" {
		e.Data["why"] = why
	}
	c.Until, c.UntilWhy = until, why
	return e
}

// Back brings a case back that was put off; nil where it was not.
func Back(c *desk.Case, why string) *desk.Event {
	if c.Until.IsZero() {
		return nil
	}
	e := &desk.Event{Kind: desk.CaseBack, Data: map[string]string{"from": stamp(c.Until), "why": why}}
	if c.UntilWhy != "" {
		e.Data["from_why"] = c.UntilWhy
	}
	c.Until, c.UntilWhy = time.Time{}, ""
	return e
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
