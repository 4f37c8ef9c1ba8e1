package store

import (
	"strings"
	"time"

	"heed/internal/desk"
)

const agentColumns = "email, name, role, langs, zone, theme, away, max_cases, disabled, created, skills, authority, calendar, reads_lang, reads_zone, reach"

func agentArgs(a *desk.Agent, id int64) ([]any, error) {
	docs, err := documents(a.Langs, a.Skills, a.Reach)
	if err != nil {
		return nil, err
	}
	return []any{fold(a.Email), a.Name, string(a.Role), docs[0], a.Zone, a.Theme, bit(a.Away), int64(a.Limit), bit(a.Disabled), desk.Micros(a.Created),
		docs[1], a.Authority, int64(a.Calendar), a.Reads.Lang, a.Reads.Zone, docs[2], id}, nil
}

// fold is the form in which an e-mail address is unique.
func fold(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func (tx *Tx) agents(where string, args ...any) ([]desk.Agent, error) {
	var list []desk.Agent
	err := tx.together(agentsInto(&list, where, args...))
	if err != nil || len(list) == 0 {
		return list, err
	}
	teams := map[desk.AgentID][]desk.TeamID{}
	err = tx.membership(func(t desk.TeamID, a desk.AgentID) { teams[a] = append(teams[a], t) })
	for i := range list {
		list[i].Teams = teams[list[i].ID]
	}
	return list, err
}

// agentsInto reads agents without their teams.
func agentsInto(list *[]desk.Agent, where string, args ...any) Query {
	return Query{"SELECT id, " + agentColumns + " FROM agents WHERE " + where, args, func(r Row) error {
		var a desk.Agent
		err := r.Scan((*int64)(&a.ID), &a.Email, &a.Name, (*string)(&a.Role), document(&a.Langs), &a.Zone, &a.Theme,
			yes(&a.Away), &a.Limit, yes(&a.Disabled), at(&a.Created), document(&a.Skills), &a.Authority, (*int64)(&a.Calendar), &a.Reads.Lang, &a.Reads.Zone, document(&a.Reach))
		*list = append(*list, a)
		return err
	}}
}

// Agents are all agents with their teams, oldest first.
func (tx *Tx) Agents() (_ []desk.Agent, err error) {
	defer call(&err, "Agents")
	return tx.agents("id > 0 ORDER BY id")
}

// Agent finds an agent by their id.
func (tx *Tx) Agent(id desk.AgentID) (_ *desk.Agent, err error) {
	defer call(&err, "Agent(%d)", id)
	return tx.agent(notFound("agent", int64(id)), "id = $1", int64(id))
}

// AgentByEmail finds an agent by their address, in any case of letters.
func (tx *Tx) AgentByEmail(email string) (_ *desk.Agent, err error) {
	defer call(&err, "AgentByEmail")
	return tx.agent(desk.Errorf(desk.NotFound, "There is no agent with this address."), "email = $1", fold(email))
}

func (tx *Tx) agent(absent error, where string, args ...any) (*desk.Agent, error) {
	list, err := tx.agents(where, args...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, absent
	}
	return &list[0], nil
}

// CreateAgent gives an agent their id. A known address is desk.Conflict, and the
// transaction may go on.
func (tx *Tx) CreateAgent(a *desk.Agent) (err error) {
	defer call(&err, "CreateAgent")
	id, err := tx.newID("agents")
	if err != nil {
		return err
	}
	args, err := agentArgs(a, id)
	if err != nil {
		return err
	}
	n, err := tx.exec(insertInto("agents", agentColumns+", id")+" ON CONFLICT DO NOTHING", args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return knownAddress()
	}
	a.ID, a.Email = desk.AgentID(id), fold(a.Email)
	return tx.join(a.Teams, []desk.AgentID{a.ID})
}

// SaveAgent replaces an agent and their teams, but not the password. Another agent's
// address is desk.Conflict, and the transaction may go on.
func (tx *Tx) SaveAgent(a *desk.Agent) (err error) {
	defer call(&err, "SaveAgent(%d)", a.ID)
	var others int
	err = tx.row("SELECT count(*) FROM agents WHERE email = $1 AND id <> $2", fold(a.Email), int64(a.ID)).Scan(&others)
	if err != nil {
		return err
	}
	if others > 0 {
		return knownAddress()
	}
	args, err := agentArgs(a, int64(a.ID))
	if err != nil {
		return err
	}
	if err := tx.one("agent", int64(a.ID), "UPDATE agents SET "+set(agentColumns)+" WHERE id = $17", args...); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM team_members WHERE agent = $1", int64(a.ID)); err != nil {
		return err
	}
	return tx.join(a.Teams, []desk.AgentID{a.ID})
}

func knownAddress() error {
	return &desk.Error{Kind: desk.Conflict, Message: "An agent with this email address already exists.", Field: "email"}
}

// SaveReader keeps how an agent reads.
func (tx *Tx) SaveReader(id desk.AgentID, r desk.Reader) (err error) {
	defer call(&err, "SaveReader(%d)", id)
	return tx.one("agent", int64(id), "UPDATE agents SET reads_lang = $1, reads_zone = $2 WHERE id = $3", r.Lang, r.Zone, int64(id))
}

// PasswordHash is "" if none is set.
func (tx *Tx) PasswordHash(id desk.AgentID) (hash string, err error) {
	defer call(&err, "PasswordHash(%d)", id)
	err = tx.find("agent", int64(id), "SELECT password_hash FROM agents WHERE id = $1", &hash)
	return hash, err
}

// SavePasswordHash replaces the hash of an agent's password.
func (tx *Tx) SavePasswordHash(id desk.AgentID, hash string) (err error) {
	defer call(&err, "SavePasswordHash(%d)", id)
	return tx.one("agent", int64(id), "UPDATE agents SET password_hash = $1 WHERE id = $2", hash, int64(id))
}

// SeenAgents tells when each agent last used the desk, for those who did since.
func (tx *Tx) SeenAgents(since time.Time) (_ map[desk.AgentID]time.Time, err error) {
	defer call(&err, "SeenAgents")
	seen := map[desk.AgentID]time.Time{}
	err = tx.each(func(s scanner) error {
		var id desk.AgentID
		var last time.Time
		err := s.Scan((*number)(&id), at(&last))
		seen[id] = last
		return err
	}, "SELECT agent, max(seen) FROM sessions WHERE seen >= $1 GROUP BY agent", desk.Micros(since))
	return seen, err
}
