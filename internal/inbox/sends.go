package inbox

import (
	"context"
	"strings"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// TakeBack cancels what has not left yet and gives its text and pictures back. What has left
// stays: the error says so.
func (s *Service) TakeBack(ctx context.Context, by desk.Agent, ids []desk.OutgoingID) (Taken, error) {
	return s.cancel(ctx, by, ids, desk.ReplyUndone, func(o *desk.Outgoing) error {
		if o.State == desk.Queued && o.Attempts == 0 {
			return nil
		}
		return &desk.Error{Kind: desk.Conflict, Message: "The answer has already been sent.",
			Mend: "Delete it on the network, or write a correction.", Err: errStale}
	})
}

// Discard gives up an answer that failed.
func (s *Service) Discard(ctx context.Context, by desk.Agent, id desk.OutgoingID) error {
	_, err := s.cancel(ctx, by, []desk.OutgoingID{id}, desk.ReplyUndone, func(o *desk.Outgoing) error {
		if o.State == desk.Failed {
			return nil
		}
		return &desk.Error{Kind: desk.Conflict, Message: "This answer hasn't failed, so it can't be discarded.", Err: errStale}
	})
	return err
}

func (s *Service) cancel(ctx context.Context, by desk.Agent, ids []desk.OutgoingID, kind desk.EventKind, may func(*desk.Outgoing) error) (Taken, error) {
	if err := access.Check(by, access.Answer); err != nil {
		return Taken{}, err
	}
	var taken Taken
	var words []string
	err := s.again(func() error {
		return s.store.Update(ctx, func(tx Tx) error {
			words, taken = nil, Taken{}
			for _, id := range ids {
				o, err := tx.Outgoing(id)
				if err != nil {
					return err
				}
				if o.State == desk.Cancelled {
					continue
				}
				if err := may(o); err != nil {
					return err
				}
				words = append(words, o.Text)
				pictures, err := s.drop(tx, by, o, kind)
				if err != nil {
					return err
				}
				taken.Pictures = append(taken.Pictures, pictures...)
			}
			return nil
		})
	})
	if err == nil {
		s.deps.Poke(true)
	}
	taken.Text = strings.Join(words, " ")
	return taken, err
}

func (s *Service) drop(tx Tx, by desk.Agent, o *desk.Outgoing, kind desk.EventKind) ([]desk.Picture, error) {
	o.State = desk.Cancelled
	if err := tx.SaveOutgoing(o); err != nil {
		return nil, err
	}
	m, err := tx.Message(o.Message)
	if err != nil {
		return nil, err
	}
	var pictures []desk.Picture
	if len(m.Media) > 0 {
		if pictures, err = tx.FreePictures(m.ID, s.deps.Now()); err != nil {
			return nil, err
		}
	}
	m.State, m.Media = desk.Cancelled, nil
	if err := tx.SaveMessage(m); err != nil {
		return nil, err
	}
	return pictures, s.recount(tx, by, o.Case, &desk.Event{Kind: kind, Message: m.ID})
}

// recount derives a case anew after one of our messages was taken out of it: the customer
// waits again.
func (s *Service) recount(tx Tx, by desk.Agent, id desk.CaseID, events ...*desk.Event) error {
	c, err := tx.Case(id)
	if err != nil {
		return err
	}
	msgs, err := tx.CaseMessages(id)
	if err != nil {
		return err
	}
	casework.Recount(c, msgs)
	if c.Stage == desk.Acknowledged && c.FirstResponseAt.IsZero() && c.LastOutbound.IsZero() && !c.WaitingSince.IsZero() {
		events = append(events, casework.SetStage(c, desk.New, "", "nothing was sent", s.deps.Now()))
	}
	return s.save(tx, by, c, events)
}

// Retry owes a failed answer again, at once.
func (s *Service) Retry(ctx context.Context, by desk.Agent, id desk.OutgoingID) error {
	if err := access.Check(by, access.Answer); err != nil {
		return err
	}
	err := s.again(func() error {
		return s.store.Update(ctx, func(tx Tx) error { return s.retry(tx, by, id) })
	})
	if err == nil {
		s.deps.Poke(true)
	}
	return err
}

func (s *Service) retry(tx Tx, by desk.Agent, id desk.OutgoingID) error {
	o, err := tx.Outgoing(id)
	if err != nil {
		return err
	}
	if o.State != desk.Failed {
		return nil // a second click, or a colleague was first
	}
	o.State, o.Due, o.Problem, o.Mend = desk.Queued, s.deps.Now(), "", ""
	if err := tx.SaveOutgoing(o); err != nil {
		return err
	}
	m, err := tx.Message(o.Message)
	if err != nil {
		return err
	}
	m.State = desk.Queued
	if err := tx.SaveMessage(m); err != nil {
		return err
	}
	return s.recount(tx, by, o.Case, &desk.Event{Kind: desk.ReplyRetried, Message: m.ID})
}

// Failed lists what did not leave, oldest first.
func (s *Service) Failed(ctx context.Context, by desk.Agent) ([]FailedSend, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	var out []FailedSend
	err := s.store.View(ctx, func(tx Tx) error {
		out = nil
		failed, err := tx.FailedOutgoing(100)
		if err != nil {
			return err
		}
		for _, o := range failed {
			c, err := tx.Case(o.Case)
			if err != nil {
				return err
			}
			o.Text = s.masked(o.Text)
			out = append(out, FailedSend{Outgoing: o, Case: s.row(*c), By: s.names.Load().agents[o.Agent]})
		}
		return nil
	})
	return out, err
}
