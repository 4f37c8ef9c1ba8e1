package assets_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"heed/internal/web/assets"
	"heed/internal/web/assets/bundle"
)

// What is committed must be what the sources make: run `go generate ./internal/web`.
func TestBundlesAreFresh(t *testing.T) {
	t.Parallel()
	files, err := bundle.Make("src")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		have, err := os.ReadFile(filepath.Join("dist", name))
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("dist/%s is stale: run go generate ./internal/web (%v)", name, err)
		}
	}
	entries, err := os.ReadDir("dist")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := files[e.Name()]; !ok {
			t.Errorf("dist/%s has no source", e.Name())
		}
	}
}

// The page's whole script stays small; the promise is 150 kB in all.
func TestScriptIsSmall(t *testing.T) {
	t.Parallel()
	f, total := assets.Load(), 0
	for _, name := range []string{"desk.js", "worker.js"} {
		w := httptest.NewRecorder()
		f.ServeHTTP(w, httptest.NewRequest(http.MethodGet, f.Path(name), nil))
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Fatalf("%s: %d", name, w.Code)
		}
		total += w.Body.Len()
	}
	if total > 60_000 {
		t.Errorf("%d bytes of script", total)
	}
}

func TestPathChangesWithTheContent(t *testing.T) {
	t.Parallel()
	f := assets.Load()
	for _, name := range []string{"desk.js", "worker.js", "desk.css", "icon.svg"} {
		if p := f.Path(name); filepath.Base(p) != name || len(p) < len("/assets/")+12 {
			t.Errorf("%s is served at %q", name, p)
		}
	}
}
