package storetest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/generate"
)

// traced runs f and gives the statements that it took.
func traced(t *testing.T, db Desk, f func(*store.Tx) error) (all []store.Statement) {
	t.Helper()
	ctx := store.Trace(t.Context(), func(s store.Statement) {
		all = append(all, store.Statement{Text: s.Text, Args: append([]any(nil), s.Args...)})
	})
	if err := db.View(ctx, f); err != nil {
		t.Fatal(err)
	}
	return all
}

// plan is how the database goes about a statement. On PostgreSQL it is also asked for the
// plan that it would keep for all values.
func plan(t *testing.T, db Desk, s store.Statement, generic bool) string {
	t.Helper()
	conn, err := db.Raw.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	lines := func(text string, args ...any) (out string) {
		rows, err := conn.QueryContext(t.Context(), text, args...)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var a, b, c any
			if db.Dialect() == "sqlite" {
				var detail string
				if err := rows.Scan(&a, &b, &c, &detail); err != nil {
					t.Fatal(err)
				}
				out += detail + "\n"
				continue
			}
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			out += line + "\n"
		}
		return out
	}
	if db.Dialect() == "sqlite" {
		return lines("EXPLAIN QUERY PLAN "+s.Text, s.Args...)
	}
	for _, text := range []string{"SET jit = off", "SET plan_cache_mode = " + map[bool]string{true: "force_generic_plan", false: "force_custom_plan"}[generic],
		"PREPARE asked AS " + s.Text} {
		if _, err := conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	var values []string
	for _, a := range s.Args {
		switch a := a.(type) {
		case string:
			values = append(values, "'"+strings.ReplaceAll(a, "'", "''")+"'")
		case []int64, []string:
			list := strings.Fields(strings.Trim(fmt.Sprint(a), "[]"))
			values = append(values, "'{"+strings.Join(list, ",")+"}'")
		default:
			values = append(values, fmt.Sprint(a))
		}
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(t.Context()), "DEALLOCATE asked") }()
	execute := "EXECUTE asked"
	if len(values) > 0 {
		execute += "(" + strings.Join(values, ", ") + ")"
	}
	return lines("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) " + execute)
}

// sorts are what a plan says that does not read an index in its order.
var sorts = regexp.MustCompile(`Sort|TEMP B-TREE|Seq Scan|SCAN cases\b`)

