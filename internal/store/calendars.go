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
