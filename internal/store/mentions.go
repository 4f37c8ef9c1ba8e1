package store

import (
	"math"
	"strconv"
	"time"

	"heed/internal/desk"
)

const mentionColumns = "message, agent, by_agent, at, read_at"

// unread holds for the mentions of the agent in argument n at which they have not looked.
func unread(table string, n int) string {
	return table + ".read_at = 0 AND " + table + ".agent = $" + strconv.Itoa(n)
}

// CreateMention keeps that an agent is named in a note; once is enough.
func (tx *Tx) CreateMention(m *desk.Mention) (err error) {
	defer call(&err, "CreateMention(%d, %d)", m.Message, m.Agent)
	_, err = tx.exec(insertInto("mentions", mentionColumns)+" ON CONFLICT DO NOTHING",
		int64(m.Message), int64(m.Agent), int64(m.By), desk.Micros(m.At), desk.Micros(m.Read))
	return err
}

// Mentions are the latest notes in which an agent is named, newest first, before a note unless that is 0.
func (tx *Tx) Mentions(agent desk.AgentID, before desk.MessageID, limit int) (list []desk.Mentioned, err error) {
	defer call(&err, "Mentions(%d)", agent)
	if before <= 0 {
		before = math.MaxInt64
	}
	var f desk.Mentioned
	m := newMessageReader((*number)(&f.Agent), (*number)(&f.By), at(&f.At), at(&f.Read), &f.PersonName, (*string)(&f.Stage), &f.WaitingFor)
	err = tx.together(Query{mentionRows, []any{int64(agent), int64(before), int64(min(max(limit, 1), maxPage))}, func(r Row) error {
		err := m.read(r)
		f.Note, f.Message = m.message, m.message.ID
		list = append(list, f)
		return err
	}})
	return list, err
}

var mentionRows = "SELECT " + of("m", messageRow) + `, n.agent, n.by_agent, n.at, n.read_at, COALESCE(c.person_name, ''), COALESCE(c.stage, ''), COALESCE(c.waiting_for, '')
	FROM mentions n JOIN messages m ON m.id = n.message LEFT JOIN cases c ON c.id = m.case_id
	WHERE n.agent = $1 AND n.message < $2 ORDER BY n.message DESC LIMIT $3`

// UnreadMentions are the notes at which an agent has not looked, of one case, or of all up to a
// note.
func (tx *Tx) UnreadMentions(agent desk.AgentID, of desk.CaseID, upTo desk.MessageID) (ids []desk.MessageID, err error) {
	defer call(&err, "UnreadMentions(%d, case %d)", agent, of)
	err = tx.each(func(s scanner) error {
		var id desk.MessageID
		err := s.Scan((*number)(&id))
		ids = append(ids, id)
		return err
	}, "SELECT n.message FROM mentions n JOIN messages m ON m.id = n.message WHERE "+unread("n", 1)+
		" AND (CASE WHEN $2 = 0 THEN n.message <= $3 ELSE m.case_id = $2 END) ORDER BY n.message", int64(agent), int64(of), int64(upTo))
	return ids, err
}

// ReadMention keeps when an agent looked at a note that names them; zero: they have not.
func (tx *Tx) ReadMention(agent desk.AgentID, note desk.MessageID, when time.Time) (err error) {
	defer call(&err, "ReadMention(%d, %d)", agent, note)
	return tx.one("mention in note", int64(note), "UPDATE mentions SET read_at = $1 WHERE agent = $2 AND message = $3", desk.Micros(when), int64(agent), int64(note))
}

// DropMentions forgets who is named in a note and tells who was.
func (tx *Tx) DropMentions(note desk.MessageID) (agents []desk.AgentID, err error) {
	defer call(&err, "DropMentions(%d)", note)
	err = tx.each(func(s scanner) error {
		var id desk.AgentID
		err := s.Scan((*number)(&id))
		agents = append(agents, id)
		return err
	}, "DELETE FROM mentions WHERE message = $1 RETURNING agent", int64(note))
	return agents, err
}
