package store

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"heed/internal/desk"
)

const factColumns = "case_id, opened_at, brand, network, team, agent, intent, lang, private, followers, hour, live_until, document"

// facts gives facts one by one; the document is only there while do runs.
func (tx *Tx) facts(do func(*desk.Fact) error, where string, args ...any) error {
	var f desk.Fact
	return tx.each(func(s scanner) error {
		err := s.Scan((*number)(&f.Case), at(&f.Opened), (*number)(&f.Brand), (*string)(&f.Network), (*number)(&f.Team), (*number)(&f.Agent),
			&f.Intent, &f.Lang, yes(&f.Private), (*count)(&f.Followers), (*count)(&f.Hour), at(&f.LiveUntil), borrowed(&f.Document))
		if err != nil {
			return err
		}
		return do(&f)
	}, "SELECT "+factColumns+" FROM facts WHERE "+where, args...)
}

// SaveFact keeps what the reports know of a case.
func (tx *Tx) SaveFact(f *desk.Fact) (err error) {
	defer call(&err, "SaveFact(%d)", f.Case)
	return tx.later(insertInto("facts", factColumns)+` ON CONFLICT (case_id) DO UPDATE SET opened_at = excluded.opened_at, brand = excluded.brand,
		network = excluded.network, team = excluded.team, agent = excluded.agent, intent = excluded.intent, lang = excluded.lang,
		private = excluded.private, followers = excluded.followers, hour = excluded.hour, live_until = excluded.live_until, document = excluded.document`,
		int64(f.Case), desk.Micros(f.Opened), int64(f.Brand), string(f.Network), int64(f.Team), int64(f.Agent), f.Intent, f.Lang, bit(f.Private),
		int64(f.Followers), int64(f.Hour), desk.Micros(f.LiveUntil), f.Document)
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
	err = tx.facts(func(f *desk.Fact) error {
		kept := *f
		kept.Document = bytes.Clone(f.Document)
		found[f.Case] = kept
		return nil
	}, "case_id IN ints($1)", ints(tx, ids))
	return found, err
}

// Facts gives the facts of a period one by one, newest first. Each is there, with its
// document, only until do returns; an error of do ends it.
func (tx *Tx) Facts(q desk.FactQuery, do func(*desk.Fact) error) (err error) {
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
	return tx.facts(do, strings.Join(where, " AND ")+fmt.Sprintf(" ORDER BY opened_at DESC, case_id DESC LIMIT $%d", len(args)), args...)
}

