package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"heed/internal/bus/natsbus"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/replay"
	"heed/internal/runner"
	"heed/internal/web"
)

// Server runs a Desk: its loops, its lines to the networks, its pages.
type Server struct {
	desk     *Desk
	cfg      *config.Config
	loops    runner.Group
	pages    *web.Desk
	http     *http.Server
	side     *http.Server  // metrics alone; nil: on the desk's own address
	nats     *natsbus.Conn // to the other processes; nil: there are none
	unbridge func()
	addr     net.Addr
	rest     rest
	stop     sync.Once
	ended    error
}

// drainTime is how long a stop waits for what is being sent and answered.
const drainTime = 20 * time.Second

// New makes a Server of an open desk. It starts nothing.
func New(d *Desk, cfg *config.Config) (*Server, error) {
	s := &Server{desk: d, cfg: cfg, rest: rest{shrink: d.DB.Shrink}}
	s.pages = web.New(web.Config{Inbox: d.Inbox, Admin: d.Admin, Auth: d.Auth, Monitor: d.Monitor, Builder: d.Builder, Notify: d.Notify, Reports: d.Reports, Learn: d.Learn, Dossier: d.Dossier, Bus: d.Bus, Log: d.Log, Now: d.now, PublicURL: cfg.PublicURL})
	s.http = &http.Server{Handler: behind(cfg.TrustedProxies, s.handler()), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10}
	if s.does(config.Intake) {
		if err := d.Hear(); err != nil {
			return nil, err
		}
	}
	return s, s.addLoops()
}

func (s *Server) does(r config.Role) bool { return slices.Contains(s.cfg.Roles, r) }

const (
	setUpEvery    = 15 * time.Second       // another process may have changed the set-up
	outboxEvery   = 250 * time.Millisecond // the undo time of an answer ends without a poke
	followupEvery = 5 * time.Second
	learnEvery    = 3 * time.Second
	measureEvery  = 15 * time.Second
	followEvery   = time.Second
	reportsEvery  = 5 * time.Second
	alertsEvery   = time.Minute
	windowEvery   = 2 * time.Second
	keepingEvery  = time.Minute      // cases that ended longer ago than they are kept
	tidyEvery     = 10 * time.Minute // pictures that were uploaded and not sent
	watchEvery    = 10 * time.Second
)

// addLoops adds what runs, in the order in which it starts; it stops in reverse, so that
// hearing ends before the outbox and the outbox before its connections.
func (s *Server) addLoops() error {
	d := s.desk
	setUp := &runner.Loop{Name: "set-up", Every: setUpEvery, Log: d.Log, Run: func(ctx context.Context) (bool, error) {
		return false, s.reload(ctx)
	}}
	lines := runner.Func(func(ctx context.Context) error {
		if err := d.Monitor.Load(ctx); err != nil {
			return err
		}
		return d.lines.set(ctx)
	}, func(context.Context) error { d.lines.closeAll(); return nil })
	measure := &runner.Loop{Name: "measure", Every: measureEvery, Interrupt: true, Log: d.Log, Run: s.measure}
	kept := &runner.Loop{Name: "window", Every: windowEvery, Log: d.Log, Run: d.keepWindow}
	watch := &runner.Loop{Name: "hearing", Every: watchEvery, Log: d.Log, Run: s.watch}
	d.stale = func() { // a cap that was raised or an account that was mended is no alarm any more
		setUp.Poke()
		watch.Poke()
	}
	d.again = watch.Poke // and the page says at once that the source is heard
	rest := &runner.Loop{Name: "rest", Every: restEvery, Log: d.Log, Run: s.rest.run}
	lessons := &runner.Loop{Name: "learning", Every: learnEvery, Log: d.Log, Run: d.Learn.Run}
	add := []error{s.loops.Add("lines", lines), s.loops.Add("learning", lessons), s.loops.Add("set-up", setUp), s.loops.Add("measure", measure), s.loops.Add("window", kept), s.loops.Add("proof of hearing", watch), s.loops.Add("rest", rest)}
	if s.does(config.Followup) {
		add = append(add, s.loops.Add("pictures", &runner.Loop{Name: "pictures", Every: tidyEvery, Log: d.Log, Run: d.Inbox.Tidy}))
		add = append(add, s.loops.Add("followup", &runner.Loop{Name: "followup", Every: followupEvery, Log: d.Log, Run: d.Followup.Run}))
	}
	if s.does(config.Followup) && s.cfg.Keep > 0 {
		add = append(add, s.loops.Add("keeping", &runner.Loop{Name: "keeping", Every: keepingEvery, Log: d.Log, Run: d.Dossier.Run}))
	}
	if s.does(config.Outbox) {
		out := &runner.Loop{Name: "outbox", Every: outboxEvery, Log: d.Log, Run: s.send}
		d.owed = out.Poke
		add = append(add, s.loops.Add("outbox", out))
	}
	if s.does(config.Followup) {
		tell := &runner.Loop{Name: "notices", Every: followupEvery, Log: d.Log, Run: d.Notify.Run}
		d.tell = tell.Poke
		count := &runner.Loop{Name: "reports", Every: reportsEvery, Log: d.Log, Run: s.countReports}
		watch := &runner.Loop{Name: "alerts", Every: alertsEvery, Log: d.Log, Run: func(ctx context.Context) (bool, error) {
			return false, s.alone(ctx, "alerts", d.Reports.Watch)
		}}
		add = append(add, s.loops.Add("notices", tell), s.loops.Add("reports", count), s.loops.Add("alerts", watch))
	}
	if s.does(config.Intake) && s.cfg.NATS == "" { // else what is heard is shared unseen
		add = append(add, s.loops.Add("known messages", &runner.Loop{Name: "known messages", Every: followEvery, Log: d.Log, Run: d.Intake.Follow}))
	}
	hearing := runner.Func(func(context.Context) error { return nil }, func(context.Context) error { d.lines.stopHearing(); return nil })
	return errors.Join(append(add, s.loops.Add("hearing", hearing), s.addListening())...)
}

