package inbox

import (
	"context"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// UndoStep takes back what the agent did to a case last: who has it, where it stands, until when it is put
// off, with which it was merged, what was split out of it, and all that a macro did.
// version is the case's after that step. desk.Conflict: something else has happened since,
// or the last step was not of this kind or not of this agent.
func (s *Service) UndoStep(ctx context.Context, by desk.Agent, id desk.CaseID, version int64) error {
	var whole desk.Story
	err := s.store.View(ctx, func(tx Tx) (err error) {
		whole, err = tx.Story(id, 0, 1)
		return err
	})
	if err != nil {
		return err
	}
	if last := lastStep(whole.Events); last != nil && last.Agent == by.ID && (last.Kind == desk.CaseMerged || last.Kind == desk.CaseSplit) {
		if err := access.Check(by, access.WorkCases); err != nil {
			return err
		}
		return s.undoJoin(ctx, by, id, version, last)
	}
	return s.step(ctx, by, id, version, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		story, err := tx.Story(id, 0, 1)
		if err != nil {
			return nil, err
		}
		last := lastStep(story.Events)
		if last == nil || last.Agent != by.ID {
			return nil, tooLate()
		}
		switch last.Kind {
		case desk.CaseAssigned:
			return undoAssign(tx, c, last, by)
		case desk.CasePutOff, desk.CaseBack:
			return s.undoPutOff(c, last)
		case desk.MacroApplied:
			return s.undoMacro(tx, c, last, by)
		case desk.CaseMerged, desk.CaseSplit:
			return nil, tooLate() // it came to be so this moment
		}
		return s.undoStage(tx, c, last)
	})
}

func tooLate() error {
	return &desk.Error{Kind: desk.Conflict, Message: "This can no longer be undone: the case has changed since.",
		Mend: "Check its story and decide what to do now."}
}

// lastStep is the newest event that somebody caused; what deadlines do of themselves
// follows from it. nil: that is no step that can be taken back.
func lastStep(events []desk.Event) (last *desk.Event) {
	for i := range events {
		e := &events[i]
		switch e.Kind {
		case desk.CasePaused, desk.CaseResumed, desk.CaseWarned, desk.CaseTakenUp:
			continue
		}
		if last == nil || e.ID > last.ID {
			last = e
		}
	}
	if last == nil {
		return nil
	}
	switch last.Kind {
	case desk.CaseAssigned, desk.CaseStage, desk.CasePutOff, desk.CaseBack, desk.CaseMerged, desk.CaseSplit, desk.MacroApplied:
		return last
	}
	return nil
}

// undoPutOff puts a case off again as it was before, or brings it back.
func (s *Service) undoPutOff(c *desk.Case, e *desk.Event) ([]*desk.Event, error) {
	until, err := time.Parse(time.RFC3339, e.Data["from"])
	switch {
	case err == nil && until.After(s.deps.Now()):
		return []*desk.Event{casework.PutOff(c, until, e.Data["from_why"])}, nil
	case e.Kind == desk.CaseBack:
		return nil, tooLate()
	}
	return []*desk.Event{casework.Back(c, casework.BackHand)}, nil
}

func undoAssign(tx Tx, c *desk.Case, e *desk.Event, by desk.Agent) ([]*desk.Event, error) {
	n, err := strconv.ParseInt(e.Data["from"], 10, 64)
	if err != nil {
		return nil, tooLate()
	}
	from := desk.AgentID(n)
	if from != 0 {
		a, err := tx.Agent(from)
		if err != nil || a.Disabled {
			return nil, tooLate()
		}
	}
	return []*desk.Event{hand(c, from, by, "undone")}, nil
}

func (s *Service) undoStage(tx Tx, c *desk.Case, e *desk.Event) ([]*desk.Event, error) {
	wasClosed := c.Stage.Closed()
	back := casework.SetStage(c, desk.Stage(e.Data["from"]), e.Data["from_for"], "undone", s.deps.Now())
	if wasClosed && !c.Stage.Closed() {
		msgs, err := tx.CaseMessages(c.ID)
		if err != nil {
			return nil, err
		}
		casework.Recount(c, msgs)
	}
	return []*desk.Event{back}, nil
}
