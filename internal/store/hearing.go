package store

import (
	"slices"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/order"
)

const sourceColumns = "account, part, first, beat, posted, state, problem, mend, data"

// sourceData is what no query asks for.
type sourceData struct {
	Canary desk.Canary `json:"canary,omitzero"`
	Recent int64       `json:"recent,omitempty"`
	Over   int64       `json:"over,omitempty"`  // seconds
	Ahead  int64       `json:"ahead,omitempty"` // seconds
}

// Sources are all sources that were ever heard, by key.
func (tx *Tx) Sources() (list []desk.Source, err error) {
	defer call(&err, "Sources")
	err = tx.each(func(r scanner) error {
		var s desk.Source
		var data sourceData
		err := r.Scan(&s.Key, (*number)(&s.Account), &s.Part, at(&s.First), at(&s.Beat), at(&s.Posted), (*string)(&s.State), &s.Problem, &s.Mend, document(&data))
		s.Canary, s.Recent, s.Over, s.Ahead = data.Canary, data.Recent, time.Duration(data.Over)*time.Second, time.Duration(data.Ahead)*time.Second
		list = append(list, s)
		return err
	}, "SELECT key, "+sourceColumns+" FROM sources ORDER BY key")
	return list, err
}

// SaveSource keeps a source, known or new.
func (tx *Tx) SaveSource(s *desk.Source) (err error) {
	defer call(&err, "SaveSource(%s)", s.Key)
	data, err := encoded(sourceData{s.Canary, s.Recent, int64(s.Over / time.Second), int64(s.Ahead / time.Second)})
	if err != nil {
		return err
	}
	_, err = tx.exec(insertInto("sources", "key, "+sourceColumns)+` ON CONFLICT (key) DO UPDATE SET account = excluded.account, part = excluded.part,
		first = excluded.first, beat = excluded.beat, posted = excluded.posted, state = excluded.state, problem = excluded.problem, mend = excluded.mend, data = excluded.data`,
		s.Key, int64(s.Account), s.Part, desk.Micros(s.First), desk.Micros(s.Beat), desk.Micros(s.Posted), string(s.State), s.Problem, s.Mend, data)
	return err
}

// DropSource forgets a source and what it brought by the hour; its gaps stay.
func (tx *Tx) DropSource(key string) (err error) {
	defer call(&err, "DropSource(%s)", key)
	for _, statement := range []string{"DELETE FROM sources WHERE key = $1", "DELETE FROM hours WHERE key = $1"} {
		if _, err := tx.exec(statement, key); err != nil {
			return err
		}
	}
	return nil
}

// AddHours counts on what was heard by the hour. Two processes may count the same hour.
func (tx *Tx) AddHours(counts []desk.HourCount) (err error) {
	defer call(&err, "AddHours(%d)", len(counts))
	counts = slices.Clone(counts)
	order.By(counts, func(a, b desk.HourCount) int { // two nodes take the rows in the same order
		if a.Key != b.Key {
			return strings.Compare(a.Key, b.Key)
		}
		return int(a.Hour - b.Hour)
	})
	for _, c := range counts {
		_, err := tx.exec(`INSERT INTO hours (key, hour, posts, covered) VALUES ($1, $2, $3, $4)
			ON CONFLICT (key, hour) DO UPDATE SET posts = hours.posts + excluded.posts, covered = hours.covered + excluded.covered`,
			c.Key, c.Hour, c.Posts, c.Covered)
		if err != nil {
			return err
		}
	}
	return nil
}

// Hours are the counts from an hour on, by key, oldest first.
func (tx *Tx) Hours(from int64) (_ map[string][]desk.HourCount, err error) {
	defer call(&err, "Hours(%d)", from)
	return tx.hours("SELECT key, hour, posts, covered FROM hours WHERE hour >= $1 ORDER BY key, hour", from)
}

func (tx *Tx) hours(query string, args ...any) (map[string][]desk.HourCount, error) {
	out := map[string][]desk.HourCount{}
	err := tx.each(func(r scanner) error {
		var c desk.HourCount
		err := r.Scan(&c.Key, &c.Hour, &c.Posts, &c.Covered)
		out[c.Key] = append(out[c.Key], c)
		return err
	}, query, args...)
	return out, err
}

// HoursOf are the counts of one key from an hour on, oldest first.
func (tx *Tx) HoursOf(key string, from int64) (_ []desk.HourCount, err error) {
	defer call(&err, "HoursOf(%s, %d)", key, from)
	out, err := tx.hours("SELECT key, hour, posts, covered FROM hours WHERE key = $1 AND hour >= $2 ORDER BY hour", key, from)
	return out[key], err
}

// DropHours forgets the counts before an hour.
func (tx *Tx) DropHours(before int64) (err error) {
	defer call(&err, "DropHours(%d)", before)
	_, err = tx.exec("DELETE FROM hours WHERE hour < $1", before)
	return err
}

const gapColumns = "source, account, part, since, until, why, state, posts, missed, basis, ended"

func gapArgs(g *desk.Gap, id int64) []any {
	return []any{g.Source, int64(g.Account), g.Part, desk.Micros(g.From), desk.Micros(g.To), g.Why, string(g.State), g.Posts, g.Missed, g.Basis, desk.Micros(g.Ended), id}
}

