package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plant writes a module of the given files.
func plant(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	if _, ok := files["go.mod"]; !ok {
		files["go.mod"] = "module heed\n\ngo 1.26\n"
	}
	for name, content := range files {
		p := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// src is a documented package that imports others and then holds body.
func src(name, body string, imports ...string) string {
	var b strings.Builder
	b.WriteString("// Package " + name + " is planted.\npackage " + name + "\n")
	for _, i := range imports {
		b.WriteString("import \"" + i + "\"\n")
	}
	return b.String() + body + "\n"
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"all is well": {map[string]string{
			"internal/desk/desk.go":                      src("desk", "type ID int"),
			"internal/text/text.go":                      src("text", "", "heed/internal/text/langid", "net/url", "strings"),
			"internal/text/langid/langid.go":             src("langid", "//go:embed model\nvar model []byte", "embed"),
			"internal/sla/sla.go":                        src("sla", "var d = time.Second", "heed/internal/calendar", "heed/internal/desk", "time"),
			"internal/calendar/calendar.go":              src("calendar", "var days = map[string]int{\"mon\": 1}\nfunc f() int { days := []int{1}; days[0] = 2; return days[0] }"),
			"internal/intake/intake.go":                  src("intake", "", "context", "heed/internal/channel", "heed/internal/sla", "log/slog"),
			"internal/channel/channel.go":                src("channel", "", "heed/internal/desk"),
			"internal/channel/all/all.go":                src("all", "", "heed/internal/channel/echo"),
			"internal/channel/echo/echo.go":              src("echo", "", "heed/internal/channel", "heed/internal/channel/echo/crowd"),
			"internal/channel/echo/echo_test.go":         "package echo\nimport _ \"heed/internal/server\"\nvar n int\nfunc init() {}\n",
			"internal/channel/echo/crowd/crowd.go":       src("crowd", ""),
			"internal/channel/channeltest/suite.go":      src("channeltest", "", "testing", "heed/internal/desk/desktest"),
			"internal/desk/desktest/clock.go":            src("desktest", "var server int", "time", "heed/internal/desk"),
			"internal/store/store.go":                    src("store", "", "database/sql", "heed/internal/desk"),
			"internal/store/sqlite/sqlite.go":            src("sqlite", "", "heed/internal/store", "modernc.org/sqlite"),
			"internal/server/server.go":                  src("server", "var pool = sync.Pool{}\nvar late = sync.OnceValue(func() int { return 1 })", "heed/internal/store", "sync"),
			"cmd/heed/main.go":                           "// Command heed is planted.\npackage main\nimport _ \"heed/internal/server\"\nfunc main() {}\n",
			"internal/server/gen.go":                     "//go:build ignore\n\npackage main\nvar x int\nfunc init() {}\n",
			"internal/server/testdata/bad/bad.go":        "package bad\nfunc init() {}\n",
			"tools/go.mod":                               "module tools\n",
			"tools/tools.go":                             "package tools\nfunc init() {}\n",
			"internal/text/langid/langid_windows.go":     "package langid\nfunc name() string { return \"w\" }\n",
			"internal/text/langid/langid_linux_amd64.go": "package langid\nfunc name() string { return \"l\" }\n",
		}, nil},
		"unlisted": {map[string]string{"internal/util/util.go": src("util", ""), "cmd/heed/main.go": "// Command heed.\npackage main\n"},
			[]string{"internal/util: unlisted: no row of the import table names this package; add one and say why"}},
		"unlisted test": {map[string]string{"internal/util/util_test.go": "package util\n"},
			[]string{"internal/util: unlisted: no row of the import table names this package; add one and say why"}},
		"nouns know nobody": {map[string]string{"internal/desk/desk.go": src("desk", "", "heed/internal/text")},
			[]string{"internal/desk/desk.go:3: imports: internal/desk (nouns) may not import internal/text"}},
		"rule and rule": {map[string]string{"internal/signal/signal.go": src("signal", "", "heed/internal/privacy")},
			[]string{"internal/signal/signal.go:3: imports: internal/signal (rules) may not import internal/privacy"}},
		"service and service": {map[string]string{"internal/inbox/inbox.go": src("inbox", "", "heed/internal/outbox")},
			[]string{"internal/inbox/inbox.go:3: imports: internal/inbox (services) may not import internal/outbox"}},
		"service and store": {map[string]string{"internal/inbox/inbox.go": src("inbox", "", "heed/internal/store")},
			[]string{"internal/inbox/inbox.go:3: imports: internal/inbox (services) may not import internal/store"}},
		"network and network": {map[string]string{"internal/channel/x/x.go": src("x", "", "heed/internal/channel/echo")},
			[]string{"internal/channel/x/x.go:3: imports: internal/channel/x (networks) may not import internal/channel/echo"}},
		"store and rule": {map[string]string{"internal/store/s.go": src("store", "", "heed/internal/casework")},
			[]string{"internal/store/s.go:3: imports: internal/store (keeping) may not import internal/casework"}},
		"page and store": {map[string]string{"internal/web/w.go": src("web", "", "heed/internal/store")},
			[]string{"internal/web/w.go:3: imports: internal/web (pages and API) may not import internal/store"}},
		"page and API": {map[string]string{"internal/web/w.go": src("web", "", "heed/internal/api")},
			[]string{"internal/web/w.go:3: imports: internal/web (pages and API) may not import internal/api"}},
		"server imported": {map[string]string{"internal/replay/r.go": src("replay", "", "heed/internal/server")},
			[]string{"internal/replay/r.go:3: imports: internal/replay (running) may not import internal/server"}},
		"test package": {map[string]string{"internal/intake/i.go": src("intake", "", "heed/internal/desk/desktest")},
			[]string{"internal/intake/i.go:3: tests: internal/desk/desktest is for tests; only they and other test packages import it"}},
		"library out of place": {map[string]string{"internal/inbox/i.go": src("inbox", "", "database/sql", "testing", "github.com/jackc/pgx/v5/pgxpool")},
			[]string{
				"internal/inbox/i.go:3: kept: database/sql belongs in internal/store/...",
				"internal/inbox/i.go:4: kept: testing belongs in tests",
				"internal/inbox/i.go:5: kept: github.com/jackc/pgx/v5/pgxpool belongs in internal/store/...",
			}},
		"no doc": {map[string]string{"internal/inbox/i.go": "package inbox\n", "internal/intake/i.go": "// A stray comment.\npackage intake\n"},
			[]string{
				"internal/inbox: doc: the package has no comment that says what it promises",
				"internal/intake: doc: the package has no comment that says what it promises",
			}},
		"init": {map[string]string{"internal/inbox/i.go": src("inbox", "type t int\nfunc (t) init() {}\nfunc init() {}")},
			[]string{"internal/inbox/i.go:5: init: nothing happens before main; make it in the place that needs it"}},
		"impure": {map[string]string{"internal/route/r.go": "// Package route is planted.\npackage route\nimport (\n\"context\"\n\"fmt\"\n\"log/slog\"\n\"math/rand/v2\"\n\"net/http\"\n\"net/url\"\n\"os\"\n\"sync/atomic\"\nclock \"time\"\n)\n" +
			"func f() { _ = clock.Now(); _ = clock.Second }\nfunc g() { fmt.Println(fmt.Sprint()) }\nfunc h() { go g() }\ntype c chan int\nvar since = clock.Since\n"},
			[]string{
				"internal/route/r.go:4: pure: a rule may not import context: it only decides",
				"internal/route/r.go:6: pure: a rule may not import log/slog: it only decides",
				"internal/route/r.go:7: pure: a rule may not import math/rand/v2: it only decides",
				"internal/route/r.go:8: pure: a rule may not import net/http: it only decides",
				"internal/route/r.go:10: pure: a rule may not import os: it only decides",
				"internal/route/r.go:11: pure: a rule may not import sync/atomic: it only decides",
				"internal/route/r.go:14: pure: a rule may not use time.Now: what it needs to know is an argument",
				"internal/route/r.go:15: pure: a rule may not use fmt.Println: what it needs to know is an argument",
				"internal/route/r.go:16: pure: a rule may not start a goroutine",
				"internal/route/r.go:17: pure: a rule may not use a channel",
				"internal/route/r.go:18: pure: a rule may not use time.Since: what it needs to know is an argument",
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, check(t, c.files)); d != "" {
				t.Error(d)
			}
		})
	}
}

