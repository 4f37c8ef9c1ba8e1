package view

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	parser "github.com/a-h/templ/parser/v2"
)

// What is committed must be what the templates make: run `go generate ./internal/web`.
func TestTemplatesAreFresh(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*.templ")
	if err != nil || len(sources) == 0 {
		t.Fatal("no templates", err)
	}
	for _, src := range sources {
		tree, err := parser.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := generator.Generate(tree, &b, generator.WithFileName(src)); err != nil {
			t.Fatal(err)
		}
		want, err := format.Source(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(strings.TrimSuffix(src, ".templ") + "_templ.go")
		if err != nil || !bytes.Equal(code(have), code(want)) {
			t.Errorf("%s is newer than its Go: run go generate ./internal/web (%v)", src, err)
		}
	}
}

// code leaves out the head of a generated file, which names the tool's version.
func code(b []byte) []byte {
	_, rest, _ := bytes.Cut(b, []byte("package view"))
	return bytes.TrimSpace(rest)
}
