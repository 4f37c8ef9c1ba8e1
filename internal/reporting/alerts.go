package reporting

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/report"
)

// english is the language in which an alert's latest figure is kept.
const english = report.Lang("en")

// lookEvery is how often an alert is looked at.
const lookEvery = 5 * time.Minute

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

// mostTold is how many cases a notice names.
const mostTold = 20

// Judgement is what an alert finds.
type Judgement struct {
	Value, Before report.Value
	Holds         bool
	Words         string
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
		a.Looked, a.Latest, a.Counted = now, j.Words, int(j.Value.N)
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

// keepFirings is how long it can be seen when alerts spoke.
const keepFirings = 400 * day

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
		Before: known(j.Before), Words: j.Words, N: int(j.Value.N), Cases: j.Cases, Told: n})
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

func alertOf(tx Tx, id desk.AlertID) (desk.Alert, error) {
	all, err := tx.Alerts()
	for _, a := range all {
		if a.ID == id && a.Removed.IsZero() {
			return a, err
		}
	}
	if err == nil {
		err = desk.Errorf(desk.NotFound, "There is no alert %d.", id)
	}
	return desk.Alert{}, err
}

// Firings are the latest times at which alerts spoke, newest first.
func (s *Service) Firings(ctx context.Context, by desk.Agent, limit int) (list []desk.Firing, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.Firings(0, limit)
		return err
	})
	return list, err
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
	j.Words = english.Number(f.Unit, j.Value.Value)
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

// Alerts lists the alerts that are there, and those that were removed and can be brought back,
// latest removed first.
func (s *Service) Alerts(ctx context.Context, by desk.Agent) (list, removed []desk.Alert, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Alerts()
		for _, a := range all {
			switch {
			case a.Removed.IsZero():
				list = append(list, a)
			case s.deps.Now().Sub(a.Removed) < undoFor:
				removed = append(removed, a)
			}
		}
		return err
	})
	sort.SliceStable(removed, func(i, j int) bool { return removed[i].Removed.After(removed[j].Removed) })
	return list, removed, err
}

// SaveAlert keeps an alert; ID 0 makes a new one.
func (s *Service) SaveAlert(ctx context.Context, by desk.Agent, a desk.Alert) (desk.Alert, error) {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return a, err
	}
	a.Name = strings.TrimSpace(a.Name)
	if a.Dim == "" {
		a.Dim = desk.ByAll
	}
	if a.Dim == desk.ByAll {
		a.Key = ""
	}
	if err := valid(&a); err != nil {
		return a, err
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		what := "alert added"
		if a.ID != 0 {
			what = "alert changed"
			old, err := alertOf(tx, a.ID)
			if err != nil {
				return err
			}
			a.Created, a.By = old.Created, old.By
		} else {
			a.Created, a.By = s.deps.Now(), by.ID
		}
		a.Looked, a.Raised, a.Told, a.Latest, a.Owed = time.Time{}, time.Time{}, time.Time{}, "", false
		if err := tx.SaveAlert(&a); err != nil {
			return err
		}
		return tx.Append(s.changed(by, what, int64(a.ID), a.Name))
	})
	return a, err
}

func valid(a *desk.Alert) error {
	f, known := report.FigureOf(a.Figure)
	bad := func(field, message, mend string) error {
		return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
	}
	switch {
	case a.Name == "" || utf8.RuneCountInString(a.Name) > 100:
		return bad("name", "The alert needs a name of at most 100 characters.", "")
	case !known:
		return bad("figure", "There is no such figure.", "Choose one of the list.")
	case a.Dim != desk.ByAll && !slices.Contains(watchable, a.Dim):
		return bad("group", "An alert looks at the whole desk, a channel, a brand, a team, an intent, a language, or public or private cases.",
			"What one agent does is told to nobody by itself: it stands in the reports for those who may see it.")
	case a.Kind != desk.Above && a.Kind != desk.Below && a.Kind != desk.Rose && a.Kind != desk.Fell:
		return bad("kind", "An alert looks whether a figure is above or below a line, rose or fell.", "Choose one of the list.")
	case math.IsNaN(a.Value) || math.IsInf(a.Value, 0) || a.Value < 0 && f.Unit != report.Mood:
		return bad("value", "The line must be a number.", "Write percent, minutes or a plain number, as the figure has it.")
	case f.Unit == report.Share && a.Value > 1 && (a.Kind == desk.Above || a.Kind == desk.Below):
		return bad("value", "A share is at most 100 percent, so this line is never crossed.", "Write a number from 0 to 100.")
	case (a.Kind == desk.Rose || a.Kind == desk.Fell) && a.Value == 0:
		return bad("value", "A change of nothing would always hold.", "Write by how many percent.")
	case a.Window < hour || a.Window > 90*day:
		return bad("window", "The time looked at is from an hour to 90 days.", "")
	case a.Rest < 0 || a.Rest > 30*day:
		return bad("rest", "The silence after it spoke is at most 30 days.", "")
	case a.QuietFrom < 0 || a.QuietFrom >= 24*60 || a.QuietTo < 0 || a.QuietTo >= 24*60:
		return bad("quiet-from", "The quiet time is written as 22:00 and 07:00.", "")
	case len(a.Agents)+len(a.Hooks) == 0:
		return bad("agent", "Nobody would be told.", "Choose a person or a webhook.")
	case len(a.Agents) > 0 && len(a.Ways) == 0:
		return bad("way", "People are told by mail or in their browsers.", "Choose at least one.")
	}
	a.Least = max(a.Least, 1)
	return nil
}

// DropAlert removes an alert; RestoreAlert brings it back for 30 days.
func (s *Service) DropAlert(ctx context.Context, by desk.Agent, id desk.AlertID) error {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		a, err := alertOf(tx, id)
		if err != nil {
			return err
		}
		if err := s.forgetAlerts(tx); err != nil {
			return err
		}
		if err := s.ended(tx, &a, s.deps.Now()); err != nil {
			return err
		}
		a.Removed = s.deps.Now()
		if err := tx.SaveAlert(&a); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "alert removed", int64(id), a.Name))
	})
}

// forgetAlerts drops for good what can no longer be brought back.
func (s *Service) forgetAlerts(tx Tx) error {
	all, err := tx.Alerts()
	for _, a := range all {
		if err == nil && !a.Removed.IsZero() && s.deps.Now().Sub(a.Removed) >= undoFor {
			err = tx.DropAlert(a.ID)
		}
	}
	return err
}

// RestoreAlert brings a removed alert back. It looks anew: what holds by now is told.
func (s *Service) RestoreAlert(ctx context.Context, by desk.Agent, id desk.AlertID) error {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		all, err := tx.Alerts()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a desk.Alert) bool { return a.ID == id && !a.Removed.IsZero() })
		if i < 0 {
			return desk.Errorf(desk.NotFound, "There is no removed alert %d.", id)
		}
		a := all[i]
		a.Removed, a.Looked, a.Raised, a.Owed = time.Time{}, time.Time{}, time.Time{}, false
		if err := tx.SaveAlert(&a); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "alert restored", int64(id), a.Name))
	})
}

func (s *Service) changed(by desk.Agent, what string, id int64, name string) *desk.Event {
	return &desk.Event{Kind: desk.SettingChanged, Agent: by.ID, At: s.deps.Now(),
		Data: map[string]string{"what": what, "id": fmt.Sprint(id), "name": name}}
}
