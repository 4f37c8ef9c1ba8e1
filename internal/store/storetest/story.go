package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// testStory builds a case with a late message, an edit, a copy, an answer and a
// promise, and a second case that ends in it.
func testStory(t *testing.T, db Desk) {
	person := &desk.Person{Name: "Ana", FirstSeen: start, LastSeen: start, Cases: 2}
	handle := &desk.Handle{Network: "echo", HandleRef: desk.HandleRef{NetworkID: "u1"}, SeenAt: start}
	c, other := openCase(1), openCase(2)
	posts := []*desk.Message{post(10), post(30), post(20), post(40), post(50)} // the third came late
	posts[1].EditedAt = after(time.Hour)
	posts[4].Direction, posts[4].NetworkID, posts[4].State = desk.Out, "", desk.Queued
	promise := &desk.Promise{Owner: 2, Text: "call on Friday", Due: after(96 * time.Hour), Made: start}
	owed := &desk.Outgoing{Account: 1, Errand: desk.SendPublic, Key: "k", Text: "Hello", State: desk.Queued, Token: "t", Queued: start, Due: start}
	opened := &desk.Event{Kind: desk.CaseOpened, At: start, Data: map[string]string{"reason": "Router"}}
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreatePerson(person); err != nil {
			return err
		}
		handle.Person, c.Person, other.Person = person.ID, person.ID, person.ID
		if err := tx.CreateHandle(handle); err != nil {
			return err
		}
		for _, k := range []*desk.Case{c, other} {
			if err := tx.CreateCase(k); err != nil {
				return err
			}
		}
		for i, m := range posts {
			m.Case = c.ID
			if i == 3 {
				m.CopyOf = posts[0].ID
			}
			if i == 2 {
				m.Case = other.ID // until it is merged
			}
			if err := tx.CreateMessage(m, 0); err != nil {
				return err
			}
		}
		if err := tx.KeepVersion(posts[1].ID, desk.Version{Text: "as it was", At: after(time.Hour)}); err != nil {
			return err
		}
		promise.Case, owed.Case, owed.Message, opened.Case = other.ID, other.ID, posts[4].ID, other.ID
		if err := tx.CreatePromise(promise); err != nil {
			return err
		}
		if err := tx.CreateOutgoing(owed); err != nil {
			return err
		}
		return tx.Append(opened)
	})
	update(t, db, func(tx *store.Tx) error {
		promise.Case, owed.Case, opened.Case, posts[2].Case = c.ID, c.ID, c.ID, c.ID
		posts[2].Thread = posts[0].Thread
		if err := tx.MoveThread(desk.ThreadID(posts[2].ID), posts[0].Thread); err != nil {
			return err
		}
		return tx.MoveCase(other.ID, c.ID)
	})
	person.Handles = []desk.Handle{*handle}
	want := desk.Story{
		Case: *c, Person: *person, Others: []desk.Case{*other},
		Messages: []desk.Message{*posts[0], *posts[2], *posts[1], *posts[4]},
		Versions: map[desk.MessageID][]desk.Version{posts[1].ID: {{Text: "as it was", At: after(time.Hour)}}},
		Events:   []desk.Event{*opened}, Outgoing: []desk.Outgoing{*owed}, Promises: []desk.Promise{*promise},
	}
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Story(c.ID, 0, 50)
		for i := range got.Events {
			got.Events[i].Tx = 0
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Story (-want +got):\n%s", diff)
		}
		if err != nil {
			return err
		}
		got, err = tx.Story(c.ID, 0, 2)
		if diff := cmp.Diff(want.Messages[2:], got.Messages); diff != "" || got.Earlier != posts[1].ID {
			t.Errorf("the latest two, earlier than %d (-want +got):\n%s", got.Earlier, diff)
		}
		if err != nil {
			return err
		}
		got, err = tx.Story(c.ID, got.Earlier, 2)
		if diff := cmp.Diff(want.Messages[:2], got.Messages); diff != "" || got.Earlier != 0 {
			t.Errorf("the two before, earlier than %d (-want +got):\n%s", got.Earlier, diff)
		}
		if _, err := tx.Story(99, 0, 2); !desk.Is(err, desk.NotFound) {
			t.Errorf("the story of no case: %v", err)
		}
		list, err := tx.CaseMessages(c.ID)
		if diff := cmp.Diff(want.Messages, list); diff != "" {
			t.Errorf("CaseMessages (-want +got):\n%s", diff)
		}
		return err
	})
}

func testFollowUp(t *testing.T, db Desk) {
	late, later, seen, closed := openCase(1), openCase(2), openCase(3), openCase(4)
	late.Due, later.Due, seen.Due, closed.Due = after(2*time.Hour), after(time.Hour), after(time.Hour), after(time.Hour)
	seen.BreachedAt = after(time.Hour)
	closed.Stage = desk.Resolved
	p, kept := &desk.Promise{Text: "a", Due: after(time.Hour)}, &desk.Promise{Text: "b", Due: after(time.Hour), Kept: start}
	update(t, db, func(tx *store.Tx) error {
		for _, c := range []*desk.Case{late, later, seen, closed} {
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
			if cases, err = tx.DueCases(after(now), 10); err != nil {
				return err
			}
			promises, err = tx.DuePromises(after(now), 10)
			return err
		})
		return cases, promises
	}
	cases, promises := due(3 * time.Hour)
	if diff := cmp.Diff([]desk.Case{*later, *late}, cases); diff != "" {
		t.Errorf("DueCases (-want +got):\n%s", diff)
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
