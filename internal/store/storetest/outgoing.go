package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func owe(c desk.CaseID, n int) *desk.Outgoing {
	return &desk.Outgoing{Case: c, Message: desk.MessageID(n), Account: 1, Errand: desk.SendPublic, Key: fmt.Sprintf("key-%d", n),
		Text: "We look into it", Lang: "en", To: desk.HandleRef{NetworkID: "u1", Name: "ana", Followers: -1}, ReplyTo: "echo:1", Root: "echo:0",
		State: desk.Queued, Due: after(time.Duration(n) * time.Second), Agent: 2, Token: fmt.Sprintf("token-%d", n), Queued: start}
}

func testOutgoing(t *testing.T, db Desk) {
	first, part := owe(1, 1), owe(1, 2)
	part.Token = first.Token
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreateOutgoing(first); err != nil {
			return err
		}
		part.After = first.ID
		return tx.CreateOutgoing(part)
	})
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.CreateOutgoing(owe(1, 1)) })
	if !desk.Is(err, desk.Conflict) {
		t.Errorf("a second click: %v, want a conflict", err)
	}
	first.State, first.Problem, first.Mend, first.Attempts, first.SentAt = desk.Failed, "refused", "write less", 3, after(time.Hour)
	first.Worker, first.Lease, first.NetworkID = "w", after(time.Minute), "echo:77"
	update(t, db, func(tx *store.Tx) error { return tx.SaveOutgoing(first) })
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Outgoing(first.ID)
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("Outgoing (-want +got):\n%s", diff)
		}
		if err != nil {
			return err
		}
		for name, read := range map[string]func() ([]desk.Outgoing, error){
			"CaseOutgoing":    func() ([]desk.Outgoing, error) { return tx.CaseOutgoing(1) },
			"OutgoingByToken": func() ([]desk.Outgoing, error) { return tx.OutgoingByToken(first.Token) },
		} {
			got, err := read()
			if err != nil {
				return err
			}
			if diff := cmp.Diff([]desk.Outgoing{*first, *part}, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		failed, err := tx.FailedOutgoing(10)
		if diff := cmp.Diff([]desk.Outgoing{*first}, failed); diff != "" {
			t.Errorf("FailedOutgoing (-want +got):\n%s", diff)
		}
		if err != nil {
			return err
		}
		if _, n, err := tx.QueueCounts(nil, 10); err != nil || n != (desk.Count{N: 1}) {
			t.Errorf("counted %v failed: %v", n, err)
		}
		keyed, err := tx.OutgoingByKey(1, []string{"key-2", "none"})
		if diff := cmp.Diff(map[string]*desk.Outgoing{"key-2": part}, keyed); diff != "" {
			t.Errorf("OutgoingByKey (-want +got):\n%s", diff)
		}
		if _, err := tx.Outgoing(99); !desk.Is(err, desk.NotFound) {
			t.Errorf("an item that is not there: %v", err)
		}
		return err
	})
	s, err := db.Stats(t.Context())
	if err != nil || s.Owed != 1 || s.Failed != 1 || !s.OldestDue.IsZero() || s.Bytes == 0 {
		t.Errorf("Stats: %+v, %v: want one owed behind one failed", s, err)
	}
}

// claim claims at a time and gives the keys of what it got.
func claim(t *testing.T, db Desk, now time.Duration, limit int) (keys []string, items []desk.Outgoing) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		items, err = tx.ClaimDue(after(now), "w", after(now+time.Minute), limit)
		return err
	})
	for _, o := range items {
		keys = append(keys, o.Key)
	}
	return keys, items
}

func testClaims(t *testing.T, db Desk) {
	update(t, db, func(tx *store.Tx) error {
		for _, o := range []*desk.Outgoing{owe(1, 1), owe(1, 2), owe(2, 3), owe(3, 400), owe(0, 5), owe(0, 6)} {
			if err := tx.CreateOutgoing(o); err != nil {
				return err
			}
		}
		return nil
	})
	next := func() (at time.Time) {
		view(t, db, func(tx *store.Tx) (err error) { at, err = tx.NextDue(); return err })
		return at
	}
	if got := next(); !got.Equal(after(time.Second)) {
		t.Errorf("NextDue is %v", got)
	}
	keys, items := claim(t, db, 10*time.Second, 2)
	if diff := cmp.Diff([]string{"key-1", "key-3"}, keys); diff != "" {
		t.Errorf("the oldest two (-want +got):\n%s", diff)
	}
	want := *owe(1, 1)
	want.ID, want.State, want.Attempts, want.Lease, want.Worker = 1, desk.Sending, 1, after(70*time.Second), "w"
	if diff := cmp.Diff(want, items[0]); diff != "" {
		t.Errorf("a claimed item (-want +got):\n%s", diff)
	}
	keys, _ = claim(t, db, 10*time.Second, 9)
	if diff := cmp.Diff([]string{"key-5", "key-6"}, keys); diff != "" {
		t.Errorf("the others; the second of case 1 waits for the first, the one of case 3 for its time (-want +got):\n%s", diff)
	}
	if got := next(); !got.Equal(after(70 * time.Second)) {
		t.Errorf("NextDue is %v, want the end of the leases", got)
	}
	keys, again := claim(t, db, 71*time.Second, 1)
	if diff := cmp.Diff([]string{"key-1"}, keys); diff != "" || again[0].Attempts != 2 {
		t.Errorf("after its lease, attempt %d (-want +got):\n%s", again[0].Attempts, diff)
	}
	settle := func(o desk.Outgoing, state desk.SendState) {
		o.State = state
		update(t, db, func(tx *store.Tx) error { return tx.SaveOutgoing(&o) })
	}
	for _, o := range items {
		settle(o, desk.Failed)
	}
	if keys, _ = claim(t, db, 72*time.Second, 9); len(keys) != 2 {
		t.Errorf("a failed item does not stand in the way of its case: got %v, want only the two without a case", keys)
	}
	settle(items[0], desk.Sent)
	keys, _ = claim(t, db, 72*time.Second, 9)
	if diff := cmp.Diff([]string{"key-2"}, keys); diff != "" {
		t.Errorf("after the first was sent (-want +got):\n%s", diff)
	}
	testRivals(t, db)
}

