package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testSetup(t *testing.T, db Desk) {
	brand := &desk.Brand{Name: "Acme", Lang: "en", Calendar: 1, Names: []string{"acme", "akme"}, Handles: []string{"echo:@acme"}}
	search := &desk.Search{Brand: 1, Name: "Router", Query: "router OR modem", Created: start, By: 1}
	gone := &desk.Search{Name: "Gone", Query: "x y"}
	calendar := &desk.Calendar{Name: "Office", Document: []byte(`{"zone": "Europe/Berlin"}`)}
	macro := &desk.Macro{Brand: 1, Name: "Hello", Lang: "en", Text: "Hello {{name}}", Steps: []desk.Step{{Do: desk.StepIntent, To: desk.Complaint}, {Do: desk.StepAgent, To: desk.StepMe}}}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateBrand(brand), tx.CreateSearch(search), tx.CreateSearch(gone), tx.CreateCalendar(calendar), tx.CreateMacro(macro))
	})
	update(t, db, func(tx *store.Tx) error {
		brand.Names, search.Paused, calendar.Name, macro.Used = nil, true, "Desk", 4
		search.Matched = 99 // counted by AddMatches alone
		return first(tx.SaveBrand(brand), tx.SaveSearch(search), tx.SaveCalendar(calendar), tx.SaveMacro(macro), tx.DropSearch(gone.ID),
			tx.AddMatches(map[desk.SearchID]int64{search.ID: 5, gone.ID: 1}, after(time.Hour)),
			tx.AddMatches(map[desk.SearchID]int64{search.ID: 2}, start))
	})
	search.Matched, search.LastAt = 7, after(time.Hour)
	view(t, db, func(tx *store.Tx) error {
		return first(
			list(t, tx.Brands, *brand), list(t, tx.Searches, *search), list(t, tx.Calendars, *calendar), list(t, tx.Macros, *macro))
	})
	update(t, db, func(tx *store.Tx) error {
		if err := tx.SaveMacro(&desk.Macro{ID: 99}); !desk.Is(err, desk.NotFound) {
			t.Errorf("SaveMacro of none: %v", err)
		}
		if err := tx.DropSearch(gone.ID); !desk.Is(err, desk.NotFound) {
			t.Errorf("DropSearch of none: %v", err)
		}
		return tx.DropMacro(macro.ID)
	})
	testSearchesSince(t, db)
	testProtocols(t, db)
	testSettings(t, db)
}

// testSearchesSince follows what becomes of searches by marks.
func testSearchesSince(t *testing.T, db Desk) {
	since := func(mark string, wantKnown bool, want ...desk.SearchID) (next string) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			changed, now, known, err := tx.SearchesSince(mark)
			slices.Sort(changed)
			if diff := cmp.Diff(want, changed); diff != "" || known != wantKnown {
				t.Errorf("since %q, known %v (-want +got):\n%s", mark, known, diff)
			}
			next = now
			return err
		})
		return next
	}
	begun := since("", false)
	since(begun, true)
	a, b := &desk.Search{Name: "A", Query: "a b"}, &desk.Search{Name: "B", Query: "b c"}
	update(t, db, func(tx *store.Tx) error { return first(tx.CreateSearch(a), tx.CreateSearch(b)) })
	made := since(begun, true, a.ID, b.ID)
	update(t, db, func(tx *store.Tx) error {
		return first(tx.SaveSearch(a), tx.SaveSearch(a), tx.AddMatches(map[desk.SearchID]int64{b.ID: 1}, start))
	})
	saved := since(made, true, a.ID)
	since(begun, true, a.ID, b.ID)
	view(t, db, func(tx *store.Tx) error {
		some, err := tx.SearchesByID([]desk.SearchID{b.ID, 9999, a.ID})
		if len(some) != 2 || some[0].ID != a.ID || some[1].ID != b.ID {
			t.Errorf("SearchesByID: %v", some)
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error { return tx.DropSearch(b.ID) })
	since(saved, true, b.ID)
	update(t, db, func(tx *store.Tx) error {
		for range 300 { // more than is kept
			if err := tx.SaveSearch(a); err != nil {
				return err
			}
		}
		return nil
	})
	since(saved, false)
	since(since("gone", false), true)
	update(t, db, func(tx *store.Tx) error { return tx.DropSearch(a.ID) })
}

// first is the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func list[T any](t *testing.T, read func() ([]T, error), want ...T) error {
	t.Helper()
	got, err := read()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%T (-want +got):\n%s", want, diff)
	}
	return err
}