// watch keeps what was heard of the sources and, in one process of the desk, judges it.
func (s *Server) watch(ctx context.Context) (bool, error) {
	d := s.desk
	hears := s.does(config.Intake)
	if err := d.Monitor.Keep(ctx, hears); err != nil {
		return false, err
	}
	err := s.alone(ctx, "judge", func(ctx context.Context) error { _, err := d.Monitor.Judge(ctx); return err })
	if hears {
		err = errors.Join(err, s.alone(ctx, "sing", func(ctx context.Context) error {
			return errors.Join(d.Monitor.Controls(ctx), d.Monitor.Sing(ctx), d.Monitor.Prove(ctx))
		}))
	}
	return false, err
}

// alone does what one process of the desk may do at a time, if it is this one, for as long as it is. Its turn stays its own for
// a while afterwards.
func (s *Server) alone(ctx context.Context, name string, do func(context.Context) error) error {
	if s.cfg.Database == "" {
		return do(ctx)
	}
	ask := func(ctx context.Context) (bool, error) { return s.desk.DB.Lease(ctx, name, s.desk.name, leaseFor) }
	asked := time.Now() // not the desk's clock: tests stop that
	if held, err := askUntil(ctx, asked.Add(renewEvery), ask); err != nil || !held {
		return err
	}
	held, stop := renewing(ctx, asked, ask)
	defer stop()
	return do(held)
}

func (s *Server) reload(ctx context.Context) error {
	if err := s.desk.Reload(ctx); err != nil {
		return err
	}
	return s.desk.lines.set(ctx)
}

// send asks first whether anything is due, so that an idle desk writes nothing.
func (s *Server) send(ctx context.Context) (bool, error) {
	due, err := s.desk.Outbox.NextDue(ctx)
	if err != nil || due.IsZero() || due.After(s.desk.now()) {
		return false, err
	}
	return s.desk.Outbox.SendDue(ctx)
}

// Start begins to hear, send and serve. Addr is known when it returns.
func (s *Server) Start(ctx context.Context) error {
	run := context.WithoutCancel(ctx) // the end comes by Stop, in order
	if err := s.join(run); err != nil {
		return errors.Join(err, s.Stop())
	}
	if err := s.loops.Start(run); err != nil {
		return err
	}
	if s.cfg.MetricsAddr != "" {
		if err := s.serveSide(run); err != nil {
			return errors.Join(err, s.Stop())
		}
	}
	if !s.does(config.Web) {
		return nil
	}
	ln, err := listen(s.cfg)
	if err != nil {
		return errors.Join(err, s.Stop())
	}
	s.addr = ln.Addr()
	go s.serve(ln)
	return nil
}

func listen(cfg *config.Config) (net.Listener, error) {
	ln, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, &desk.Error{Kind: desk.Unavailable, Message: "The desk can't listen on " + cfg.Addr + ".",
			Mend: "Is another heed running? Choose another address with --addr.", Err: err}
	}
	return ln, nil
}

