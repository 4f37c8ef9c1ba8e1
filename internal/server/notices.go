package server

import (
	"heed/internal/carrier"
	"heed/internal/config"
	"heed/internal/notify"
	"heed/internal/web/view"
)

// notices makes the service that tells people outside the desk, with the ways that the
// settings open.
func (d *Desk) notices(cfg *config.Config) (*notify.Service, error) {
	private := cfg.Webhooks == "any"
	client := carrier.Client(private)
	base := func() string { return BaseURL(cfg) }
	contact := func() string {
		if cfg.MailFrom != "" {
			return cfg.MailFrom
		}
		return base()
	}
	deps := notify.Deps{
		Now: d.now, Push: carrier.Push(client, contact), Webhook: carrier.Webhook(client, d.now), CheckHook: carrier.Check(private),
		NewPushKeys: carrier.NewPushKeys, Say: view.Say, Base: base, Poke: func() { d.tell() },
	}
	if cfg.SMTP != "" {
		var err error
		if deps.Mail, err = carrier.Mail(cfg.SMTP, cfg.MailFrom, base, view.Say); err != nil {
			return nil, err
		}
	}
	return notify.New(as[notify.Tx]{d.DB}, deps), nil
}
