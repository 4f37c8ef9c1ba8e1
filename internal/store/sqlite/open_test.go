package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

func TestOpenTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a file, 100% odd?#.db")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.CreateBrand(&desk.Brand{Name: "Acme"}) }); err != nil {
				t.Error(err)
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database file: %v, %v; want it to be its owner's alone", info, err)
	}
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *store.Tx) error {
		brands, err := tx.Brands()
		if len(brands) != 4 {
			t.Errorf("four programs made %d brands", len(brands))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("a closed database answers")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := sqlite.Open(t.Context(), filepath.Join(dir, "none", "heed.db"), sqlite.Options{}); !desk.Is(err, desk.Unavailable) {
		t.Errorf("in a folder that is not there: %v", err)
	}
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte("this is no database, and it is long enough to be looked at as one. "), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), text, sqlite.Options{}); !desk.Is(err, desk.Unavailable) {
		t.Errorf("a file that is no database: %v", err)
	}
	newer := filepath.Join(dir, "newer.db")
	db, err := sqlite.Open(t.Context(), newer, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = sqlite.Open(t.Context(), newer, sqlite.Options{})
	if !desk.Is(err, desk.Unavailable) || !strings.HasPrefix(err.Error(), "This database was made by a newer heed (schema 9999;") {
		t.Errorf("a database of a newer program: %v", err)
	}
}

// FuzzFind: whatever a person types, FTS5 takes it.
func FuzzFind(f *testing.F) {
	for _, s := range []string{`router "side by side" unfin`, `NEAR(a b)`, `"`, `a" OR "b`, "words : x", "^a", "{a b} : c", "0·router", "*"} {
		f.Add(s)
	}
	db, err := sqlite.Open(f.Context(), filepath.Join(f.TempDir(), "heed.db"), sqlite.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = db.Close() })
	f.Fuzz(func(t *testing.T, words string) {
		m := &desk.Message{Network: "echo", Text: words}
		err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.CreateMessage(m, 0) })
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Find(desk.FindQuery{Words: words, Limit: 1})
			return err
		})
		if err != nil {
			t.Fatalf("Find(%q): %v", words, err)
		}
	})
}

// TestShrink: what is kept in memory can be given back at any time, also beside readers and
// writers, and everything is there afterwards.
func TestShrink(t *testing.T) {
	t.Parallel()
	db := open(t).DB
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for range 20 {
				err := db.View(t.Context(), func(tx *store.Tx) error { _, err := tx.Brands(); return err })
				if i == 0 && err == nil {
					err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.CreateBrand(&desk.Brand{Name: "Acme"}) })
				}
				if err == nil {
					err = db.Shrink()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	err := db.View(t.Context(), func(tx *store.Tx) error {
		brands, err := tx.Brands()
		if len(brands) != 20 {
			t.Errorf("%d brands of 20 are there", len(brands))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := errors.Join(db.Close(), db.Shrink()); err != nil {
		t.Errorf("after the end: %v", err)
	}
}
