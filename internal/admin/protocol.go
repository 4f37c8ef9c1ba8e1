package admin

import (
	"context"
	"strconv"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/protocol"
)

// SaveProtocol keeps a new version of the response protocol and activates it. Older ones
// stay.
func (s *Service) SaveProtocol(ctx context.Context, by desk.Agent, document []byte, reason string) (desk.Protocol, error) {
	if _, err := protocol.Parse(document); err != nil {
		return desk.Protocol{}, err
	}
	reason, err := named("reason", reason)
	if err != nil {
		return desk.Protocol{}, invalid("reason", "Say why you're changing the protocol.", "The next reader will want to know.")
	}
	if err := s.guard("reason", "the reason", reason); err != nil {
		return desk.Protocol{}, err
	}
	if err := s.guardProtocol(document); err != nil {
		return desk.Protocol{}, err
	}
	p := desk.Protocol{Author: by.ID, Reason: reason, At: s.deps.Now(), Document: document}
	err = s.change(ctx, by, access.EditProtocol, desk.ProtocolChanged, func(tx Tx) (map[string]string, error) {
		versions, err := tx.Protocols()
		if err != nil {
			return nil, err
		}
		if len(versions) == 0 && !protocol.IsDefault(document) { // what decided so far stays at hand
			if versions, err = s.keepShipped(tx, by, ""); err != nil {
				return nil, err
			}
		}
		p.Version = 1
		for _, v := range versions {
			p.Version = max(p.Version, v.Version+1)
		}
		if err := tx.CreateProtocol(&p); err != nil {
			return nil, err
		}
		p.Active = true
		return told("protocol version added", int64(p.ID), versionName(&p)), tx.ActivateProtocol(p.ID)
	})
	return p, err
}

// shippedProtocol is the protocol that decides where nobody kept one: that which comes with
// heed, in a language.
func shippedProtocol(lang string) desk.Protocol {
	return desk.Protocol{Active: true, Reason: protocol.ShippedIn(lang), Document: protocol.DefaultIn(lang)}
}

// firstProtocol makes the protocol that comes with heed version 1 of a desk that is being set up,
// in the language of its first brand.
func (s *Service) firstProtocol(tx Tx, by desk.Agent) error {
	versions, err := tx.Protocols()
	if err != nil || len(versions) > 0 {
		return err
	}
	done, err := tx.Setting(desk.SettingSetUp)
	if err != nil || done != "" {
		return err
	}
	brands, err := tx.Brands()
	if err != nil {
		return err
	}
	lang := ""
	if len(brands) > 0 {
		lang = brands[0].Lang
	}
	_, err = s.keepShipped(tx, by, lang)
	return err
}

// keepShipped keeps the protocol that comes with heed as the only version.
func (s *Service) keepShipped(tx Tx, by desk.Agent, lang string) ([]desk.Protocol, error) {
	p := shippedProtocol(lang)
	p.Author, p.At = by.ID, s.deps.Now()
	err := tx.CreateProtocol(&p)
	return []desk.Protocol{p}, err
}

// Protocols lists all versions, newest first.
func (s *Service) Protocols(ctx context.Context, by desk.Agent) ([]desk.Protocol, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	var out []desk.Protocol
	err := s.store.View(ctx, func(tx Tx) (err error) {
		out, err = tx.Protocols()
		return err
	})
	return out, err
}

// ActivateProtocol switches to a kept version.
func (s *Service) ActivateProtocol(ctx context.Context, by desk.Agent, id desk.ProtocolID) error {
	return s.change(ctx, by, access.EditProtocol, desk.ProtocolChanged, func(tx Tx) (map[string]string, error) {
		versions, err := tx.Protocols()
		if err != nil {
			return nil, err
		}
		name := ""
		for i := range versions {
			if versions[i].ID == id {
				name = versionName(&versions[i])
			}
		}
		return told("protocol version used", int64(id), name), tx.ActivateProtocol(id)
	})
}

// versionName is how people know a version of the protocol: "3 (longer hours)".
func versionName(p *desk.Protocol) string {
	return strconv.Itoa(p.Version) + " (" + p.Reason + ")"
}
