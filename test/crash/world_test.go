package crash

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
)

const (
	bluesky desk.Network = "bluesky"
	ours                 = "acme" // handle on both networks, without its ending
)

// world is the networks with their people, and the folder of a desk that hears and
// answers on them.
type world struct {
	t        *testing.T
	dir      string
	database string // URL of a PostgreSQL database; "": the file in dir
	session  string // of the agent

	echo   *echo.Network
	echoIn *gate // requests to it
	sky    *blueskytest.Server
	skyDID string

	door   door          // to the desk, where one runs
	clicks chan struct{} // gives a value to who waits for an agent to send an answer

	mu      sync.Mutex
	said    []said
	answers []*answer
	numbers int
}

// said is one thing that a customer said.
type said struct {
	network desk.Network
	text    string // no other has it
	wanted  bool   // by the desk
}

func newWorld(t *testing.T, database string) *world {
	t.Helper()
	return newWorldUnder(t, database, blueskytest.Options{})
}

// newWorldUnder is newWorld with another Bluesky.
func newWorldUnder(t *testing.T, database string, sky blueskytest.Options) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), database: database, door: door{changed: make(chan struct{})}, clicks: make(chan struct{})}
	w.echo = echo.New(time.Now)
	_, err := w.echo.Join(echo.Profile{Handle: ours, Name: "Acme", Company: true})
	w.ok(err)
	w.echoIn = &gate{next: w.echo, writing: make(chan struct{})}
	address := httptest.NewServer(w.echoIn)
	t.Cleanup(address.Close)
	w.sky = blueskytest.NewWith(t, sky)
	w.skyDID = w.sky.Account(blueskytest.Person{Handle: ours + ".test", Name: "Acme", Password: "app-password"})
	w.setUp(address.URL)
	return w
}

// serve starts the desk of this world.
func (w *world) serve(args ...string) *process {
	w.t.Helper()
	return serve(w.t, w.dir, append([]string{"--database", w.database}, args...)...)
}

// setUp is what the first run in the browser does.
func (w *world) setUp(echoURL string) {
	w.t.Helper()
	ctx := w.t.Context()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": w.dir, "database": w.database}})
	w.ok(err)
	d, err := server.Open(ctx, cfg, server.Options{Log: slog.New(slog.DiscardHandler)})
	w.ok(err)
	defer func() { w.ok(d.Close()) }()
	boss, err := d.Admin.CreateFirstAdmin(ctx, "Ada", "ada@acme.example", "a long enough password")
	w.ok(err)
	w.ok(d.Admin.SetCompany(ctx, boss, admin.Company{Name: "Acme", Searches: []desk.Search{{Name: "by name", Query: "acme"}}}))
	o, err := d.Admin.Overview(ctx)
	w.ok(err)
	brand := o.Brands[0].ID
	connect := func(n desk.Network, settings, secrets map[string]string) {
		w.t.Helper()
		_, err := d.Admin.Connect(ctx, boss, n, brand, settings, secrets)
		w.ok(err)
	}
	connect(echo.Name, map[string]string{echo.SettingURL: echoURL}, nil)
	connect(echo.Name, map[string]string{echo.SettingURL: echoURL, echo.SettingHandle: ours}, nil)
	settings := w.sky.Settings()
	settings["handle"] = ours + ".test"
	connect(bluesky, settings, map[string]string{"password": "app-password"})
	w.ok(d.Admin.FinishSetUp(ctx, boss))
	link, err := d.SignInLink(ctx, boss.Email)
	w.ok(err)
	w.session, err = d.Auth.SignInWithLink(ctx, link, "test")
	w.ok(err)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// number counts everything that anybody writes.
func (w *world) number() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.numbers++
	return w.numbers
}

// name spells a number as a word, so that nothing in a text looks like private data and
// no two texts are copies of each other.
func name(n int) string {
	var b strings.Builder
	for i := 0; i < 4 || n > 0; i++ {
		b.WriteByte("bdfgklmnprstvz"[n%14])
		n /= 14
		b.WriteByte("aeiou"[n%5])
		n /= 5
	}
	return b.String()
}

// people write on each network, each in turn, so that some have several cases and some
// cases several messages.
const people = 300

// customers write on a network until ctx ends.
func (w *world) customers(ctx context.Context, n desk.Network) {
	pace := time.NewTicker(25 * time.Millisecond)
	defer pace.Stop()
	own := map[string]string{} // latest public post, by handle
	for {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
		}
		if err := w.speak(n, own); err != nil {
			w.t.Errorf("a customer cannot write on %s: %v", n, err)
			return
		}
	}
}

