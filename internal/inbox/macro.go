package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// Planned is a step of a macro as it would go for one case.
type Planned struct {
	desk.Step
	Agent      desk.AgentID // who would get the case; 0: nobody
	Why        string       // them, or nobody
	Until      time.Time    // until when it would be put off
	Already    bool         // it is so already
	WithAnswer bool         // done when the answer is sent: a case is not resolved before it is answered
	Problem    error        // why it cannot be done
}

// MacroPlan is what a macro would do to a case.
type MacroPlan struct {
	Macro   desk.Macro // its text filled in
	Steps   []Planned
	Version int64 // of the case
	Stopped bool  // a step cannot be done, so that none is
}

// PlanMacro says what a macro would do to a case, and does nothing.
func (s *Service) PlanMacro(ctx context.Context, by desk.Agent, id desk.CaseID, macro desk.MacroID) (plan MacroPlan, err error) {
	if err := access.Check(by, access.WorkCases); err != nil {
		return plan, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Case(id)
		if err != nil {
			return err
		}
		m, err := macroOf(tx, macro, c)
		if err != nil {
			return err
		}
		plan = MacroPlan{Macro: *m, Version: c.Version}
		plan.Macro.Text = s.fillIn(m.Text, c, by)
		for _, step := range m.Steps {
			p, _, err := s.do(tx, by, c, m, step, false)
			var said *desk.Error
			if err != nil && !errors.As(err, &said) {
				return err
			}
			p.Problem = err
			plan.Stopped = plan.Stopped || err != nil
			plan.Steps = append(plan.Steps, p)
		}
		return nil
	})
	return plan, err
}

func macroOf(tx Tx, id desk.MacroID, c *desk.Case) (*desk.Macro, error) {
	all, err := tx.Macros()
	for i := range all {
		if m := &all[i]; m.ID == id && (m.Brand == 0 || m.Brand == c.Brand) {
			return m, err
		}
	}
	if err == nil {
		err = &desk.Error{Kind: desk.NotFound, Message: "This saved reply no longer exists.", Mend: "Reload the page and choose again."}
	}
	return nil, err
}

// UseMacro does the steps of a macro to a case in their order, all or none, each as by hand; its text is
// the composer's. [Service.UndoStep] takes all of them back at once. version is the one that the page showed.
func (s *Service) UseMacro(ctx context.Context, by desk.Agent, id desk.CaseID, version int64, macro desk.MacroID) error {
	return s.step(ctx, by, id, version, func(tx Tx, c *desk.Case) ([]*desk.Event, error) {
		m, err := macroOf(tx, macro, c)
		if err != nil {
			return nil, err
		}
		was := wasOf(c)
		var events []*desk.Event
		for _, step := range m.Steps {
			_, done, err := s.do(tx, by, c, m, step, true)
			if err != nil {
				return nil, err
			}
			events = append(events, done...)
		}
		if len(events) == 0 {
			return nil, nil
		}
		if m.Text == "" { // else it is counted once its text is sent
			if err := countMacro(tx, m.ID); err != nil {
				return nil, err
			}
		}
		for _, e := range events {
			if e.Kind == desk.SignalCorrected {
				was.Corrected = append(was.Corrected, desk.Step{Do: e.Data["signal"], To: strconv.FormatInt(int64(e.Message), 10)})
			}
		}
		kept, err := json.Marshal(was)
		return append(events, &desk.Event{Kind: desk.MacroApplied, Data: map[string]string{"name": m.Name, "was": string(kept)}}), err
	})
}

// do does one step of a macro, or with keep unset only says how it would go: c is changed in any case.
func (s *Service) do(tx Tx, by desk.Agent, c *desk.Case, m *desk.Macro, step desk.Step, keep bool) (p Planned, events []*desk.Event, err error) {
	p = Planned{Step: step}
	switch step.Do {
	case desk.StepIntent, desk.StepUrgency:
		events, err = s.signalStep(tx, by, c, step, keep)
	case desk.StepAgent:
		if p.Agent, err = agentOf(step, by); err == nil {
			events, err = give(tx, by, c, p.Agent)
		}
	case desk.StepTeam:
		events, err = s.teamStep(tx, by, c, &p)
	case desk.StepLater:
		p.Until = s.laterOf(c, step.To)
		events, err = s.putOff(by, c, p.Until, c.UntilWhy)
	case desk.StepStage:
		to, waitingFor := casework.StageOf(step)
		if p.WithAnswer = to.Closed() && m.Text != ""; p.WithAnswer {
			return p, nil, nil
		}
		events, err = s.setStage(tx, c, to, waitingFor, "")
	default:
		err = desk.Errorf(desk.Invalid, "This step doesn't exist.")
	}
	p.Already = err == nil && len(events) == 0
	return p, events, err
}

func agentOf(step desk.Step, by desk.Agent) (desk.AgentID, error) {
	if step.To == desk.StepMe {
		return by.ID, nil
	}
	n, err := strconv.ParseInt(step.To, 10, 64)
	return desk.AgentID(n), err
}

