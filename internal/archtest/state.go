package archtest

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A package-level variable is taken for state, and refused, when
//
//   - it has no value of its own: it waits for one (a //go:embed has one);
//   - it is made to be written or shared: a lock, an atomic, a channel, an empty map or
//     slice, new(T), or a value of one of the package's types that holds such;
//   - anything in the module writes to it or through it, takes its address, or deletes
//     from it.
//
// What remains are tables, errors and compiled patterns: fixed at the start, only
// read after. sync.OnceValue and its like are fine, for they are such a table made
// late; so is sync.Pool, which lends memory and holds no fact. Writing through an alias
// is not seen.

// owner names a package-level variable of the module.
type owner struct{ path, name string }

// state checks all packages, since one may write another's variable.
func (c *checker) state() {
	written := map[owner]token.Pos{}
	for _, p := range c.tree.packages {
		if len(p.files) > 0 {
			c.writes(p, written)
		}
	}
	for _, p := range c.tree.packages {
		if testOnly(p.dir) {
			continue // a test run may share what is dear, as a database server
		}
		holders := stateful(p)
		for _, f := range p.files {
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
					c.variables(p, g, holders, written)
				}
			}
		}
	}
}

func (c *checker) variables(p *pkg, g *ast.GenDecl, holders map[string]bool, written map[owner]token.Pos) {
	for _, s := range g.Specs {
		spec := s.(*ast.ValueSpec)
		for i, name := range spec.Names {
			if name.Name == "_" {
				continue
			}
			var value ast.Expr
			if len(spec.Values) == len(spec.Names) {
				value = spec.Values[i]
			}
			switch pos, wrote := written[owner{c.path(p), name.Name}]; {
			case wrote:
				c.at(name.Pos(), "state", "%s is written at %s; keep it in a value that is made and handed on", name.Name, c.tree.files.Position(pos))
			case len(spec.Values) == 0 && !embedded(g, spec):
				c.at(name.Pos(), "state", "%s has no value of its own, so it waits to be written", name.Name)
			case value != nil && shared(value, holders), spec.Type != nil && sharedType(spec.Type, holders):
				c.at(name.Pos(), "state", "%s is made to be written or shared; keep it in a value that is made and handed on", name.Name)
			}
		}
	}
}

func (c *checker) path(p *pkg) string {
	if p.dir == "." {
		return c.tree.module
	}
	return c.tree.module + "/" + p.dir
}

func embedded(g *ast.GenDecl, spec *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{g.Doc, spec.Doc} {
		if doc == nil {
			continue
		}
		for _, line := range doc.List {
			if strings.HasPrefix(line.Text, "//go:embed ") {
				return true
			}
		}
	}
	return false
}

// shared tells whether a value is made to be written.
func shared(x ast.Expr, holders map[string]bool) bool {
	switch x := x.(type) {
	case *ast.UnaryExpr:
		return x.Op == token.AND && shared(x.X, holders)
	case *ast.ParenExpr:
		return shared(x.X, holders)
	case *ast.CompositeLit:
		if x.Type != nil && sharedType(x.Type, holders) {
			return true
		}
		switch x.Type.(type) {
		case *ast.MapType, *ast.ArrayType:
			return len(x.Elts) == 0
		}
	case *ast.CallExpr:
		if fn, ok := x.Fun.(*ast.Ident); ok {
			return fn.Name == "make" || fn.Name == "new" || holders[fn.Name]
		}
	}
	return false
}

// sharedType tells whether values of a type hold a lock, an atomic or a channel.
func sharedType(x ast.Expr, holders map[string]bool) bool {
	switch x := x.(type) {
	case *ast.StarExpr:
		return sharedType(x.X, holders)
	case *ast.IndexExpr:
		return sharedType(x.X, holders)
	case *ast.ChanType:
		return true
	case *ast.Ident:
		return holders[x.Name]
	case *ast.SelectorExpr:
		from, ok := x.X.(*ast.Ident)
		return ok && (from.Name == "sync" && x.Sel.Name != "Pool" || from.Name == "atomic")
	case *ast.StructType:
		for _, f := range x.Fields.List {
			if sharedType(f.Type, holders) {
				return true
			}
		}
	}
	return false
}

// stateful are the names of a package's types that hold a lock, an atomic or a
// channel, directly or in a field of another such type, and of functions that return
// one first.
func stateful(p *pkg) map[string]bool {
	out := map[string]bool{}
	for more := true; more; {
		more = false
		for _, f := range p.files {
			for _, d := range f.Decls {
				for _, name := range declares(d, out) {
					if !out[name] {
						out[name], more = true, true
					}
				}
			}
		}
	}
	return out
}

func declares(d ast.Decl, holders map[string]bool) (names []string) {
	switch d := d.(type) {
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if t, ok := s.(*ast.TypeSpec); ok && sharedType(t.Type, holders) {
				names = append(names, t.Name.Name)
			}
		}
	case *ast.FuncDecl:
		if r := d.Type.Results; d.Recv == nil && r != nil && len(r.List) > 0 && sharedType(r.List[0].Type, holders) {
			names = append(names, d.Name.Name)
		}
	}
	return names
}

// writes notes the package-level variables that a package writes, its own and those of
// other packages of the module.
func (c *checker) writes(p *pkg, written map[owner]token.Pos) {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: nothing{}, Error: func(error) {}, FakeImportC: true}
	// Types of other packages are unknown, so there are errors; which name means which
	// variable is known all the same.
	_, _ = conf.Check(c.path(p), c.tree.files, p.files, info)
	note := func(x ast.Expr) {
		if o, ok := target(x, info, c.tree.module); ok {
			if _, seen := written[o]; !seen {
				written[o] = x.Pos()
			}
		}
	}
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			writesOf(n, note)
			return true
		})
	}
}

// writesOf tells what a statement or expression writes.
func writesOf(n ast.Node, note func(ast.Expr)) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			for _, x := range n.Lhs {
				note(x)
			}
		}
	case *ast.IncDecStmt:
		note(n.X)
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			note(n.Key)
			note(n.Value)
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			note(n.X)
		}
	case *ast.CallExpr:
		if fn, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && (fn.Name == "delete" || fn.Name == "clear" || fn.Name == "copy") {
			note(n.Args[0])
		}
	}
}

// target is the package-level variable at the root of an expression.
func target(x ast.Expr, info *types.Info, module string) (owner, bool) {
	for {
		switch y := x.(type) {
		case *ast.ParenExpr:
			x = y.X
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.SliceExpr:
			x = y.X
		case *ast.SelectorExpr:
			if id, ok := y.X.(*ast.Ident); ok {
				if from, ok := info.Uses[id].(*types.PkgName); ok {
					path := from.Imported().Path()
					return owner{path, y.Sel.Name}, path == module || strings.HasPrefix(path, module+"/")
				}
			}
			x = y.X
		case *ast.Ident:
			v, ok := info.Uses[y].(*types.Var)
			if !ok || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() {
				return owner{}, false
			}
			return owner{v.Pkg().Path(), v.Name()}, true
		default:
			return owner{}, false
		}
	}
}

// nothing imports nothing: the tree is read package by package.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not read") }
