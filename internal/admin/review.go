package admin

import (
	"context"
	"slices"

	"heed/internal/access"
	"heed/internal/desk"
)

// IgnoredPage is how many decisions not to answer are listed at once.
const IgnoredPage = 50

// Ignored lists cases that were decided not to be answered, for the second pair of eyes,
// after the first skip. open leaves out those that [Service.Review] has seen; total counts all.
func (s *Service) Ignored(ctx context.Context, by desk.Agent, open bool, skip int) (list []desk.Unanswered, total int, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, 0, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		list, total, err = tx.Ignored(open, skip, IgnoredPage)
		return err
	})
	for i := range list {
		list[i].Case = list[i].Case.Masked(s.deps.Mask)
		list[i].Why = s.deps.Mask(list[i].Why)
	}
	return list, total, err
}

// Review keeps that an agent agrees not to answer cases, and gives those of which that was kept:
// nobody is the second person for their own decision, unless nobody else works here.
func (s *Service) Review(ctx context.Context, by desk.Agent, ids []desk.CaseID) (kept []desk.CaseID, err error) {
	if err := access.Check(by, access.WorkCases); err != nil {
		return nil, err
	}
	now := s.deps.Now()
	err = s.store.Update(ctx, func(tx Tx) error {
		kept = nil
		list, err := tx.Unanswered(ids)
		if err != nil {
			return err
		}
		alone, err := worksAlone(tx, by)
		if err != nil {
			return err
		}
		for _, u := range list {
			if u.Who == by.ID && !alone {
				continue
			}
			if err := tx.Review(u.Case.ID, by.ID, now); err != nil {
				return err
			}
			if err := tx.Append(&desk.Event{Kind: desk.CaseReviewed, Case: u.Case.ID, Agent: by.ID, At: now}); err != nil {
				return err
			}
			kept = append(kept, u.Case.ID)
		}
		if len(kept) == 0 && len(list) > 0 {
			return &desk.Error{Kind: desk.Refused, Message: "You made this decision yourself.", Mend: "Someone else has to review it."}
		}
		return nil
	})
	return kept, err
}

// worksAlone reports whether nobody else may work on cases.
func worksAlone(tx Tx, by desk.Agent) (bool, error) {
	agents, err := tx.Agents()
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(agents, func(a desk.Agent) bool {
		return a.ID != by.ID && access.Check(a, access.WorkCases) == nil
	}), nil
}

// Unreview takes back what an agent agreed to.
func (s *Service) Unreview(ctx context.Context, by desk.Agent, ids []desk.CaseID) error {
	if err := access.Check(by, access.WorkCases); err != nil {
		return err
	}
	now := s.deps.Now()
	return s.store.Update(ctx, func(tx Tx) error {
		list, err := tx.Unanswered(ids)
		if err != nil {
			return err
		}
		for _, u := range list {
			if u.Reviewed.IsZero() || u.By != by.ID {
				continue
			}
			if err := tx.Unreview(u.Case.ID, by.ID); err != nil {
				return err
			}
			if err := tx.Append(&desk.Event{Kind: desk.CaseReviewed, Case: u.Case.ID, Agent: by.ID, At: now, Data: map[string]string{"undone": "yes"}}); err != nil {
				return err
			}
		}
		return nil
	})
}
