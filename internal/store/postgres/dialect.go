package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"heed/internal/desk"
	"heed/internal/store"
)

const horizon = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

func dialect() *store.Dialect {
	return &store.Dialect{
		Name:        "postgres",
		Placeholder: "$",
		Ints:        "= ANY (ARG::bigint[])",
		Texts:       "= ANY (ARG::text[])",
		SkipLocked:  "FOR UPDATE OF o SKIP LOCKED",
		Lock:        "SELECT pg_advisory_xact_lock(n) FROM unnest($1::bigint[]) AS n",
		Now:         "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
		Transaction: "pg_current_xact_id()::text::bigint",
		Slice:       func(v any) any { return v },
		Sequence:    "SELECT nextval($1::text::regclass) FROM generate_series(1, $2)",
		Settled:     "SELECT COLUMNS FROM events WHERE (tx, id) > ($1, $2) AND tx < " + horizon + " ORDER BY tx, id LIMIT $3",
		Latest:      "SELECT tx, id FROM events WHERE tx < " + horizon + " ORDER BY tx DESC, id DESC LIMIT 1",
		// Only the index of words may be used: walking the ids from the newest, which the planner
		// likes for a small limit, reads everything when the words are rare.
		FindWords:    "SELECT id FROM message_words WHERE words @@ $1::text::tsquery AND id + 0 < $2 ORDER BY id + 0 DESC LIMIT $3",
		AddWords:     addWords,
		DropWords:    "DELETE FROM message_words WHERE id = $1",
		Words:        words,
		Match:        match,
		Size:         "SELECT pg_database_size(current_database())",
		Count:        "ANALYZE",
		Bulk:         bulk,
		BulkWords:    bulkWords,
		CompareWords: compareWords,
		Inspect:      inspect,
		Kind:         kind,
		Retry:        retry,
	}
}

const addWords = "INSERT INTO message_words (id, words) VALUES ($1, $2::text::tsvector)"

// words writes a text search vector: each word with its places, and once behind its
// slice. PostgreSQL keeps 256 places of a word and none beyond 16383.
func words(id int64, words []string) []any {
	places := map[string][]int{}
	for i, w := range words {
		if w != store.Gap {
			places[w] = append(places[w], i+1)
		}
	}
	var b strings.Builder
	for w, at := range places {
		b.WriteString(quote(w) + ":")
		for i, n := range at {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(' ')
	}
	for _, w := range store.Sliced(id, words) {
		b.WriteString(quote(w) + " ")
	}
	return []any{b.String()}
}

// match writes a question in the language of tsquery.
func match(m store.Match) string {
	var all []string
	last := len(m.Terms) - 1
	if m.Slices == nil {
		for i, term := range m.Terms {
			all = append(all, phrase(term, m.Prefix && i == last))
		}
		return strings.Join(all, " & ")
	}
	for _, slice := range m.Slices {
		var in []string
		prefix := strconv.FormatInt(slice, 10) + store.Gap
		for i, term := range m.Terms {
			for j, w := range term {
				in = append(in, lexeme(prefix+w, m.Prefix && i == last && j == len(term)-1))
			}
		}
		all = append(all, "("+strings.Join(in, " & ")+")")
	}
	q := "(" + strings.Join(all, " | ") + ")"
	for i, term := range m.Terms {
		if len(term) > 1 {
			q += " & (" + phrase(term, m.Prefix && i == last) + ")"
		}
	}
	return q
}

func phrase(term []string, prefix bool) string {
	var parts []string
	for i, w := range term {
		parts = append(parts, lexeme(w, prefix && i == len(term)-1))
	}
	return "(" + strings.Join(parts, " <-> ") + ")"
}

func lexeme(w string, prefix bool) string {
	if prefix {
		return quote(w) + ":*"
	}
	return quote(w)
}

func quote(w string) string {
	if strings.ContainsAny(w, `'\`) {
		w = strings.ReplaceAll(strings.ReplaceAll(w, "'", "''"), `\`, `\\`)
	}
	return "'" + w + "'"
}

// Codes of PostgreSQL's errors.
var (
	conflicts = []string{"23505"}                                     // unique_violation
	retries   = []string{"40001", "40P01", "55P03"}                   // serialization, deadlock, lock not available
	absent    = []string{"08", "53", "57", "58", "25006", "3D", "28"} // connection, resources, shutdown, system, read only, no such database, no entry
)

func kind(err error) desk.Kind {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case slices.Contains(conflicts, e.Code):
			return desk.Conflict
		case slices.Contains(retries, e.Code), slices.ContainsFunc(absent, func(p string) bool { return strings.HasPrefix(e.Code, p) }):
			return desk.Unavailable
		}
		return ""
	}
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ""
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, net.ErrClosed), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF), pgconn.SafeToRetry(err):
		return desk.Unavailable
	}
	return ""
}

func retry(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && slices.Contains(retries, e.Code) || pgconn.SafeToRetry(err)
}
