package store

import (
	"strings"

	"heed/internal/desk"
)

// Bounds of a question.
const (
	maxQuestion = 1000 // bytes that are looked at
	maxTerms    = 16
	shortest    = 2 // letters of a word that may be unfinished
)

// widening is how many slices are asked in each step before the plain words. A third step
// of 64 was tried: it costs every rare word more than it saves any.
var widening = []int64{2, 8}

// Match is a question to the index of words.
type Match struct {
	Terms  [][]string // all must occur; words of one term side by side
	Prefix bool       // the last word of the last term may be unfinished
	Slices []int64    // only in these; nil: everywhere, by the plain words
}

// question reads what a person typed. Whatever it holds is words: there is nothing that
// it could break.
func question(text string) Match {
	if len(text) > maxQuestion {
		text = strings.ToValidUTF8(text[:maxQuestion], "")
	}
	var m Match
	for i, part := range strings.Split(text, `"`) {
		if quoted := i%2 == 1; quoted {
			m.add(part)
			m.Prefix = false
			continue
		}
		for _, word := range strings.Fields(part) {
			if name, ok := strings.CutPrefix(word, "@"); ok {
				word = label(name)
			}
			m.Prefix = m.add(word) || m.Prefix
		}
	}
	if len(m.Terms) > 0 && m.Prefix {
		last := m.Terms[len(m.Terms)-1]
		m.Prefix = len([]rune(last[len(last)-1])) >= shortest
	}
	return m
}

func (m *Match) add(text string) bool {
	words := Words(text)
	if len(words) == 0 || len(m.Terms) == maxTerms {
		return false
	}
	m.Terms = append(m.Terms, words[:min(len(words), maxTerms)])
	return true
}

// Find brings the newest messages with all the words of a question, each with its case.
func (tx *Tx) Find(q desk.FindQuery) (_ []desk.Found, err error) {
	defer call(&err, "Find")
	match := question(q.Words)
	if len(match.Terms) == 0 {
		return nil, nil
	}
	ids, err := tx.matching(match, int64(q.Before), min(max(q.Limit, 1), maxPage))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return tx.found(ids)
}

// matching finds the newest ids below before that match: in the newest slices, then in
// more, then by the plain words, which are rare if it comes to that.
func (tx *Tx) matching(m Match, before int64, limit int) ([]int64, error) {
	var newest int64
	if err := tx.row("SELECT COALESCE(max(id), 0) FROM messages").Scan(&newest); err != nil {
		return nil, err
	}
	if before <= 0 || before > newest {
		before = newest + 1
	}
	var ids []int64
	slice := (before - 1) >> sliceBits
	for _, n := range widening {
		if slice < 0 {
			return ids, nil
		}
		m.Slices = m.Slices[:0]
		for ; n > 0 && slice >= 0; n-- {
			m.Slices = append(m.Slices, slice)
			slice--
		}
		more, err := tx.ask(m, before, limit-len(ids))
		if ids = append(ids, more...); err != nil || len(ids) == limit {
			return ids, err
		}
	}
	if slice < 0 {
		return ids, nil
	}
	m.Slices = nil
	more, err := tx.ask(m, (slice+1)<<sliceBits, limit-len(ids))
	return append(ids, more...), err
}

func (tx *Tx) ask(m Match, before int64, limit int) (ids []int64, err error) {
	d := tx.db.dialect
	err = tx.each(func(s scanner) error {
		var id int64
		err := s.Scan(&id)
		ids = append(ids, id)
		return err
	}, d.FindWords, append(d.FreshPlan[:len(d.FreshPlan):len(d.FreshPlan)], d.Match(m), before, int64(limit))...)
	return ids, err
}

// found reads messages and their cases, in the order of ids.
func (tx *Tx) found(ids []int64) ([]desk.Found, error) {
	byID := make(map[int64]desk.Found, len(ids))
	var c desk.Case
	r := newMessageReader(caseDest(&c)...)
	err := tx.each(func(s scanner) error {
		c = desk.Case{}
		err := r.read(s)
		byID[int64(r.message.ID)] = desk.Found{Message: r.message, Case: c}
		return err
	}, "SELECT "+of("m", messageRow)+", "+of("c", caseRow)+" FROM messages m JOIN cases c ON c.id = m.case_id WHERE m.id IN ints($1)", ints(tx, ids))
	if err != nil {
		return nil, err
	}
	if len(byID) < len(ids) {
		if err := tx.foundLoose(ids, byID); err != nil {
			return nil, err
		}
	}
	found := make([]desk.Found, 0, len(ids))
	for _, id := range ids {
		if f, ok := byID[id]; ok {
			found = append(found, f)
		}
	}
	return found, nil
}

// foundLoose adds messages without a case.
func (tx *Tx) foundLoose(ids []int64, byID map[int64]desk.Found) error {
	list, err := tx.messages("SELECT "+messageRow+" FROM messages WHERE id IN ints($1) AND case_id = 0", ints(tx, ids))
	for i := range list {
		byID[int64(list[i].ID)] = desk.Found{Message: list[i]}
	}
	return err
}
