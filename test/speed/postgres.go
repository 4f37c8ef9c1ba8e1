package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// A cluster is a PostgreSQL server of this program alone: it listens on a socket in its own
// folder, ends with this process, and has the settings that PostgreSQL comes with, so every
// commit is synced to the disk.
type cluster struct {
	bin, dir string
	cmd      *exec.Cmd
}

// startCluster starts the server of a folder, and makes it first where there is none.
func startCluster(ctx context.Context, dir string) (_ *cluster, err error) {
	c := &cluster{dir: dir}
	if c.bin, err = binaries(); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(data); err != nil {
		if err := c.make(data); err != nil {
			return nil, err
		}
	}
	c.cmd = c.as(filepath.Join(c.bin, "postgres"), "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+dir)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	c.cmd.Stdout, c.cmd.Stderr = log, log
	if err := errors.Join(c.cmd.Start(), log.Close()); err != nil {
		return nil, err
	}
	for range 600 {
		if c.as(filepath.Join(c.bin, "pg_isready"), "-q", "-h", dir).Run() == nil {
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), c.stop())
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil, errors.Join(fmt.Errorf("PostgreSQL in %s does not start", dir), c.stop())
}

func (c *cluster) make(data string) error {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		if out, err := exec.Command("chown", "postgres:postgres", c.dir).CombinedOutput(); err != nil {
			return fmt.Errorf("chown: %w: %s", err, out)
		}
	}
	cmd := c.as(filepath.Join(c.bin, "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// database makes a database where there is none of the name, or an empty one in its place
// (fresh), and gives its address.
func (c *cluster) database(name string, fresh bool) (string, error) {
	url := "postgres://postgres@/" + name + "?host=" + c.dir + "&sslmode=disable"
	if fresh {
		if out, err := c.as(filepath.Join(c.bin, "dropdb"), "--if-exists", "-h", c.dir, "-U", "postgres", name).CombinedOutput(); err != nil {
			return "", fmt.Errorf("dropdb: %w: %s", err, out)
		}
	} else if c.as(filepath.Join(c.bin, "psql"), "-q", "-h", c.dir, "-U", "postgres", "-d", name, "-c", "SELECT 1").Run() == nil {
		return url, nil
	}
	out, err := c.as(filepath.Join(c.bin, "createdb"), "-h", c.dir, "-U", "postgres", "-T", "template0", name).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("createdb: %w: %s", err, out)
	}
	return url, nil
}

// version is what the server calls itself.
func (c *cluster) version() string {
	out, err := exec.Command(filepath.Join(c.bin, "postgres"), "--version").Output()
	if err != nil {
		return "PostgreSQL"
	}
	return string(out[:len(out)-1])
}

func (c *cluster) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	_ = c.cmd.Wait() // it says that it was ended by a signal
	return nil
}

// binaries finds the folder with initdb.
func binaries() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(places) > 0 {
		return filepath.Dir(places[len(places)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("PostgreSQL is not installed (no initdb): %w", err)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Dir(path), nil
}

// as runs a program of PostgreSQL, which refuses to be root, so that it ends when this
// process does.
func (c *cluster) as(program string, args ...string) *exec.Cmd {
	command := append([]string{program}, args...)
	if setpriv, err := exec.LookPath("setpriv"); err == nil {
		wrap := []string{setpriv, "--pdeathsig", "INT"}
		if os.Getuid() == 0 {
			wrap = append(wrap, "--reuid=postgres", "--regid=postgres", "--clear-groups", "--inh-caps=-all")
		}
		command = append(wrap, command...)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=" + c.dir}
	cmd.Dir = c.dir
	return cmd
}
