package sqlite

import (
	"context"

	"heed/internal/store"
)

// inspect lets SQLite look at its pages, its index of words and its foreign keys, and looks
// for words without a message.
func inspect(ctx context.Context, s store.Session) ([]store.Finding, error) {
	// quick_check lets FTS5 walk its segments by the list of them that this connection read last;
	// only a search looks whether others have merged them since.
	err := s.Query(ctx, store.Query{Text: `SELECT rowid FROM message_words WHERE message_words MATCH '"a"' LIMIT 1`, Each: func(store.Row) error { return nil }})
	if err != nil {
		return nil, err
	}
	var found []store.Finding
	err = s.Query(ctx, store.Query{Text: "PRAGMA quick_check(20)", Each: func(r store.Row) error {
		var line string
		err := r.Scan(&line)
		if line != "ok" {
			found = append(found, store.Finding{What: "The database file is damaged: " + line, Count: 1,
				Mend: "Stop heed, keep a copy of the file, and restore the latest backup."})
		}
		return err
	}})
	if err != nil {
		return nil, err
	}
	for _, q := range []struct{ what, table, statement, mend string }{
		{"Rows refer to others that are not there.", "tables with foreign keys", "SELECT COALESCE(rowid, 0) FROM pragma_foreign_key_check",
			"This should not happen. Restore the latest backup in which it is right."},
		{"The index of words holds messages that cannot be found.", "message_words",
			`SELECT d.id FROM message_words_docsize d WHERE NOT EXISTS
				(SELECT 1 FROM messages m WHERE m.id = d.id AND m.text <> '' AND m.copy_of = 0)`,
			"Searches pass them over; they take room only."},
	} {
		f := store.Finding{What: q.what, Table: q.table, Mend: q.mend}
		err := numbers(ctx, s, q.statement, func(id int64) { f.Add(id) })
		if err != nil {
			return nil, err
		}
		if f.Count > 0 {
			found = append(found, f)
		}
	}
	return found, nil
}

func numbers(ctx context.Context, s store.Session, statement string, each func(int64), args ...any) error {
	return s.Query(ctx, store.Query{Text: statement, Args: args, Each: func(r store.Row) error {
		var n int64
		err := r.Scan(&n)
		each(n)
		return err
	}})
}

// compareWords holds the number of words that FTS5 keeps of each message against ours. The
// words themselves cannot be read back from an index without content; that they are whole
// is what quick_check asks FTS5.
func compareWords(ctx context.Context, s store.Session, ids []int64, words [][]string) (wrong []int64, err error) {
	sizes := map[int64][2]uint64{}
	err = s.Query(ctx, store.Query{Text: "SELECT id, sz FROM message_words_docsize WHERE id IN (SELECT value FROM json_each(?))", Args: []any{list(ids)},
		Each: func(r store.Row) error {
			var id int64
			var sz []byte
			err := r.Scan(&id, &sz)
			first, sz := varint(sz)
			second, _ := varint(sz)
			sizes[id] = [2]uint64{first, second}
			return err
		}})
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		size, indexed := sizes[id]
		want := [2]uint64{uint64(len(words[i])), uint64(len(store.Sliced(id, words[i])))}
		if indexed != (words[i] != nil) || indexed && size != want {
			wrong = append(wrong, id)
		}
	}
	return wrong, nil
}

// varint reads a number as SQLite writes it: big end first, seven bits a byte.
func varint(b []byte) (n uint64, rest []byte) {
	for i, c := range b {
		if i == 8 {
			return n<<8 | uint64(c), b[9:]
		}
		n = n<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return n, b[i+1:]
		}
	}
	return n, nil
}
