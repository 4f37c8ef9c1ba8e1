package archtest

import (
	"bytes"
	"os"
	"testing"

	"heed/internal/web/templates"
)

// What is committed must be what the templates make: run `make generate`.
func TestTemplatesAreFresh(t *testing.T) {
	t.Parallel()
	sources, err := templates.Find("..")
	if err != nil || len(sources) == 0 {
		t.Fatal("no templates", err)
	}
	for _, src := range sources {
		want, err := templates.Make(src)
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(templates.Target(src))
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is newer than its Go: run make generate (%v)", src, err)
		}
	}
}
