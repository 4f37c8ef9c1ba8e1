package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testCorrections(t *testing.T, db Desk) {
	one, two := post(1), post(2)
	one.Text, two.Text = "it is soggy", "it is chewy"
	update(t, db, func(tx *store.Tx) error { return first(tx.CreateMessage(one, 0), tx.CreateMessage(two, 0)) })
	before := desk.Signal{Label: "neutral", Confidence: .6, Because: []string{"soggy"}, Spans: []desk.Span{{Start: 6, End: 11}}}
	a := &desk.Correction{Message: one.ID, Case: 7, Signal: "sentiment", Label: "positive", Before: before, Agent: 3, At: start}
	b := &desk.Correction{Message: one.ID, Case: 7, Signal: "sentiment", Label: "negative", Before: desk.Signal{Label: "positive"}, Agent: 3, At: after(time.Second)}
	c := &desk.Correction{Message: two.ID, Case: 7, Signal: "intent", Label: desk.Praise, Agent: 4, At: after(time.Minute)}
	state := ""
	changed := func(want bool) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			now, err := tx.LessonsState()
			if (now != state) != want {
				t.Errorf("the state %q became %q, changed: %v", state, now, want)
			}
			state = now
			return err
		})
	}
	teach := func(want ...desk.Lesson) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			got, err := tx.Lessons(10)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("lessons: %s", d)
			}
			return err
		})
	}
	changed(true)
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateCorrection(a), tx.CreateCorrection(b), tx.CreateCorrection(c))
	})
	changed(true)
	changed(false)
	lessonB, lessonC := desk.Lesson{Correction: *b, Text: one.Text, Lang: one.Lang}, desk.Lesson{Correction: *c, Text: two.Text, Lang: two.Lang}
	teach(lessonB, lessonC)

	update(t, db, func(tx *store.Tx) error {
		got, err := tx.LatestCorrection(one.ID, "sentiment")
		if err != nil {
			return err
		}
		if d := cmp.Diff(b, got); d != "" {
			t.Error(d)
		}
		return tx.UndoCorrection(b.ID, after(time.Hour))
	})
	changed(true)
	teach(desk.Lesson{Correction: *a, Text: one.Text, Lang: one.Lang}, lessonC)
	view(t, db, func(tx *store.Tx) error {
		if _, err := tx.LatestCorrection(two.ID, "urgency"); !desk.Is(err, desk.NotFound) {
			t.Errorf("a correction that is not there: %v", err)
		}
		return nil
	})

	update(t, db, func(tx *store.Tx) error {
		n, err := tx.ForgetCorrections(after(2 * time.Hour))
		if n != 2 {
			t.Errorf("forgot %d", n)
		}
		return err
	})
	changed(true)
	teach()
	update(t, db, func(tx *store.Tx) error {
		if n, when, err := tx.ForgottenCorrections(); n != 2 || !when.Equal(after(2*time.Hour)) || err != nil {
			t.Errorf("%d were forgotten at %v: %v", n, when, err)
		}
		n, err := tx.RecallCorrections()
		if n != 2 {
			t.Errorf("recalled %d", n)
		}
		return err
	})
	teach(desk.Lesson{Correction: *a, Text: one.Text, Lang: one.Lang}, lessonC)

	two.DeletedAt = after(3 * time.Hour)
	update(t, db, func(tx *store.Tx) error { return tx.SaveMessage(two) })
	teach(desk.Lesson{Correction: *a, Text: one.Text, Lang: one.Lang})
}

func testSeen(t *testing.T, db Desk) {
	in, other := post(1), post(2)
	in.Case, other.Case = 5, 6
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateMessage(in, 0), tx.CreateMessage(other, 0),
			tx.CreateOutgoing(&desk.Outgoing{Case: 5, Message: 99, Account: 1, Agent: 3, Key: "k", State: desk.Sent}))
	})
	view(t, db, func(tx *store.Tx) error {
		list, err := tx.SeenMessages(10)
		if len(list) != 1 || list[0].ID != in.ID {
			t.Errorf("%d messages were seen", len(list))
		}
		return err
	})
}