// testRivals: many workers, every item once, each case in order.
func testRivals(t *testing.T, db Desk) {
	const cases, each, workers = 40, 5, 8
	update(t, db, func(tx *store.Tx) error {
		for n := range cases * each {
			o := owe(desk.CaseID(100+n%cases), 1000+n)
			o.Due = start
			if err := tx.CreateOutgoing(o); err != nil {
				return err
			}
		}
		return nil
	})
	var mu sync.Mutex
	sent := map[desk.CaseID][]desk.OutgoingID{}
	total := 0
	work := func(name string) error {
		for {
			var items []desk.Outgoing
			err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
				items, err = tx.ClaimDue(after(100*time.Second), name, after(200*time.Second), 7)
				return err
			})
			if err != nil {
				return err
			}
			mu.Lock()
			for _, o := range items {
				if o.Case >= 100 {
					sent[o.Case] = append(sent[o.Case], o.ID)
					total++
				}
			}
			done := total >= cases*each
			mu.Unlock()
			err = db.Update(t.Context(), func(tx *store.Tx) error {
				for _, o := range items {
					o.State = desk.Sent
					if err := tx.SaveOutgoing(&o); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil || done || t.Context().Err() != nil {
				return err
			}
		}
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			if err := work(fmt.Sprint("worker ", w)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for c, got := range sent {
		for i := 1; i < len(got); i++ {
			if got[i] <= got[i-1] {
				t.Errorf("case %d left in the order %v", c, got)
			}
		}
	}
	if total != cases*each {
		t.Errorf("%d items were claimed, want each of %d once", total, cases*each)
	}
}

// testAnswers holds that an answer is written whole or not at all, and that what a
// transaction puts off is read by it.
func testAnswers(t *testing.T, db Desk) {
	answer := func(token string) (*desk.Message, *desk.Outgoing) {
		m, o := post(1), owe(1, 1)
		m.Direction, m.Case, m.State, m.NetworkID = desk.Out, 1, desk.Queued, desk.NetworkID("echo:"+token)
		o.Token = token
		return m, o
	}
	c := openCase(1)
	c.Person = 0
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateCase(c), tx.Append(&desk.Event{Case: 1, Kind: desk.CaseOpened, At: start}))
	})
	m, o := answer("a")
	update(t, db, func(tx *store.Tx) error {
		s, sent, err := tx.StoryToAnswer(c.ID, o.Token, 10)
		if err != nil || len(sent) > 0 || s.Case.ID != c.ID {
			t.Errorf("before: %+v, sent %v: %v", s, sent, err)
		}
		return first(tx.CreateAnswer(m, o), tx.Append(&desk.Event{Case: c.ID, Kind: desk.ReplyQueued, Message: m.ID, At: start}))
	})
	again, owedAgain := answer("a")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		s, sent, err := tx.StoryToAnswer(c.ID, o.Token, 10)
		if diff := cmp.Diff([]desk.Outgoing{*o}, sent); diff != "" {
			t.Errorf("sent by the same click (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]desk.Message{*m}, s.Messages); diff != "" {
			t.Errorf("said (-want +got):\n%s", diff)
		}
		other, owedOther := answer("b")
		return first(err, tx.CreateAnswer(other, owedOther), tx.Append(&desk.Event{Case: c.ID, Kind: desk.ReplyQueued, At: start}), tx.CreateAnswer(again, owedAgain))
	})
	if !desk.Is(err, desk.Conflict) {
		t.Errorf("the same answer again: %v, want a conflict", err)
	}
	view(t, db, func(tx *store.Tx) error {
		s, err := tx.Story(c.ID, 0, 10)
		if len(s.Messages) != 1 || len(s.Outgoing) != 1 || len(s.Events) != 2 {
			t.Errorf("kept: %d messages, %d owed, %d events, want 1, 1, 2", len(s.Messages), len(s.Outgoing), len(s.Events))
		}
		found, err2 := tx.Find(desk.FindQuery{Words: "router", Limit: 10})
		if len(found) != 1 || found[0].Message.ID != m.ID {
			t.Errorf("found %v", found)
		}
		return first(err, err2)
	})
}
