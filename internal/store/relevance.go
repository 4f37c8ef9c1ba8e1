package store

import (
	"slices"
	"time"

	"heed/internal/desk"
)

// Marks are the hits of a search that are not about us, newest first.
func (tx *Tx) Marks(search desk.SearchID) (list []desk.Mark, err error) {
	defer call(&err, "Marks(%d)", search)
	err = tx.each(func(r scanner) error {
		var m desk.Mark
		err := r.Scan((*number)(&m.Search), (*number)(&m.Message), (*number)(&m.Agent), at(&m.At))
		list = append(list, m)
		return err
	}, "SELECT search, message, agent, at FROM marks WHERE search = $1 ORDER BY at DESC, message DESC", int64(search))
	return list, err
}

// MarksOf are the marks on messages, by message.
func (tx *Tx) MarksOf(messages []desk.MessageID) (_ map[desk.MessageID][]desk.Mark, err error) {
	defer call(&err, "MarksOf(%d messages)", len(messages))
	out := map[desk.MessageID][]desk.Mark{}
	if len(messages) == 0 {
		return out, nil
	}
	err = tx.each(func(r scanner) error {
		var m desk.Mark
		err := r.Scan((*number)(&m.Search), (*number)(&m.Message), (*number)(&m.Agent), at(&m.At))
		out[m.Message] = append(out[m.Message], m)
		return err
	}, "SELECT search, message, agent, at FROM marks WHERE message IN ints($1) ORDER BY message, search", ints(tx, messages))
	return out, err
}

// CreateMark keeps a mark; one that is there already stays as it is.
func (tx *Tx) CreateMark(m *desk.Mark) (err error) {
	defer call(&err, "CreateMark(search %d, message %d)", m.Search, m.Message)
	_, err = tx.exec(insertInto("marks", "search, message, agent, at")+" ON CONFLICT (search, message) DO NOTHING",
		int64(m.Search), int64(m.Message), int64(m.Agent), desk.Micros(m.At))
	return err
}

// DropMark takes a mark back; one that is not there is no error.
func (tx *Tx) DropMark(search desk.SearchID, message desk.MessageID) (err error) {
	defer call(&err, "DropMark(search %d, message %d)", search, message)
	_, err = tx.exec("DELETE FROM marks WHERE search = $1 AND message = $2", int64(search), int64(message))
	return err
}

// HitsOf are the latest messages that a search brought, alone or with others, up to limit, newest first.
func (tx *Tx) HitsOf(search desk.SearchID, limit int) (_ []desk.Message, err error) {
	defer call(&err, "HitsOf(%d)", search)
	list, err := tx.messages("SELECT "+messageRow+` FROM messages WHERE id IN (SELECT message FROM brought WHERE search = $1 ORDER BY message DESC LIMIT $2)
		AND copy_of = 0 AND deleted_at = 0 ORDER BY posted_at DESC, id DESC`, int64(search), int64(limit))
	// One that was edited may have other hits by now.
	return slices.DeleteFunc(list, func(m desk.Message) bool {
		return !slices.ContainsFunc(m.Hits, func(h desk.Hit) bool { return h.Search == search })
	}), err
}

// MessagesByID finds messages that are not deleted, newest first.
func (tx *Tx) MessagesByID(ids []desk.MessageID) (_ []desk.Message, err error) {
	defer call(&err, "MessagesByID(%d)", len(ids))
	if len(ids) == 0 {
		return nil, nil
	}
	return tx.messages("SELECT "+messageRow+" FROM messages WHERE id IN ints($1) AND deleted_at = 0 ORDER BY posted_at DESC, id DESC", ints(tx, ids))
}

const revisionColumns = "search, query, new_query, at, author, why"

// Revisions are the latest changes of a search's query, newest first.
func (tx *Tx) Revisions(search desk.SearchID, limit int) (list []desk.Revision, err error) {
	defer call(&err, "Revisions(%d)", search)
	err = tx.each(func(r scanner) error {
		var v desk.Revision
		err := r.Scan((*number)(&v.ID), (*number)(&v.Search), &v.Query, &v.To, at(&v.At), (*number)(&v.By), &v.Why)
		list = append(list, v)
		return err
	}, "SELECT id, "+revisionColumns+" FROM revisions WHERE search = $1 ORDER BY id DESC LIMIT $2", int64(search), int64(limit))
	return list, err
}

