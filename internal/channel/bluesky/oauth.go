package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/bluesky-social/indigo/atproto/atcrypto"
	"github.com/bluesky-social/indigo/atproto/auth/oauth"
	"github.com/bluesky-social/indigo/atproto/identity"
	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/channel"
	"heed/internal/desk"
)

// Secrets of an account that was connected through the network's own page.
const (
	secretOAuth   = "oauth_session" // oauth.ClientSessionData as JSON: tokens and their key
	secretApp     = "oauth_app"     // channel.App as JSON: tokens are bound to it
	secretRequest = "oauth_request" // oauth.AuthRequestData as JSON, between Start and Finish
)

// scopes are what a desk asks for: to post and to read, and private messages.
func scopes() []string { return []string{"atproto", "transition:generic", "transition:chat.bsky"} }

// oauthConfig describes the desk. One without a public address is known by its callback
// on 127.0.0.1, as the network allows for programs that run on a person's own machine.
func oauthConfig(app channel.App) *oauth.ClientConfig {
	c := oauth.NewPublicConfig(app.ID, app.Callback, scopes())
	if app.ID == "" {
		c = oauth.NewLocalhostConfig(app.Callback, scopes())
	}
	c.UserAgent = "heed"
	return &c
}

func signInPage(opt Options) *channel.SignIn {
	return &channel.SignIn{
		Label: "Sign in with Bluesky",
		Document: func(app channel.App) ([]byte, error) {
			m := oauthConfig(app).ClientMetadata()
			name := "heed"
			m.ClientName = &name
			return json.Marshal(m)
		},
		Start: func(ctx context.Context, a desk.Account, app channel.App, deps channel.Deps) (string, channel.Secrets, error) {
			return startOAuth(ctx, opt, a, app, deps)
		},
		Finish: func(ctx context.Context, a desk.Account, app channel.App, pending channel.Secrets, back url.Values, deps channel.Deps) (channel.Secrets, error) {
			return finishOAuth(ctx, opt, a, app, pending, back, deps)
		},
	}
}

// oauthClient makes the library's client over our own directory and reach.
func oauthClient(opt Options, a desk.Account, app channel.App, deps channel.Deps) (*oauth.ClientApp, *oauthStore, *directory, error) {
	cfg, err := configOf(a.Settings)
	if err != nil {
		return nil, nil, nil, err
	}
	if cfg.handle == "" {
		return nil, nil, nil, invalid(keyHandle, "Choose which account should answer.")
	}
	dir, appview := services(opt, &cfg, whole(deps))
	store := &oauthStore{}
	return &oauth.ClientApp{
		Client: dir.found, Resolver: &oauth.Resolver{Client: dir.found, UserAgent: "heed"},
		Dir: identities{dir, appview, cfg.handle}, Config: oauthConfig(app), Store: store,
	}, store, dir, nil
}

func startOAuth(ctx context.Context, opt Options, a desk.Account, app channel.App, deps channel.Deps) (string, channel.Secrets, error) {
	client, store, dir, err := oauthClient(opt, a, app, deps)
	if err != nil {
		return "", nil, err
	}
	defer dir.close()
	page, err := begin(ctx, client, store, strings.ToLower(strings.TrimPrefix(strings.TrimSpace(a.Settings[keyHandle]), "@")))
	if err != nil {
		return "", nil, oauthProblem(err)
	}
	request, err := json.Marshal(store.request)
	return page, channel.Secrets{secretRequest: string(request), channel.StateSecret: store.request.State}, err
}

// mostKeys is how often a sign-in is begun for a key that every server takes: one in 128
// is not, so that two million sign-ins see one fail.
const mostKeys = 3

// begin begins a sign-in with a key whose coordinates have 32 bytes each. The library leaves
// out leading zeros, where RFC 7518, section 6.2.1.2, asks for all bytes; a server may refuse
// what such a key signs, now or later.
func begin(ctx context.Context, client *oauth.ClientApp, store *oauthStore, handle string) (page string, err error) {
	for range mostKeys {
		page, err = client.StartAuthFlow(ctx, handle)
		if err == nil && whole32(store.request.DPoPPrivateKeyMultibase) || err != nil && !strings.Contains(err.Error(), "invalid_dpop_proof") {
			break
		}
	}
	return page, err
}