func testProtocols(t *testing.T, db Desk) {
	decides := func(want int) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			got, err := tx.ActiveProtocol()
			if got != want {
				t.Errorf("version %d decides, want %d", got, want)
			}
			return err
		})
	}
	decides(0)
	one := &desk.Protocol{Author: 1, Reason: "first", At: start, Active: true, Document: []byte(`{"rules": []}`)}
	two := &desk.Protocol{Author: 1, Reason: "second", At: after(time.Hour), Document: []byte("{}")}
	update(t, db, func(tx *store.Tx) error { return first(tx.CreateProtocol(one), tx.CreateProtocol(two)) })
	if one.Version != 1 || two.Version != 2 {
		t.Errorf("versions %d and %d, want 1 and 2", one.Version, two.Version)
	}
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Protocols, *two, *one) })
	decides(1)
	update(t, db, func(tx *store.Tx) error { return tx.ActivateProtocol(two.ID) })
	one.Active, two.Active = false, true
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Protocols, *two, *one) })
	decides(2)
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.ActivateProtocol(99) })
	if !desk.Is(err, desk.NotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Protocols, *two, *one) })
	err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.CreateProtocol(&desk.Protocol{Version: 2}) })
	if !desk.Is(err, desk.Conflict) {
		t.Errorf("a known version: %v", err)
	}
}

func testSettings(t *testing.T, db Desk) {
	update(t, db, func(tx *store.Tx) error {
		return first(tx.SaveSetting(desk.SettingCompany, "Acme"), tx.SaveSetting(desk.SettingCompany, "Acme & Sons"))
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Setting(desk.SettingCompany)
		none, err2 := tx.Setting("none")
		if got != "Acme & Sons" || none != "" {
			t.Errorf("settings %q and %q", got, none)
		}
		return first(err, err2)
	})
}

func testAgents(t *testing.T, db Desk) {
	ana := &desk.Agent{Email: " Ana@Example.COM ", Name: "Ana", Role: desk.Lead, Langs: []string{"en", "pt"}, Zone: "Europe/Lisbon", Theme: "dark",
		Away: true, Limit: 12, Disabled: true, Created: start, Reads: desk.Reader{Lang: "de", Zone: "Europe/Lisbon"}}
	bob := &desk.Agent{Email: "bob@example.com", Role: desk.Answerer, Created: start}
	team := &desk.Team{Name: "Billing", Calendar: 2}
	update(t, db, func(tx *store.Tx) error {
		if err := first(tx.CreateAgent(ana), tx.CreateAgent(bob)); err != nil {
			return err
		}
		if err := tx.CreateAgent(&desk.Agent{Email: "BOB@example.com"}); !desk.Is(err, desk.Conflict) {
			t.Errorf("a known address: %v, want a conflict", err)
		}
		team.Members = []desk.AgentID{ana.ID, bob.ID}
		return tx.CreateTeam(team)
	})
	ana.Teams, bob.Teams = []desk.TeamID{team.ID}, []desk.TeamID{team.ID}
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.AgentByEmail("ANA@example.com")
		if diff := cmp.Diff(ana, got); diff != "" {
			t.Errorf("AgentByEmail (-want +got):\n%s", diff)
		}
		if _, err := tx.AgentByEmail("none@example.com"); !desk.Is(err, desk.NotFound) {
			t.Errorf("an address that is not there: %v", err)
		}
		return first(err, list(t, tx.Agents, *ana, *bob), list(t, tx.Teams, *team))
	})
	update(t, db, func(tx *store.Tx) error {
		bob.Teams, bob.Name = nil, "Bob"
		stolen := *bob
		stolen.Email = ana.Email
		if err := tx.SaveAgent(&stolen); !desk.Is(err, desk.Conflict) {
			t.Errorf("another agent's address: %v, want a conflict", err)
		}
		bob.Reads = desk.Reader{Lang: "de", Zone: "Europe/Vienna"}
		kept := *bob
		kept.Reads = desk.Reader{}
		return first(tx.SaveAgent(&kept), tx.SaveReader(bob.ID, bob.Reads), tx.SavePasswordHash(bob.ID, "hash"))
	})
	team.Members = []desk.AgentID{ana.ID}
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Agent(bob.ID)
		if diff := cmp.Diff(bob, got); diff != "" {
			t.Errorf("Agent (-want +got):\n%s", diff)
		}
		hash, err2 := tx.PasswordHash(bob.ID)
		none, err3 := tx.PasswordHash(ana.ID)
		if hash != "hash" || none != "" {
			t.Errorf("hashes %q and %q", hash, none)
		}
		return first(err, err2, err3, list(t, tx.Teams, *team))
	})
	testSessions(t, db, ana.ID, bob.ID)
}

