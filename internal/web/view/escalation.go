package view

import (
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/followup"
	"heed/internal/sla"
)

// Escalation says to a reader what somebody is asked to see to: one line, and a text that names the
// customer and holds no word of theirs, for it leaves the desk.
func Escalation(r desk.Reader, e followup.Escalation) (subject, text string) {
	lang := r.Lang
	happened := runOut(lang, &e)
	lines := []string{Say(lang, "%s of %s: %s.", e.Case.ID, customer(lang, &e), happened)}
	if e.Clock.Kind != desk.ClockTell && e.Clock.Kind != desk.ClockOwner {
		lines = append(lines, Say(lang, "It was due %s.", Moment(r, e.Clock.Due)))
	}
	if e.Case.Decision.Rule != "" {
		lines = append(lines, Say(lang, "Rule: %s.", ruleName(lang, e.Case.Decision.Rule)))
	}
	why := Retell(lang, e.Why)
	if !e.Asked {
		if why != "" {
			lines = append(lines, strings.ToUpper(why[:1])+why[1:]+".")
		}
		return Say(lang, "%s: %s, and nobody is on duty", e.Case.ID, happened), strings.Join(lines, " ")
	}
	if why != "" {
		lines = append(lines, Say(lang, "You're being asked: %s.", why))
	}
	lines = append(lines, Say(lang, "Open it and choose “I'm on it”."))
	if next := e.Clock.AskNext; !next.IsZero() {
		lines = append(lines, Say(lang, "Otherwise the next person is asked in %s (%s).", minutes(next.Sub(e.Now)), Moment(r, next)))
	}
	return Say(lang, "%s: %s. Please take care of it", e.Case.ID, happened), strings.Join(lines, " ")
}

func customer(lang string, e *followup.Escalation) string {
	if e.Customer == "" {
		return Say(lang, "a customer on %s", e.Case.Network)
	}
	return Say(lang, "%s on %s", e.Customer, e.Case.Network)
}

// runOut says what a clock is about, now that it is over.
func runOut(lang string, e *followup.Escalation) string {
	late := minutes(e.Now.Sub(e.Clock.Due))
	switch e.Clock.Kind {
	case desk.ClockTell:
		return Say(lang, "the protocol wants you to know about this case")
	case desk.ClockOwner:
		return Say(lang, "this case has been unassigned for %s", minutes(e.Now.Sub(e.Clock.Since)))
	case desk.ClockFirst:
		return Say(lang, "the first answer is %s late", late)
	case desk.ClockNext:
		return Say(lang, "the answer is %s late", late)
	case desk.ClockUpdate:
		return Say(lang, "our next update is %s late", late)
	case desk.ClockPromise:
		return Say(lang, "a promise is %s late", late)
	}
	return Say(lang, "the resolution is %s late", late)
}

func minutes(d time.Duration) string { return sla.Length(max(d.Round(time.Minute), time.Minute)) }
