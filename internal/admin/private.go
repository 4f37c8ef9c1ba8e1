package admin

import (
	"context"
	"encoding/json"
	"fmt"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/privacy"
)

// OwnPrivate reads what the company added to private data.
func OwnPrivate(tx interface {
	Setting(key string) (string, error)
}) (own privacy.Own, err error) {
	kept, err := tx.Setting(desk.SettingPrivate)
	if err != nil || kept == "" {
		return own, err
	}
	if err := json.Unmarshal([]byte(kept), &own); err != nil {
		return own, fmt.Errorf("the company's own private data: %w", err)
	}
	return own, nil
}

// PrivateData is what the company added to private data.
func (s *Service) PrivateData(ctx context.Context, by desk.Agent) (own privacy.Own, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return own, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		own, err = OwnPrivate(tx)
		return err
	})
	return own, err
}

// SavePrivateData keeps what the company adds. It holds for what is heard and written from
// now on.
func (s *Service) SavePrivateData(ctx context.Context, by desk.Agent, own privacy.Own) error {
	if _, err := privacy.Compile(own); err != nil {
		return err
	}
	b, err := json.Marshal(own)
	if err != nil {
		return err
	}
	return s.change(ctx, by, access.EditDesk, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		return told("private data changed", 0, ""), tx.SaveSetting(desk.SettingPrivate, string(b))
	})
}
