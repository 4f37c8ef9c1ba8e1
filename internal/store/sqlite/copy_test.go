package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

// A copy that is made while somebody writes holds what was committed before it began, whole.
func TestCopyWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "heed.db"), filepath.Join(dir, "it's a 100% copy?.db")
	db, err := sqlite.Open(t.Context(), from, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	brand := func(tx *store.Tx) error { return tx.CreateBrand(&desk.Brand{Name: "Acme"}) }
	if err := db.Update(t.Context(), brand); err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error { // open while the copy is made
		if err := brand(tx); err != nil {
			return err
		}
		return sqlite.Copy(t.Context(), from, to)
	})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v; want it to be its owner's alone", info, err)
	}
	if err := sqlite.Copy(t.Context(), from, to); desk.KindOf(err) != desk.Conflict {
		t.Errorf("over a file: %v", err)
	}
	if err := sqlite.Copy(t.Context(), filepath.Join(dir, "none.db"), filepath.Join(dir, "other.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: %v", err)
	}
	copied, err := sqlite.Open(t.Context(), to, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	err = copied.View(t.Context(), func(tx *store.Tx) error {
		brands, err := tx.Brands()
		if len(brands) != 1 {
			t.Errorf("%d brands, not the one that was committed", len(brands))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	findings, err := store.Check(t.Context(), copied, func(string) {})
	if err != nil || len(findings) > 0 {
		t.Errorf("heed check of the copy: %v, %v", findings, err)
	}
}
