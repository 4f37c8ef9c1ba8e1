package store

import (
	"cmp"
	"slices"

	"heed/internal/desk"
)

// Bounds of what a story repeats beside its messages.
const (
	storyEvents = 500
	storyOthers = 20
	maxStory    = 500
)

// Story reads a case whole, with at most limit messages (the latest, before the given one
// unless that is 0), the latest 500 events and 20 other cases of the person, in six
// statements of one turn; earlier texts of messages that were edited take another.
func (tx *Tx) Story(id desk.CaseID, before desk.MessageID, limit int) (s desk.Story, err error) {
	defer call(&err, "Story(%d)", id)
	limit = min(max(limit, 1), maxStory)
	var cases []desk.Case
	err = tx.together(
		casesInto(&cases, storyCases, int64(id), int64(storyOthers)),
		personInto(&s.Person, "(SELECT person FROM cases WHERE id = $1)", int64(id)),
		storyMessages(&s, id, before, limit+1),
		eventsInto(&s.Events, "SELECT "+eventRow+" FROM events WHERE case_id = $1 ORDER BY id DESC LIMIT $2", int64(id), int64(storyEvents)),
		owedInto(&s.Outgoing, caseOutgoing, int64(id)),
		promisesInto(&s.Promises, "case_id = $1 ORDER BY id", int64(id)),
	)
	if err == nil {
		err = sortCases(&s, id, cases)
	}
	if err != nil {
		return s, err
	}
	if s.Case.Person != 0 && s.Person.ID == 0 {
		return s, notFound("person", int64(s.Case.Person))
	}
	slices.Reverse(s.Events)
	if len(s.Messages) > limit {
		s.Messages = s.Messages[:limit]
		s.Earlier = s.Messages[limit-1].ID
	}
	slices.Reverse(s.Messages)
	s.Versions, err = tx.versions(edited(s.Messages))
	return s, err
}

// StoryToAnswer is what an answer needs, in one turn: the case, who asks and the latest
// messages, all parts that the same click has sent already, and the numbers of the rows
// that an answer makes.
func (tx *Tx) StoryToAnswer(id desk.CaseID, token string, limit int) (s desk.Story, sent []desk.Outgoing, err error) {
	defer call(&err, "StoryToAnswer(%d)", id)
	var cases []desk.Case
	turn := []Query{
		casesInto(&cases, "SELECT "+caseRow+" FROM cases WHERE id = $1", int64(id)),
		personInto(&s.Person, "(SELECT person FROM cases WHERE id = $1)", int64(id)),
		storyMessages(&s, id, 0, min(max(limit, 1), maxStory)),
		owedInto(&sent, tokenOutgoing, token),
	}
	for _, q := range []struct {
		table string
		n     int
	}{{"messages", 1}, {"outgoing", 1}, {"events", answerEvents}} {
		if demand, ok := tx.demand(q.table, q.n); ok {
			turn = append(turn, demand)
		}
	}
	if err = tx.together(turn...); err == nil {
		err = sortCases(&s, id, cases)
	}
	slices.Reverse(s.Messages)
	return s, sent, err
}

// answerEvents is how many events most answers make at most.
const answerEvents = 4

