package store

import (
	"cmp"
	"database/sql"
	"errors"
	"strings"
	"time"

	"heed/internal/desk"
)

const outgoingColumns = `case_id, message, account, errand, key, text, lang, recipient, reply_to, root, after_id, network_id,
	state, attempts, due, lease, worker, problem, mend, agent, token, queued_at, sent_at`

const outgoingRow = "id, " + outgoingColumns

// free holds for an item that no earlier one of its case stands before. Items without a
// case wait for nobody.
const free = `(o.case_id = 0 OR NOT EXISTS (SELECT 1 FROM outgoing earlier WHERE earlier.case_id = o.case_id AND earlier.id < o.id
	AND earlier.state IN ('queued', 'sending', 'unknown', 'failed')))`

func outgoingArgs(o *desk.Outgoing, id int64) ([]any, error) {
	to, err := encoded(o.To)
	if err != nil {
		return nil, err
	}
	ready := o.Due
	if o.State == desk.Sending {
		ready = o.Lease
	}
	return []any{int64(o.Case), int64(o.Message), int64(o.Account), string(o.Errand), o.Key, o.Text, o.Lang, to,
		string(o.ReplyTo), string(o.Root), int64(o.After), string(o.NetworkID), string(o.State), int64(o.Attempts),
		desk.Micros(o.Due), desk.Micros(o.Lease), o.Worker, o.Problem, o.Mend, int64(o.Agent), o.Token,
		desk.Micros(o.Queued), desk.Micros(o.SentAt), desk.Micros(ready), id}, nil
}

func (tx *Tx) owed(statement string, args ...any) (list []desk.Outgoing, err error) {
	err = tx.together(owedInto(&list, statement, args...))
	return list, err
}

func owedInto(list *[]desk.Outgoing, statement string, args ...any) Query {
	return Query{statement, args, func(r Row) error {
		var o desk.Outgoing
		err := r.Scan((*number)(&o.ID), (*number)(&o.Case), (*number)(&o.Message), (*number)(&o.Account), (*string)(&o.Errand), &o.Key,
			&o.Text, &o.Lang, document(&o.To), (*string)(&o.ReplyTo), (*string)(&o.Root), (*number)(&o.After), (*string)(&o.NetworkID),
			(*string)(&o.State), (*count)(&o.Attempts), at(&o.Due), at(&o.Lease), &o.Worker, &o.Problem, &o.Mend, (*number)(&o.Agent), &o.Token,
			at(&o.Queued), at(&o.SentAt))
		*list = append(*list, o)
		return err
	}}
}

var insertOutgoing = insertInto("outgoing", outgoingColumns+", ready, id")

// CreateOutgoing gives an owed item its id and writes it with the next statement. Where a
// part whose token and earlier part are the same is known, the transaction ends with
// desk.Conflict.
func (tx *Tx) CreateOutgoing(o *desk.Outgoing) (err error) {
	defer call(&err, "CreateOutgoing(case %d)", o.Case)
	if len(o.Token) > maxIdentity || len(o.Key) > maxIdentity {
		return desk.Errorf(desk.Invalid, "The token of a send is longer than %d bytes.", maxIdentity)
	}
	id, err := tx.newID("outgoing")
	if err != nil {
		return err
	}
	args, err := outgoingArgs(o, id)
	if err != nil {
		return err
	}
	o.ID = desk.OutgoingID(id)
	return tx.later(insertOutgoing, args...)
}

// CreateAnswer gives a message of ours and what is owed of it their ids and writes them
// with the next statement. Where one of them is known, the transaction ends with
// desk.Conflict.
func (tx *Tx) CreateAnswer(m *desk.Message, o *desk.Outgoing) (err error) {
	defer call(&err, "CreateAnswer(case %d)", m.Case)
	if err := boundMessage(m); err != nil {
		return err
	}
	id, err := tx.newID("messages")
	if err != nil {
		return err
	}
	m.ID, o.Message = desk.MessageID(id), desk.MessageID(id)
	if m.Thread == 0 {
		m.Thread = desk.ThreadID(id)
	}
	args, err := messageArgs(m, int64(m.Copies), int64(0), id)
	if err != nil {
		return err
	}
	if err := tx.later(insertMessage, args...); err != nil {
		return err
	}
	if err := tx.addWords(m); err != nil {
		return err
	}
	return tx.CreateOutgoing(o)
}

