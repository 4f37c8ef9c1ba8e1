package web

import (
	"net/http"
	"strconv"
	"strings"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/web/view"
)

// accounts lists them. A browser that comes from a network's own page brings the account
// that it connected: a cookie with a notice might be another host's.
func (d *Desk) accounts(q *request) error {
	for _, a := range q.shell.Desk.Accounts {
		if q.shell.Notice == "" && q.r.URL.Query().Get("connected") == strconv.FormatInt(int64(a.ID), 10) {
			q.shell.Notice = q.say("%s is connected.", a.Name)
		}
	}
	heard, err := d.Monitor.Heard(q.r.Context())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Accounts(heard))
}

// kind is the network of an address.
func (q *request) kind(n desk.Network) (channel.Kind, error) {
	k, ok := q.shell.Kinds[n]
	if !ok {
		return k, &desk.Error{Kind: desk.NotFound, Message: "This desk doesn't support that network.", Mend: "Choose one from the list."}
	}
	return k, nil
}

func (d *Desk) connectPage(q *request) error {
	k, err := q.kind(desk.Network(q.r.PathValue("network")))
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Connect(q.connecting(k, desk.Account{}, view.Form{})))
}

// credentials are what a connect form holds, by the network's own list of settings.
func (q *request) credentials(k channel.Kind) (settings, secrets map[string]string) {
	settings, secrets = map[string]string{}, map[string]string{}
	for _, s := range k.Settings {
		if s.Secret {
			if v := strings.TrimSpace(q.r.PostFormValue("secret-" + s.Key)); v != "" {
				secrets[s.Key] = v
			}
		} else {
			settings[s.Key] = q.field("set-" + s.Key)
		}
	}
	return settings, secrets
}

func (d *Desk) connect(q *request) error {
	k, err := q.kind(desk.Network(q.r.PathValue("network")))
	if err != nil {
		return err
	}
	settings, secrets := q.credentials(k)
	a, err := d.Admin.Connect(q.r.Context(), q.agent(), k.Network, formID[desk.BrandID](q, "brand"), settings, secrets)
	switch {
	case err == nil:
		return q.done("/settings/accounts", q.say("%s is connected.", a.Name))
	case refused(err):
		return q.sheet(connectStatus(err), view.Connect(q.connecting(k, desk.Account{}, q.form(err))))
	}
	return err
}

// connectStatus is the status of a refused connection. That a network did not accept
// the credentials does not mean that the agent is not signed in.
func connectStatus(err error) int {
	if desk.Is(err, desk.Unauthorized) {
		return http.StatusUnprocessableEntity
	}
	return statusOf(err)
}

// account is the account of the address and its network.
func (q *request) account() (desk.Account, channel.Kind, error) {
	id, err := pathID[desk.AccountID](q, "id")
	if err != nil {
		return desk.Account{}, channel.Kind{}, err
	}
	for _, a := range q.shell.Desk.Accounts {
		if a.ID == id {
			k, err := q.kind(a.Network)
			return a, k, err
		}
	}
	return desk.Account{}, channel.Kind{}, &desk.Error{Kind: desk.NotFound, Message: "This account doesn't exist."}
}

func (d *Desk) accountPage(q *request) error {
	a, k, err := q.account()
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Connect(q.connecting(k, a, view.Form{})))
}

func (d *Desk) reconnect(q *request) error {
	a, k, err := q.account()
	if err != nil {
		return err
	}
	settings, secrets := q.credentials(k)
	a, err = d.Admin.Reconnect(q.r.Context(), q.agent(), a.ID, settings, secrets)
	switch {
	case err == nil:
		return q.done("/settings/accounts", q.say("%s is connected.", a.Name))
	case refused(err):
		old, _, err2 := q.account()
		if err2 != nil {
			return err2
		}
		return q.sheet(connectStatus(err), view.Connect(q.connecting(k, old, q.form(err))))
	}
	return err
}

func (d *Desk) pauseAccount(q *request) error {
	a, _, err := q.account()
	if err != nil {
		return err
	}
	if err := d.Admin.PauseAccount(q.r.Context(), q.agent(), a.ID, q.field("paused") == "true"); err != nil {
		return err
	}
	return q.redirect("/settings/accounts")
}