// Revised is when each search's query was last changed; searches that never were are left out.
func (tx *Tx) Revised() (_ map[desk.SearchID]time.Time, err error) {
	defer call(&err, "Revised")
	out := map[desk.SearchID]time.Time{}
	err = tx.each(func(r scanner) error {
		var id desk.SearchID
		var when time.Time
		err := r.Scan((*number)(&id), at(&when))
		out[id] = when
		return err
	}, "SELECT search, MAX(at) FROM revisions GROUP BY search")
	return out, err
}

// CreateRevision gives a revision its id.
func (tx *Tx) CreateRevision(v *desk.Revision) (err error) {
	defer call(&err, "CreateRevision(%d)", v.Search)
	return tx.create((*int64)(&v.ID), "revisions", revisionColumns, func(id int64) ([]any, error) {
		return []any{int64(v.Search), v.Query, v.To, desk.Micros(v.At), int64(v.By), v.Why, id}, nil
	})
}

// Search finds a saved search by its id.
func (tx *Tx) Search(id desk.SearchID) (_ *desk.Search, err error) {
	defer call(&err, "Search(%d)", id)
	list, err := tx.SearchesByID([]desk.SearchID{id})
	if err != nil {
		return nil, err
	}
	if len(list) == 1 {
		return &list[0], nil
	}
	return nil, notFound("search", int64(id))
}

// Spending is what was spent in a month, by network and search.
func (tx *Tx) Spending(month int) (list []desk.Spend, err error) {
	defer call(&err, "Spending(%d)", month)
	err = tx.each(func(r scanner) error {
		s := desk.Spend{Month: month}
		err := r.Scan((*string)(&s.Network), (*number)(&s.Search), &s.Posts, &s.Micros, at(&s.Capped))
		list = append(list, s)
		return err
	}, "SELECT network, search, posts, micros, capped FROM spending WHERE month = $1 ORDER BY network, search", int64(month))
	return list, err
}

// SpentOn is what was spent in a month on a network, without a search, and by each of some
// searches, without a network.
func (tx *Tx) SpentOn(month int, n desk.Network, searches []desk.SearchID) (list []desk.Spend, err error) {
	defer call(&err, "SpentOn(%d, %s)", month, n)
	scan := func(r Row) error {
		s := desk.Spend{Month: month}
		err := r.Scan((*string)(&s.Network), (*number)(&s.Search), &s.Posts, &s.Micros)
		list = append(list, s)
		return err
	}
	err = tx.together(
		Query{"SELECT network, 0, CAST(SUM(posts) AS BIGINT), CAST(SUM(micros) AS BIGINT) FROM spending WHERE month = $1 AND network = $2 GROUP BY network", []any{int64(month), string(n)}, scan},
		Query{"SELECT '', search, CAST(SUM(posts) AS BIGINT), CAST(SUM(micros) AS BIGINT) FROM spending WHERE month = $1 AND search IN ints($2) GROUP BY search", []any{int64(month), ints(tx, searches)}, scan})
	return list, err
}

// AddSpending counts on what was spent.
func (tx *Tx) AddSpending(spends []desk.Spend) (err error) {
	defer call(&err, "AddSpending(%d)", len(spends))
	for _, s := range spends {
		_, err := tx.exec(`INSERT INTO spending (month, network, search, posts, micros, capped) VALUES ($1, $2, $3, $4, $5, 0)
			ON CONFLICT (month, network, search) DO UPDATE SET posts = spending.posts + excluded.posts, micros = spending.micros + excluded.micros`,
			int64(s.Month), string(s.Network), int64(s.Search), s.Posts, s.Micros)
		if err != nil {
			return err
		}
	}
	return nil
}

// SaveCapped keeps when a cap ended a search on a network for the month, the first time
// that it is told; zero says that the cap does not hold any more.
func (tx *Tx) SaveCapped(month int, network desk.Network, search desk.SearchID, when time.Time) (err error) {
	defer call(&err, "SaveCapped(%s, %d)", network, search)
	_, err = tx.exec(`INSERT INTO spending (month, network, search, posts, micros, capped) VALUES ($1, $2, $3, 0, 0, $4)
		ON CONFLICT (month, network, search) DO UPDATE SET capped = CASE WHEN spending.capped <> 0 AND excluded.capped <> 0 THEN spending.capped ELSE excluded.capped END`,
		int64(month), string(network), int64(search), desk.Micros(when))
	return err
}
