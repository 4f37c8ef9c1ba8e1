// Package access says who may see and do what. It decides from the agent's role
// alone and gives a sentence when it refuses.
//
// Begin with [Check]; the table of roles stands beside it.
package access

import "heed/internal/desk"

// Action is something an agent may want to do.
type Action string

const (
	SeeDesk       Action = "see the desk"
	Answer        Action = "answer customers"
	WorkCases     Action = "work on cases" // assign, note, promise, resolve, correct signals
	Unmask        Action = "see private data"
	OverrideGuard Action = "send private data in public"
	Mute          Action = "mute people"
	EditSearches  Action = "change searches"
	EditMacros    Action = "change saved replies"
	EditProtocol  Action = "change the protocol and calendars"
	EditAccounts  Action = "connect accounts"
	EditPeople    Action = "change agents and teams"
	EditDesk      Action = "change the desk's settings"
	SeeAudit      Action = "see the audit trail"
	GiveOut       Action = "export a person's data"
	Erase         Action = "erase people"
	SeeAgents     Action = "see reports on single agents"
	EditAlerts    Action = "change alerts and comparisons"
)

var rights = map[desk.Role][]Action{ // read only
	desk.Viewer:   {SeeDesk},
	desk.Answerer: {SeeDesk, Answer, WorkCases, Unmask},
	desk.Lead:     {SeeDesk, Answer, WorkCases, Unmask, OverrideGuard, Mute, EditSearches, EditMacros, EditProtocol, SeeAudit, SeeAgents, EditAlerts},
}

// May reports whether a role may do an action. An unknown role may do nothing.
func May(role desk.Role, a Action) bool {
	if role == desk.Admin {
		return true
	}
	for _, r := range rights[role] {
		if r == a {
			return true
		}
	}
	return false
}

// Check returns desk.Denied unless the agent may do the action.
func Check(by desk.Agent, a Action) error {
	if by.ID != 0 && !by.Disabled && May(by.Role, a) {
		return nil
	}
	return &desk.Error{
		Kind:    desk.Denied,
		Message: "You're not allowed to " + string(a) + ".",
		Mend:    "Ask an administrator of this desk for a role that allows it.",
	}
}
