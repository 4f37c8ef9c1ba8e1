package admin

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"heed/internal/access"
	"heed/internal/casework"
	"heed/internal/desk"
)

// SaveMacro keeps a saved reply; ID 0 makes a new one.
func (s *Service) SaveMacro(ctx context.Context, by desk.Agent, m desk.Macro) (desk.Macro, error) {
	name, err := named("name", m.Name)
	if err != nil {
		return m, err
	}
	m.Name, m.Text = name, strings.TrimSpace(m.Text)
	switch {
	case len(m.Text) > 10_000:
		return m, invalid("text", "A saved reply needs text, at most 10,000 bytes.", "")
	case m.Text == "" && len(m.Steps) == 0:
		return m, invalid("text", "A saved reply needs text or a step.", "")
	}
	if err := casework.CheckSteps(m.Steps); err != nil {
		return m, err
	}
	if err := s.guard("name", "this name", m.Name); err != nil {
		return m, err
	}
	if err := s.guard("text", "this saved reply", m.Text); err != nil {
		return m, err
	}
	err = s.change(ctx, by, access.EditMacros, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		what, save := "saved reply changed", tx.SaveMacro
		if m.ID == 0 {
			what, save = "saved reply added", tx.CreateMacro
		}
		if err := known(tx, m.Steps); err != nil {
			return nil, err
		}
		err := save(&m)
		return told(what, int64(m.ID), m.Name), err
	})
	return m, err
}

// known refuses steps that give a case to whom or to what is not there.
func known(tx Tx, steps []desk.Step) error {
	agents, err := tx.Agents()
	if err != nil {
		return err
	}
	teams, err := tx.Teams()
	for _, s := range steps {
		n, numbered := strconv.ParseInt(s.To, 10, 64)
		switch {
		case err != nil:
			return err
		case numbered != nil || n == 0:
		case s.Do == desk.StepAgent && !slices.ContainsFunc(agents, func(a desk.Agent) bool { return int64(a.ID) == n && !a.Disabled }):
			return invalid("step", "A step assigns the case to someone who doesn't work here.", "Choose someone from the list.")
		case s.Do == desk.StepTeam && !slices.ContainsFunc(teams, func(t desk.Team) bool { return int64(t.ID) == n }):
			return invalid("step", "A step assigns the case to a team that doesn't exist.", "Choose a team from the list.")
		}
	}
	return err
}

// DropMacro removes a saved reply.
func (s *Service) DropMacro(ctx context.Context, by desk.Agent, id desk.MacroID) error {
	return s.change(ctx, by, access.EditMacros, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		macros, err := tx.Macros()
		if err != nil {
			return nil, err
		}
		name := ""
		for _, have := range macros {
			if have.ID == id {
				name = have.Name
			}
		}
		return told("saved reply removed", int64(id), name), tx.DropMacro(id)
	})
}
