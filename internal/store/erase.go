package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"heed/internal/desk"
)

// Erase erases: of a person what is kept of them, their cases and all that was said in them; or some cases,
// and people of whom nothing else is left. Times, numbers and readings of ours stay, so that what reports count
// stays right. Who was erased is not taken in anew with what they wrote until then. Whoever calls it has seen
// that nothing holds it, and has let the reports count the cases for the last time.
func (tx *Tx) Erase(e desk.Erasure) (k desk.Kept, err error) {
	defer call(&err, "Erase(%d, %d cases)", e.Person, len(e.Cases))
	r, err := tx.reach(e)
	if err != nil {
		return k, err
	}
	if e.Person == 0 {
		if r.persons, err = tx.leftover(&r); err != nil {
			return k, err
		}
	}
	if err := tx.shred(true); err != nil {
		return k, err
	}
	if k, err = tx.counted(&r); err != nil {
		return k, err
	}
	if err := tx.unlink(&r, &k); err != nil {
		return k, err
	}
	for _, step := range []func(*reach, desk.Erasure) error{tx.buryAll, tx.emptyMessages, tx.emptyCases} {
		if err := step(&r, e); err != nil {
			return k, err
		}
	}
	if err := tx.emptyPersons(&r, e); err != nil {
		return k, err
	}
	return k, tx.shred(false)
}

// shred lets the database write over what is deleted, where it would else leave it in the file.
func (tx *Tx) shred(on bool) error {
	statements := tx.db.dialect.Shred
	if !on {
		statements = tx.db.dialect.Shredded
	}
	for _, s := range statements {
		if _, err := tx.exec(s); err != nil {
			return err
		}
	}
	return nil
}

// linked are messages of others that answer, quote or name what is reached.
func (tx *Tx) linked(r *reach) (changed []desk.Message, err error) {
	if len(r.messages) == 0 {
		return nil, nil
	}
	erased, who := map[desk.NetworkID]bool{}, map[string]bool{}
	threads, scopes, here := map[desk.ThreadID]bool{}, map[string]bool{}, map[desk.MessageID]bool{}
	for i := range r.messages {
		m := &r.messages[i]
		here[m.id], threads[m.thread] = true, true
		if m.key.ID != "" {
			erased[m.key.ID], scopes[m.key.Scope] = true, true
		}
		if slices.Contains(r.persons, m.person) && m.author.NetworkID != "" {
			who[m.author.NetworkID] = true
		}
		if slices.Contains(r.persons, m.person) && m.author.Name != "" {
			who["@"+strings.ToLower(m.author.Name)] = true
		}
	}
	ids := texts(tx, slices.Collect(maps.Keys(erased)))
	list, err := tx.messages("SELECT "+messageRow+` FROM messages WHERE id IN (
		SELECT id FROM messages WHERE scope IN texts($1) AND parent IN texts($2) AND parent <> ''
		UNION SELECT id FROM messages WHERE subject IN texts($2) AND subject <> ''
		UNION SELECT id FROM messages WHERE thread IN ints($3))`, texts(tx, slices.Collect(maps.Keys(scopes))), ids, ints(tx, slices.Collect(maps.Keys(threads))))
	for _, m := range list {
		if !here[m.ID] && m.Unlink(erased, who) {
			changed = append(changed, m)
		}
	}
	return changed, err
}

func (tx *Tx) unlink(r *reach, k *desk.Kept) error {
	changed, err := tx.linked(r)
	k.Others = len(changed)
	for i := range changed {
		if err == nil {
			err = tx.SaveMessage(&changed[i])
		}
	}
	return err
}

// buryAll sets the tombstones: of a person for all until now, of cases for what was said until their last
// message. Answers of ours are known by themselves.
func (tx *Tx) buryAll(r *reach, e desk.Erasure) error {
	until := map[string]time.Time{}
	if e.Person != 0 {
		handles, err := tx.handles("SELECT "+handleRow+" FROM handles WHERE person IN ints($1)", ints(tx, r.persons))
		if err != nil {
			return err
		}
		for i := range handles {
			h := &handles[i]
			until[desk.GraveOf(h.Network, h.HandleRef)] = e.At
			if h.NetworkID != "" && h.Name != "" {
				until[desk.GraveOf(h.Network, desk.HandleRef{Name: h.Name})] = e.At
			}
		}
	}
	for i := range r.messages {
		m := &r.messages[i]
		name, last := desk.GraveOf(m.network, m.author), m.posted
		switch {
		case m.direction == desk.Out && m.key.ID != "":
			name, last = desk.GraveOfMessage(m.key), e.At
		case m.direction != desk.In || m.author.NetworkID == "" && m.author.Name == "":
			continue
		case e.Person != 0 && !slices.Contains(r.persons, m.person):
			continue
		case e.Person != 0:
			last = e.At
		}
		if until[name].Before(last) {
			until[name] = last
		}
	}
	for name, last := range until {
		if err := tx.bury(name, last, e.At); err != nil {
			return err
		}
	}
	return nil
}

// erasedAtOnce is how many messages a statement empties.
const erasedAtOnce = 500

