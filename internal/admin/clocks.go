package admin

import (
	"context"
	"encoding/json"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/sla"
)

// ClockRules are what stands still when, and how people are asked.
func (s *Service) ClockRules(ctx context.Context, by desk.Agent) (r *sla.Rules, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		kept, err := tx.Setting(desk.SettingClocks)
		if err != nil {
			return err
		}
		r, err = sla.Parse(kept)
		return err
	})
	return r, err
}

// SaveClockRules keeps them. They hold for clocks that begin from now on, and for those
// that run at the next thing that happens to their case.
func (s *Service) SaveClockRules(ctx context.Context, by desk.Agent, r *sla.Rules) error {
	if err := r.Check(); err != nil {
		return err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.change(ctx, by, access.EditProtocol, desk.SettingChanged, func(tx Tx) (map[string]string, error) {
		return told("deadlines and escalation changed", 0, ""), tx.SaveSetting(desk.SettingClocks, string(b))
	})
}
