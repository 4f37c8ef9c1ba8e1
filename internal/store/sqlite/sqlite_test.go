package sqlite_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"heed/internal/store/sqlite"
	"heed/internal/store/storetest"
)

func open(t *testing.T) storetest.Desk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "heed.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(raw.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return storetest.Desk{DB: db, Raw: raw}
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}
