package store

import "heed/internal/desk"

// membership reads who is in which team, in the order of ids.
func (tx *Tx) membership(add func(desk.TeamID, desk.AgentID)) error {
	return tx.each(func(s scanner) error {
		var team desk.TeamID
		var agent desk.AgentID
		err := s.Scan((*int64)(&team), (*int64)(&agent))
		add(team, agent)
		return err
	}, "SELECT team, agent FROM team_members ORDER BY team, agent")
}

// Teams are all teams with their members, oldest first.
func (tx *Tx) Teams() (list []desk.Team, err error) {
	defer call(&err, "Teams")
	err = tx.each(func(s scanner) error {
		var t desk.Team
		err := s.Scan((*int64)(&t.ID), &t.Name, (*int64)(&t.Calendar))
		list = append(list, t)
		return err
	}, "SELECT id, name, calendar FROM teams ORDER BY id")
	if err != nil || len(list) == 0 {
		return list, err
	}
	members := map[desk.TeamID][]desk.AgentID{}
	err = tx.membership(func(t desk.TeamID, a desk.AgentID) { members[t] = append(members[t], a) })
	for i := range list {
		list[i].Members = members[list[i].ID]
	}
	return list, err
}

// CreateTeam gives a team its id and keeps its members.
func (tx *Tx) CreateTeam(t *desk.Team) (err error) {
	defer call(&err, "CreateTeam")
	err = tx.create((*int64)(&t.ID), "teams", "name, calendar", func(id int64) ([]any, error) {
		return []any{t.Name, int64(t.Calendar), id}, nil
	})
	if err != nil {
		return err
	}
	return tx.join([]desk.TeamID{t.ID}, t.Members)
}

// SaveTeam replaces a team and its members.
func (tx *Tx) SaveTeam(t *desk.Team) (err error) {
	defer call(&err, "SaveTeam(%d)", t.ID)
	err = tx.one("team", int64(t.ID), "UPDATE teams SET name = $1, calendar = $2 WHERE id = $3", t.Name, int64(t.Calendar), int64(t.ID))
	if err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM team_members WHERE team = $1", int64(t.ID)); err != nil {
		return err
	}
	return tx.join([]desk.TeamID{t.ID}, t.Members)
}

func (tx *Tx) join(teams []desk.TeamID, agents []desk.AgentID) error {
	for _, t := range teams {
		for _, a := range agents {
			_, err := tx.exec(insertInto("team_members", "team, agent")+" ON CONFLICT DO NOTHING", int64(t), int64(a))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
