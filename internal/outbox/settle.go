package outbox

import (
	"slices"

	"heed/internal/casework"
	"heed/internal/desk"
)

// sent gives the story's message its identity on the network.
func (s *Service) sent(tx Tx, o desk.Outgoing, receipt desk.Receipt) error {
	if o.Errand == desk.SendDelete {
		return nil
	}
	m, err := tx.Message(o.Message)
	if err != nil {
		return err
	}
	before := *m
	before.NetworkID = receipt.NetworkID
	if err := s.dropDouble(tx, m, desk.KeyOf(&before)); err != nil {
		return err
	}
	m.NetworkID, m.URL, m.State = receipt.NetworkID, receipt.URL, desk.Sent
	m.PostedAt, m.Parent = o.SentAt, o.ReplyTo
	if err := tx.SaveMessage(m); err != nil {
		return err
	}
	c, err := tx.Case(m.Case)
	if err != nil {
		return err
	}
	casework.Delivered(c, m)
	return s.tell(tx, c, &desk.Event{Kind: desk.ReplySent, Message: m.ID})
}

// dropDouble removes our own message where the stream brought it before the receipt came
// and nothing in it told that it was this one.
func (s *Service) dropDouble(tx Tx, m *desk.Message, key desk.MessageKey) error {
	if key.ID == "" || m.NetworkID == key.ID {
		return nil
	}
	known, err := tx.MessagesByKey([]desk.MessageKey{key})
	if err != nil {
		return err
	}
	double := known[key]
	if double == nil || double.ID == m.ID {
		return nil
	}
	return tx.DropMessage(double.ID)
}

// failed brings the customer's wait back: nothing reached them.
func (s *Service) failed(tx Tx, o desk.Outgoing) error {
	c, err := s.mark(tx, o)
	if err != nil {
		return err
	}
	msgs, err := tx.CaseMessages(c.ID)
	if err != nil {
		return err
	}
	casework.Recount(c, msgs)
	return s.tell(tx, c, &desk.Event{Kind: desk.ReplyFailed, Message: o.Message,
		Data: map[string]string{"error": o.Problem, "mend": o.Mend}}, casework.Back(c, casework.BackFailed))
}

// held is an answer that waits for its next try: the case changes its version, so that
// pages show why.
func (s *Service) held(tx Tx, o desk.Outgoing) error {
	c, err := s.mark(tx, o)
	if err != nil {
		return err
	}
	return s.tell(tx, c, &desk.Event{Kind: desk.ReplyHeld, Message: o.Message, Data: map[string]string{"error": o.Problem}})
}

// mark shows in the story how a send went, and gives the case in which the message stands now: it may
// have been merged or split while the network had the answer.
func (s *Service) mark(tx Tx, o desk.Outgoing) (*desk.Case, error) {
	m, err := tx.Message(o.Message)
	if err != nil {
		return nil, err
	}
	m.State = o.State
	if err := tx.SaveMessage(m); err != nil {
		return nil, err
	}
	return tx.Case(m.Case)
}

func (s *Service) tell(tx Tx, c *desk.Case, told ...*desk.Event) error {
	now := s.deps.Now()
	c.UpdatedAt = now
	events := append(slices.DeleteFunc(told, func(e *desk.Event) bool { return e == nil }), s.deps.Clock(c)...)
	if err := tx.SaveCase(c); err != nil {
		return err
	}
	for _, e := range events {
		e.Case, e.At = c.ID, now
	}
	return tx.Append(events...)
}