// signalStep says what the customer's latest message is.
func (s *Service) signalStep(tx Tx, by desk.Agent, c *desk.Case, step desk.Step, keep bool) ([]*desk.Event, error) {
	if c.Last == 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "There's no customer message to set that on."}
	}
	m, err := tx.Message(c.Last)
	if err != nil {
		return nil, err
	}
	is := m.Signals.Intent
	if step.Do == desk.StepUrgency {
		is = m.Signals.Urgency
	}
	switch {
	case is.Label == step.To:
		return nil, nil
	case !keep:
		return []*desk.Event{{Kind: desk.SignalCorrected}}, nil
	}
	return s.correct(tx, by, c, m, step.Do, step.To)
}

// teamStep gives a case to that member of a team whom routing would choose; where nobody can take it, it
// is the team's and says why.
func (s *Service) teamStep(tx Tx, by desk.Agent, c *desk.Case, p *Planned) ([]*desk.Event, error) {
	n, err := strconv.ParseInt(p.To, 10, 64)
	if err != nil {
		return nil, err
	}
	teams, err := tx.Teams()
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(teams, func(t desk.Team) bool { return t.ID == desk.TeamID(n) }) {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "This team no longer exists.", Mend: "Change the saved reply, or do the other steps yourself."}
	}
	facts, err := s.facts(tx, c, s.deps.Now())
	if err != nil {
		return nil, err
	}
	had, team := c.Assignee, c.Team
	c.Team = desk.TeamID(n)
	p.Agent, p.Why = s.deps.Assign(c, facts)
	if p.Agent == had && c.Team == team {
		return nil, nil
	}
	e := hand(c, p.Agent, by, p.Why)
	if p.Agent == 0 {
		c.Unowned = p.Why
	}
	return []*desk.Event{e}, nil
}

// laterOf is the time that a step means: the nearest to it that can be had.
func (s *Service) laterOf(c *desk.Case, key string) time.Time {
	all := Laters(s.deps.Hours(c), s.deps.Now())
	for _, l := range all {
		if l.Key == key {
			return l.At
		}
	}
	switch {
	case len(all) == 0:
		return time.Time{}
	case key == "today":
		return all[0].At // the team has gone: as soon as it is back
	}
	return all[len(all)-1].At
}

// macroWas is what the steps of a macro may change of a case, as it was before them.
type macroWas struct {
	Agent     desk.AgentID `json:"agent,omitempty"`
	Team      desk.TeamID  `json:"team,omitempty"`
	Unowned   string       `json:"unowned,omitempty"`
	Stage     desk.Stage   `json:"stage"`
	For       string       `json:"for,omitempty"`
	Until     time.Time    `json:"until,omitzero"`
	UntilWhy  string       `json:"until_why,omitempty"`
	Respond   string       `json:"respond,omitempty"`
	Corrected []desk.Step  `json:"corrected,omitempty"` // signal and message
}

func wasOf(c *desk.Case) macroWas {
	return macroWas{Agent: c.Assignee, Team: c.Team, Unowned: c.Unowned, Stage: c.Stage, For: c.WaitingFor, Until: c.Until, UntilWhy: c.UntilWhy, Respond: c.Decision.Respond}
}

// undoMacro takes back all that a macro did.
func (s *Service) undoMacro(tx Tx, c *desk.Case, e *desk.Event, by desk.Agent) (events []*desk.Event, err error) {
	var was macroWas
	if err := json.Unmarshal([]byte(e.Data["was"]), &was); err != nil {
		return nil, tooLate()
	}
	for _, k := range slices.Backward(was.Corrected) {
		n, err := strconv.ParseInt(k.To, 10, 64)
		if err != nil {
			return nil, tooLate()
		}
		m, err := tx.Message(desk.MessageID(n))
		if err != nil {
			return nil, err
		}
		restored, err := s.restore(tx, c, m, k.Do)
		if err != nil {
			return nil, err
		}
		events = append(events, restored...)
	}
	if c.Assignee != was.Agent {
		given, err := undoAssign(tx, c, &desk.Event{Data: map[string]string{"from": agentNumber(was.Agent)}}, by)
		if err != nil {
			return nil, err
		}
		events = append(events, given...)
	}
	c.Team, c.Unowned = was.Team, was.Unowned
	if c.Stage != was.Stage || c.WaitingFor != was.For {
		back, err := s.undoStage(tx, c, &desk.Event{Data: map[string]string{"from": string(was.Stage), "from_for": was.For}})
		if err != nil {
			return nil, err
		}
		events = append(events, back...)
	}
	c.Decision.Respond = was.Respond
	if !c.Until.Equal(was.Until) {
		back, err := s.undoPutOff(c, &desk.Event{Kind: desk.CasePutOff, Data: map[string]string{"from": was.Until.UTC().Format(time.RFC3339), "from_why": was.UntilWhy}})
		if err != nil {
			return nil, err
		}
		events = append(events, slices.DeleteFunc(back, func(e *desk.Event) bool { return e == nil })...)
	}
	return append(events, &desk.Event{Kind: desk.MacroUndone, Data: map[string]string{"name": e.Data["name"]}}), nil
}
