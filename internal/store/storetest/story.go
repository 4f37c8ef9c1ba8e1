package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// told is what testStory tells and expects to read back.
type told struct {
	person      *desk.Person
	handle      *desk.Handle
	c, other    *desk.Case
	posts       []*desk.Message
	promise     *desk.Promise
	owed        *desk.Outgoing
	opened      *desk.Event
	earlierText desk.Version
}

// tell makes a case with a late message, an edit, a copy, an answer and a promise; some of
// it lies in a second case until that is merged.
func tell() *told {
	s := &told{
		person: &desk.Person{Name: "Ana", FirstSeen: start, LastSeen: start, Cases: 2},
		handle: &desk.Handle{Network: "echo", HandleRef: desk.HandleRef{NetworkID: "u1"}, SeenAt: start},
		c:      openCase(1), other: openCase(2),
		posts:       []*desk.Message{post(10), post(30), post(20), post(40), post(50)}, // the third came late
		promise:     &desk.Promise{Owner: 2, Text: "call on Friday", Due: after(96 * time.Hour), Made: start},
		owed:        &desk.Outgoing{Account: 1, Errand: desk.SendPublic, Key: "k", Text: "Hello", State: desk.Queued, Token: "t", Queued: start, Due: start},
		opened:      &desk.Event{Kind: desk.CaseOpened, At: start, Data: map[string]string{"reason": "Router"}},
		earlierText: desk.Version{Text: "as it was", At: after(time.Hour)},
	}
	s.posts[1].EditedAt = after(time.Hour)
	s.posts[4].Direction, s.posts[4].NetworkID, s.posts[4].State = desk.Out, "", desk.Queued
	return s
}

func (s *told) keep(tx *store.Tx) error {
	if err := tx.CreatePerson(s.person); err != nil {
		return err
	}
	s.handle.Person, s.c.Person, s.other.Person = s.person.ID, s.person.ID, s.person.ID
	if err := first(tx.CreateHandle(s.handle), tx.CreateCase(s.c), tx.CreateCase(s.other)); err != nil {
		return err
	}
	for i, m := range s.posts {
		m.Case = s.c.ID
		if i == 3 {
			m.CopyOf = s.posts[0].ID
		}
		if i == 2 {
			m.Case = s.other.ID
		}
		if err := tx.CreateMessage(m, 0); err != nil {
			return err
		}
	}
	s.promise.Case, s.owed.Case, s.owed.Message, s.opened.Case = s.other.ID, s.other.ID, s.posts[4].ID, s.other.ID
	return first(tx.KeepVersion(s.posts[1].ID, s.earlierText), tx.CreatePromise(s.promise), tx.CreateOutgoing(s.owed), tx.Append(s.opened))
}

func (s *told) merge(tx *store.Tx) error {
	s.promise.Case, s.owed.Case, s.opened.Case, s.posts[2].Case = s.c.ID, s.c.ID, s.c.ID, s.c.ID
	s.posts[2].Thread = s.posts[0].Thread
	_, err := tx.MoveCase(s.other.ID, s.c.ID)
	return first(err, tx.MoveThread(desk.ThreadID(s.posts[2].ID), s.posts[0].Thread))
}

func (s *told) want() desk.Story {
	person := *s.person
	person.Handles = []desk.Handle{*s.handle}
	return desk.Story{
		Case: *s.c, Person: person, Others: []desk.Case{*s.other},
		Messages: []desk.Message{*s.posts[0], *s.posts[2], *s.posts[1], *s.posts[4]},
		Versions: map[desk.MessageID][]desk.Version{s.posts[1].ID: {s.earlierText}},
		Events:   []desk.Event{*s.opened}, Outgoing: []desk.Outgoing{*s.owed}, Promises: []desk.Promise{*s.promise},
	}
}

func testStory(t *testing.T, db Desk) {
	s := tell()
	update(t, db, s.keep)
	update(t, db, s.merge)
	want := s.want()
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Story(s.c.ID, 0, 50)
		for i := range got.Events {
			got.Events[i].Tx = 0
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Story (-want +got):\n%s", diff)
		}
		if err != nil {
			return err
		}
		got, err = tx.Story(s.c.ID, 0, 2)
		if diff := cmp.Diff(want.Messages[2:], got.Messages); diff != "" || got.Earlier != s.posts[1].ID {
			t.Errorf("the latest two, earlier than %d (-want +got):\n%s", got.Earlier, diff)
		}
		if err != nil {
			return err
		}
		got, err = tx.Story(s.c.ID, got.Earlier, 2)
		if diff := cmp.Diff(want.Messages[:2], got.Messages); diff != "" || got.Earlier != 0 {
			t.Errorf("the two before, earlier than %d (-want +got):\n%s", got.Earlier, diff)
		}
		if _, err := tx.Story(99, 0, 2); !desk.Is(err, desk.NotFound) {
			t.Errorf("the story of no case: %v", err)
		}
		list, err2 := tx.CaseMessages(s.c.ID)
		if diff := cmp.Diff(want.Messages, list); diff != "" {
			t.Errorf("CaseMessages (-want +got):\n%s", diff)
		}
		return first(err, err2)
	})
}

