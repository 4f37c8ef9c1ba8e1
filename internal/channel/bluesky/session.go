package bluesky

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"heed/internal/channel"
)

// session is a sign-in with an app password. Tokens are renewed when the server says
// that they have run out, by one request at a time, and kept through save.
type session struct {
	http *http.Client
	base string
	id   string // handle or DID
	now  func() time.Time
	log  *slog.Logger
	save func(context.Context, channel.Secrets) error

	mu      sync.Mutex
	secrets channel.Secrets
}

// sessionCalls is how the calls begin by which an account signs in and stays so.
const sessionCalls = "com.atproto.server."

// account is who a session belongs to.
type account struct {
	DID    string `json:"did"`
	Handle string `json:"handle"`
	Doc    didDoc `json:"didDoc"`
	Active *bool  `json:"active"`
	Status string `json:"status"`

	Access  string `json:"accessJwt"`
	Refresh string `json:"refreshJwt"`
}

// do signs a request. One whose token has run out is repeated once with a new one: the
// server refused it before doing anything.
func (s *session) do(req *http.Request) (*http.Response, error) {
	token := s.access()
	if token == "" {
		var err error
		if token, err = s.renew(req.Context(), ""); err != nil {
			return nil, err
		}
	}
	resp, err := s.try(req, token)
	if err != nil || !expired(resp) {
		return resp, err
	}
	resp.Body.Close()
	if token, err = s.renew(req.Context(), token); err != nil {
		return nil, err
	}
	return s.try(req, token)
}

func (s *session) try(req *http.Request, token string) (*http.Response, error) {
	req = req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		req.Body = body
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return s.http.Do(req)
}

// expired looks whether a token was refused, and leaves the body to be read again. A
// service behind the account's server says 401 for things a new token does not mend, but
// one try costs little.
func expired(resp *http.Response) bool {
	if resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusBadRequest {
		return false
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return false
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(strings.NewReader(string(b)))
	body := string(b)
	return resp.StatusCode == http.StatusUnauthorized || strings.Contains(body, `"ExpiredToken"`) ||
		strings.Contains(body, `"InvalidToken"`) && !strings.Contains(body, "token method")
}

func (s *session) access() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secrets[secretAccess]
}

// renew replaces the token old, unless another request has done so meanwhile.
func (s *session) renew(ctx context.Context, old string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.secrets[secretAccess]; now != old {
		return now, nil
	}
	who, err := s.refresh(ctx)
	if err != nil {
		return "", err
	}
	s.secrets = maps.Clone(s.secrets)
	s.secrets[secretAccess], s.secrets[secretRefresh] = who.Access, who.Refresh
	if s.save != nil {
		if err := s.save(ctx, maps.Clone(s.secrets)); err != nil {
			// The app password is still there to sign in with after a restart.
			s.log.Warn("renewed tokens could not be kept", "error", err)
		}
	}
	return who.Access, nil
}

// refresh gets new tokens for the old ones, or for the password where those are gone.
// Signing in is limited to a few hundred times a day, so it is not done without need.
func (s *session) refresh(ctx context.Context) (account, error) {
	if token := s.secrets[secretRefresh]; token != "" {
		var who account
		c := client{http: s.http, base: s.base, now: s.now, signer: bearer{s.http, token}}
		err := c.post(ctx, "com.atproto.server.refreshSession", nil, &who)
		if err == nil && who.Access != "" {
			return who, nil
		}
		if f := asFailure(err); f != nil && f.status != http.StatusBadRequest && f.status != http.StatusUnauthorized {
			return account{}, f.notMade()
		}
	}
	return signIn(ctx, s.http, s.base, s.id, s.secrets[keyPassword], s.now)
}

// signIn opens a session with a password.
func signIn(ctx context.Context, h *http.Client, base, id, password string, now func() time.Time) (account, error) {
	var who account
	c := client{http: h, base: base, now: now}
	err := c.post(ctx, "com.atproto.server.createSession",
		map[string]string{"identifier": id, "password": password}, &who)
	if f := asFailure(err); f != nil {
		return who, f.notMade()
	}
	return who, err
}

// notMade is the failure for the call that needed a token: that one was not made, so
// whatever became of this one, nothing was done.
func (f *failure) notMade() *failure {
	if f.status >= 500 || f.status == 0 {
		return &failure{call: f.call, err: f}
	}
	f.wrote = false
	return f
}

// bearer signs with one token and renews nothing.
type bearer struct {
	http  *http.Client
	token string
}

func (b bearer) do(req *http.Request) (*http.Response, error) {
	req.Header.Set("Authorization", "Bearer "+b.token)
	return b.http.Do(req)
}
