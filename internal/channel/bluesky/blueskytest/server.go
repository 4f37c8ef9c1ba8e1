package blueskytest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bluesky-social/indigo/atproto/syntax"
)

// ChatService is the identity under which the pretend chat service answers.
const ChatService = "did:web:api.bsky.chat#bsky_chat"

// Options say what the pretend network is like. The zero value is right for most.
type Options struct {
	// Lexicons is the folder of the network's contracts; "" looks in the evaluation data
	// (HEED_DATA, or shared/data beside the repository). Where there are none, requests
	// are checked by the rules that are built in.
	Lexicons string
	// Now is the network's clock; nil: time.Now.
	Now func() time.Time
	// Dictionary packs the stream, for who asks for zstd.
	Dictionary []byte
	// Deflate offers permessage-deflate on the stream.
	Deflate bool
	// Host makes the network speak TLS under this name, which only Client can reach;
	// sign-in by OAuth needs it. It must be one that httptest's certificate names.
	Host string
	// Size is how much of the stream is kept for a replay, in events; 0: 100,000.
	Size int
}

// Server is a pretend Bluesky. Its methods are safe for concurrent use.
type Server struct {
	URL string // of everything: http://127.0.0.1:port

	opt      Options
	http     *httptest.Server
	lexicons *Lexicons
	done     chan struct{}
	once     sync.Once

	mu         sync.Mutex
	accounts   map[string]*account // by DID
	handles    map[string]string   // handle to DID
	tokens     map[string]token
	records    map[string]*Record // by URI
	cids       map[string]bool    // uri + " " + cid of all that ever stood
	order      []string           // URIs in the order of their writing
	last       int64              // last time given, in microseconds
	ahead      time.Duration      // of the network's clock, before Now
	convos     map[string]*convo  // by id
	chatLog    []chatEntry
	stream     stream
	faults     map[Side][]Fault
	violations []string
	calls      map[string]int
	blobs      map[string]Blob // by CID
	grants     map[string]*grant
}

// Start makes a server. It ends with Close.
func Start(opt Options) (*Server, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Size == 0 {
		opt.Size = 100_000
	}
	s := &Server{
		opt: opt, done: make(chan struct{}),
		accounts: map[string]*account{}, handles: map[string]string{}, tokens: map[string]token{},
		records: map[string]*Record{}, cids: map[string]bool{}, convos: map[string]*convo{},
		faults: map[Side][]Fault{}, calls: map[string]int{}, blobs: map[string]Blob{}, grants: map[string]*grant{},
	}
	s.stream.news = make(chan struct{})
	dir := opt.Lexicons
	if dir == "" {
		dir = dataDir()
	}
	var err error
	if s.lexicons, err = LoadLexicons(dir); errors.Is(err, fs.ErrNotExist) {
		s.lexicons = nil
	} else if err != nil {
		return nil, err
	}
	if opt.Host == "" {
		s.http = httptest.NewServer(s)
		s.URL = s.http.URL
	} else {
		s.http = httptest.NewTLSServer(s)
		s.URL = "https://" + opt.Host
	}
	return s, nil
}

// Client reaches the server under its Host. It follows no redirect.
func (s *Server) Client() *http.Client {
	c := s.http.Client()
	t := c.Transport.(*http.Transport).Clone()
	t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, s.http.Listener.Addr().String())
	}
	return &http.Client{Transport: t, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

// New makes a server that ends with the test, which fails if a request broke a rule.
func New(t testing.TB) *Server { return NewWith(t, Options{}) }

// NewWith is New with options.
func NewWith(t testing.TB, opt Options) *Server {
	t.Helper()
	s, err := Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("a request broke a rule of the network: %s", v)
		}
	})
	return s
}

// Strict reports whether the network's own contracts are at hand.
func (s *Server) Strict() bool { return s.lexicons != nil }

// Close ends the server and every stream.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.done)
		s.http.CloseClientConnections()
		s.http.Close()
	})
}

// Settings lead an account to this server and nowhere else.
func (s *Server) Settings() map[string]string {
	return map[string]string{
		"jetstream": "ws" + strings.TrimPrefix(s.URL, "http") + "/subscribe",
		"appview":   s.URL, "plc": s.URL, "reach": "loopback", "chat": ChatService,
	}
}

// Violations are the rules that requests broke, in words.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// Calls is how often a call ("com.atproto.repo.putRecord", "subscribe") was made.
func (s *Server) Calls(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[call]
}

// dataDir is where the contracts lie, if anywhere.
func dataDir() string {
	data := os.Getenv("HEED_DATA")
	if data == "" {
		dir, err := os.Getwd()
		for err == nil && dir != filepath.Dir(dir) {
			if _, gone := os.Stat(filepath.Join(dir, "go.mod")); gone == nil {
				break
			}
			dir = filepath.Dir(dir)
		}
		data = filepath.Join(dir, "..", "shared", "data")
	}
	return filepath.Join(data, "contracts", "atproto")
}

// Now is the server's time, which Forget moves on.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opt.Now().Add(s.ahead)
}

// tick is the network's time: it never stands still.
func (s *Server) tick() time.Time {
	s.last = max(s.last+1, s.opt.Now().Add(s.ahead).UnixMicro())
	return time.UnixMicro(s.last).UTC()
}

// rev is the revision for a time, as repositories and the chat log have it.
func rev(at time.Time) string { return syntax.NewTIDFromTime(at, 0).String() }

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

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
		"chat.bsky.convo.getConvoForMembers":      {signed: true, chat: true, serve: (*Server).getConvoForMembers},
		"chat.bsky.convo.getConvo":                {signed: true, chat: true, serve: (*Server).getConvo},
		"chat.bsky.convo.listConvos":              {signed: true, chat: true, side: Reading, serve: (*Server).listConvos},
		"chat.bsky.convo.getLog":                  {signed: true, chat: true, side: Reading, serve: (*Server).getLog},
		"chat.bsky.convo.getMessages":             {signed: true, chat: true, serve: (*Server).getMessages},
		"chat.bsky.convo.sendMessage":             {write: true, signed: true, chat: true, side: Writing, serve: (*Server).sendMessage},
	}
}

// ServeHTTP is the whole network.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	w.Header().Set("Date", s.opt.Now().Add(s.ahead).UTC().Format(http.TimeFormat))
	s.mu.Unlock()
	switch path := r.URL.Path; {
	case path == "/subscribe":
		s.subscribe(w, r)
	case strings.HasPrefix(path, "/xrpc/"):
		s.call(w, r, strings.TrimPrefix(path, "/xrpc/"))
	case strings.HasPrefix(path, "/did:plc:"):
		s.identity(w, strings.TrimPrefix(path, "/"))
	case s.oauth(w, r):
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) identity(w http.ResponseWriter, did string) {
	s.mu.Lock()
	doc := s.doc(did)
	s.mu.Unlock()
	if doc == nil {
		reply(w, http.StatusNotFound, map[string]any{"message": "DID not registered: " + did})
		return
	}
	reply(w, http.StatusOK, doc)
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
