package storetest

import (
	"slices"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/generate"
)

// damages are what a check must find: a statement that does the damage, and the table and
// rows that the finding names.
var damages = []struct {
	statement, what string
	ids             []int64
}{
	{"DELETE FROM events WHERE case_id = 1 AND kind = 'case.opened'", "Cases have no event that tells how they began.", []int64{1}},
	{"UPDATE cases SET person = 9999 WHERE id = 2", "Cases are of a person who is not there.", []int64{2}},
	{"UPDATE cases SET messages = messages + 1 WHERE id IN (3, 4, 5, 6, 7, 8)", "Cases count another number of messages than they have.", []int64{3, 4, 5, 6, 7}},
	{"UPDATE cases SET rank = rank + 1 WHERE id = 9", "Cases do not lie in the list, or not in the place, that follows from them.", []int64{9}},
	{"UPDATE cases SET list = 'watch' WHERE id = 10 AND list <> 'watch' OR id = 11", "", []int64{10, 11}},
	{"DELETE FROM events WHERE message = (SELECT min(id) FROM messages WHERE case_id = 12) AND kind = 'message.received'",
		"Messages have no event that tells of them.", nil},
	{"UPDATE messages SET thread = 99999 WHERE id = 20", "Messages are in a thread that is not there.", []int64{20}},
	{"UPDATE messages SET copies = 3 WHERE id = 21", "Messages count another number of copies than there are.", []int64{21}},
	{"UPDATE messages SET text = 'other words, and more of them, than the index has: one two three four five six seven eight nine ten eleven twelve thirteen' WHERE id = 22", "The index of words differs from the messages.", []int64{22}},
	{"UPDATE messages SET person = 9999 WHERE id = 23", "Messages are of a person who is not there.", []int64{23}},
	{"UPDATE outgoing SET state = 'failed' WHERE id = 5", "Answers stand otherwise in the story than in the outbox.", []int64{5}},
	{"UPDATE outgoing SET ready = 7 WHERE id = 6", "Owed items would be taken at another time than they say.", []int64{6}},
	{"UPDATE handles SET person = 9998 WHERE id = 7", "Handles are of a person who is not there.", []int64{7}},
	{"", "Persons have no handle.", []int64{7}},
	{"DELETE FROM messages WHERE id = 24", "The index of words holds messages that cannot be found.", nil},
	{"", "Events are of a message that is not there.", nil},
}

func testCheck(t *testing.T, db Desk) {
	var steps []string
	inspect := func() []store.Finding {
		found, err := store.Check(t.Context(), db.DB, func(what string) { steps = append(steps, what) })
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if err := generate.Fill(t.Context(), db.DB, generate.Options{Cases: 300, MessagesPerCase: 4, Seed: 7, Now: after(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	m := post(1)
	m.Person, m.Text = 1, "caf\u00e9 \x00 \U0001F525 \xff"
	update(t, db, func(tx *store.Tx) error { return tx.CreateMessage(m, 0) })
	if found := inspect(); len(found) > 0 {
		t.Fatalf("a sound desk has findings: %v", found)
	}
	if len(steps) < 5 {
		t.Errorf("progress heard only %q", steps)
	}
	for _, d := range damages {
		if _, err := db.Raw.ExecContext(t.Context(), d.statement); d.statement != "" && err != nil {
			t.Fatalf("%s: %v", d.statement, err)
		}
	}
	found := inspect()
	for _, d := range damages {
		if d.what == "" {
			continue
		}
		i := slices.IndexFunc(found, func(f store.Finding) bool { return f.What == d.what })
		switch {
		case i < 0:
			t.Errorf("not found: %s", d.what)
		case d.ids != nil && !slices.Contains(found[i].IDs, d.ids[0]):
			t.Errorf("%v, want %v", found[i], d.ids)
		case found[i].Mend == "" || found[i].String() == "":
			t.Errorf("%s: nothing says what to do", d.what)
		}
	}
	i := slices.IndexFunc(found, func(f store.Finding) bool { return f.Count == 6 })
	if i < 0 || len(found[i].IDs) != 5 {
		t.Errorf("six cases with a wrong count are not counted: %v", found)
	}
}

// testGenerate: what is generated can be used as if it had come in the normal way.
func testGenerate(t *testing.T, db Desk) {
	for seed := range int64(2) {
		o := generate.Options{Cases: 700, MessagesPerCase: 3, Seed: seed, Now: after(time.Hour)}
		if err := generate.Fill(t.Context(), db.DB, o); err != nil {
			t.Fatal(err)
		}
	}
	view(t, db, func(tx *store.Tx) error {
		for _, list := range []desk.List{desk.ListReply, desk.ListWatch, desk.ListWaiting, desk.ListDone, desk.ListIgnored} {
			page, err := tx.Queue(desk.QueueQuery{List: list, Limit: 5})
			if err != nil {
				return err
			}
			if len(page.Cases) != 5 {
				t.Errorf("list %s has %d cases", list, len(page.Cases))
			}
		}
		return nil
	})
	if got := find(t, db, desk.FindQuery{Words: "the", Limit: 30}); len(got) != 30 {
		t.Errorf("the commonest word is in %d messages", len(got))
	}
	before, err := db.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := post(1)
	update(t, db, func(tx *store.Tx) error { return tx.CreateMessage(m, 0) })
	if m.ID != before.Messages+1 {
		t.Errorf("after message %d comes %d", before.Messages, m.ID)
	}
}
