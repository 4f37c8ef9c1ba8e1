package store

import (
	"cmp"
	"database/sql"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

const noticeColumns = "way, agent, hook, subject, text, link, kind, data, token, state, attempts, due, lease, problem, created, sent_at"

const noticeRow = "id, " + noticeColumns

func noticeArgs(n *desk.Notice, id int64) []any {
	ready := n.Due
	if n.State == desk.Sending {
		ready = n.Lease
	}
	return []any{string(n.Way), int64(n.Agent), int64(n.Hook), n.Subject, n.Text, n.Link, n.Kind, string(n.Data), n.Token, string(n.State),
		int64(n.Attempts), desk.Micros(n.Due), desk.Micros(n.Lease), withMend(n.Problem, n.Mend), desk.Micros(n.Created), desk.Micros(n.SentAt), desk.Micros(ready), id}
}

func (tx *Tx) notices(statement string, args ...any) ([]desk.Notice, error) {
	var list []desk.Notice
	err := tx.each(func(s scanner) error {
		var n desk.Notice
		var data string
		err := s.Scan((*number)(&n.ID), (*string)(&n.Way), (*number)(&n.Agent), (*number)(&n.Hook), &n.Subject, &n.Text, &n.Link, &n.Kind, &data,
			&n.Token, (*string)(&n.State), (*count)(&n.Attempts), at(&n.Due), at(&n.Lease), mended{&n.Problem, &n.Mend}, at(&n.Created), at(&n.SentAt))
		if data != "" {
			n.Data = []byte(data)
		}
		list = append(list, n)
		return err
	}, statement, args...)
	return list, err
}

// withMend is what is wrong and, in the line below it, what to do about it, as one column keeps both.
func withMend(problem, mend string) string {
	problem = strings.ReplaceAll(problem, "\n", " ") // others' errors may have lines
	if mend == "" {
		return problem
	}
	return problem + "\n" + mend
}

// mended scans what withMend made.
type mended struct{ problem, mend *string }

// Scan implements sql.Scanner.
func (m mended) Scan(v any) error {
	var all string
	if err := assignText(&all, v); err != nil {
		return err
	}
	*m.problem, *m.mend, _ = strings.Cut(all, "\n")
	return nil
}

// CreateNotice owes a notice and gives it its id. One whose token its receiver has had
// already is not owed again: its id stays 0.
func (tx *Tx) CreateNotice(n *desk.Notice) (err error) {
	defer call(&err, "CreateNotice(%s)", n.Kind)
	if len(n.Token) > maxIdentity {
		return desk.Errorf(desk.Invalid, "The token of a notice is longer than %d bytes.", maxIdentity)
	}
	id, err := tx.newID("notices")
	if err != nil {
		return err
	}
	done, err := tx.exec(insertInto("notices", noticeColumns+", ready, id")+" ON CONFLICT DO NOTHING", noticeArgs(n, id)...)
	if err == nil && done > 0 {
		n.ID = desk.NoticeID(id)
	}
	return err
}

// SaveNotice replaces a notice.
func (tx *Tx) SaveNotice(n *desk.Notice) (err error) {
	defer call(&err, "SaveNotice(%d)", n.ID)
	return tx.one("notice", int64(n.ID), "UPDATE notices SET "+set(noticeColumns+", ready")+" WHERE id = $18", noticeArgs(n, int64(n.ID))...)
}

// ClaimNotices marks due notices Sending until lease and returns them, oldest first. Two
// callers never get the same one. Attempts is counted here.
func (tx *Tx) ClaimNotices(now, lease time.Time, limit int) (_ []desk.Notice, err error) {
	defer call(&err, "ClaimNotices")
	list, err := tx.notices(`WITH due AS MATERIALIZED (
			SELECT o.id FROM notices o WHERE o.state IN ('queued', 'sending') AND o.ready <= $1
			ORDER BY o.ready, o.id LIMIT $2 /*skip locked*/)
		UPDATE notices SET state = 'sending', attempts = attempts + 1, lease = $3, ready = $3
		FROM due WHERE notices.id = due.id
		RETURNING `+of("notices", noticeRow), desk.Micros(now), int64(limit), desk.Micros(lease))
	sortRows(list, func(a, b *desk.Notice) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

// NextNotice is when ClaimNotices can next bring something; zero: nothing is owed.
func (tx *Tx) NextNotice() (next time.Time, err error) {
	defer call(&err, "NextNotice")
	err = tx.row("SELECT ready FROM notices WHERE state IN ('queued', 'sending') ORDER BY ready, id LIMIT 1").Scan(at(&next))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return next, err
}

// Notices are the latest that are owed, sent or failed, newest first.
func (tx *Tx) Notices(limit int) (_ []desk.Notice, err error) {
	defer call(&err, "Notices")
	return tx.notices("SELECT "+noticeRow+" FROM notices ORDER BY id DESC LIMIT $1", int64(limit))
}

// DropNotices forgets notices that were made before and are sent or failed.
func (tx *Tx) DropNotices(before time.Time) (err error) {
	defer call(&err, "DropNotices")
	_, err = tx.exec("DELETE FROM notices WHERE created < $1 AND state IN ('sent', 'failed')", desk.Micros(before))
	return err
}

// DropOwedNotices forgets what an agent is owed under a token and has not left.
func (tx *Tx) DropOwedNotices(agent desk.AgentID, token string) (err error) {
	defer call(&err, "DropOwedNotices(%d)", agent)
	_, err = tx.exec("DELETE FROM notices WHERE agent = $1 AND token = $2 AND state = 'queued'", int64(agent), token)
	return err
}

const pushKeyColumns = "agent, endpoint, p256dh, auth, label, created, used"

// PushKeys are the browsers in which an agent asked to be told, oldest first; 0: of all.
func (tx *Tx) PushKeys(agent desk.AgentID) (list []desk.PushKey, err error) {
	defer call(&err, "PushKeys(%d)", agent)
	err = tx.each(func(s scanner) error {
		var k desk.PushKey
		err := s.Scan((*number)(&k.ID), (*number)(&k.Agent), &k.Endpoint, &k.P256dh, &k.Auth, &k.Label, at(&k.Created), at(&k.Used))
		list = append(list, k)
		return err
	}, "SELECT id, "+pushKeyColumns+" FROM push_keys WHERE agent = $1 OR $1 = 0 ORDER BY id", int64(agent))
	return list, err
}

// SavePushKey keeps a browser by its endpoint: one that is known gets the new keys and agent.
func (tx *Tx) SavePushKey(k *desk.PushKey) (err error) {
	defer call(&err, "SavePushKey(%d)", k.Agent)
	if _, err := tx.exec("DELETE FROM push_keys WHERE endpoint = $1", k.Endpoint); err != nil {
		return err
	}
	return tx.create((*int64)(&k.ID), "push_keys", pushKeyColumns, func(id int64) ([]any, error) {
		return []any{int64(k.Agent), k.Endpoint, k.P256dh, k.Auth, k.Label, desk.Micros(k.Created), desk.Micros(k.Used), id}, nil
	})
}

// DropPushKey forgets a browser; one that is gone is no error.
func (tx *Tx) DropPushKey(id desk.PushKeyID) (err error) {
	defer call(&err, "DropPushKey(%d)", id)
	_, err = tx.exec("DELETE FROM push_keys WHERE id = $1", int64(id))
	return err
}

// UsePushKey notes that a browser took a notice.
func (tx *Tx) UsePushKey(id desk.PushKeyID, now time.Time) (err error) {
	defer call(&err, "UsePushKey(%d)", id)
	_, err = tx.exec("UPDATE push_keys SET used = $1 WHERE id = $2", desk.Micros(now), int64(id))
	return err
}

const hookColumns = "name, url, secret, paused, created, problem, used, reads_lang, reads_zone"

// Hooks are the programs that are told, by name, with their secrets opened.
func (tx *Tx) Hooks() (list []desk.Hook, err error) {
	defer call(&err, "Hooks")
	var sealed [][]byte
	err = tx.each(func(s scanner) error {
		var h desk.Hook
		var secret []byte
		err := s.Scan((*number)(&h.ID), &h.Name, &h.URL, &secret, yes(&h.Paused), at(&h.Created), mended{&h.Problem, &h.Mend}, at(&h.Used), &h.Reads.Lang, &h.Reads.Zone)
		list, sealed = append(list, h), append(sealed, secret)
		return err
	}, "SELECT id, "+hookColumns+" FROM hooks ORDER BY name, id")
	for i := range list {
		if err != nil {
			break
		}
		err = tx.unseal(hookOwner(list[i].ID), sealed[i], &list[i].Secret)
	}
	return list, err
}

// SaveHook keeps a program; one without an id is new and gets it.
func (tx *Tx) SaveHook(h *desk.Hook) (err error) {
	defer call(&err, "SaveHook(%d)", h.ID)
	args := func(id int64) ([]any, error) {
		secret, err := tx.sealed(hookOwner(desk.HookID(id)), h.Secret)
		return []any{h.Name, h.URL, secret, bit(h.Paused), desk.Micros(h.Created), withMend(h.Problem, h.Mend), desk.Micros(h.Used), h.Reads.Lang, h.Reads.Zone, id}, err
	}
	if h.ID == 0 {
		return tx.create((*int64)(&h.ID), "hooks", hookColumns, args)
	}
	values, err := args(int64(h.ID))
	if err != nil {
		return err
	}
	return tx.one("webhook", int64(h.ID), "UPDATE hooks SET "+set(hookColumns)+" WHERE id = $10", values...)
}

// DropHook removes a program.
func (tx *Tx) DropHook(id desk.HookID) (err error) {
	defer call(&err, "DropHook(%d)", id)
	return tx.one("webhook", int64(id), "DELETE FROM hooks WHERE id = $1", int64(id))
}

func hookOwner(id desk.HookID) string { return "hook:" + strconv.FormatInt(int64(id), 10) }

// SealedSetting is a setting that is kept sealed; "" if absent.
func (tx *Tx) SealedSetting(key string) (value string, err error) {
	defer call(&err, "SealedSetting(%s)", key)
	text, err := tx.Setting(key)
	if err != nil || text == "" {
		return "", err
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", wrongKey(err)
	}
	err = tx.unseal("setting:"+key, sealed, &value)
	return value, err
}

// SaveSealedSetting seals and keeps a setting.
func (tx *Tx) SaveSealedSetting(key, value string) (err error) {
	defer call(&err, "SaveSealedSetting(%s)", key)
	sealed, err := tx.sealed("setting:"+key, value)
	if err != nil {
		return err
	}
	return tx.SaveSetting(key, base64.StdEncoding.EncodeToString(sealed))
}
