// Package generate fills a store with invented conversations, to measure with.
//
// The rows are those that the normal way leaves: a check of the store finds nothing wrong
// with them. Words follow Zipf's law, as words do: a few in every message, half of them in
// a single one.
//
// Begin with [Fill].
package generate

import (
	"context"
	"fmt"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// Options say how much to make.
type Options struct {
	Cases           int
	MessagesPerCase int   // on average; at least 1
	Seed            int64 // the same seed gives the same words
	Now             time.Time
	Over            time.Duration      // from the end of the first case to Now; 0: a minute for each case
	Varied          bool               // several brands, teams, agents, channels and languages, and answers of several kinds, to measure reports with
	Progress        func(done, of int) // of cases; may be nil
}

// batch is how many cases one transaction brings.
const batch = 1000

// Fill adds cases to a desk, the last of which end just before Now. It makes a brand, an account, an
// agent and two searches where there are none.
func Fill(ctx context.Context, db *store.DB, o Options) error {
	o.MessagesPerCase = max(o.MessagesPerCase, 1)
	w := newWriter(o)
	if err := db.Update(ctx, w.found); err != nil {
		return err
	}
	list := w.conversations(batch)
	for done := 0; len(list) > 0; {
		loaded := make(chan error, 1)
		go func() { loaded <- db.Update(ctx, func(tx *store.Tx) error { return tx.Load(list) }) }()
		next := w.conversations(batch) // while the others are written
		if err := <-loaded; err != nil {
			return err
		}
		w.remember(list)
		done += len(list)
		list = next
		if o.Progress != nil {
			o.Progress(done, o.Cases)
		}
	}
	return db.Update(ctx, func(tx *store.Tx) error { return tx.Loaded() })
}

// found finds or makes what conversations refer to.
func (w *writer) found(tx *store.Tx) error {
	accounts, err := tx.Accounts()
	if err != nil {
		return err
	}
	agents, err := tx.Agents()
	if err != nil {
		return err
	}
	searches, err := tx.Searches()
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		if accounts, err = makeAccount(tx, w.o.Now); err != nil {
			return err
		}
	}
	if len(agents) == 0 {
		a := desk.Agent{Email: "generated@example.com", Name: "Generated", Role: desk.Answerer, Created: w.o.Now, Disabled: true}
		if err := tx.CreateAgent(&a); err != nil {
			return err
		}
		agents = append(agents, a)
	}
	for _, name := range []string{"Acme router", "Acme bill"}[min(len(searches), 2):] {
		s := desk.Search{Brand: accounts[0].Brand, Name: name, Query: name, Created: w.o.Now}
		if err := tx.CreateSearch(&s); err != nil {
			return err
		}
		searches = append(searches, s)
	}
	w.accounts, w.agents, w.searches = accounts[:1], agents, searches
	if w.o.Varied {
		return w.vary(tx)
	}
	return nil
}

// How many of each a varied desk has.
const (
	brands = 3
	teams  = 5
	staff  = 20
)

// vary adds brands with an account each, teams and agents.
func (w *writer) vary(tx *store.Tx) error {
	for n := range brands {
		b := desk.Brand{Name: fmt.Sprintf("Brand %d", n+1), Lang: "en"}
		if err := tx.CreateBrand(&b); err != nil {
			return err
		}
		a := desk.Account{Network: w.accounts[0].Network, Settings: w.accounts[0].Settings, Brand: b.ID, Name: b.Name, Paused: true, Created: w.o.Now}
		if err := tx.CreateAccount(&a); err != nil {
			return err
		}
		w.accounts = append(w.accounts, a)
	}
	for n := range teams {
		t := desk.Team{Name: fmt.Sprintf("Team %d", n+1)}
		if err := tx.CreateTeam(&t); err != nil {
			return err
		}
		w.teams = append(w.teams, t)
	}
	for n := range staff {
		a := desk.Agent{Email: fmt.Sprintf("generated%d@example.com", n+1), Name: fmt.Sprintf("Agent %d", n+1), Role: desk.Answerer, Created: w.o.Now, Disabled: true}
		if err := tx.CreateAgent(&a); err != nil {
			return err
		}
		w.agents = append(w.agents, a)
	}
	return nil
}

func makeAccount(tx *store.Tx, now time.Time) ([]desk.Account, error) {
	b := desk.Brand{Name: "Acme", Lang: "en"}
	if err := tx.CreateBrand(&b); err != nil {
		return nil, err
	}
	a := desk.Account{Network: "echo", Settings: map[string]string{"url": "http://localhost:8421"}, Brand: b.ID, Name: "Acme", Paused: true, Created: now}
	return []desk.Account{a}, tx.CreateAccount(&a)
}
