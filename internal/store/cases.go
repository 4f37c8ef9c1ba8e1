package store

import (
	"time"

	"heed/internal/desk"
)

// caseColumns are what SaveCase writes; list, rank and search follow from the others.
const caseColumns = `brand, account, network, person, stage, waiting_for, assignee, team, subject, urgency,
	opened_at, updated_at, last_inbound, last_outbound, waiting_since, first_response_at, resolved_at,
	due, due_kind, breached_at, last_message, last_out, messages, person_name, handle, avatar, followers,
	preview, hits, reason, intent, sentiment, lang, private, decision,
	clocks, look, asked, unowned, needs, raised_at, until, until_why, erased_at`

const caseDerived = "list, rank, search"

const caseRow = "id, version, " + caseColumns

var (
	insertCase = insertInto("cases", caseColumns+", "+caseDerived+", version, id")
	updateCase = "UPDATE cases SET " + set(caseColumns+", "+caseDerived) + ", version = version + 1 WHERE version = $48 AND id = $49 AND erased_at = 0"
)

func caseArgs(c *desk.Case) ([]any, error) {
	docs, err := documents(c.Hits, c.Decision, c.Clocks)
	if err != nil {
		return nil, err
	}
	return []any{int64(c.Brand), int64(c.Account), string(c.Network), int64(c.Person), string(c.Stage), c.WaitingFor,
		int64(c.Assignee), int64(c.Team), c.Subject, c.Urgency,
		desk.Micros(c.OpenedAt), desk.Micros(c.UpdatedAt), desk.Micros(c.LastInbound), desk.Micros(c.LastOutbound),
		desk.Micros(c.WaitingSince), desk.Micros(c.FirstResponseAt), desk.Micros(c.ResolvedAt),
		desk.Micros(c.Due), c.DueKind, desk.Micros(c.BreachedAt), int64(c.Last), int64(c.LastOut), int64(c.Messages),
		c.PersonName, c.Handle, c.Avatar, int64(c.Followers), c.Preview, docs[0], c.Reason, c.Intent, c.Sentiment, c.Lang,
		bit(c.Private), docs[1],
		docs[2], desk.Micros(c.Look), int64(c.Asked), c.Unowned, c.Needs, desk.Micros(c.RaisedAt), desk.Micros(c.Until), c.UntilWhy, desk.Micros(c.ErasedAt),
		string(desk.ListOf(c)), desk.RankOf(c), int64(searchOf(c)), c.Version, int64(c.ID)}, nil
}

// searchOf is the saved search that a case is listed under.
func searchOf(c *desk.Case) desk.SearchID {
	if len(c.Hits) == 0 {
		return 0
	}
	return c.Hits[0].Search
}

func caseDest(c *desk.Case) []any {
	return []any{(*number)(&c.ID), (*number)(&c.Version), (*number)(&c.Brand), (*number)(&c.Account), (*string)(&c.Network), (*number)(&c.Person),
		(*string)(&c.Stage), &c.WaitingFor, (*number)(&c.Assignee), (*number)(&c.Team), &c.Subject, &c.Urgency,
		at(&c.OpenedAt), at(&c.UpdatedAt), at(&c.LastInbound), at(&c.LastOutbound),
		at(&c.WaitingSince), at(&c.FirstResponseAt), at(&c.ResolvedAt),
		at(&c.Due), &c.DueKind, at(&c.BreachedAt), (*number)(&c.Last), (*number)(&c.LastOut), (*count)(&c.Messages),
		&c.PersonName, &c.Handle, &c.Avatar, (*count)(&c.Followers), &c.Preview, document(&c.Hits), &c.Reason, &c.Intent, &c.Sentiment, &c.Lang,
		yes(&c.Private), document(&c.Decision),
		document(&c.Clocks), at(&c.Look), (*number)(&c.Asked), &c.Unowned, &c.Needs, at(&c.RaisedAt), at(&c.Until), &c.UntilWhy, at(&c.ErasedAt)}
}

func (tx *Tx) cases(statement string, args ...any) (list []desk.Case, err error) {
	err = tx.together(casesInto(&list, statement, args...))
	return list, err
}

func casesInto(list *[]desk.Case, statement string, args ...any) Query {
	var c desk.Case
	dest := caseDest(&c)
	return Query{statement, args, func(r Row) error {
		c = desk.Case{} // nothing of the row before may be shared
		err := r.Scan(dest...)
		*list = append(*list, c)
		return err
	}}
}

// CreateCase gives a case its id and its first version.
func (tx *Tx) CreateCase(c *desk.Case) (err error) {
	defer call(&err, "CreateCase")
	id, err := tx.newID("cases")
	if err != nil {
		return err
	}
	n := *c
	n.ID, n.Version = desk.CaseID(id), 1
	args, err := caseArgs(&n)
	if err != nil {
		return err
	}
	if _, err := tx.exec(insertCase, args...); err != nil {
		return err
	}
	*c = n
	return nil
}