func dimColumn(d desk.Dim) string {
	switch d {
	case desk.ByBrand, desk.ByNetwork, desk.ByTeam, desk.ByAgent, desk.ByIntent, desk.ByLang, desk.ByPrivate:
		return string(d)
	case desk.ByHour:
		return "hour % 24"
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
	return tx.caseIDs("SELECT case_id FROM facts WHERE live_until <> 0 AND live_until <= $1 ORDER BY live_until, case_id LIMIT $2", desk.Micros(now), int64(limit))
}

// LiveHours are the hours of a period in which cases opened whose waits are open, ascending.
func (tx *Tx) LiveHours(from, to time.Time) (list []time.Time, err error) {
	defer call(&err, "LiveHours")
	const hour = int64(time.Hour / time.Microsecond)
	err = tx.each(func(s scanner) error {
		var n int64
		err := s.Scan((*number)(&n))
		list = append(list, desk.FromMicros(n*hour))
		return err
	}, "SELECT DISTINCT opened_at / $1 FROM facts WHERE live_until <> 0 AND opened_at >= $2 AND opened_at < $3 ORDER BY 1", hour, desk.Micros(from), desk.Micros(to))
	return list, err
}

const cellColumns = "span, dim, brand, start, key, document"

// Cells gives the cells of one span and dimension that start in a period, in order of time.
// Each is there, with its document, only until do returns.
func (tx *Tx) Cells(q desk.CellQuery, do func(*desk.Cell) error) (err error) {
	defer call(&err, "Cells(%s, %s)", q.Span, q.Dim)
	c := desk.Cell{Span: q.Span, Dim: q.Dim, Brand: q.Brand}
	where, args := "", []any{int64(q.Span / time.Microsecond), string(q.Dim), int64(q.Brand), desk.Micros(q.From), desk.Micros(q.To)}
	if q.One {
		where, args = " AND key = $6", append(args, q.Key)
	}
	return tx.each(func(s scanner) error {
		if err := s.Scan(at(&c.Start), &c.Key, borrowed(&c.Document)); err != nil {
			return err
		}
		return do(&c)
	}, "SELECT start, key, document FROM cells WHERE span = $1 AND dim = $2 AND brand = $3 AND start >= $4 AND start < $5"+where+" ORDER BY start, key", args...)
}

// CellsOf gives all cells of one span that start in a period, like Cells, in no
// order (by one the database would read all cells).
func (tx *Tx) CellsOf(span time.Duration, from, to time.Time, do func(*desk.Cell) error) (err error) {
	defer call(&err, "CellsOf(%s)", span)
	c := desk.Cell{Span: span}
	return tx.each(func(s scanner) error {
		if err := s.Scan((*string)(&c.Dim), (*number)(&c.Brand), at(&c.Start), &c.Key, borrowed(&c.Document)); err != nil {
			return err
		}
		return do(&c)
	}, "SELECT dim, brand, start, key, document FROM cells WHERE span = $1 AND start >= $2 AND start < $3",
		int64(span/time.Microsecond), desk.Micros(from), desk.Micros(to))
}

// SaveCells puts cells in the place of all of the same span and start. Those that are as they
// were are not written, and each of the others is found by its whole key: without one the
// database would go through all cells of the span.
func (tx *Tx) SaveCells(span time.Duration, start time.Time, cells []desk.Cell) (err error) {
	defer call(&err, "SaveCells(%s)", span)
	type place struct {
		dim   desk.Dim
		brand desk.BrandID
		key   string
	}
	old := map[place][]byte{}
	err = tx.CellsOf(span, start, start.Add(span), func(c *desk.Cell) error {
		old[place{c.Dim, c.Brand, c.Key}] = bytes.Clone(c.Document)
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range cells {
		p := place{c.Dim, c.Brand, c.Key}
		was, had := old[p]
		delete(old, p)
		if had && bytes.Equal(was, c.Document) {
			continue
		}
		err := tx.later(insertInto("cells", cellColumns)+" ON CONFLICT (span, dim, brand, start, key) DO UPDATE SET document = excluded.document",
			int64(span/time.Microsecond), string(c.Dim), int64(c.Brand), desk.Micros(start), c.Key, c.Document)
		if err != nil {
			return err
		}
	}
	for p := range old {
		err := tx.later("DELETE FROM cells WHERE span = $1 AND dim = $2 AND brand = $3 AND start = $4 AND key = $5",
			int64(span/time.Microsecond), string(p.dim), int64(p.brand), desk.Micros(start), p.key)
		if err != nil {
			return err
		}
	}
	return nil
}

// Peers are the imported benchmarks that were not removed, newest first.
func (tx *Tx) Peers() (list []desk.Peers, err error) {
	defer call(&err, "Peers")
	err = tx.each(func(s scanner) error {
		var p desk.Peers
		err := s.Scan((*number)(&p.ID), &p.Name, &p.Document, (*number)(&p.By), at(&p.Created))
		list = append(list, p)
		return err
	}, "SELECT id, name, document, made_by, created FROM peers WHERE removed = 0 ORDER BY id DESC")
	return list, err
}

// CreatePeers keeps an imported benchmark.
func (tx *Tx) CreatePeers(p *desk.Peers) (err error) {
	defer call(&err, "CreatePeers")
	return tx.create((*int64)(&p.ID), "peers", "name, document, made_by, created", func(id int64) ([]any, error) {
		return []any{p.Name, p.Document, int64(p.By), desk.Micros(p.Created), id}, nil
	})
}

// DropPeers removes an imported benchmark; RestorePeers brings it back until ForgetPeers.
func (tx *Tx) DropPeers(id desk.PeersID, now time.Time) (err error) {
	defer call(&err, "DropPeers(%d)", id)
	return tx.one("benchmark", int64(id), "UPDATE peers SET removed = $1 WHERE id = $2 AND removed = 0", desk.Micros(now), int64(id))
}

// RestorePeers brings a removed benchmark back.
func (tx *Tx) RestorePeers(id desk.PeersID) (err error) {
	defer call(&err, "RestorePeers(%d)", id)
	return tx.one("benchmark", int64(id), "UPDATE peers SET removed = 0 WHERE id = $1 AND removed <> 0", int64(id))
}

// RemovedPeers are the benchmarks that can be brought back, latest removed first, without what they
// hold.
func (tx *Tx) RemovedPeers() (list []desk.Peers, err error) {
	defer call(&err, "RemovedPeers")
	err = tx.each(func(s scanner) error {
		var p desk.Peers
		err := s.Scan((*number)(&p.ID), &p.Name, (*number)(&p.By), at(&p.Created))
		list = append(list, p)
		return err
	}, "SELECT id, name, made_by, created FROM peers WHERE removed <> 0 ORDER BY removed DESC, id DESC")
	return list, err
}

// ForgetPeers drops the benchmarks that were removed before a time for good.
func (tx *Tx) ForgetPeers(before time.Time) (err error) {
	defer call(&err, "ForgetPeers")
	_, err = tx.exec("DELETE FROM peers WHERE removed <> 0 AND removed < $1", desk.Micros(before))
	return err
}

// CasePromises are the promises of a case, oldest first.
func (tx *Tx) CasePromises(id desk.CaseID) (_ []desk.Promise, err error) {
	defer call(&err, "CasePromises(%d)", id)
	return tx.promises("case_id = $1 ORDER BY id", int64(id))
}

// CasesAfter are the ids of cases above one, ascending.
func (tx *Tx) CasesAfter(after desk.CaseID, limit int) (ids []desk.CaseID, err error) {
	defer call(&err, "CasesAfter(%d)", int64(after))
	return tx.caseIDs("SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2", int64(after), int64(limit))
}

// CasesBefore are the ids of cases below one, descending.
func (tx *Tx) CasesBefore(before desk.CaseID, limit int) (ids []desk.CaseID, err error) {
	defer call(&err, "CasesBefore(%d)", int64(before))
	return tx.caseIDs("SELECT id FROM cases WHERE id < $1 ORDER BY id DESC LIMIT $2", int64(before), int64(limit))
}

func (tx *Tx) caseIDs(query string, args ...any) (ids []desk.CaseID, err error) {
	err = tx.each(func(s scanner) error {
		var id desk.CaseID
		err := s.Scan((*number)(&id))
		ids = append(ids, id)
		return err
	}, query, args...)
	return ids, err
}

// OldFacts tells whether there are facts of cases below an id that opened since a time.
func (tx *Tx) OldFacts(below desk.CaseID, since time.Time) (is bool, err error) {
	defer call(&err, "OldFacts(%d)", int64(below))
	err = tx.row("SELECT EXISTS (SELECT 1 FROM facts WHERE opened_at >= $1 AND case_id < $2)", desk.Micros(since), int64(below)).Scan(yes(&is))
	return is, err
}

// LastCase is the highest id of a case; 0 where there is none.
func (tx *Tx) LastCase() (id desk.CaseID, err error) {
	defer call(&err, "LastCase")
	err = tx.row("SELECT COALESCE(max(id), 0) FROM cases").Scan((*number)(&id))
	return id, err
}

// LostFacts are facts of cases that do not exist.
func (tx *Tx) LostFacts(limit int) (ids []desk.CaseID, err error) {
	defer call(&err, "LostFacts")
	return tx.caseIDs("SELECT case_id FROM facts WHERE NOT EXISTS (SELECT 1 FROM cases WHERE id = case_id) ORDER BY case_id LIMIT $1", int64(limit))
}

// FactSpan is when the oldest and the newest case of which facts are kept opened; zero
// where there is none.
func (tx *Tx) FactSpan() (oldest, newest time.Time, err error) {
	defer call(&err, "FactSpan")
	err = tx.row("SELECT COALESCE(min(opened_at), 0), COALESCE(max(opened_at), 0) FROM facts").Scan(at(&oldest), at(&newest))
	return oldest, newest, err
}

// DropReports forgets all facts and cells, but for the facts of erased cases: nobody could make them anew.
func (tx *Tx) DropReports() (err error) {
	defer call(&err, "DropReports")
	for _, statement := range []string{"DELETE FROM facts WHERE case_id NOT IN (SELECT id FROM cases WHERE erased_at <> 0)", "DELETE FROM dirty_hours", "DELETE FROM cells"} {
		if _, err := tx.exec(statement); err != nil {
			return err
		}
	}
	return nil
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
