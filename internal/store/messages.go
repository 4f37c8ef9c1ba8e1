package store

import (
	"database/sql"
	"errors"

	"heed/internal/desk"
)

// maxIdentity bounds what stands in an index: the longest that mail allows for an id.
const maxIdentity = 998

// messageColumns are what SaveMessage writes; copies and fingerprint have ways of their own.
const messageColumns = `account, network, scope, network_id, url, direction, form, private,
	author_id, author_name, author_display, author_avatar, author_followers, author_verified,
	person, text, lang, parent, root, subject, posted_at, heard_at, edited_at, deleted_at,
	key, case_id, thread, copy_of, state, agent, signals, hits, data`

const (
	messageRow      = "id, copies, " + messageColumns
	messageSettings = 33 // number of messageColumns
)

var (
	insertMessage = insertInto("messages", messageColumns+", copies, fingerprint, id")
	updateMessage = "UPDATE messages SET " + set(messageColumns) + " WHERE id = $34"
)

// messageData is what no statement asks for: it lies in one column.
type messageData struct {
	Place       string           `json:"place,omitempty"`
	Links       []string         `json:"links,omitempty"`
	Tags        []string         `json:"tags,omitempty"`
	Media       []desk.Media     `json:"media,omitempty"`
	Mentions    []desk.HandleRef `json:"mentions,omitempty"`
	ParentBy    *desk.HandleRef  `json:"parent_by,omitempty"`
	SubjectBy   *desk.HandleRef  `json:"subject_by,omitempty"`
	SubjectText string           `json:"subject_text,omitempty"`
	Strand      desk.CaseID      `json:"strand,omitempty"`
	Settled     bool             `json:"settled,omitempty"`
	Erased      bool             `json:"erased,omitempty"`
}

func dataOf(m *desk.Message) messageData {
	d := messageData{m.Place, m.Links, m.Tags, m.Media, m.Mentions, nil, nil, m.SubjectText, m.Strand, m.Settled, m.Erased}
	if m.ParentBy != (desk.HandleRef{}) {
		d.ParentBy = &m.ParentBy
	}
	if m.SubjectBy != (desk.HandleRef{}) {
		d.SubjectBy = &m.SubjectBy
	}
	return d
}

func (d *messageData) fill(m *desk.Message) {
	m.Place, m.Links, m.Tags, m.Media, m.Mentions, m.SubjectText = d.Place, d.Links, d.Tags, d.Media, d.Mentions, d.SubjectText
	m.Strand, m.Settled, m.Erased = d.Strand, d.Settled, d.Erased
	if d.ParentBy != nil {
		m.ParentBy = *d.ParentBy
	}
	if d.SubjectBy != nil {
		m.SubjectBy = *d.SubjectBy
	}
}

func messageArgs(m *desk.Message, rest ...any) ([]any, error) {
	docs, err := documents(m.Signals, m.Hits, dataOf(m))
	if err != nil {
		return nil, err
	}
	var networkID any
	if m.NetworkID != "" {
		networkID = string(m.NetworkID)
	}
	args := append(make([]any, 0, messageSettings+len(rest)),
		int64(m.Account), string(m.Network), desk.ScopeOf(m), networkID, m.URL, string(m.Direction), string(m.Form), bit(m.Private),
		m.Author.NetworkID, m.Author.Name, m.Author.Display, m.Author.Avatar, int64(m.Author.Followers), bit(m.Author.Verified),
		int64(m.Person), m.Text, m.Lang, string(m.Parent), string(m.Root), string(m.Subject),
		desk.Micros(m.PostedAt), desk.Micros(m.HeardAt), desk.Micros(m.EditedAt), desk.Micros(m.DeletedAt),
		m.Key, int64(m.Case), int64(m.Thread), int64(m.CopyOf), string(m.State), int64(m.Agent))
	return append(append(args, docs...), rest...), nil
}

// messageReader reads rows of messageRow, each into the same place: the list of a row's
// places is made once a statement.
type messageReader struct {
	message   desk.Message
	scope     string
	networkID sql.NullString
	data      messageData
	dest      []any
}

// newMessageReader reads what follows messageRow in a row into more.
func newMessageReader(more ...any) *messageReader {
	r := &messageReader{}
	m := &r.message
	r.dest = append([]any{(*number)(&m.ID), (*count)(&m.Copies),
		(*number)(&m.Account), (*string)(&m.Network), &r.scope, &r.networkID, &m.URL, (*string)(&m.Direction), (*string)(&m.Form), yes(&m.Private),
		&m.Author.NetworkID, &m.Author.Name, &m.Author.Display, &m.Author.Avatar, (*count)(&m.Author.Followers), yes(&m.Author.Verified),
		(*number)(&m.Person), &m.Text, &m.Lang, (*string)(&m.Parent), (*string)(&m.Root), (*string)(&m.Subject),
		at(&m.PostedAt), at(&m.HeardAt), at(&m.EditedAt), at(&m.DeletedAt),
		&m.Key, (*number)(&m.Case), (*number)(&m.Thread), (*number)(&m.CopyOf), (*string)(&m.State), (*number)(&m.Agent),
		document(&m.Signals), document(&m.Hits), document(&r.data)}, more...)
	return r
}

