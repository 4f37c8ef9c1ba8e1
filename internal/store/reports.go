package store

import (
	"fmt"
	"strings"
	"time"

	"heed/internal/desk"
)

const factColumns = "case_id, opened_at, brand, network, team, agent, intent, lang, private, followers, live_until, document"

func (tx *Tx) facts(where string, args ...any) ([]desk.Fact, error) {
	var list []desk.Fact
	err := tx.each(func(s scanner) error {
		var f desk.Fact
		err := s.Scan((*number)(&f.Case), at(&f.Opened), (*number)(&f.Brand), (*string)(&f.Network), (*number)(&f.Team), (*number)(&f.Agent),
			&f.Intent, &f.Lang, yes(&f.Private), (*count)(&f.Followers), at(&f.LiveUntil), &f.Document)
		list = append(list, f)
		return err
	}, "SELECT "+factColumns+" FROM facts WHERE "+where, args...)
	return list, err
}

// SaveFact keeps what the reports know of a case.
func (tx *Tx) SaveFact(f *desk.Fact) (err error) {
	defer call(&err, "SaveFact(%d)", f.Case)
	return tx.later(insertInto("facts", factColumns)+` ON CONFLICT (case_id) DO UPDATE SET opened_at = excluded.opened_at, brand = excluded.brand,
		network = excluded.network, team = excluded.team, agent = excluded.agent, intent = excluded.intent, lang = excluded.lang,
		private = excluded.private, followers = excluded.followers, live_until = excluded.live_until, document = excluded.document`,
		int64(f.Case), desk.Micros(f.Opened), int64(f.Brand), string(f.Network), int64(f.Team), int64(f.Agent), f.Intent, f.Lang, bit(f.Private),
		int64(f.Followers), desk.Micros(f.LiveUntil), f.Document)
}

// DropFact forgets a case, as after it was merged into another; one that is not known is
// no error.
func (tx *Tx) DropFact(id desk.CaseID) (err error) {
	defer call(&err, "DropFact(%d)", id)
	return tx.later("DELETE FROM facts WHERE case_id = $1", int64(id))
}

// FactsByCase finds what is known of cases; only what exists.
func (tx *Tx) FactsByCase(ids []desk.CaseID) (_ map[desk.CaseID]desk.Fact, err error) {
	defer call(&err, "FactsByCase(%d ids)", len(ids))
	found := make(map[desk.CaseID]desk.Fact, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	list, err := tx.facts("case_id IN ints($1)", ints(tx, ids))
	for _, f := range list {
		found[f.Case] = f
	}
	return found, err
}

// Facts finds the facts of a period, newest first.
func (tx *Tx) Facts(q desk.FactQuery) (_ []desk.Fact, err error) {
	defer call(&err, "Facts")
	where, args := []string{}, []any{}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, strings.ReplaceAll(condition, "$", fmt.Sprintf("$%d", len(args))))
	}
	add("opened_at >= $", desk.Micros(q.From))
	add("opened_at < $", desk.Micros(q.To))
	if !q.BeforeAt.IsZero() {
		args = append(args, desk.Micros(q.BeforeAt), int64(q.Before))
		where = append(where, fmt.Sprintf("(opened_at, case_id) < ($%d, $%d)", len(args)-1, len(args)))
	}
	if q.Live {
		where = append(where, "live_until <> 0")
	}
	if q.Brand != 0 {
		add("brand = $", int64(q.Brand))
	}
	if column := dimColumn(q.Dim); column != "" {
		add("CAST("+column+" AS TEXT) = $", keyValue(q.Dim, q.Key))
	}
	args = append(args, int64(q.Limit))
	return tx.facts(strings.Join(where, " AND ")+fmt.Sprintf(" ORDER BY opened_at DESC, case_id DESC LIMIT $%d", len(args)), args...)
}

func dimColumn(d desk.Dim) string {
	switch d {
	case desk.ByBrand, desk.ByNetwork, desk.ByTeam, desk.ByAgent, desk.ByIntent, desk.ByLang, desk.ByPrivate:
		return string(d)
	}
	return ""
}

func keyValue(d desk.Dim, key string) string {
	if d == desk.ByPrivate {
		return map[string]string{"private": "1"}[key] + map[string]string{"public": "0"}[key]
	}
	return key
}

// SettleFacts finds cases that were live until before now, oldest first.
func (tx *Tx) SettleFacts(now time.Time, limit int) (ids []desk.CaseID, err error) {
	defer call(&err, "SettleFacts")
	err = tx.each(func(s scanner) error {
		var id desk.CaseID
		err := s.Scan((*number)(&id))
		ids = append(ids, id)
		return err
	}, "SELECT case_id FROM facts WHERE live_until <> 0 AND live_until <= $1 ORDER BY live_until, case_id LIMIT $2", desk.Micros(now), int64(limit))
	return ids, err
}

const cellColumns = "span, dim, brand, start, key, document"

// Cells are those of one span and dimension that start in a period, in order of time.
func (tx *Tx) Cells(span time.Duration, dim desk.Dim, brand desk.BrandID, from, to time.Time) (list []desk.Cell, err error) {
	defer call(&err, "Cells(%s, %s)", span, dim)
	err = tx.each(func(s scanner) error {
		c := desk.Cell{Span: span, Dim: dim, Brand: brand}
		err := s.Scan(at(&c.Start), &c.Key, &c.Document)
		list = append(list, c)
		return err
	}, "SELECT start, key, document FROM cells WHERE span = $1 AND dim = $2 AND brand = $3 AND start >= $4 AND start < $5 ORDER BY start, key",
		int64(span/time.Microsecond), string(dim), int64(brand), desk.Micros(from), desk.Micros(to))
	return list, err
}

