package postgres_test

import (
	"database/sql"
	"errors"
	"testing"

	"heed/internal/store/postgres"
	"heed/internal/store/storetest"
)

var key = make([]byte, 32)

func open(t *testing.T) storetest.Desk {
	t.Helper()
	url := storetest.Postgres(t)
	db, err := postgres.Open(t.Context(), url, postgres.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("pgx", url)
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
