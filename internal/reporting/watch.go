package reporting

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/report"
)

const (
	// lookEvery is how often an alert is looked at.
	lookEvery = 5 * time.Minute
	// asleep is after how long without a look the desk was not there to look.
	asleep = 3 * lookEvery
)

// mostTold is how many cases a notice names.
const mostTold = 20

// Watch looks at the alerts whose time has come, and tells whom they are for when a line is
// crossed: once when it is, and not again before it was back. One that cannot be looked at keeps
// none of the others waiting. Nothing is looked at while much is yet to be counted: what is missing
// would seem not to have happened. While all cases are counted anew, that is so of what an alert looks at.
func (s *Service) Watch(ctx context.Context) error {
	var due []desk.Alert
	now := s.deps.Now().Truncate(time.Microsecond)
	err := s.store.View(ctx, func(tx Tx) error {
		p, late, err := s.late(tx, now)
		if err != nil || late {
			return err
		}
		all, err := tx.Alerts()
		for _, a := range all {
			if a.Paused || !a.Removed.IsZero() || now.Sub(a.Looked) < lookEvery {
				continue
			}
			mixed, err := s.mixed(tx, p, looksBack(&a, now))
			if err != nil {
				return err
			}
			if !mixed {
				due = append(due, a)
			}
		}
		return err
	})
	for i := range due {
		if ctx.Err() == nil {
			err = errors.Join(err, s.look(ctx, &due[i], now))
		}
	}
	return err
}

// late tells whether the counting is far behind what happened.
func (s *Service) late(tx Tx, now time.Time) (p place, late bool, err error) {
	if p, err = s.readPlace(tx); err != nil || !p.Done && !(p.Again && p.Down > 0) {
		return p, true, err
	}
	waiting, _, err := tx.Events(desk.EventCursor{Tx: p.Tx, ID: p.ID}, 1)
	return p, len(waiting) > 0 && now.Sub(waiting[0].At) > lookEvery, err
}

// mixed tells whether some of the cases since a time are counted in another way than the rest.
func (s *Service) mixed(tx Tx, p place, since time.Time) (bool, error) {
	if p.Done {
		return false, nil
	}
	return tx.OldFacts(p.Down, since)
}

// looksBack is since when the cases opened that an alert looks at.
func looksBack(a *desk.Alert, now time.Time) time.Time {
	if a.Kind == desk.Rose || a.Kind == desk.Fell {
		return earlier(a, now).From
	}
	return now.Add(-a.Window)
}

// Judgement is what an alert finds.
type Judgement struct {
	Value, Before report.Value
	Holds         bool
	Cases         []desk.CaseID // some of those behind the number, newest first
	More          bool          // there are more
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
		told = false
		kept, err := alertOf(tx, a.ID)
		if desk.Is(err, desk.NotFound) || err == nil && !reflect.DeepEqual(kept, *a) {
			return nil // somebody changed it meanwhile, or another process looked
		}
		if err == nil {
			told, err = s.found(tx, kept, j, now)
		}
		return err
	})
	if err == nil && told {
		s.deps.Poke()
	}
	return err
}

// found keeps what a look at an alert found, and tells of it where it is time to.
func (s *Service) found(tx Tx, a desk.Alert, j Judgement, now time.Time) (told bool, err error) {
	// After a time in which nobody looked, what was said meanwhile is still coming in: the next look judges.
	away := !a.Looked.IsZero() && now.Sub(a.Looked) > asleep
	a.Looked, a.Latest, a.Counted = now, plain(j.Value), int(j.Value.N)
	switch {
	case away:
		return false, tx.SaveAlert(&a)
	case j.Holds && a.Raised.IsZero():
		a.Raised, a.Owed = now, true
	case !j.Holds:
		if err := s.ended(tx, &a, now); err != nil {
			return false, err
		}
		a.Raised, a.Owed = time.Time{}, false
	}
	if told = a.Owed && !isQuiet(&a, now) && (a.Told.IsZero() || now.Sub(a.Told) >= a.Rest); told {
		a.Owed, a.Told = false, now
	}
	if err := tx.SaveAlert(&a); err != nil || !told {
		return false, err
	}
	return true, s.speak(tx, &a, j, now)
}

