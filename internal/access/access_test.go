package access_test

import (
	"errors"
	"slices"
	"testing"

	"heed/internal/access"
	"heed/internal/desk"
)

// TestMay is the table of rights once more, from the side of the actions.
func TestMay(t *testing.T) {
	t.Parallel()
	const viewer, agent, lead, admin = desk.Viewer, desk.Answerer, desk.Lead, desk.Admin
	for action, who := range map[access.Action][]desk.Role{
		access.SeeDesk:       {viewer, agent, lead, admin},
		access.Answer:        {agent, lead, admin},
		access.WorkCases:     {agent, lead, admin},
		access.Unmask:        {agent, lead, admin},
		access.OverrideGuard: {lead, admin},
		access.Mute:          {lead, admin},
		access.EditSearches:  {lead, admin},
		access.EditMacros:    {lead, admin},
		access.EditProtocol:  {lead, admin},
		access.SeeAudit:      {lead, admin},
		access.SeeAgents:     {lead, admin},
		access.EditAlerts:    {lead, admin},
		access.EditAccounts:  {admin},
		access.EditPeople:    {admin},
		access.EditDesk:      {admin},
		access.GiveOut:       {admin},
		access.Erase:         {admin},
	} {
		for _, role := range []desk.Role{viewer, agent, lead, admin, "", "owner"} {
			may := slices.Contains(who, role)
			if access.May(role, action) != may {
				t.Errorf("%q may %s: %v, want %v", role, action, !may, may)
			}
			if err := access.Check(desk.Agent{ID: 1, Role: role}, action); (err == nil) != may {
				t.Errorf("check of %q, %s: %v", role, action, err)
			}
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]desk.Agent{
		"nobody":                   {Role: desk.Admin},
		"who no longer works here": {ID: 1, Role: desk.Admin, Disabled: true},
		"who has another role":     {ID: 1, Role: desk.Viewer},
	} {
		err := access.Check(by, access.EditDesk)
		var e *desk.Error
		if !errors.As(err, &e) || e.Kind != desk.Denied || e.Message != "You're not allowed to change the desk's settings." || e.Mend == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
