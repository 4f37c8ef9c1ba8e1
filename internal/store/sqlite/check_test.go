package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"heed/internal/store"
	"heed/internal/store/sqlite"
)

// TestCheckAfterMerge: what one connection merges in the index of words is no damage to another
// that looked at it before.
func TestCheckAfterMerge(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "heed.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	raw, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	run := func(statement string) {
		t.Helper()
		if _, err := raw.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, words := range []string{"kettle", "lid", "spout"} { // a segment each
		run("INSERT INTO message_words (words, slices) VALUES ('" + words + "', '')")
	}
	for _, merge := range []string{"", "INSERT INTO message_words (message_words) VALUES ('optimize')"} {
		if merge != "" {
			run(merge)
		}
		found, err := store.Check(t.Context(), db, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if strings.Contains(f.What, "damaged") {
				t.Errorf("after %q: %v", merge, f)
			}
		}
	}
}
