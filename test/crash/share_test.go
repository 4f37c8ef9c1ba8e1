package crash

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"heed/internal/store/storetest"
)

// A node is a NATS server of a cluster, in a process of its own so that it can be killed.
type node struct {
	cmd *exec.Cmd
	url string
}

// nodeEnv tells a process of this test what it is: place, ports of all routes and folder.
const nodeEnv = "HEED_CRASH_NATS"

// nodes starts a cluster of NATS servers with JetStream on disk and waits until it has formed.
func nodes(t testing.TB, count int) []*node {
	t.Helper()
	ports := make([]string, count)
	for i := range count {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ports[i] = strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
		if err := ln.Close(); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	all, said := make([]*node, count), make([]*bufio.Scanner, count)
	for i := range count {
		n := &node{cmd: exec.Command(os.Args[0], "-test.run=^$")}
		n.cmd.Env = append(os.Environ(), nodeEnv+"="+strings.Join(append([]string{strconv.Itoa(i), filepath.Join(dir, strconv.Itoa(i))}, ports...), ","))
		dieWithParent(n.cmd)
		out, err := n.cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := n.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { n.kill() })
		all[i], said[i] = n, bufio.NewScanner(out)
	}
	for i, n := range all { // each says its address once it is current
		if !said[i].Scan() {
			t.Fatalf("NATS server %d does not start, or the cluster does not form", i)
		}
		n.url = said[i].Text()
	}
	return all
}

// kill ends a node as a machine that loses power ends it: nothing is said to the others.
func (n *node) kill() {
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait()
}

// beNode is the life of a node; it ends by being killed, or where no cluster forms.
func beNode(spec string) error {
	parts := strings.Split(spec, ",")
	place, err := strconv.Atoi(parts[0])
	if err != nil {
		return err
	}
	ports := parts[2:]
	var routes []*url.URL
	for _, p := range ports {
		routes = append(routes, &url.URL{Scheme: "nats", Host: "127.0.0.1:" + p})
	}
	port, err := strconv.Atoi(ports[place])
	if err != nil {
		return err
	}
	opts := &server.Options{
		ServerName: "n" + parts[0], Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: parts[1], JetStreamMaxStore: 4 << 30, JetStreamMaxMemory: 64 << 20,
	}
	if len(ports) > 1 {
		opts.Routes, opts.Cluster = routes, server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: port}
	}
	s, err := server.NewServer(opts)
	if err != nil {
		return err
	}
	s.Start()
	ready := func() bool {
		return s.JetStreamIsCurrent() || len(ports) == 1 && s.JetStreamEnabled() && s.ReadyForConnections(time.Second)
	}
	for end := time.Now().Add(30 * time.Second); !ready(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			return errors.New("the NATS cluster does not form")
		}
	}
	fmt.Println(s.ClientURL())
	s.WaitForShutdown()
	return nil
}

// TestSharedFirehose hears with one process and matches with three others over a cluster
// of three NATS servers; under load one matcher that holds pieces is killed, then the server that leads the stream, then
// the one that hears. All that the customers wrote is in the desk afterwards, once, and nobody has two cases.
func TestSharedFirehose(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Postgres(t))
	cluster := nodes(t, 3)
	urls := make([]string, len(cluster))
	for i, s := range cluster {
		urls[i] = s.url
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
	between := middleOf(t, urls)
	between.attended(len(matchers))
	w.ok(freeze(matchers[0].cmd)) // so that what it holds when it is killed is known
	held := between.stuck()
	matchers[0].kill()
	t.Logf("the matcher killed held pieces of %d lanes", len(held))
	between.freed(held)
	w.heard(200)
	led := between.leader()
	cluster[led].kill()
	w.heard(300)
	if now := between.leader(); now == led {
		t.Errorf("server %d leads still", led)
	}
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
	w.counted()
	w.check()
}

// counted holds that what the matchers kept is counted for the account that another process hears.
func (w *world) counted() {
	w.t.Helper()
	f := w.file()
	defer f.close()
	if n := f.count("SELECT coalesce(sum(posts), 0) FROM hours WHERE key LIKE 'account:%/kept'"); n < 100 {
		w.t.Errorf("%d kept messages were counted", n)
	}
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
