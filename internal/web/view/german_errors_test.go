package view

import (
	"go/ast"
	"go/token"
	"testing"

	"heed/internal/access"
	"heed/internal/desk"
)

// TestErrorsAreRetold: whatever a page says of what cannot be done is said in German, too, as far
// as it stands in the sources as one sentence. They are read for it.
func TestErrorsAreRetold(t *testing.T) {
	t.Parallel()
	said := 0
	for _, room := range []string{"access", "admin", "auth", "builder", "calendar", "inbox", "monitor", "notify", "protocol", "reporting", "web"} {
		eachNode(t, room, func(at token.Position, n ast.Node) {
			field, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return
			}
			key, ok := field.Key.(*ast.Ident)
			if !ok || key.Name != "Message" && key.Name != "Mend" {
				return
			}
			if _, ok := field.Value.(*ast.BasicLit); !ok {
				return
			}
			s := sample(field.Value)
			if said++; s != "" && !whole(s) {
				t.Errorf("%s: %q is not said in German", at, s)
			}
		})
	}
	if said < 150 {
		t.Errorf("only %d sentences were found", said)
	}
	denied := access.Check(desk.Agent{ID: 1, Role: desk.Viewer}, access.Answer)
	if got := Retell("de", denied.(*desk.Error).Message); got != "Das dürfen Sie nicht: Kunden antworten." {
		t.Errorf("denied: %q", got)
	}
}

// whole reports whether a sentence is in a catalogue as it is, not only put together of a pattern.
func whole(s string) bool {
	for _, m := range []map[string]string{germanRetold, germanAlarms, germanDesk, germanCases, germanErrors} {
		if m[s] != "" {
			return true
		}
	}
	_, ok := retoldSearch(s)
	return ok
}
