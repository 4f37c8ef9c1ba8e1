// Package archtest holds the tree to its architecture: who may import whom, what
// rules may not touch, documentation of every package, no init and no global state.
//
// The table ([Table]) is data. Its test reads every Go file of the module with the
// parser of the standard library, on its own, so it needs neither network nor a
// build. Test files are free to import what they like; what is checked is what ships.
//
// Changing the table is fine when the design calls for it; the row says why.
package archtest

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// Violation is a place where the tree departs from its architecture.
type Violation struct {
	File    string // below the module's root; a folder where the package as a whole is meant
	Line    int    // 0: the whole of it
	Rule    string // imports, unlisted, kept, tests, doc, pure, init, state
	Message string
}

func (v Violation) String() string {
	if v.Line == 0 {
		return fmt.Sprintf("%s: %s: %s", v.File, v.Rule, v.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", v.File, v.Line, v.Rule, v.Message)
}

// Check reads the module at root and returns its violations by file and line. The
// error is that of a tree that cannot be read or parsed.
func Check(root string, table []Layer) ([]Violation, error) {
	t, err := read(root)
	if err != nil {
		return nil, err
	}
	c := &checker{tree: t, table: table}
	for _, p := range t.packages {
		c.check(p)
	}
	c.state()
	slices.SortStableFunc(c.found, func(a, b Violation) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return c.found, nil
}

type checker struct {
	tree  *tree
	table []Layer
	found []Violation
}

func (c *checker) at(pos token.Pos, rule, format string, args ...any) {
	p := c.tree.files.Position(pos)
	c.found = append(c.found, Violation{p.Filename, p.Line, rule, fmt.Sprintf(format, args...)})
}

func (c *checker) check(p *pkg) {
	layer, pattern := c.layer(p.dir)
	if layer == nil {
		c.found = append(c.found, Violation{p.dir, 0, "unlisted", "no row of the import table names this package; add one and say why"})
	}
	if len(p.files) > 0 && !documented(p) {
		c.found = append(c.found, Violation{p.dir, 0, "doc", "the package has no comment that says what it promises"})
	}
	for _, f := range p.files {
		for _, i := range imports(f) {
			c.kept(p, i)
			if own, ok := strings.CutPrefix(i.path, c.tree.module+"/"); ok && layer != nil {
				c.imported(p, layer, pattern, own, i.pos)
			}
		}
		if layer != nil && layer.Pure {
			c.pure(f)
		}
		c.inits(f)
	}
}

// layer is the first row that names a package, and the pattern that did.
func (c *checker) layer(dir string) (*Layer, string) {
	for i := range c.table {
		for _, pattern := range c.table[i].Packages {
			if matches(pattern, dir) {
				return &c.table[i], pattern
			}
		}
	}
	return nil, ""
}

func (c *checker) imported(p *pkg, layer *Layer, pattern, own string, pos token.Pos) {
	if testOnly(own) && !testOnly(p.dir) {
		c.at(pos, "tests", "%s is for tests; only they and other test packages import it", own)
		return
	}
	if layer.Family && family(pattern, p.dir) == family(pattern, own) {
		return
	}
	if !slices.ContainsFunc(layer.May, func(may string) bool { return matches(may, own) }) {
		c.at(pos, "imports", "%s (%s) may not import %s", p.dir, layer.Name, own)
	}
}

// testOnly packages hold what tests of several packages share.
func testOnly(dir string) bool {
	return strings.HasSuffix(dir, "test") && dir != "internal/archtest"
}

// kept looks for a library outside the rooms that may use it.
func (c *checker) kept(p *pkg, i imported) {
	for library, rooms := range Kept() {
		if i.path != library && !(strings.HasSuffix(library, "/") && strings.HasPrefix(i.path, library)) {
			continue
		}
		if testOnly(p.dir) || slices.ContainsFunc(rooms, func(room string) bool { return matches(room, p.dir) }) {
			continue
		}
		where := strings.Join(rooms, ", ")
		if where == "" {
			where = "tests"
		}
		c.at(i.pos, "kept", "%s belongs in %s", i.path, where)
	}
}

func documented(p *pkg) bool {
	return slices.ContainsFunc(p.files, func(f *ast.File) bool {
		doc := strings.TrimSpace(f.Doc.Text())
		return strings.HasPrefix(doc, "Package "+p.name+" ") || p.name == "main" && doc != ""
	})
}

func (c *checker) inits(f *ast.File) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			c.at(fn.Pos(), "init", "nothing happens before main; make it in the place that needs it")
		}
	}
}

// matches tells whether a folder fits a pattern of the table.
func matches(pattern, dir string) bool { return expression(pattern).MatchString(dir) }

func expression(pattern string) *regexp.Regexp {
	rest, below := strings.CutSuffix(pattern, "/...")
	s := strings.ReplaceAll(regexp.QuoteMeta(rest), `\*`, `[^/]+`)
	if below {
		s += "(/.*)?"
	}
	return regexp.MustCompile("^" + s + "$")
}

// family is the part of a folder up to what the pattern's * stands for; "" if the
// pattern does not fit or has none.
func family(pattern, dir string) string {
	star := slices.Index(strings.Split(pattern, "/"), "*")
	if star < 0 || !matches(pattern, dir) {
		return ""
	}
	return strings.Join(strings.Split(dir, "/")[:star+1], "/")
}
