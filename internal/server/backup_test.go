package server_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store"
)

// A backup of a running desk is a desk itself, with its credentials.
func TestBackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func(data string) *server.Desk {
		t.Helper()
		cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": data}})
		if err != nil {
			t.Fatal(err)
		}
		d, err := server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	home, kept := filepath.Join(dir, "desk"), filepath.Join(dir, "kept")
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": home}})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Backup(t.Context(), cfg, kept); desk.KindOf(err) != desk.NotFound {
		t.Fatalf("of no desk: %v", err)
	}
	d := open(home)
	secret := map[string]string{"password": "of an account"}
	var account desk.AccountID
	err = d.DB.Update(t.Context(), func(tx *store.Tx) error {
		brand := desk.Brand{Name: "Acme"}
		if err := tx.CreateBrand(&brand); err != nil {
			return err
		}
		a := desk.Account{Brand: brand.ID, Network: "bluesky", Name: "Acme"}
		if err := tx.CreateAccount(&a); err != nil {
			return err
		}
		account = a.ID
		return tx.SaveSecrets(a.ID, secret)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Backup(t.Context(), cfg, kept+string(filepath.Separator)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"heed.db", "secret.key"} {
		if info, err := os.Stat(filepath.Join(kept, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	var got map[string]string
	err = open(kept).DB.View(t.Context(), func(tx *store.Tx) error {
		got, err = tx.Secrets(account)
		return err
	})
	if err != nil || !maps.Equal(got, secret) {
		t.Errorf("the account's secret in the backup: %q, %v", got, err)
	}
	if err := server.Backup(t.Context(), cfg, kept); desk.KindOf(err) != desk.Conflict {
		t.Errorf("over an earlier one: %v", err)
	}

	ended, end := context.WithCancel(t.Context())
	end()
	if err := server.Backup(ended, cfg, filepath.Join(dir, "none")); err == nil {
		t.Error("a backup that was ended is said to be made")
	}
	left, err := filepath.Glob(filepath.Join(dir, ".heed-backup-*"))
	if _, gone := os.Stat(filepath.Join(dir, "none")); err != nil || len(left) > 0 || !errors.Is(gone, fs.ErrNotExist) {
		t.Errorf("a backup that was ended leaves %v", left)
	}
	other := *cfg
	other.Database = "postgres://localhost/desk"
	if err := server.Backup(t.Context(), &other, filepath.Join(dir, "other")); desk.KindOf(err) != desk.Invalid {
		t.Errorf("of PostgreSQL: %v", err)
	}
}
