package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"heed/internal/admin"
	"heed/internal/bus"
	"heed/internal/web/assets"
	"heed/internal/web/view"
)

// Config is what the pages need. Inbox, Admin, Auth, Notify, Reports, Learn, Monitor, Builder and Bus are required.
type Config struct {
	Inbox   Inbox
	Admin   Admin
	Auth    Auth
	Notify  Notify
	Reports Reports
	Learn   Learn
	Dossier Dossier
	// Monitor and Builder are what the pages about hearing need.
	Monitor Monitor
	Builder Builder
	Bus     *bus.Bus
	Log     *slog.Logger     // nil: slog.Default
	Now     func() time.Time // nil: time.Now
	// PublicURL is the address that people use, where it is not the one that the
	// process listens on (behind a proxy). "" takes what the request says.
	PublicURL string
}

// Desk serves the pages. It is safe for concurrent use; Close ends the live streams,
// so that a server can drain. After ServeHTTP the request's Pattern is that of the page,
// for whoever measures.
type Desk struct {
	Config
	secure  bool // the public address is https
	live    *hub
	handler http.Handler
	assets  view.Assets
	setup   setupCache
	zones   sync.Map // name → *time.Location: reading one takes a file
	routes  []route
	turns   turns
}

// New puts the pages together. It starts no goroutine: the first live stream does, and
// the last one to leave ends it.
func New(c Config) *Desk {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	d := &Desk{Config: c, turns: newTurns()}
	if u, err := url.Parse(c.PublicURL); err == nil {
		d.secure = u.Scheme == "https"
	}
	d.live = newHub(c.Inbox, c.Bus, c.Log, c.Now)
	files := assets.Load()
	d.assets = view.Assets{
		Script: files.Path("desk.js"), Worker: files.Path("worker.js"),
		Style: files.Path("desk.css"), Icon: files.Path("icon.svg"),
	}
	d.routes = d.table()
	mux := http.NewServeMux()
	for _, r := range d.routes {
		mux.Handle(r.pattern, d.serve(r))
	}
	mux.Handle("GET /assets/", files)
	mux.HandleFunc("GET /push.js", files.ServePush)
	mux.HandleFunc("/", d.missing)
	d.handler = d.guard(mux)
	return d
}

func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Close ends all live streams and waits for the follower. Pages are still served.
func (d *Desk) Close() error { return d.live.close() }

// setupCache spares pages the reading of the desk's set-up, which seldom changes: it
// is at most a second old, and read anew after every form of this process that may change
// it.
type setupCache struct {
	mu    sync.Mutex
	at    time.Time
	value admin.Overview
	ok    bool
}

func (c *setupCache) forget() {
	c.mu.Lock()
	c.ok = false
	c.mu.Unlock()
}

func (c *setupCache) get(now time.Time, read func() (admin.Overview, error)) (admin.Overview, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.at); c.ok && age >= 0 && age < time.Second {
		return c.value, nil
	}
	o, err := read()
	if err != nil {
		return o, err
	}
	c.at, c.value, c.ok = now, o, true
	return o, nil
}
