package dossier

import (
	"context"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
)

const (
	// atOnce is how many cases one step erases: what else the desk does must not wait for it.
	atOnce = 20
	// mostEnded is where the outlook stops to count.
	mostEnded = 10_000
)

// Run erases some cases that ended longer ago than they are kept, and people of whom nothing else is left. It
// reports whether there may be more at once. Where cases are kept for ever it does nothing.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	if s.deps.Keep == 0 {
		return false, nil
	}
	before := s.deps.Now().Add(-s.deps.Keep)
	var ids []desk.CaseID
	err = s.store.View(ctx, func(tx Tx) (err error) { // a desk with nothing to do writes nothing
		ids, err = tx.Ended(before, s.deps.Now(), atOnce)
		return err
	})
	if err != nil || len(ids) == 0 {
		return false, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		now := s.deps.Now()
		if ids, err = tx.Ended(before, now, atOnce); err != nil || len(ids) == 0 {
			return err
		}
		e := desk.Erasure{Cases: ids, At: now}
		k, err := tx.Kept(e) // with the cases that ended in them
		if err != nil {
			return err
		}
		if err := s.deps.Last(tx, k.Cases); err != nil {
			return err
		}
		if k, err = tx.Erase(e); err != nil {
			return err
		}
		return tx.Append(told(desk.PersonErased, &k, 0, now, map[string]string{"days": strconv.Itoa(int(s.deps.Keep.Hours() / 24))})...)
	})
	if err == nil {
		s.deps.Poke()
	}
	if desk.Is(err, desk.Conflict) {
		return true, nil // somebody was at one of the cases: look again
	}
	return len(ids) == atOnce, err
}

// Outlook is what will be erased because it is old.
type Outlook struct {
	Keep    time.Duration // 0: nothing is
	Before  time.Time     // cases that ended before it go
	Waiting desk.Count    // that ended before it and are there yet
	Week    desk.Count    // that will go within a week, with those
}

// Outlook tells what will be erased because it is old.
func (s *Service) Outlook(ctx context.Context, by desk.Agent) (o Outlook, err error) {
	if err := access.Check(by, access.SeeAudit); err != nil {
		return o, err
	}
	o.Keep = s.deps.Keep
	if o.Keep == 0 {
		return o, nil
	}
	now := s.deps.Now()
	o.Before = now.Add(-o.Keep)
	err = s.store.View(ctx, func(tx Tx) (err error) {
		if o.Waiting, err = tx.CountEnded(o.Before, now, mostEnded); err != nil {
			return err
		}
		o.Week, err = tx.CountEnded(o.Before.AddDate(0, 0, 7), now, mostEnded)
		return err
	})
	return o, err
}
