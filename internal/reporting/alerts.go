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

// keepFirings is how long it can be seen when alerts spoke.
const keepFirings = 400 * day

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

// Hooks are the webhooks that an alert may tell, by name: where they lead is not for all who may choose them.
func (s *Service) Hooks(ctx context.Context, by desk.Agent) (list []desk.Hook, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Hooks()
		for _, h := range all {
			list = append(list, desk.Hook{ID: h.ID, Name: h.Name, Paused: h.Paused})
		}
		return err
	})
	return list, err
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
			if err := s.ended(tx, &old, s.deps.Now()); err != nil {
				return err
			}
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
		return bad("figure", "This figure doesn't exist.", "Choose one from the list.")
	case a.Dim != desk.ByAll && !slices.Contains(watchable, a.Dim):
		return bad("group", "An alert can cover the whole desk, a channel, a brand, a team, an intent, a language, or public or private cases.",
			"Alerts don't report on single agents. People with access find those figures in the reports.")
	case a.Kind != desk.Above && a.Kind != desk.Below && a.Kind != desk.Rose && a.Kind != desk.Fell:
		return bad("kind", "An alert checks whether a figure is above or below a threshold, rose or fell.", "Choose one from the list.")
	case math.IsNaN(a.Value) || math.IsInf(a.Value, 0):
		return bad("value", "The threshold must be a number.", "Enter a percentage, minutes or a plain number, depending on the figure.")
	case a.Value < 0 && f.Unit != report.Mood:
		return bad("value", "The threshold must be 0 or more.", "Enter a percentage, minutes or a plain number, depending on the figure.")
	case f.Unit == report.Share && a.Value > 1 && (a.Kind == desk.Above || a.Kind == desk.Below):
		return bad("value", "A share can't exceed 100 percent, so this threshold would never be crossed.", "Enter a number from 0 to 100.")
	case (a.Kind == desk.Rose || a.Kind == desk.Fell) && a.Value == 0:
		return bad("value", "A change of 0 would always be true.", "Enter the change in percent.")
	case a.Window < hour || a.Window > 90*day:
		return bad("window", "The period must be between an hour and 90 days.", "")
	case a.Rest < 0 || a.Rest > 30*day:
		return bad("rest", "The pause after an alert can be at most 30 days.", "")
	case a.QuietFrom < 0 || a.QuietFrom >= 24*60 || a.QuietTo < 0 || a.QuietTo >= 24*60:
		return bad("quiet-from", "Quiet hours need times like 22:00 and 07:00.", "")
	case len(a.Agents)+len(a.Hooks) == 0:
		return bad("agent", "No one would be notified.", "Choose a person or a webhook.")
	case len(a.Agents) > 0 && len(a.Ways) == 0:
		return bad("way", "People are notified by email or in their browsers.", "Choose at least one.")
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
