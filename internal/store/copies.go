package store

import (
	"time"

	"heed/internal/desk"
)

// FindCopied finds the oldest original with the fingerprint posted since, or nil.
func (tx *Tx) FindCopied(network desk.Network, fingerprint uint64, since time.Time) (_ *desk.Message, err error) {
	defer call(&err, "FindCopied(%s)", network)
	if fingerprint == 0 {
		return nil, nil
	}
	list, err := tx.messages("SELECT "+messageRow+` FROM messages
		WHERE fingerprint = $1 AND fingerprint <> 0 AND posted_at >= $2 AND network = $3 AND copy_of = 0
		ORDER BY posted_at, id LIMIT 1`, int64(fingerprint), desk.Micros(since), string(network))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// AddCopies counts n more reposts or copies on an original.
func (tx *Tx) AddCopies(original desk.MessageID, n int) (err error) {
	defer call(&err, "AddCopies(%d, %d)", original, n)
	return tx.one("message", int64(original), "UPDATE messages SET copies = copies + $1 WHERE id = $2", int64(n), int64(original))
}

// KeepVersion keeps an earlier text of an edited message.
func (tx *Tx) KeepVersion(id desk.MessageID, v desk.Version) (err error) {
	defer call(&err, "KeepVersion(%d)", id)
	row, err := tx.newID("message_versions")
	if err != nil {
		return err
	}
	_, err = tx.exec(insertInto("message_versions", "id, message, text, at"), row, int64(id), v.Text, desk.Micros(v.At))
	return err
}

// DropVersions forgets the earlier texts of a message: a deletion is honoured.
func (tx *Tx) DropVersions(id desk.MessageID) (err error) {
	defer call(&err, "DropVersions(%d)", id)
	_, err = tx.exec("DELETE FROM message_versions WHERE message = $1", int64(id))
	return err
}

// versions finds the earlier texts of messages, oldest first.
func (tx *Tx) versions(ids []desk.MessageID) (map[desk.MessageID][]desk.Version, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := map[desk.MessageID][]desk.Version{}
	err := tx.each(func(s scanner) error {
		var id desk.MessageID
		var v desk.Version
		err := s.Scan((*int64)(&id), &v.Text, at(&v.At))
		found[id] = append(found[id], v)
		return err
	}, "SELECT message, text, at FROM message_versions WHERE message IN ints($1) ORDER BY message, id", ints(tx, ids))
	return found, err
}

// MoveThread gives all messages of one thread to another.
func (tx *Tx) MoveThread(from, to desk.ThreadID) (err error) {
	defer call(&err, "MoveThread(%d, %d)", from, to)
	_, err = tx.exec("UPDATE messages SET thread = $1 WHERE thread = $2", int64(to), int64(from))
	return err
}

// DropMessage removes a message that turned out to be another's double, with its events.
func (tx *Tx) DropMessage(id desk.MessageID) (err error) {
	defer call(&err, "DropMessage(%d)", id)
	m, err := tx.Message(id)
	if err != nil {
		return err
	}
	if err := tx.changeWords(m, &desk.Message{ID: id}); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM events WHERE case_id = $1 AND message = $2", int64(m.Case), int64(id)); err != nil {
		return err
	}
	return tx.one("message", int64(id), "DELETE FROM messages WHERE id = $1", int64(id))
}