// updateOutgoing leaves the case alone: cases may have been merged while an item was with the network.
var updateOutgoing = "UPDATE outgoing SET " + set(strings.Replace(outgoingColumns, "case_id, ", "", 1)+", ready") + " WHERE id = $24"

// SaveOutgoing replaces an owed item, but not the case to which it belongs: [Tx.Move] changes that.
func (tx *Tx) SaveOutgoing(o *desk.Outgoing) (err error) {
	defer call(&err, "SaveOutgoing(%d)", o.ID)
	args, err := outgoingArgs(o, int64(o.ID))
	if err != nil {
		return err
	}
	return tx.one("owed item", int64(o.ID), updateOutgoing, args[1:]...)
}

// Outgoing finds an owed item by its id.
func (tx *Tx) Outgoing(id desk.OutgoingID) (_ *desk.Outgoing, err error) {
	defer call(&err, "Outgoing(%d)", id)
	list, err := tx.owed("SELECT "+outgoingRow+" FROM outgoing WHERE id = $1", int64(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("owed item", int64(id))
	}
	return &list[0], nil
}

// OutgoingByKey finds our own owed messages by account and idempotency key; only what
// exists.
func (tx *Tx) OutgoingByKey(account desk.AccountID, keys []string) (_ map[string]*desk.Outgoing, err error) {
	defer call(&err, "OutgoingByKey(%d, %d keys)", account, len(keys))
	found := map[string]*desk.Outgoing{}
	if len(keys) == 0 {
		return found, nil
	}
	list, err := tx.owed("SELECT "+outgoingRow+" FROM outgoing WHERE account = $1 AND key IN texts($2) ORDER BY id",
		int64(account), texts(tx, keys))
	for i := range list {
		found[list[i].Key] = &list[i]
	}
	return found, err
}

// OutgoingByToken finds all parts that one click sent, in order.
func (tx *Tx) OutgoingByToken(token string) (_ []desk.Outgoing, err error) {
	defer call(&err, "OutgoingByToken")
	if token == "" {
		return nil, nil
	}
	return tx.owed(tokenOutgoing, token)
}

const tokenOutgoing = "SELECT " + outgoingRow + " FROM outgoing WHERE token = $1 AND token <> '' ORDER BY id"

const caseOutgoing = "SELECT " + outgoingRow + " FROM outgoing WHERE case_id = $1 ORDER BY id"

// CaseOutgoing finds all that a case owed, oldest first.
func (tx *Tx) CaseOutgoing(id desk.CaseID) (_ []desk.Outgoing, err error) {
	defer call(&err, "CaseOutgoing(%d)", id)
	return tx.owed(caseOutgoing, int64(id))
}

// FailedOutgoing finds what a person must act on, newest first.
func (tx *Tx) FailedOutgoing(limit int) (_ []desk.Outgoing, err error) {
	defer call(&err, "FailedOutgoing")
	return tx.owed("SELECT "+outgoingRow+" FROM outgoing WHERE state = 'failed' ORDER BY id DESC LIMIT $1", int64(limit))
}

// ClaimDue marks due items Sending until lease and returns them, oldest first: queued or
// unsure ones whose Due has come, and sending ones whose lease is over. An item is due
// only when no earlier item of its case is queued, sending, unsure or failed. Attempts is
// counted here. Two callers never get the same item.
func (tx *Tx) ClaimDue(now time.Time, worker string, lease time.Time, limit int) (_ []desk.Outgoing, err error) {
	defer call(&err, "ClaimDue(%s)", worker)
	list, err := tx.owed(`WITH due AS MATERIALIZED (
			SELECT o.id FROM outgoing o
			WHERE o.state IN ('queued', 'sending', 'unknown') AND o.ready <= $1 AND `+free+`
			ORDER BY o.ready, o.id LIMIT $2 /*skip locked*/)
		UPDATE outgoing SET state = 'sending', attempts = attempts + 1, lease = $3, ready = $3, worker = $4
		FROM due WHERE outgoing.id = due.id
		RETURNING `+of("outgoing", outgoingRow), desk.Micros(now), int64(limit), desk.Micros(lease), worker)
	sortRows(list, func(a, b *desk.Outgoing) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}

// NextDue is when ClaimDue can next bring something; zero: nothing is owed.
func (tx *Tx) NextDue() (next time.Time, err error) {
	defer call(&err, "NextDue")
	err = tx.row(`SELECT o.ready FROM outgoing o WHERE o.state IN ('queued', 'sending', 'unknown') AND ` + free + `
		ORDER BY o.ready, o.id LIMIT 1`).Scan(at(&next))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return next, err
}