// SaveCase keeps c if its Version is still the stored one and gives it the next; else
// desk.Conflict. An erased case stays as it is: desk.NotFound.
func (tx *Tx) SaveCase(c *desk.Case) (err error) {
	defer call(&err, "SaveCase(%d)", c.ID)
	args, err := caseArgs(c)
	if err != nil {
		return err
	}
	n, err := tx.exec(updateCase, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		is, err := tx.Case(c.ID)
		switch {
		case err != nil:
			return err
		case !is.ErasedAt.IsZero():
			return &desk.Error{Kind: desk.NotFound, Message: "What was said in case " + c.ID.String() + " was erased.", Mend: "You can't do anything in it any more."}
		}
		return desk.Errorf(desk.Conflict, "Somebody changed case %s a moment ago.", c.ID)
	}
	c.Version++
	return nil
}

// Case finds a case by its id.
func (tx *Tx) Case(id desk.CaseID) (_ *desk.Case, err error) {
	defer call(&err, "Case(%d)", id)
	list, err := tx.cases("SELECT "+caseRow+" FROM cases WHERE id = $1", int64(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, desk.Errorf(desk.NotFound, "Case %s doesn't exist.", id)
	}
	return &list[0], nil
}

// CasesOf finds the cases of persons that changed since, newest first.
func (tx *Tx) CasesOf(persons []desk.PersonID, since time.Time) (_ map[desk.PersonID][]*desk.Case, err error) {
	defer call(&err, "CasesOf(%d persons)", len(persons))
	found := map[desk.PersonID][]*desk.Case{}
	if len(persons) == 0 {
		return found, nil
	}
	list, err := tx.cases("SELECT "+caseRow+` FROM cases WHERE person IN ints($1) AND updated_at >= $2
		ORDER BY updated_at DESC, id DESC`, ints(tx, persons), desk.Micros(since))
	for i := range list {
		c := &list[i]
		found[c.Person] = append(found[c.Person], c)
	}
	return found, err
}

// maxLoad is where CaseLoads stops to count: who has that many cases has too many.
const maxLoad = 500

// CaseLoads counts the cases in the lists reply and waiting by assignee, each list up to
// 500: the figure compares agents and must not read every case of a busy desk.
func (tx *Tx) CaseLoads() (_ map[desk.AgentID]desk.Load, err error) {
	defer call(&err, "CaseLoads")
	loads := map[desk.AgentID]desk.Load{}
	err = tx.each(func(s scanner) error {
		var id desk.AgentID
		var l desk.Load
		err := s.Scan((*number)(&id), &l.Reply, &l.Urgent, &l.Waiting)
		if l != (desk.Load{}) {
			loads[id] = l
		}
		return err
	}, `SELECT a.id,
		(SELECT count(*) FROM (SELECT 1 FROM cases c WHERE c.list = 'reply' AND c.assignee = a.id LIMIT $1) r),
		(SELECT count(*) FROM (SELECT 1 FROM cases c WHERE c.list = 'reply' AND c.urgency = 'high' AND c.assignee = a.id LIMIT $1) u),
		(SELECT count(*) FROM (SELECT 1 FROM cases c WHERE c.list = 'waiting' AND c.assignee = a.id LIMIT $1) w)
		FROM agents a`, int64(maxLoad))
	return loads, err
}

// OwnedCases finds the open cases that an agent has, oldest first.
func (tx *Tx) OwnedCases(agent desk.AgentID, limit int) (_ []desk.Case, err error) {
	defer call(&err, "OwnedCases(%d)", agent)
	return tx.cases("SELECT "+caseRow+" FROM cases WHERE list IN ('reply', 'waiting', 'watch') AND assignee = $1 ORDER BY id LIMIT $2", int64(agent), int64(limit))
}

// LookCases finds cases at whose clocks follow-up has to look by now, oldest first.
func (tx *Tx) LookCases(now time.Time, limit int) (_ []desk.Case, err error) {
	defer call(&err, "LookCases")
	return tx.cases("SELECT "+caseRow+" FROM cases WHERE look <> 0 AND look <= $1 ORDER BY look, id LIMIT $2", desk.Micros(now), int64(limit))
}

// Asked finds cases about which an agent was asked and has not answered, oldest first.
func (tx *Tx) Asked(agent desk.AgentID, limit int) (_ []desk.Case, err error) {
	defer call(&err, "Asked(%d)", agent)
	return tx.cases("SELECT "+caseRow+" FROM cases WHERE asked <> 0 AND asked = $1 ORDER BY id LIMIT $2", int64(agent), int64(limit))
}

// Demands reads when the latest cases were opened and answered, newest first, back to a
// moment.
func (tx *Tx) Demands(since time.Time, limit int) (list []desk.Demand, err error) {
	defer call(&err, "Demands")
	err = tx.each(func(s scanner) error {
		var d desk.Demand
		var dec desk.Decision
		err := s.Scan((*number)(&d.Case), at(&d.Opened), at(&d.Answered), (*number)(&d.Brand), (*number)(&d.Team), document(&dec))
		d.Respond = dec.Respond
		if err == nil && !d.Opened.Before(since) {
			list = append(list, d)
		}
		return err
	}, "SELECT id, opened_at, first_response_at, brand, team, decision FROM cases ORDER BY id DESC LIMIT $1", int64(limit))
	return list, err
}
