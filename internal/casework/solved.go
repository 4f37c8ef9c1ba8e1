package casework

import (
	"slices"

	"heed/internal/desk"
)

// whySolved stands in the story of a case that its customer's word ended.
const whySolved = "they wrote that it is solved, and nothing else is open"

// solved tells whether a customer's message ends an open case by itself. All of it must be sure: they say that
// it is solved and nothing else, the protocol wants no answer to it, we have answered all that they
// asked, and nobody waits for anything else: no promise, no colleague, no third party, no time that
// somebody chose. Anything less is offered to the agent and done by nobody.
func solved(c *desk.Case, m *desk.Message, dec desk.Decision) bool {
	switch {
	case !m.Signals.Solved || dec.Respond != "no" || c.LastOutbound.IsZero() || !c.WaitingSince.IsZero() || !c.Until.IsZero():
		return false
	case slices.ContainsFunc(c.Clocks, func(k desk.Clock) bool { return k.Kind == desk.ClockPromise }):
		return false
	}
	return c.Stage == desk.Acknowledged || c.Stage == desk.InProgress || c.Stage == desk.Waiting && c.WaitingFor == "customer"
}

// ByWord reports whether an event says that the customer's word alone ended a case.
func ByWord(e *desk.Event) bool {
	return e.Kind == desk.CaseStage && e.Agent == 0 && desk.Stage(e.Data["to"]) == desk.Confirmed && !desk.Stage(e.Data["from"]).Closed()
}

// Unsaid opens a case again whose customer rewrote the message that ended it, so that it no longer says so.
func Unsaid(c *desk.Case, m *desk.Message) *desk.Event {
	if c.Stage != desk.Confirmed || !c.ResolvedAt.Equal(m.PostedAt) {
		return nil
	}
	m.Signals.Quiet = false
	SetStage(c, desk.InProgress, "", "", m.EditedAt)
	return &desk.Event{Kind: desk.CaseReopened, Message: m.ID, Data: map[string]string{"from": string(desk.Confirmed)}}
}
