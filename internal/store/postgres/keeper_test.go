package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/postgres"
)

// TestWordsAreSortedIn: many new words do not wait for somebody's transaction or search.
func TestWordsAreSortedIn(t *testing.T) {
	t.Parallel()
	raw := open(t).Raw
	db, err := postgres.Open(t.Context(), address(t, raw), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		var b strings.Builder
		for n := range 1000 {
			fmt.Fprintf(&b, "word%dof%d ", n, i)
		}
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.CreateMessage(&desk.Message{Account: 1, Network: "echo", NetworkID: desk.NetworkID(fmt.Sprint(i)), Text: b.String(), PostedAt: time.Unix(1, 0)}, 0)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil { // waits for what it does beside
		t.Fatal(err)
	}
	var pages int
	if err := raw.QueryRowContext(t.Context(), "SELECT gin_clean_pending_list('message_words_words'::regclass)").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if pages > 20 {
		t.Errorf("%d pages of new words were left for others to sort in", pages)
	}
}
