package blueskytest

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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
	// Pace is the time between two events of a stream, for each subscriber; 0: as fast as they are taken.
	Pace time.Duration
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
