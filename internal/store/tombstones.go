package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"heed/internal/desk"
)

// graveKey makes the key of tombstones from that of the credentials: it says nothing about it.
func graveKey(key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("heed tombstones 1"))
	return h.Sum(nil)
}

// grave is the hash of a name that [desk.GraveOf] or [desk.GraveOfMessage] made. Without the key nobody can
// try names against it.
func (s *Sealer) grave(name string) string {
	h := hmac.New(sha256.New, s.graves)
	h.Write([]byte(name))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// bury keeps that what is behind a name is not taken in anew, if it was written until then.
func (tx *Tx) bury(name string, until, now time.Time) error {
	if tx.db.seal == nil {
		return desk.Errorf(desk.Unavailable, "The desk was opened without its key, and cannot remember who was erased.")
	}
	return tx.later(`INSERT INTO tombstones (hash, until, at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE
		SET until = CASE WHEN excluded.until > tombstones.until THEN excluded.until ELSE tombstones.until END, at = excluded.at`,
		tx.db.seal.grave(name), desk.Micros(until), desk.Micros(now))
}

// Graves tells of names up to when what they wrote is not taken in anew; only of those of whom something was
// erased.
func (tx *Tx) Graves(names []string) (_ map[string]time.Time, err error) {
	defer call(&err, "Graves(%d names)", len(names))
	if len(names) == 0 || tx.db.seal == nil {
		return nil, nil
	}
	hashes := make([]string, len(names))
	for i, n := range names {
		hashes[i] = tx.db.seal.grave(n)
	}
	found := map[string]time.Time{}
	err = tx.each(func(s scanner) error {
		var hash string
		var until time.Time
		err := s.Scan(&hash, at(&until))
		found[hash] = until
		return err
	}, "SELECT hash, until FROM tombstones WHERE hash IN texts($1)", texts(tx, hashes))
	graves := make(map[string]time.Time, len(found))
	for i, n := range names {
		if until, ok := found[hashes[i]]; ok {
			graves[n] = until
		}
	}
	return graves, err
}

// LatestGrave is when something was erased last; zero: nothing was.
func (tx *Tx) LatestGrave() (last time.Time, err error) {
	defer call(&err, "LatestGrave")
	return last, tx.row("SELECT COALESCE(max(at), 0) FROM tombstones").Scan(at(&last))
}
