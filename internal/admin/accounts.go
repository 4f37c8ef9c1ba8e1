package admin

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
)

// connectTime bounds how long a network may take to accept credentials.
const connectTime = 30 * time.Second

// Connect signs an account in and keeps it. A network that hears the public without an
// account takes empty secrets.
func (s *Service) Connect(ctx context.Context, by desk.Agent, network desk.Network, brand desk.BrandID, settings, secrets map[string]string) (desk.Account, error) {
	a := desk.Account{Network: network, Brand: brand, Settings: settings, Created: s.deps.Now()}
	return s.connect(ctx, by, a, secrets)
}

// Reconnect changes the settings or credentials of an account. Secrets left empty stay as
// they are. One that is given ends what an earlier sign-in gave: tokens that the channel
// keeps beside its settings.
func (s *Service) Reconnect(ctx context.Context, by desk.Agent, id desk.AccountID, settings, secrets map[string]string) (desk.Account, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return desk.Account{}, err
	}
	var a *desk.Account
	kept := map[string]string{}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if a, err = tx.Account(id); err != nil {
			return err
		}
		kept, err = tx.Secrets(id)
		return err
	})
	if err != nil {
		return desk.Account{}, err
	}
	if kept == nil {
		kept = map[string]string{}
	}
	given := maps.Clone(secrets)
	maps.DeleteFunc(given, func(_, v string) bool { return v == "" })
	if len(given) > 0 {
		typed := s.deps.Kinds[a.Network].Settings
		maps.DeleteFunc(kept, func(k, _ string) bool {
			return !slices.ContainsFunc(typed, func(f channel.Setting) bool { return f.Key == k })
		})
	}
	maps.Copy(kept, given)
	a.Settings = maps.Clone(a.Settings)
	if a.Settings == nil {
		a.Settings = map[string]string{}
	}
	maps.Copy(a.Settings, settings)
	return s.connect(ctx, by, *a, kept)
}

func (s *Service) connect(ctx context.Context, by desk.Agent, a desk.Account, secrets map[string]string) (desk.Account, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return a, err
	}
	kind, ok := s.deps.Kinds[a.Network]
	if !ok {
		return a, invalid("network", "This heed does not know the network “"+string(a.Network)+"”.", "")
	}
	for _, f := range kind.Settings {
		v := a.Settings[f.Key]
		if f.Secret {
			v = secrets[f.Key]
		}
		if !f.Optional && strings.TrimSpace(v) == "" {
			return a, invalid(f.Key, f.Label+" is missing.", f.Help)
		}
	}
	return s.connectWith(ctx, by, a, channel.Secrets(secrets))
}

// connectWith has the network accept an account and keeps it.
func (s *Service) connectWith(ctx context.Context, by desk.Agent, a desk.Account, secrets channel.Secrets) (desk.Account, error) {
	tryCtx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	a, sealed, err := s.deps.Kinds[a.Network].Connect(tryCtx, a, secrets, s.deps.Channel)
	if err != nil {
		return a, err
	}
	a.HasSecret = len(sealed) > 0
	err = s.change(ctx, by, access.EditAccounts, desk.AccountChanged, func(tx Tx) (map[string]string, error) {
		err := s.keepAccount(tx, &a, sealed)
		return told("account connected", int64(a.ID), a.Name), err
	})
	return a, err
}

func (s *Service) keepAccount(tx Tx, a *desk.Account, sealed channel.Secrets) error {
	a.Health = desk.Health{State: "connecting", Since: s.deps.Now()}
	var err error
	if a.ID == 0 {
		if err = s.sameAccount(tx, a); err != nil {
			return err
		}
	}
	if a.ID == 0 {
		err = tx.CreateAccount(a)
	} else {
		err = tx.SaveAccount(a)
	}
	if err != nil {
		return err
	}
	if len(sealed) > 0 {
		err = tx.SaveSecrets(a.ID, sealed)
	}
	return err
}

// sameAccount finds the account that a new one is in truth: the same handle connected
// again, or a stream that only listened so far and now signs in. A further account of a
// network that is heard already does not read the stream a second time.
func (s *Service) sameAccount(tx Tx, a *desk.Account) error {
	accounts, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, have := range accounts {
		if have.Network != a.Network {
			continue
		}
		same := have.Handle.NetworkID == a.Handle.NetworkID && have.Handle.Name == a.Handle.Name
		can := s.deps.Kinds[a.Network].Abilities
		if same || can.HandleHears && have.Handle == (desk.HandleRef{}) {
			a.ID, a.Created = have.ID, have.Created
			if a.Brand == 0 {
				a.Brand = have.Brand
			}
			return nil
		}
		streams := can.HandleHears && have.Settings[channel.StreamSetting] != "off"
		if streams && a.Handle == (desk.HandleRef{}) {
			return &desk.Error{Kind: desk.Conflict, Message: "Public posts are already heard through " + have.Name + "."}
		}
		if streams {
			a.Settings = maps.Clone(a.Settings)
			if a.Settings == nil {
				a.Settings = map[string]string{}
			}
			a.Settings[channel.StreamSetting] = "off"
		}
	}
	return nil
}

// PauseAccount stops or continues hearing and answering through an account. Nothing owed
// is lost: it waits.
func (s *Service) PauseAccount(ctx context.Context, by desk.Agent, id desk.AccountID, paused bool) error {
	return s.change(ctx, by, access.EditAccounts, desk.AccountChanged, func(tx Tx) (map[string]string, error) {
		a, err := tx.Account(id)
		if err != nil {
			return nil, err
		}
		a.Paused = paused
		what := "account paused"
		if !paused {
			what = "account continued"
		}
		return told(what, int64(id), a.Name), tx.SaveAccount(a)
	})
}