// ended notes that what an alert spoke of is over.
func (s *Service) ended(tx Tx, a *desk.Alert, now time.Time) error {
	last, err := tx.Firings(a.ID, 1)
	if err != nil || len(last) == 0 || !last[0].Ended.IsZero() {
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
	at := now.In(zoneOf(a))
	minute := at.Hour()*60 + at.Minute()
	if a.QuietFrom < a.QuietTo {
		return minute >= a.QuietFrom && minute < a.QuietTo
	}
	return minute >= a.QuietFrom || minute < a.QuietTo // over midnight
}

// plain writes a figure as programs read it, with > before it where it is at least that; "" for one that is not known.
func plain(v report.Value) string {
	switch least := leastOf(v); {
	case v.Known():
		return strconv.FormatFloat(v.Value, 'f', -1, 64)
	case !math.IsNaN(least):
		return desk.AtLeast + strconv.FormatFloat(least, 'f', -1, 64)
	}
	return ""
}

// leastOf is what a figure that is not known surely is; NaN where nothing tells, or it is known.
func leastOf(v report.Value) float64 {
	if v.Known() || !(v.Low > 0) || math.IsInf(v.Low, 0) {
		return math.NaN()
	}
	return v.Low
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
		switch least := leastOf(v); {
		case v.Known():
			return v.Value
		case !math.IsNaN(least):
			return least
		}
		return 0
	}
	return tx.SaveFiring(&desk.Firing{Alert: a.ID, At: now, Name: a.Name, Figure: a.Figure, Brand: a.Brand, Dim: a.Dim, Key: a.Key, Kind: a.Kind, Line: a.Value, From: now.Add(-a.Window), To: now, Value: known(j.Value),
		Before: known(j.Before), Words: plain(j.Value), N: int(j.Value.N), Cases: j.Cases, Told: n})
}

// TestAlert tells whom an alert is for what it would say now, marked as a test, whether or
// not its line is crossed. Nothing else changes.
func (s *Service) TestAlert(ctx context.Context, by desk.Agent, id desk.AlertID) (told int, err error) {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return 0, err
	}
	now := s.deps.Now().Truncate(time.Microsecond)
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
	q := Query{From: now.Add(-a.Window), To: now, Brand: a.Brand, Dim: a.Dim, Before: true, Earlier: earlier(a, now)}
	if q.Dim == "" {
		q.Dim = desk.ByAll
	}
	q.One, q.Key = q.Dim != desk.ByAll, a.Key
	_, g, err := s.groups(tx, q)
	if err != nil {
		return j, err
	}
	j.Value, j.Before = f.Of(g.Tally), f.Of(g.Before)
	if !j.Value.Known() && math.IsNaN(j.Value.Low) {
		j.Value.Low = f.AtLeast(g.Tally)
	}
	j.Holds = holds(a, j.Value, j.Before, f.Unit)
	ask := CasesQuery{Query: q, PageLimit: mostTold}
	ask.Only, ask.Beyond = Culprits(f, a.Kind, a.Value)
	list := Cases{Figure: f}
	err = s.behind(tx, ask, &list)
	for _, b := range list.List {
		j.Cases = append(j.Cases, b.Case.ID)
	}
	j.More = list.More
	return j, err
}

// Weeks is how many weeks earlier the time lies that a rise or fall is one beside: customers have
// their days of the week and their hours.
func Weeks(window time.Duration) int { return int((window + 7*day - 1) / (7 * day)) }

// earlier is the same time of the day and the week that an alert compares with, by the clocks of its zone.
func earlier(a *desk.Alert, now time.Time) Span {
	to := now.In(zoneOf(a)).AddDate(0, 0, -7*Weeks(a.Window)).UTC()
	return Span{to.Add(-a.Window), to}
}

func zoneOf(a *desk.Alert) *time.Location {
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Culprits says which cases carry a figure over an alert's line: of a share those that count or those
// that do not, of a time those that took longer.
func Culprits(f report.Figure, kind desk.AlertKind, line float64) (only string, beyond float64) {
	over := kind == desk.Above || kind == desk.Rose
	switch {
	case f.Unit == report.Share && over:
		return "yes", 0
	case f.Unit == report.Share:
		return "no", 0
	case f.Unit == report.Seconds && kind == desk.Above:
		return "", line
	}
	return "", 0
}

// holds tells whether an alert's line is crossed. A number of cases needs no least number of
// them: that nobody comes any more is what is to be told.
func holds(a *desk.Alert, v, before report.Value, u report.Unit) bool {
	if !v.Known() && u == report.Seconds && (a.Kind == desk.Above || a.Kind == desk.Rose) {
		v.Value = v.Low // fewer were answered than the time asks for: it is at least so long
	}
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
