package admin

import (
	"bytes"
	"context"

	"heed/internal/access"
	"heed/internal/calendar"
	"heed/internal/desk"
)

// SaveCalendar keeps working hours; ID 0 makes new ones. The document must parse. What it
// replaces is kept, for [Service.UndoCalendar].
func (s *Service) SaveCalendar(ctx context.Context, by desk.Agent, c desk.Calendar) (desk.Calendar, error) {
	name, err := named("name", c.Name)
	if err != nil {
		return c, err
	}
	c.Name = name
	if _, err := calendar.Parse(c.Document); err != nil {
		return c, err
	}
	err = s.change(ctx, by, access.EditProtocol, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		if c.ID == 0 {
			err := tx.CreateCalendar(&c)
			return told("calendar added", int64(c.ID), c.Name), err
		}
		if err := s.keepHours(tx, by, c); err != nil {
			return nil, err
		}
		return told("calendar changed", int64(c.ID), c.Name), tx.SaveCalendar(&c)
	})
	return c, err
}

// keepHours keeps the document that a new one replaces.
func (s *Service) keepHours(tx Tx, by desk.Agent, c desk.Calendar) error {
	have, err := calendarByID(tx, c.ID)
	if err != nil || bytes.Equal(have.Document, c.Document) {
		return err
	}
	return tx.AddCalendarChange(&desk.CalendarChange{Calendar: c.ID, Document: have.Document, At: s.deps.Now(), By: by.ID})
}

func calendarByID(tx Tx, id desk.CalendarID) (desk.Calendar, error) {
	list, err := tx.Calendars()
	if err != nil {
		return desk.Calendar{}, err
	}
	for _, c := range list {
		if c.ID == id {
			return c, nil
		}
	}
	return desk.Calendar{}, &desk.Error{Kind: desk.NotFound, Message: "This calendar doesn't exist.", Mend: "It may have been removed."}
}

// UndoCalendar gives a calendar the document that it had before its latest change.
func (s *Service) UndoCalendar(ctx context.Context, by desk.Agent, id desk.CalendarID) error {
	return s.change(ctx, by, access.EditProtocol, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		c, err := calendarByID(tx, id)
		if err != nil {
			return nil, err
		}
		before, err := tx.CalendarChanges(id, 1)
		if err != nil {
			return nil, err
		}
		if len(before) == 0 {
			return nil, &desk.Error{Kind: desk.Conflict, Message: "There's nothing to undo: this calendar was never changed."}
		}
		c.Document = before[0].Document
		if err := tx.SaveCalendar(&c); err != nil {
			return nil, err
		}
		return told("calendar change undone", int64(id), c.Name), tx.DropCalendarChange(before[0].ID)
	})
}

// CalendarChanges are the earlier documents of a calendar, newest first.
func (s *Service) CalendarChanges(ctx context.Context, by desk.Agent, id desk.CalendarID) (list []desk.CalendarChange, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.CalendarChanges(id, 20)
		return err
	})
	return list, err
}

// SaveRota keeps who is on duty; ID 0 makes a new rota. The document must parse.
func (s *Service) SaveRota(ctx context.Context, by desk.Agent, r desk.Rota) (desk.Rota, error) {
	name, err := named("name", r.Name)
	if err != nil {
		return r, err
	}
	r.Name = name
	if _, err := calendar.ParseRota(r.Document); err != nil {
		return r, err
	}
	err = s.change(ctx, by, access.EditProtocol, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		what, save := "rota changed", tx.SaveRota
		if r.ID == 0 {
			what, save = "rota added", tx.CreateRota
		}
		err := save(&r)
		return told(what, int64(r.ID), r.Name), err
	})
	return r, err
}

// TakeDuty hands the duty phone to an agent, who says so.
func (s *Service) TakeDuty(ctx context.Context, by desk.Agent, id desk.RotaID) error {
	return s.change(ctx, by, access.WorkCases, desk.DutyTaken, func(tx Tx) (map[string]string, error) {
		rotas, err := tx.Rotas()
		if err != nil {
			return nil, err
		}
		for _, r := range rotas {
			if r.ID == id {
				r.Holder, r.Taken = by.ID, s.deps.Now()
				return told("duty phone taken", int64(id), r.Name), tx.SaveRota(&r)
			}
		}
		return nil, &desk.Error{Kind: desk.NotFound, Message: "This rota doesn't exist."}
	})
}
