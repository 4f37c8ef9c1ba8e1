package postgres

import (
	"context"

	"heed/internal/store"
)

// inspect looks for words without a message. PostgreSQL keeps foreign keys and pages by
// itself.
func inspect(ctx context.Context, s store.Session) ([]store.Finding, error) {
	f := store.Finding{What: "The index of words holds messages that cannot be found.", Table: "message_words",
		Mend: "Searches pass them over; they take room only."}
	ids, err := numbers(ctx, s, `SELECT w.id FROM message_words w WHERE NOT EXISTS
		(SELECT 1 FROM messages m WHERE m.id = w.id AND m.text <> '' AND m.copy_of = 0)`)
	for _, id := range ids {
		f.Add(id)
	}
	if f.Count == 0 {
		return nil, err
	}
	return []store.Finding{f}, err
}

// compareWords computes each vector anew and holds it against the stored one.
func compareWords(ctx context.Context, s store.Session, ids []int64, list [][]string) ([]int64, error) {
	vectors := make([]*string, len(ids))
	for i, id := range ids {
		if list[i] != nil {
			v := words(id, list[i])[0].(string)
			vectors[i] = &v
		}
	}
	return numbers(ctx, s, `SELECT e.id FROM unnest($1::bigint[], $2::text[]) AS e (id, words) LEFT JOIN message_words w ON w.id = e.id
		WHERE w.words IS DISTINCT FROM e.words::tsvector ORDER BY e.id`, ids, vectors)
}

func numbers(ctx context.Context, s store.Session, statement string, args ...any) (list []int64, err error) {
	err = s.Query(ctx, store.Query{Text: statement, Args: args, Each: func(r store.Row) error {
		var n int64
		err := r.Scan(&n)
		list = append(list, n)
		return err
	}})
	return list, err
}
