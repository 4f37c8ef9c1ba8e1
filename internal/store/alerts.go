package store

import (
	"time"

	"heed/internal/desk"
)

// Alerts are all alerts by name, also those that were removed and can be brought back.
func (tx *Tx) Alerts() (list []desk.Alert, err error) {
	defer call(&err, "Alerts")
	err = tx.each(func(s scanner) error {
		var a desk.Alert
		var id int64
		var paused bool
		var name string
		err := s.Scan(&id, &name, yes(&paused), document(&a))
		a.ID, a.Name, a.Paused = desk.AlertID(id), name, paused
		list = append(list, a)
		return err
	}, "SELECT id, name, paused, document FROM alerts ORDER BY name, id")
	return list, err
}

// SaveAlert keeps an alert; one without an id is new and gets it.
func (tx *Tx) SaveAlert(a *desk.Alert) (err error) {
	defer call(&err, "SaveAlert(%d)", a.ID)
	doc, err := encoded(*a)
	if err != nil {
		return err
	}
	if a.ID == 0 {
		return tx.create((*int64)(&a.ID), "alerts", "name, paused, document", func(id int64) ([]any, error) {
			return []any{a.Name, bit(a.Paused), doc, id}, nil
		})
	}
	return tx.one("alert", int64(a.ID), "UPDATE alerts SET name = $1, paused = $2, document = $3 WHERE id = $4", a.Name, bit(a.Paused), doc, int64(a.ID))
}

// DropAlert removes an alert for good.
func (tx *Tx) DropAlert(id desk.AlertID) (err error) {
	defer call(&err, "DropAlert(%d)", id)
	return tx.one("alert", int64(id), "DELETE FROM alerts WHERE id = $1", int64(id))
}

// Firings are the latest times at which an alert spoke, newest first; alert 0: any.
func (tx *Tx) Firings(alert desk.AlertID, limit int) (list []desk.Firing, err error) {
	defer call(&err, "Firings(%d)", alert)
	err = tx.each(func(s scanner) error {
		var f desk.Firing
		var id, of int64
		var when time.Time
		err := s.Scan(&id, &of, at(&when), document(&f))
		f.ID, f.Alert, f.At = desk.FiringID(id), desk.AlertID(of), when
		list = append(list, f)
		return err
	}, "SELECT id, alert, at, document FROM firings WHERE alert = $1 OR $1 = 0 ORDER BY id DESC LIMIT $2", int64(alert), int64(limit))
	return list, err
}

// SaveFiring keeps a time at which an alert spoke; one without an id is new and gets it.
func (tx *Tx) SaveFiring(f *desk.Firing) (err error) {
	defer call(&err, "SaveFiring(%d)", f.ID)
	doc, err := encoded(*f)
	if err != nil {
		return err
	}
	args := []any{int64(f.Alert), desk.Micros(f.At), doc}
	if f.ID == 0 {
		return tx.create((*int64)(&f.ID), "firings", "alert, at, document", func(id int64) ([]any, error) { return append(args, id), nil })
	}
	return tx.one("firing", int64(f.ID), "UPDATE firings SET alert = $1, at = $2, document = $3 WHERE id = $4", append(args, int64(f.ID))...)
}

// DropFirings forgets what was before a time.
func (tx *Tx) DropFirings(before time.Time) (err error) {
	defer call(&err, "DropFirings")
	_, err = tx.exec("DELETE FROM firings WHERE at < $1", desk.Micros(before))
	return err
}
