package store

import (
	"math"
	"strconv"
	"strings"

	"heed/internal/desk"
)

// Bounds of a question.
const (
	maxQuestion = 1000 // bytes that are looked at
	maxTerms    = 16
	shortest    = 2 // letters of a word that may be unfinished
)

// widening is how many slices are asked in each step before the plain words; the newest
// slice is asked alone when enough lies in it. A third step of 64 was tried: it costs every
// rare word more than it saves any.
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

// Find brings the newest messages with all the words of a question.
func (tx *Tx) Find(q desk.FindQuery) ([]desk.Found, error) {
	found, _, _, _, err := tx.CountedFind(q, nil, 0)
	return found, err
}

// CountedFind is Find and, in one turn with its end, QueueCounts. next is what to go on before; 0: there
// is no more.
func (tx *Tx) CountedFind(q desk.FindQuery, counted []desk.QueueQuery, bound int) (found []desk.Found, next desk.MessageID, counts []desk.Count, failed desk.Count, err error) {
	defer call(&err, "Find")
	var ids []int64
	if match := question(q.Words); len(match.Terms) > 0 {
		ids, next, err = tx.narrowed(match, q, min(max(q.Limit, 1), maxPage))
	}
	if err != nil {
		return nil, 0, nil, failed, err
	}
	var t tally
	var turn []Query
	if counted != nil {
		turn = append(turn, t.query(counted, bound))
	}
	if found, err = tx.found(ids, turn...); err != nil {
		return nil, 0, nil, failed, err
	}
	counts, failed = t.counts(bound)
	return found, next, counts, failed, nil
}

// Bounds of a question that asks for more than words: how many of the messages with its words a step looks
// at, and how many a page.
const (
	stepLooked = 1000
	mostLooked = 5000
)

// narrowed finds the newest ids below a place that have the words of a question and whatever else it asks
// for. The words are looked up in their index and the rest by the keys of what they bring: a page reads so
// many rows at most, and says where to go on when they were not enough.
func (tx *Tx) narrowed(m Match, q desk.FindQuery, limit int) (ids []int64, next desk.MessageID, err error) {
	if !q.Narrowed() {
		ids, err = tx.matching(m, int64(q.Before), limit)
		if len(ids) == limit {
			next = desk.MessageID(ids[limit-1])
		}
		return ids, next, err
	}
	before := int64(q.Before)
	for looked, step := 0, 4*limit; looked < mostLooked; step = min(2*step, stepLooked) {
		some, err := tx.matching(m, before, step)
		if err != nil {
			return nil, 0, err
		}
		kept, err := tx.keeping(q, some)
		if err != nil {
			return nil, 0, err
		}
		if ids = append(ids, kept...); len(ids) >= limit {
			return ids[:limit], desk.MessageID(ids[limit-1]), nil
		}
		if len(some) < step {
			return ids, 0, nil
		}
		before, looked = some[step-1], looked+step
	}
	return ids, desk.MessageID(before), nil
}

// keeping gives those of the messages, in their order, that are as a question asks.
func (tx *Tx) keeping(q desk.FindQuery, ids []int64) (kept []int64, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{ints(tx, ids)}
	of := func(where, condition string, v any) string {
		args = append(args, v)
		return where + " AND " + strings.ReplaceAll(condition, "$", "$"+strconv.Itoa(len(args)))
	}
	where, ofCase := "", ""
	if q.Network != "" {
		where = of(where, "m.network = $", string(q.Network))
	}
	if !q.From.IsZero() {
		where = of(where, "m.posted_at >= $", desk.Micros(q.From))
	}
	if !q.To.IsZero() {
		where = of(where, "m.posted_at < $", desk.Micros(q.To))
	}
	if len(q.Stages) > 0 {
		ofCase = of(ofCase, "c.stage IN texts($)", texts(tx, q.Stages))
	}
	if q.Assignee != 0 {
		ofCase = of(ofCase, "c.assignee = $", int64(max(q.Assignee, 0))) // Unassigned is -1, and nobody 0
	}
	if ofCase != "" { // one value for each row, which no database makes a join of the whole table from
		where += " AND (SELECT 1 FROM cases c WHERE c.id = m.case_id" + ofCase + ") = 1"
	}
	fits := make(map[int64]bool, len(ids))
	err = tx.each(func(s scanner) error {
		var id int64
		err := s.Scan(&id)
		fits[id] = true
		return err
	}, "SELECT m.id FROM messages m WHERE m.id IN ints($1)"+where, args...)
	for _, id := range ids {
		if fits[id] {
			kept = append(kept, id)
		}
	}
	return kept, err
}

