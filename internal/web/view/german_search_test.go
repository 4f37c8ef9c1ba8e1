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

	"heed/internal/listen"
)

var verb = regexp.MustCompile(`%[qsd]`)

// TestMistakesAreRetold: whatever the language of searches says of a mistake is said in
// German, too. Its sources are read for it.
func TestMistakesAreRetold(t *testing.T) {
	t.Parallel()
	said := 0
	check := func(pos token.Position, s string) {
		if s == "" || !strings.Contains(s, " ") {
			return
		}
		said++
		s = strings.Replace(s, "the code of a 7.", "the code of a network.", 1)
		if Retell("de", s) == s {
			t.Errorf("%s: %q is not said in German", pos, s)
		}
	}
	eachNode(t, "listen", func(at token.Position, n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch called(n) {
			case "refuse":
				check(at, sample(n.Args[1]))
				check(at, sample(n.Args[2]))
			case "note":
				if len(n.Args) == 2 {
					check(at, sample(n.Args[1]))
				}
			}
		case *ast.AssignStmt:
			if id, ok := n.Lhs[0].(*ast.Ident); ok && id.Name == "mend" {
				check(at, sample(n.Rhs[0]))
			}
		}
	})
	if said < 80 {
		t.Errorf("only %d sentences were found", said)
	}
	for english, german := range map[string]string{
		`"order" is not a hashtag.`: `"order" ist kein Schlagwort.`,
		`There's nothing after OR.`: `Hinter OR steht nichts.`,
	} {
		if got := Retell("de", english); got != german {
			t.Errorf("%q: %q, want %q", english, got, german)
		}
	}
}

// eachNode goes through the sources of a room, without its tests.
func eachNode(t *testing.T, room string, do func(at token.Position, n ast.Node)) {
	t.Helper()
	files, err := filepath.Glob("../../" + room + "/*.go")
	if err != nil {
		t.Fatal(err)
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
			if n != nil {
				do(set.Position(n.Pos()), n)
			}
			return true
		})
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
		return verb.ReplaceAllStringFunc(s, func(v string) string {
			return map[string]string{"%q": `"x"`}[v] + map[string]string{"%s": "7", "%d": "7"}[v]
		})
	case *ast.BinaryExpr:
		left, right := sample(e.X), sample(e.Y)
		if left == "" {
			left = "7"
		}
		if right == "" {
			right = "7"
		}
		return left + right
	case *ast.CallExpr:
		if called(e) == "Sprintf" {
			return sample(e.Args[0])
		}
	}
	return ""
}

// TestProposalsAreRetold: what the set-up says of the searches that it proposes.
func TestProposalsAreRetold(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, p := range listen.Propose([]string{"Lindwurm", "Norden Fiber", "Apple", "ICB", "Brew Box Coffee"}, []string{"@lindwurm.example"}) {
		for _, s := range append(p.Reasons, p.Warning) {
			if s == "" {
				continue
			}
			said[s] = true
			if Retell("de", s) == s {
				t.Errorf("%q is not said in German", s)
			}
		}
	}
	if len(said) < 10 || Retell("de", listen.HandlesName) == listen.HandlesName {
		t.Errorf("%d sentences", len(said))
	}
	if got := Retell("de", "“icb” is short and has other meanings. Check the preview, and add words related to you."); !strings.HasPrefix(got, "„icb“ ist kurz") {
		t.Error(got)
	}
}
