package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testPeople(t *testing.T, db Desk) {
	ana := &desk.Person{Name: "Ana", Lang: "pt", FirstSeen: start, LastSeen: start}
	byID := &desk.Handle{Network: "echo", HandleRef: desk.HandleRef{NetworkID: "did:1", Name: "ana.echo", Display: "Ana", Followers: 3_000_000_000, Verified: true}, SeenAt: start}
	byName := &desk.Handle{Network: "echo", HandleRef: desk.HandleRef{Name: "bob"}, SeenAt: start}
	ours := &desk.Handle{Network: "echo", HandleRef: desk.HandleRef{NetworkID: "did:9", Name: "bob"}, Ours: 3, SeenAt: after(time.Hour)}
	update(t, db, func(tx *store.Tx) error {
		if err := tx.CreatePerson(ana); err != nil {
			return err
		}
		byID.Person, byName.Person = ana.ID, ana.ID
		for _, h := range []*desk.Handle{byID, byName, ours} {
			if err := tx.CreateHandle(h); err != nil {
				return err
			}
		}
		for _, h := range []desk.Handle{*byID, *byName} {
			if err := tx.CreateHandle(&h); !desk.Is(err, desk.Conflict) {
				t.Errorf("a known handle: %v, want a conflict", err)
			}
		}
		c := openCase(1)
		c.Person = ana.ID
		return tx.CreateCase(c)
	})
	ana.Cases = 1
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.HandlesByRef("echo", []desk.HandleRef{{NetworkID: "did:1", Name: "renamed"}, {Name: "bob"}, {NetworkID: "none"}, {Name: "none"}, {}})
		if diff := cmp.Diff(map[string]*desk.Handle{"did:1": byID, "@bob": byName}, got); diff != "" {
			t.Errorf("HandlesByRef (-want +got):\n%s", diff)
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error {
		ana.MutedUntil, ana.MuteReason, ana.Name = after(time.Hour), "abuse", "Ana B."
		byID.Name = "ana.example"
		if err := tx.SavePerson(ana); err != nil {
			return err
		}
		return tx.SaveHandle(byID)
	})
	view(t, db, func(tx *store.Tx) error {
		many, err := tx.PersonsByID([]desk.PersonID{ana.ID, 99})
		if diff := cmp.Diff(map[desk.PersonID]*desk.Person{ana.ID: ana}, many); diff != "" {
			t.Errorf("PersonsByID (-want +got):\n%s", diff)
		}
		if err != nil {
			return err
		}
		whole := *ana
		whole.Handles = []desk.Handle{*byID, *byName}
		got, err := tx.Person(ana.ID)
		if diff := cmp.Diff(&whole, got); diff != "" {
			t.Errorf("Person (-want +got):\n%s", diff)
		}
		if _, err := tx.Person(99); !desk.Is(err, desk.NotFound) {
			t.Errorf("a person who is not there: %v", err)
		}
		return err
	})
}
