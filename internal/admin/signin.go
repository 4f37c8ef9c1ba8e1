package admin

import (
	"context"
	"net/url"
	"sync"
	"time"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
)

// A SignIn in progress: the browser is on the network's page.
type signIn struct {
	by      desk.Agent
	account desk.Account
	app     channel.App
	pending channel.Secrets
	until   time.Time
}

// signIns are those in progress, by the state that the browser brings back. They live in
// this process: who restarts heed in between begins again.
type signIns struct {
	mu   sync.Mutex
	open map[string]signIn
}

const (
	signInTime = 15 * time.Minute
	maxSignIns = 100
)

func (s *signIns) put(state string, one signIn, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[string]signIn{}
	}
	for k, old := range s.open {
		if old.until.Before(now) || len(s.open) >= maxSignIns {
			delete(s.open, k)
		}
	}
	s.open[state] = one
}

func (s *signIns) take(state string, now time.Time) (signIn, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.open[state]
	delete(s.open, state)
	return one, ok && one.until.After(now)
}

// SignInDocument is what a network reads about this desk at app.ID.
func (s *Service) SignInDocument(network desk.Network, app channel.App) ([]byte, error) {
	kind, ok := s.deps.Kinds[network]
	if !ok || kind.SignIn == nil || kind.SignIn.Document == nil {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "This network wants no such document."}
	}
	return kind.SignIn.Document(app)
}

// StartSignIn begins to connect an account through the network's own page and returns that
// page's address. id 0 connects a new account.
func (s *Service) StartSignIn(ctx context.Context, by desk.Agent, network desk.Network, id desk.AccountID, brand desk.BrandID, settings map[string]string, app channel.App) (string, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return "", err
	}
	kind := s.deps.Kinds[network]
	if kind.SignIn == nil {
		return "", invalid("network", "This network has no page to sign in on.", "")
	}
	a := desk.Account{Network: network, Brand: brand, Settings: settings, Created: s.deps.Now()}
	if id != 0 {
		err := s.store.View(ctx, func(tx Tx) error {
			old, err := tx.Account(id)
			if err == nil {
				a.ID, a.Brand, a.Created = old.ID, old.Brand, old.Created
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	tryCtx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	page, pending, err := kind.SignIn.Start(tryCtx, a, app, s.deps.Channel)
	if err != nil {
		return "", err
	}
	now := s.deps.Now()
	s.signIns.put(pending[channel.StateSecret], signIn{by, a, app, pending, now.Add(signInTime)}, now)
	return page, nil
}

// FinishSignIn connects the account with which the browser came back. The state in back
// tells which sign-in it is and who began it.
func (s *Service) FinishSignIn(ctx context.Context, network desk.Network, back url.Values) (desk.Account, error) {
	one, ok := s.signIns.take(back.Get("state"), s.deps.Now())
	if !ok || one.account.Network != network {
		return desk.Account{}, &desk.Error{Kind: desk.Invalid, Message: "This sign-in was not begun here, or took too long.",
			Mend: "Begin again under Settings, Accounts."}
	}
	tryCtx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	secrets, err := s.deps.Kinds[network].SignIn.Finish(tryCtx, one.account, one.app, one.pending, back, s.deps.Channel)
	if err != nil {
		return desk.Account{}, err
	}
	return s.connectWith(ctx, one.by, one.account, secrets)
}
