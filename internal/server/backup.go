package server

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/store/sqlite"
)

// Backup copies a desk on SQLite, as it is at one moment, into a new folder that is a data
// folder itself: the database, and the key that opens its credentials where it lies beside it. The
// desk may run meanwhile. Heard posts that are kept for trying searches are not copied.
//
// The folder appears under its name once it is whole.
func Backup(ctx context.Context, cfg *config.Config, folder string) (err error) {
	if cfg.Database != "" {
		return &desk.Error{Kind: desk.Invalid, Message: "This desk is kept in PostgreSQL, which has its own way of backups.",
			Mend: "Use pg_dump, and keep secret.key of the data folder, or HEED_SECRET_KEY, beside it. docs/running.md shows how."}
	}
	if err := Exists(cfg); err != nil {
		return err
	}
	folder = filepath.Clean(folder)
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		return &desk.Error{Kind: desk.Conflict, Message: "There's already something at " + folder + " already.", Mend: "Choose a new folder: a backup never overwrites anything.", Err: err}
	}
	part, err := os.MkdirTemp(filepath.Dir(folder), ".heed-backup-")
	if err != nil {
		return &desk.Error{Kind: desk.Unavailable, Message: "The folder " + folder + " can't be created.", Mend: "Check that its parent folder exists and is writable.", Err: err}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	if err := sqlite.Copy(ctx, DatabaseFile(cfg), filepath.Join(part, filepath.Base(DatabaseFile(cfg)))); err != nil {
		return &desk.Error{Kind: desk.Unavailable, Message: "The database couldn't be copied.", Mend: "Check that there is space for a second copy in " + filepath.Dir(folder) + ".", Err: err}
	}
	if err := copyKey(cfg.Data, part); err != nil {
		return err
	}
	return os.Rename(part, folder)
}

func copyKey(from, to string) error {
	key, err := os.ReadFile(filepath.Join(from, sqlite.KeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the operator has it
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, sqlite.KeyFile), key, 0o600)
}
