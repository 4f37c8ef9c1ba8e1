package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"heed/internal/channel"
	"heed/internal/desk"
)

// Service sends what is owed. SendDue may run in several processes and goroutines at once:
// the store gives each item to one of them.
type Service struct {
	store Store
	deps  Deps
}

// Deps are what the outbox uses of the rest of heed.
type Deps struct {
	Now    func() time.Time
	Worker string // names this process in leases
	AtOnce int    // answers sent at the same time
	// Conn gives the open connection of an account. desk.Later if it is not open yet,
	// desk.Unauthorized if it cannot be.
	Conn func(desk.AccountID) (channel.Conn, error)
	// Clock brings a case's deadlines to what its state asks for, and tells what began to
	// stand still or to run again.
	Clock func(*desk.Case) []*desk.Event
	Poke  func() // news for those who look at cases; must not block
	// Sent is told of each try's outcome: sent, later, unknown or failed. May be nil.
	Sent func(a desk.AccountID, outcome string)
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store: store, deps: deps} }

const (
	lease    = 45 * time.Second
	sendTime = 30 * time.Second // well within the lease, so that no second worker takes over a live send
	giveUp   = 24 * time.Hour   // of being told "later"
)

// SendDue sends one round of what is due and reports whether there may be more at once.
// Items of different cases go side by side; one case has one item in a round.
func (s *Service) SendDue(ctx context.Context) (more bool, err error) {
	var due []desk.Outgoing
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		if due, err = tx.ClaimDue(s.deps.Now(), s.deps.Worker, s.deps.Now().Add(lease), s.deps.AtOnce); err != nil {
			return err
		}
		for i := range due {
			if err := follow(tx, &due[i]); err != nil {
				return err
			}
		}
		return pictures(tx, due)
	})
	if err != nil || len(due) == 0 {
		return false, err
	}
	var g errgroup.Group
	for i := range due {
		g.Go(func() error {
			receipt, sendErr := s.send(ctx, due[i])
			// A shutdown must not lose the receipt of what has left.
			settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
			defer cancel()
			return s.Settle(settle, due[i], receipt, sendErr)
		})
	}
	return true, g.Wait()
}

// pictures gives what is due the pictures that go with it.
func pictures(tx Tx, due []desk.Outgoing) error {
	if len(due) == 0 {
		return nil
	}
	ids := make([]desk.MessageID, len(due))
	for i := range due {
		ids[i] = due[i].Message
	}
	of, err := tx.PicturesOf(ids)
	for i := range due {
		if due[i].Errand != desk.SendDelete {
			due[i].Pictures = of[due[i].Message]
		}
	}
	return err
}

// follow gives a later part of a long answer what it hangs on: the earlier part, which has
// left by the order of the outbox.
func follow(tx Tx, o *desk.Outgoing) error {
	if o.After == 0 || o.ReplyTo != "" {
		return nil
	}
	before, err := tx.Outgoing(o.After)
	if err != nil {
		return err
	}
	if before.NetworkID != "" {
		o.ReplyTo = before.NetworkID
		return nil
	}
	o.ReplyTo = before.ReplyTo // the earlier part was discarded: answer what it would have answered
	return nil
}

func (s *Service) send(ctx context.Context, o desk.Outgoing) (desk.Receipt, error) {
	conn, err := s.deps.Conn(o.Account)
	if err != nil {
		return desk.Receipt{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	receipt, err := conn.Send(ctx, o)
	if err != nil && desk.KindOf(err) == "" {
		// A channel that cannot say is taken at its worst: it may have left.
		err = &desk.Error{Kind: desk.Unknown, Message: "It's unclear whether the network received this.", Err: err}
	}
	return receipt, err
}

// NextDue is when SendDue can next have work; zero: nothing is owed.
func (s *Service) NextDue(ctx context.Context) (due time.Time, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		due, err = tx.NextDue()
		return err
	})
	return due, err
}

// Settle keeps what came of a try, in one transaction: the item, its message, its case and
// what is told of it.
func (s *Service) Settle(ctx context.Context, o desk.Outgoing, receipt desk.Receipt, sendErr error) error {
	outcome := s.judge(&o, receipt, sendErr)
	var err error
	for range maxTries {
		err = s.store.Update(ctx, func(tx Tx) error { return s.settle(tx, o, receipt) })
		if !desk.Is(err, desk.Conflict) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("outbox.Settle(%d): %w", o.ID, err)
	}
	if s.deps.Sent != nil {
		s.deps.Sent(o.Account, outcome)
	}
	s.deps.Poke()
	return nil
}

const maxTries = 8

// judge turns the network's answer into the item's next state.
func (s *Service) judge(o *desk.Outgoing, receipt desk.Receipt, err error) (outcome string) {
	now := s.deps.Now()
	o.Lease, o.Worker = time.Time{}, ""
	if err == nil {
		o.State, o.Problem, o.Mend = desk.Sent, "", ""
		o.NetworkID, o.SentAt = receipt.NetworkID, receipt.At
		if o.SentAt.IsZero() {
			o.SentAt = now
		}
		return "sent"
	}
	o.Problem, o.Mend = sentence(err)
	switch kind := desk.KindOf(err); {
	case kind == desk.Later && now.Sub(o.Queued) < giveUp:
		o.State, o.Due = desk.Queued, retryAt(err, now, o.Attempts)
		return "later"
	case kind == desk.Unknown && now.Sub(o.Queued) < giveUp:
		o.State, o.Due = desk.Unsure, now.Add(backOff(o.Attempts))
		return "unknown"
	default:
		o.State = desk.Failed
		return "failed"
	}
}

func sentence(err error) (problem, mend string) {
	var e *desk.Error
	if errors.As(err, &e) {
		return e.Message, e.Mend
	}
	return err.Error(), ""
}

func retryAt(err error, now time.Time, attempts int) time.Time {
	var e *desk.Error
	if errors.As(err, &e) && e.After.After(now) {
		return e.After
	}
	return now.Add(backOff(attempts))
}

// backOff doubles from a second to a quarter of an hour.
func backOff(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 10), 15*time.Minute)
}

func (s *Service) settle(tx Tx, o desk.Outgoing, receipt desk.Receipt) error {
	if err := tx.SaveOutgoing(&o); err != nil {
		return err
	}
	switch o.State {
	case desk.Sent:
		return s.sent(tx, o, receipt)
	case desk.Failed:
		return s.failed(tx, o)
	default:
		return s.held(tx, o)
	}
}
