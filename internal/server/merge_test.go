package server_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/reporting"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// onBoth tells a story on each database.
func onBoth(t *testing.T, tell func(*testing.T, *bench)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); tell(t, newBench(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); tell(t, newBenchOn(t, storetest.Postgres(t))) })
}

// whole holds the desk against itself, as heed check does.
func (b *bench) whole() {
	b.t.Helper()
	b.count()
	found, err := store.Check(b.t.Context(), b.desk.DB, nil)
	b.ok(err)
	for _, f := range found {
		b.t.Error(f)
	}
	wrong, err := b.desk.Reports.Check(b.t.Context(), func(string, int64, int64) {})
	b.ok(err)
	for _, w := range wrong {
		b.t.Errorf("reports: %s (case %d, %v)", w.What, w.Case, w.At)
	}
}

func (b *bench) aCase(id desk.CaseID) desk.Case {
	b.t.Helper()
	var c *desk.Case
	b.update(func(tx *store.Tx) (err error) { c, err = tx.Case(id); return err })
	return *c
}

func (b *bench) mergeThem(into, from desk.Heard, same bool) error {
	return b.desk.Inbox.Merge(b.t.Context(), b.boss, inbox.MergeOrder{Into: b.caseOf(into), From: b.caseOf(from), Why: "the same kettle", SamePerson: same})
}

// lastMerge is the merge that made a case what it is.
func (b *bench) lastMerge(id desk.CaseID) (m *desk.Merge) {
	b.t.Helper()
	b.update(func(tx *store.Tx) (err error) { m, err = tx.LastMerge(id); return err })
	return m
}

// places are where cases stand, without what changes with each save.
func (b *bench) places(ids ...desk.CaseID) (all []desk.Case) {
	for _, id := range ids {
		c := b.aCase(id)
		c.Version, c.UpdatedAt, c.Look = 0, time.Time{}, time.Time{}
		all = append(all, c)
	}
	return all
}

// TestMerge: one person told two stories of one matter, and one of them was answered. Who waited longest
// still waits since then, nothing is due later, what was promised goes along; and all of it can be taken
// back, with what has come since at its place.
func TestMerge(t *testing.T) { t.Parallel(); onBoth(t, testMerge) }

func testMerge(t *testing.T, b *bench) {
	kettle := b.post("mia", "acme, my kettle arrived broken")
	b.take(kettle)
	b.now = t0.Add(100 * time.Hour)
	again := b.post("mia", "acme, nobody answers me! The kettle is still broken", at(100*time.Hour))
	b.take(again)
	first, second := b.caseOf(kettle), b.caseOf(again)
	if first == second {
		t.Fatal("two stories lie in one case already")
	}
	b.now = t0.Add(102 * time.Hour)
	b.answerIn(again, time.Hour, "We are looking into it.")
	b.ok(b.desk.Inbox.Promise(t.Context(), b.boss, second, "call back", t0.Add(150*time.Hour)))
	before := b.places(first, second)

	b.ok(b.mergeThem(again, kettle, false))
	c := b.aCase(second)
	if !c.WaitingSince.Equal(before[0].WaitingSince) || c.Due.After(before[0].Due) || c.DueKind != desk.ClockNext {
		t.Errorf("the customer waits since %v until %v (%s), want since %v until %v", c.WaitingSince, c.Due, c.DueKind, before[0].WaitingSince, before[0].Due)
	}
	if !c.OpenedAt.Equal(t0) || c.Messages != 3 {
		t.Errorf("it began %v with %d messages, want %v and 3", c.OpenedAt, c.Messages, t0)
	}
	if l := desk.ListOf(ptr(b.aCase(first))); l != desk.ListMerged {
		t.Errorf("the case that ended lies in %s", l)
	}
	b.whole()
	if l, err := b.desk.Inbox.Latest(t.Context()); err != nil || l.Tx != 0 {
		t.Log("what is counted on PostgreSQL waits for the transactions of other tests: looked at on SQLite")
	} else if v := b.figure(reporting.Query{From: t0.Add(-time.Hour), To: t0.Add(120 * time.Hour), Dim: desk.ByNetwork}, "echo", "response_rate_any"); v.N != 1 || v.Value != 0 {
		t.Errorf("measured: %.0f %% of %d answered; what was asked first is not", 100*v.Value, v.N)
	}

	more := b.post("mia", "it still leaks!", replyTo(kettle), at(103*time.Hour))
	b.now = t0.Add(103 * time.Hour)
	b.take(more)
	if got := b.caseOf(more); got != second {
		t.Fatalf("what came since lies in case %d, want %d", got, second)
	}
	_, err := b.desk.Inbox.TakeApart(t.Context(), b.boss, b.lastMerge(second).ID)
	b.ok(err)
	if b.caseOf(kettle) != first || b.caseOf(more) != first || b.caseOf(again) != second {
		t.Errorf("apart: the posts lie in %d, %d and %d", b.caseOf(kettle), b.caseOf(more), b.caseOf(again))
	}
	after := b.places(first, second)
	if !after[0].WaitingSince.Equal(before[0].WaitingSince) || !after[0].Due.Equal(before[0].Due) || after[0].Stage != before[0].Stage {
		t.Errorf("the first waits since %v until %v (%s), before %v until %v (%s)", after[0].WaitingSince, after[0].Due, after[0].Stage,
			before[0].WaitingSince, before[0].Due, before[0].Stage)
	}
	if !after[1].WaitingSince.IsZero() || after[1].Messages != 2 {
		t.Errorf("the second waits since %v with %d messages", after[1].WaitingSince, after[1].Messages)
	}
	b.whole()
}

