package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/store"
)

// SignInLink makes a one-time link's token for an agent, for the operator who has the
// machine: they need no right at the desk.
func (d *Desk) SignInLink(ctx context.Context, email string) (string, error) {
	token, hash := admin.NewToken()
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		a, err := agentByEmail(tx, email)
		if err != nil {
			return err
		}
		return tx.CreateLink(&desk.Link{Hash: hash, Agent: a.ID, Expires: d.now().Add(time.Hour)})
	})
	return token, err
}

// agentByEmail is for the operator, who may see whom there is instead.
func agentByEmail(tx *store.Tx, email string) (*desk.Agent, error) {
	a, err := tx.AgentByEmail(email)
	var absent *desk.Error
	if !errors.As(err, &absent) || absent.Kind != desk.NotFound {
		return a, err
	}
	all, err := tx.Agents()
	if err != nil {
		return nil, err
	}
	mend := "There are no agents yet: start heed serve and open it in a browser."
	var bosses []string
	for _, one := range all {
		if one.Role == desk.Admin && !one.Disabled {
			bosses = append(bosses, one.Email)
		}
	}
	if len(bosses) > 0 {
		mend = "Its administrators: " + strings.Join(bosses, ", ") + "."
	}
	return nil, &desk.Error{Kind: absent.Kind, Message: absent.Message, Mend: mend}
}

// APIToken makes a long-lived token of an agent for the API.
func (d *Desk) APIToken(ctx context.Context, email string) (string, error) {
	token, hash := admin.NewToken()
	now := d.now()
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		a, err := agentByEmail(tx, email)
		if err != nil {
			return err
		}
		return tx.CreateSession(&desk.Session{Hash: hash, Agent: a.ID, Created: now, Seen: now, Expires: now.AddDate(1, 0, 0), Where: "API token"})
	})
	return token, err
}
