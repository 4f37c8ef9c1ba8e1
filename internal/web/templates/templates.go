// Package templates makes Go from templ's templates. The generator and the test that finds
// stale Go share it, so that they cannot disagree; the desk itself does not import it.
//
// It is templ's own generator, but for what stands in thousands of places and would be some
// megabytes of the program: a component writes by calls of [heed/internal/markup], one for
// markup and what comes after it; what fails is looked at there, and so is what every
// component begins and ends with.
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

// checked is how the generator's Go looks at an error.
const checked = `\n\s*if templ_\w+_Err != nil \{\n\s*return templ_\w+_Err\n\s*\}`

// constant is a string in the generator's Go.
const constant = `"(?:[^"\\]|\\.)*"`

// rewrites are what becomes of the generator's Go, one after the other.
var rewrites = []struct { // read only
	old *regexp.Regexp
	now string
}{
	// what made the file is no word about the package
	{regexp.MustCompile(`(?m)^(// templ: version: .*)\npackage `), "$1\n\npackage "},
	// where an error came from is nothing that is told
	{regexp.MustCompile("return templ\\.Error\\{Err: (templ_\\w+), FileName: `[^`]*`, Line: \\d+, Col: \\d+\\}"), `return $1`},
	// what every component begins and ends with
	{regexp.MustCompile(`templruntime\.GeneratedTemplate\(func\((templ_\w+?)_Input templruntime\.GeneratedComponentInput\) \(templ_\w+_Err error\) \{\n` +
		`\s*templ_\w+_W, ctx := .*\n(?:\s*if templ_\w+_CtxErr := ctx\.Err\(\);.*\n.*\n\s*\}\n)?\s*templ_\w+_Buffer, templ_\w+_IsBuffer := .*\n` +
		`\s*if !templ_\w+_IsBuffer \{\n\s*defer func\(\) \{\n.*\n.*\n.*\n\s*\}\n\s*\}\(\)\n\s*\}\n\s*ctx = templ\.InitializeContext\(ctx\)`),
		`markup.Component(func(ctx markup.Context, ${1}_Buffer *markup.Buffer) {`},
	{regexp.MustCompile(`\n\s*return nil(\n\s*\}\)\n)`), `$1`},
	// an address, looked at for an error and written
	{regexp.MustCompile(`var templ_\w+ templ\.SafeURL\n\s*templ_\w+, templ_\w+_Err = templ\.JoinURLErrs\(((?s:.*?))\)` + checked +
		`\n\s*_, templ_\w+_Err = (templ_\w+_Buffer)\.WriteString\(templ\.EscapeString\(templ_\w+Var\d+\)\)` + checked), `$2.Link("", $1)`},
	// a text, likewise
	{regexp.MustCompile(`var templ_\w+ string\n\s*templ_\w+, templ_\w+Err = templ\.JoinStringErrs\(((?s:.*?))\)` + checked +
		`\n\s*_, templ_\w+Err = (templ_\w+_Buffer)\.WriteString\(templ\.EscapeString\(templ_\w+Var\d+\)\)` + checked), `$2.Text("", $1)`},
	// a text that may be wrong
	{regexp.MustCompile(`var (templ_\w+) string\n\s*templ_\w+, templ_\w+Err = (templruntime\.SanitizeStyleAttributeValues\((?s:.*?)\))` + checked +
		`\n\s*_, templ_\w+Err = (templ_\w+_Buffer)\.WriteString\(templ\.EscapeString\(templ_\w+Var\d+\)\)` + checked), `$3.Tried($2)`},
	// markup
	{regexp.MustCompile(`templ_\w+_Err = templruntime\.WriteString\((templ_\w+_Buffer), \d+, (` + constant + `)\)` + checked), `$1.Markup($2)`},
	// classes
	{regexp.MustCompile(`templ_\w+_Err = templ\.RenderCSSItems\(ctx, (templ_\w+_Buffer), (templ_\w+)\.\.\.\)` + checked), `$1.Styles(ctx, $2)`},
	// attributes
	{regexp.MustCompile(`templ_\w+_Err = templ\.RenderAttributes\(ctx, (templ_\w+_Buffer), ((?s:.*?))\)` + checked), `$1.Attributes(ctx, $2)`},
	// a component: what is left that can fail
	{regexp.MustCompile(`(\n\s*)templ_\w+_Err = ((?s:.*?))\.Render\((ctx|templ\.WithChildren\(ctx, templ_\w+\)), (templ_\w+_Buffer)\)` + checked), `$1$4.Part("", $2, $3)`},
	// markup and what comes after it are one call
	{regexp.MustCompile(`templ_\w+_Buffer\.Markup\((` + constant + `)\)\n\s*(templ_\w+_Buffer\.(?:Link|Text|Part))\("", `), `$2($1, `},
}

// children is where a component takes what its caller puts into it.
var children = regexp.MustCompile(`markup\.Component\(func\((.*)\) \{\n\s*(templ_\w+Var\d+) := templ\.GetChildren\(ctx\)\n.*\n.*\n\s*\}\n\s*ctx = templ\.ClearChildren\(ctx\)`) // read only

// around hands components what their callers put into them, where they show it.
func around(made []byte) []byte {
	return children.ReplaceAllFunc(made, func(head []byte) []byte {
		part := children.FindSubmatch(head)
		if len(regexp.MustCompile(string(part[2])+`\b`).FindAll(made, 5)) <= bytes.Count(head, part[2]) {
			return fmt.Appendf(nil, "markup.Component(func(%s) {", part[1])
		}
		return fmt.Appendf(nil, "markup.Around(func(%s, %s templ.Component) {", part[1], part[2])
	})
}

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
	for _, r := range rewrites {
		made = r.old.ReplaceAll(made, []byte(r.now))
	}
	made = around(made)
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