// matching finds the newest ids below before that match: in the newest slices, then in
// more, then by the plain words, which are rare if it comes to that.
func (tx *Tx) matching(m Match, before int64, limit int) (ids []int64, err error) {
	s, err := tx.newest(m, before, limit, &ids)
	if err != nil || len(ids) == limit {
		return ids, err
	}
	if s.slices(&m, widening[1]) {
		if err := tx.together(tx.ask(&ids, m, s.before, limit-len(ids))); err != nil || len(ids) == limit {
			return ids, err
		}
	}
	if s.next < 0 {
		return ids, nil
	}
	m.Slices = nil
	return ids, tx.together(tx.ask(&ids, m, (s.next+1)<<sliceBits, limit-len(ids)))
}

// A span is what of the messages is still to be asked: below before, from slice next down.
type span struct{ before, next int64 }

func spanBelow(before int64) span { return span{before, (before - 1) >> sliceBits} }

// slices takes the next n for a question; false when there are none.
func (s *span) slices(m *Match, n int64) bool {
	m.Slices = nil
	for ; n > 0 && s.next >= 0; n-- {
		m.Slices = append(m.Slices, s.next)
		s.next--
	}
	return m.Slices != nil
}

// first takes the newest slices.
func (s *span) first(m *Match) bool {
	if s.before-s.next<<sliceBits > sliceSize/8 {
		return s.slices(m, 1)
	}
	return s.slices(m, widening[0])
}

// newest asks the newest slices. Which these are is asked in the same turn: they seldom
// differ from those of the search before.
func (tx *Tx) newest(m Match, before int64, limit int, ids *[]int64) (span, error) {
	known := tx.db.newest.Load()
	if before > 0 && before <= known {
		s := spanBelow(before)
		s.first(&m)
		return s, tx.together(tx.ask(ids, m, before, limit))
	}
	var newest int64
	turn := []Query{{"SELECT COALESCE(max(id), 0) FROM messages", nil, func(r Row) error { return r.Scan(&newest) }}}
	s := spanBelow(known + 1)
	if s.first(&m) && known > 0 {
		turn = append(turn, tx.ask(ids, m, math.MaxInt64, limit))
	}
	if err := tx.together(turn...); err != nil {
		return s, err
	}
	tx.db.newest.Store(newest)
	if before <= 0 || before > newest {
		before = newest + 1
	}
	if known > 0 && before == newest+1 && newest>>sliceBits == known>>sliceBits {
		return s, nil
	}
	*ids, s = nil, spanBelow(before)
	if !s.first(&m) {
		return s, nil
	}
	return s, tx.together(tx.ask(ids, m, before, limit))
}

func (tx *Tx) ask(ids *[]int64, m Match, before int64, limit int) Query {
	d := tx.db.dialect
	return Query{d.FindWords, []any{d.Match(m), before, int64(limit)}, func(r Row) error {
		var id int64
		err := r.Scan(&id)
		*ids = append(*ids, id)
		return err
	}}
}

// found reads messages, in the order of ids, and whatever else is to be read in the same
// turn.
func (tx *Tx) found(ids []int64, turn ...Query) ([]desk.Found, error) {
	byID := make(map[desk.MessageID]desk.Found, len(ids))
	if len(ids) > 0 {
		var f desk.Found
		m := newMessageReader((*string)(&f.Stage), &f.WaitingFor)
		turn = append(turn, Query{foundRows, []any{ints(tx, ids)}, func(r Row) error {
			err := m.read(r)
			f.Message = m.message
			byID[f.Message.ID] = f
			return err
		}})
	}
	if len(turn) == 0 {
		return nil, nil
	}
	if err := tx.together(turn...); err != nil {
		return nil, err
	}
	var found []desk.Found
	for _, id := range ids {
		if f, ok := byID[desk.MessageID(id)]; ok {
			found = append(found, f)
		}
	}
	return found, nil
}

var foundRows = "SELECT " + of("m", messageRow) + `, COALESCE(c.stage, ''), COALESCE(c.waiting_for, '')
	FROM messages m LEFT JOIN cases c ON c.id = m.case_id WHERE m.id IN ints($1)`
