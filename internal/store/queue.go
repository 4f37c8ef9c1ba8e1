package store

import (
	"strconv"
	"strings"

	"heed/internal/desk"
)

// maxPage bounds a page of anything.
const maxPage = 100

// queueWhere is the range of an index that a query asks for. Its arguments come after
// those that are there.
func queueWhere(q desk.QueueQuery, args []any) (string, []any) {
	var where []string
	add := func(column string, v any) {
		args = append(args, v)
		where = append(where, column+" = $"+strconv.Itoa(len(args)))
	}
	if q.Asked != 0 {
		where = append(where, "asked <> 0")
		add("asked", int64(q.Asked))
		return strings.Join(where, " AND "), args
	}
	if q.Mentioned != 0 {
		args = append(args, int64(q.Mentioned))
		return "id IN (SELECT m.case_id FROM mentions n JOIN messages m ON m.id = n.message WHERE " + unread("n", len(args)) + ")", args
	}
	if q.Order == desk.ByRank {
		add("list", string(q.List))
	} else {
		// In the text, so that the index of this part of the lists is found. No reader's word comes here.
		where = append(where, "list = '"+string(ordered(q.List))+"'")
	}
	switch {
	case q.Assignee == desk.Unassigned:
		add("assignee", int64(0))
	case q.Assignee != 0:
		add("assignee", int64(q.Assignee))
	}
	if q.Brand != 0 {
		add("brand", int64(q.Brand))
	}
	if q.Network != "" {
		add("network", string(q.Network))
	}
	if q.Search != 0 {
		add("search", int64(q.Search))
	}
	if q.Lang != "" {
		add("lang", q.Lang)
	}
	if q.Intent != "" {
		add("intent", q.Intent)
	}
	return strings.Join(where, " AND "), args
}

// Queue reads one page of a list from the index that lies in its order: the first page and
// the thousandth cost the same. With one filter besides the list, only the rows of the page
// are read; a second filter, a language and an intent are applied while walking.
func (tx *Tx) Queue(q desk.QueueQuery) (desk.QueuePage, error) {
	page, _, _, err := tx.CountedQueue(q, nil, 0)
	return page, err
}

// CountedQueue is Queue and, in the same turn, QueueCounts.
func (tx *Tx) CountedQueue(q desk.QueueQuery, counted []desk.QueueQuery, bound int) (page desk.QueuePage, counts []desk.Count, failed desk.Count, err error) {
	defer call(&err, "Queue(%s)", q.List)
	limit := min(max(q.Limit, 1), maxPage)
	statement, args := queueStatement(q, limit+1)
	page.Cases = make([]desk.Case, 0, limit+1)
	turn := []Query{casesInto(&page.Cases, statement, args...)}
	var t tally
	if counted != nil {
		turn = append(turn, t.query(counted, bound))
	}
	if err := tx.together(turn...); err != nil {
		return desk.QueuePage{}, nil, failed, err
	}
	if len(page.Cases) > limit {
		page.Cases = page.Cases[:limit]
		last := &page.Cases[limit-1]
		page.Next = desk.QueueCursor{Rank: desk.PlaceOf(last, q.Order), ID: last.ID}
	}
	counts, failed = t.counts(bound)
	return page, counts, failed, nil
}

func queueStatement(q desk.QueueQuery, limit int) (string, []any) {
	where, args := queueWhere(q, nil)
	place := placeColumn(q)
	if q.After != (desk.QueueCursor{}) {
		n := strconv.Itoa(len(args) + 1)
		where += " AND (" + place + ", id) > ($" + n + ", $" + strconv.Itoa(len(args)+2) + ")"
		args = append(args, q.After.Rank, int64(q.After.ID))
	}
	return "SELECT " + caseRow + " FROM cases WHERE " + where +
		" ORDER BY " + place + ", id LIMIT $" + strconv.Itoa(len(args)+1), append(args, int64(limit))
}

// ordered are the lists that can be read in another order than by rank; of others an order brings
// nothing.
func ordered(l desk.List) desk.List {
	switch l {
	case desk.ListReply, desk.ListWaiting:
		return l
	}
	return ""
}

// placeColumn is what [desk.PlaceOf] says, for the database.
func placeColumn(q desk.QueueQuery) string {
	switch {
	case q.Order == desk.ByNext:
		return "(CASE WHEN due = 0 THEN 9223372036854775807 ELSE due END)"
	case q.Order == desk.ByWait && q.List == desk.ListWaiting:
		return "last_inbound"
	case q.Order == desk.ByWait:
		return "waiting_since"
	}
	return "rank"
}

// QueueCounts counts what each of several queries would bring, up to a bound, and the
// answers that failed to leave, in one statement.
func (tx *Tx) QueueCounts(queries []desk.QueueQuery, bound int) (counts []desk.Count, failed desk.Count, err error) {
	defer call(&err, "QueueCounts(%d)", len(queries))
	var t tally
	if err := tx.together(t.query(queries, bound)); err != nil {
		return nil, failed, err
	}
	counts, failed = t.counts(bound)
	return counts, failed, nil
}

// tally is what was counted for each of several queries, and what failed to leave.
type tally []int

func (t *tally) query(queries []desk.QueueQuery, bound int) Query {
	statement, args := countStatement(queries, bound)
	*t = make(tally, len(queries)+1)
	dest := make([]any, len(*t))
	for i := range dest {
		dest[i] = &(*t)[i]
	}
	return Query{statement, args, func(r Row) error { return r.Scan(dest...) }}
}

func (t tally) counts(bound int) (counts []desk.Count, failed desk.Count) {
	if len(t) == 0 {
		return nil, failed
	}
	counts = make([]desk.Count, len(t))
	for i, n := range t {
		counts[i] = desk.Count{N: min(n, bound), More: n > bound}
	}
	return counts[:len(t)-1], counts[len(t)-1]
}

func countStatement(queries []desk.QueueQuery, bound int) (string, []any) {
	var counts []string
	var args []any
	count := func(from string) {
		args = append(args, int64(bound)+1)
		counts = append(counts, "(SELECT count(*) FROM (SELECT 1 FROM "+from+" LIMIT $"+strconv.Itoa(len(args))+") bounded)")
	}
	for _, q := range queries {
		if q.Mentioned != 0 {
			args = append(args, int64(q.Mentioned))
			count("mentions n WHERE " + unread("n", len(args)))
			continue
		}
		var where string
		where, args = queueWhere(q, args)
		// The order keeps PostgreSQL from looking for cases of a short list all over the table.
		count("cases WHERE " + where + " ORDER BY rank, id")
	}
	count("outgoing WHERE state = 'failed'")
	return "SELECT " + strings.Join(counts, ", "), args
}

// QueueCount counts what a query would bring, up to a bound.
func (tx *Tx) QueueCount(q desk.QueueQuery, bound int) (desk.Count, error) {
	counts, _, err := tx.QueueCounts([]desk.QueueQuery{q}, bound)
	if err != nil {
		return desk.Count{}, err
	}
	return counts[0], nil
}
