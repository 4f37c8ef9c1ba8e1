package casework

import (
	"time"

	"heed/internal/desk"
)

// Open starts the case of a customer's first message. The caller sets brand, account and
// what the person's row shows, and gives the id.
func Open(m *desk.Message, reason string, dec desk.Decision) *desk.Case {
	c := &desk.Case{
		Network:  m.Network,
		Person:   m.Person,
		Stage:    desk.New,
		Subject:  Preview(m),
		OpenedAt: m.PostedAt,
		Hits:     m.Hits,
		Reason:   reason,
		Private:  m.Private,
	}
	if dec.Respond == "no" {
		c.Stage = desk.Ignored
		c.ResolvedAt = m.PostedAt
	}
	decide(c, dec)
	return c
}

func decide(c *desk.Case, dec desk.Decision) {
	c.Decision = dec
	if dec.Urgency != "" {
		c.Urgency = dec.Urgency
	}
	c.Due, c.DueKind, c.BreachedAt = time.Time{}, "", time.Time{}
}

// Receive adds a customer's message to a case; alone: it can be about no other of theirs.
// all gives the messages of the case with this one; it is only asked when the message came
// late.
func Receive(c *desk.Case, m *desk.Message, dec desk.Decision, alone bool, all func() ([]desk.Message, error)) ([]*desk.Event, error) {
	late := m.PostedAt.Before(c.LastInbound) || m.PostedAt.Before(c.LastOutbound)
	c.Messages++
	c.Last = max(c.Last, m.ID)
	events := []*desk.Event{{Message: m.ID, Kind: desk.MessageReceived}}
	if late {
		msgs, err := all()
		if err != nil {
			return nil, err
		}
		Recount(c, msgs)
	} else {
		c.LastInbound = m.PostedAt
		showLatest(c, m)
	}
	first := c.Messages == 1
	if c.OpenedAt.After(m.PostedAt) {
		c.OpenedAt = m.PostedAt
	}
	if !late && !m.Signals.Quiet && c.WaitingSince.IsZero() {
		c.WaitingSince = m.PostedAt
	}
	switch {
	case first:
	case alone && !late && solved(c, m, dec):
		events = append(events, SetStage(c, desk.Confirmed, "", whySolved, m.PostedAt))
	default:
		events = append(events, carryOn(c, m, dec)...)
	}
	if back := Back(c, BackCustomer); back != nil {
		events = append(events, back)
	}
	return events, nil
}

// carryOn moves an older case along when its customer speaks again.
func carryOn(c *desk.Case, m *desk.Message, dec desk.Decision) []*desk.Event {
	if dec.Respond == "yes" && c.Decision.Respond != "yes" || c.Decision.Respond == "" {
		decide(c, dec)
	}
	thanks := dec.Respond == "no" || m.Signals.Intent.Label == desk.Praise
	switch {
	case c.Stage == desk.Resolved && thanks:
		c.WaitingSince = time.Time{}
		return []*desk.Event{SetStage(c, desk.Confirmed, "", "the customer confirmed", m.PostedAt)}
	case c.Stage.Closed() && dec.Respond == "yes" && (!m.PostedAt.Before(c.ResolvedAt) || unheard(c, m)):
		from := c.Stage
		SetStage(c, desk.InProgress, "", "the customer wrote again", m.PostedAt)
		if m.PostedAt.After(c.LastOutbound) {
			c.WaitingSince = m.PostedAt // one that came late was counted while the case was closed
		}
		return []*desk.Event{{Kind: desk.CaseReopened, Message: m.ID, Data: map[string]string{"from": string(from)}}}
	case c.Stage.Closed():
		c.WaitingSince = time.Time{}
	case c.Stage == desk.Waiting && c.WaitingFor == "customer":
		return []*desk.Event{SetStage(c, desk.InProgress, "", "the customer wrote", m.PostedAt)}
	}
	return nil
}

// unheard reports whether a message that came late asks for something that was open when the customer
// said that it is solved: in the order of the posts, that word would not have ended the case.
func unheard(c *desk.Case, m *desk.Message) bool {
	return c.Stage == desk.Confirmed && m.PostedAt.After(c.LastOutbound)
}

// Answer adds a message of the company that is owed or was heard on the network. The
// customer no longer waits; a send that fails brings the wait back through Recount.
func Answer(c *desk.Case, m *desk.Message) []*desk.Event {
	c.Messages++
	c.LastOut = max(c.LastOut, m.ID)
	if !m.PostedAt.Before(c.LastInbound) {
		c.WaitingSince = time.Time{}
		c.Due, c.DueKind, c.BreachedAt = time.Time{}, "", time.Time{}
	}
	if m.State == "" || m.State == desk.Sent {
		Delivered(c, m)
	}
	if c.Stage == desk.New || c.Stage == desk.Ignored {
		return []*desk.Event{SetStage(c, desk.Acknowledged, "", "answered", m.PostedAt)}
	}
	return nil
}

