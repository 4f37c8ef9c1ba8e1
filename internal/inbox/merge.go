package inbox

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// A MergeOrder says that one case is to end in another.
type MergeOrder struct {
	Into desk.CaseID
	From desk.CaseID
	Why  string
	// SamePerson says that two accounts are one person's; cases of two people are not merged.
	SamePerson bool
}

// maxMerge bounds how many messages two cases may have together to be merged: they are read at once.
const maxMerge = 20_000

// Merge ends one case in another: its story, what is owed and what was promised goes along. Whoever
// waited longest still does, and no deadline is later than it was. What came to either since a page showed
// it goes along too, so no page is too old for it.
func (s *Service) Merge(ctx context.Context, by desk.Agent, m MergeOrder) error {
	m.Why = strings.TrimSpace(m.Why)
	switch {
	case m.From == m.Into:
		return &desk.Error{Kind: desk.Invalid, Field: "from", Message: "A case can't be merged with itself.", Mend: "Enter the number of the other case."}
	case m.Why == "" || len(m.Why) > maxReason:
		return &desk.Error{Kind: desk.Invalid, Field: "why", Message: "Say why they belong together, in at most 1,000 bytes."}
	}
	if err := access.Check(by, access.WorkCases); err != nil {
		return err
	}
	return s.moved(ctx, func(tx Tx) error {
		into, from, err := s.two(tx, m.Into, m.From)
		if err != nil {
			return err
		}
		if into.Person != from.Person && !m.SamePerson {
			return &desk.Error{Kind: desk.Invalid, Field: "same", Message: "These cases belong to two accounts: " + s.masked(handleOf(into)) + " and " + s.masked(handleOf(from)) + ".",
				Mend: "If both belong to the same person, say so and merge again. Cases of two people stay separate, so that each gets an answer."}
		}
		return s.merge(tx, by, into, from, m.Why, true)
	})
}

// maxReason bounds a reason, in bytes.
const maxReason = 1000

func handleOf(c *desk.Case) string { return "@" + c.Handle }

// moved does what changes several cases, again where one of them changed meanwhile.
func (s *Service) moved(ctx context.Context, f func(Tx) error) error {
	err := s.again(func() error { return s.store.Update(ctx, f) })
	if err == nil {
		s.deps.Poke(false)
	}
	return err
}

