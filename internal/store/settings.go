package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Setting is "" if absent.
func (tx *Tx) Setting(key string) (value string, err error) {
	defer call(&err, "Setting(%s)", key)
	err = tx.row("SELECT value FROM settings WHERE key = $1", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

// SaveSetting keeps a setting.
func (tx *Tx) SaveSetting(key, value string) (err error) {
	defer call(&err, "SaveSetting(%s)", key)
	return tx.later("INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
}

// Lease takes or renews the lease of a name for a holder and reports whether it is theirs
// now. A lease that is not renewed within ttl may be taken by another; the database's clock
// decides. It is how a loop runs on one of many machines.
func (db *DB) Lease(ctx context.Context, name, holder string, ttl time.Duration) (held bool, err error) {
	defer call(&err, "Lease(%s)", name)
	err = db.Update(ctx, func(tx *Tx) error {
		n, err := tx.exec(`INSERT INTO leases (name, holder, until) VALUES ($1, $2, /*now*/0 + $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE leases.holder = excluded.holder OR leases.until < /*now*/0`, name, holder, ttl.Microseconds())
		held = n > 0
		return err
	})
	return held, err
}

// Release gives a lease back, so that another need not wait for its end.
func (db *DB) Release(ctx context.Context, name, holder string) (err error) {
	defer call(&err, "Release(%s)", name)
	return db.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM leases WHERE name = $1 AND holder = $2", name, holder)
		return err
	})
}
