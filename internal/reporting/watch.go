package reporting

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/report"
)

// lookEvery is how often an alert is looked at.
const lookEvery = 5 * time.Minute

// mostTold is how many cases a notice names.
const mostTold = 20

// Watch looks at the alerts whose time has come, and tells whom they are for when a line is
// crossed: once when it is, and not again before it was back.
func (s *Service) Watch(ctx context.Context) error {
	var due []desk.Alert
	now := s.deps.Now()
	err := s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Alerts()
		for _, a := range all {
			if !a.Paused && a.Removed.IsZero() && now.Sub(a.Looked) >= lookEvery {
				due = append(due, a)
			}
		}
		return err
	})
	for i := range due {
		if err == nil {
			err = s.look(ctx, &due[i], now)
		}
	}
	return err
}

// Judgement is what an alert finds.
type Judgement struct {
	Value, Before report.Value
	Holds         bool
	Cases         []desk.CaseID // some of those behind the number, newest first
}

func (s *Service) look(ctx context.Context, a *desk.Alert, now time.Time) error {
	var j Judgement
	err := s.store.View(ctx, func(tx Tx) (err error) {
		j, err = s.judge(tx, a, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("look at alert %d: %w", a.ID, err)
	}
	told := false
	err = s.store.Update(ctx, func(tx Tx) error {
		switch {
		case j.Holds && a.Raised.IsZero():
			a.Raised, a.Owed = now, true
		case !j.Holds:
			if err := s.ended(tx, a, now); err != nil {
				return err
			}
			a.Raised, a.Owed = time.Time{}, false
		}
		a.Looked, a.Latest, a.Counted = now, plain(j.Value), int(j.Value.N)
		if told = a.Owed && !isQuiet(a, now) && (a.Told.IsZero() || now.Sub(a.Told) >= a.Rest); told {
			a.Owed, a.Told = false, now
		}
		if err := tx.SaveAlert(a); err != nil || !told {
			return err
		}
		return s.speak(tx, a, j, now)
	})
	if err == nil && told {
		s.deps.Poke()
	}
	return err
}

// ended notes that what an alert spoke of is over.
func (s *Service) ended(tx Tx, a *desk.Alert, now time.Time) error {
	if a.Raised.IsZero() {
		return nil
	}
	last, err := tx.Firings(a.ID, 1)
	if err != nil || len(last) == 0 || !last[0].Ended.IsZero() || last[0].At.Before(a.Raised) {
		return err
	}
	last[0].Ended = now
	return tx.SaveFiring(&last[0])
}

// isQuiet tells whether an alert waits at this time of the day.
func isQuiet(a *desk.Alert, now time.Time) bool {
	if a.QuietFrom == a.QuietTo {
		return false
	}
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := now.In(zone)
	minute := at.Hour()*60 + at.Minute()
	if a.QuietFrom < a.QuietTo {
		return minute >= a.QuietFrom && minute < a.QuietTo
	}
	return minute >= a.QuietFrom || minute < a.QuietTo // over midnight
}

// plain writes a figure as programs read it; "" for one that is not known.
func plain(v report.Value) string {
	if !v.Known() {
		return ""
	}
	return strconv.FormatFloat(v.Value, 'f', -1, 64)
}

// speak tells everybody whom an alert is for, and keeps that it did.
func (s *Service) speak(tx Tx, a *desk.Alert, j Judgement, now time.Time) error {
	n, err := s.tell(tx, a, j, now, false)
	if err != nil {
		return err
	}
	if err := tx.DropFirings(now.Add(-keepFirings)); err != nil {
		return err
	}
	known := func(v report.Value) float64 {
		if !v.Known() {
			return 0
		}
		return v.Value
	}
	return tx.SaveFiring(&desk.Firing{Alert: a.ID, At: now, Name: a.Name, Figure: a.Figure, Brand: a.Brand, Dim: a.Dim, Key: a.Key, From: now.Add(-a.Window), To: now, Value: known(j.Value),
		Before: known(j.Before), Words: plain(j.Value), N: int(j.Value.N), Cases: j.Cases, Told: n})
}

// TestAlert tells whom an alert is for what it would say now, marked as a test, whether or
// not its line is crossed. Nothing else changes.
func (s *Service) TestAlert(ctx context.Context, by desk.Agent, id desk.AlertID) (told int, err error) {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return 0, err
	}
	now := s.deps.Now()
	var a desk.Alert
	var j Judgement
	err = s.store.View(ctx, func(tx Tx) (err error) {
		if a, err = alertOf(tx, id); err == nil {
			j, err = s.judge(tx, &a, now)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		told, err = s.tell(tx, &a, j, now, true)
		return err
	})
	if err == nil {
		s.deps.Poke()
	}
	return told, err
}

func (s *Service) judge(tx Tx, a *desk.Alert, now time.Time) (j Judgement, err error) {
	f, ok := report.FigureOf(a.Figure)
	if !ok {
		return j, desk.Errorf(desk.Invalid, "There is no figure %q.", a.Figure)
	}
	q := Query{From: now.Add(-a.Window), To: now, Brand: a.Brand, Dim: a.Dim, Before: true}
	if q.Dim == "" {
		q.Dim = desk.ByAll
	}
	q.One, q.Key = q.Dim != desk.ByAll, a.Key
	_, g, err := s.groups(tx, q)
	if err != nil {
		return j, err
	}
	j.Value, j.Before = f.Of(g.Tally), f.Of(g.Before)
	j.Holds = holds(a, j.Value, j.Before, f.Unit)
	list := Cases{Figure: f}
	err = s.behind(tx, CasesQuery{Query: q, Only: wrongSide(&f), PageLimit: mostTold}, &list)
	for _, b := range list.List {
		j.Cases = append(j.Cases, b.Case.ID)
	}
	return j, err
}

// wrongSide are the cases of a share that make it worse.
func wrongSide(f *report.Figure) string {
	switch {
	case f.Unit != report.Share:
		return ""
	case f.Better > 0:
		return "no"
	}
	return "yes"
}

// holds tells whether an alert's line is crossed. A number of cases needs no least number of
// them: that nobody comes any more is what is to be told.
func holds(a *desk.Alert, v, before report.Value, u report.Unit) bool {
	if !v.Known() || u != report.Cases && v.N < int64(a.Least) {
		return false
	}
	switch a.Kind {
	case desk.Above:
		return v.Value > a.Value
	case desk.Below:
		return v.Value < a.Value
	}
	if !before.Known() || before.N < int64(a.Least) || before.Value == 0 {
		return false
	}
	change := (v.Value - before.Value) / math.Abs(before.Value)
	if a.Kind == desk.Fell {
		change = -change
	}
	return change >= a.Value
}
