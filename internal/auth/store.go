package auth

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps who is signed in; see intake.Store for the rules of View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what signing in needs of a transaction. Find methods return desk.NotFound.
type Tx interface {
	Agent(id desk.AgentID) (*desk.Agent, error)
	AgentByEmail(email string) (*desk.Agent, error) // folded to lower case
	PasswordHash(id desk.AgentID) (string, error)   // "" if none is set
	SavePasswordHash(id desk.AgentID, hash string) error

	CreateSession(s *desk.Session) error
	Session(hash []byte) (*desk.Session, *desk.Agent, error) // and whose it is
	SaveReader(id desk.AgentID, r desk.Reader) error
	SeeSession(hash []byte, at, expires time.Time) error
	DropSession(hash []byte) error
	DropSessionsOf(agent desk.AgentID) error
	// UseLink marks an unused, unexpired link used and returns it; else desk.NotFound.
	UseLink(hash []byte, now time.Time) (*desk.Link, error)

	Append(events ...*desk.Event) error
}
