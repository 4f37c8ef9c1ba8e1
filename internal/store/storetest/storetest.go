// Package storetest is the suite that every database of the store passes, and a
// PostgreSQL server to run it on.
//
// Begin with [Run].
package storetest

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// Desk is a database under test, beside it a plain connection to the same data, for what
// the store does not do: looking at plans, skipping ids, doing damage.
type Desk struct {
	*store.DB
	Raw *sql.DB
}

// Run runs the suite. open gives a new, empty database, which it closes when the test ends.
func Run(t *testing.T, open func(t *testing.T) Desk) {
	for _, s := range []struct {
		name string
		run  func(*testing.T, Desk)
	}{
		{"messages", testMessages},
		{"bulk reads", testBulk},
		{"copies", testCopies},
		{"people", testPeople},
		{"cases", testCases},
		{"queue", testQueue},
		{"story", testStory},
		{"outgoing", testOutgoing},
		{"answers", testAnswers},
		{"claims", testClaims},
		{"setup", testSetup},
		{"hearing", testHearing},
		{"relevance", testRelevance},
		{"spending", testSpending},
		{"agents", testAgents},
		{"secrets", testSecrets},
		{"corrections", testCorrections},
		{"seen messages", testSeen},
		{"notices", testNotices},
		{"receivers", testReceivers},
		{"mentions", testMentions},
		{"pictures", testPictures},
		{"events", testEvents},
		{"follow up", testFollowUp},
		{"hours", testHours},
		{"words", testWords},
		{"transactions", testTransactions},
		{"leases", testLeases},
		{"past", testPast},
		{"erasure", testErasure},
		{"erasure of old cases", testEnded},
		{"decisions about erasure", testDecided},
		{"check", testCheck},
		{"generate", testGenerate},
		{"plans", testPlans},
		{"plans of searches", testFindPlans},
		{"narrowed searches", testNarrowed},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.run(t, open(t))
		})
	}
}

// start is when the tests take place; a time that the store keeps exactly.
var start = time.Date(2026, 3, 2, 9, 30, 15, 123456000, time.UTC)

func after(d time.Duration) time.Time { return start.Add(d) }

func update(t *testing.T, db Desk, f func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, db Desk, f func(*store.Tx) error) {
	t.Helper()
	if err := db.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// post is a public message of a customer, number n.
func post(n int) *desk.Message {
	return &desk.Message{
		Account: 1, Network: "echo", NetworkID: desk.NetworkID(fmt.Sprintf("echo:%d", n)), Direction: desk.In, Form: desk.Post,
		Author:   desk.HandleRef{NetworkID: fmt.Sprintf("u%d", n), Name: fmt.Sprintf("user%d.echo", n), Display: fmt.Sprintf("User %d", n), Followers: -1},
		Text:     fmt.Sprintf("The router number %d does not work", n),
		Lang:     "en",
		PostedAt: after(time.Duration(n) * time.Second), HeardAt: after(time.Duration(n)*time.Second + time.Millisecond),
	}
}

// openCase is an open case that waits for an answer, number n.
func openCase(n int) *desk.Case {
	at := after(time.Duration(n) * time.Second)
	return &desk.Case{
		Brand: 1, Account: 1, Network: "echo", Person: 1, Stage: desk.New, Subject: fmt.Sprintf("Case %d", n), Urgency: "normal",
		OpenedAt: at, UpdatedAt: at, LastInbound: at, WaitingSince: at, Messages: 1,
		Decision: desk.Decision{Version: 1, Rule: "complaints", Respond: "yes", Where: "public"},
	}
}
