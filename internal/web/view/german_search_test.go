package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var verb = regexp.MustCompile(`%[qsd]`)

// TestMistakesAreRetold: whatever the language of searches says of a mistake is said in
// German, too. Its sources are read for it.
func TestMistakesAreRetold(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../listen/*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	check := func(pos token.Position, s string) {
		if s == "" || !strings.Contains(s, " ") {
			return
		}
		said++
		if Retell("de", s) == s {
			t.Errorf("%s: %q is not said in German", pos, s)
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch called(n) {
				case "refuse":
					check(set.Position(n.Pos()), sample(n.Args[1]))
					check(set.Position(n.Pos()), sample(n.Args[2]))
				case "note":
					if len(n.Args) == 2 {
						check(set.Position(n.Pos()), sample(n.Args[1]))
					}
				}
			case *ast.AssignStmt:
				if id, ok := n.Lhs[0].(*ast.Ident); ok && id.Name == "mend" {
					check(set.Position(n.Pos()), sample(n.Rhs[0]))
				}
			}
			return true
		})
	}
	if said < 80 {
		t.Errorf("only %d sentences were found", said)
	}
	for english, german := range map[string]string{
		`"order" is not a hashtag.`: `"order" ist kein Schlagwort.`,
		`Nothing follows OR.`:       `Hinter OR steht nichts.`,
	} {
		if got := Retell("de", english); got != german {
			t.Errorf("%q: %q, want %q", english, got, german)
		}
	}
}

func called(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// sample is the text of an expression, with a value where one is filled in; "" if it has no
// words of its own.
func sample(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		if err != nil {
			return ""
		}
		return verb.ReplaceAllString(s, "7")
	case *ast.BinaryExpr:
		left, right := sample(e.X), sample(e.Y)
		if left == "" {
			left = "7"
		}
		if right == "" {
			right = "7"
		}
		return left + right
	}
	return ""
}