// Delivered keeps the time at which an answer reached the network.
func Delivered(c *desk.Case, m *desk.Message) {
	if c.FirstResponseAt.IsZero() || m.PostedAt.Before(c.FirstResponseAt) {
		c.FirstResponseAt = m.PostedAt
	}
	if m.PostedAt.After(c.LastOutbound) {
		c.LastOutbound = m.PostedAt
	}
}

// SetStage moves a case and tells it. Leaving a closed stage makes the case open again.
func SetStage(c *desk.Case, to desk.Stage, waitingFor, why string, now time.Time) *desk.Event {
	e := &desk.Event{Kind: desk.CaseStage, Data: map[string]string{"from": string(c.Stage), "to": string(to)}}
	if why != "" {
		e.Data["why"] = why
	}
	if waitingFor != "" {
		e.Data["for"] = waitingFor
	}
	if c.WaitingFor != "" {
		e.Data["from_for"] = c.WaitingFor
	}
	c.Stage, c.WaitingFor = to, waitingFor
	switch {
	case to.Closed():
		c.ResolvedAt = now
		c.WaitingSince = time.Time{}
		c.Due, c.DueKind, c.BreachedAt = time.Time{}, "", time.Time{}
		c.Until, c.UntilWhy = time.Time{}, ""
	default:
		c.ResolvedAt = time.Time{}
	}
	return e
}

// Recount derives from all messages of a case what the case repeats of them. It is used
// where messages come late, leave, fail or join from another case. messages are in any
// order; notes and copies do not count.
func Recount(c *desk.Case, messages []desk.Message) {
	var first, lastIn *desk.Message
	var answered answers
	c.Messages, c.Last, c.LastOut = 0, 0, 0
	c.LastInbound, c.LastOutbound, c.FirstResponseAt = time.Time{}, time.Time{}, time.Time{}
	for i := range messages {
		m := &messages[i]
		if m.CopyOf != 0 || m.Direction == desk.Note {
			continue
		}
		if m.Direction == desk.Out {
			c.LastOut = max(c.LastOut, m.ID) // one that never left stands in the story too
		}
		if lost(m) {
			continue
		}
		c.Messages++
		if m.Direction == desk.Out {
			answered.note(m)
			if m.State == "" || m.State == desk.Sent {
				Delivered(c, m)
			}
			continue
		}
		c.Last = max(c.Last, m.ID)
		if first == nil || m.PostedAt.Before(first.PostedAt) {
			first = m
		}
		if lastIn == nil || !m.PostedAt.Before(lastIn.PostedAt) {
			lastIn = m
		}
	}
	if first != nil {
		c.OpenedAt = first.PostedAt
		c.LastInbound = lastIn.PostedAt
		showLatest(c, lastIn)
	}
	was := c.WaitingSince
	c.WaitingSince = time.Time{}
	if !c.Stage.Closed() && c.Decision.Respond != "no" {
		c.WaitingSince = firstUnanswered(messages, &answered)
	}
	if !c.WaitingSince.Equal(was) {
		c.Due, c.DueKind, c.BreachedAt = time.Time{}, "", time.Time{}
	}
}

func firstUnanswered(messages []desk.Message, answered *answers) time.Time {
	var since time.Time
	for i := range messages {
		m := &messages[i]
		if m.Direction != desk.In || m.CopyOf != 0 || m.Signals.Quiet || m.Settled || !m.PostedAt.After(answered.last(m)) {
			continue
		}
		if since.IsZero() || m.PostedAt.Before(since) {
			since = m.PostedAt
		}
	}
	return since
}

// lost reports that our own message never left.
func lost(m *desk.Message) bool {
	return m.State == desk.Failed || m.State == desk.Cancelled
}

func showLatest(c *desk.Case, m *desk.Message) {
	c.Preview = Preview(m)
	if s := m.Signals.Intent.Label; s != "" {
		c.Intent = s
	}
	if s := m.Signals.Sentiment.Label; s != "" {
		c.Sentiment = s
	}
	if m.Lang != "" {
		c.Lang = m.Lang
	}
	c.Urgency = stronger(c.Urgency, m.Signals.Urgency.Label)
}

// stronger keeps a case as urgent as its most urgent message: a polite second post does
// not take the danger out of the first.
func stronger(a, b string) string {
	rank := map[string]int{"low": 1, "normal": 2, "high": 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