// read leaves the row in r.message, which shares nothing with the row before.
func (r *messageReader) read(s scanner) error {
	r.message, r.data = desk.Message{}, messageData{}
	if err := s.Scan(r.dest...); err != nil {
		return err
	}
	r.message.NetworkID = desk.NetworkID(r.networkID.String)
	r.data.fill(&r.message)
	return nil
}

func (tx *Tx) messages(statement string, args ...any) (list []desk.Message, err error) {
	err = tx.together(messagesInto(&list, statement, args...))
	return list, err
}

func messagesInto(list *[]desk.Message, statement string, args ...any) Query {
	m := newMessageReader()
	return Query{statement, args, func(r Row) error {
		err := m.read(r)
		*list = append(*list, m.message)
		return err
	}}
}

// CreateMessage gives the message its id, and a thread of its own where Thread is 0.
// fingerprint is 0 for texts that are not distinctive. A known key is desk.Conflict, and
// the transaction may go on.
func (tx *Tx) CreateMessage(m *desk.Message, fingerprint uint64) (err error) {
	defer call(&err, "CreateMessage(%s %q)", m.Network, m.NetworkID)
	if err := boundMessage(m); err != nil {
		return err
	}
	id, err := tx.newID("messages")
	if err != nil {
		return err
	}
	c := *m
	c.ID = desk.MessageID(id)
	if c.Thread == 0 {
		c.Thread = desk.ThreadID(id)
	}
	args, err := messageArgs(&c, int64(c.Copies), int64(fingerprint), id)
	if err != nil {
		return err
	}
	n, err := tx.exec(insertMessage+" ON CONFLICT DO NOTHING", args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return desk.Errorf(desk.Conflict, "This message is already known.")
	}
	if err := tx.addWords(&c); err != nil {
		return err
	}
	*m = c
	return tx.addBrought(m)
}

var insertBrought = insertInto("brought", "search, message") + " ON CONFLICT (search, message) DO NOTHING"

// addBrought lists a message under the searches that brought it.
func (tx *Tx) addBrought(m *desk.Message) error {
	for _, row := range broughtBy(m) {
		if err := tx.later(insertBrought, row...); err != nil {
			return err
		}
	}
	return nil
}

func broughtBy(m *desk.Message) (rows [][]any) {
	if m.Direction != desk.In || m.CopyOf != 0 {
		return nil
	}
	for _, h := range m.Hits {
		if h.Search != 0 {
			rows = append(rows, []any{int64(h.Search), int64(m.ID)})
		}
	}
	return rows
}

func boundMessage(m *desk.Message) error {
	for _, id := range []desk.NetworkID{m.NetworkID, m.Parent, m.Root, m.Subject} {
		if len(id) > maxIdentity {
			return desk.Errorf(desk.Invalid, "The id of a message on its network is longer than %d bytes.", maxIdentity)
		}
	}
	return nil
}

// SaveMessage replaces all of a message but its copies, which AddCopies counts.
func (tx *Tx) SaveMessage(m *desk.Message) (err error) {
	defer call(&err, "SaveMessage(%d)", m.ID)
	if err := boundMessage(m); err != nil {
		return err
	}
	var was desk.Message
	err = tx.row("SELECT text, author_name, author_display, copy_of FROM messages WHERE id = $1", int64(m.ID)).
		Scan(&was.Text, &was.Author.Name, &was.Author.Display, (*number)(&was.CopyOf))
	if errors.Is(err, sql.ErrNoRows) {
		return notFound("message", int64(m.ID))
	}
	if err != nil {
		return err
	}
	args, err := messageArgs(m, int64(m.ID))
	if err != nil {
		return err
	}
	if err := tx.one("message", int64(m.ID), updateMessage, args...); err != nil {
		return err
	}
	was.ID = m.ID
	if err := tx.changeWords(&was, m); err != nil {
		return err
	}
	return tx.addBrought(m)
}

