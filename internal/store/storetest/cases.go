package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// fullCase is a case with every field set.
func fullCase() *desk.Case {
	c := openCase(1)
	c.Stage, c.WaitingFor, c.Assignee, c.Team = desk.Waiting, "team", 4, 5
	c.LastOutbound, c.FirstResponseAt, c.ResolvedAt = after(time.Hour), after(2*time.Hour), after(3*time.Hour)
	c.Due, c.DueKind, c.BreachedAt = after(4*time.Hour), "next", after(5*time.Hour)
	c.Last, c.LastOut, c.Messages = 8, 9, 2
	c.PersonName, c.Handle, c.Avatar, c.Followers, c.Preview = "Ana", "ana.echo", "https://echo.example/a", -1, "It does not work"
	c.Hits = []desk.Hit{{Search: 6, Name: "Router"}, {Search: 7, Name: "Other"}}
	c.Reason, c.Intent, c.Sentiment, c.Lang, c.Private = "Router", desk.Complaint, "negative", "en", true
	c.Decision.Because, c.Decision.Within = []string{"it is a complaint"}, 2*time.Hour
	c.Decision.Next, c.Decision.Update, c.Decision.Resolve, c.Decision.Needs = time.Hour, 24*time.Hour, 72*time.Hour, 100
	c.Clocks = []desk.Clock{
		{Kind: desk.ClockNext, Since: start, Within: time.Hour, Hours: "covered", Due: after(time.Hour), Warn: after(45 * time.Minute), Warned: after(50 * time.Minute),
			Over: after(time.Hour), Asked: 3, AskedAt: after(time.Hour), Turn: 1, Taken: 2, TakenAt: after(2 * time.Hour)},
		{Kind: desk.ClockResolve, Since: start, Within: 72 * time.Hour, From: start, Left: time.Hour, Paused: after(time.Hour), Why: "waiting for the customer"},
	}
	c.Look, c.Asked, c.Unowned, c.Needs, c.RaisedAt = after(3*time.Hour), 3, "nobody speaks Polish", 120, after(time.Minute)
	return c
}

func testCases(t *testing.T, db Desk) {
	c := fullCase()
	update(t, db, func(tx *store.Tx) error { return tx.CreateCase(c) })
	if c.ID != 1 || c.Version != 1 {
		t.Fatalf("case %d, version %d: want 1 and 1", c.ID, c.Version)
	}
	sameCase(t, db, c)

	stale := *c
	c.Stage, c.Assignee, c.Hits = desk.Resolved, 0, nil
	update(t, db, func(tx *store.Tx) error { return tx.SaveCase(c) })
	sameCase(t, db, c)
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.SaveCase(&stale) })
	if !desk.Is(err, desk.Conflict) || stale.Version != 1 {
		t.Errorf("an older version was saved: %v (version %d)", err, stale.Version)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.SaveCase(&desk.Case{ID: 99, Version: 1}) })
	if !desk.Is(err, desk.NotFound) {
		t.Errorf("SaveCase of none: %v", err)
	}

	other := openCase(60)
	third := openCase(120)
	third.Person = 2
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateCase(other); err != nil {
			return err
		}
		return tx.CreateCase(third)
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.CasesOf([]desk.PersonID{1, 2, 3}, start)
		if diff := cmp.Diff(map[desk.PersonID][]*desk.Case{1: {other, c}, 2: {third}}, got); diff != "" {
			t.Errorf("CasesOf (-want +got):\n%s", diff)
		}
		got, err2 := tx.CasesOf([]desk.PersonID{1}, after(30*time.Second))
		if diff := cmp.Diff(map[desk.PersonID][]*desk.Case{1: {other}}, got); diff != "" {
			t.Errorf("CasesOf since (-want +got):\n%s", diff)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	testCreateThenSave(t, db)
}

// testCreateThenSave: what intake does to every new case.
func testCreateThenSave(t *testing.T, db Desk) {
	c := openCase(5)
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateCase(c); err != nil {
			return err
		}
		c.Subject = "saved in the same transaction"
		if err := tx.SaveCase(c); err != nil {
			return err
		}
		got, err := tx.Case(c.ID)
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("a case inside its transaction (-want +got):\n%s", diff)
		}
		return err
	})
	sameCase(t, db, c)
}

