package archtest

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

// pure looks for what a rule may not do: ask the clock, draw lots, do I/O, wait, log,
// share memory.
func (c *checker) pure(f *ast.File) {
	names := map[string]string{} // by which the file calls a package of PureCalls
	for _, i := range f.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		if impure(p) {
			c.at(i.Pos(), "pure", "a rule may not import %s: it only decides", p)
		}
		if _, watched := PureCalls()[p]; !watched {
			continue
		}
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = p
		if name == "." {
			c.at(i.Pos(), "pure", "a rule may not import %s with a dot: its calls could not be told", p)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && slices.Contains(PureCalls()[names[x.Name]], n.Sel.Name) {
				c.at(n.Pos(), "pure", "a rule may not use %s.%s: what it needs to know is an argument", names[x.Name], n.Sel.Name)
			}
		case *ast.GoStmt:
			c.at(n.Pos(), "pure", "a rule may not start a goroutine")
		case *ast.ChanType:
			c.at(n.Pos(), "pure", "a rule may not use a channel")
		}
		return true
	})
}

func impure(p string) bool {
	if slices.Contains(PureExcept(), p) {
		return false
	}
	return slices.ContainsFunc(Pure(), func(bad string) bool { return p == bad || strings.HasPrefix(p, bad+"/") })
}
