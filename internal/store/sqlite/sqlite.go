// Package sqlite opens the store in a file, without cgo.
//
// One connection writes, with every commit synced to the disk (WAL, synchronous FULL);
// a few others read, each from its own snapshot, and never wait for the writer. Several
// programs may open the same file on one machine; a file on a network share is not safe.
//
// Begin with [Open].
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/migrations"
)

// Options are what an operator may choose; the zero value is right for most.
type Options struct {
	// Key seals credentials: [store.KeySize] bytes. Without it the file secret.key beside the
	// database is read, or made with a new key.
	Key []byte
	// Readers is the number of connections that read; 0: four, or two a core.
	Readers int
}

// Page caches in KiB. They are small, since the operating system keeps the pages too.
const (
	writerCache = 16 << 10
	readerCache = 2 << 10
)

// maxJournal is the size of the write-ahead log at which the writer moves it into the database itself, and
// to which it shrinks after it had to grow.
const maxJournal = 64 << 20

const pageSize = 4096 // SQLite's own choice

const busyTimeout = 10 * time.Second

// KeyFile is the name of the file with the key, beside the database.
const KeyFile = "secret.key"

// Open opens or makes the database at path and brings its schema up to date. The folder
// must exist.
func Open(ctx context.Context, path string, opts Options) (_ *store.DB, err error) {
	defer func() {
		if err != nil && desk.KindOf(err) == "" {
			err = &desk.Error{Kind: desk.Unavailable, Message: "The database " + path + " cannot be opened.",
				Mend: "Look whether its folder exists, may be written by heed and has room.", Err: err}
		}
	}()
	sealer, err := sealer(path, opts)
	if err != nil {
		return nil, err
	}
	if err := ownFile(path); err != nil {
		return nil, err
	}
	write, err := driver.NewConnector(dsn(path, "immediate", "synchronous(FULL)", "secure_delete(FAST)", fmt.Sprintf("cache_size(-%d)", writerCache),
		fmt.Sprintf("wal_autocheckpoint(%d)", maxJournal/pageSize)))
	if err != nil {
		return nil, err
	}
	first := sql.OpenDB(write)
	first.SetMaxOpenConns(1)
	if err := errors.Join(migrate(ctx, first), first.Close()); err != nil {
		return nil, err
	}
	read, err := driver.NewConnector(dsn(path, "deferred", "query_only(1)", fmt.Sprintf("cache_size(-%d)", readerCache)))
	if err != nil {
		return nil, err
	}
	other, err := driver.NewConnector(dsn(path, "deferred"))
	if err != nil {
		return nil, err
	}
	move := sql.OpenDB(other)
	move.SetMaxOpenConns(1)
	n := opts.Readers
	if n <= 0 {
		n = max(4, 2*runtime.GOMAXPROCS(0))
	}
	return store.New(dialect(), newPool(write, read, move, n), sealer), nil
}

func sealer(path string, opts Options) (*store.Sealer, error) {
	key := opts.Key
	if key == nil {
		dir := filepath.Dir(path)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, errors.Join(err, fs.ErrNotExist)
		}
		var err error
		if key, err = store.KeyFile(filepath.Join(dir, KeyFile)); err != nil {
			return nil, err
		}
	}
	return store.NewSealer(key)
}

// ownFile makes an empty database that its owner alone may read: it will hold what people
// wrote in private. SQLite gives the files beside it the same mode.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func dsn(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "temp_store(MEMORY)")
	q.Add("_pragma", fmt.Sprintf("journal_size_limit(%d)", maxJournal))
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// migrate may meet another program that does the same: it then looks again.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Sub(migrations.SQLite, "sqlite")
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err = store.Migrate(ctx, goose.DialectSQLite3, db, steps)
		if err == nil || try == 5 || desk.KindOf(err) != "" || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(try) * 50 * time.Millisecond)
	}
}
