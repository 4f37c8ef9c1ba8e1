package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"heed/internal/desk"
	"heed/internal/store"
)

func dialect() *store.Dialect {
	return &store.Dialect{
		Name:        "sqlite",
		Placeholder: "?",
		Ints:        "IN (SELECT value FROM json_each(ARG))",
		Texts:       "IN (SELECT value FROM json_each(ARG))",
		// A bare argument as limit is looked at by the planner, and the statement is planned anew
		// each time that it is bound.
		Limit:       "LIMIT +ARG",
		SkipLocked:  "",
		Now:         "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
		Transaction: "0",
		Slice:       list,
		Settled:     "SELECT COLUMNS FROM events WHERE id > $2 AND tx >= $1 ORDER BY id LIMIT $3",
		Latest:      "SELECT tx, id FROM events ORDER BY id DESC LIMIT 1",
		FindWords:   "SELECT rowid FROM message_words WHERE message_words MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3",
		AddWords:    "INSERT INTO message_words (rowid, words, slices) VALUES ($1, $2, $3)",
		DropWords:   "DELETE FROM message_words WHERE rowid = $1",
		Words:       words,
		Match:       match,
		Size:        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
		// The words of messages that are not indexed any more leave the index when its segments are merged: the
		// first step of that, which takes all of them; the keeper takes the others.
		Shred:        []string{"PRAGMA secure_delete = ON"},
		Shredded:     []string{"INSERT INTO message_words (message_words, rank) VALUES ('merge', -32)", "PRAGMA secure_delete = FAST"},
		Bulk:         bulk,
		BulkWords:    bulkWords,
		CompareWords: compareWords,
		Inspect:      inspect,
		Kind:         kind,
		Retry:        retry,
	}
}

func list(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return nil // slices of numbers and of valid texts always encode
	}
	return string(b)
}

func words(id int64, words []string) []any {
	return []any{strings.Join(words, " "), strings.Join(store.Sliced(id, words), " ")}
}

// match writes a question in the language of FTS5. Words hold no quotes.
func match(m store.Match) string {
	var all []string
	if m.Slices == nil {
		for i, term := range m.Terms {
			all = append(all, quote(strings.Join(term, " "), m.Prefix && i == len(m.Terms)-1))
		}
		return "words : (" + strings.Join(all, " AND ") + ")"
	}
	for _, slice := range m.Slices {
		all = append(all, "("+strings.Join(inSlice(m, slice), " AND ")+")")
	}
	q := "slices : (" + strings.Join(all, " OR ") + ")"
	for i, term := range m.Terms {
		if len(term) > 1 {
			q += " AND words : " + quote(strings.Join(term, " "), m.Prefix && i == len(m.Terms)-1)
		}
	}
	return q
}

func inSlice(m store.Match, slice int64) []string {
	var words []string
	prefix := strconv.FormatInt(slice, 10) + store.Gap
	for i, term := range m.Terms {
		for j, w := range term {
			words = append(words, quote(prefix+w, m.Prefix && i == len(m.Terms)-1 && j == len(term)-1))
		}
	}
	return words
}

func quote(s string, prefix bool) string {
	s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	if prefix {
		s += " *"
	}
	return s
}

func kind(err error) desk.Kind {
	var e *driver.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY:
		return desk.Conflict
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY,
		lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_PROTOCOL:
		return desk.Unavailable
	}
	return ""
}

func retry(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_BUSY || e.Code()&0xff == lib.SQLITE_LOCKED)
}

// bulk runs one prepared statement a row: there is no way round it that is faster.
func bulk(ctx context.Context, s store.Session, table string, columns []string, rows [][]any) error {
	marks := strings.Repeat(", ?", len(columns))[2:]
	return each(ctx, s, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+marks+")", rows)
}

func bulkWords(ctx context.Context, s store.Session, rows [][]any) error {
	return each(ctx, s, "INSERT INTO message_words (rowid, words, slices) VALUES (?, ?, ?)", rows)
}

func each(ctx context.Context, s store.Session, statement string, rows [][]any) error {
	for _, row := range rows {
		if _, err := s.Exec(ctx, statement, row...); err != nil {
			return err
		}
	}
	return nil
}
