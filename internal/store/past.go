package store

import (
	"time"

	"heed/internal/desk"
)

// maxOpened bounds what is read of the past at once.
const maxOpened = 5000

// Opened reads the cases that began since a moment with the customer's first message of
// each, newest first, at most limit (and never more than 5,000), in three statements.
// Cases of which no message of the customer is left, and erased ones, are passed over.
func (tx *Tx) Opened(since time.Time, limit int) (_ []desk.Opened, err error) {
	defer call(&err, "Opened")
	limit = min(max(limit, 1), maxOpened)
	const newest = " FROM cases WHERE opened_at >= $1 AND erased_at = 0 ORDER BY opened_at DESC, id DESC LIMIT $2"
	cases, err := tx.cases("SELECT "+caseRow+newest, desk.Micros(since), int64(limit))
	if err != nil {
		return nil, err
	}
	first := map[desk.CaseID]desk.Message{}
	messages, err := tx.messages("SELECT "+messageRow+` FROM messages WHERE id IN (
		SELECT (SELECT m.id FROM messages m WHERE m.case_id = c.id AND m.copy_of = 0 AND m.direction = 'in' ORDER BY m.posted_at, m.id LIMIT 1)
		FROM (SELECT id, opened_at`+newest+") c)", desk.Micros(since), int64(limit))
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		first[m.Case] = m
	}
	earlier := map[desk.CaseID]int{}
	err = tx.each(func(s scanner) error {
		var id desk.CaseID
		var n int
		err := s.Scan((*number)(&id), &n)
		earlier[id] = n
		return err
	}, "SELECT c.id, (SELECT count(*) FROM cases o WHERE o.person = c.person AND o.person <> 0 AND o.id < c.id) FROM (SELECT id, person, opened_at"+newest+") c",
		desk.Micros(since), int64(limit))
	if err != nil {
		return nil, err
	}
	list := make([]desk.Opened, 0, len(cases))
	for _, c := range cases {
		if m, ok := first[c.ID]; ok {
			list = append(list, desk.Opened{Case: c, First: m, Earlier: earlier[c.ID]})
		}
	}
	return list, nil
}

// unreviewed is what nobody looked at after it last changed.
const unreviewed = " AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.case_id = cases.id AND r.at >= cases.last_inbound)"

// Ignored reads cases that were decided not to be answered, those that changed last first, after
// the first skip. open leaves out what was reviewed after it last changed; total counts all.
func (tx *Tx) Ignored(open bool, skip, limit int) (list []desk.Unanswered, total int, err error) {
	defer call(&err, "Ignored")
	where := " FROM cases WHERE list = 'ignored' AND erased_at = 0"
	if open {
		where += unreviewed
	}
	if err := tx.row("SELECT count(*)" + where).Scan(&total); err != nil {
		return nil, 0, err
	}
	cases, err := tx.cases("SELECT "+caseRow+where+" ORDER BY rank, id LIMIT $1 OFFSET $2", int64(min(max(limit, 1), maxPage)), int64(max(skip, 0)))
	if err != nil {
		return nil, 0, err
	}
	list, err = tx.unanswered(cases)
	return list, total, err
}

// Unanswered reads how it was decided not to answer some cases; those that are to be answered
// are left out.
func (tx *Tx) Unanswered(ids []desk.CaseID) (list []desk.Unanswered, err error) {
	defer call(&err, "Unanswered")
	cases, err := tx.cases("SELECT "+caseRow+" FROM cases WHERE list = 'ignored' AND erased_at = 0 AND id IN ints($1) ORDER BY id", ints(tx, ids))
	if err != nil {
		return nil, err
	}
	return tx.unanswered(cases)
}

// unanswered adds to cases who decided so and who agreed.
func (tx *Tx) unanswered(cases []desk.Case) (list []desk.Unanswered, err error) {
	ids := make([]desk.CaseID, len(cases))
	for i, c := range cases {
		list, ids[i] = append(list, desk.Unanswered{Case: c}), c.ID
	}
	err = tx.each(func(s scanner) error {
		var id desk.CaseID
		var by desk.AgentID
		var when time.Time
		if err := s.Scan((*number)(&id), (*number)(&by), at(&when)); err != nil {
			return err
		}
		for i := range list {
			if list[i].Case.ID == id && !when.Before(list[i].Case.LastInbound) {
				list[i].Reviewed, list[i].By = when, by
			}
		}
		return nil
	}, "SELECT case_id, agent, at FROM reviews WHERE case_id IN ints($1)", ints(tx, ids))
	if err != nil {
		return nil, err
	}
	return list, tx.ignoredBy(list, ids)
}

// ignoredBy adds who decided by hand not to answer, and why.
func (tx *Tx) ignoredBy(list []desk.Unanswered, ids []desk.CaseID) error {
	steps, err := tx.events("SELECT "+eventRow+" FROM events WHERE case_id IN ints($1) AND kind = $2 ORDER BY id", ints(tx, ids), string(desk.CaseStage))
	if err != nil {
		return err
	}
	for i := range list {
		for _, e := range steps {
			if e.Case == list[i].Case.ID && e.Data["to"] == string(desk.Ignored) {
				list[i].Who, list[i].Why = e.Agent, e.Data["why"]
			}
		}
	}
	return nil
}

// Unreview forgets that somebody agreed not to answer a case.
func (tx *Tx) Unreview(id desk.CaseID, by desk.AgentID) (err error) {
	defer call(&err, "Unreview(%d)", id)
	_, err = tx.exec("DELETE FROM reviews WHERE case_id = $1 AND agent = $2", int64(id), int64(by))
	return err
}

// Review keeps that somebody agreed not to answer a case.
func (tx *Tx) Review(id desk.CaseID, by desk.AgentID, when time.Time) (err error) {
	defer call(&err, "Review(%d)", id)
	_, err = tx.exec(`INSERT INTO reviews (case_id, agent, at) VALUES ($1, $2, $3)
		ON CONFLICT (case_id) DO UPDATE SET agent = excluded.agent, at = excluded.at`, int64(id), int64(by), desk.Micros(when))
	return err
}
