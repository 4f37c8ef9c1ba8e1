package blueskytest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strings"
)

// An account is anybody's: the company's and the customers'.
type account struct {
	did        string
	handle     string
	name       string
	password   string // "" : cannot sign in
	followers  int
	noPost     bool // the network took its right to post
	noDirect   bool // the app password does not reach direct messages
	noChat     bool // the network took its right to write private messages
	closed     bool // takes no private messages from strangers
	revoked    bool
	blocks     map[string]bool
	notices    []*notice
	restricted map[string]bool // own posts that nobody may answer
}

// token is a session's token.
type token struct {
	did     string
	refresh bool
	key     string // of a token that is bound to one
}

// A Person is how an account comes to be.
type Person struct {
	Handle    string // "acme.test"
	Name      string
	Password  string // app password; "" : nobody can sign in
	Followers int
	NoPost    bool // the network took its right to post
	NoDirect  bool // the app password does not reach direct messages
	Closed    bool // takes private messages from nobody
	NoChat    bool // the network took its right to write private messages
}

// Account makes an account, or changes one, and returns its DID.
func (s *Server) Account(p Person) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(p.Handle)
	a.name, a.password, a.followers = p.Name, p.Password, p.Followers
	a.noPost, a.noDirect, a.closed, a.noChat = p.NoPost, p.NoDirect, p.Closed, p.NoChat
	return a.did
}

// DID is an account's id; "" if there is no such handle.
func (s *Server) DID(handle string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handles[handle]
}

// Rename gives an account another handle; the old one is nobody's from then on.
func (s *Server) Rename(handle, now string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(handle)
	delete(s.handles, handle)
	a.handle, s.handles[now] = now, a.did
	s.named(a)
}

// Block makes one account block another.
func (s *Server) Block(by, whom string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(by)
	a.blocks[s.account(whom).did] = true
}

// account finds or makes an account.
func (s *Server) account(handle string) *account {
	if did, ok := s.handles[handle]; ok {
		return s.accounts[did]
	}
	sum := sha256.Sum256([]byte(handle))
	id := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	a := &account{
		did: "did:plc:" + strings.ToLower(id[:24]), handle: handle,
		blocks: map[string]bool{}, restricted: map[string]bool{},
	}
	s.accounts[a.did] = a
	s.handles[handle] = a.did
	s.named(a)
	return a
}

// named tells the stream how an account is called.
func (s *Server) named(a *account) {
	at := s.tick()
	s.publish(event{
		"did": a.did, "time_us": at.UnixMicro(), "kind": "identity",
		"identity": map[string]any{"did": a.did, "handle": a.handle, "seq": len(s.accounts), "time": stamp(at)},
	}, at, "")
}

func (s *Server) doc(did string) map[string]any {
	a := s.accounts[did]
	if a == nil {
		return nil
	}
	return map[string]any{
		"@context": []string{"https://www.w3.org/ns/did/v1"}, "id": a.did,
		"alsoKnownAs": []string{"at://" + a.handle},
		"service": []any{map[string]any{
			"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": s.URL,
		}},
	}
}

// admit finds who asks.
func (s *Server) admit(r *http.Request, e endpoint, req *request) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if req.token == "" {
		if e.signed {
			return &refusal{http.StatusUnauthorized, "AuthMissing", "Authentication Required"}
		}
		return nil
	}
	t, ok := s.tokens[req.token]
	if !ok {
		return refuse("InvalidToken", "Token could not be verified")
	}
	if t.refresh != strings.HasSuffix(r.URL.Path, ".refreshSession") {
		return refuse("InvalidToken", "Invalid token scope")
	}
	req.who = s.accounts[t.did]
	if e.side == Writing && req.who.noPost {
		return refuse("AccountTakedown", "Account has been taken down")
	}
	if e.chat && req.who.noDirect {
		return refuse("InvalidToken", "Bad token method")
	}
	return nil
}

func (s *Server) createAccount(req *request) (any, *refusal) {
	handle := req.text("handle")
	if _, taken := s.handles[handle]; taken {
		return nil, refuse("HandleNotAvailable", "Handle already taken: "+handle)
	}
	a := s.account(handle)
	a.password = req.text("password")
	out := s.session(a)
	delete(out, "active")
	return out, nil
}

func (s *Server) createSession(req *request) (any, *refusal) {
	id := req.text("identifier")
	a := s.accounts[id]
	if a == nil {
		a = s.accounts[s.handles[strings.ToLower(id)]]
	}
	if a == nil || a.password == "" || a.password != req.text("password") {
		return nil, &refusal{http.StatusUnauthorized, "AuthenticationRequired", "Invalid identifier or password"}
	}
	return s.session(a), nil
}

func (s *Server) refreshSession(req *request) (any, *refusal) {
	if req.who == nil || req.who.revoked {
		return nil, &refusal{http.StatusUnauthorized, "AuthMissing", "Authentication Required"}
	}
	return s.session(req.who), nil
}

func (s *Server) getSession(req *request) (any, *refusal) {
	return map[string]any{"handle": req.who.handle, "did": req.who.did, "active": true}, nil
}

func (s *Server) session(a *account) map[string]any {
	access, refresh := "access-"+rand.Text(), "refresh-"+rand.Text()
	s.tokens[access] = token{did: a.did}
	s.tokens[refresh] = token{did: a.did, refresh: true}
	return map[string]any{
		"accessJwt": access, "refreshJwt": refresh, "handle": a.handle, "did": a.did,
		"didDoc": s.doc(a.did), "active": true,
	}
}
