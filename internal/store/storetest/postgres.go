package storetest

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// server is the one PostgreSQL server of a test binary. It is stopped when the last test
// that asked for it has ended; the next one starts another.
var server = struct {
	sync.Mutex
	users int
	dir   string
	stop  func() error
}{}

// Postgres gives the URL of a new, empty database on a real server that lives as long as
// the tests of this binary. Where PostgreSQL is not installed the test is skipped, or fails
// if CI is set.
func Postgres(tb testing.TB) (url string) {
	tb.Helper()
	bin, err := binaries()
	if err != nil {
		if os.Getenv("CI") == "true" {
			tb.Fatal(err)
		}
		tb.Skip(err)
	}
	dir := join(tb, bin)
	name := "t" + strings.ToLower(rand.Text()[:12])
	admin, err := sql.Open("pgx", address(dir, "postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.ExecContext(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		tb.Fatal(err)
	}
	return address(dir, name)
}

func address(dir, name string) string {
	return "postgres://postgres@/" + name + "?host=" + dir + "&sslmode=disable"
}

// join counts a test as a user of the server and starts it for the first.
func join(tb testing.TB, bin string) string {
	tb.Helper()
	server.Lock()
	defer server.Unlock()
	if server.users == 0 {
		dir, stop, err := startServer(bin)
		if err != nil {
			tb.Fatal(err)
		}
		server.dir, server.stop = dir, stop
	}
	server.users++
	tb.Cleanup(func() {
		server.Lock()
		defer server.Unlock()
		if server.users--; server.users == 0 {
			if err := server.stop(); err != nil {
				tb.Error(err)
			}
		}
	})
	return server.dir
}

// binaries finds the folder with initdb and pg_ctl: as PATH says, else the newest that
// Debian installs beside it.
func binaries() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for i := len(places) - 1; i >= 0; i-- {
		return filepath.Dir(places[i]), nil
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

// startServer makes and starts a server that listens on a socket in its own folder alone
// and dies with this process. It gives up durability: only tests use it.
func startServer(bin string) (dir string, stop func() error, err error) {
	if dir, err = os.MkdirTemp("", "heed-pg-"); err != nil {
		return "", nil, err
	}
	if os.Getuid() == 0 {
		if out, err := exec.Command("chown", "postgres:postgres", dir).CombinedOutput(); err != nil {
			return "", nil, fmt.Errorf("chown: %w: %s", err, out)
		}
	}
	data := filepath.Join(dir, "data")
	initdb := asPostgres(dir, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
		"--locale=C.UTF-8", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	cmd := asPostgres(dir, filepath.Join(bin, "postgres"), "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+dir,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=400")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return "", nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := errors.Join(cmd.Start(), log.Close()); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	stop = func() error {
		_ = cmd.Process.Signal(syscall.SIGQUIT) // at once; there is nothing to keep
		_ = cmd.Wait()                          // it says that it was ended by a signal
		return os.RemoveAll(dir)
	}
	if err := ready(dir); err != nil {
		out, _ := os.ReadFile(filepath.Join(dir, "log"))
		return "", nil, errors.Join(fmt.Errorf("start PostgreSQL: %w: %s", err, out), stop())
	}
	return dir, stop, nil
}

// asPostgres runs a program of PostgreSQL, which refuses to be root, so that it ends when
// this process does, however that ends.
func asPostgres(home, program string, args ...string) *exec.Cmd {
	command := append([]string{program}, args...)
	if setpriv, err := exec.LookPath("setpriv"); err == nil {
		wrap := []string{setpriv, "--pdeathsig", "QUIT"}
		if os.Getuid() == 0 {
			wrap = append(wrap, "--reuid=postgres", "--regid=postgres", "--clear-groups", "--inh-caps=-all")
		}
		command = append(wrap, command...)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=" + home}
	cmd.Dir = home
	return cmd
}

func ready(dir string) (err error) {
	db, err := sql.Open("pgx", address(dir, "postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if err = db.Ping(); err == nil || time.Now().After(deadline) {
			return err
		}
	}
}
