package inbox_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/store"
)

// macro keeps a saved reply with steps.
func (b *bench) macro(text string, steps ...desk.Step) desk.MacroID {
	b.t.Helper()
	m := desk.Macro{Name: "Refund", Text: text, Steps: steps}
	b.update(func(tx *store.Tx) error { return tx.CreateMacro(&m) })
	return m.ID
}

// standing is what a macro may change of a case.
type standing struct {
	Agent           desk.AgentID
	Team            desk.TeamID
	Unowned, Intent string
	Stage           desk.Stage
	For             string
	Until           time.Time
	Waits           bool
}

func (b *bench) standing() standing {
	c := b.story().Case
	return standing{c.Assignee, c.Team, c.Unowned, c.Intent, c.Stage, c.WaitingFor, c.Until, !c.WaitingSince.IsZero()}
}

func (b *bench) kinds() (kinds []desk.EventKind) {
	for _, e := range b.story().Events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestMacroIsOneAct(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	bo, _, _ := b.crew()
	team := desk.Team{Name: "Returns", Members: []desk.AgentID{bo.ID}}
	b.update(func(tx *store.Tx) error { return tx.CreateTeam(&team) })
	b.assign = func(c *desk.Case) (desk.AgentID, string) {
		if c.Team == team.ID {
			return bo.ID, "Bo's turn"
		}
		return 0, "nobody is there"
	}
	id := b.macro("Sorry, {{name}}!", desk.Step{Do: desk.StepIntent, To: desk.Complaint}, desk.Step{Do: desk.StepTeam, To: "1"},
		desk.Step{Do: desk.StepLater, To: "week"}, desk.Step{Do: desk.StepStage, To: "waiting third party"})
	before, version := b.standing(), b.story().Case.Version

	// The plan tells and does nothing.
	monday := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	plan, err := b.s.PlanMacro(ctx, b.boss, b.c.ID, id)
	b.ok(err)
	want := []inbox.Planned{
		{Step: desk.Step{Do: desk.StepIntent, To: desk.Complaint}},
		{Step: desk.Step{Do: desk.StepTeam, To: "1"}, Agent: bo.ID, Why: "Bo's turn"},
		{Step: desk.Step{Do: desk.StepLater, To: "week"}, Until: monday},
		{Step: desk.Step{Do: desk.StepStage, To: "waiting third party"}},
	}
	if d := cmp.Diff(want, plan.Steps); d != "" || plan.Stopped || plan.Version != version || plan.Macro.Text != "Sorry, !" {
		t.Errorf("plan %+v: %s", plan, d)
	}
	if d := cmp.Diff(before, b.standing()); d != "" || len(b.kinds()) != 0 {
		t.Fatalf("the plan did something: %s", d)
	}

	b.ok(b.s.UseMacro(ctx, b.boss, b.c.ID, version, id))
	after := standing{bo.ID, team.ID, "", desk.Complaint, desk.Waiting, "third party", monday, true}
	if d := cmp.Diff(after, b.standing()); d != "" {
		t.Errorf("done: %s", d)
	}
	if d := cmp.Diff([]desk.EventKind{desk.SignalCorrected, desk.CaseAssigned, desk.CasePutOff, desk.CaseStage, desk.MacroApplied}, b.kinds()); d != "" {
		t.Errorf("told: %s", d)
	}
	if got := b.story().Case.Version; got != version+1 {
		t.Errorf("the version went from %d to %d, want one act", version, got)
	}
	// A second click comes from a page that is stale by now.
	if err := b.s.UseMacro(ctx, b.boss, b.c.ID, version, id); !desk.Is(err, desk.Conflict) {
		t.Errorf("a second click: %v", err)
	}
	if err := b.s.UndoStep(ctx, bo, b.c.ID, version+1); !desk.Is(err, desk.Conflict) {
		t.Errorf("another's undo: %v", err)
	}
	b.ok(b.s.UndoStep(ctx, b.boss, b.c.ID, version+1))
	undone := before
	undone.Unowned = b.standing().Unowned
	if d := cmp.Diff(undone, b.standing()); d != "" {
		t.Errorf("undone: %s", d)
	}
	if kinds := b.kinds(); kinds[len(kinds)-1] != desk.MacroUndone {
		t.Errorf("told: %v", kinds)
	}
}

func TestMacroAllOrNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	_, cy, _ := b.crew()
	b.ok(b.s.SetStage(ctx, b.boss, b.c.ID, 0, desk.Resolved, ""))
	before, version, told := b.standing(), b.story().Case.Version, len(b.kinds())
	gone := desk.Step{Do: desk.StepAgent, To: "4"}
	if cy.ID != 4 {
		t.Fatalf("Cy is %d", cy.ID)
	}
	for name, steps := range map[string][]desk.Step{
		"who left":              {{Do: desk.StepUrgency, To: "high"}, gone},
		"put off what is done":  {{Do: desk.StepUrgency, To: "high"}, {Do: desk.StepLater, To: "tomorrow"}},
		"a team that is gone":   {{Do: desk.StepUrgency, To: "high"}, {Do: desk.StepTeam, To: "9"}},
		"a step of another age": {{Do: desk.StepUrgency, To: "high"}, {Do: "call", To: "them"}},
	} {
		id := b.macro("", steps...)
		plan, err := b.s.PlanMacro(ctx, b.boss, b.c.ID, id)
		if err != nil || !plan.Stopped || plan.Steps[0].Problem != nil || plan.Steps[1].Problem == nil {
			t.Errorf("%s: plan %+v (%v)", name, plan, err)
		}
		if err := b.s.UseMacro(ctx, b.boss, b.c.ID, version, id); !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d := cmp.Diff(before, b.standing()); d != "" || len(b.kinds()) != told {
		t.Errorf("something was done: %s", d)
	}
	if err := b.s.UseMacro(ctx, b.boss, b.c.ID, version, 99); !desk.Is(err, desk.NotFound) {
		t.Errorf("no such macro: %v", err)
	}

	// What is so already is nothing to do; an answer is sent before its case is resolved.
	same := b.macro("", desk.Step{Do: desk.StepStage, To: "resolved"})
	b.ok(b.s.UseMacro(ctx, b.boss, b.c.ID, version, same))
	b.ok(b.s.SetStage(ctx, b.boss, b.c.ID, 0, desk.InProgress, ""))
	told = len(b.kinds())
	later := b.macro("It is solved.", desk.Step{Do: desk.StepStage, To: "resolved"})
	plan, err := b.s.PlanMacro(ctx, b.boss, b.c.ID, later)
	if err != nil || !plan.Steps[0].WithAnswer {
		t.Errorf("plan %+v (%v)", plan, err)
	}
	b.ok(b.s.UseMacro(ctx, b.boss, b.c.ID, 0, later))
	if len(b.kinds()) != told || b.standing().Stage != desk.InProgress {
		t.Errorf("told %v, stage %s", b.kinds()[told:], b.standing().Stage)
	}
	// Resolved and taken back, its customer waits again.
	now := b.macro("", desk.Step{Do: desk.StepAgent, To: desk.StepMe}, desk.Step{Do: desk.StepStage, To: "resolved"})
	open := b.standing()
	b.ok(b.s.UseMacro(ctx, b.boss, b.c.ID, 0, now))
	if s := b.standing(); s.Stage != desk.Resolved || s.Agent != b.boss.ID || s.Waits {
		t.Errorf("resolved: %+v", s)
	}
	b.ok(b.s.UndoStep(ctx, b.boss, b.c.ID, 0))
	if d := cmp.Diff(open, b.standing()); d != "" {
		t.Errorf("taken back: %s", d)
	}
}
