package blueskytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// grant is one sign-in through the network's own page.
type grant struct {
	client    string
	redirect  string
	state     string
	challenge string
	scope     string
	login     string
	key       string // thumbprint of the key that proofs are made with
	code      string
	did       string
	refresh   string
}

// nonce is what proofs must hold; it changes once, so that clients learn to follow.
const nonce = "nonce-of-the-pretend-network"

func (s *Server) oauth(w http.ResponseWriter, r *http.Request) bool {
	switch r.URL.Path {
	case "/.well-known/oauth-protected-resource":
		reply(w, http.StatusOK, map[string]any{"resource": s.URL, "authorization_servers": []string{s.URL}})
	case "/.well-known/oauth-authorization-server":
		reply(w, http.StatusOK, s.authServer())
	case "/oauth/par":
		s.par(w, r)
	case "/oauth/authorize":
		s.authorize(w, r)
	case "/oauth/token":
		s.token(w, r)
	default:
		return false
	}
	return true
}

func (s *Server) authServer() map[string]any {
	return map[string]any{
		"issuer": s.URL, "authorization_endpoint": s.URL + "/oauth/authorize", "token_endpoint": s.URL + "/oauth/token",
		"pushed_authorization_request_endpoint": s.URL + "/oauth/par",
		"response_types_supported":              []string{"code"}, "grant_types_supported": []string{"authorization_code", "refresh_token"},
		"code_challenge_methods_supported":                 []string{"S256"},
		"token_endpoint_auth_methods_supported":            []string{"none", "private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []string{"ES256"},
		"scopes_supported":                                 []string{"atproto", "transition:generic", "transition:chat.bsky"},
		"authorization_response_iss_parameter_supported":   true, "require_pushed_authorization_requests": true,
		"dpop_signing_alg_values_supported": []string{"ES256"}, "client_id_metadata_document_supported": true,
	}
}

// proof reads and checks a DPoP proof and returns its key's thumbprint. A proof without
// the nonce is sent back to be made again.
func (s *Server) proof(r *http.Request, token string) (thumb string, stale bool, err error) {
	parts := strings.Split(r.Header.Get("DPoP"), ".")
	if len(parts) != 3 {
		return "", false, errors.New("no proof")
	}
	var head struct {
		Type string                          `json:"typ"`
		Alg  string                          `json:"alg"`
		JWK  struct{ Kty, Crv, X, Y string } `json:"jwk"`
	}
	var claims struct{ Htm, Htu, Nonce, Ath, Jti string }
	if err := errors.Join(unpack(parts[0], &head), unpack(parts[1], &claims)); err != nil {
		return "", false, err
	}
	key, err := keyOf(head.JWK.X, head.JWK.Y)
	if errors.Is(err, errShort) {
		return "", false, err
	}
	if err != nil || head.Type != "dpop+jwt" || head.Alg != "ES256" {
		return "", false, errors.New("not an ES256 proof")
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(sig) != 64 || !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return "", false, errors.New("the proof's signature is wrong")
	}
	if claims.Htm != r.Method || claims.Htu != s.URL+r.URL.Path || claims.Jti == "" {
		return "", false, errors.New("the proof is of another request: " + claims.Htm + " " + claims.Htu)
	}
	if token != "" && claims.Ath != challenge(token) {
		return "", false, errors.New("the proof is of another token")
	}
	canonical := `{"crv":"P-256","kty":"EC","x":"` + head.JWK.X + `","y":"` + head.JWK.Y + `"}`
	return challenge(canonical), claims.Nonce != nonce, nil
}

func unpack(part string, to any) error {
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}

// errShort is a key without its leading zeros (RFC 7518, section 6.2.1.2), which the sign-in
// library makes once in 128 times: it is refused, and the one who made it may try another.
var errShort = errors.New("not a key: a coordinate has fewer than 32 bytes")

func keyOf(x, y string) (*ecdsa.PublicKey, error) {
	bx, err1 := base64.RawURLEncoding.DecodeString(x)
	by, err2 := base64.RawURLEncoding.DecodeString(y)
	if err := errors.Join(err1, err2); err != nil {
		return nil, errors.New("not a key")
	}
	if len(bx) != 32 || len(by) != 32 {
		return nil, errShort
	}
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, bx, by))
}

