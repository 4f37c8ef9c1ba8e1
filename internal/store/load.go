package store

import (
	"fmt"

	"heed/internal/desk"
)

// A Conversation is a case with all that belongs to it, to be loaded at once.
type Conversation struct {
	Person *desk.Person // nil: a known one, named by Case.Person
	Handle *desk.Handle // of a new person
	Case   desk.Case
	// Messages are in the order in which they came. Those without a direct answer to another
	// are one thread.
	Messages []desk.Message
	Outgoing []desk.Outgoing // Message is the place in Messages, from 1 on
	Events   []desk.Event    // likewise; 0: of the case alone
}

// Load writes conversations by the fastest way that the database has and gives all their
// ids, the case's Last and LastOut and every reference between them. It leaves the rows
// that the Create methods would leave; network ids and handles must be new.
func (tx *Tx) Load(list []*Conversation) (err error) {
	defer call(&err, "Load(%d conversations)", len(list))
	b := &bulk{tx: tx}
	b.reserve(list)
	for _, c := range list {
		if err := b.add(c); err != nil {
			return err
		}
	}
	return b.write()
}

// Loaded lets the database count what it plans by, which it would else do some minutes
// after so much was loaded.
func (tx *Tx) Loaded() (err error) {
	defer call(&err, "Loaded")
	if tx.db.dialect.Count == "" {
		return nil
	}
	_, err = tx.exec(tx.db.dialect.Count)
	return err
}

// bulk gathers rows by table.
type bulk struct {
	tx       *Tx
	persons  [][]any
	handles  [][]any
	cases    [][]any
	messages [][]any
	words    [][]any
	brought  [][]any
	outgoing [][]any
	events   [][]any
}

func (b *bulk) reserve(list []*Conversation) {
	n := map[string]int{"cases": len(list)}
	for _, c := range list {
		if c.Person != nil {
			n["persons"]++
			n["handles"]++
		}
		n["messages"] += len(c.Messages)
		n["outgoing"] += len(c.Outgoing)
		n["events"] += len(c.Events)
	}
	for table, rows := range n {
		b.tx.reserve(table, rows)
	}
}

func (b *bulk) add(c *Conversation) error {
	if err := b.addPerson(c); err != nil {
		return err
	}
	id, err := b.tx.newID("cases")
	if err != nil {
		return err
	}
	c.Case.ID, c.Case.Version = desk.CaseID(id), 1
	for i := range c.Messages {
		if err := b.addMessage(c, i); err != nil {
			return err
		}
	}
	args, err := caseArgs(&c.Case)
	if err != nil {
		return err
	}
	b.cases = append(b.cases, args)
	return b.addFacts(c)
}

func (b *bulk) addPerson(c *Conversation) error {
	if c.Person == nil {
		return nil
	}
	id, err := b.tx.newID("persons")
	if err != nil {
		return err
	}
	c.Person.ID, c.Case.Person = desk.PersonID(id), desk.PersonID(id)
	b.persons = append(b.persons, append(personArgs(c.Person), id))
	if c.Handle == nil {
		return nil
	}
	id, err = b.tx.newID("handles")
	if err != nil {
		return err
	}
	c.Handle.ID, c.Handle.Person = desk.HandleID(id), c.Person.ID
	b.handles = append(b.handles, append(handleArgs(c.Handle), id))
	return nil
}

func (b *bulk) addMessage(c *Conversation, i int) error {
	id, err := b.tx.newID("messages")
	if err != nil {
		return err
	}
	m := &c.Messages[i]
	m.ID, m.Case = desk.MessageID(id), c.Case.ID
	m.Thread = desk.ThreadID(c.Messages[0].ID)
	switch m.Direction {
	case desk.In:
		m.Person, c.Case.Last = c.Case.Person, m.ID
	case desk.Out:
		c.Case.LastOut = m.ID
	}
	args, err := messageArgs(m, int64(m.Copies), int64(0), id)
	if err != nil {
		return err
	}
	b.messages = append(b.messages, args)
	b.brought = append(b.brought, broughtBy(m)...)
	if words := wordsOf(m); words != nil {
		b.words = append(b.words, append([]any{id}, b.tx.db.dialect.Words(id, words)...))
	}
	return nil
}

func (b *bulk) addFacts(c *Conversation) error {
	for i := range c.Outgoing {
		id, err := b.tx.newID("outgoing")
		if err != nil {
			return err
		}
		o := &c.Outgoing[i]
		o.ID, o.Case, o.Message = desk.OutgoingID(id), c.Case.ID, c.Messages[o.Message-1].ID
		args, err := outgoingArgs(o, id)
		if err != nil {
			return err
		}
		b.outgoing = append(b.outgoing, args)
	}
	for i := range c.Events {
		e := &c.Events[i]
		e.Case = c.Case.ID
		if e.Message != 0 {
			e.Message = c.Messages[e.Message-1].ID
		}
		args, err := b.tx.eventArgs(e)
		if err != nil {
			return err
		}
		b.events = append(b.events, args)
	}
	return nil
}

func (b *bulk) write() error {
	tx := b.tx
	d := tx.db.dialect
	for _, t := range []struct {
		name, columns string
		rows          [][]any
	}{
		{"persons", personColumns + ", id", b.persons},
		{"handles", handleColumns + ", id", b.handles},
		{"cases", caseColumns + ", " + caseDerived + ", version, id", b.cases},
		{"messages", messageColumns + ", copies, fingerprint, id", b.messages},
		{"brought", "search, message", b.brought},
		{"outgoing", outgoingColumns + ", ready, id", b.outgoing},
	} {
		for _, row := range t.rows {
			cleanAll(row)
		}
		if err := d.Bulk(tx.ctx, tx.session, t.name, names(t.columns), t.rows); err != nil {
			return tx.fault(fmt.Errorf("%s: %w", t.name, err))
		}
	}
	if err := d.BulkWords(tx.ctx, tx.session, b.words); err != nil {
		return tx.fault(fmt.Errorf("words: %w", err))
	}
	for len(b.events) > 0 {
		n := portion(len(b.events))
		if err := tx.insertEvents(b.events[:n]); err != nil {
			return err
		}
		b.events = b.events[n:]
	}
	return nil
}
