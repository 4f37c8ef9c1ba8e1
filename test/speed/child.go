package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// build makes the program that is measured, as users get it.
func (b *bench) build(ctx context.Context) error {
	tell("building heed")
	return compile(ctx, b.program, "-ldflags=-s -w")
}

func compile(ctx context.Context, to string, flags ...string) error {
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build", "-trimpath", "-o", to}, flags...), "./cmd/heed")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	return nil
}

// heed runs a command of the program to its end and gives what it printed and the most
// memory that it had.
func (b *bench) heed(ctx context.Context, args ...string) (out string, peakMB float64, err error) {
	cmd := exec.CommandContext(ctx, b.program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", 0, fmt.Errorf("heed %s: %w: %s", args[0], err, tail(stderr.String()))
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		peakMB = float64(usage.Maxrss) / 1024
	}
	return stdout.String(), peakMB, nil
}

func tail(s string) string {
	if len(s) > 2000 {
		s = "…" + s[len(s)-2000:]
	}
	return s
}

// A child is a running heed serve.
type child struct {
	cmd  *exec.Cmd
	url  string
	log  string
	side string // where it can be profiled
}

// serve starts heed serve and waits until it says where it listens.
func (b *bench) serve(ctx context.Context, d *site) (*child, error) {
	log := filepath.Join(d.dir, "serve.log")
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--log-level", "warn"}, d.flags()...)
	side := ""
	if b.profile != "" {
		if side, err = freeAddress(); err != nil {
			return nil, err
		}
		args = append(args, "--metrics-addr", side)
	}
	cmd := exec.Command(b.program, args...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, log: log, side: side}
	said := bufio.NewReader(stderr)
	for c.url == "" {
		line, err := said.ReadString('\n')
		_, _ = file.WriteString(line)
		if err != nil {
			return nil, fmt.Errorf("heed serve ended: %s", line)
		}
		if _, url, ok := strings.Cut(strings.TrimSpace(line), "heed listens on "); ok {
			c.url = strings.Replace(url, "localhost", "127.0.0.1", 1)
		}
	}
	go func() {
		later, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, _ = io.Copy(later, said)
			_ = later.Close()
		}
	}()
	return c, ctx.Err()
}

// stop ends the child as an operator does, and waits.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- c.cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(30 * time.Second):
		_ = c.cmd.Process.Kill()
		return fmt.Errorf("heed serve did not end in 30 s")
	}
}

// memory is what the child holds now, in MB: all that is resident, and the part of it that
// is its own rather than pages of the program's file.
func (c *child) memory() (resident, own float64, err error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(c.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, 0, fmt.Errorf("memory is read from /proc: %w", err)
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		name, value, _ := strings.Cut(line, ":")
		kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			resident = kb / 1024
		case "RssAnon":
			own = kb / 1024
		}
	}
	return resident, own, nil
}

// worked is the processor time that the child has used.
func (c *child) worked() time.Duration {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(c.cmd.Process.Pid) + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * (time.Second / 100) // Linux counts in hundredths everywhere
}

func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// profiled takes a processor profile of the child while f runs.
func (c *child) profiled(file string, seconds int, f func()) error {
	done := make(chan error, 1)
	go func() {
		res, err := http.Get("http://" + c.side + "/debug/pprof/profile?seconds=" + strconv.Itoa(seconds))
		if err == nil {
			var b []byte
			if b, err = io.ReadAll(res.Body); err == nil {
				err = os.WriteFile(file, b, 0o644)
			}
			_ = res.Body.Close()
		}
		done <- err
	}()
	f()
	return <-done
}
