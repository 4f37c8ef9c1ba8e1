package web

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/web/view"
)

// Connecting an account by the network's own page goes in four steps: a form begins it
// (consent), a page of the desk leads to the network, since the policy lets no form end
// elsewhere, the network sends the browser back (comeBack), and the list of accounts says
// what came of it.

// public is the address at which networks reach this desk; "" if there is none.
func (d *Desk) public() string {
	if !d.secure {
		return ""
	}
	return strings.TrimSuffix(d.PublicURL, "/")
}

func appAt(public string, n desk.Network) channel.App {
	at := public + "/oauth/" + string(n)
	return channel.App{ID: at + ".json", Callback: at}
}

// app is how a network knows this desk, and the address to end at: the public one, or for
// a browser on the desk's own machine the loopback one. ok is false where neither is: then
// nothing could come back.
func (q *request) app(n desk.Network) (app channel.App, home string, ok bool) {
	if public := q.desk.public(); public != "" {
		return appAt(public, n), public, true
	}
	host, port, err := net.SplitHostPort(q.r.Host)
	if err != nil {
		host, port = strings.Trim(q.r.Host, "[]"), ""
	}
	ip, err := netip.ParseAddr(host)
	if q.r.TLS != nil || host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return app, "", false
	}
	at := "127.0.0.1"
	if port != "" {
		at = net.JoinHostPort(at, port)
	}
	return channel.App{Callback: "http://" + at + "/oauth/" + string(n)}, "http://" + q.r.Host, true
}

// connecting is the page that connects an account, or changes it.
func (q *request) connecting(k channel.Kind, a desk.Account, f view.Form) view.Connecting {
	_, _, ok := q.app(k.Network)
	return view.Connecting{Kind: k, Account: a, Form: f, Reachable: ok}
}

// consentNew begins to connect a new account.
func (d *Desk) consentNew(q *request) error {
	k, err := q.kind(desk.Network(q.r.PathValue("network")))
	if err != nil {
		return err
	}
	return d.consent(q, k, desk.Account{Brand: formID[desk.BrandID](q, "brand")})
}

// consentAgain begins to connect an account anew.
func (d *Desk) consentAgain(q *request) error {
	a, k, err := q.account()
	if err != nil {
		return err
	}
	return d.consent(q, k, a)
}

func (d *Desk) consent(q *request, k channel.Kind, a desk.Account) error {
	app, home, ok := q.app(k.Network)
	if !ok {
		return &desk.Error{Kind: desk.Invalid, Message: "The network couldn't send you back to this desk.",
			Mend: "Ask the operator to set the desk's public https address (public-url), or open the desk on its own machine, on localhost."}
	}
	settings, _ := q.credentials(k)
	page, err := d.Admin.StartSignIn(q.r.Context(), q.agent(), admin.SignIn{
		Network: k.Network, Account: a.ID, Brand: a.Brand, Settings: settings, App: app, Home: home})
	if refused(err) {
		return q.sheet(connectStatus(err), view.Connect(q.connecting(k, a, q.form(err))))
	}
	if err != nil {
		return err
	}
	u, err := url.Parse(page)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return desk.Errorf(desk.Unavailable, "%s gave no address of a web page to sign in on.", k.Name)
	}
	return q.sheet(http.StatusOK, view.Consent(k, page, u.Host))
}

// oauth serves what a network asks of this desk under /oauth/: the document that
// describes it, and the address that browsers come back to.
func (d *Desk) oauth(q *request) error {
	name, isDocument := strings.CutSuffix(q.r.PathValue("file"), ".json")
	k, err := q.kind(desk.Network(name))
	if err != nil {
		return err
	}
	if !isDocument {
		return d.comeBack(q, k)
	}
	public := d.public()
	if public == "" {
		return &desk.Error{Kind: desk.NotFound, Message: "This desk has no public address, so networks can't reach it.",
			Mend: "Ask the operator to set the desk's public https address (public-url)."}
	}
	b, err := d.Admin.SignInDocument(k.Network, appAt(public, k.Network))
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, json.RawMessage(b))
}

// comeBack ends a sign-in. It asks for no session: the browser may be back on 127.0.0.1
// while the session's cookie is localhost's. The state in the address, which nobody can
// guess, tells who began; so it is also no use to try many.
func (d *Desk) comeBack(q *request, k channel.Kind) error {
	a, home, err := d.Admin.FinishSignIn(q.r.Context(), k.Network, q.r.URL.Query())
	if home == "" {
		home = d.public()
	}
	back := home + "/settings/accounts"
	if err != nil {
		status := connectStatus(err)
		if status >= http.StatusInternalServerError {
			d.Log.ErrorContext(q.r.Context(), "sign-in on a network failed", "network", k.Network, "err", err)
		}
		return q.page(status, view.NotConnected(k, problemOf(err), back))
	}
	d.setup.forget()
	http.Redirect(q.w, q.r, back+"?connected="+strconv.FormatInt(int64(a.ID), 10), http.StatusSeeOther)
	return nil
}
