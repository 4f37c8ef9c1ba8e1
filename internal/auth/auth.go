package auth

import (
	"context"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"

	"heed/internal/admin"
	"heed/internal/desk"
)

// Service signs agents in and out. Safe for concurrent use.
type Service struct {
	store Store
	now   func() time.Time
	life  time.Duration
	tries *tries
	// argon2id takes 64 MB for each hash: two at once are enough for any desk, and a flood of
	// tries cannot take the machine's memory.
	hashing chan struct{}
}

// New makes a Service. life is how long a session lasts after it was last used.
func New(store Store, now func() time.Time, life time.Duration) *Service {
	return &Service{store: store, now: now, life: life, tries: newTries(), hashing: make(chan struct{}, 2)}
}

// nobody is a hash that no password has: it is compared with when the e-mail is unknown,
// so that the time taken does not tell who works here.
const nobody = "$argon2id$v=19$m=65536,t=3,p=2$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SignIn checks e-mail and password and starts a session. Too many wrong tries for one
// e-mail or from one place must wait.
func (s *Service) SignIn(ctx context.Context, email, password, where string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	names := []string{"e:" + email, "w:" + where}
	if err := s.mayTry(names); err != nil {
		return "", err
	}
	agent, hash, err := s.lookUp(ctx, email)
	if err != nil {
		return "", err
	}
	if err := s.guess(ctx, password, hash, names, agent != nil && !agent.Disabled); err != nil {
		return "", err
	}
	s.tries.right("e:" + email)
	return s.start(ctx, agent.ID, where, "password")
}

func (s *Service) lookUp(ctx context.Context, email string) (agent *desk.Agent, hash string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		if agent, err = tx.AgentByEmail(email); err != nil {
			return err
		}
		hash, err = tx.PasswordHash(agent.ID)
		return err
	})
	if desk.Is(err, desk.NotFound) {
		return nil, nobody, nil
	}
	if hash == "" {
		hash = nobody
	}
	return agent, hash, err
}

func (s *Service) mayTry(names []string) error {
	if until := s.tries.blocked(s.now(), names...); !until.IsZero() {
		return &desk.Error{Kind: desk.Later, After: until, Message: "Too many failed attempts.",
			Mend: "Wait a minute, or ask an administrator for a sign-in link."}
	}
	return nil
}

// guess checks a password of somebody who may sign in or not. Who tries many at once waits for their turn, and is asked
// then whether the ones before left a try.
func (s *Service) guess(ctx context.Context, password, hash string, names []string, welcome bool) error {
	leave, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := s.mayTry(names); err != nil {
		return err
	}
	ok, err := compare(password, hash)
	if err == nil && !(ok && welcome) {
		s.tries.wrong(s.now(), names...)
		err = &desk.Error{Kind: desk.Unauthorized, Message: "Wrong email or password.",
			Mend: "Try again, or ask an administrator for a sign-in link."}
	}
	return err
}

// turn waits until a password may be hashed; leave lets the next one do so.
func (s *Service) turn(ctx context.Context) (leave func(), err error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func compare(password, hash string) (bool, error) {
	if len(password) > 1024 {
		return false, nil
	}
	defer admin.FreeHash()
	return argon2id.ComparePasswordAndHash(password, hash)
}

// SignInWithLink uses up a one-time link and starts a session.
func (s *Service) SignInWithLink(ctx context.Context, link, where string) (string, error) {
	var agent *desk.Agent
	err := s.store.Update(ctx, func(tx Tx) error {
		l, err := tx.UseLink(admin.HashToken(link), s.now())
		if err != nil {
			return err
		}
		agent, err = tx.Agent(l.Agent)
		return err
	})
	if desk.Is(err, desk.NotFound) || err == nil && agent.Disabled {
		return "", &desk.Error{Kind: desk.Unauthorized, Message: "This link has expired or was already used.",
			Mend: "Sign in with your password, or ask an administrator for a new link."}
	}
	if err != nil {
		return "", err
	}
	return s.start(ctx, agent.ID, where, "link")
}

func (s *Service) start(ctx context.Context, agent desk.AgentID, where, how string) (string, error) {
	token, session := s.session(agent, where)
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := tx.CreateSession(session); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Kind: desk.SignedIn, Agent: agent, At: session.Created, Data: map[string]string{"with": how}})
	})
	return token, err
}

// session is a new session, not yet kept, and its token.
func (s *Service) session(agent desk.AgentID, where string) (string, *desk.Session) {
	token, hash := admin.NewToken()
	now := s.now()
	if len(where) > 200 {
		where = strings.ToValidUTF8(where[:200], "")
	}
	return token, &desk.Session{Hash: hash, Agent: agent, Created: now, Seen: now, Expires: now.Add(s.life), Where: where}
}

// renewEvery bounds how often using a session writes to the store.
const renewEvery = 10 * time.Minute

// Agent is who holds a session's token.
func (s *Service) Agent(ctx context.Context, token string) (desk.Agent, error) {
	var agent *desk.Agent
	var session *desk.Session
	hash, now := admin.HashToken(token), s.now()
	err := s.store.View(ctx, func(tx Tx) (err error) {
		session, agent, err = tx.Session(hash)
		return err
	})
	if desk.Is(err, desk.NotFound) || err == nil && (agent.Disabled || !session.Expires.After(now)) {
		return desk.Agent{}, &desk.Error{Kind: desk.Unauthorized, Message: "You're not signed in.", Mend: "Sign in. What you wrote is kept."}
	}
	if err != nil {
		return desk.Agent{}, err
	}
	if now.Sub(session.Seen) > renewEvery {
		err = s.store.Update(ctx, func(tx Tx) error { return tx.SeeSession(hash, now, now.Add(s.life)) })
	}
	return *agent, err
}

// Reads keeps how an agent reads: notices that leave the desk are written so.
func (s *Service) Reads(ctx context.Context, agent desk.AgentID, r desk.Reader) error {
	return s.store.Update(ctx, func(tx Tx) error { return tx.SaveReader(agent, r) })
}

// SignOut ends a session. An unknown one is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.store.Update(ctx, func(tx Tx) error { return tx.DropSession(admin.HashToken(token)) })
}

// SetPassword changes an agent's own password, ends all their sessions and starts a new
// one for the browser that asked. Someone who has none yet (invited by link) gives no old
// one.
func (s *Service) SetPassword(ctx context.Context, by desk.Agent, old, password, where string) (string, error) {
	if err := s.knows(ctx, by.ID, old); err != nil {
		return "", err
	}
	hash, err := admin.HashPassword(password)
	if err != nil {
		return "", err
	}
	token, session := s.session(by.ID, where)
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := tx.SavePasswordHash(by.ID, hash); err != nil {
			return err
		}
		if err := tx.DropSessionsOf(by.ID); err != nil {
			return err
		}
		if err := tx.CreateSession(session); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Kind: desk.AgentChanged, Agent: by.ID, At: s.now(), Data: map[string]string{"what": "own password changed"}})
	})
	return token, err
}

// knows says whether an agent gave the password that they have, if they have one.
func (s *Service) knows(ctx context.Context, id desk.AgentID, password string) error {
	var hash string
	err := s.store.View(ctx, func(tx Tx) (err error) {
		hash, err = tx.PasswordHash(id)
		return err
	})
	if err != nil || hash == "" {
		return err
	}
	leave, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer leave()
	ok, err := compare(password, hash)
	if err == nil && !ok {
		err = &desk.Error{Kind: desk.Invalid, Field: "old", Message: "The current password is wrong."}
	}
	return err
}