func (tx *Tx) emptyMessages(r *reach, _ desk.Erasure) error {
	for ids := range slices.Chunk(r.ids(), erasedAtOnce) {
		for _, id := range ids {
			if err := tx.later(tx.db.dialect.DropWords, int64(id)); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			"UPDATE messages SET " + emptyMessages + " WHERE id IN ints($1)",
			"UPDATE outgoing SET " + emptyOutgoing + " WHERE message IN ints($1)",
			"DELETE FROM message_versions WHERE message IN ints($1)",
			"DELETE FROM pictures WHERE message IN ints($1) AND message <> 0",
			"DELETE FROM brought WHERE message IN ints($1)",
			"DELETE FROM marks WHERE message IN ints($1)",
			"DELETE FROM corrections WHERE message IN ints($1)",
			"DELETE FROM mentions WHERE message IN ints($1)",
		} {
			if err := tx.later(statement, ints(tx, ids)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) emptyCases(r *reach, e desk.Erasure) error {
	cases := ints(tx, r.cases)
	for _, statement := range []string{
		"UPDATE outgoing SET " + emptyOutgoing + " WHERE case_id IN ints($1)",
		"UPDATE promises SET text = '' WHERE case_id IN ints($1)",
		"UPDATE merges SET why = '', document = NULL WHERE into_case IN ints($1) OR from_case IN ints($1)",
	} {
		if _, err := tx.exec(statement, cases); err != nil {
			return err
		}
	}
	list, err := tx.cases("SELECT "+caseRow+" FROM cases WHERE id IN ints($1) ORDER BY id", cases)
	for i := range list {
		if err != nil {
			return err
		}
		c := &list[i]
		c.Erase(e.At)
		if err = tx.SaveCase(c); err == nil {
			link := fmt.Sprintf("/cases/%d", int64(c.ID))
			_, err = tx.exec("DELETE FROM notices WHERE link = $1 OR link LIKE $2", link, link+"#%")
		}
	}
	if err != nil {
		return err
	}
	return tx.emptyEvents("case_id IN ints($1)", func(map[string]string) bool { return true }, cases)
}

// emptyEvents takes out of events what somebody wrote.
func (tx *Tx) emptyEvents(where string, of func(data map[string]string) bool, args ...any) error {
	events, err := tx.events("SELECT "+eventRow+" FROM events WHERE data IS NOT NULL AND "+where, args...)
	for i := range events {
		before := events[i].Data
		after := desk.ErasedData(before)
		if err != nil || len(after) == len(before) || !of(before) {
			continue
		}
		var data any
		if len(after) > 0 {
			var text []byte
			text, err = json.Marshal(after)
			data = string(text)
		}
		if err == nil {
			err = tx.later("UPDATE events SET data = $1 WHERE id = $2", data, events[i].ID)
		}
	}
	return err
}

// leftover are people who said something in what is reached and of whom nothing else is kept.
func (tx *Tx) leftover(r *reach) (gone []desk.PersonID, err error) {
	all := map[desk.PersonID]bool{}
	for i := range r.messages {
		all[r.messages[i].person] = true
	}
	var owners []desk.PersonID
	err = tx.together(idsInto(&owners, "SELECT DISTINCT person FROM cases WHERE id IN ints($1)", ints(tx, r.cases)))
	for _, id := range owners {
		all[id] = true
	}
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := ints(tx, slices.Collect(maps.Keys(all)))
	return gone, tx.together(idsInto(&gone, `SELECT p.id FROM persons p WHERE (p.id IN ints($1) OR p.same_as IN ints($1) AND p.same_as <> 0) AND p.erased_at = 0
		AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.erased_at = 0 AND (c.person = p.id OR c.person = p.same_as AND p.same_as <> 0) AND NOT c.id IN ints($2))
		AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.person = p.id AND m.copy_of <> 0 AND m.author_id || m.author_name <> '' AND NOT m.id IN ints($3))
		AND NOT EXISTS (SELECT 1 FROM handles h WHERE h.person = p.id AND h.ours <> 0)`, ids, ints(tx, r.cases), ints(tx, r.ids())))
}

func (tx *Tx) emptyPersons(r *reach, e desk.Erasure) error {
	if len(r.persons) == 0 {
		return nil
	}
	persons := ints(tx, r.persons)
	if _, err := tx.exec("DELETE FROM handles WHERE person IN ints($1)", persons); err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE persons SET name = '', lang = '', first_seen = 0, last_seen = 0, muted_until = 0, mute_reason = '', erased_at = $2 WHERE id IN ints($1)",
		persons, desk.Micros(e.At)); err != nil {
		return err
	}
	whom := map[string]bool{}
	for _, id := range r.persons {
		whom[fmt.Sprint(int64(id))] = true
	}
	return tx.emptyEvents("case_id = 0 AND kind = $1", func(data map[string]string) bool { return whom[data["person"]] }, string(desk.PersonMuted))
}

// Ended are the cases that ended before a time and in which nothing is owed, the oldest first.
func (tx *Tx) Ended(before, now time.Time, limit int) (ids []desk.CaseID, err error) {
	defer call(&err, "Ended")
	return ids, tx.together(idsInto(&ids, "SELECT c.id FROM cases c WHERE "+ended+" ORDER BY c.resolved_at, c.id LIMIT $3",
		desk.Micros(before), desk.Micros(now), int64(limit)))
}

const ended = `c.resolved_at <> 0 AND c.erased_at = 0 AND c.resolved_at < $1 AND c.last_inbound < $1 AND c.last_outbound < $1
	AND c.list IN ('done', 'ignored', 'merged')
	AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.case_id = c.id AND o.state IN ('queued', 'sending', 'unknown', 'failed'))
	AND NOT EXISTS (SELECT 1 FROM promises p WHERE p.case_id = c.id AND p.kept = 0 AND p.due > $2)`

// CountEnded is how many Ended would bring, counted up to a bound.
func (tx *Tx) CountEnded(before, now time.Time, bound int) (n desk.Count, err error) {
	defer call(&err, "CountEnded")
	err = tx.row("SELECT count(*) FROM (SELECT 1 FROM cases c WHERE "+ended+" LIMIT $3) e", desk.Micros(before), desk.Micros(now), int64(bound+1)).Scan(&n.N)
	if n.N > bound {
		n.N, n.More = bound, true
	}
	return n, err
}