func whole32(private string) bool {
	key, err := atcrypto.ParsePrivateMultibase(private)
	if err != nil {
		return false
	}
	public, err := key.PublicKey()
	if err != nil {
		return false
	}
	jwk, err := public.JWK()
	const digits = 43 // of 32 bytes in base64url
	return err == nil && len(jwk.X) == digits && len(jwk.Y) == digits
}

func finishOAuth(ctx context.Context, opt Options, a desk.Account, app channel.App, pending channel.Secrets, back url.Values, deps channel.Deps) (channel.Secrets, error) {
	client, store, dir, err := oauthClient(opt, a, app, deps)
	if err != nil {
		return nil, err
	}
	defer dir.close()
	if err := json.Unmarshal([]byte(pending[secretRequest]), &store.request); err != nil {
		return nil, desk.Errorf(desk.Invalid, "This sign-in wasn't started here, or has already ended.")
	}
	session, err := client.ProcessCallback(ctx, back)
	if err != nil {
		return nil, oauthProblem(err)
	}
	kept, err := json.Marshal(session)
	if err != nil {
		return nil, err
	}
	known, err := json.Marshal(app)
	return channel.Secrets{secretOAuth: string(kept), secretApp: string(known), secretHost: session.HostURL}, err
}

// oauthProblem sorts the library's errors, which have no kinds.
func oauthProblem(err error) error {
	var refused *oauth.AuthRequestCallbackError
	switch {
	case desk.KindOf(err) != "":
		var e *desk.Error
		errors.As(err, &e)
		return e
	case errors.As(err, &refused):
		return &desk.Error{Kind: desk.Unauthorized, Message: "Access wasn't granted on Bluesky's page.", Mend: "Start again and allow access.", Err: err}
	}
	return desk.Errorf(desk.Later, "The sign-in with Bluesky didn't finish: %w", err)
}

// connectOAuth takes an account that Finish gave access to.
func connectOAuth(ctx context.Context, a desk.Account, secrets channel.Secrets, dir *directory, appview *client, deps channel.Deps) (desk.Account, channel.Secrets, error) {
	session, err := resumeOAuth(dir.found, secrets, deps)
	if err != nil {
		return a, secrets, err
	}
	did := session.sess.Data.AccountDID.String()
	doc, err := dir.doc(ctx, did)
	if err != nil {
		return a, secrets, notFound(err)
	}
	c := &client{http: dir.found, base: secrets[secretHost], signer: session, now: deps.Now}
	if err := c.get(ctx, "com.atproto.server.getSession", nil, nil); err != nil {
		return a, secrets, reading(err, "check the account's access")
	}
	return introduce(ctx, a, did, doc.handle(), appview), session.kept(secrets), nil
}

// oauthSession signs requests with tokens that are bound to a key.
type oauthSession struct {
	sess *oauth.ClientSession
	http *http.Client
	deps channel.Deps

	mu      sync.Mutex
	secrets channel.Secrets
	refresh string // the token last kept
	unsaved bool
}

func resumeOAuth(h *http.Client, secrets channel.Secrets, deps channel.Deps) (*oauthSession, error) {
	broken := func(err error) error {
		return &desk.Error{Kind: desk.Unauthorized, Message: "The stored access to this account can't be read.", Mend: "Sign in with Bluesky again.", Err: err}
	}
	var data oauth.ClientSessionData
	var app channel.App
	if err := errors.Join(json.Unmarshal([]byte(secrets[secretOAuth]), &data), json.Unmarshal([]byte(secrets[secretApp]), &app)); err != nil {
		return nil, broken(err)
	}
	key, err := atcrypto.ParsePrivateMultibase(data.DPoPPrivateKeyMultibase)
	if err != nil {
		return nil, broken(err)
	}
	s := &oauthSession{http: h, deps: deps, secrets: maps.Clone(secrets), refresh: data.RefreshToken}
	s.sess = &oauth.ClientSession{Client: h, Config: oauthConfig(app), Data: &data, DPoPPrivateKey: key, PersistSessionCallback: s.renewed}
	return s, nil
}

