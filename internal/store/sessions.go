package store

import (
	"database/sql"
	"errors"
	"time"

	"heed/internal/desk"
)

// CreateSession keeps a signed-in browser.
func (tx *Tx) CreateSession(s *desk.Session) (err error) {
	defer call(&err, "CreateSession(agent %d)", s.Agent)
	_, err = tx.exec(insertInto("sessions", "hash, agent, created, seen, expires, place"),
		s.Hash, int64(s.Agent), desk.Micros(s.Created), desk.Micros(s.Seen), desk.Micros(s.Expires), s.Where)
	return err
}

// Session finds a signed-in browser, expired or not, and whose it is.
func (tx *Tx) Session(hash []byte) (_ *desk.Session, _ *desk.Agent, err error) {
	defer call(&err, "Session")
	const whose = "(SELECT agent FROM sessions WHERE hash = $1)"
	var s desk.Session
	var agents []desk.Agent
	var teams []desk.TeamID
	err = tx.together(
		Query{"SELECT hash, agent, created, seen, expires, place FROM sessions WHERE hash = $1", []any{hash}, func(r Row) error {
			return r.Scan(&s.Hash, (*int64)(&s.Agent), at(&s.Created), at(&s.Seen), at(&s.Expires), &s.Where)
		}},
		agentsInto(&agents, "id = "+whose, hash),
		Query{"SELECT team FROM team_members WHERE agent = " + whose + " ORDER BY team", []any{hash}, func(r Row) error {
			var id desk.TeamID
			err := r.Scan((*number)(&id))
			teams = append(teams, id)
			return err
		}},
	)
	if err == nil && len(agents) == 0 {
		err = desk.Errorf(desk.NotFound, "This session is over.")
	}
	if err != nil {
		return nil, nil, err
	}
	agents[0].Teams = teams
	return &s, &agents[0], nil
}

// SeeSession moves on when a browser was last seen and when it is signed out.
func (tx *Tx) SeeSession(hash []byte, seen, expires time.Time) (err error) {
	defer call(&err, "SeeSession")
	n, err := tx.exec("UPDATE sessions SET seen = $1, expires = $2 WHERE hash = $3", desk.Micros(seen), desk.Micros(expires), hash)
	if err == nil && n == 0 {
		err = desk.Errorf(desk.NotFound, "This session is over.")
	}
	return err
}

// DropSession signs a browser out; one that is gone is no error.
func (tx *Tx) DropSession(hash []byte) (err error) {
	defer call(&err, "DropSession")
	_, err = tx.exec("DELETE FROM sessions WHERE hash = $1", hash)
	return err
}

// DropSessionsOf signs all browsers of an agent out.
func (tx *Tx) DropSessionsOf(agent desk.AgentID) (err error) {
	defer call(&err, "DropSessionsOf(%d)", agent)
	_, err = tx.exec("DELETE FROM sessions WHERE agent = $1", int64(agent))
	return err
}

// DropSessions forgets sessions and sign-in links that expired before.
func (tx *Tx) DropSessions(expired time.Time) (err error) {
	defer call(&err, "DropSessions")
	if _, err := tx.exec("DELETE FROM sessions WHERE expires < $1", desk.Micros(expired)); err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM links WHERE expires < $1", desk.Micros(expired))
	return err
}

// CreateLink keeps a one-time sign-in link.
func (tx *Tx) CreateLink(l *desk.Link) (err error) {
	defer call(&err, "CreateLink(agent %d)", l.Agent)
	_, err = tx.exec(insertInto("links", "hash, agent, expires, used"), l.Hash, int64(l.Agent), desk.Micros(l.Expires), desk.Micros(l.Used))
	return err
}

// UseLink marks an unused, unexpired link used and returns it; else desk.NotFound.
func (tx *Tx) UseLink(hash []byte, now time.Time) (_ *desk.Link, err error) {
	defer call(&err, "UseLink")
	var l desk.Link
	err = tx.row("UPDATE links SET used = $1 WHERE hash = $2 AND used = 0 AND expires > $1 RETURNING hash, agent, expires, used",
		desk.Micros(now), hash).Scan(&l.Hash, (*int64)(&l.Agent), at(&l.Expires), at(&l.Used))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "This sign-in link has expired or was already used.", Mend: "Ask for a new one."}
	}
	return &l, err
}
