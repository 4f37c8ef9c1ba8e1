package archtest

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// tree is the parsed packages of a module.
type tree struct {
	module   string
	files    *token.FileSet
	packages []*pkg
}

// pkg is one folder with Go files.
type pkg struct {
	dir   string // below the module, with slashes; "." is its root
	name  string
	files []*ast.File // without tests
	tests bool        // the folder has test files
}

// read parses every Go file below root but for those of other modules, of folders
// that the go command passes over, and of programs that are only run by hand
// (//go:build ignore). Other build constraints are not looked at: the table holds on
// every system.
func read(root string) (*tree, error) {
	module, err := moduleName(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	t := &tree{module: module, files: token.NewFileSet()}
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		name := d.Name()
		if p != root {
			if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "vendor" || name == "node_modules" {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
				return filepath.SkipDir
			}
		}
		return t.folder(root, p)
	})
	return t, err
}

func (t *tree) folder(root, dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		return err
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		return err
	}
	out := &pkg{dir: filepath.ToSlash(rel)}
	slices.Sort(names)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			out.tests = true
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(t.files, path.Join(out.dir, filepath.Base(name)), src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if ignored(f) {
			continue
		}
		out.name = f.Name.Name
		out.files = append(out.files, f)
	}
	if len(out.files) > 0 || out.tests {
		t.packages = append(t.packages, out)
	}
	return nil
}

func ignored(f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		for _, c := range group.List {
			if !constraint.IsGoBuild(c.Text) {
				continue
			}
			x, err := constraint.Parse(c.Text)
			return err == nil && !x.Eval(func(tag string) bool { return tag != "ignore" })
		}
	}
	return false
}

func moduleName(file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(name), nil
		}
	}
	return "", fmt.Errorf("%s names no module", file)
}

// imports lists what a file imports, in order.
func imports(f *ast.File) (out []imported) {
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			out = append(out, imported{p, spec.Pos()})
		}
	}
	return out
}

type imported struct {
	path string
	pos  token.Pos
}
