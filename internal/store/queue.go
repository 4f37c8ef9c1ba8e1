package store

import (
	"strconv"
	"strings"

	"heed/internal/desk"
)

// maxPage bounds a page of anything.
const maxPage = 100

// queueWhere is the range of an index that a query asks for.
func queueWhere(q desk.QueueQuery) (string, []any) {
	where := []string{"list = $1"}
	args := []any{string(q.List)}
	add := func(column string, v any) {
		args = append(args, v)
		where = append(where, column+" = $"+strconv.Itoa(len(args)))
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
	return strings.Join(where, " AND "), args
}

// Queue reads one page of a list from the index that lies in its order: the first page and
// the thousandth cost the same. With one filter besides the list, only the rows of the page
// are read; a second filter is applied while walking.
func (tx *Tx) Queue(q desk.QueueQuery) (_ desk.QueuePage, err error) {
	defer call(&err, "Queue(%s)", q.List)
	limit := min(max(q.Limit, 1), maxPage)
	statement, args := queueStatement(q, limit+1)
	var page desk.QueuePage
	page.Cases = make([]desk.Case, 0, limit+1)
	err = tx.each(func(s scanner) error {
		page.Cases = append(page.Cases, desk.Case{})
		return s.Scan(caseDest(&page.Cases[len(page.Cases)-1])...)
	}, statement, args...)
	if err != nil {
		return desk.QueuePage{}, err
	}
	if len(page.Cases) > limit {
		page.Cases = page.Cases[:limit]
		last := &page.Cases[limit-1]
		page.Next = desk.QueueCursor{Rank: desk.RankOf(last), ID: last.ID}
	}
	return page, nil
}

func queueStatement(q desk.QueueQuery, limit int) (string, []any) {
	where, args := queueWhere(q)
	if q.After != (desk.QueueCursor{}) {
		n := strconv.Itoa(len(args) + 1)
		where += " AND (rank, id) > ($" + n + ", $" + strconv.Itoa(len(args)+2) + ")"
		args = append(args, q.After.Rank, int64(q.After.ID))
	}
	return "SELECT " + caseRow + " FROM cases WHERE " + where +
		" ORDER BY rank, id LIMIT $" + strconv.Itoa(len(args)+1), append(args, int64(limit))
}

// QueueCount counts what a query would bring, up to a bound. It asks for an order so that
// it walks the index: the planner would rather read a table until it has enough, which is
// all of it when the cases of a list lie at its end.
func (tx *Tx) QueueCount(q desk.QueueQuery, bound int) (_ desk.Count, err error) {
	defer call(&err, "QueueCount(%s)", q.List)
	where, args := queueWhere(q)
	n := 0
	err = tx.row("SELECT count(*) FROM (SELECT 1 FROM cases WHERE "+where+" ORDER BY rank, id LIMIT $"+strconv.Itoa(len(args)+1)+") bounded",
		append(args, int64(bound)+1)...).Scan(&n)
	return desk.Count{N: min(n, bound), More: n > bound}, err
}
