package crash

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// workshop is where the binary is made; TestMain sets it before any test runs.
var workshop string

// built is the path of the binary, made once for all tests of a run.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "heed")
	out, err := exec.Command("go", "build", "-o", path, "heed/cmd/heed").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if spec := os.Getenv(nodeEnv); spec != "" {
		if err := beNode(spec); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if spec := os.Getenv(windowEnv); spec != "" {
		fmt.Fprintln(os.Stderr, beWindow(spec))
		os.Exit(1)
	}
	if os.Getenv(streamEnv) != "" {
		fmt.Fprintln(os.Stderr, beStream())
		os.Exit(1)
	}
	dir, err := os.MkdirTemp("", "heed-crash-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	workshop = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func binary(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A process is one life of the desk.
type process struct {
	cmd   *exec.Cmd
	ready chan struct{} // closed once it listens
	done  chan struct{} // closed when it has ended; the fields below are then settled

	mu     sync.Mutex
	base   string   // where it listens
	lines  []string // the last of what it said
	errors []string // what it logged as an error
}

// serve starts the desk on a folder.
func serve(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{ready: make(chan struct{}), done: make(chan struct{})}
	p.cmd = exec.Command(binary(t), append([]string{"serve", "--data", dir, "--addr", "127.0.0.1:0", "--undo", "0s"}, args...)...)
	p.cmd.Dir = dir // no settings file of the place where the test runs
	dieWithParent(p.cmd)
	said, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.follow(said)
	t.Cleanup(p.kill)
	return p
}

func (p *process) follow(said io.Reader) {
	defer close(p.done)
	for lines := bufio.NewScanner(said); lines.Scan(); {
		p.hear(lines.Text())
	}
	_ = p.cmd.Wait() // how it ended is in ProcessState
}

func (p *process) hear(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines = append(p.lines, line)
	if len(p.lines) > 40 {
		p.lines = slices.Delete(p.lines, 0, 1)
	}
	if strings.Contains(line, "level=ERROR") || strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
		p.errors = append(p.errors, line)
	}
	if at, ok := strings.CutPrefix(line, "heed listens on "); ok {
		if u, err := url.Parse(at); err == nil {
			p.base = "http://" + net.JoinHostPort("127.0.0.1", u.Port())
			close(p.ready)
		}
	}
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

// up waits until the desk listens.
func (p *process) up(t *testing.T) string {
	t.Helper()
	select {
	case <-p.ready:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.base
	case <-p.done:
		t.Fatalf("the desk ended before it listened:\n%s", p.said())
	case <-time.After(time.Minute):
		t.Fatalf("the desk does not listen after a minute:\n%s", p.said())
	}
	return ""
}

// kill ends the desk as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.done
}

// term asks the desk to end and tells how long it took and with which code.
func (p *process) term(t *testing.T) (took time.Duration, code int) {
	t.Helper()
	start := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(time.Minute):
		t.Fatalf("the desk has not ended a minute after SIGTERM:\n%s", p.said())
	}
	return time.Since(start), p.cmd.ProcessState.ExitCode()
}
