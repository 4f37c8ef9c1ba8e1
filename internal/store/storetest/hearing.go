package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testHearing(t *testing.T, db Desk) {
	s := &desk.Source{Key: desk.SourceKey(1, desk.PartStream), Account: 1, Part: desk.PartStream, First: start, Beat: after(time.Minute), Posted: start,
		Recent: 9, Over: 10 * time.Minute, State: desk.Failing, Problem: "It broke off.", Mend: "Wait.", Canary: desk.Canary{Word: "parcel", Share: .01, Chosen: start, Passed: 3}}
	other := &desk.Source{Key: desk.SourceKey(2, desk.PartDirect), Account: 2, Part: desk.PartDirect}
	update(t, db, func(tx *store.Tx) error { return first(tx.SaveSource(s), tx.SaveSource(other)) })
	s.State, s.Problem, s.Mend, s.Beat, s.Canary.Back = desk.Hears, "", "", after(time.Hour), after(time.Hour)
	update(t, db, func(tx *store.Tx) error { return tx.SaveSource(s) })
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Sources, *s, *other) })

	counts := []desk.HourCount{{Key: s.Key, Hour: 11, Posts: 5, Covered: 60}, {Key: s.Key, Hour: 10, Posts: 7, Covered: 3600}, {Key: "search:1", Hour: 11, Posts: 1}}
	update(t, db, func(tx *store.Tx) error { return first(tx.AddHours(counts), tx.AddHours(counts[:1]), tx.AddHours(nil)) })
	hours := func(from int64, want map[string][]desk.HourCount) {
		view(t, db, func(tx *store.Tx) error {
			got, err := tx.Hours(from)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Hours(%d) (-want +got):\n%s", from, diff)
			}
			return err
		})
	}
	eleven := desk.HourCount{Key: s.Key, Hour: 11, Posts: 10, Covered: 120}
	hours(10, map[string][]desk.HourCount{s.Key: {counts[1], eleven}, "search:1": {counts[2]}})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.HoursOf(s.Key, 11)
		if diff := cmp.Diff([]desk.HourCount{eleven}, got); diff != "" {
			t.Errorf("HoursOf (-want +got):\n%s", diff)
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error { return tx.DropHours(11) })
	hours(0, map[string][]desk.HourCount{s.Key: {eleven}, "search:1": {counts[2]}})
	update(t, db, func(tx *store.Tx) error { return tx.DropSource(s.Key) })
	hours(0, map[string][]desk.HourCount{"search:1": {counts[2]}})
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Sources, *other) })
	testGaps(t, db)
	testAlarms(t, db)
}

func testGaps(t *testing.T, db Desk) {
	old := &desk.Gap{Source: "account:1/stream", Account: 1, Part: "stream", From: start, To: after(time.Minute), Why: "heed did not run.", State: desk.GapLost,
		Posts: -1, Missed: 12, Basis: "as usual", Ended: after(time.Hour)}
	lasts := &desk.Gap{Source: "account:1/stream", Account: 1, Part: "stream", From: after(-time.Hour), Why: "It broke off.", State: desk.GapOpen, Posts: -1, Missed: -1}
	update(t, db, func(tx *store.Tx) error { return first(tx.CreateGap(old), tx.CreateGap(lasts)) })
	gaps := func(since time.Time, want ...desk.Gap) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			return list(t, func() ([]desk.Gap, error) { return tx.Gaps(since, 10) }, want...)
		})
	}
	gaps(start, *old, *lasts)
	gaps(after(time.Hour), *lasts)
	lasts.To, lasts.State, lasts.Posts = after(time.Second), desk.GapFilling, 4
	update(t, db, func(tx *store.Tx) error { return tx.SaveGap(lasts) })
	gaps(start, *old, *lasts)
	twin := *old
	twin.Source = "account:2/stream"
	update(t, db, func(tx *store.Tx) error { return tx.CreateGap(&twin) })
	view(t, db, func(tx *store.Tx) error {
		return list(t, func() ([]desk.Gap, error) { return tx.GapsBefore(after(-time.Hour), twin.From, twin.ID, 10) }, *old, *lasts)
	})
	view(t, db, func(tx *store.Tx) error {
		return list(t, func() ([]desk.Gap, error) { return tx.GapsBefore(after(2*time.Second), twin.From, twin.ID, 1) }, *old)
	})
	view(t, db, func(tx *store.Tx) error {
		return list(t, func() ([]desk.Gap, error) { return tx.GapsOf(old.Source, start) }, *old)
	})
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.SaveGap(&desk.Gap{ID: 99}) })
	if !desk.Is(err, desk.NotFound) {
		t.Errorf("SaveGap of none: %v", err)
	}
}