func testFollowUp(t *testing.T, db Desk) {
	late, later, none := openCase(1), openCase(2), openCase(3)
	late.Look, later.Look = after(2*time.Hour), after(time.Hour)
	late.Asked, none.Asked = 7, 8
	p, kept := &desk.Promise{Text: "a", Due: after(time.Hour)}, &desk.Promise{Text: "b", Due: after(time.Hour), Kept: start}
	update(t, db, func(tx *store.Tx) error {
		for _, c := range []*desk.Case{late, later, none} {
			if err := tx.CreateCase(c); err != nil {
				return err
			}
		}
		if err := tx.CreatePromise(p); err != nil {
			return err
		}
		return tx.CreatePromise(kept)
	})
	due := func(now time.Duration) (cases []desk.Case, promises []desk.Promise) {
		view(t, db, func(tx *store.Tx) (err error) {
			if cases, err = tx.LookCases(after(now), 10); err != nil {
				return err
			}
			promises, err = tx.DuePromises(after(now), 10)
			return err
		})
		return cases, promises
	}
	cases, promises := due(3 * time.Hour)
	if diff := cmp.Diff([]desk.Case{*later, *late}, cases); diff != "" {
		t.Errorf("LookCases (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]desk.Promise{*p}, promises); diff != "" {
		t.Errorf("DuePromises (-want +got):\n%s", diff)
	}
	if cases, promises = due(time.Minute); len(cases)+len(promises) != 0 {
		t.Errorf("due too early: %v %v", cases, promises)
	}
	p.Broken = after(2 * time.Hour)
	update(t, db, func(tx *store.Tx) error { return tx.SavePromise(p) })
	if _, promises = due(3 * time.Hour); len(promises) != 0 {
		t.Errorf("a broken promise is due again: %v", promises)
	}
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Promise(p.ID)
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("Promise (-want +got):\n%s", diff)
		}
		return err
	})
}

// testHours: who is on duty, what hours were before, who was at the desk and when cases
// came and were answered.
func testHours(t *testing.T, db Desk) {
	c := openCase(1)
	c.Asked, c.FirstResponseAt, c.Decision.Respond = 7, after(time.Hour), "yes"
	early := openCase(-60)
	rota := &desk.Rota{Name: "Nights", Team: 2, Document: []byte(`{"people": [1]}`), Holder: 3, Taken: after(time.Minute)}
	change := &desk.CalendarChange{Calendar: 4, Document: []byte(`{"zone": "UTC"}`), At: start, By: 5}
	agent := &desk.Agent{Email: "a@example.com", Name: "Ana", Skills: []string{"refunds"}, Authority: 50, Calendar: 4}
	update(t, db, func(tx *store.Tx) error {
		for _, do := range []func() error{
			func() error { return tx.CreateCase(early) }, func() error { return tx.CreateCase(c) },
			func() error { return tx.CreateRota(rota) }, func() error { return tx.AddCalendarChange(change) },
			func() error { return tx.CreateAgent(agent) },
			func() error {
				return tx.CreateSession(&desk.Session{Hash: []byte("h"), Agent: agent.ID, Created: start, Seen: after(time.Hour), Expires: after(9 * time.Hour)})
			},
		} {
			if err := do(); err != nil {
				return err
			}
		}
		rota.Holder, rota.Name = 4, "Nights and Sundays"
		return tx.SaveRota(rota)
	})
	view(t, db, func(tx *store.Tx) error {
		asked, err1 := tx.Asked(7, 10)
		none, err2 := tx.Asked(0, 10)
		demands, err3 := tx.Demands(start, 10)
		rotas, err4 := tx.Rotas()
		changes, err5 := tx.CalendarChanges(4, 1)
		seen, err6 := tx.SeenAgents(after(time.Minute))
		saved, err7 := tx.Agent(agent.ID)
		for what, diff := range map[string]string{
			"Asked":           cmp.Diff([]desk.Case{*c}, asked) + cmp.Diff([]desk.Case(nil), none),
			"Demands":         cmp.Diff([]desk.Demand{{Case: c.ID, Opened: c.OpenedAt, Answered: c.FirstResponseAt, Brand: c.Brand, Respond: "yes"}}, demands),
			"Rotas":           cmp.Diff([]desk.Rota{*rota}, rotas),
			"CalendarChanges": cmp.Diff([]desk.CalendarChange{*change}, changes),
			"SeenAgents":      cmp.Diff(map[desk.AgentID]time.Time{agent.ID: after(time.Hour)}, seen),
			"Agent":           cmp.Diff(agent, saved),
		} {
			if diff != "" {
				t.Errorf("%s (-want +got):\n%s", what, diff)
			}
		}
		return errors.Join(err1, err2, err3, err4, err5, err6, err7)
	})
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.DropRota(rota.ID), tx.DropCalendarChange(change.ID))
	})
}
