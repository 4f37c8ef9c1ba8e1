package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/tail"
)

// Each mistake has a way out.
func TestMistakesOnTheCommandLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line, message, mend string
	}{
		{"srve", "There's no command srve.", "Did you mean serve?"},
		{"serve --adr :1", "unknown flag: --adr", "Did you mean --addr?"},
		{"listen --serch x", "unknown flag: --serch", "Did you mean --search?"},
		{"serve --zzz", "unknown flag: --zzz", "See heed serve --help."},
		{"serve here", "heed serve takes no arguments besides its flags, but got here.", "For example: heed serve"},
		{"backup", "Name the folder to create, and nothing else.", "For example: heed backup"},
	} {
		args := strings.Fields(c.line)
		r := root()
		r.SetArgs(args)
		err := r.ExecuteContext(t.Context())
		if _, _, lost := r.Find(args); lost != nil {
			err = unknown(r, args)
		}
		var e *desk.Error
		if !errors.As(err, &e) || e.Kind != desk.Invalid || e.Message != c.message || !strings.HasPrefix(e.Mend, c.mend) {
			t.Errorf("heed %s: %v", c.line, err)
		} else if strings.Contains(c.mend, "See") && strings.Contains(e.Mend, "mean") {
			t.Errorf("heed %s proposes what is far: %s", c.line, e.Mend)
		}
	}
}

func TestHelpOfACommand(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"help serve", "help", "completion bash"} {
		r := root()
		args := strings.Fields(line)
		if _, _, err := r.Find(args); err != nil {
			t.Errorf("heed %s: %v", line, err)
		}
		if args[0] == "completion" {
			continue // writes where the program writes
		}
		var out bytes.Buffer
		r.SetOut(&out)
		r.SetArgs(args)
		if err := r.ExecuteContext(t.Context()); err != nil || out.Len() < 500 {
			t.Errorf("heed %s: %v, %d bytes", line, err, out.Len())
		}
	}
}

// A demo that is started where a desk has its settings takes none of them.
func TestDemoTakesNoSettings(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HEED_DATABASE", "postgres://localhost:1/desk")
	if err := os.WriteFile(filepath.Join(dir, "heed.toml"), []byte(`database = "postgres://localhost:1/desk"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if cfg, _, err := load(serveCommand()); err != nil || cfg.Database == "" {
		t.Fatalf("a desk does: %+v, %v", cfg, err)
	}
	cfg, _, err := demoSettings(demoCommand(), dir)
	if err != nil || cfg.Database != "" || cfg.Data != dir {
		t.Errorf("%+v, %v", cfg, err)
	}
}

// TestListenSummary: one is said as one.
func TestListenSummary(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]tail.Summary{
		"1 post read, 1 matched, 1 row refused":       {Read: 1, Matched: 1, Refused: 1},
		"3 posts read, 0 matched, 2 rows refused":     {Read: 3, Refused: 2},
		"20 posts read, 7 matched in 2s (10 posts/s)": {Read: 20, Matched: 7, Took: 2 * time.Second},
	} {
		if got := listenSummary(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