// CellsOf are all cells of one span that start in a period.
func (tx *Tx) CellsOf(span time.Duration, from, to time.Time) (list []desk.Cell, err error) {
	defer call(&err, "CellsOf(%s)", span)
	err = tx.each(func(s scanner) error {
		c := desk.Cell{Span: span}
		err := s.Scan((*string)(&c.Dim), (*number)(&c.Brand), at(&c.Start), &c.Key, &c.Document)
		list = append(list, c)
		return err
	}, "SELECT dim, brand, start, key, document FROM cells WHERE span = $1 AND start >= $2 AND start < $3 ORDER BY dim, brand, start, key",
		int64(span/time.Microsecond), desk.Micros(from), desk.Micros(to))
	return list, err
}

// SaveCells puts cells in the place of all of the same span and start.
func (tx *Tx) SaveCells(span time.Duration, start time.Time, cells []desk.Cell) (err error) {
	defer call(&err, "SaveCells(%s)", span)
	if err := tx.later("DELETE FROM cells WHERE span = $1 AND start = $2", int64(span/time.Microsecond), desk.Micros(start)); err != nil {
		return err
	}
	for _, c := range cells {
		err := tx.later(insertInto("cells", cellColumns), int64(span/time.Microsecond), string(c.Dim), int64(c.Brand), desk.Micros(start), c.Key, c.Document)
		if err != nil {
			return err
		}
	}
	return nil
}

// Alerts are all alerts by name.
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

// DropAlert removes an alert.
func (tx *Tx) DropAlert(id desk.AlertID) (err error) {
	defer call(&err, "DropAlert(%d)", id)
	return tx.one("alert", int64(id), "DELETE FROM alerts WHERE id = $1", int64(id))
}

// Peers are the imported benchmarks, newest first.
func (tx *Tx) Peers() (list []desk.Peers, err error) {
	defer call(&err, "Peers")
	err = tx.each(func(s scanner) error {
		var p desk.Peers
		err := s.Scan((*number)(&p.ID), &p.Name, &p.Document, (*number)(&p.By), at(&p.Created))
		list = append(list, p)
		return err
	}, "SELECT id, name, document, made_by, created FROM peers ORDER BY id DESC")
	return list, err
}

// CreatePeers keeps an imported benchmark.
func (tx *Tx) CreatePeers(p *desk.Peers) (err error) {
	defer call(&err, "CreatePeers")
	return tx.create((*int64)(&p.ID), "peers", "name, document, made_by, created", func(id int64) ([]any, error) {
		return []any{p.Name, p.Document, int64(p.By), desk.Micros(p.Created), id}, nil
	})
}

// DropPeers removes an imported benchmark.
func (tx *Tx) DropPeers(id desk.PeersID) (err error) {
	defer call(&err, "DropPeers(%d)", id)
	return tx.one("benchmark", int64(id), "DELETE FROM peers WHERE id = $1", int64(id))
}

// CasePromises are the promises of a case, oldest first.
func (tx *Tx) CasePromises(id desk.CaseID) (_ []desk.Promise, err error) {
	defer call(&err, "CasePromises(%d)", id)
	return tx.promises("case_id = $1 ORDER BY id", int64(id))
}

// CasesAfter are the ids of cases above one, ascending.
func (tx *Tx) CasesAfter(after desk.CaseID, limit int) (ids []desk.CaseID, err error) {
	defer call(&err, "CasesAfter(%d)", int64(after))
	err = tx.each(func(s scanner) error {
		var id desk.CaseID
		err := s.Scan((*number)(&id))
		ids = append(ids, id)
		return err
	}, "SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2", int64(after), int64(limit))
	return ids, err
}

// LastCase is the highest id of a case; 0 where there is none.
func (tx *Tx) LastCase() (id desk.CaseID, err error) {
	defer call(&err, "LastCase")
	err = tx.row("SELECT COALESCE(max(id), 0) FROM cases").Scan((*number)(&id))
	return id, err
}

// FactSpan is when the oldest and the newest case of which facts are kept opened; zero
// where there is none.
func (tx *Tx) FactSpan() (oldest, newest time.Time, err error) {
	defer call(&err, "FactSpan")
	err = tx.row("SELECT COALESCE(min(opened_at), 0), COALESCE(max(opened_at), 0) FROM facts").Scan(at(&oldest), at(&newest))
	return oldest, newest, err
}

// DropReports forgets all facts and cells.
func (tx *Tx) DropReports() (err error) {
	defer call(&err, "DropReports")
	for _, table := range []string{"facts", "dirty_hours"} {
		if _, err := tx.exec("DELETE FROM " + table); err != nil {
			return err
		}
	}
	_, err = tx.exec("DELETE FROM cells")
	return err
}

// DirtyHours are the hours of a period that wait to be counted again, ascending.
func (tx *Tx) DirtyHours(from, to time.Time, limit int) (list []time.Time, err error) {
	defer call(&err, "DirtyHours")
	err = tx.each(func(s scanner) error {
		var start time.Time
		err := s.Scan(at(&start))
		list = append(list, start)
		return err
	}, "SELECT start FROM dirty_hours WHERE start >= $1 AND start < $2 ORDER BY start LIMIT $3", desk.Micros(from), desk.Micros(to), int64(limit))
	return list, err
}

// MarkHour lets an hour be counted again.
func (tx *Tx) MarkHour(start time.Time) (err error) {
	defer call(&err, "MarkHour")
	return tx.later("INSERT INTO dirty_hours (start) VALUES ($1) ON CONFLICT DO NOTHING", desk.Micros(start))
}

// ClearHour says that an hour was counted again.
func (tx *Tx) ClearHour(start time.Time) (err error) {
	defer call(&err, "ClearHour")
	return tx.later("DELETE FROM dirty_hours WHERE start = $1", desk.Micros(start))
}
