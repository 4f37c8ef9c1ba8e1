// Package templates makes Go from templ's templates. The generator and the test that finds
// stale Go share it, so that they cannot disagree; the desk itself does not import it.
//
// It is templ's own generator, but for one thing: an expression that fails is told without
// its place in the template. Ours are strings, which cannot fail, and two thousand such
// places are half a megabyte of the program.
package templates

import (
	"bytes"
	"fmt"
	"go/format"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/a-h/templ"
	"github.com/a-h/templ/generator"
	parser "github.com/a-h/templ/parser/v2"
)

var placed = regexp.MustCompile("return templ\\.Error\\{Err: (templ_\\w+), FileName: `[^`]*`, Line: \\d+, Col: \\d+\\}") // read only

// Make gives the Go of one template, formatted. The same template gives the same bytes.
func Make(file string) ([]byte, error) {
	tree, err := parser.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var b bytes.Buffer
	if _, err := generator.Generate(tree, &b, generator.WithFileName(filepath.Base(file)), generator.WithVersion(templ.Version())); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	made, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return placed.ReplaceAll(made, []byte("return $1")), nil
}

// Target is the file that holds the Go of a template.
func Target(file string) string { return strings.TrimSuffix(file, ".templ") + "_templ.go" }

// Find gives the templates below a folder.
func Find(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".templ") {
			files = append(files, path)
		}
		return err
	})
	return files, err
}
