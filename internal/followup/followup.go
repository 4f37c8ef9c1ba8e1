package followup

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Service does what time brings. Run may be called as often as one likes; each case and
// promise is told of once.
type Service struct {
	store Store
	now   func() time.Time
	poke  func()
}

// New makes a Service. poke is called when something was told and must not block.
func New(store Store, now func() time.Time, poke func()) *Service {
	return &Service{store: store, now: now, poke: poke}
}

const batch = 200

// Run tells of clocks and promises that ran out and reports whether there may be more at
// once.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	told := 0
	err = s.store.Update(ctx, func(tx Tx) error {
		now := s.now()
		cases, err := tx.DueCases(now, batch)
		if err != nil {
			return err
		}
		promises, err := tx.DuePromises(now, batch)
		if err != nil {
			return err
		}
		told = len(cases) + len(promises)
		more = len(cases) == batch || len(promises) == batch
		if err := breach(tx, cases, now); err != nil {
			return err
		}
		if err := broken(tx, promises, now); err != nil {
			return err
		}
		return tx.DropSessions(now)
	})
	if err == nil && told > 0 {
		s.poke()
	}
	if desk.Is(err, desk.Conflict) {
		return true, nil // an agent was at one of the cases: look again
	}
	return more, err
}

func breach(tx Tx, cases []desk.Case, now time.Time) error {
	for i := range cases {
		c := &cases[i]
		c.BreachedAt = now
		if err := tx.SaveCase(c); err != nil {
			return err
		}
		err := tx.Append(&desk.Event{Case: c.ID, At: now, Kind: desk.CaseBreached,
			Data: map[string]string{"clock": c.DueKind, "due": c.Due.Format(time.RFC3339)}})
		if err != nil {
			return err
		}
	}
	return nil
}

func broken(tx Tx, promises []desk.Promise, now time.Time) error {
	for i := range promises {
		p := &promises[i]
		p.Broken = now
		if err := tx.SavePromise(p); err != nil {
			return err
		}
		if err := tx.Append(&desk.Event{Case: p.Case, At: now, Kind: desk.PromiseBroken, Data: map[string]string{"text": p.Text}}); err != nil {
			return err
		}
	}
	return nil
}
