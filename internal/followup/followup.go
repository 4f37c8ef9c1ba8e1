package followup

import (
	"context"
	"strconv"
	"time"

	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/route"
	"heed/internal/sla"
)

// Service does what time brings. Run may be called as often as one likes; each thing is
// told of once.
type Service struct {
	store Store
	deps  Deps
}

// Deps are what follow-up uses of the rest of heed.
type Deps struct {
	Now  func() time.Time
	Poke func() // something was told; must not block
	// Clock brings a case's deadlines to what its state asks for; see sla.Rules.Set.
	Clock func(*desk.Case) []*desk.Event
	Rules func() *sla.Rules
	// Duty lists who is asked about a clock of a case, one after the other, and why them.
	Duty func(*desk.Case, *desk.Clock) ([]desk.AgentID, string)
	// Mail tells whether mail can be sent.
	Mail bool
	// Mask shows a text without what is private in it.
	Mask func(string) string
	// Words say an escalation to a reader: one line, and a plain text.
	Words func(desk.Reader, Escalation) (subject, text string)
	// Zone is that of a brand's hours, for a reader whose own nobody knows.
	Zone func(desk.BrandID) *time.Location
	// Tell wakes the loop that sends notices; must not block.
	Tell func()
	// Assign looks for somebody who can take a case; see route.Assign.
	Assign func(*desk.Case, route.Facts) (desk.AgentID, string)
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store: store, deps: deps} }

const batch = 200

// Run tells of clocks and promises that warn or ran out, asks people about them, and looks
// again for owners of cases that have none. It reports whether there may be more at once.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	told := 0
	err = s.store.Update(ctx, func(tx Tx) error {
		now := s.deps.Now()
		cases, err := tx.LookCases(now, batch)
		if err != nil {
			return err
		}
		promises, err := tx.DuePromises(now, batch)
		if err != nil {
			return err
		}
		told = len(cases) + len(promises)
		more = len(cases) == batch || len(promises) == batch
		w := &work{Service: s, tx: tx, now: now}
		for i := range cases {
			if err := w.look(&cases[i]); err != nil {
				return err
			}
		}
		if err := broken(tx, promises, now); err != nil {
			return err
		}
		return tx.DropSessions(now)
	})
	if err == nil && told > 0 {
		s.deps.Poke()
		s.deps.Tell()
	}
	if desk.Is(err, desk.Conflict) {
		return true, nil // an agent was at one of the cases: look again
	}
	return more, err
}

// work is one look inside its transaction.
type work struct {
	*Service
	tx    Tx
	now   time.Time
	facts route.Facts // read when a case first needs them
}

// look does what is due to the clocks of a case.
func (w *work) look(c *desk.Case) error {
	events := w.deps.Clock(c)
	if c.Unowned != "" && c.Assignee == 0 && !c.Stage.Closed() {
		found, err := w.owner(c)
		if err != nil {
			return err
		}
		events = append(events, found...)
	}
	ladder := func(k *desk.Clock) ([]desk.AgentID, string) { return w.deps.Duty(c, k) }
	events = append(events, w.deps.Rules().Tick(c, w.now, ladder)...)
	if e := back(c, events, w.now); e != nil {
		events = append(events, e)
		sla.Show(c) // it is not looked at for that any more
	}
	if err := w.tx.SaveCase(c); err != nil {
		return err
	}
	for _, e := range events {
		if e.Kind == desk.CaseEscalated {
			if err := w.tell(c, e); err != nil {
				return err
			}
		}
	}
	for _, e := range events {
		e.Case, e.At = c.ID, w.now
	}
	return w.tx.Append(events...)
}

// back brings a case back that was put off: its time came, or one of its deadlines warns or is over.
func back(c *desk.Case, events []*desk.Event, now time.Time) *desk.Event {
	if c.Until.IsZero() {
		return nil
	}
	for _, e := range events {
		if e.Kind == desk.CaseWarned || e.Kind == desk.CaseBreached {
			b := casework.Back(c, casework.BackClock)
			b.Data["clock"] = e.Data["clock"]
			return b
		}
	}
	if c.Until.After(now) {
		return nil
	}
	return casework.Back(c, casework.BackTime)
}

// owner looks again for somebody who can take a case that nobody has.
func (w *work) owner(c *desk.Case) ([]*desk.Event, error) {
	if w.facts.Loads == nil {
		if err := w.readWork(); err != nil {
			return nil, err
		}
	}
	to, why := w.deps.Assign(c, w.facts)
	if to == 0 {
		c.Unowned = why
		return nil, nil
	}
	c.Assignee = to
	l := w.facts.Loads[to]
	l.Reply++
	w.facts.Loads[to], w.facts.Last[to] = l, w.now
	event := &desk.Event{Kind: desk.CaseAssigned, Data: map[string]string{"to": strconv.FormatInt(int64(to), 10), "why": why}}
	return append([]*desk.Event{event}, w.deps.Clock(c)...), nil
}

func (w *work) readWork() (err error) {
	w.facts.Last = map[desk.AgentID]time.Time{}
	if w.facts.Loads, err = w.tx.CaseLoads(); err != nil {
		return err
	}
	w.facts.Seen, err = w.tx.SeenAgents(route.SeenSince(w.now))
	return err
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