// two are cases that may be merged.
func (s *Service) two(tx Tx, a, b desk.CaseID) (into, from *desk.Case, err error) {
	if into, err = tx.Case(a); err == nil {
		from, err = tx.Case(b)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, c := range []*desk.Case{into, from} {
		if desk.ListOf(c) == desk.ListMerged {
			return nil, nil, &desk.Error{Kind: desk.Conflict, Field: "from", Message: "Case " + c.ID.String() + " has already been merged into another.",
				Mend: "Open it to get to the case it was merged into.", Err: errStale}
		}
	}
	if into.Brand != from.Brand {
		return nil, nil, &desk.Error{Kind: desk.Invalid, Field: "from", Message: "The two cases belong to different brands.", Mend: "Each brand answers its own customers. Link the cases with a note instead."}
	}
	return into, from, nil
}

// merge ends from in into. strands keeps apart what was answered in each of them.
func (s *Service) merge(tx Tx, by desk.Agent, into, from *desk.Case, why string, strands bool) error {
	now := s.deps.Now()
	record := &desk.Merge{Into: into.ID, From: from.ID, At: now, Agent: by.ID, Why: why,
		Done: desk.MergeDone{From: desk.StandingOf(from), Into: desk.StandingOf(into)}}
	messages, err := s.bothStories(tx, into, from, record, strands)
	if err != nil {
		return err
	}
	if record.Done.Moved, err = tx.MoveCase(from.ID, into.ID); err != nil {
		return err
	}
	joined, err := s.joinPersons(tx, by, into, from, record)
	if err != nil {
		return err
	}
	if err := tx.CreateMerge(record); err != nil {
		return err
	}
	events := casework.Merge(into, from, now)
	for _, e := range events {
		e.Data["why"], e.Data["merge"] = why, strconv.FormatInt(int64(record.ID), 10)
	}
	casework.Recount(into, messages)
	s.line(into, messages)
	s.deps.Join(into, &record.Done.From)
	if err := s.save(tx, by, from, events[:1]); err != nil {
		return err
	}
	if err := s.save(tx, by, into, append(joined, events[1])); err != nil {
		return err
	}
	record.Done.Version = into.Version
	return tx.SaveMerge(record)
}

// bothStories are the messages of two cases, marked by where they come from.
func (s *Service) bothStories(tx Tx, into, from *desk.Case, record *desk.Merge, strands bool) ([]desk.Message, error) {
	var all []desk.Message
	for _, c := range []*desk.Case{into, from} {
		messages, err := tx.CaseMessages(c.ID)
		if err != nil {
			return nil, err
		}
		if len(all)+len(messages) > maxMerge {
			return nil, &desk.Error{Kind: desk.Invalid, Field: "from", Message: "Together they have more than 20,000 messages.", Mend: "Resolve one of them and continue in the other."}
		}
		if strands {
			changed, before := casework.Strands(c, messages)
			record.Done.Marks = append(record.Done.Marks, before...)
			for _, m := range changed {
				if err := tx.SaveMessage(m); err != nil {
					return nil, err
				}
			}
		}
		all = append(all, messages...)
	}
	return all, nil
}

// joinPersons makes one person of two where the cases have two.
func (s *Service) joinPersons(tx Tx, by desk.Agent, into, from *desk.Case, record *desk.Merge) (events []*desk.Event, err error) {
	if into.Person == from.Person {
		return nil, nil
	}
	kept, err := tx.Person(into.Person)
	if err != nil {
		return nil, err
	}
	gone, err := tx.Person(from.Person)
	if err != nil {
		return nil, err
	}
	j, err := tx.JoinPersons(kept.ID, gone.ID)
	if err != nil {
		return nil, err
	}
	if gone.MutedUntil.After(kept.MutedUntil) { // nobody gets out of it by another account
		kept.MutedUntil, kept.MuteReason = gone.MutedUntil, gone.MuteReason
		if err := tx.SavePerson(kept); err != nil {
			return nil, err
		}
	}
	from.Person, record.Done.Joined = kept.ID, &j
	told := func(id desk.CaseID) *desk.Event {
		return &desk.Event{Case: id, Kind: desk.PersonJoined, Data: map[string]string{"name": kept.Name, "with": gone.Name, "why": record.Why}}
	}
	for _, id := range j.Cases { // their measures speak of a person
		if id != from.ID {
			events = append(events, told(id))
		}
	}
	return append(events, told(into.ID)), nil
}

// line puts a case where its customer spoke last: there they get the answer.
func (s *Service) line(c *desk.Case, messages []desk.Message) {
	var last *desk.Message
	for i := range messages {
		m := &messages[i]
		if m.Direction == desk.In && m.CopyOf == 0 && (last == nil || !m.PostedAt.Before(last.PostedAt)) {
			last = m
		}
	}
	if last == nil {
		return
	}
	if last.Network != c.Network {
		c.Network, c.Account = last.Network, s.deps.Answering(last.Network, c.Brand, last.Account)
	}
	if last.Author.Name != "" && last.Author.Name != c.Handle {
		c.Handle, c.Avatar, c.Followers = last.Author.Name, last.Author.Avatar, last.Author.Followers
	}
}

// Split takes a message out of a case into one of its own, with what hangs on it; with rest all that was
// written after it too. Nothing is due later because of it.
func (s *Service) Split(ctx context.Context, by desk.Agent, id desk.CaseID, start desk.MessageID, rest bool, why string) (desk.CaseID, error) {
	why = strings.TrimSpace(why)
	if why == "" || len(why) > maxReason {
		return 0, &desk.Error{Kind: desk.Invalid, Field: "why", Message: "Say why it's a separate issue, in at most 1,000 bytes."}
	}
	if err := access.Check(by, access.WorkCases); err != nil {
		return 0, err
	}
	var made desk.CaseID
	err := s.moved(ctx, func(tx Tx) error {
		c, err := tx.Case(id)
		if err != nil {
			return err
		}
		made, err = s.split(tx, by, c, start, rest, why)
		return err
	})
	return made, err
}

func (s *Service) split(tx Tx, by desk.Agent, c *desk.Case, start desk.MessageID, rest bool, why string) (desk.CaseID, error) {
	story, err := tx.Story(c.ID, 0, 1)
	if err != nil {
		return 0, err
	}
	messages, err := tx.CaseMessages(c.ID)
	if err != nil {
		return 0, err
	}
	going := casework.Going(messages, start, rest)
	if len(going) == 0 || going[0].Direction != desk.In {
		return 0, &desk.Error{Kind: desk.Invalid, Field: "message", Message: "This isn't one of the customer's messages in this case.", Mend: "Reload the page and choose again."}
	}
	going = wholeThreads(going, messages, story.Outgoing)
	staying := without(messages, going)
	if !slices.ContainsFunc(staying, func(m desk.Message) bool { return m.Direction == desk.In }) {
		return 0, &desk.Error{Kind: desk.Invalid, Field: "message", Message: "This would leave no customer message in this case.", Mend: "Choose a later message."}
	}
	was, answered, now := desk.StandingOf(c), !c.FirstResponseAt.IsZero(), s.deps.Now()
	n := casework.Split(c, going)
	casework.Recount(n, going)
	n.UpdatedAt = now
	s.line(n, going)
	if err := tx.CreateCase(n); err != nil {
		return 0, err
	}
	if err := tx.Move(c.ID, n.ID, desk.Moved{Messages: idsOf(going)}); err != nil {
		return 0, err
	}
	s.deps.Part(n, &was, answered)
	casework.Recount(c, staying)
	s.line(c, staying)
	record := &desk.Merge{Into: c.ID, From: n.ID, At: now, Agent: by.ID, Why: why, Undone: now}
	if err := tx.CreateMerge(record); err != nil {
		return 0, err
	}
	merge := strconv.FormatInt(int64(record.ID), 10)
	opened := &desk.Event{Kind: desk.CaseOpened, Message: going[0].ID, Data: map[string]string{"reason": n.Reason, "rule": n.Decision.Rule,
		"respond": n.Decision.Respond, "version": strconv.Itoa(n.Decision.Version)}}
	if err := s.save(tx, by, n, []*desk.Event{opened, {Kind: desk.CaseSplit, Data: map[string]string{"from": c.ID.String(), "why": why, "merge": merge}}}); err != nil {
		return 0, err
	}
	return n.ID, s.save(tx, by, c, []*desk.Event{{Kind: desk.CaseSplit, Data: map[string]string{"into": n.ID.String(), "why": why, "merge": merge}}})
}

// wholeThreads adds the later parts of answers of which a part goes: they hang on each other.
func wholeThreads(going, all []desk.Message, owed []desk.Outgoing) []desk.Message {
	goes := map[desk.MessageID]bool{}
	for _, m := range going {
		goes[m.ID] = true
	}
	items := map[desk.OutgoingID]desk.MessageID{}
	for _, o := range owed { // in the order in which they were written
		items[o.ID] = o.Message
		if o.After != 0 && goes[items[o.After]] {
			goes[o.Message] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(m desk.Message) bool { return !goes[m.ID] })
}

func without(all, going []desk.Message) []desk.Message {
	ids := idsOf(going)
	return slices.DeleteFunc(slices.Clone(all), func(m desk.Message) bool { return slices.Contains(ids, m.ID) })
}

func idsOf(messages []desk.Message) (ids []desk.MessageID) {
	for _, m := range messages {
		ids = append(ids, m.ID)
	}
	return ids
}

// after reports whether a message came to the desk after a moment.
func after(m *desk.Message, t time.Time) bool { return m.HeardAt.After(t) }
