package followup_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/followup"
	"heed/internal/route"
	"heed/internal/sla"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// as gives follow-up a real store; before, if set, runs inside its next transaction.
type as struct {
	db     *store.DB
	before func()
}

func (a *as) Update(ctx context.Context, f func(followup.Tx) error) error {
	return a.db.Update(ctx, func(tx *store.Tx) error { return f(spoiled{tx, a}) })
}

// spoiled is a transaction in which the case that is saved has changed meanwhile.
type spoiled struct {
	*store.Tx
	as *as
}

func (s spoiled) SaveCase(c *desk.Case) error {
	if s.as.before != nil {
		s.as.before()
		s.as.before = nil
		return desk.Errorf(desk.Conflict, "Somebody changed the case.")
	}
	return s.Tx.SaveCase(c)
}

type bench struct {
	t      *testing.T
	store  *as
	s      *followup.Service
	now    time.Time
	owner  desk.AgentID // whom Assign finds; 0: nobody
	poked  int
	client desk.Case
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "heed.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{t: t, store: &as{db: db}, now: start}
	b.s = followup.New(b.store, followup.Deps{
		Now: func() time.Time { return b.now }, Poke: func() { b.poked++ }, Tell: func() {},
		Clock: func(c *desk.Case) []*desk.Event {
			c.Look = time.Time{}
			return nil
		},
		Rules: func() *sla.Rules { return &sla.Rules{} },
		Duty:  func(*desk.Case, *desk.Clock) ([]desk.AgentID, string) { return nil, "nobody has the duty" },
		Mask:  func(s string) string { return s },
		Words: func(desk.Reader, followup.Escalation) (string, string) { return "Please take care of it", "" },
		Zone:  func(desk.BrandID) *time.Location { return time.UTC },
		Assign: func(*desk.Case, route.Facts) (desk.AgentID, string) {
			if b.owner == 0 {
				return 0, "nobody is at the desk"
			}
			return b.owner, "has the fewest cases"
		},
	})
	b.client = desk.Case{Network: "net", Stage: desk.New, Unowned: "nobody speaks French", OpenedAt: start, UpdatedAt: start, WaitingSince: start, Look: start.Add(time.Minute)}
	b.update(func(tx *store.Tx) error { return tx.CreateCase(&b.client) })
	return b
}

func (b *bench) update(f func(*store.Tx) error) {
	b.t.Helper()
	if err := b.store.db.Update(b.t.Context(), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) run() (more bool) {
	b.t.Helper()
	more, err := b.s.Run(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return more
}

func (b *bench) story() (s desk.Story) {
	b.t.Helper()
	b.update(func(tx *store.Tx) (err error) {
		s, err = tx.Story(b.client.ID, 0, 10)
		return err
	})
	return s
}

func kinds(s desk.Story) (out []desk.EventKind) {
	for _, e := range s.Events {
		out = append(out, e.Kind)
	}
	return out
}

// A promise that ran out is told of once, and not before; one that was kept never.
func TestBrokenPromises(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	due := desk.Promise{Case: b.client.ID, Text: "call back", Due: start.Add(time.Hour), Made: start}
	kept := desk.Promise{Case: b.client.ID, Text: "send a label", Due: start.Add(time.Hour), Made: start, Kept: start.Add(time.Minute)}
	b.update(func(tx *store.Tx) error {
		if err := tx.CreatePromise(&due); err != nil {
			return err
		}
		return tx.CreatePromise(&kept)
	})
	b.run()
	if got := kinds(b.story()); len(got) != 0 || b.poked != 0 {
		t.Errorf("before its time: %v, poked %d times", got, b.poked)
	}
	b.now = start.Add(2 * time.Hour)
	for range 3 {
		b.run()
	}
	s := b.story()
	var broken []string
	for _, e := range s.Events {
		if e.Kind == desk.PromiseBroken {
			broken = append(broken, e.Data["text"])
		}
	}
	if diff := cmp.Diff([]string{"call back"}, broken); diff != "" {
		t.Errorf("broken (-want +got):\n%s", diff)
	}
	if !s.Promises[0].Broken.Equal(b.now) || !s.Promises[1].Broken.IsZero() {
		t.Errorf("promises %+v", s.Promises)
	}
}

// A case that nobody could take is offered again, says why it is still nobody's, and is
// given once.
func TestOwnerlessCases(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.now = start.Add(2 * time.Minute)
	b.run()
	if c := b.story().Case; c.Assignee != 0 || c.Unowned != "nobody is at the desk" {
		t.Errorf("agent %d has it; nobody, because %q", c.Assignee, c.Unowned)
	}
	agent := desk.Agent{Name: "Ada", Email: "ada@acme.example", Role: desk.Answerer}
	b.update(func(tx *store.Tx) error {
		if err := tx.CreateAgent(&agent); err != nil {
			return err
		}
		c, err := tx.Case(b.client.ID)
		if err != nil {
			return err
		}
		c.Look = b.now
		return tx.SaveCase(c)
	})
	b.owner = agent.ID
	b.run()
	b.run()
	s := b.story()
	if diff := cmp.Diff([]desk.EventKind{desk.CaseAssigned}, kinds(s)); diff != "" || s.Case.Assignee != agent.ID {
		t.Errorf("agent %d has it (-want +got):\n%s", s.Case.Assignee, diff)
	}
}

// An agent who was at one of the cases is not trodden on: nothing is kept and it is looked
// at again at once.
func TestAgentsComeFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.now = start.Add(2 * time.Minute)
	met := false
	b.store.before = func() { met = true }
	if more := b.run(); !more || !met || b.poked != 0 {
		t.Errorf("more %v, met %v, poked %d times", more, met, b.poked)
	}
	if c := b.story().Case; c.Version != b.client.Version {
		t.Error("a look that met an agent's change kept something")
	}
	if more := b.run(); more {
		t.Error("and then there was no end")
	}
	if c := b.story().Case; !c.Look.IsZero() {
		t.Error("the case was not looked at again")
	}
}
