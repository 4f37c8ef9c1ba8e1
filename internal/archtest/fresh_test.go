package archtest

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	parser "github.com/a-h/templ/parser/v2"
)

// What is committed must be what the templates make: run `make generate`.
func TestTemplatesAreFresh(t *testing.T) {
	t.Parallel()
	var sources []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".templ") {
			sources = append(sources, path)
		}
		return err
	})
	if err != nil || len(sources) == 0 {
		t.Fatal("no templates", err)
	}
	for _, src := range sources {
		tree, err := parser.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := generator.Generate(tree, &b, generator.WithFileName(filepath.Base(src))); err != nil {
			t.Fatal(err)
		}
		want, err := format.Source(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(strings.TrimSuffix(src, ".templ") + "_templ.go")
		if err != nil || !bytes.Equal(code(have), code(want)) {
			t.Errorf("%s is newer than its Go: run make generate (%v)", src, err)
		}
	}
}

// code leaves out the head of a generated file, which names the tool's version.
func code(b []byte) []byte {
	_, rest, _ := bytes.Cut(b, []byte("\npackage "))
	return bytes.TrimSpace(rest)
}
