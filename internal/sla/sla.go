// Package sla reckons deadlines: when an answer is due and when its clock warns.
//
// [Rules.Set] keeps the clocks of a case: to the first and the next answer, to our next word
// while the case is open, to a promise, to the resolution, and to somebody who has the
// case. It says which stand still and why, and when each warns.
//
// A clock runs from a customer's message for as long as the protocol's decision gives,
// either in calendar time (what the customer feels) or in covered time (what the team
// controls). The zero time means that no clock runs, or that it never ends because
// nobody ever works.
//
// Begin with [Rules.Set].
package sla

import (
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
)

// Covered is the Decision.Hours of a clock that stands still while nobody works. Any
// other value runs around the clock, as Calendar does.
const (
	Covered  = "covered"
	Calendar = "calendar"
)

// warnAt is the share of its time at which a clock warns.
const warnAt = 0.75

// Start is when the first answer is due to a customer who has waited since a moment.
// It is zero when the decision owes no answer or gives no time, and when a clock in
// covered time never ends. A nil calendar is always open.
func Start(dec desk.Decision, since time.Time, cal *calendar.Calendar) (due time.Time) {
	if dec.Respond != "yes" || dec.Within <= 0 {
		return time.Time{}
	}
	if dec.Hours != Covered || cal == nil {
		return since.Add(dec.Within)
	}
	return cal.Add(since, dec.Within)
}
