package server_test

import (
	"context"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/dossier"
	"heed/internal/reporting"
	"heed/internal/signal"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// TestReportsCountBesideOthers: an hour that waits to be counted again is, while another process, or who erases a person, keeps
// facts of a case of that hour. The mark was there before both, so only one of them may be at it.
func TestReportsCountBesideOthers(t *testing.T) {
	t.Parallel()
	b := newBenchOn(t, storetest.Postgres(t))
	b.take(b.post("p", "@acme.echo where is my parcel?", mention("acme.echo")))
	b.count()
	b.update(func(tx *store.Tx) error {
		facts, err := tx.FactsByCase([]desk.CaseID{1})
		if f := facts[1]; err == nil && f.LiveUntil.IsZero() {
			t.Error("the case is counted already")
		} else if err == nil {
			err = tx.MarkHour(f.Opened.Truncate(time.Hour))
		}
		return err
	})
	b.update(func(tx *store.Tx) error {
		if err := b.desk.Reports.Last(tx, []desk.CaseID{1}); err != nil {
			return err
		}
		if _, err := tx.FactsByCase([]desk.CaseID{1}); err != nil { // what is kept is sent with the next question
			return err
		}
		soon, done := context.WithTimeout(t.Context(), time.Second)
		defer done()
		_, _ = b.desk.Reports.Run(soon) // which ends before this transaction, or waits for it
		return nil
	})
	b.count()
	b.whole()
}

// between is a store that lets something happen between what a run reads and what it writes of it.
type between struct {
	db *store.DB
	do func()
}

func (s *between) View(ctx context.Context, f func(reporting.Tx) error) error {
	return s.db.View(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (s *between) Update(ctx context.Context, f func(reporting.Tx) error) error {
	if do := s.do; do != nil {
		s.do = nil
		do()
	}
	return s.db.Update(ctx, func(tx *store.Tx) error { return f(tx) })
}

// TestReportsBegunAnewMeanwhile: that all is to be counted anew holds also where a running desk was just about to write what it
// had read.
func TestReportsBegunAnewMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.take(b.post("p", "@acme.echo where is my parcel?", mention("acme.echo")))
	b.count()
	b.take(b.post("q", "@acme.echo and where is mine?", mention("acme.echo")))
	other := reporting.New(&between{b.desk.DB, func() { b.ok(b.desk.Reports.Again(t.Context())) }},
		reporting.Deps{Now: func() time.Time { return b.now }, Reader: signal.New(nil, nil)})
	more, err := other.Run(t.Context())
	b.ok(err)
	if !more {
		t.Error("there is no more to do, where all is to be counted anew")
	}
	b.count()
	b.whole()
}

// TestReportsErasedMeanwhile: the facts of a case that was erased just before a run wrote what it had read of it settle all the
// same: nothing waits for ever on a case that nobody can read any more.
func TestReportsErasedMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	post := b.post("p", "@acme.echo where is my parcel?", mention("acme.echo"))
	b.take(post)
	id := b.caseOf(post)
	erase := func() {
		_, err := b.desk.Dossier.Erase(t.Context(), b.boss, dossier.Order{Person: b.aCase(id).Person, Why: "they asked", Name: "p"})
		b.ok(err)
	}
	b.ok(b.desk.Inbox.SetStage(t.Context(), b.boss, id, 0, desk.Resolved, "done"))
	other := reporting.New(&between{b.desk.DB, erase}, reporting.Deps{Now: func() time.Time { return b.now }, Reader: signal.New(nil, nil)})
	_, err := other.Run(t.Context())
	b.ok(err)
	b.now = b.now.Add(30 * 24 * time.Hour)
	b.count()
	b.update(func(tx *store.Tx) error {
		facts, err := tx.FactsByCase([]desk.CaseID{id})
		if f, had := facts[id]; !had || !f.LiveUntil.IsZero() {
			t.Errorf("after a month it waits until %v (kept: %v)", f.LiveUntil, had)
		}
		return err
	})
	b.whole()
}
