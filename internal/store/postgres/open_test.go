package postgres_test

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/postgres"
	"heed/internal/store/storetest"
)

func TestOpenTogether(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			db, err := postgres.Open(t.Context(), url, postgres.Options{Conns: 2})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Ping(t.Context()); err != nil {
				t.Error(err)
			}
			for range 2 {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]desk.Kind{"postgres://[": desk.Invalid, "postgres://nobody@/none?host=/nowhere/at/all": desk.Unavailable} {
		if _, err := postgres.Open(t.Context(), url, postgres.Options{}); !desk.Is(err, want) {
			t.Errorf("Open(%q): %v, want %s", url, err, want)
		}
	}
	db := open(t)
	if _, err := db.Raw.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.Open(t.Context(), address(t, db.Raw), postgres.Options{})
	if !desk.Is(err, desk.Unavailable) || !strings.HasPrefix(err.Error(), "This database was made by a newer heed (schema 9999;") {
		t.Errorf("a database of a newer program: %v", err)
	}
}

// address is the URL of an open database.
func address(t *testing.T, db *sql.DB) (url string) {
	t.Helper()
	err := db.QueryRowContext(t.Context(), `SELECT 'postgres://postgres@/' || current_database() || '?host=' ||
		current_setting('unix_socket_directories') || '&sslmode=disable'`).Scan(&url)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func TestNoKey(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), storetest.Postgres(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	a := &desk.Account{Network: "echo"}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.CreateAccount(a); err != nil {
			return err
		}
		if secrets, err := tx.Secrets(a.ID); secrets != nil || err != nil {
			t.Errorf("an account without credentials: %v, %v", secrets, err)
		}
		return tx.SaveSecrets(a.ID, map[string]string{"a": "b"})
	})
	if !desk.Is(err, desk.Unavailable) {
		t.Errorf("credentials without a key: %v", err)
	}
}

// TestRestored: a dump in a new server brings transactions from what is the future there;
// followers see its events all the same, and those that come after.
func TestRestored(t *testing.T) {
	t.Parallel()
	db := open(t)
	add := func(db *store.DB, n int) {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for range n {
				if err := tx.Append(&desk.Event{Kind: desk.NoteAdded, At: time.Unix(1, 0)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add(db.DB, 3)
	if _, err := db.Raw.ExecContext(t.Context(), "UPDATE events SET tx = tx + 1000000000"); err != nil {
		t.Fatal(err)
	}
	again, err := postgres.Open(t.Context(), address(t, db.Raw), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	add(again, 2)
	var ids []int64
	for deadline := time.Now().Add(time.Minute); len(ids) < 5 && time.Now().Before(deadline); {
		ids = nil
		err := again.View(t.Context(), func(tx *store.Tx) error {
			list, _, err := tx.Events(desk.EventCursor{}, 10)
			for _, e := range list {
				ids = append(ids, e.ID)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, id := range ids {
		if id != int64(i+1) {
			t.Errorf("events come as %v", ids)
		}
	}
	if len(ids) != 5 {
		t.Errorf("%d events can be followed, want 5", len(ids))
	}
}

// TestNaiveCursor shows why events are followed as they are: "id greater than the last
// seen" passes over what was written first and committed last.
func TestNaiveCursor(t *testing.T) {
	t.Parallel()
	db := open(t)
	event := func() *desk.Event { return &desk.Event{Kind: desk.NoteAdded, At: time.Unix(1, 0)} }
	slow, quick := event(), event()
	view := func() (naive, safe []int64) {
		rows, err := db.Raw.QueryContext(t.Context(), "SELECT id FROM events WHERE id > 0 ORDER BY id")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			naive = append(naive, id)
		}
		err = db.View(t.Context(), func(tx *store.Tx) error {
			list, _, err := tx.Events(desk.EventCursor{}, 10)
			for _, e := range list {
				safe = append(safe, e.ID)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return naive, safe
	}
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.Append(slow); err != nil {
			return err
		}
		err := db.Update(context.WithoutCancel(t.Context()), func(tx *store.Tx) error { return tx.Append(quick) })
		if err != nil {
			return err
		}
		naive, safe := view()
		if len(naive) != 1 || naive[0] != quick.ID || quick.ID < slow.ID {
			t.Errorf("the naive follower sees %v while %d is not committed: this shows nothing", naive, slow.ID)
		}
		if len(safe) != 0 {
			t.Errorf("a safe follower sees %v before %d is committed", safe, slow.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; {
		_, safe := view()
		if len(safe) == 2 && safe[0] == slow.ID && safe[1] == quick.ID {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("a safe follower sees %v, want %d and %d", safe, slow.ID, quick.ID)
		}
	}
}