// testPlans: every list is one range of one index in its order, on the first page and deep
// in it; counts and the pages of a story likewise.
func testPlans(t *testing.T, db Desk) {
	if err := generate.Fill(t.Context(), db.DB, generate.Options{Cases: 4000, MessagesPerCase: 1, Seed: 1, Now: after(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Raw.ExecContext(t.Context(), "ANALYZE"); db.Dialect() == "postgres" && err != nil {
		t.Fatal(err)
	}
	for index, q := range map[string]desk.QueueQuery{
		"cases_list":     {List: desk.ListDone},
		"cases_assignee": {List: desk.ListDone, Assignee: 1},
		"cases_brand":    {List: desk.ListDone, Brand: 1},
		"cases_network":  {List: desk.ListDone, Network: "echo"},
		"cases_search":   {List: desk.ListDone, Search: 2},
	} {
		q.Limit = 20
		var first desk.QueuePage
		statements := traced(t, db, func(tx *store.Tx) (err error) {
			first, err = tx.Queue(q)
			return err
		})
		q.After = first.Next
		statements = append(statements, traced(t, db, func(tx *store.Tx) error { _, err := tx.Queue(q); return err })...)
		if len(statements) != 2 {
			t.Errorf("%s: two pages took %d statements", index, len(statements))
		}
		for _, s := range statements {
			for _, generic := range []bool{false, true} {
				p := plan(t, db, s, generic)
				// A list that holds the whole table in one brand may as well be read from the index of the
				// list: what counts is an index in order.
				own := index == "cases_search" || db.Dialect() == "sqlite"
				if sorts.MatchString(p) || !strings.Contains(p, "cases_") || own && !strings.Contains(p, index+" ") {
					t.Errorf("%s (generic %v) does not walk its index:\n%s\n%s", index, generic, s.Text, p)
				}
			}
		}
	}
	testOrderPlans(t, db)
	count := traced(t, db, func(tx *store.Tx) error {
		_, err := tx.QueueCount(desk.QueueQuery{List: desk.ListDone}, 50)
		return err
	})
	for _, generic := range []bool{false, true} {
		if p := plan(t, db, count[0], generic); strings.Contains(p, "Seq Scan on cases") || strings.Contains(p, "SCAN cases\n") {
			t.Errorf("counting reads the table:\n%s", p)
		}
	}
	testServicePlans(t, db)
	story := traced(t, db, func(tx *store.Tx) error { _, err := tx.Story(7, 0, 50); return err })
	if len(story) > 6 {
		t.Errorf("a story takes %d statements", len(story))
	}
	for _, s := range story {
		if p := plan(t, db, s, true); strings.Contains(p, "Seq Scan on") || strings.Contains(p, "SCAN cases\n") || strings.Contains(p, "SCAN messages") {
			if !strings.Contains(p, "promises") && !strings.Contains(p, "outgoing") { // empty or tiny tables are read whole
				t.Errorf("a story reads a table:\n%s\n%s", s.Text, p)
			}
		}
	}
}

// testOrderPlans: a list in an order that its reader chose is one range of an index too, and its next page
// goes on where the first ended.
func testOrderPlans(t *testing.T, db Desk) {
	t.Helper()
	if err := generate.Fill(t.Context(), db.DB, generate.Options{Cases: 1500, MessagesPerCase: 3, Seed: 2, Now: after(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		index string
		q     desk.QueueQuery
	}{
		{"cases_wait", desk.QueueQuery{List: desk.ListReply, Order: desk.ByWait}},
		{"cases_wait_assignee", desk.QueueQuery{List: desk.ListReply, Assignee: 1, Order: desk.ByWait}},
		{"cases_silent", desk.QueueQuery{List: desk.ListWaiting, Order: desk.ByWait}},
		{"cases_next", desk.QueueQuery{List: desk.ListWaiting, Order: desk.ByNext}},
	} {
		tt.q.Limit = 20
		var pages [2]desk.QueuePage
		for i := range pages {
			statements := traced(t, db, func(tx *store.Tx) (err error) {
				pages[i], err = tx.Queue(tt.q)
				return err
			})
			for _, generic := range []bool{false, true} {
				if p := plan(t, db, statements[0], generic); sorts.MatchString(p) || !strings.Contains(p, tt.index+" ") {
					t.Errorf("%s (page %d, generic %v) does not walk its index:\n%s\n%s", tt.index, i, generic, statements[0].Text, p)
				}
			}
			tt.q.After = pages[i].Next
		}
		all := append(pages[0].Cases, pages[1].Cases...)
		for i := 1; i < len(all); i++ {
			a, b := desk.PlaceOf(&all[i-1], tt.q.Order), desk.PlaceOf(&all[i], tt.q.Order)
			if desk.ListOf(&all[i]) != tt.q.List || a > b || a == b && all[i-1].ID >= all[i].ID {
				t.Errorf("%s: case %s of list %s stands after %s", tt.index, all[i].ID, desk.ListOf(&all[i]), all[i-1].ID)
			}
		}
		if len(all) < 40 {
			t.Errorf("%s: two pages hold %d cases", tt.index, len(all))
		}
	}
}

// testServicePlans: what loops and the taking in ask for is found by an index, whatever the
// arguments are.
func testServicePlans(t *testing.T, db Desk) {
	t.Helper()
	key := desk.MessageKey{Scope: "echo", ID: "none"}
	statements := traced(t, db, func(tx *store.Tx) (err error) {
		add := func(e error) { err = first(err, e) }
		_, e := tx.NextDue()
		add(e)
		_, e = tx.LookCases(after(time.Hour), 100)
		add(e)
		_, e = tx.Asked(1, 10)
		add(e)
		_, _, e = tx.Events(desk.EventCursor{}, 500)
		add(e)
		_, e = tx.CasesOf([]desk.PersonID{1, 2}, start)
		add(e)
		_, e = tx.MessagesByKey([]desk.MessageKey{key})
		add(e)
		_, e = tx.MessagesByParent([]desk.MessageKey{key})
		add(e)
		_, e = tx.HandlesByRef("echo", []desk.HandleRef{{NetworkID: "none"}, {Name: "none"}})
		add(e)
		return err
	})
	if len(statements) < 8 {
		t.Errorf("only %d statements of services were seen", len(statements))
	}
	for _, s := range statements {
		if p := plan(t, db, s, true); wholeTable.MatchString(p) {
			t.Errorf("a table is read:\n%s\n%s", s.Text, p)
		}
	}
}

var wholeTable = regexp.MustCompile(`Seq Scan on (cases|messages|events|handles|persons)|SCAN (cases|messages|events|handles|persons)\n`)

// testFindPlans: whether a word is common, rare or not there, whole or unfinished, only a
// part of what matches is read, and never a table.
func testFindPlans(t *testing.T, db Desk) {
	rare := post(1)
	rare.Text = "unheardof"
	update(t, db, func(tx *store.Tx) error { return tx.CreateMessage(rare, 0) })
	skip(t, db, 50_000)
	if err := generate.Fill(t.Context(), db.DB, generate.Options{Cases: 2000, MessagesPerCase: 5, Seed: 1, Now: after(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if db.Dialect() == "postgres" {
		if _, err := db.Raw.ExecContext(t.Context(), "VACUUM ANALYZE"); err != nil {
			t.Fatal(err)
		}
	}
	for words, want := range map[string]struct{ asked, hits int }{
		"the": {1, 30}, "th": {1, 30}, "customer": {1, 30}, "help": {1, 30},
		"unheardof": {3, 1}, "unheard": {3, 1}, "nowhereatall": {3, 0},
	} {
		var found []desk.Found
		var asked []store.Statement
		for _, s := range traced(t, db, func(tx *store.Tx) (err error) {
			found, err = tx.Find(desk.FindQuery{Words: words, Limit: 30})
			return err
		}) {
			if strings.Contains(s.Text, "message_words") {
				asked = append(asked, s)
			}
		}
		if len(found) != want.hits || len(asked) != want.asked {
			t.Errorf("%q: %d found, asked %d times; want %d and %d", words, len(found), len(asked), want.hits, want.asked)
		}
		for _, s := range asked {
			p := plan(t, db, s, true)
			if db.Dialect() == "sqlite" {
				if !strings.Contains(p, "VIRTUAL TABLE INDEX") || strings.Contains(p, "TEMP B-TREE") {
					t.Errorf("%q sorts what it found:\n%s", words, p)
				}
				continue
			}
			if read := rowsRead(t, p); read > 4096 || want.hits < 30 && read > 1 {
				t.Errorf("%q reads %d rows:\n%s", words, read, p)
			}
		}
	}
}

var heapRows = regexp.MustCompile(`Bitmap Heap Scan on message_words .*actual rows=(\d+)`)

// rowsRead is how many rows of the index's table a plan read.
func rowsRead(t *testing.T, p string) (n int) {
	t.Helper()
	m := heapRows.FindStringSubmatch(p)
	if m == nil {
		t.Fatalf("the index of words is not used:\n%s", p)
	}
	if _, err := fmt.Sscan(m[1], &n); err != nil {
		t.Fatal(err)
	}
	return n
}
