package config

import (
	"errors"
	"flag"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/desk"
)

func write(t *testing.T, content string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "heed.toml"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func load(t *testing.T, src Sources) *Config {
	t.Helper()
	c, err := Load(src)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mistakes(t *testing.T, src Sources) (out []string) {
	t.Helper()
	_, err := Load(src)
	if !desk.Is(err, desk.Invalid) {
		t.Fatalf("no mistakes but %v", err)
	}
	var list Mistakes
	if !errors.As(err, &list) {
		t.Fatalf("%T", err)
	}
	for _, m := range list {
		out = append(out, m.String())
	}
	return out
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	want := &Config{
		Data: "./heed-data", Addr: "localhost:8420", Roles: Roles(),
		Session: 14 * day, Undo: 5 * time.Second, OutboxWorkers: 4, IntakeBatch: 200, PictureSpace: 2048, WindowSize: 256, WindowKeep: day, Webhooks: "public", LogLevel: slog.LevelInfo, LogFormat: "text",
	}
	got := load(t, Sources{})
	if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{}), cmpopts.EquateComparable(netip.Prefix{})); d != "" {
		t.Error(d)
	}
	for _, o := range got.Origins() {
		if o.Source != Default {
			t.Errorf("%s comes from %s", o.Name, o.Source)
		}
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	dir := write(t, "# ours\naddr = \":1\"\nundo = \"10s\"\n\nlog-level = 'debug'\noutbox-workers = 8\ntrusted-proxies = [\"10.1.2.3/8\", \"::1\"]\n")
	c := load(t, Sources{
		Dir: dir, Env: []string{"HEED_ADDR=:2", "HEED_UNDO=20s", "HEED_LOG_LEVEL=", "HEED_DATA_DIR=/d", "PATH=/bin"},
		Flags: map[string]string{"addr": ":3"},
	})
	if c.Addr != ":3" || c.Undo != 20*time.Second || c.LogLevel != slog.LevelDebug || c.Data != "/d" || c.OutboxWorkers != 8 {
		t.Errorf("%+v", c)
	}
	if d := cmp.Diff([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}, c.TrustedProxies, cmpopts.EquateComparable(netip.Prefix{})); d != "" {
		t.Error(d)
	}
	want := []Origin{
		{"data", "/d", Environment, "HEED_DATA_DIR"},
		{"addr", ":3", Flag, "--addr"},
		{"trusted-proxies", "10.0.0.0/8,::1/128", File, "heed.toml:7"},
		{"undo", "20s", Environment, "HEED_UNDO"},
		{"outbox-workers", "8", File, "heed.toml:6"},
		{"log-level", "debug", File, "heed.toml:5"},
	}
	var got []Origin
	for _, o := range c.Origins() {
		if o.Source != Default {
			got = append(got, o)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if c.Notes != nil {
		t.Error(c.Notes)
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	dir := write(t, "undo = \"soon\"\n\nsession = 3\nroles = [1]\n")
	got := mistakes(t, Sources{Dir: dir,
		Env:   []string{"HEED_DATABASE=mysql://root:hunter2@db/x", "HEED_OUTBOX_WORKERS=65", "HEED_TLS_CERT=absent.pem", "HEED_PUBLIC_URL=https://desk.example/path"},
		Flags: map[string]string{"addr": "8420", "log-format": "xml", "tls-key": "absent.key"}})
	want := []string{
		"heed.toml:4: roles: a value of this type cannot stand here",
		`HEED_DATABASE: database: "mysql://root:xxxxx@db/x": it is not the address of a PostgreSQL database; allowed: postgres://user:password@host:port/name`,
		`--addr: "8420": it has no port; allowed: host:port, or :port for every address of this machine`,
		`HEED_PUBLIC_URL: public-url: "https://desk.example/path": it has more than a host; allowed: an http or https address without a path`,
		`heed.toml:3: session: "3": it isn't a duration like 5s, 12h or 30d; allowed: 5m to 365d`,
		`heed.toml:1: undo: "soon": it isn't a duration like 5s, 12h or 30d; allowed: 0s to 1m`,
		`HEED_OUTBOX_WORKERS: outbox-workers: "65": it is out of range; allowed: 1 to 64`,
		`--log-format: "xml": it is not a format; allowed: text or json`,
		`HEED_TLS_CERT: tls-cert: "absent.pem": the file doesn't exist`,
		`--tls-key: "absent.key": the file doesn't exist`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMistakesOfTheFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src  Sources
		want string
	}{
		"syntax":     {Sources{Dir: write(t, "addr = \":1\"\nundo = 5 seconds\n")}, "heed.toml:2: it isn't valid TOML"},
		"absent":     {Sources{Config: "/absent/heed.toml"}, `--config: "/absent/heed.toml": the file doesn't exist`},
		"absent env": {Sources{Env: []string{"HEED_CONFIG=/absent/heed.toml"}}, `HEED_CONFIG: "/absent/heed.toml": the file doesn't exist`},
		"pair":       {Sources{Flags: map[string]string{"tls-cert": "x"}}, `--tls-cert: "x": it needs tls-key beside it`},
		"metrics":    {Sources{Flags: map[string]string{"metrics-addr": "localhost:8420"}}, `--metrics-addr: "localhost:8420": it is the address of the desk itself`},
		"listening":  {Sources{Flags: map[string]string{"roles": "listen", "database": "postgres://db/heed"}}, `--roles: "listen": a process that listens without intake is given its posts over NATS; set nats`},
		"alone":      {Sources{Flags: map[string]string{"nats": "nats://u:secret@bus:4222"}}, `--nats: "nats://xxxxx@bus:4222": it joins processes, and an SQLite file serves one`},
		"no server":  {Sources{Flags: map[string]string{"nats": "bus", "database": "postgres://db/heed"}}, `--nats: "bus": a part of it is not the address of a NATS server`},
		"mail":       {Sources{Env: []string{"HEED_SMTP=smtp://u:secret@mail:587"}}, `HEED_SMTP: smtp: it needs mail-from beside it`},
		"no mail":    {Sources{Flags: map[string]string{"mail-from": "desk@acme.example"}}, `--mail-from: it needs smtp beside it`},
		"webhooks":   {Sources{Flags: map[string]string{"webhooks": "none"}}, `--webhooks: "none": it is neither; allowed: public or any`},
		"no role":    {Sources{Flags: map[string]string{"roles": ","}}, `--roles: ",": it names no role`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mistakes(t, c.src)
			if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	dir := write(t, "adr = \":1\"\nlog_level = \"debug\"\n[log]\nformat = \"json\"\n[other]\nxyzzy = 1\n")
	c := load(t, Sources{Dir: dir, Env: []string{"HEED_DATA=/x", "HEED_OUTBOX_WORKER=3", "HEED_TEST_POSTGRES=1", "HEED_QQQQ=1"},
		Flags: map[string]string{"roles": "web"}})
	want := []string{
		"heed.toml:1: adr is not a setting of heed and does nothing; did you mean addr?",
		"heed.toml:2: log_level is not a setting of heed and does nothing; did you mean log-level?",
		"heed.toml:4: log.format is not a setting of heed and does nothing; did you mean log-format?",
		"heed.toml:6: other.xyzzy is not a setting of heed and does nothing",
		"HEED_DATA is not a setting of heed and does nothing; did you mean HEED_DATA_DIR?",
		"HEED_OUTBOX_WORKER is not a setting of heed and does nothing; did you mean HEED_OUTBOX_WORKERS?",
		"HEED_QQQQ is not a setting of heed and does nothing",
		"roles: this process does only web, and an SQLite file serves one process: nobody does the rest; set database to share the work",
	}
	if d := cmp.Diff(want, c.Notes); d != "" {
		t.Error(d)
	}
}

// TestShownIsReadAgain holds each setting to a text that means the same when it is
// read again, for defaults and for values of every kind.
func TestShownIsReadAgain(t *testing.T) {
	t.Parallel()
	first := load(t, Sources{Flags: map[string]string{"database": "postgres:///x?host=/run", "session": "1d12h",
		"trusted-proxies": "10.0.0.1", "undo": "45s", "public-url": "https://desk.example/", "roles": "outbox,web,web"}})
	flags := map[string]string{}
	for _, o := range first.Origins() {
		if o.Value != "" {
			flags[o.Name] = o.Value
		}
	}
	second := load(t, Sources{Flags: flags})
	values := func(c *Config) (out []string) {
		for _, o := range c.Origins() {
			out = append(out, o.Name+"="+o.Value)
		}
		return out
	}
	if d := cmp.Diff(values(first), values(second)); d != "" {
		t.Error(d)
	}
	if first.Session != 36*time.Hour || first.PublicURL != "https://desk.example" {
		t.Errorf("%+v", first)
	}
}

func TestPasswordIsHidden(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://heed:hunter2@db/x", "postgres://db/x?user=heed&password=hunter2"} {
		c := load(t, Sources{Env: []string{"HEED_DATABASE=" + url}})
		if text := c.Text(); strings.Contains(text, "hunter2") || !strings.Contains(text, "HEED_DATABASE") {
			t.Error(text)
		}
		if c.Database != url {
			t.Error(c.Database)
		}
	}
}

func TestSecretKey(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("0f", 32)
	c := load(t, Sources{Env: []string{"HEED_SECRET_KEY=" + key, "HEED_TOKEN=t"}})
	if len(c.SecretKey) != 32 || c.Notes != nil || strings.Contains(c.Text(), "0f0f") || !strings.Contains(c.Text(), "HEED_SECRET_KEY") {
		t.Error(c.Text(), c.Notes)
	}
	want := []string{
		"--secret-key: everyone on this machine can read the command line; use HEED_SECRET_KEY or heed.toml",
		"HEED_SECRET_KEY: secret-key: it is not a key; allowed: 64 hexadecimal digits, as openssl rand -hex 32 makes them",
	}
	got := mistakes(t, Sources{Env: []string{"HEED_SECRET_KEY=" + key[2:]}, Flags: map[string]string{"secret-key": key}})
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"14d": "14d", "2w": "14d", "1d12h": "36h", "90s": "1m30s", "1h30m": "1h30m", "60m": "1h", "0": "0s", "50ms": "50ms"} {
		d, err := ParseDuration(in)
		if got := ShowDuration(d); err != nil || got != want {
			t.Errorf("%s is shown as %s, want %s (%v)", in, got, want, err)
		}
	}
	for _, in := range []string{"", "5", "-1s", "d", "99999999d", "1.5d", "1d2w", "1h2d"} {
		if d, err := ParseDuration(in); err == nil {
			t.Errorf("%q is read as %v", in, d)
		}
	}
}

var update = flag.Bool("update", false, "write docs/settings.md")

func TestDocsAreFresh(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "settings.md")
	if *update {
		if err := os.WriteFile(path, []byte(Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Markdown(), string(page)); d != "" {
		t.Errorf("docs/settings.md is stale; run: go test ./internal/config -update\n%s", d)
	}
}

// An empty variable, or an empty value of the file, counts as not set.
func TestEmptyIsNotSet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "heed.toml"), []byte("undo = \"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(Sources{Dir: dir, Env: []string{"HEED_OUTBOX_WORKERS=", "HEED_ADDR="}})
	if err != nil {
		t.Fatal(err)
	}
	if c.OutboxWorkers != 4 || c.Addr != "localhost:8420" || c.Undo != 5*time.Second {
		t.Errorf("%d workers at %s, undo %v", c.OutboxWorkers, c.Addr, c.Undo)
	}
}