func testAlarms(t *testing.T, db Desk) {
	quiet := &desk.Alarm{Key: "search:1/silent", Kind: "silent", Subject: "Router", Problem: "It is silent.", Mend: "Look.", Link: "/searches/1", Since: start}
	dead := &desk.Alarm{Key: "account:1/stream/dead", Kind: "dead", Subject: "@acme", Problem: "No sign.", Mend: "Connect.", Link: "/settings", Urgent: true, Since: after(time.Hour)}
	update(t, db, func(tx *store.Tx) error { return first(tx.CreateAlarm(quiet), tx.CreateAlarm(dead)) })
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Alarms, *dead, *quiet) })
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.CreateAlarm(&desk.Alarm{Key: dead.Key}) })
	if !desk.Is(err, desk.Conflict) {
		t.Errorf("a second open alarm of a key: %v", err)
	}
	dead.Until = after(2 * time.Hour)
	update(t, db, func(tx *store.Tx) error {
		return first(tx.SaveAlarm(dead), tx.CreateAlarm(&desk.Alarm{Key: dead.Key, Since: after(3 * time.Hour), Until: after(4 * time.Hour)}), tx.DropAlarms(after(2*time.Hour)))
	})
	view(t, db, func(tx *store.Tx) error {
		ended, err := tx.EndedAlarms(1)
		if len(ended) != 1 || !ended[0].Until.Equal(after(4*time.Hour)) {
			t.Errorf("the latest that ended: %+v", ended)
		}
		return first(err, list(t, tx.Alarms, *quiet))
	})
}

