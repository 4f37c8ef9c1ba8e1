package crash

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store/storetest"
)

// TestKilledWhileATestPostLeaves kills the process that sends a post that must come back, when the network has the post
// and its answer is under way. Those that go on take it down, and send no other.
func TestKilledWhileATestPostLeaves(t *testing.T) {
	t.Parallel()
	t.Run("one machine", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "")
		w.song(nil, 1, 0)
	})
	t.Run("several", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, storetest.Postgres(t))
		w.song([]string{"--nats", nodes(t, 1)[0].url}, 2, 1)
	})
}

// song has the company's account send tests, kills who sends the first, and starts so many that hear and that match.
func (w *world) song(bus []string, hear, match int) {
	w.t.Helper()
	w.permitTests()
	front, back := bus, append(bus[:len(bus):len(bus)], "--roles", "listen")
	if match > 0 {
		front = append(bus[:len(bus):len(bus)], "--roles", "web,intake,outbox,followup")
	}
	w.echoIn.slow.Store(int64(5 * time.Second))
	first := w.serve(front...)
	first.up(w.t)
	w.await(w.echoIn.writing)
	first.kill()
	w.echoIn.slow.Store(0)
	if said, stand := w.tests(); said != 1 || stand != 1 {
		w.t.Fatalf("%d tests were said and %d stand, want one", said, stand)
	}
	var all []*process
	for i := range hear {
		dir := w.dir
		if i > 0 { // another machine
			dir = w.t.TempDir()
			key, err := os.ReadFile(filepath.Join(w.dir, "secret.key"))
			w.ok(err)
			w.ok(os.WriteFile(filepath.Join(dir, "secret.key"), key, 0o600))
		}
		all = append(all, serve(w.t, dir, append([]string{"--database", w.database}, front...)...))
	}
	for range match {
		all = append(all, w.serve(back...))
	}
	start := time.Now()
	for {
		said, stand := w.tests()
		if said > 1 {
			w.t.Fatalf("%d tests were said", said)
		}
		if stand == 0 {
			break
		}
		if time.Since(start) > 2*time.Minute {
			w.t.Fatalf("the test stands after two minutes:\n%s", all[len(all)-1].said())
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Logf("taken down after %v", time.Since(start).Round(time.Second/10))
	for _, p := range all {
		if took, code := p.term(w.t); code != 0 {
			w.t.Errorf("a process ended with code %d after %v:\n%s", code, took, p.said())
		}
		w.sane(p)
	}
	if said, _ := w.tests(); said != 1 {
		w.t.Errorf("%d tests were said", said)
	}
}

// permitTests lets the company's account on the simulated network post what must come back.
func (w *world) permitTests() {
	w.t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": w.dir, "database": w.database}})
	w.ok(err)
	d, err := server.Open(w.t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler)})
	w.ok(err)
	defer func() { w.ok(d.Close()) }()
	o, err := d.Admin.Overview(w.t.Context())
	w.ok(err)
	for _, a := range o.Accounts {
		if a.Network == echo.Name && a.Answers() {
			w.ok(d.Monitor.SetCanary(w.t.Context(), desk.Agent{ID: 1, Role: desk.Admin}, a.ID, true))
		}
	}
}

// tests counts the posts that must come back which were said, and those that stand.
func (w *world) tests() (said, stand int) {
	w.t.Helper()
	feed, err := w.echo.Since(w.t.Context(), echo.View{All: true}, w.echo.Start(), 500, 0)
	w.ok(err)
	ids := map[string]bool{}
	for _, e := range feed.Events {
		switch {
		case e.Change == desk.Created && strings.HasPrefix(e.Post.Text, "A test of our ears"):
			ids[e.Post.ID] = true
			said, stand = said+1, stand+1
		case e.Change == desk.Deleted && ids[e.Post.ID]:
			stand--
		}
	}
	return said, stand
}
