package sla

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"heed/internal/desk"
)

// What a case may wait for, as Case.WaitingFor says it.
const (
	ForCustomer   = "customer"
	ForThirdParty = "third party"
	ForTeam       = "team"
)

// Rules are what a company decides about its clocks; [Default] is what holds until it
// does.
type Rules struct {
	// Still lists by what a case waits for which clocks stand still then.
	Still map[string][]string `json:"still"`
	// Hours gives by clock the time in which it runs, whatever the protocol's rule says:
	// covered stands still outside the working hours, calendar never does. A clock that is
	// left out runs as the rule says.
	Hours map[string]string `json:"hours,omitempty"`
	// AskAgain is after how long without an answer the next person on duty is asked.
	AskAgain time.Duration `json:"ask_again"`
	// Asks is how often somebody is asked about one clock before it is left to the page.
	Asks int `json:"asks"`
	// Tell lists the ways by which who is asked hears of it, besides the desk.
	Tell []desk.Way `json:"tell"`
}

// Default are the rules that come with heed. The customer is not to be hurried by our
// clocks, and a third party is not ours to hurry; but a customer who waits is never made to
// wait longer.
func Default() *Rules {
	return &Rules{
		Still: map[string][]string{
			ForCustomer:   {desk.ClockUpdate, desk.ClockResolve},
			ForThirdParty: {desk.ClockResolve},
		},
		AskAgain: 10 * time.Minute, Asks: 12, Tell: []desk.Way{desk.ByMail, desk.ByPush, desk.ByWebhook},
	}
}

// MayStand are the clocks that may stand still while a case waits: a first answer and a
// promise never do.
func MayStand() []string { return []string{desk.ClockNext, desk.ClockUpdate, desk.ClockResolve} }

// Timed are the clocks whose hours may be chosen.
func Timed() []string {
	return []string{desk.ClockFirst, desk.ClockNext, desk.ClockUpdate, desk.ClockResolve}
}

// MayWaitFor is what a case may wait for.
func MayWaitFor() []string { return []string{ForCustomer, ForThirdParty, ForTeam} }

// Bounds of the rules.
const (
	SoonestAsk = time.Minute
	LatestAsk  = 24 * time.Hour
	MostAsks   = 48
)

// Parse reads rules that were kept; nothing gives [Default]. The error names what is wrong.
func Parse(kept string) (*Rules, error) {
	if kept == "" {
		return Default(), nil
	}
	r := &Rules{}
	if err := json.Unmarshal([]byte(kept), r); err != nil {
		return Default(), fmt.Errorf("the rules of clocks: %w", err)
	}
	if err := r.Check(); err != nil {
		return Default(), err
	}
	return r, nil
}

// Check says what is wrong with rules, with a way out. The error is a *desk.Error.
func (r *Rules) Check() error {
	wrong := func(field, message, mend string) error {
		return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
	}
	if r.AskAgain < SoonestAsk || r.AskAgain > LatestAsk {
		return wrong("ask_again", "The next person is asked after one minute at the soonest and 24 hours at the latest.", "Ten minutes are usual.")
	}
	if r.Asks < 1 || r.Asks > MostAsks {
		return wrong("asks", fmt.Sprintf("Somebody is asked from 1 to %d times.", MostAsks), "Twelve times are usual.")
	}
	for waiting, kinds := range r.Still {
		if !slices.Contains(MayWaitFor(), waiting) {
			return wrong("still", fmt.Sprintf("No case waits for %q.", waiting), "It waits for customer, team or third party.")
		}
		for _, k := range kinds {
			if !slices.Contains(MayStand(), k) {
				return wrong("still", fmt.Sprintf("The clock %q never stands still.", k), "Those that may are next, update and resolve.")
			}
		}
	}
	for k, hours := range r.Hours {
		if !slices.Contains(Timed(), k) || hours != Covered && hours != Calendar {
			return wrong("hours", fmt.Sprintf("The clock %q cannot run in %q.", k, hours), "first, next, update and resolve run in covered or calendar time.")
		}
	}
	for _, way := range r.Tell {
		if way != desk.ByMail && way != desk.ByPush && way != desk.ByWebhook {
			return wrong("tell", fmt.Sprintf("There is no way %q.", way), "Choose among mail, push and webhook.")
		}
	}
	return nil
}

// hours are those in which a clock runs.
func (r *Rules) hours(kind, rule string) string {
	if h := r.Hours[kind]; h != "" {
		return h
	}
	return rule
}
