package casework

import (
	"slices"
	"strconv"
	"strings"

	"heed/internal/desk"
)

// MaxSteps is how many steps a macro may have.
const MaxSteps = 6

// Intents, urgencies and stages that a step may set.
var stepTo = map[string][]string{ // read only
	desk.StepIntent:  {desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback, desk.Spam, desk.Trolling, desk.Other},
	desk.StepUrgency: {"low", "normal", "high"},
	desk.StepLater:   {"today", "tomorrow", "week"},
	desk.StepStage:   {string(desk.InProgress), "waiting customer", "waiting team", "waiting third party", string(desk.Resolved)},
}

// StepChoices are what a step of a kind may be given; nil for agents and teams.
func StepChoices(do string) []string { return slices.Clone(stepTo[do]) }

// StageOf is the stage that a step asks for, and for whom the case waits there.
func StageOf(s desk.Step) (to desk.Stage, waitingFor string) {
	name, waitingFor, _ := strings.Cut(s.To, " ")
	return desk.Stage(name), waitingFor
}

// CheckSteps refuses steps that no case can go through in their order.
func CheckSteps(steps []desk.Step) error {
	wrong := func(message, mend string) error {
		return &desk.Error{Kind: desk.Invalid, Field: "step", Message: message, Mend: mend}
	}
	if len(steps) > MaxSteps {
		return wrong("A saved reply can have six steps at most.", "Remove the steps you rarely need.")
	}
	done := map[string]bool{}
	for _, s := range steps {
		n, err := strconv.ParseInt(s.To, 10, 64)
		switch {
		case s.Do == desk.StepAgent && (s.To == desk.StepMe || err == nil && n >= 0):
		case s.Do == desk.StepTeam && err == nil && n > 0:
		case slices.Contains(stepTo[s.Do], s.To):
		default:
			return wrong("This step doesn't exist.", "Choose one from the list.")
		}
		kind := s.Do
		if kind == desk.StepTeam {
			kind = desk.StepAgent // a team's member gets the case
		}
		switch {
		case done[kind]:
			return wrong("Two steps change the same thing, and only the last would count.", "Keep one of them.")
		case done[string(desk.Resolved)]:
			return wrong("Nothing can be done to a case once it's resolved.", "Put that step last.")
		}
		done[kind], done[s.To] = true, true
	}
	return nil
}
