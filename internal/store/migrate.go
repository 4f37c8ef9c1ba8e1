package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"heed/internal/desk"
)

// Migrate brings a database to the schema of this program. A database that a newer
// program made is refused.
func Migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, steps fs.FS, opts ...goose.ProviderOption) error {
	p, err := goose.NewProvider(dialect, db, steps, append(opts, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))...) // a step that came late to the program is made up
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if has > knows {
		return &desk.Error{Kind: desk.Unavailable,
			Message: fmt.Sprintf("This database was made by a newer heed (schema %d; this program knows %d).", has, knows),
			Mend:    "Start the newer program, or restore a backup from before the upgrade."}
	}
	if pending, err := p.HasPending(ctx); err != nil || !pending {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database from schema %d to %d: %w", has, knows, err)
	}
	return nil
}
