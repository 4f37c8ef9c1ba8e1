package browser_test

import (
	"cmp"
	"log/slog"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/server"
	"heed/internal/store"
)

const (
	boss     = "ada@acme.example"
	lead     = "mira@acme.example"
	password = "seven tame otters"
	us       = "acme.echo"
)

// A site is the whole program on a loopback address, and the network beside it.
type site struct {
	t      *testing.T
	chrome *chrome
	desk   *server.Desk
	server *server.Server
	net    *echo.Network
	netURL string
	ahead  atomic.Int64 // of the desk's and the network's clock before this machine's
	boss   desk.Agent
}

type siteOptions struct {
	empty bool // nothing is set up
	kinds channel.Set
	undo  string                       // "" : a minute, which passes by skip
	past  func(*site, *store.Tx) error // written before the desk runs; nil: nothing
}

// newSite starts a desk: a company, Acme, that is heard on the simulated network and
// answers there as @acme.echo; Ada looks after it, Mira leads.
func newSite(t *testing.T, c *chrome, o siteOptions) *site {
	t.Helper()
	s := &site{t: t, chrome: c}
	s.net = echo.New(s.now)
	web := httptest.NewServer(s.net)
	s.netURL = web.URL
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "addr": "localhost:0", "undo": cmp.Or(o.undo, "1m")}})
	s.ok(err)
	if o.kinds == nil {
		o.kinds = channel.Set{echo.Name: echo.Kind()}
	}
	s.desk, err = server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Now: s.now, Kinds: o.kinds})
	s.ok(err)
	if !o.empty {
		s.settle()
	}
	if o.past != nil {
		s.ok(s.desk.DB.Update(t.Context(), func(tx *store.Tx) error { return o.past(s, tx) }))
	}
	s.server, err = server.New(s.desk, cfg)
	s.ok(err)
	s.ok(s.server.Start(t.Context()))
	t.Cleanup(func() {
		if err := s.server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// settle sets the desk up as its owner would.
func (s *site) settle() {
	s.t.Helper()
	ctx, a := s.t.Context(), s.desk.Admin
	_, err := s.net.Join(echo.Profile{Handle: us, Name: "Acme", Company: true})
	s.ok(err)
	s.boss, err = a.CreateFirstAdmin(ctx, "Ada Lind", boss, password)
	s.ok(err)
	s.ok(a.SetCompany(ctx, s.boss, admin.Company{Name: "Acme", Names: []string{"Acme"}, Lang: "en",
		Searches: []desk.Search{{Name: "Acme by name", Query: "acme"}}}))
	over, err := a.Overview(ctx)
	s.ok(err)
	_, err = a.Connect(ctx, s.boss, echo.Name, over.Brands[0].ID, map[string]string{echo.SettingURL: s.netURL, echo.SettingHandle: us}, nil)
	s.ok(err)
	_, err = a.Connect(ctx, s.boss, echo.Name, 0, map[string]string{echo.SettingURL: s.netURL}, nil)
	s.ok(err)
	_, err = a.SaveAgent(ctx, s.boss, desk.Agent{Name: "Mira Okafor", Email: lead, Role: desk.Lead})
	s.ok(err)
	_, err = a.SaveProtocol(ctx, s.boss, protocol.Default(), "The protocol that heed comes with")
	s.ok(err)
	_, err = a.SaveMacro(ctx, s.boss, desk.Macro{Name: "Looking into it", Lang: "en", Text: "Hello {{name}}, I am looking into it now."})
	s.ok(err)
	s.ok(a.FinishSetUp(ctx, s.boss))
	s.ok(s.desk.Reload(ctx))
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// skip lets time pass for the desk and the network.
func (s *site) skip(d time.Duration) { s.ahead.Add(int64(d)) }

// post has a customer say something in public.
func (s *site) post(name, text string) echo.Post {
	s.t.Helper()
	return s.say(echo.Draft{By: echo.HandleFor(name), Name: name, Text: text})
}

func (s *site) say(d echo.Draft) echo.Post {
	s.t.Helper()
	p, err := s.net.Post(d)
	s.ok(err)
	return p
}

// answers are the texts that the company has on the network.
func (s *site) answers() (texts []string) {
	for _, p := range s.net.Posts(us) {
		texts = append(texts, p.Text)
	}
	return texts
}

// agent is a colleague by their address.
func (s *site) agent(email string) desk.Agent {
	s.t.Helper()
	over, err := s.desk.Admin.Overview(s.t.Context())
	s.ok(err)
	i := slices.IndexFunc(over.Agents, func(a desk.Agent) bool { return a.Email == email })
	if i < 0 {
		s.t.Fatalf("nobody is %s", email)
	}
	return over.Agents[i]
}

// link is a one-time sign-in link below a base address.
func (s *site) link(base, email string) string {
	s.t.Helper()
	token, err := s.desk.SignInLink(s.t.Context(), email)
	s.ok(err)
	return server.LinkURL(base, token)
}
