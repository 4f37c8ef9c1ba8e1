package casework

import (
	"slices"
	"time"

	"heed/internal/desk"
)

// Merge ends from in into and tells it on both. The caller moves the messages, calls Recount with all
// of them and brings the clocks together, see sla.Merge.
func Merge(into, from *desk.Case, now time.Time) []*desk.Event {
	if into.Assignee == 0 {
		into.Assignee, into.Team = from.Assignee, from.Team
	}
	if into.Decision.Respond != "yes" && from.Decision.Respond == "yes" {
		decide(into, from.Decision)
	}
	into.Urgency = stronger(into.Urgency, from.Urgency)
	into.Needs = max(into.Needs, from.Needs)
	if into.RaisedAt.IsZero() || !from.RaisedAt.IsZero() && from.RaisedAt.Before(into.RaisedAt) {
		into.RaisedAt = from.RaisedAt
	}
	into.Private = into.Private && from.Private // there is something that can be answered in public
	switch open := !from.Stage.Closed(); {
	case into.Stage.Closed() && open:
		SetStage(into, from.Stage, from.WaitingFor, "", now)
		into.Until, into.UntilWhy = from.Until, from.UntilWhy
	case open && from.Until.IsZero() || open && from.Until.Before(into.Until):
		into.Until, into.UntilWhy = from.Until, from.UntilWhy // whichever comes back first
	}
	from.Messages, from.Last, from.LastOut = 0, 0, 0
	SetStage(from, desk.Ignored, "", "", now)
	return []*desk.Event{
		{Case: from.ID, Kind: desk.CaseMerged, Data: map[string]string{"into": into.ID.String()}},
		{Case: into.ID, Kind: desk.CaseMerged, Data: map[string]string{"from": from.ID.String()}},
	}
}

// Strands marks the messages of a case that is about to be merged, so that an answer that was given in
// the one does not count as an answer to what was asked in the other. It gives what changed, and how
// messages of an earlier merge were marked before.
func Strands(c *desk.Case, messages []desk.Message) (changed []*desk.Message, before []desk.StrandMark) {
	var answered answers
	for i := range messages {
		if m := &messages[i]; m.Direction == desk.Out && m.CopyOf == 0 && !lost(m) {
			answered.note(m)
		}
	}
	merged := answered.of != nil
	for i := range messages {
		m := &messages[i]
		if m.CopyOf != 0 || m.Direction == desk.Note {
			continue
		}
		if m.Strand != 0 {
			merged = true
			before = append(before, desk.StrandMark{Message: m.ID, Strand: m.Strand, Settled: m.Settled})
		}
		changed = append(changed, m)
	}
	for _, m := range changed {
		if m.Direction == desk.In {
			// The strands of an earlier merge become one: what was answered there is settled.
			m.Settled = m.Settled || c.Stage.Closed() || merged && !m.PostedAt.After(answered.last(m))
		}
	}
	for _, m := range changed {
		m.Strand = c.ID
	}
	return changed, before
}

// answers are the latest of each strand, and of all that came since.
type answers struct {
	all time.Time
	of  map[desk.CaseID]time.Time
}

func (a *answers) note(m *desk.Message) {
	if m.Strand == 0 {
		a.all = later(a.all, m.PostedAt)
		return
	}
	if a.of == nil {
		a.of = map[desk.CaseID]time.Time{}
	}
	a.of[m.Strand] = later(a.of[m.Strand], m.PostedAt)
}

// last is the latest answer that may be one to a message.
func (a *answers) last(m *desk.Message) time.Time {
	if m.Strand == 0 {
		return a.all
	}
	return later(a.all, a.of[m.Strand])
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Going are the messages that leave a case when one is split out of it: that message, what answers it and
// what hangs on that; with rest all that was written after it. messages are in the order in which they
// were written. Notes stay, unless rest is set.
func Going(messages []desk.Message, start desk.MessageID, rest bool) (going []desk.Message) {
	ids := map[desk.NetworkID]bool{}
	found := false
	for i := range messages {
		m := &messages[i]
		hangs := m.Parent != "" && ids[m.Parent] && m.Direction != desk.Note
		if m.ID != start && !hangs && !(found && rest) {
			continue
		}
		found = found || m.ID == start
		if m.NetworkID != "" {
			ids[m.NetworkID] = true
		}
		going = append(going, *m)
	}
	return going
}

// Split begins the case of what leaves another: decided as that one was, with the same owner, and open.
// The caller gives it its id, moves the messages, calls Recount for both and brings the clocks along,
// see sla.Split.
func Split(from *desk.Case, going []desk.Message) *desk.Case {
	c := &desk.Case{
		Brand: from.Brand, Account: from.Account, Network: from.Network, Person: from.Person, Stage: desk.New,
		Assignee: from.Assignee, Team: from.Team, Urgency: from.Urgency, PersonName: from.PersonName, Handle: from.Handle, Avatar: from.Avatar,
		Followers: from.Followers, Reason: from.Reason, Lang: from.Lang, Decision: from.Decision,
	}
	if c.Decision.Respond == "no" {
		c.Decision.Respond = "yes" // whoever splits it wants it dealt with
	}
	for i := range going {
		switch m := &going[i]; {
		case m.Direction == desk.Out && !lost(m):
			c.Stage = desk.Acknowledged
		case m.Direction == desk.In && m.CopyOf == 0:
			if c.OpenedAt.IsZero() {
				c.Subject, c.Hits, c.OpenedAt, c.Private = Preview(m), m.Hits, m.PostedAt, true
			}
			c.Private = c.Private && m.Private
		}
	}
	return c
}

// Partial are the answers of merged cases that do not answer what their customer has waited for longest:
// that was asked in the other case. messages are in the order in which they were written. nil: there are
// none, as in most cases.
func Partial(messages []desk.Message) map[desk.MessageID]bool {
	merged := false
	for i := range messages {
		merged = merged || messages[i].Strand != 0
	}
	if !merged {
		return nil
	}
	found := map[desk.MessageID]bool{}
	var open []*desk.Message
	for i := range messages {
		m := &messages[i]
		switch {
		case m.CopyOf != 0 || m.Direction == desk.Note || lost(m):
		case m.Direction == desk.In && !m.Signals.Quiet && !m.Settled:
			open = append(open, m)
		case m.Direction == desk.Out:
			answers := func(in *desk.Message) bool { return m.Strand == 0 || m.Strand == in.Strand }
			found[m.ID] = len(open) > 0 && !answers(open[0])
			open = slices.DeleteFunc(open, answers)
		}
	}
	return found
}
