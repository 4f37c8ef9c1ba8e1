// Package templates makes Go from templ's templates. The generator and the test that finds
// stale Go share it, so that they cannot disagree; the desk itself does not import it.
//
// It is templ's own generator, but for two things, which are more than a megabyte of the
// program: a write that fails is not looked at in each of seven thousand places, but where
// the buffer is flushed, and what every component begins and ends with is [markup]'s.
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

// joined is a string that is looked at for an error before it is written.
var joined = regexp.MustCompile(`var templ_\w+ string\n\s*templ_\w+, templ_\w+Err = templ\.JoinStringErrs\(((?s:.*?))\)\n\s*if templ_\w+Err != nil \{\n\s*return templ_\w+Err\n\s*\}\n` + // read only
	`\s*_, templ_\w+Err = (templ_\w+Buffer)\.WriteString\(templ\.EscapeString\(templ_\w+Var\d+\)\)\n\s*if templ_\w+Err != nil \{\n\s*return templ_\w+Err\n\s*\}`)

// literal is markup that is written and looked at.
var literal = regexp.MustCompile(`templ_\w+Err = templruntime\.WriteString\((templ_\w+Buffer), \d+, ("(?:[^"\\]|\\.)*")\)\n\s*if templ_\w+Err != nil \{\n\s*return templ_\w+Err\n\s*\}`) // read only

// beginning is what stands at the head of every component: the buffer and its end.
var beginning = regexp.MustCompile(`templruntime\.GeneratedTemplate\(func\((templ_\w+?)_Input templruntime\.GeneratedComponentInput\) (\(templ_\w+_Err error\)) \{\n` + // read only
	`\s*templ_\w+_W, ctx := .*\n(?:\s*if templ_\w+_CtxErr := ctx\.Err\(\);.*\n.*\n\s*\}\n)?\s*templ_\w+_Buffer, templ_\w+_IsBuffer := .*\n` +
	`\s*if !templ_\w+_IsBuffer \{\n\s*defer func\(\) \{\n.*\n.*\n.*\n\s*\}\n\s*\}\(\)\n\s*\}\n\s*ctx = templ\.InitializeContext\(ctx\)`)

// children are what a component is handed, whether it shows them or not.
var children = regexp.MustCompile(`(templ_\w+Var\d+) := templ\.GetChildren\(ctx\)\n.*\n.*\n\s*\}\n\s*ctx = templ\.ClearChildren\(ctx\)`) // read only

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
	made = placed.ReplaceAll(made, []byte("return $1"))
	made = joined.ReplaceAll(made, []byte("_, _ = $2.WriteString(templ.EscapeString($1))"))
	made = literal.ReplaceAll(made, []byte("_, _ = $1.WriteString($2)"))
	made = beginning.ReplaceAll(made, []byte("markup.Component(func(${1}_Input markup.Input) $2 {\nctx, ${1}_Buffer := ${1}_Input.Context, ${1}_Input.Buffer"))
	made = children.ReplaceAll(made, []byte("$1, ctx := markup.Children(ctx)\n_ = $1"))
	made = bytes.Replace(made, []byte("import templruntime"), []byte("import \"heed/internal/markup\"\nimport templruntime"), 1)
	if made, err = format.Source(made); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return made, nil
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
