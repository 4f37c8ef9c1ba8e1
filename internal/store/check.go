package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"heed/internal/desk"
)

// A Finding is one kind of thing that a check found wrong.
type Finding struct {
	What  string  // in a sentence
	Table string  // where; "" for the database as a whole
	IDs   []int64 // the first few rows
	Count int64   // how many rows
	Mend  string  // what to do
}

// String is the finding as a line for a terminal.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.What)
	if len(f.IDs) > 0 {
		fmt.Fprintf(&b, " (%d in %s: %s", f.Count, f.Table, strings.Trim(strings.ReplaceAll(fmt.Sprint(f.IDs), " ", ", "), "[]"))
		if f.Count > int64(len(f.IDs)) {
			b.WriteString(", …")
		}
		b.WriteString(")")
	}
	if f.Mend != "" {
		b.WriteString("\n  " + f.Mend)
	}
	return b.String()
}

// shown is how many ids a finding names.
const shown = 5

// Add counts a row that is wrong.
func (f *Finding) Add(id int64) {
	if len(f.IDs) < shown {
		f.IDs = append(f.IDs, id)
	}
	f.Count++
}

// What to do about findings.
const (
	restore  = "This should not happen. Restore the latest backup in which it is right, or report it with this line."
	harmless = "The page about hearing shows it wrongly; nothing that was heard is touched by it."
	harmful  = "The screens show a wrong figure; it is set right when the case next changes."
	rebuild  = "Searches miss or misplace these messages; they are set right when the message next changes."
)

// Check holds everything against everything: rows against events, references, what is
// derived against what it is derived from, the index of words against the words. It reads
// one snapshot, changes nothing and keeps little in memory. progress hears what is looked
// at next; it may be nil.
func Check(ctx context.Context, db *DB, progress func(what string)) (findings []Finding, err error) {
	defer call(&err, "Check")
	c := &check{db: db, progress: progress}
	err = db.explain(db.once(ctx, Inspect, func(tx *Tx) error {
		c.tx = tx
		for _, step := range []func() error{c.file, c.queries, c.places, c.words} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	}))
	return c.findings, err
}

type check struct {
	db       *DB
	tx       *Tx
	progress func(string)
	findings []Finding
}

func (c *check) say(what string) {
	if c.progress != nil {
		c.progress(what)
	}
}

func (c *check) found(f Finding) {
	if f.Count > 0 {
		c.findings = append(c.findings, f)
	}
}

// file lets the database look at itself, where it can.
func (c *check) file() error {
	if c.db.dialect.Inspect == nil {
		return nil
	}
	c.say("the database file")
	found, err := c.db.dialect.Inspect(c.tx.ctx, c.tx.session)
	c.findings = append(c.findings, found...)
	return err
}

// queries runs the checks that are statements: each brings the ids of what is wrong.
func (c *check) queries() error {
	table := ""
	for _, q := range checks {
		if q.table != table {
			table = q.table
			c.say(table)
		}
		f := Finding{What: q.what, Table: q.table, Mend: q.mend}
		err := c.tx.each(func(s scanner) error {
			var id int64
			err := s.Scan(&id)
			f.Add(id)
			return err
		}, q.statement)
		if err != nil {
			return err
		}
		c.found(f)
	}
	return nil
}

// pageSize is how many rows a step of a check holds.
const pageSize = 1000

// places compares where each case lies with where its values say.
func (c *check) places() error {
	c.say("places in the lists")
	f := Finding{What: "Cases do not lie in the list, or not in the place, that follows from them.", Table: "cases",
		Mend: "They are put right when the case next changes."}
	var last desk.CaseID
	told, of, err := c.begin("cases")
	if err != nil {
		return err
	}
	for {
		n := 0
		err := c.tx.each(func(s scanner) error {
			var k desk.Case
			var list string
			var rank, search int64
			err := s.Scan(append(caseDest(&k), &list, &rank, &search)...)
			if err == nil && (list != string(desk.ListOf(&k)) || rank != desk.RankOf(&k) || search != int64(searchOf(&k))) {
				f.Add(int64(k.ID))
			}
			n, last = n+1, k.ID
			return err
		}, "SELECT "+caseRow+", "+caseDerived+" FROM cases WHERE id > $1 ORDER BY id LIMIT $2", int64(last), int64(pageSize))
		if err != nil {
			return err
		}
		if n < pageSize {
			c.found(f)
			return nil
		}
		told = c.sayNow(told, fmt.Sprintf("places in the lists, up to case %d of %d", last, of))
	}
}

// begin tells when a walk begins, and what the last id is that it comes to.
func (c *check) begin(table string) (told time.Time, last int64, err error) {
	err = c.tx.row("SELECT COALESCE(max(id), 0) FROM " + table).Scan(&last)
	return time.Now(), last, err
}

// sayNow says how far a walk is, once in a few seconds.
func (c *check) sayNow(told time.Time, what string) time.Time {
	if time.Since(told) < sayEvery {
		return told
	}
	c.say(what)
	return time.Now()
}

const sayEvery = 3 * time.Second

// words compares the index of words with the words of each message.
func (c *check) words() error {
	c.say("the index of words")
	f := Finding{What: "The index of words differs from the messages.", Table: "messages", Mend: rebuild}
	told, of, err := c.begin("messages")
	if err != nil {
		return err
	}
	var last int64
	for {
		var ids []int64
		var words [][]string
		err := c.tx.each(func(s scanner) error {
			var m desk.Message
			err := s.Scan((*int64)(&m.ID), &m.Text, &m.Author.Display, &m.Author.Name, (*int64)(&m.CopyOf))
			ids, words = append(ids, int64(m.ID)), append(words, wordsOf(&m))
			return err
		}, "SELECT id, text, author_display, author_name, copy_of FROM messages WHERE id > $1 ORDER BY id LIMIT $2", last, int64(pageSize))
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			wrong, err := c.db.dialect.CompareWords(c.tx.ctx, c.tx.session, ids, words)
			if err != nil {
				return err
			}
			for _, id := range wrong {
				f.Add(id)
			}
			last = ids[len(ids)-1]
		}
		if len(ids) < pageSize {
			c.found(f)
			return nil
		}
		told = c.sayNow(told, fmt.Sprintf("the index of words, up to message %d of %d", last, of))
	}
}