// Stories reads what was said and promised in several cases, in one turn; only what exists.
func (tx *Tx) Stories(ids []desk.CaseID) (_ map[desk.CaseID]*desk.Story, err error) {
	defer call(&err, "Stories(%d cases)", len(ids))
	found := make(map[desk.CaseID]*desk.Story, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var cases []desk.Case
	var messages []desk.Message
	var promises []desk.Promise
	err = tx.together(
		casesInto(&cases, "SELECT "+caseRow+" FROM cases WHERE id IN ints($1)", ints(tx, ids)),
		messagesInto(&messages, "SELECT "+messageRow+" FROM messages WHERE case_id IN ints($1) AND copy_of = 0", ints(tx, ids)),
		promisesInto(&promises, "case_id IN ints($1)", ints(tx, ids)),
	)
	for _, c := range cases {
		found[c.ID] = &desk.Story{Case: c}
	}
	sortRows(messages, func(a, b *desk.Message) int { return cmp.Or(a.PostedAt.Compare(b.PostedAt), cmp.Compare(a.ID, b.ID)) })
	for _, m := range messages {
		if s := found[m.Case]; s != nil {
			s.Messages = append(s.Messages, m)
		}
	}
	sortRows(promises, func(a, b *desk.Promise) int { return cmp.Compare(a.ID, b.ID) })
	for _, p := range promises {
		if s := found[p.Case]; s != nil {
			s.Promises = append(s.Promises, p)
		}
	}
	return found, err
}

// storyCases reads the case and the person's others, which come from another index, in
// one statement.
const storyCases = "SELECT " + caseRow + " FROM cases WHERE id = $1 UNION ALL SELECT * FROM (SELECT " + caseRow + ` FROM cases
	WHERE person = (SELECT person FROM cases WHERE id = $1) AND person <> 0 AND id <> $1 AND list <> 'merged'
	ORDER BY updated_at DESC, id DESC LIMIT $2) others`

// sortCases tells the case itself from the person's others.
func sortCases(s *desk.Story, id desk.CaseID, list []desk.Case) error {
	for _, c := range list {
		if c.ID == id {
			s.Case = c
		} else {
			s.Others = append(s.Others, c)
		}
	}
	if s.Case.ID == 0 {
		return desk.Errorf(desk.NotFound, "Case %s doesn't exist.", id)
	}
	sortRows(s.Others, func(a, b *desk.Case) int {
		if c := b.UpdatedAt.Compare(a.UpdatedAt); c != 0 {
			return c
		}
		return int(b.ID - a.ID)
	})
	return nil
}

func storyMessages(s *desk.Story, id desk.CaseID, before desk.MessageID, limit int) Query {
	where, args := "case_id = $1 AND copy_of = 0 ORDER BY posted_at DESC, id DESC LIMIT $2", []any{int64(id), int64(limit)}
	if before != 0 {
		where = "case_id = $1 AND copy_of = 0 AND (posted_at, id) < (SELECT posted_at, id FROM messages WHERE id = $3)" +
			" ORDER BY posted_at DESC, id DESC LIMIT $2"
		args = append(args, int64(before))
	}
	return messagesInto(&s.Messages, "SELECT "+messageRow+" FROM messages WHERE "+where, args...)
}

// Told reads the latest 100 cases of a person and at most limit messages of all their cases, newest first,
// before the given one unless that is 0, in one turn.
func (tx *Tx) Told(id desk.PersonID, before desk.MessageID, limit int) (cases []desk.Case, messages []desk.Message, err error) {
	defer call(&err, "Told(%d)", int64(id))
	where, args := "", []any{int64(id), int64(min(max(limit, 1), maxStory))}
	if before != 0 {
		where = " AND (posted_at, id) < (SELECT posted_at, id FROM messages WHERE id = $3)"
		args = append(args, int64(before))
	}
	err = tx.together(
		casesInto(&cases, "SELECT "+caseRow+" FROM cases WHERE person = $1 AND list <> 'merged' ORDER BY updated_at DESC, id DESC LIMIT $2", int64(id), int64(maxPage)),
		messagesInto(&messages, "SELECT "+messageRow+" FROM messages WHERE case_id IN (SELECT id FROM cases WHERE person = $1) AND copy_of = 0"+where+
			" ORDER BY posted_at DESC, id DESC LIMIT $2", args...),
	)
	return cases, messages, err
}

func edited(list []desk.Message) (ids []desk.MessageID) {
	for i := range list {
		if !list[i].EditedAt.IsZero() {
			ids = append(ids, list[i].ID)
		}
	}
	return ids
}
