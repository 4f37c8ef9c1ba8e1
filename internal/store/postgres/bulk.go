package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"heed/internal/store"
)

// bulk copies rows in.
func bulk(ctx context.Context, s store.Session, table string, columns []string, rows [][]any) error {
	return s.(*session).conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("copy into %s: the driver is %T", table, driver)
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
}

// bulkWords inserts from arrays, since a text search vector cannot be copied as text.
func bulkWords(ctx context.Context, s store.Session, rows [][]any) error {
	ids, words := make([]int64, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		ids[i], words[i] = row[0].(int64), row[1].(string)
	}
	_, err := s.Exec(ctx, `INSERT INTO message_words (id, words)
		SELECT id, words::tsvector FROM unnest($1::bigint[], $2::text[]) AS new (id, words)`, ids, words)
	return err
}