func ptr[T any](v T) *T { return &v }

// TestMergeUndone: taken back at once, both cases are what they were, deadlines and all.
func TestMergeUndone(t *testing.T) { t.Parallel(); onBoth(t, testMergeUndone) }

func testMergeUndone(t *testing.T, b *bench) {
	kettle := b.post("mia", "acme, my kettle arrived broken")
	b.take(kettle)
	b.now = t0.Add(100 * time.Hour)
	lamp := b.post("mia", "acme, is the lamp in stock?", at(100*time.Hour))
	b.take(lamp)
	a, z := b.caseOf(kettle), b.caseOf(lamp)
	b.ok(b.desk.Inbox.SetStage(t.Context(), b.boss, a, 0, desk.Resolved, ""))
	before := b.places(a, z)
	b.ok(b.mergeThem(kettle, lamp, false)) // the resolved one takes it in, and is open
	if c := b.aCase(a); c.Stage.Closed() || !c.WaitingSince.Equal(before[1].WaitingSince) {
		t.Errorf("merged: %s, waiting since %v, want since %v", c.Stage, c.WaitingSince, before[1].WaitingSince)
	}
	b.whole()
	b.ok(b.desk.Inbox.UndoStep(t.Context(), b.boss, a, b.aCase(a).Version))
	if d := cmp.Diff(before, b.places(a, z)); d != "" {
		t.Errorf("undone (-before +after):\n%s", d)
	}
	b.whole()
	// What links them later does not join them against a person's word.
	b.now = t0.Add(104 * time.Hour)
	link := b.post("mia", "acme, and the kettle?", replyTo(lamp), at(101*time.Hour))
	b.take(link)
	if b.aCase(a).Messages != 1 {
		t.Error("they were joined again")
	}
}

// TestMergeOfLongStories: a person who wrote for a year has one story, too, and two again.
func TestMergeOfLongStories(t *testing.T) { t.Parallel(); onBoth(t, testMergeOfLongStories) }

func testMergeOfLongStories(t *testing.T, b *bench) {
	each := 1100
	if testing.Short() { // how long a story may be is no question of races
		each = 110
	}
	tell := func(from time.Duration) desk.Heard {
		first := b.post("mia", "acme, it is broken", at(from))
		all := []desk.Heard{first}
		for i := range each - 1 {
			all = append(all, b.post("mia", "acme, and another thing", replyTo(first), at(from+time.Duration(i+1)*time.Minute)))
		}
		b.now = t0.Add(from + time.Duration(each)*time.Minute)
		b.take(all...)
		return first
	}
	one, two := tell(0), tell(200*time.Hour)
	if b.caseOf(one) == b.caseOf(two) {
		t.Fatal("they lie in one case already")
	}
	b.ok(b.mergeThem(one, two, false))
	if c := b.aCase(b.caseOf(one)); c.Messages != 2*each {
		t.Errorf("%d messages, want %d", c.Messages, 2*each)
	}
	b.ok(b.desk.Inbox.UndoStep(t.Context(), b.boss, b.caseOf(one), b.aCase(b.caseOf(one)).Version))
	if c := b.aCase(b.caseOf(one)); c.Messages != each {
		t.Errorf("taken apart %d messages, want %d", c.Messages, each)
	}
}

// TestMergeOfTwoAccounts: two accounts of one person are one person from then on, and two again when it is
// taken back.
func TestMergeOfTwoAccounts(t *testing.T) { t.Parallel(); onBoth(t, testMergeOfTwoAccounts) }

