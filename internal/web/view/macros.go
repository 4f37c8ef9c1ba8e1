package view

import (
	"context"
	"errors"
	"strconv"

	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/inbox"
)

// stepKind is a group of the steps that a macro may have, as its form offers them.
type stepKind struct {
	Name    string
	Choices []option
}

// stepKinds are all steps that a macro may have.
func stepKinds(ctx context.Context) []stepKind {
	of := func(do string) (out []option) {
		for _, to := range casework.StepChoices(do) {
			out = append(out, option{do + "=" + to, stepText(ctx, desk.Step{Do: do, To: to})})
		}
		return out
	}
	people := []option{{"agent=me", stepText(ctx, desk.Step{Do: desk.StepAgent, To: desk.StepMe})}}
	for _, a := range sh(ctx).activeAgents() {
		people = append(people, option{"agent=" + itoa(a.ID), stepText(ctx, desk.Step{Do: desk.StepAgent, To: itoa(a.ID)})})
	}
	people = append(people, option{"agent=0", stepText(ctx, desk.Step{Do: desk.StepAgent, To: "0"})})
	var teams []option
	for _, t := range sh(ctx).Desk.Teams {
		teams = append(teams, option{"team=" + itoa(t.ID), stepText(ctx, desk.Step{Do: desk.StepTeam, To: itoa(t.ID)})})
	}
	return []stepKind{{tr(ctx, "Kind"), append(of(desk.StepIntent), of(desk.StepUrgency)...)}, {tr(ctx, "Owner"), people}, {tr(ctx, "Team"), teams},
		{tr(ctx, "Later"), of(desk.StepLater)}, {tr(ctx, "Stage"), of(desk.StepStage)}}
}

// stepText says what a step does.
func stepText(ctx context.Context, s desk.Step) string {
	switch s.Do {
	case desk.StepIntent:
		return tr(ctx, "Set intent: %s", labelName(ctx, s.To))
	case desk.StepUrgency:
		return tr(ctx, "Set urgency: %s", labelName(ctx, s.To))
	case desk.StepAgent:
		switch n, _ := strconv.ParseInt(s.To, 10, 64); {
		case s.To == desk.StepMe:
			return tr(ctx, "Assign the case to whoever uses it")
		case n == 0:
			return tr(ctx, "Unassign the case")
		default:
			return tr(ctx, "Assign the case to %s", sh(ctx).agentName(desk.AgentID(n)))
		}
	case desk.StepTeam:
		return tr(ctx, "Assign the case to the team %s", teamNamed(ctx, s.To))
	case desk.StepLater:
		return tr(ctx, map[string]string{"today": "Snooze: later today", "tomorrow": "Snooze: next working morning", "week": "Snooze: next week"}[s.To])
	}
	to, waitingFor := casework.StageOf(s)
	return tr(ctx, "Set stage: %s", stageName(ctx, to, waitingFor))
}

func teamNamed(ctx context.Context, id string) string {
	for _, t := range sh(ctx).Desk.Teams {
		if itoa(t.ID) == id {
			return t.Name
		}
	}
	return id
}

// plannedText says how a step goes for the case at hand.
func plannedText(ctx context.Context, p *inbox.Planned) string {
	switch {
	case p.Problem != nil:
		var e *desk.Error
		if errors.As(p.Problem, &e) {
			return retell(ctx, e.Message) + " " + retell(ctx, e.Mend)
		}
		return ""
	case p.WithAnswer:
		return tr(ctx, "when the answer is sent")
	case p.Already:
		return tr(ctx, "already set")
	case p.Do == desk.StepTeam && p.Agent != 0:
		return because(ctx, sh(ctx).agentName(p.Agent), p.Why)
	case p.Do == desk.StepTeam:
		return because(ctx, tr(ctx, "Nobody"), p.Why)
	case p.Do == desk.StepLater:
		return tr(ctx, "until %s", dayClock(ctx, p.Until.UTC().Format("2006-01-02T15:04:05Z07:00")))
	}
	return ""
}

// stepChosen is what a place of the form holds; "" for nothing.
func stepChosen(f Form, m desk.Macro, at int) string {
	if all := f.Values["step"]; f.Values != nil {
		if at < len(all) {
			return all[at]
		}
		return ""
	}
	if at < len(m.Steps) {
		return m.Steps[at].Do + "=" + m.Steps[at].To
	}
	return ""
}

// plannedResolves reports whether the case is resolved with the answer.
func plannedResolves(p *inbox.MacroPlan) bool {
	for i := range p.Steps {
		if p.Steps[i].WithAnswer {
			return true
		}
	}
	return false
}