func sameCase(t *testing.T, db Desk, want *desk.Case) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Case(want.ID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the case that was read differs (-want +got):\n%s", diff)
		}
		return err
	})
}

// testQueue walks every list in small pages and compares them with a plain sort.
func testQueue(t *testing.T, db Desk) {
	var all []*desk.Case
	urgent := 0
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateAgent(&desk.Agent{Email: "a@example.com"}); err != nil {
			return err
		}
		for n := range 60 {
			c := openCase(n / 3) // ties
			c.Assignee = desk.AgentID(n % 2)
			c.Brand = desk.BrandID(1 + n%3)
			c.Network = desk.Network([]string{"echo", "file"}[n%2])
			c.Lang, c.Intent = []string{"de", "en", ""}[n%3], []string{desk.Question, desk.Complaint}[n/2%2]
			c.Hits = []desk.Hit{{Search: desk.SearchID(1 + n%4), Name: "s"}}
			if n%5 == 0 {
				c.Stage, c.WaitingSince = desk.Resolved, time.Time{}
			}
			if n%6 == 1 {
				c.Urgency = "high"
			}
			if c.Urgency == "high" && n%5 != 0 && n%2 == 1 {
				urgent++
			}
			if n%7 == 0 {
				c.Due = after(time.Duration(60-n) * time.Minute)
			}
			if err := tx.CreateCase(c); err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	queries := map[string]desk.QueueQuery{
		"reply": {List: desk.ListReply}, "done": {List: desk.ListDone}, "none": {List: desk.ListIgnored},
		"mine": {List: desk.ListReply, Assignee: 1}, "unassigned": {List: desk.ListReply, Assignee: desk.Unassigned},
		"brand": {List: desk.ListReply, Brand: 2}, "network": {List: desk.ListDone, Network: "file"},
		"search": {List: desk.ListReply, Search: 3}, "two": {List: desk.ListReply, Brand: 1, Network: "echo"},
		"lang": {List: desk.ListReply, Lang: "de"}, "intent": {List: desk.ListReply, Intent: desk.Question, Assignee: 1},
	}
	view(t, db, func(tx *store.Tx) error {
		for name, q := range queries {
			want := sorted(all, q)
			got, err := walk(tx, q, 4)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(ids(want), ids(got)); diff != "" {
				t.Errorf("%s: order (-want +got):\n%s", name, diff)
			}
			for _, bound := range []int{5, 1000} {
				n, err := tx.QueueCount(q, bound)
				if err != nil {
					return err
				}
				if want := (desk.Count{N: min(bound, len(want)), More: len(want) > bound}); n != want {
					t.Errorf("%s: count up to %d is %v, want %v", name, bound, n, want)
				}
			}
		}
		both, failed, err := tx.QueueCounts([]desk.QueueQuery{queries["two"], queries["mine"]}, 1000)
		if err != nil {
			return err
		}
		wanted := []desk.Count{{N: len(sorted(all, queries["two"]))}, {N: len(sorted(all, queries["mine"]))}}
		if diff := cmp.Diff(wanted, both); diff != "" || failed != (desk.Count{}) {
			t.Errorf("counts together, %v failed (-want +got):\n%s", failed, diff)
		}
		loads, err := tx.CaseLoads()
		if diff := cmp.Diff(map[desk.AgentID]desk.Load{1: {Reply: len(sorted(all, queries["mine"])), Urgent: urgent}}, loads); diff != "" {
			t.Errorf("CaseLoads (-want +got):\n%s", diff)
		}
		return err
	})
}

func walk(tx *store.Tx, q desk.QueueQuery, limit int) ([]*desk.Case, error) {
	var got []*desk.Case
	q.Limit = limit
	for range 100 {
		page, err := tx.Queue(q)
		if err != nil {
			return nil, err
		}
		for i := range page.Cases {
			got = append(got, &page.Cases[i])
		}
		if page.Next == (desk.QueueCursor{}) {
			return got, nil
		}
		if len(page.Cases) != limit {
			return nil, fmt.Errorf("a page of %d with more behind it, want %d", len(page.Cases), limit)
		}
		q.After = page.Next
	}
	return nil, fmt.Errorf("the queue does not end")
}