// renewed is told of new tokens and of new nonces; only tokens are worth keeping.
func (s *oauthSession) renewed(_ context.Context, data *oauth.ClientSessionData) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if data.RefreshToken == s.refresh {
		return
	}
	b, err := json.Marshal(data)
	if err != nil {
		return // of plain strings: cannot be
	}
	s.secrets = maps.Clone(s.secrets)
	s.secrets[secretOAuth], s.refresh, s.unsaved = string(b), data.RefreshToken, true
}

func (s *oauthSession) kept(old channel.Secrets) channel.Secrets {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := maps.Clone(old)
	maps.Copy(out, s.secrets)
	return out
}

// save keeps renewed tokens. The old ones are worth nothing any more, so it is tried
// again with every request until it works.
func (s *oauthSession) save(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.unsaved || s.deps.SaveSecrets == nil {
		return
	}
	if err := s.deps.SaveSecrets(ctx, maps.Clone(s.secrets)); err != nil {
		s.deps.Log.Error("renewed access to a Bluesky account could not be kept; it is lost if heed stops now", "error", err)
		return
	}
	s.unsaved = false
}

func (s *oauthSession) do(req *http.Request) (*http.Response, error) {
	resp, err := s.sess.DoWithAuth(s.http, req, "")
	s.save(context.WithoutCancel(req.Context()))
	if err != nil && strings.Contains(err.Error(), "refresh") {
		f := &failure{call: "OAuth", err: err}
		if strings.Contains(err.Error(), "invalid_grant") || strings.Contains(err.Error(), "HTTP 401") {
			f.status, f.name, f.message = http.StatusUnauthorized, "invalid_grant", err.Error()
		}
		return nil, f
	}
	return resp, err
}

// identities is our directory in the library's terms.
type identities struct {
	dir     *directory
	appview *client
	handle  string // of the account in question
}

func (d identities) Lookup(ctx context.Context, id syntax.AtIdentifier) (*identity.Identity, error) {
	return d.look(ctx, id.String())
}

func (d identities) LookupHandle(ctx context.Context, h syntax.Handle) (*identity.Identity, error) {
	return d.look(ctx, h.Normalize().String())
}

func (d identities) LookupDID(ctx context.Context, did syntax.DID) (*identity.Identity, error) {
	return d.look(ctx, did.String())
}

func (d identities) Purge(context.Context, syntax.AtIdentifier) error { return nil }

func (d identities) look(ctx context.Context, id string) (*identity.Identity, error) {
	doc, err := d.dir.identify(ctx, d.appview, id)
	if err != nil {
		return nil, notFound(err)
	}
	if err := d.dir.reach.allows(doc.host()); err != nil {
		return nil, invalid(keyHandle, "The network's directory does not say where “%s” lies.", d.handle)
	}
	return &identity.Identity{
		DID: syntax.DID(doc.ID), Handle: syntax.Handle(doc.handle()), AlsoKnownAs: doc.Aliases,
		Services: map[string]identity.ServiceEndpoint{"atproto_pds": {Type: "AtprotoPersonalDataServer", URL: doc.host()}},
	}, nil
}

// oauthStore holds what the library keeps during one sign-in. Between its two halves
// heed keeps it, sealed.
type oauthStore struct {
	request *oauth.AuthRequestData
	session *oauth.ClientSessionData
}

var errNoSignIn = errors.New("no such sign-in")

func (s *oauthStore) GetSession(context.Context, syntax.DID, string) (*oauth.ClientSessionData, error) {
	if s.session == nil {
		return nil, errNoSignIn
	}
	return s.session, nil
}

func (s *oauthStore) SaveSession(_ context.Context, d oauth.ClientSessionData) error {
	s.session = &d
	return nil
}

func (s *oauthStore) DeleteSession(context.Context, syntax.DID, string) error {
	s.session = nil
	return nil
}

func (s *oauthStore) GetAuthRequestInfo(_ context.Context, state string) (*oauth.AuthRequestData, error) {
	if s.request == nil || s.request.State != state {
		return nil, errNoSignIn
	}
	return s.request, nil
}

func (s *oauthStore) SaveAuthRequestInfo(_ context.Context, d oauth.AuthRequestData) error {
	s.request = &d
	return nil
}

func (s *oauthStore) DeleteAuthRequestInfo(context.Context, string) error {
	s.request = nil
	return nil
}
