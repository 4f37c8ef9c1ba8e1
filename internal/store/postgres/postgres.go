// Package postgres opens the store in a PostgreSQL database, version 15 or later, for
// several copies of heed at once.
//
// Begin with [Open].
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/migrations"
)

// Options are what an operator may choose; the zero value is right for most.
type Options struct {
	// Key seals credentials: [store.KeySize] bytes, the same on every machine. Without it
	// credentials can neither be kept nor read.
	Key []byte
	// Conns bounds the connections of this program; 0: 16.
	Conns int
}

const oldest = 15

// Open connects to the database at url ("postgres://user@host/name") and brings its schema
// up to date. Of several programs that start at once one does so and the others wait.
func Open(ctx context.Context, url string, opts Options) (_ *store.DB, err error) {
	defer func() {
		if err != nil && desk.KindOf(err) == "" {
			err = &desk.Error{Kind: desk.Unavailable, Message: "The PostgreSQL database cannot be opened.",
				Mend: "Look whether the server runs, and whether the address, the user and the name of the database are right.", Err: err}
		}
	}()
	var sealer *store.Sealer
	if opts.Key != nil {
		if sealer, err = store.NewSealer(opts.Key); err != nil {
			return nil, err
		}
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "The address of the PostgreSQL database cannot be read.",
			Mend: "It looks like postgres://user:password@host:5432/name.", Err: err}
	}
	settle(config.ConnConfig)
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, tuning, pgx.QueryExecModeSimpleProtocol)
		return err
	}
	config.MaxConns = defaultConns
	if opts.Conns > 0 {
		config.MaxConns = int32(opts.Conns)
	}
	config.MaxConnIdleTime = 5 * time.Minute
	first := stdlib.OpenDB(*config.ConnConfig)
	if err := errors.Join(prepare(ctx, first), first.Close()); err != nil {
		return nil, err
	}
	conns, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return store.New(dialect(), newPool(conns), sealer), nil
}

const defaultConns = 16

// tuning is for every connection. Compiling a plan costs more than any statement of the
// store takes, and so does planning: no statement here is better planned for its arguments
// than once for all, as storetest holds. Every search reads all words that were added but not yet sorted into their
// index, so there must not be many; the keeper sorts them in before there are.
const tuning = "SET jit = off; SET plan_cache_mode = force_generic_plan; SET gin_pending_list_limit = '1MB'"

// settle names the program to the server.
func settle(config *pgx.ConnConfig) {
	for key, value := range map[string]string{"application_name": "heed", "timezone": "UTC"} {
		if _, given := config.RuntimeParams[key]; !given {
			config.RuntimeParams[key] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
}

func prepare(ctx context.Context, db *sql.DB) error {
	var number int
	var name string
	err := db.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_version')").Scan(&number, &name)
	if err != nil {
		return err
	}
	if number/10000 < oldest {
		return &desk.Error{Kind: desk.Unavailable, Message: fmt.Sprintf("This is PostgreSQL %s, and heed needs %d or later.", name, oldest),
			Mend: "Upgrade the server."}
	}
	if err := migrate(ctx, db); err != nil {
		return err
	}
	return renumber(ctx, db)
}

func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Sub(migrations.Postgres, "postgres")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return err
	}
	return store.Migrate(ctx, goose.DialectPostgres, db, steps, goose.WithSessionLocker(locker))
}

// renumber helps after a dump was restored into a new server, whose transactions are
// numbered from the start again: the events there seem to come from the future, and
// followers would wait for it.
func renumber(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `UPDATE events SET tx = 0
		WHERE tx > 0 AND (SELECT max(tx) FROM events) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`)
	return err
}