// Free reports why a desk could not listen where it is told to, if it could not now.
func Free(cfg *config.Config) error {
	ln, err := listen(cfg)
	if err != nil {
		return err
	}
	return ln.Close()
}

func (s *Server) serve(ln net.Listener) {
	var err error
	if s.cfg.TLSCert != "" {
		err = s.http.ServeTLS(ln, s.cfg.TLSCert, s.cfg.TLSKey)
	} else {
		err = s.http.Serve(ln)
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		s.desk.Log.Error("the pages are no longer served", "error", err)
	}
}

func (s *Server) serveSide(context.Context) error {
	ln, err := net.Listen("tcp", s.cfg.MetricsAddr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.desk.Metrics.Handler())
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /debug/pprof/{name}", profile) // where only operators come
	s.side = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := s.side.Serve(ln); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.desk.Log.Error("metrics are no longer served", "error", err)
		}
	}()
	return nil
}

// Stop drains: no new work is taken, what is being sent is settled, pages that are being
// answered are finished. It may be called more than once.
func (s *Server) Stop() error {
	s.stop.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), drainTime)
		defer cancel()
		err := s.pages.Close() // live streams would hold the drain
		err = errors.Join(err, s.http.Shutdown(ctx))
		if s.side != nil {
			err = errors.Join(err, s.side.Shutdown(ctx))
		}
		err = errors.Join(err, s.loops.Stop(ctx))
		s.leave()
		s.ended = errors.Join(err, s.desk.Close())
	})
	return s.ended
}

// URL is where people reach the desk.
func (s *Server) URL() string {
	if s.cfg.PublicURL != "" || s.addr == nil {
		return BaseURL(s.cfg)
	}
	return "http" + map[bool]string{true: "s"}[s.cfg.TLSCert != ""] + "://" + reachable(s.addr.String())
}

// BaseURL is the desk's address as the settings give it.
func BaseURL(cfg *config.Config) string {
	if cfg.PublicURL != "" {
		return cfg.PublicURL
	}
	return "http" + map[bool]string{true: "s"}[cfg.TLSCert != ""] + "://" + reachable(cfg.Addr)
}

// reachable turns an address that means "all" into one that a browser can open.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() || ip != nil && ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// LinkURL is the page that uses up a one-time link.
func LinkURL(base, token string) string {
	return base + "/signin/link?token=" + url.QueryEscape(token)
}

// Greeting says what this process does and where it is reached, for whoever started it.
func (s *Server) Greeting() string {
	if !s.does(config.Web) {
		var roles []string
		for _, r := range s.cfg.Roles {
			roles = append(roles, string(r))
		}
		said := "heed works for the desk as " + strings.Join(roles, ", ") + ". It serves no pages"
		if s.cfg.MetricsAddr == "" {
			return said + "; with metrics-addr it tells how it does."
		}
		return said + "; how it does is at http://" + reachable(s.cfg.MetricsAddr) + "/metrics and /readyz."
	}
	said := "heed listens on " + s.URL()
	if link := s.FirstRunURL(); link != "" {
		said += "\nNothing is set up yet: open " + link
	}
	return said
}

// FirstRunURL is where the set-up begins; "" once it is over.
func (s *Server) FirstRunURL() string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	o, err := s.desk.Admin.Overview(ctx)
	if err != nil || o.SetUp {
		return ""
	}
	return s.URL() + "/"
}

// alive answers whoever looks whether the program runs.
func alive(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }

// handler is everything that is reached over HTTP.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", s.ready)
	if s.cfg.MetricsAddr == "" {
		mux.Handle("GET /metrics", s.desk.Metrics.Handler())
	}
	guard := func(r *http.Request, token string) (desk.Agent, error) { return s.desk.Auth.Agent(r.Context(), token) }
	mux.Handle("/api/replay/", replay.Handler(func(only bool) replay.Desk { return s.desk.Replay(only) }, guard))
	mux.Handle("/", s.rest.count(s.pages))
	return s.desk.Metrics.HTTP(s.desk.Log, mux)
}

// ready says whether the desk can work now: the store answers and no loop is failing.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	var problems []string
	if err := s.desk.DB.Ping(ctx); err != nil {
		problems = append(problems, "store: "+err.Error())
	}
	if s.nats != nil {
		if err := s.nats.Ping(ctx); err != nil {
			problems = append(problems, err.Error())
		}
	}
	if err := s.loops.Ready(); err != nil {
		problems = append(problems, err.Error())
	}
	if len(problems) > 0 {
		http.Error(w, strings.Join(problems, "\n"), http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}