func testRelevance(t *testing.T, db Desk) {
	search := &desk.Search{Brand: 1, Name: "Router", Query: "router", Created: start, By: 1, Cap: 5_000_000}
	var hits []desk.Message
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateSearch(search); err != nil {
			return err
		}
		for n := range 4 {
			c := openCase(n)
			c.Hits = []desk.Hit{{Search: search.ID, Name: search.Name}}
			if n == 3 {
				c.Hits[0].Search = 99
			}
			if n == 1 {
				c.Stage, c.WaitingSince = desk.Ignored, time.Time{}
			}
			m := post(n)
			m.Hits = c.Hits
			if n == 0 { // another search brought it first: the case is listed there
				m.Hits = []desk.Hit{{Search: 98}, {Search: search.ID, Name: search.Name}}
				c.Hits = m.Hits
			}
			if err := tx.CreateCase(c); err != nil {
				return err
			}
			m.Case = c.ID
			if err := tx.CreateMessage(m, 0); err != nil {
				return err
			}
			hits = append(hits, *m)
		}
		return nil
	})
	of := func(tx *store.Tx) ([]desk.Message, error) { return tx.HitsOf(search.ID, 10) }
	view(t, db, func(tx *store.Tx) error {
		return first(list(t, func() ([]desk.Message, error) { return of(tx) }, hits[2], hits[1], hits[0]),
			list(t, func() ([]desk.Message, error) { return tx.MessagesByID([]desk.MessageID{hits[0].ID, hits[3].ID, 99}) }, hits[3], hits[0]),
			list(t, tx.Searches, *search))
	})
	mark := desk.Mark{Search: search.ID, Message: hits[0].ID, Agent: 1, At: start}
	later := desk.Mark{Search: search.ID, Message: hits[2].ID, Agent: 2, At: after(time.Hour)}
	again := mark
	again.At = after(time.Minute)
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateMark(&mark), tx.CreateMark(&later), tx.CreateMark(&again))
	})
	view(t, db, func(tx *store.Tx) error {
		byMessage, err := tx.MarksOf([]desk.MessageID{hits[0].ID, hits[1].ID})
		if diff := cmp.Diff(map[desk.MessageID][]desk.Mark{hits[0].ID: {mark}}, byMessage); diff != "" {
			t.Errorf("MarksOf (-want +got):\n%s", diff)
		}
		return first(err, list(t, func() ([]desk.Mark, error) { return tx.Marks(search.ID) }, later, mark))
	})
	rev := &desk.Revision{Search: search.ID, Query: "router", To: "router -wifi", At: start, By: 1, Why: "narrowed"}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.DropMark(search.ID, mark.Message), tx.DropMark(9, 9), tx.CreateRevision(rev))
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Search(search.ID)
		if err != nil || got.Cap != search.Cap {
			t.Errorf("Search: %+v, %v", got, err)
		}
		if _, err := tx.Search(99); !desk.Is(err, desk.NotFound) {
			t.Errorf("a search that is not there: %v", err)
		}
		revised, err := tx.Revised()
		if err != nil || !revised[search.ID].Equal(start) || len(revised) != 1 {
			t.Errorf("Revised: %v, %v", revised, err)
		}
		return first(list(t, func() ([]desk.Mark, error) { return tx.Marks(search.ID) }, later),
			list(t, func() ([]desk.Revision, error) { return tx.Revisions(search.ID, 5) }, *rev))
	})
	search.Matched, search.LastAt = 7, after(time.Hour)
	update(t, db, func(tx *store.Tx) error { return first(tx.DropSearch(search.ID), tx.RestoreSearch(search)) })
	view(t, db, func(tx *store.Tx) error {
		back, err := tx.Search(search.ID)
		if err == nil && (back.Name != search.Name || back.Query != search.Query || back.Matched != 7 || !back.LastAt.Equal(search.LastAt)) {
			t.Errorf("brought back: %+v, want %+v", back, search)
		}
		return first(err, list(t, func() ([]desk.Revision, error) { return tx.Revisions(search.ID, 5) }, *rev))
	})
	update(t, db, func(tx *store.Tx) error { return first(tx.DropSearch(search.ID), tx.ForgetSearch(search.ID)) })
	view(t, db, func(tx *store.Tx) error {
		return first(list(t, func() ([]desk.Mark, error) { return tx.Marks(search.ID) }), list(t, func() ([]desk.Revision, error) { return tx.Revisions(search.ID, 5) }))
	})
}

func testSpending(t *testing.T, db Desk) {
	spend := func(search desk.SearchID, posts, micros int64) desk.Spend {
		return desk.Spend{Month: 202603, Network: "echo", Search: search, Posts: posts, Micros: micros}
	}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.AddSpending([]desk.Spend{spend(1, 2, 10_000), spend(0, 1, 500)}), tx.AddSpending([]desk.Spend{spend(1, 1, 5000), {Month: 202604, Network: "echo", Posts: 1}}),
			tx.SaveCapped(202603, "echo", 1, start), tx.SaveCapped(202603, "echo", 1, after(time.Hour)), tx.SaveCapped(202603, "other", 0, start))
	})
	one := spend(1, 3, 15_000)
	one.Capped = start
	month := func(tx *store.Tx) func() ([]desk.Spend, error) {
		return func() ([]desk.Spend, error) { return tx.Spending(202603) }
	}
	view(t, db, func(tx *store.Tx) error {
		return list(t, month(tx), spend(0, 1, 500), one, desk.Spend{Month: 202603, Network: "other", Capped: start})
	})
	view(t, db, func(tx *store.Tx) error {
		return first(
			list(t, func() ([]desk.Spend, error) { return tx.SpentOn(202603, "echo", []desk.SearchID{1, 7}) }, desk.Spend{Month: 202603, Network: "echo", Posts: 4, Micros: 15_500}, desk.Spend{Month: 202603, Search: 1, Posts: 3, Micros: 15_000}),
			list(t, func() ([]desk.Spend, error) { return tx.SpentOn(202603, "none", nil) }))
	})
	update(t, db, func(tx *store.Tx) error { return tx.SaveCapped(202603, "echo", 1, time.Time{}) })
	view(t, db, func(tx *store.Tx) error {
		return list(t, month(tx), spend(0, 1, 500), spend(1, 3, 15_000), desk.Spend{Month: 202603, Network: "other", Capped: start})
	})
}
