package desk

import "time"

// Session is a signed-in browser. Only a hash of its token is kept.
type Session struct {
	Hash    []byte
	Agent   AgentID
	Created time.Time
	Seen    time.Time
	Expires time.Time
	Where   string // browser and address, for the agent's list of sessions
}

// Link is a one-time sign-in link. Only a hash of its token is kept.
type Link struct {
	Hash    []byte
	Agent   AgentID
	Expires time.Time
	Used    time.Time
}

// Setting keys that the desk itself keeps.
const (
	SettingCompany = "company" // name of the company
	SettingSetUp   = "set_up"  // time at which the set-up was finished, RFC 3339
	SettingDraft   = "protocol_draft"
	SettingPrivate = "private_data" // the company's own patterns, JSON
	SettingClocks  = "clocks"       // what stands still when, and how people are asked, JSON
)
