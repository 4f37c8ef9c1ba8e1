package inbox

import (
	"context"
	"slices"
	"strconv"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// TakeApart undoes a merge: the case that ended stands again where it stood, with what was its own and
// what has come since that hangs on it. Two persons who were joined by it are two again. It gives the case
// that stands again.
func (s *Service) TakeApart(ctx context.Context, by desk.Agent, id desk.MergeID) (desk.CaseID, error) {
	if err := access.Check(by, access.WorkCases); err != nil {
		return 0, err
	}
	var back desk.CaseID
	err := s.moved(ctx, func(tx Tx) error {
		m, err := tx.Merge(id)
		if err != nil {
			return err
		}
		back = m.From
		if !m.Undone.IsZero() {
			return nil // a second click, or a colleague was first
		}
		return s.takeApart(tx, by, m)
	})
	return back, err
}

func (s *Service) takeApart(tx Tx, by desk.Agent, m *desk.Merge) error {
	into, err := tx.Case(m.Into)
	if err != nil {
		return err
	}
	last, err := tx.LastMerge(m.Into)
	switch {
	case err != nil:
		return err
	case desk.ListOf(into) == desk.ListMerged:
		return &desk.Error{Kind: desk.Conflict, Message: "Case " + into.ID.String() + " has since been merged into another.", Mend: "Undo that merge first.", Err: errStale}
	case last != nil && last.ID != m.ID:
		return &desk.Error{Kind: desk.Conflict, Message: "Case " + last.From.String() + " was merged with it after this one.", Mend: "Undo that merge first.", Err: errStale}
	}
	from, err := tx.Case(m.From)
	if err != nil {
		return err
	}
	going, staying, err := s.divide(tx, m)
	if err != nil {
		return err
	}
	moved := m.Done.Moved
	moved.Messages = idsOf(going)
	if err := tx.Move(into.ID, from.ID, moved); err != nil {
		return err
	}
	events, err := s.partPersons(tx, m, from)
	if err != nil {
		return err
	}
	s.stand(m, into, from, going)
	casework.Recount(from, going)
	casework.Recount(into, staying)
	s.line(from, going)
	s.line(into, staying)
	m.Undone = s.deps.Now()
	if err := tx.SaveMerge(m); err != nil {
		return err
	}
	split := func(key string, other desk.CaseID) *desk.Event {
		return &desk.Event{Kind: desk.CaseSplit, Data: map[string]string{key: other.String(), "merge": strconv.FormatInt(int64(m.ID), 10), "undone": "yes"}}
	}
	if err := s.save(tx, by, from, append(events, split("from", into.ID))); err != nil {
		return err
	}
	return s.save(tx, by, into, []*desk.Event{split("into", from.ID)})
}

// divide tells what goes back and what stays, and takes the marks of the merge away.
func (s *Service) divide(tx Tx, m *desk.Merge) (going, staying []desk.Message, err error) {
	messages, err := tx.CaseMessages(m.Into)
	if err != nil {
		return nil, nil, err
	}
	story, err := tx.Story(m.Into, 0, 1)
	if err != nil {
		return nil, nil, err
	}
	before := map[desk.MessageID]desk.StrandMark{}
	for _, k := range m.Done.Marks {
		before[k.Message] = k
	}
	back := map[desk.NetworkID]bool{}
	for i := range messages {
		k := &messages[i]
		own := slices.Contains(m.Done.Moved.Messages, k.ID)
		hangs := after(k, m.At) && k.Parent != "" && back[k.Parent] && k.Direction != desk.Note
		if own || hangs {
			if k.NetworkID != "" {
				back[k.NetworkID] = true
			}
			going = append(going, *k)
		}
	}
	going = wholeThreads(going, messages, story.Outgoing)
	staying = without(messages, going)
	for _, list := range [][]desk.Message{going, staying} {
		for i := range list {
			k := &list[i]
			was := before[k.ID]
			if k.Strand == was.Strand && k.Settled == was.Settled {
				continue
			}
			k.Strand, k.Settled = was.Strand, was.Settled
			if err := tx.SaveMessage(k); err != nil {
				return nil, nil, err
			}
		}
	}
	return going, staying, nil
}

// stand puts both cases where they stood before the merge: the one that ended always, the other where
// nothing was done to it since.
func (s *Service) stand(m *desk.Merge, into, from *desk.Case, going []desk.Message) {
	m.Done.From.Restore(from)
	if from.Stage.Closed() && slices.ContainsFunc(going, func(k desk.Message) bool { return k.Direction == desk.In && after(&k, m.At) }) {
		casework.SetStage(from, desk.InProgress, "", "", s.deps.Now())
	}
	if into.Version == m.Done.Version {
		person := into.Person
		m.Done.Into.Restore(into)
		into.Person = person
		return
	}
	if into.Decision.Rule == m.Done.Into.Decision.Rule {
		into.Decision = m.Done.Into.Decision
	}
	for _, p := range m.Done.Moved.Promises { // their clocks went back with them
		into.Clocks = slices.DeleteFunc(slices.Clone(into.Clocks), func(k desk.Clock) bool { return k.Promise == p })
	}
}

// partPersons makes two persons again where the merge had made them one; cases that the second account
// began since are theirs.
func (s *Service) partPersons(tx Tx, m *desk.Merge, from *desk.Case) (events []*desk.Event, err error) {
	j := m.Done.Joined
	if j == nil {
		return nil, nil
	}
	kept, err := tx.Person(j.Kept)
	if err != nil {
		return nil, err
	}
	since, err := tx.CasesOf([]desk.PersonID{j.Kept}, m.At)
	if err != nil {
		return nil, err
	}
	for _, c := range since[j.Kept] {
		theirs := slices.ContainsFunc(kept.Handles, func(h desk.Handle) bool {
			return slices.Contains(j.Handles, h.ID) && h.Network == c.Network && h.Name == c.Handle
		})
		if theirs && c.ID != m.Into && !slices.Contains(j.Cases, c.ID) {
			j.Cases = append(j.Cases, c.ID)
		}
	}
	if err := tx.PartPersons(*j); err != nil {
		return nil, err
	}
	gone, err := tx.Person(j.Gone)
	if err != nil {
		return nil, err
	}
	for _, id := range j.Cases {
		events = append(events, &desk.Event{Case: id, Kind: desk.PersonParted, Data: map[string]string{"name": kept.Name, "with": gone.Name}})
	}
	m.Done.From.Person = j.Gone
	return events, nil
}

// undoJoin takes back the agent's own latest merge or split. version is the case's after it.
func (s *Service) undoJoin(ctx context.Context, by desk.Agent, c desk.CaseID, version int64, last *desk.Event) error {
	n, err := strconv.ParseInt(last.Data["merge"], 10, 64)
	if err != nil {
		return tooLate()
	}
	return s.moved(ctx, func(tx Tx) error {
		now, err := tx.Case(c)
		if err != nil {
			return err
		}
		if err := s.current(tx, now, version); err != nil {
			return err
		}
		m, err := tx.Merge(desk.MergeID(n))
		if err != nil {
			return err
		}
		if last.Kind == desk.CaseMerged {
			if !m.Undone.IsZero() {
				return tooLate()
			}
			return s.takeApart(tx, by, m)
		}
		into, from, err := s.two(tx, m.Into, m.From)
		if err != nil {
			return tooLate()
		}
		return s.merge(tx, by, into, from, m.Why, last.Data["undone"] != "")
	})
}
