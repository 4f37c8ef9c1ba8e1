// Package sla reckons deadlines: when an answer is due and how much of its time is
// used.
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

// Next is when the answer to a later message of the customer is due. Where the decision
// does not say, it has as long as the first one: who had to wait once is not to wait longer
// the second time.
func Next(dec desk.Decision, since time.Time, cal *calendar.Calendar) (due time.Time) {
	dec.Within = nextWithin(&dec)
	return Start(dec, since, cal)
}

// State tells how a clock stands in calendar time: the share of its time that is used
// (1 when due, more when over), whether it warns (from three quarters on) and whether
// it is over. A zero due has no clock and is always (0, false, false).
func State(due, now, since time.Time) (used float64, warn, breached bool) {
	return state(due, now, since, due.Sub(since), now.Sub(since))
}

// StateIn is [State] counted in the calendar's covered time, so that a closed weekend
// does not make a clock warn. A nil calendar is always open.
func StateIn(cal *calendar.Calendar, due, now, since time.Time) (used float64, warn, breached bool) {
	if cal == nil {
		return State(due, now, since)
	}
	return state(due, now, since, cal.Between(since, due), cal.Between(since, now))
}

func state(due, now, since time.Time, whole, gone time.Duration) (used float64, warn, breached bool) {
	if due.IsZero() {
		return 0, false, false
	}
	breached = !now.Before(due)
	switch {
	case whole > 0:
		used = max(0, float64(gone)/float64(whole))
	case !now.Before(since):
		used = 1
	}
	if breached {
		used = max(used, 1)
	}
	return used, used >= warnAt, breached
}