func testSessions(t *testing.T, db Desk, ana, bob desk.AgentID) {
	s := &desk.Session{Hash: []byte{1, 0, 255}, Agent: ana, Created: start, Seen: start, Expires: after(time.Hour), Where: "Firefox"}
	other := &desk.Session{Hash: []byte{2}, Agent: bob, Created: start, Seen: start, Expires: after(time.Hour)}
	link := &desk.Link{Hash: []byte{3}, Agent: ana, Expires: after(time.Hour)}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateSession(s), tx.CreateSession(other), tx.CreateLink(link), tx.SeeSession(s.Hash, after(time.Minute), after(2*time.Hour)))
	})
	s.Seen, s.Expires = after(time.Minute), after(2*time.Hour)
	session := func(hash []byte) (s *desk.Session, err error) {
		err = db.View(t.Context(), func(tx *store.Tx) error {
			var whose, agent *desk.Agent
			if s, whose, err = tx.Session(hash); err != nil {
				return err
			}
			if agent, err = tx.Agent(s.Agent); err != nil {
				return err
			}
			if diff := cmp.Diff(agent, whose); diff != "" {
				t.Errorf("whose session (-want +got):\n%s", diff)
			}
			return nil
		})
		return s, err
	}
	got, err := session(s.Hash)
	if diff := cmp.Diff(s, got); diff != "" || err != nil {
		t.Errorf("Session (-want +got):\n%s%v", diff, err)
	}
	for i, want := range []desk.Kind{"", desk.NotFound} {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			l, err := tx.UseLink(link.Hash, after(time.Minute))
			if err == nil && (l.Agent != ana || !l.Used.Equal(after(time.Minute))) {
				t.Errorf("a used link: %+v", l)
			}
			return err
		})
		if desk.KindOf(err) != want {
			t.Errorf("use %d of a link: %v", i+1, err)
		}
	}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.DropSessions(after(90*time.Minute)), tx.DropSession([]byte("none")))
	})
	if _, err := session(other.Hash); !desk.Is(err, desk.NotFound) {
		t.Errorf("an expired session: %v", err)
	}
	update(t, db, func(tx *store.Tx) error { return tx.DropSessionsOf(ana) })
	if _, err := session(s.Hash); !desk.Is(err, desk.NotFound) {
		t.Errorf("a dropped session: %v", err)
	}
}

func testSecrets(t *testing.T, db Desk) {
	a := &desk.Account{Network: "echo", Brand: 1, Name: "@acme", Handle: desk.HandleRef{NetworkID: "did:9", Name: "acme", Followers: -1},
		Settings: map[string]string{"host": "echo.example"}, Paused: true, Created: start,
		Health: desk.Health{State: "ok", Since: start, LastHeard: start, Cursor: "c1"}}
	b := &desk.Account{Network: "file", Created: start}
	secret := map[string]string{"password": "hunter2"}
	update(t, db, func(tx *store.Tx) error {
		if err := first(tx.CreateAccount(a), tx.CreateAccount(b)); err != nil {
			return err
		}
		return tx.SaveSecrets(a.ID, secret)
	})
	a.HasSecret = true
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Accounts, *a, *b) })
	update(t, db, func(tx *store.Tx) error {
		a.Name, a.Health.Problem = "@acme.com", "slow"
		changed := *a
		changed.Health.Cursor = "not by SaveHealth"
		if err := first(tx.SaveAccount(&changed), tx.SaveHealth(a.ID, changed.Health)); err != nil {
			return err
		}
		a.Health.Cursor = "c2"
		return tx.SaveCursor(a.ID, "c2")
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Account(a.ID)
		if diff := cmp.Diff(a, got); diff != "" {
			t.Errorf("Account (-want +got):\n%s", diff)
		}
		open, err2 := tx.Secrets(a.ID)
		if diff := cmp.Diff(secret, open); diff != "" {
			t.Errorf("Secrets (-want +got):\n%s", diff)
		}
		none, err3 := tx.Secrets(b.ID)
		cursor, err4 := tx.Cursor(a.ID)
		if none != nil || cursor != "c2" {
			t.Errorf("secrets of an account without: %v; cursor %q", none, cursor)
		}
		if _, err := tx.Secrets(99); !desk.Is(err, desk.NotFound) {
			t.Errorf("secrets of no account: %v", err)
		}
		return first(err, err2, err3, err4)
	})
	update(t, db, func(tx *store.Tx) error { return tx.SaveSecrets(a.ID, nil) })
	a.HasSecret = false
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Accounts, *a, *b) })
}
