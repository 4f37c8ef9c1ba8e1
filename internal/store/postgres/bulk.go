package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"heed/internal/store"
)

// bulk copies rows in.
func bulk(ctx context.Context, s store.Session, table string, columns []string, rows [][]any) error {
	session := s.(*session)
	if err := session.begun(ctx); err != nil {
		return err
	}
	_, err := session.conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return err
}

// bulkWords inserts from arrays, since a text search vector cannot be copied as text, and
// sorts all new words into their index at once.
func bulkWords(ctx context.Context, s store.Session, rows [][]any) error {
	ids, words := make([]int64, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		ids[i], words[i] = row[0].(int64), row[1].(string)
	}
	if _, err := s.Exec(ctx, "SET LOCAL gin_pending_list_limit = '64MB'"); err != nil {
		return err
	}
	if _, err := s.Exec(ctx, `INSERT INTO message_words (id, words)
		SELECT id, words::tsvector FROM unnest($1::bigint[], $2::text[]) AS new (id, words)`, ids, words); err != nil {
		return err
	}
	_, err := s.Exec(ctx, "SELECT gin_clean_pending_list('message_words_words'::regclass)")
	return err
}