func (tx *Tx) gaps(where string, args ...any) (list []desk.Gap, err error) {
	err = tx.each(func(r scanner) error {
		var g desk.Gap
		err := r.Scan((*number)(&g.ID), &g.Source, (*number)(&g.Account), &g.Part, at(&g.From), at(&g.To), &g.Why, (*string)(&g.State),
			&g.Posts, &g.Missed, &g.Basis, at(&g.Ended))
		list = append(list, g)
		return err
	}, "SELECT id, "+gapColumns+" FROM gaps WHERE "+where, args...)
	return list, err
}

// Gaps are the gaps that lasted at a time or later, newest first.
func (tx *Tx) Gaps(since time.Time, limit int) (_ []desk.Gap, err error) {
	defer call(&err, "Gaps(%v)", since)
	return tx.gaps("until = 0 OR until >= $1 ORDER BY since DESC, id DESC LIMIT $2", desk.Micros(since), int64(limit))
}

// GapsBefore are those of them that began before one with an id, at its time or earlier.
func (tx *Tx) GapsBefore(since, began time.Time, id desk.GapID, limit int) (_ []desk.Gap, err error) {
	defer call(&err, "GapsBefore(%v, %v, %d)", since, began, id)
	return tx.gaps("(since < $1 OR since = $1 AND id < $2) AND (until = 0 OR until >= $3) ORDER BY since DESC, id DESC LIMIT $4",
		desk.Micros(began), int64(id), desk.Micros(since), int64(limit))
}

// GapsOf are the gaps of a source that began at a time.
func (tx *Tx) GapsOf(source string, began time.Time) (_ []desk.Gap, err error) {
	defer call(&err, "GapsOf(%s, %v)", source, began)
	return tx.gaps("since = $1 AND source = $2 ORDER BY id", desk.Micros(began), source)
}

// CreateGap gives a gap its id.
func (tx *Tx) CreateGap(g *desk.Gap) (err error) {
	defer call(&err, "CreateGap(%s)", g.Source)
	return tx.create((*int64)(&g.ID), "gaps", gapColumns, func(id int64) ([]any, error) { return gapArgs(g, id), nil })
}

// SaveGap replaces a gap.
func (tx *Tx) SaveGap(g *desk.Gap) (err error) {
	defer call(&err, "SaveGap(%d)", g.ID)
	return tx.one("gap", int64(g.ID), "UPDATE gaps SET "+set(gapColumns)+" WHERE id = $12", gapArgs(g, int64(g.ID))...)
}

const alarmColumns = "key, kind, subject, problem, mend, link, urgent, since, until"

func alarmArgs(a *desk.Alarm, id int64) []any {
	return []any{a.Key, a.Kind, a.Subject, a.Problem, a.Mend, a.Link, bit(a.Urgent), desk.Micros(a.Since), desk.Micros(a.Until), id}
}

func (tx *Tx) alarms(where string, args ...any) (list []desk.Alarm, err error) {
	err = tx.each(func(r scanner) error {
		var a desk.Alarm
		err := r.Scan((*number)(&a.ID), &a.Key, &a.Kind, &a.Subject, &a.Problem, &a.Mend, &a.Link, yes(&a.Urgent), at(&a.Since), at(&a.Until))
		list = append(list, a)
		return err
	}, "SELECT id, "+alarmColumns+" FROM alarms WHERE "+where, args...)
	return list, err
}

// Alarms are those that last, the urgent and then the oldest first.
func (tx *Tx) Alarms() (_ []desk.Alarm, err error) {
	defer call(&err, "Alarms")
	return tx.alarms("until = 0 ORDER BY urgent DESC, since, id")
}

// EndedAlarms are the latest that are over, newest first.
func (tx *Tx) EndedAlarms(limit int) (_ []desk.Alarm, err error) {
	defer call(&err, "EndedAlarms")
	return tx.alarms("until <> 0 ORDER BY until DESC, id DESC LIMIT $1", int64(limit))
}

// CreateAlarm gives an alarm its id. A second open one of a key is desk.Conflict.
func (tx *Tx) CreateAlarm(a *desk.Alarm) (err error) {
	defer call(&err, "CreateAlarm(%s)", a.Key)
	return tx.create((*int64)(&a.ID), "alarms", alarmColumns, func(id int64) ([]any, error) { return alarmArgs(a, id), nil })
}

// SaveAlarm replaces an alarm.
func (tx *Tx) SaveAlarm(a *desk.Alarm) (err error) {
	defer call(&err, "SaveAlarm(%d)", a.ID)
	return tx.one("alarm", int64(a.ID), "UPDATE alarms SET "+set(alarmColumns)+" WHERE id = $10", alarmArgs(a, int64(a.ID))...)
}

// DropAlarms forgets alarms that ended before a time.
func (tx *Tx) DropAlarms(before time.Time) (err error) {
	defer call(&err, "DropAlarms(%v)", before)
	_, err = tx.exec("DELETE FROM alarms WHERE until <> 0 AND until < $1", desk.Micros(before))
	return err
}
