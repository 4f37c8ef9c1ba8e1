package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"heed/internal/desk"
)

const correctionColumns = "message, case_id, signal, label, before, agent, at, undone_at, forgotten_at"

const inEffect = "undone_at = 0 AND forgotten_at = 0"

// CreateCorrection keeps a correction and gives it its id.
func (tx *Tx) CreateCorrection(c *desk.Correction) (err error) {
	defer call(&err, "CreateCorrection(%s of %d)", c.Signal, c.Message)
	id, err := tx.newID("corrections")
	if err != nil {
		return err
	}
	before, err := encoded(c.Before)
	if err != nil {
		return err
	}
	_, err = tx.exec(insertInto("corrections", correctionColumns+", id"), int64(c.Message), int64(c.Case), c.Signal, c.Label, before, int64(c.Agent),
		desk.Micros(c.At), desk.Micros(c.UndoneAt), desk.Micros(c.ForgottenAt), id)
	c.ID = desk.CorrectionID(id)
	return err
}

func correctionPlaces(c *desk.Correction) []any {
	return []any{(*number)(&c.ID), (*number)(&c.Message), (*number)(&c.Case), &c.Signal, &c.Label, document(&c.Before), (*number)(&c.Agent),
		at(&c.At), at(&c.UndoneAt), at(&c.ForgottenAt)}
}

// LatestCorrection is the latest of a message's signal that was not undone, else
// desk.NotFound.
func (tx *Tx) LatestCorrection(id desk.MessageID, signal string) (_ *desk.Correction, err error) {
	defer call(&err, "LatestCorrection(%d, %s)", id, signal)
	c := &desk.Correction{}
	err = tx.row("SELECT id, "+correctionColumns+" FROM corrections WHERE message = $1 AND signal = $2 AND undone_at = 0 ORDER BY id DESC LIMIT 1",
		int64(id), signal).Scan(correctionPlaces(c)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, desk.Errorf(desk.NotFound, "Nobody has corrected this.")
	}
	return c, err
}

// UndoCorrection takes a correction back.
func (tx *Tx) UndoCorrection(id desk.CorrectionID, now time.Time) (err error) {
	defer call(&err, "UndoCorrection(%d)", id)
	return tx.one("correction", int64(id), "UPDATE corrections SET undone_at = $1 WHERE id = $2 AND undone_at = 0", desk.Micros(now), int64(id))
}

// ForgetCorrections lets all corrections in effect teach no more and tells how many.
func (tx *Tx) ForgetCorrections(now time.Time) (_ int, err error) {
	defer call(&err, "ForgetCorrections")
	n, err := tx.exec("UPDATE corrections SET forgotten_at = $1 WHERE "+inEffect, desk.Micros(now))
	return int(n), err
}

// RecallCorrections lets those that were forgotten last teach again and tells how many.
func (tx *Tx) RecallCorrections() (_ int, err error) {
	defer call(&err, "RecallCorrections")
	n, err := tx.exec("UPDATE corrections SET forgotten_at = 0 WHERE forgotten_at > 0 AND forgotten_at = (SELECT MAX(forgotten_at) FROM corrections)")
	return int(n), err
}

// ForgottenCorrections tells how many were forgotten last, and when.
func (tx *Tx) ForgottenCorrections() (n int, when time.Time, err error) {
	defer call(&err, "ForgottenCorrections")
	err = tx.row("SELECT COUNT(*), COALESCE(MAX(forgotten_at), 0) FROM corrections WHERE forgotten_at > 0 AND forgotten_at = (SELECT MAX(forgotten_at) FROM corrections)").
		Scan((*count)(&n), at(&when))
	return n, when, err
}

// Lessons are the latest corrections in effect with the texts of their messages, oldest
// first. Of several of one message's signal only the last teaches; deleted messages
// teach nothing.
func (tx *Tx) Lessons(limit int) (list []desk.Lesson, err error) {
	defer call(&err, "Lessons")
	err = tx.each(func(s scanner) error {
		var l desk.Lesson
		err := s.Scan(append(correctionPlaces(&l.Correction), &l.Text, &l.Lang)...)
		list = append(list, l)
		return err
	}, `SELECT `+of("c", "id, "+correctionColumns)+`, m.text, m.lang FROM corrections c JOIN messages m ON m.id = c.message
		WHERE c.undone_at = 0 AND c.forgotten_at = 0 AND m.deleted_at = 0
		AND NOT EXISTS (SELECT 1 FROM corrections d WHERE d.message = c.message AND d.signal = c.signal AND d.id > c.id AND d.undone_at = 0)
		ORDER BY c.id DESC LIMIT $1`, int64(limit))
	slices.Reverse(list)
	return list, err
}

// SeenMessages are customers' messages in the cases that agents answered last: what heed
// said of them was seen.
func (tx *Tx) SeenMessages(limit int) (_ []desk.Message, err error) {
	defer call(&err, "SeenMessages")
	return tx.messages(`SELECT `+messageRow+` FROM messages
		WHERE case_id IN (SELECT case_id FROM outgoing WHERE agent <> 0 ORDER BY id DESC LIMIT $1)
		AND direction = 'in' AND deleted_at = 0 AND text <> '' ORDER BY id DESC LIMIT $1`, int64(limit))
}

// LessonsState changes whenever what teaches does.
func (tx *Tx) LessonsState() (_ string, err error) {
	defer call(&err, "LessonsState")
	var n, last, undone, forgotten int
	var erased int64 // what was seen may be gone
	err = tx.row(`SELECT COUNT(*), COALESCE(MAX(id), 0), COUNT(CASE WHEN undone_at > 0 THEN 1 END), COUNT(CASE WHEN forgotten_at > 0 THEN 1 END),
		(SELECT COALESCE(MAX(at), 0) FROM tombstones) FROM corrections`).
		Scan((*count)(&n), (*count)(&last), (*count)(&undone), (*count)(&forgotten), &erased)
	return fmt.Sprint(n, last, undone, forgotten, erased), err
}