// Message finds a message by its id.
func (tx *Tx) Message(id desk.MessageID) (_ *desk.Message, err error) {
	defer call(&err, "Message(%d)", id)
	list, err := tx.messages("SELECT "+messageRow+" FROM messages WHERE id = $1", int64(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("message", int64(id))
	}
	return &list[0], nil
}

// MessagesByKey finds messages by their identity on the network; only what exists.
func (tx *Tx) MessagesByKey(keys []desk.MessageKey) (_ map[desk.MessageKey]*desk.Message, err error) {
	defer call(&err, "MessagesByKey(%d keys)", len(keys))
	found := map[desk.MessageKey]*desk.Message{}
	wanted, scopes, ids := split(keys)
	if len(ids) == 0 {
		return found, nil
	}
	list, err := tx.messages("SELECT "+messageRow+` FROM messages
		WHERE scope IN texts($1) AND network_id IN texts($2) AND network_id IS NOT NULL`, texts(tx, scopes), texts(tx, ids))
	for i := range list {
		if key := desk.KeyOf(&list[i]); wanted[key] {
			found[key] = &list[i]
		}
	}
	return found, err
}

// MessagesByParent finds the messages that answer one of the keys, known or not, oldest
// first.
func (tx *Tx) MessagesByParent(keys []desk.MessageKey) (_ map[desk.MessageKey][]*desk.Message, err error) {
	defer call(&err, "MessagesByParent(%d keys)", len(keys))
	found := map[desk.MessageKey][]*desk.Message{}
	wanted, scopes, ids := split(keys)
	if len(ids) == 0 {
		return found, nil
	}
	list, err := tx.messages("SELECT "+messageRow+` FROM messages
		WHERE scope IN texts($1) AND parent IN texts($2) AND parent <> '' ORDER BY id`, texts(tx, scopes), texts(tx, ids))
	for i := range list {
		key := desk.MessageKey{Scope: desk.ScopeOf(&list[i]), ID: list[i].Parent}
		if wanted[key] {
			found[key] = append(found[key], &list[i])
		}
	}
	return found, err
}

// KeysOf are the network ids of a scope's messages, a page in their own order.
func (tx *Tx) KeysOf(scope string, after desk.NetworkID, limit int) (ids []desk.NetworkID, err error) {
	defer call(&err, "KeysOf(%s, %q, %d)", scope, after, limit)
	err = tx.together(Query{`SELECT network_id FROM messages
		WHERE scope = $1 AND network_id IS NOT NULL AND network_id > $2 ORDER BY network_id LIMIT $3`,
		[]any{scope, string(after), int64(limit)}, func(r Row) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, desk.NetworkID(id))
			return err
		}})
	return ids, err
}

// KeysAfter are the messages above an id that have a network id, a page in order of ids: of
// each what it takes to name it, and its times.
func (tx *Tx) KeysAfter(id desk.MessageID, limit int) (list []desk.Message, err error) {
	defer call(&err, "KeysAfter(%d, %d)", id, limit)
	err = tx.together(Query{`SELECT id, account, network, network_id, private, posted_at, heard_at, deleted_at FROM messages
		WHERE id > $1 AND network_id IS NOT NULL ORDER BY id LIMIT $2`,
		[]any{int64(id), int64(limit)}, func(r Row) error {
			var m desk.Message
			err := r.Scan((*number)(&m.ID), (*number)(&m.Account), (*string)(&m.Network), (*string)(&m.NetworkID), yes(&m.Private),
				at(&m.PostedAt), at(&m.HeardAt), at(&m.DeletedAt))
			list = append(list, m)
			return err
		}})
	return list, err
}

// ExportedAfter are the messages above an id that have a case, a page in order of ids.
func (tx *Tx) ExportedAfter(id desk.MessageID, limit int) (list []desk.Exported, err error) {
	defer call(&err, "ExportedAfter(%d, %d)", id, limit)
	var brand desk.BrandID
	m := newMessageReader((*number)(&brand))
	err = tx.together(Query{exportedRows, []any{int64(id), int64(limit)}, func(r Row) error {
		err := m.read(r)
		list = append(list, desk.Exported{Message: m.message, Brand: brand})
		return err
	}})
	return list, err
}

var exportedRows = "SELECT " + of("m", messageRow) + `, c.brand
	FROM messages m JOIN cases c ON c.id = m.case_id WHERE m.id > $1 ORDER BY m.id LIMIT $2`

// NewestMessage is the highest id that a message has; 0: there is none.
func (tx *Tx) NewestMessage() (id desk.MessageID, err error) {
	defer call(&err, "NewestMessage")
	return id, tx.row("SELECT coalesce(max(id), 0) FROM messages").Scan((*number)(&id))
}

// split takes keys apart, each part once: a statement asks for all scopes and all ids,
// which are few scopes, and its answer is held against the keys wanted.
func split(keys []desk.MessageKey) (wanted map[desk.MessageKey]bool, scopes []string, ids []desk.NetworkID) {
	wanted = make(map[desk.MessageKey]bool, len(keys))
	seen := map[string]bool{}
	for _, k := range keys {
		if k.ID == "" || len(k.ID) > maxIdentity || wanted[k] {
			continue
		}
		wanted[k] = true
		ids = append(ids, k.ID)
		if !seen[k.Scope] {
			seen[k.Scope] = true
			scopes = append(scopes, k.Scope)
		}
	}
	return wanted, scopes, ids
}

// CaseMessages are all messages of a case in the order in which they were written,
// without copies, which are counted on their originals.
func (tx *Tx) CaseMessages(id desk.CaseID) (_ []desk.Message, err error) {
	defer call(&err, "CaseMessages(%d)", int64(id))
	return tx.messages("SELECT "+messageRow+" FROM messages WHERE case_id = $1 AND copy_of = 0 ORDER BY posted_at, id", int64(id))
}
