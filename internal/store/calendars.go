package store

import "heed/internal/desk"

// Calendars are all calendars, oldest first.
func (tx *Tx) Calendars() (list []desk.Calendar, err error) {
	defer call(&err, "Calendars")
	err = tx.each(func(s scanner) error {
		var c desk.Calendar
		var document string
		err := s.Scan((*int64)(&c.ID), &c.Name, &document)
		c.Document = []byte(document)
		list = append(list, c)
		return err
	}, "SELECT id, name, document FROM calendars ORDER BY id")
	return list, err
}

// CreateCalendar gives a calendar its id.
func (tx *Tx) CreateCalendar(c *desk.Calendar) (err error) {
	defer call(&err, "CreateCalendar")
	return tx.create((*int64)(&c.ID), "calendars", "name, document", func(id int64) ([]any, error) {
		return []any{c.Name, string(c.Document), id}, nil
	})
}

// SaveCalendar replaces a calendar.
func (tx *Tx) SaveCalendar(c *desk.Calendar) (err error) {
	defer call(&err, "SaveCalendar(%d)", c.ID)
	return tx.one("calendar", int64(c.ID), "UPDATE calendars SET name = $1, document = $2 WHERE id = $3", c.Name, string(c.Document), int64(c.ID))
}

// AddCalendarChange keeps a document that was replaced.
func (tx *Tx) AddCalendarChange(c *desk.CalendarChange) (err error) {
	defer call(&err, "AddCalendarChange(%d)", c.Calendar)
	return tx.create(&c.ID, "calendar_changes", "calendar, document, at, agent", func(id int64) ([]any, error) {
		return []any{int64(c.Calendar), string(c.Document), desk.Micros(c.At), int64(c.By), id}, nil
	})
}

// CalendarChanges are a calendar's earlier documents, newest first.
func (tx *Tx) CalendarChanges(calendar desk.CalendarID, limit int) (list []desk.CalendarChange, err error) {
	defer call(&err, "CalendarChanges(%d)", calendar)
	err = tx.each(func(s scanner) error {
		var c desk.CalendarChange
		var document string
		err := s.Scan(&c.ID, (*int64)(&c.Calendar), &document, at(&c.At), (*int64)(&c.By))
		c.Document = []byte(document)
		list = append(list, c)
		return err
	}, "SELECT id, calendar, document, at, agent FROM calendar_changes WHERE calendar = $1 ORDER BY id DESC LIMIT $2", int64(calendar), int64(limit))
	return list, err
}

// DropCalendarChange forgets an earlier document, once it holds again.
func (tx *Tx) DropCalendarChange(id int64) (err error) {
	defer call(&err, "DropCalendarChange(%d)", id)
	return tx.one("calendar change", id, "DELETE FROM calendar_changes WHERE id = $1", id)
}

// Rotas are all rotas, oldest first.
func (tx *Tx) Rotas() (list []desk.Rota, err error) {
	defer call(&err, "Rotas")
	err = tx.each(func(s scanner) error {
		var r desk.Rota
		var document string
		err := s.Scan((*int64)(&r.ID), &r.Name, (*int64)(&r.Team), &document, (*int64)(&r.Holder), at(&r.Taken))
		r.Document = []byte(document)
		list = append(list, r)
		return err
	}, "SELECT id, name, team, document, holder, taken FROM rotas ORDER BY id")
	return list, err
}

// CreateRota gives a rota its id.
func (tx *Tx) CreateRota(r *desk.Rota) (err error) {
	defer call(&err, "CreateRota")
	return tx.create((*int64)(&r.ID), "rotas", "name, team, document, holder, taken", func(id int64) ([]any, error) {
		return []any{r.Name, int64(r.Team), string(r.Document), int64(r.Holder), desk.Micros(r.Taken), id}, nil
	})
}

// SaveRota replaces a rota.
func (tx *Tx) SaveRota(r *desk.Rota) (err error) {
	defer call(&err, "SaveRota(%d)", r.ID)
	return tx.one("rota", int64(r.ID), "UPDATE rotas SET name = $1, team = $2, document = $3, holder = $4, taken = $5 WHERE id = $6",
		r.Name, int64(r.Team), string(r.Document), int64(r.Holder), desk.Micros(r.Taken), int64(r.ID))
}

// DropRota removes a rota.
func (tx *Tx) DropRota(id desk.RotaID) (err error) {
	defer call(&err, "DropRota(%d)", id)
	return tx.one("rota", int64(id), "DELETE FROM rotas WHERE id = $1", int64(id))
}