// speak is one customer saying one thing.
func (w *world) speak(n desk.Network, own map[string]string) error {
	number := w.number()
	word := name(number)
	by := fmt.Sprintf("person%d", rand.IntN(people))
	s := said{network: n, text: "My " + ours + " kettle arrived broken, order " + word, wanted: true}
	var id string
	var err error
	switch {
	case number%5 == 0:
		s.text, s.wanted = "Lovely weather for a walk, says "+word, false
		id, err = w.post(n, by, s.text, "")
	case number%7 == 0:
		s.text = "Can you help me in private with " + word + "?"
		err = w.write(n, by, s.text)
	case number%6 == 0 && own[by] != "":
		id, err = w.post(n, by, s.text, own[by])
	case number%11 == 0:
		if answer := w.latestAnswer(n); answer != "" {
			s.text = "That did not help at all, " + word
			_, err = w.post(n, by, s.text, answer)
			break
		}
		fallthrough
	default:
		id, err = w.post(n, by, s.text, "")
	}
	if err != nil {
		return err
	}
	if s.wanted && id != "" {
		own[by] = id
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, s)
	return nil
}

func (w *world) post(n desk.Network, by, text, replyTo string) (string, error) {
	if n == bluesky {
		return w.sky.Post(blueskytest.Draft{By: by + ".test", Text: text, Lang: "en", ReplyTo: replyTo})
	}
	d := echo.Draft{By: by, Text: text, Lang: "en"}
	if replyTo != "" {
		d.Form, d.On = desk.Reply, replyTo
	}
	p, err := w.echo.Post(d)
	return p.ID, err
}

// write is a private message to the company.
func (w *world) write(n desk.Network, by, text string) error {
	if n == bluesky {
		w.sky.Write(by+".test", text, ours+".test")
		return nil
	}
	_, err := w.echo.Post(echo.Draft{By: by, Form: desk.Direct, To: ours, Text: text, Lang: "en"})
	return err
}

// latestAnswer is the company's latest public answer, as anybody sees it.
func (w *world) latestAnswer(n desk.Network) string {
	if n == bluesky {
		if all := w.sky.Posts(w.skyDID); len(all) > 0 {
			return all[len(all)-1].URI
		}
		return ""
	}
	all := w.echo.Posts(ours)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Form != desk.Direct {
			return all[i].ID
		}
	}
	return ""
}

// spared is how many writes a network takes without trouble after one that it broke.
const spared = 6

// troubles break single requests to both networks until ctx ends.
func (w *world) troubles(ctx context.Context) {
	onEcho := []echo.Trouble{echo.CutBefore, echo.CutAfter, echo.ErrorAfter, echo.ServerError, echo.Limited}
	onSky := []blueskytest.Trouble{blueskytest.CutBefore, blueskytest.CutAfter, blueskytest.ErrorAfter, blueskytest.ServerError, blueskytest.Limited}
	pace := time.NewTicker(100 * time.Millisecond)
	defer pace.Stop()
	echoNext, skyNext, skyRead := spared, spared, 0
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
		}
		if n := int(w.echoIn.writes.Load()); n >= echoNext {
			echoNext = n + spared
			w.echo.Break(echo.Fault{Side: echo.Writing, Trouble: onEcho[rand.IntN(len(onEcho))], After: time.Second})
		}
		if n := w.sky.Calls("com.atproto.repo.putRecord") + w.sky.Calls("chat.bsky.convo.sendMessage"); n >= skyNext {
			skyNext = n + spared
			w.sky.Break(blueskytest.Fault{Side: blueskytest.Writing, Trouble: onSky[rand.IntN(len(onSky))], After: time.Second})
		}
		switch i % 40 {
		case 7, 27:
			// While nobody reads, troubles must not pile up: single requests break, not many in a row.
			if w.echo.Troubles() == 0 {
				w.echo.Break(echo.Fault{Side: echo.Reading, Trouble: echo.CutAfter})
			}
			w.sky.Cut()
		case 17: // seldom: a token refused twice in a row is a matter for a person
			n := w.sky.Calls("chat.bsky.convo.getLog") + w.sky.Calls("app.bsky.notification.listNotifications")
			if n < skyRead+spared {
				break
			}
			skyRead = n
			w.sky.Break(blueskytest.Fault{Side: blueskytest.Reading, Trouble: blueskytest.Expired})
		}
	}
}

// load is everybody at work. stop ends what they begin anew and waits until what they have
// begun is over.
func (w *world) load() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	for _, n := range []desk.Network{echo.Name, bluesky} {
		wait.Go(func() { w.customers(ctx, n) })
		for range 2 {
			wait.Go(func() { w.agent(ctx, n) })
		}
	}
	stop = sync.OnceFunc(func() { cancel(); wait.Wait() })
	w.t.Cleanup(func() { w.door.closeForGood(); stop() })
	return stop
}

// trouble makes the networks break requests until it is ended.
func (w *world) trouble() (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { w.troubles(ctx) })
	end = func() { cancel(); wait.Wait() }
	w.t.Cleanup(end)
	return end
}
