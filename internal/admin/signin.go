package admin

import (
	"context"
	"maps"
	"net/url"
	"strings"
	"sync"
	"time"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
)

// A SignIn is what an account is connected with through the network's own page.
type SignIn struct {
	Network  desk.Network
	Account  desk.AccountID // 0: a new one
	Brand    desk.BrandID   // of a new one
	Settings map[string]string
	App      channel.App
	Home     string // the desk's address where it began, "http://localhost:8420": FinishSignIn tells it again
}

// A signIn in progress: the browser is on the network's page.
type signIn struct {
	by      desk.AgentID
	account desk.Account
	app     channel.App
	home    string
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
		return nil, &desk.Error{Kind: desk.NotFound, Message: "This network doesn't use this document."}
	}
	return kind.SignIn.Document(app)
}

// StartSignIn begins to connect an account through the network's own page and returns that
// page's address. Settings that are not given keep their values.
func (s *Service) StartSignIn(ctx context.Context, by desk.Agent, in SignIn) (string, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return "", err
	}
	kind := s.deps.Kinds[in.Network]
	if kind.SignIn == nil {
		return "", invalid("network", "This network has no sign-in page.", "")
	}
	a, err := s.signsIn(ctx, in)
	if err != nil {
		return "", err
	}
	for _, f := range kind.Settings {
		if !f.Secret && !f.Optional && strings.TrimSpace(a.Settings[f.Key]) == "" {
			return "", invalid(f.Key, f.Label+" is missing.", f.Help)
		}
	}
	tryCtx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	page, pending, err := kind.SignIn.Start(tryCtx, a, in.App, s.deps.Channel)
	if err != nil {
		return "", err
	}
	now := s.deps.Now()
	s.signIns.put(pending[channel.StateSecret], signIn{by.ID, a, in.App, in.Home, pending, now.Add(signInTime)}, now)
	return page, nil
}

// signsIn is the account that a sign-in is for, with the settings that it will have.
func (s *Service) signsIn(ctx context.Context, in SignIn) (desk.Account, error) {
	a := desk.Account{Network: in.Network, Brand: in.Brand, Settings: maps.Clone(in.Settings), Created: s.deps.Now()}
	if in.Account == 0 {
		return a, nil
	}
	err := s.store.View(ctx, func(tx Tx) error {
		old, err := tx.Account(in.Account)
		if err != nil {
			return err
		}
		if old.Network != in.Network {
			return invalid("network", "This account is on another network.", "")
		}
		a = *old
		a.Settings = map[string]string{}
		maps.Copy(a.Settings, old.Settings)
		maps.Copy(a.Settings, in.Settings)
		return nil
	})
	return a, err
}

// FinishSignIn connects the account with which the browser came back. The state in back
// tells which sign-in it is and who began it; home is where, also when it fails, and "" when
// the state is not known.
func (s *Service) FinishSignIn(ctx context.Context, network desk.Network, back url.Values) (a desk.Account, home string, err error) {
	one, ok := s.signIns.take(back.Get("state"), s.deps.Now())
	if !ok || one.account.Network != network {
		return desk.Account{}, "", &desk.Error{Kind: desk.Invalid, Message: "This sign-in wasn't started here, or took too long.",
			Mend: "Start again under Settings, Accounts."}
	}
	by, err := s.stillThere(ctx, one.by)
	if err != nil {
		return desk.Account{}, one.home, err
	}
	tryCtx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	secrets, err := s.deps.Kinds[network].SignIn.Finish(tryCtx, one.account, one.app, one.pending, back, s.deps.Channel)
	if err != nil {
		return desk.Account{}, one.home, err
	}
	a, err = s.connectWith(ctx, by, one.account, secrets)
	return a, one.home, err
}

// stillThere is the agent who began a sign-in, with the rights that they have by now.
func (s *Service) stillThere(ctx context.Context, id desk.AgentID) (by desk.Agent, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		a, err := tx.Agent(id)
		if err != nil {
			return err
		}
		if a.Disabled {
			return &desk.Error{Kind: desk.Denied, Message: "The person who started this sign-in can no longer use this desk."}
		}
		by = *a
		return nil
	})
	if err == nil {
		err = access.Check(by, access.EditAccounts)
	}
	return by, err
}
