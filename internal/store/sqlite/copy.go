package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"

	driver "modernc.org/sqlite"

	"heed/internal/desk"
)

// Copy writes the database at from, as it is at one moment, to a new file. Whoever has it
// open goes on reading and writing, and a schema that is older is left as it is. When it returns,
// the copy is on the disk.
func Copy(ctx context.Context, from, to string) (err error) {
	if _, err := os.Stat(from); err != nil {
		return err // a connection would make it
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return &desk.Error{Kind: desk.Conflict, Message: "There's already a file " + to + " already.", Mend: "Name another.", Err: err}
	}
	if err := ownFile(to); err != nil {
		return err
	}
	connector, err := driver.NewConnector(dsn(from, "deferred"))
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return err
	}
	return synced(to)
}

// synced waits until a file is on the disk, which VACUUM does not.
func synced(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