func check(t *testing.T, files map[string]string) (out []string) {
	t.Helper()
	found, err := Check(plant(t, files), Table())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		out = append(out, v.String())
	}
	return out
}

func TestState(t *testing.T) {
	t.Parallel()
	const waits, made = "has no value of its own", "is made to be written or shared"
	for name, c := range map[string]struct{ body, want string }{
		"no value":       {"var n int", waits},
		"lock":           {"var mu sync.Mutex", waits},
		"lock value":     {"var mu = sync.Mutex{}", made},
		"lock pointer":   {"var mu = &sync.RWMutex{}", made},
		"atomic":         {"var n = atomic.Int64{}", made},
		"generic atomic": {"var n = &atomic.Pointer[int]{}", made},
		"channel":        {"var c = make(chan int)", made},
		"empty map":      {"var m = map[string]int{}", made},
		"empty slice":    {"var m = []int{}", made},
		"new":            {"var m = new(int)", made},
		"holder":         {"type cache struct{ mu sync.Mutex }\ntype outer struct{ c *cache }\nvar m = outer{}", made},
		"holder made":    {"type cache struct{ mu sync.Mutex }\nfunc newCache() *cache { return nil }\nvar m = newCache()", made},
		"assigned":       {"var n = 1\nfunc f() { n = 2 }", "is written at"},
		"counted":        {"var n = 1\nfunc f() { n++ }", "is written at"},
		"added":          {"var n = 1\nfunc f() { n += 1 }", "is written at"},
		"key set":        {"var m = map[int]int{1: 1}\nfunc f() { m[2] = 1 }", "is written at"},
		"field set":      {"var m = &struct{ a []int }{nil}\nfunc f() { (*m).a[0] = 1 }", "is written at"},
		"deleted":        {"var m = map[int]int{1: 1}\nfunc f() { delete(m, 1) }", "is written at"},
		"address":        {"var n = 1\nfunc f() *int { return &n }", "is written at"},
		"ranged":         {"var n = 1\nfunc f() { for n = range 3 {} }", "is written at"},

		"table":         {"var m = map[int]int{1: 1}\nfunc f() int { return m[1] }", ""},
		"error":         {"var errX = errors.New(\"x\")", ""},
		"shadowed":      {"var m = map[int]int{1: 1}\nfunc f(m map[int]int) { m[1] = 2; { n := 1; n++ } }", ""},
		"field of same": {"var n = 1\ntype t struct{ n int }\nfunc (x *t) f() { x.n = 2 }", ""},
		"embed":         {"//go:embed x\nvar x string", ""},
		"late":          {"var x = sync.OnceValue(func() int { return 1 })", ""},
		"pool":          {"var x = sync.Pool{New: nil}", ""},
		"blank":         {"var _ fmt.Stringer", ""},
		"two":           {"var a, b = f()\nfunc f() (int, int) { return 1, 2 }", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := check(t, map[string]string{"internal/inbox/i.go": src("inbox", c.body, "sync", "sync/atomic", "errors", "fmt", "embed")})
			if c.want == "" && got != nil || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], ": state: ") || !strings.Contains(got[0], c.want)) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestStateWrittenFromElsewhere(t *testing.T) {
	t.Parallel()
	got := check(t, map[string]string{
		"internal/text/t.go":   src("text", "var Limits = map[string]int{\"a\": 1}"),
		"internal/inbox/i.go":  src("inbox", "func f() { text.Limits[\"a\"] = 2 }", "heed/internal/text"),
		"internal/outbox/o.go": src("outbox", "func f() { strings.X = 2 }", "strings"),
	})
	want := []string{"internal/text/t.go:3: state: Limits is written at internal/inbox/i.go:4:12; keep it in a value that is made and handed on"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestCannotRead(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"no module": {"go.mod": "go 1.26\n"},
		"no Go":     {"internal/desk/d.go": "not Go"},
	} {
		if _, err := Check(plant(t, files), Table()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Check(t.TempDir(), Table()); err == nil {
		t.Error("a folder without go.mod is a module")
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	for _, l := range Table() {
		if l.Name == "" || l.Why == "" || len(l.Packages) == 0 {
			t.Errorf("%+v says too little", l)
		}
		if l.Pure {
			for _, may := range l.May {
				if row, _ := (&checker{table: Table()}).layer(may); row == nil || !row.Pure {
					t.Errorf("%s is pure and may import %s, which is not", l.Name, may)
				}
			}
		}
	}
	for pattern, dirs := range map[string]map[string]bool{
		"internal/desk":            {"internal/desk": true, "internal/desktop": false, "internal/desk/desktest": false},
		"internal/store/...":       {"internal/store": true, "internal/store/a/b": true, "internal/storefront": false},
		"internal/channel/*/...":   {"internal/channel": false, "internal/channel/x": true, "internal/channel/x/y": true},
		"internal/channel/*":       {"internal/channel/x": true, "internal/channel/x/y": false},
		"internal/web/view.static": {"internal/web/viewXstatic": false},
	} {
		for dir, want := range dirs {
			if matches(pattern, dir) != want {
				t.Errorf("%s fits %s: %v", pattern, dir, !want)
			}
		}
	}
}
