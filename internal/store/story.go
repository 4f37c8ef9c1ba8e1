package store

import (
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
// statements. What was owed is read when one of the messages is ours.
func (tx *Tx) Story(id desk.CaseID, before desk.MessageID, limit int) (s desk.Story, err error) {
	defer call(&err, "Story(%d)", id)
	if err := tx.storyCases(&s, id); err != nil {
		return s, err
	}
	if s.Case.Person != 0 {
		p, err := tx.Person(s.Case.Person)
		if err != nil {
			return s, err
		}
		s.Person = *p
	}
	if err := tx.storyMessages(&s, before, min(max(limit, 1), maxStory)); err != nil {
		return s, err
	}
	s.Events, err = tx.events("SELECT "+eventRow+" FROM events WHERE case_id = $1 ORDER BY id DESC LIMIT $2", int64(id), int64(storyEvents))
	if err != nil {
		return s, err
	}
	slices.Reverse(s.Events)
	if slices.ContainsFunc(s.Messages, func(m desk.Message) bool { return m.Direction == desk.Out }) {
		if s.Outgoing, err = tx.CaseOutgoing(id); err != nil {
			return s, err
		}
	}
	s.Promises, err = tx.promises("case_id = $1 ORDER BY id", int64(id))
	return s, err
}

// storyCases reads the case and the person's others, which come from another index, in
// one statement.
func (tx *Tx) storyCases(s *desk.Story, id desk.CaseID) error {
	list, err := tx.cases("SELECT "+caseRow+" FROM cases WHERE id = $1 UNION ALL SELECT * FROM (SELECT "+caseRow+` FROM cases
		WHERE person = (SELECT person FROM cases WHERE id = $1) AND person <> 0 AND id <> $1
		ORDER BY updated_at DESC, id DESC LIMIT $2) others`, int64(id), int64(storyOthers))
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.ID == id {
			s.Case = c
		} else {
			s.Others = append(s.Others, c)
		}
	}
	if s.Case.ID == 0 {
		return desk.Errorf(desk.NotFound, "There is no case %s.", id)
	}
	slices.SortFunc(s.Others, func(a, b desk.Case) int {
		if c := b.UpdatedAt.Compare(a.UpdatedAt); c != 0 {
			return c
		}
		return int(b.ID - a.ID)
	})
	return nil
}

func (tx *Tx) storyMessages(s *desk.Story, before desk.MessageID, limit int) (err error) {
	statement, args := "case_id = $1 AND copy_of = 0 ORDER BY posted_at DESC, id DESC LIMIT $2", []any{int64(s.Case.ID), int64(limit + 1)}
	if before != 0 {
		statement = "case_id = $1 AND copy_of = 0 AND (posted_at, id) < (SELECT posted_at, id FROM messages WHERE id = $3)" +
			" ORDER BY posted_at DESC, id DESC LIMIT $2"
		args = append(args, int64(before))
	}
	if s.Messages, err = tx.messages("SELECT "+messageRow+" FROM messages WHERE "+statement, args...); err != nil {
		return err
	}
	if len(s.Messages) > limit {
		s.Messages = s.Messages[:limit]
		s.Earlier = s.Messages[limit-1].ID
	}
	slices.Reverse(s.Messages)
	var edited []desk.MessageID
	for i := range s.Messages {
		if !s.Messages[i].EditedAt.IsZero() {
			edited = append(edited, s.Messages[i].ID)
		}
	}
	s.Versions, err = tx.versions(edited)
	return err
}
