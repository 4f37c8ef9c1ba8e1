package blueskytest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// refusal is an answer that is not 200.
type refusal struct {
	status  int
	name    string
	message string
}

func refuse(name, message string) *refusal { return &refusal{http.StatusBadRequest, name, message} }

// A request is one call as a handler sees it.
type request struct {
	query url.Values
	body  map[string]any
	bytes []byte // of an endpoint that takes them, and their kind
	kind  string
	who   *account // who is signed in; nil: nobody
	token string
}

func (r *request) text(key string) string { v, _ := r.body[key].(string); return v }

// An endpoint is one call.
type endpoint struct {
	write  bool // a procedure, by POST
	signed bool // needs an account
	chat   bool // goes to the chat service, through the account's server
	bytes  bool // takes bytes of any kind
	side   Side // which faults hit it
	serve  func(*Server, *request) (any, *refusal)
}

func endpoints() map[string]endpoint {
	return map[string]endpoint{
		"com.atproto.server.createAccount":        {write: true, serve: (*Server).createAccount},
		"com.atproto.server.createSession":        {write: true, serve: (*Server).createSession},
		"com.atproto.server.refreshSession":       {write: true, serve: (*Server).refreshSession},
		"com.atproto.server.getSession":           {signed: true, serve: (*Server).getSession},
		"com.atproto.repo.putRecord":              {write: true, signed: true, side: Writing, serve: (*Server).putRecord},
		"com.atproto.repo.createRecord":           {write: true, signed: true, side: Writing, serve: (*Server).createRecord},
		"com.atproto.repo.deleteRecord":           {write: true, signed: true, side: Writing, serve: (*Server).deleteRecord},
		"com.atproto.repo.getRecord":              {serve: (*Server).getRecord},
		"com.atproto.repo.listRecords":            {serve: (*Server).listRecords},
		"com.atproto.repo.uploadBlob":             {write: true, signed: true, bytes: true, side: Writing, serve: (*Server).uploadBlob},
		"app.bsky.feed.getPosts":                  {serve: (*Server).getPosts},
		"app.bsky.actor.getProfiles":              {serve: (*Server).getProfiles},
		"app.bsky.notification.listNotifications": {signed: true, side: Reading, serve: (*Server).listNotifications},
		"chat.bsky.actor.getStatus":               {signed: true, chat: true, serve: (*Server).chatStatus},
		"chat.bsky.convo.getConvoForMembers":      {signed: true, chat: true, serve: (*Server).getConvoForMembers},
		"chat.bsky.convo.getConvo":                {signed: true, chat: true, serve: (*Server).getConvo},
		"chat.bsky.convo.listConvos":              {signed: true, chat: true, side: Reading, serve: (*Server).listConvos},
		"chat.bsky.convo.getLog":                  {signed: true, chat: true, side: Reading, serve: (*Server).getLog},
		"chat.bsky.convo.getMessages":             {signed: true, chat: true, serve: (*Server).getMessages},
		"chat.bsky.convo.sendMessage":             {write: true, signed: true, chat: true, side: Writing, serve: (*Server).sendMessage},
	}
}

func (s *Server) call(w http.ResponseWriter, r *http.Request, name string) {
	e, ok := endpoints()[name]
	if !ok {
		reply(w, http.StatusNotImplemented, map[string]any{"error": "MethodNotImplemented", "message": "Method Not Implemented"})
		return
	}
	req, no := s.read(r, name, e)
	s.mu.Lock()
	s.calls[name]++
	f, broken := s.fault(e.side)
	s.mu.Unlock()
	if broken && s.before(w, r, f, bearerOf(r)) {
		return
	}
	var out any
	if !s.provenBy(w, r, req.token) {
		return
	}
	if no == nil {
		no = s.admit(r, e, req)
	}
	if no == nil {
		s.mu.Lock()
		out, no = e.serve(s, req)
		s.mu.Unlock()
	}
	if broken && s.after(w, r, f) {
		return
	}
	s.limits(w, 3000)
	if no != nil {
		if no.name == "" {
			no.name = "InvalidRequest"
		}
		reply(w, no.status, map[string]any{"error": no.name, "message": no.message})
		return
	}
	b, _ := json.Marshal(out)
	if s.lexicons != nil {
		var v any
		json.Unmarshal(b, &v)
		s.wrong(name, s.lexicons.body(name, "output", v))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(b)
}

// read takes the request apart and checks it against the contract.
func (s *Server) read(r *http.Request, name string, e endpoint) (*request, *refusal) {
	req := &request{query: r.URL.Query(), token: bearerOf(r)}
	if e.write != (r.Method == http.MethodPost) {
		return req, &refusal{http.StatusMethodNotAllowed, "InvalidRequest", "wrong method"}
	}
	var wrong []string
	b, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return req, refuse("InvalidRequest", err.Error())
	}
	if e.bytes {
		req.bytes, req.kind = b, r.Header.Get("Content-Type")
	} else if e.write && len(b) > 0 {
		if r.Header.Get("Content-Type") != "application/json" {
			wrong = append(wrong, "a body without Content-Type: application/json")
		}
		if err := json.Unmarshal(b, &req.body); err != nil {
			wrong = append(wrong, "the body is not a JSON object")
		}
	}
	if s.lexicons != nil {
		kind := "query"
		if e.write {
			kind = "procedure"
		}
		if known, right := s.lexicons.has(name, kind); known && !right {
			wrong = append(wrong, "is not a "+kind)
		}
		wrong = append(wrong, s.lexicons.query(name, req.query)...)
		if e.write {
			var body any = req.body
			if req.body == nil {
				body = nil
			}
			wrong = append(wrong, s.lexicons.body(name, "input", body)...)
		}
	}
	if e.chat && r.Header.Get("Atproto-Proxy") != ChatService {
		return req, &refusal{http.StatusNotImplemented, "MethodNotImplemented", "no proxy header for the chat service"}
	}
	s.wrong(name, wrong)
	if len(wrong) > 0 {
		return req, refuse("InvalidRequest", strings.Join(wrong, "; "))
	}
	return req, nil
}

// wrong keeps violations.
func (s *Server) wrong(name string, what []string) {
	if len(what) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blame(name, what...)
}

func (s *Server) blame(name string, what ...string) {
	for _, w := range what {
		if len(s.violations) < 100 {
			s.violations = append(s.violations, name+": "+w)
		}
	}
}

func bearerOf(r *http.Request) string {
	h := r.Header.Get("Authorization")
	if t, ok := strings.CutPrefix(h, "Bearer "); ok {
		return t
	}
	t, _ := strings.CutPrefix(h, "DPoP ")
	return t
}

func (s *Server) limits(w http.ResponseWriter, remaining int) {
	h := w.Header()
	h.Set("Ratelimit-Limit", "3000")
	h.Set("Ratelimit-Remaining", strconv.Itoa(remaining))
	h.Set("Ratelimit-Reset", strconv.FormatInt(s.opt.Now().Add(5*time.Minute).Unix(), 10))
	h.Set("Ratelimit-Policy", "3000;w=300")
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