// challenge is the S256 hash of PKCE and of token proofs.
func challenge(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func oauthError(w http.ResponseWriter, name, why string) {
	reply(w, http.StatusBadRequest, map[string]any{"error": name, "error_description": why})
}

// proven checks the proof of a request to the authorization server.
func (s *Server) proven(w http.ResponseWriter, r *http.Request) (thumb string, ok bool) {
	w.Header().Set("DPoP-Nonce", nonce)
	thumb, stale, err := s.proof(r, "")
	switch {
	case errors.Is(err, errShort):
		oauthError(w, "invalid_dpop_proof", err.Error())
	case err != nil:
		s.wrong(r.URL.Path, []string{err.Error()})
		oauthError(w, "invalid_dpop_proof", err.Error())
	case stale:
		oauthError(w, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof")
	default:
		return thumb, true
	}
	return "", false
}

func (s *Server) par(w http.ResponseWriter, r *http.Request) {
	thumb, ok := s.proven(w, r)
	if !ok {
		return
	}
	f := func(k string) string { return r.PostFormValue(k) }
	if f("response_type") != "code" || f("code_challenge_method") != "S256" || f("client_id") == "" || f("state") == "" ||
		!strings.Contains(" "+f("scope")+" ", " atproto ") {
		s.wrong("/oauth/par", []string{"incomplete request " + r.PostForm.Encode()})
		oauthError(w, "invalid_request", "incomplete")
		return
	}
	id := "urn:ietf:params:oauth:request_uri:" + rand.Text()
	s.mu.Lock()
	s.grants[id] = &grant{client: f("client_id"), redirect: f("redirect_uri"), state: f("state"), challenge: f("code_challenge"),
		scope: f("scope"), login: f("login_hint"), key: thumb}
	s.mu.Unlock()
	reply(w, http.StatusCreated, map[string]any{"request_uri": id, "expires_in": 300})
}

// authorize is the page on which a person consents; here everybody does at once. With
// deny=1 they do not.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.grants[r.URL.Query().Get("request_uri")]
	if g == nil || g.client != r.URL.Query().Get("client_id") {
		http.Error(w, "no such request", http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {g.state}, "iss": {s.URL}}
	if r.URL.Query().Get("deny") != "" {
		back.Set("error", "access_denied")
	} else {
		g.did = g.login
		if did, ok := s.handles[g.login]; ok {
			g.did = did
		}
		g.code = rand.Text()
		s.grants[g.code] = g
		back.Set("code", g.code)
	}
	http.Redirect(w, r, g.redirect+"?"+back.Encode(), http.StatusSeeOther)
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	thumb, ok := s.proven(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var g *grant
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		if g = s.grants[r.PostFormValue("code")]; g != nil && (g.challenge != challenge(r.PostFormValue("code_verifier")) || g.redirect != r.PostFormValue("redirect_uri")) {
			g = nil
		}
		delete(s.grants, r.PostFormValue("code"))
	case "refresh_token":
		g = s.grants[r.PostFormValue("refresh_token")]
		delete(s.grants, r.PostFormValue("refresh_token")) // good for once
	}
	if g == nil || g.key != thumb || g.client != r.PostFormValue("client_id") || s.accounts[g.did] == nil || s.accounts[g.did].revoked {
		oauthError(w, "invalid_grant", "invalid grant")
		return
	}
	access := "oauth-" + rand.Text()
	g.refresh = "again-" + rand.Text()
	s.tokens[access] = token{did: g.did, key: thumb}
	s.grants[g.refresh] = g
	reply(w, http.StatusOK, map[string]any{"access_token": access, "refresh_token": g.refresh, "token_type": "DPoP",
		"sub": g.did, "scope": g.scope, "expires_in": int(time.Hour.Seconds())})
}

// provenBy checks the proof of a request with a token that is bound to a key. false: the
// answer was written.
func (s *Server) provenBy(w http.ResponseWriter, r *http.Request, access string) bool {
	if !strings.HasPrefix(r.Header.Get("Authorization"), "DPoP ") {
		return true
	}
	s.mu.Lock()
	t, known := s.tokens[access]
	s.mu.Unlock()
	thumb, stale, err := s.proof(r, access)
	problem := ""
	switch {
	case err != nil || known && thumb != t.key:
		problem = "invalid_dpop_proof"
		s.wrong(r.URL.Path, []string{"a bad proof of a token"})
	case stale:
		problem = "use_dpop_nonce"
	case !known:
		problem = "invalid_token"
	default:
		return true
	}
	w.Header().Set("DPoP-Nonce", nonce)
	w.Header().Set("WWW-Authenticate", `DPoP error="`+problem+`", error_description="pretend"`)
	reply(w, http.StatusUnauthorized, map[string]any{"error": problem, "message": problem})
	return false
}