func testMergeOfTwoAccounts(t *testing.T, b *bench) {
	one, two := b.post("mia", "acme, my kettle arrived broken"), b.post("mia_t", "acme, that kettle of mine, as mia", at(time.Minute))
	b.now = t0.Add(time.Hour)
	b.take(one, two)
	if err := b.mergeThem(one, two, false); !desk.Is(err, desk.Invalid) {
		t.Errorf("cases of two people: %v, want invalid", err)
	}
	b.ok(b.mergeThem(one, two, true))
	b.whole()
	next := b.post("mia_t", "acme, hello?", at(70*time.Minute))
	b.now = t0.Add(2 * time.Hour)
	b.take(next)
	if b.caseOf(next) != b.caseOf(one) {
		t.Error("what the second account says does not lie in the case")
	}
	_, err := b.desk.Inbox.TakeApart(t.Context(), b.boss, b.lastMerge(b.caseOf(one)).ID)
	b.ok(err)
	if a, z := b.story(one), b.story(two); a.Person.ID == z.Person.ID || len(a.Person.Handles) != 1 || z.Person.Handles[0].Name != "mia_t" {
		t.Errorf("apart: %+v and %+v", a.Person, z.Person)
	}
	b.whole()
}

// TestSplit: a second matter gets a case of its own, with what was answered to it; it is due when it was.
func TestSplit(t *testing.T) { t.Parallel(); onBoth(t, testSplit) }

func testSplit(t *testing.T, b *bench) {
	kettle := b.post("mia", "acme, my kettle arrived broken")
	b.take(kettle)
	b.answerIn(kettle, 10*time.Minute, "We send a new one.")
	lamp := b.post("mia", "acme, and is the lamp in stock?", replyTo(kettle), at(20*time.Minute))
	b.now = t0.Add(30 * time.Minute)
	b.take(lamp)
	was := b.story(lamp)
	id := func(h desk.Heard) desk.MessageID {
		for _, m := range b.story(h).Messages {
			if m.NetworkID == h.Message.NetworkID {
				return m.ID
			}
		}
		return 0
	}
	if _, err := b.desk.Inbox.Split(t.Context(), b.boss, was.Case.ID, id(kettle), true, "all of it"); !desk.Is(err, desk.Invalid) {
		t.Errorf("nothing would stay: %v, want invalid", err)
	}
	made, err := b.desk.Inbox.Split(t.Context(), b.boss, was.Case.ID, id(lamp), false, "another matter")
	b.ok(err)
	n, rest := b.aCase(made), b.aCase(was.Case.ID)
	if b.caseOf(lamp) != made || n.Messages != 1 || rest.Messages != 2 || !rest.WaitingSince.IsZero() {
		t.Errorf("split: %d and %d messages, the rest waits since %v", n.Messages, rest.Messages, rest.WaitingSince)
	}
	if !n.WaitingSince.Equal(was.Case.WaitingSince) || n.Due.After(was.Case.Due) || n.Due.IsZero() || n.Assignee != was.Case.Assignee {
		t.Errorf("the new case waits since %v until %v, want since %v until %v", n.WaitingSince, n.Due, was.Case.WaitingSince, was.Case.Due)
	}
	b.whole()
	b.ok(b.desk.Inbox.UndoStep(t.Context(), b.boss, was.Case.ID, rest.Version))
	if c := b.aCase(was.Case.ID); b.caseOf(lamp) != c.ID || !c.WaitingSince.Equal(was.Case.WaitingSince) || c.Due.After(was.Case.Due) {
		t.Errorf("undone: waits since %v until %v, want since %v until %v", c.WaitingSince, c.Due, was.Case.WaitingSince, was.Case.Due)
	}
	b.whole()
}

// TestMergeWhileSending: an answer that is with the network when its case ends in another is settled where
// the story is now.
func TestMergeWhileSending(t *testing.T) { t.Parallel(); onBoth(t, testMergeWhileSending) }

