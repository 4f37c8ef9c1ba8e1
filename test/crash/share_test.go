package crash

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"heed/internal/store/storetest"
)

// nodes starts a cluster of NATS servers in this process, with JetStream on disk.
func nodes(t *testing.T, count int) []*server.Server {
	t.Helper()
	routes := make([]*url.URL, count)
	ports := make([]int, count)
	for i := range count {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ports[i] = ln.Addr().(*net.TCPAddr).Port
		routes[i] = &url.URL{Scheme: "nats", Host: ln.Addr().String()}
		if err := ln.Close(); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	all := make([]*server.Server, count)
	for i := range count {
		s, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, Routes: routes,
			Cluster:   server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: ports[i]},
			JetStream: true, StoreDir: filepath.Join(dir, fmt.Sprint(i)), JetStreamMaxStore: 4 << 30, JetStreamMaxMemory: 64 << 20,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		all[i] = s
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		ready := 0
		for _, s := range all {
			if s.JetStreamIsCurrent() {
				ready++
			}
		}
		if ready == count {
			return all
		}
		if time.Now().After(end) {
			t.Fatal("the NATS cluster does not form")
		}
	}
}

// TestSharedFirehose hears with one process and matches with three others over a cluster
// of three NATS servers; one matcher and one server are lost under load, and so is the one that hears.
func TestSharedFirehose(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Postgres(t))
	cluster := nodes(t, 3)
	urls := make([]string, len(cluster))
	for i, s := range cluster {
		urls[i] = s.ClientURL()
	}
	bus := []string{"--nats", strings.Join(urls, ",")}
	front := w.serve(append(bus, "--roles", "web,intake,outbox,followup")...)
	w.door.open(front.up(t))
	matchers := make([]*process, 3)
	for i := range matchers {
		matchers[i] = w.serve(append(bus, "--roles", "listen")...)
	}
	stop := w.load()
	start := time.Now()
	w.heard(100)
	matchers[0].kill()
	w.heard(200)
	cluster[0].Shutdown()
	w.heard(300)
	front.kill() // another takes over what it heard and was not acknowledged
	w.door.shut()
	w.hour()
	front = w.serve(append(bus, "--roles", "web,intake,outbox,followup")...)
	w.door.open(front.up(t))
	w.heard(400)
	t.Logf("under load for %v", time.Since(start).Round(time.Second))
	stop()
	w.quiet()
	w.door.shut()
	for _, p := range append(matchers[1:], front) {
		if took, code := p.term(t); code != 0 {
			t.Errorf("a process ended with code %d after %v:\n%s", code, took, p.said())
		}
		w.sane(p)
	}
	t.Log(w.settled())
	w.oneCase()
	w.check()
}

// heard waits until the desk has so many messages of customers.
func (w *world) heard(n int) {
	w.t.Helper()
	f := w.file()
	defer f.close()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		have := f.count("SELECT count(*) FROM messages WHERE direction = 'in'")
		if have >= n {
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("after a minute the desk has %d messages, want %d", have, n)
		}
	}
}

// oneCase holds that nobody has two open cases on one network: what two machines that do
// not see each other would make.
func (w *world) oneCase() {
	w.t.Helper()
	f := w.file()
	defer f.close()
	w.none("people have two open cases", f.texts(`SELECT p.name FROM cases c JOIN persons p ON p.id = c.person
		WHERE c.stage NOT IN ('resolved', 'confirmed', 'ignored') GROUP BY p.id, p.name HAVING count(*) > 1`))
}