func testMergeWhileSending(t *testing.T, b *bench) {
	kettle := b.post("mia", "acme, my kettle arrived broken")
	b.take(kettle)
	b.now = t0.Add(100 * time.Hour)
	lamp := b.post("mia", "acme, is the lamp in stock?", at(100*time.Hour))
	b.take(lamp)
	s := b.story(lamp)
	_, err := b.desk.Inbox.Reply(t.Context(), b.boss, inbox.Draft{Case: s.Case.ID, Seen: s.Case.Last, Text: "Yes, it is.", Token: "t1"})
	b.ok(err)
	b.now = b.now.Add(time.Minute)
	var claimed []desk.Outgoing
	b.update(func(tx *store.Tx) (err error) {
		claimed, err = tx.ClaimDue(b.now, "me", b.now.Add(time.Minute), 10)
		return err
	})
	if len(claimed) != 1 {
		t.Fatalf("%d items claimed", len(claimed))
	}
	b.ok(b.mergeThem(kettle, lamp, false))
	b.ok(b.desk.Outbox.Settle(t.Context(), claimed[0], desk.Receipt{NetworkID: "acme/1", At: b.now}, nil))
	if c := b.aCase(b.caseOf(kettle)); c.FirstResponseAt.IsZero() || c.WaitingSince.IsZero() {
		t.Errorf("first response %v, waiting since %v: the kettle is not answered, the lamp is", c.FirstResponseAt, c.WaitingSince)
	}
	b.whole()
}

// TestPutOff: a case that is put off lies apart, its clocks go on, and it comes back when its customer
// writes, when its time comes, and before a deadline is missed.
func TestPutOff(t *testing.T) { t.Parallel(); onBoth(t, testPutOff) }

func testPutOff(t *testing.T, b *bench) {
	kettle := b.post("mia", "acme, my kettle arrived broken")
	b.take(kettle)
	before := b.story(kettle).Case
	putOff := func(d time.Duration) {
		b.ok(b.desk.Inbox.PutOff(t.Context(), b.boss, before.ID, 0, "", b.now.Add(d), "the shop calls"))
	}
	list := func() desk.List { return desk.ListOf(ptr(b.aCase(before.ID))) }
	putOff(100 * time.Hour)
	if c := b.aCase(before.ID); list() != desk.ListLater || !c.Due.Equal(before.Due) || !c.WaitingSince.Equal(before.WaitingSince) {
		t.Errorf("put off it lies in %s, due %v, waiting since %v", list(), c.Due, c.WaitingSince)
	}
	b.until(before.Due.Sub(t0) + time.Minute)
	if list() != desk.ListReply {
		t.Errorf("its deadline is over and it lies in %s", list())
	}
	putOff(time.Hour)
	b.ok(b.desk.Inbox.UndoStep(t.Context(), b.boss, before.ID, b.aCase(before.ID).Version))
	if list() != desk.ListReply {
		t.Errorf("undone it lies in %s", list())
	}
	b.answerIn(kettle, b.now.Sub(t0), "We send a new one.")
	putOff(3 * time.Hour)
	b.until(b.now.Sub(t0) + 3*time.Hour + time.Minute)
	if list() != desk.ListWaiting {
		t.Errorf("its time came and it lies in %s", list())
	}
	putOff(30 * time.Hour)
	b.take(b.post("mia", "acme, where is it?", replyTo(kettle)))
	if list() != desk.ListReply {
		t.Errorf("the customer wrote and it lies in %s", list())
	}
	b.whole()
}

// TestPersonPage: everything that one person told, also by their other account, page by page.
func TestPersonPage(t *testing.T) { t.Parallel(); onBoth(t, personPage) }

func personPage(t *testing.T, b *bench) {
	one, two := b.post("mia", "acme, my kettle arrived broken"), b.post("mia_t", "acme, that kettle of mine, as mia", at(time.Minute))
	b.now = t0.Add(100 * time.Hour)
	b.take(one, two)
	gone := b.story(two).Person.ID
	b.ok(b.mergeThem(one, two, true))
	other := b.post("mia", "acme, is the lamp in stock?", at(99*time.Hour))
	b.take(other, b.post("leo", "acme lost my parcel", at(99*time.Hour)))
	for _, id := range []desk.PersonID{b.story(one).Person.ID, gone} {
		told, err := b.desk.Inbox.Person(t.Context(), b.boss, id, 0)
		b.ok(err)
		var words []string
		for _, l := range told.Lines {
			words = append(words, l.Message.Text)
		}
		if d := cmp.Diff([]string{other.Message.Text, two.Message.Text, one.Message.Text}, words); d != "" || len(told.Cases) != 2 || len(told.Person.Handles) != 2 || told.Next != 0 {
			t.Errorf("person %d: %d cases, %d handles (-want +got):\n%s", id, len(told.Cases), len(told.Person.Handles), d)
		}
		older, err := b.desk.Inbox.Person(t.Context(), b.boss, id, told.Lines[1].Message.ID)
		b.ok(err)
		if len(older.Lines) != 1 || older.Lines[0].Message.Text != one.Message.Text {
			t.Errorf("before the second: %d messages", len(older.Lines))
		}
	}
}
