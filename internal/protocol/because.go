package protocol

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"
)

// Bounds of a decision's reasons.
const (
	maxReasons = 12
	maxReason  = 300 // bytes
)

// because says what made a condition hold: each part that was true, in words. It
// quotes the rule, never the message.
func (c *condition) because(act *activation) []string {
	if c == nil {
		return []string{"this rule always applies"}
	}
	r := reasons{source: c.source, ast: c.ast, act: act}
	if _, details, err := c.tells.Eval(act); err == nil && details != nil {
		r.state = details.State()
	}
	r.part(c.ast.Expr(), true)
	if len(r.out) == 0 {
		r.say(r.written(c.ast.Expr()))
	}
	return r.out
}

// reasons walks a condition that held and gathers its words.
type reasons struct {
	source string
	ast    *ast.AST
	act    *activation
	state  interpreter.EvalState
	out    []string
}

func (r *reasons) say(s string) {
	if s = cut(s, maxReason); len(r.out) < maxReasons && !slices.Contains(r.out, s) {
		r.out = append(r.out, s)
	}
}

// part says an expression that came to want. Of alternatives only those that did.
func (r *reasons) part(e ast.Expr, want bool) {
	if e.Kind() == ast.CallKind {
		args := e.AsCall().Args()
		switch e.AsCall().FunctionName() {
		case operators.LogicalAnd, operators.LogicalOr:
			for _, a := range args {
				if r.cameTo(a, want) {
					r.part(a, want)
				}
			}
			return
		case operators.LogicalNot:
			r.part(args[0], !want)
			return
		}
	}
	if s := r.leaf(e, want); s != "" {
		r.say(s)
	} else if want {
		r.say(r.written(e))
	} else {
		r.say("not " + r.written(e))
	}
}

func (r *reasons) cameTo(e ast.Expr, want bool) bool {
	if r.state == nil {
		return false
	}
	v, known := r.state.Value(e.ID())
	return known && v == types.Bool(want)
}

// leaf says a simple condition in words, "" if it is not one of the usual shapes.
func (r *reasons) leaf(e ast.Expr, want bool) string {
	if f, ok := r.fact(e); ok {
		if want {
			return f.label
		}
		return f.not
	}
	if e.Kind() == ast.ComprehensionKind { // signals.private_data.exists(t, …)
		if f, ok := r.fact(e.AsComprehension().IterRange()); ok && f.typ.Kind() == types.ListKind {
			if want {
				return f.label + ": " + or(r.items(f), "none")
			}
			return f.label + ": none that fits"
		}
	}
	if e.Kind() != ast.CallKind {
		return ""
	}
	call := e.AsCall()
	if call.FunctionName() == saysFunction {
		return r.phrases(call.Args(), want)
	}
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	if len(args) != 2 {
		return ""
	}
	return r.pair(call.FunctionName(), args[0], args[1], want)
}

// pair says a comparison of a fact with a value.
func (r *reasons) pair(op string, a, b ast.Expr, want bool) string {
	if f, ok := r.fact(b); ok && op == operators.In { // "phone" in signals.tried
		if s, ok := stringOf(a); ok {
			return f.label + when(want, " include ", " do not include ") + s
		}
	}
	if f, ok := r.sizeOf(a); ok && want && op != operators.Equals {
		if items := r.items(f); items != "" {
			return f.label + ": " + items
		}
	}
	f, ok := r.fact(a)
	if !ok {
		return ""
	}
	if op == operators.In && b.Kind() == ast.ListKind { // signals.intent in ["a", "b"]
		if want {
			return f.label + " is " + or(r.value(f), "unknown")
		}
		return f.label + " is not one of " + literals(b.AsList().Elements())
	}
	if b.Kind() != ast.LiteralKind {
		return ""
	}
	value := plainValue(b.AsLiteral())
	words, ok := pairWords(op, want)
	if !ok {
		return ""
	}
	if f.typ.Kind() == types.IntKind || f.typ.Kind() == types.DoubleKind {
		return fmt.Sprintf("%s %s %s (%s)", f.label, words, value, r.value(f))
	}
	if op == overloads.Contains || op == overloads.StartsWith || op == overloads.EndsWith || op == overloads.Matches {
		value = "“" + value + "”"
	}
	return f.label + " " + words + " " + or(value, "unknown")
}

func literals(es []ast.Expr) string {
	var vs []string
	for _, e := range es {
		if e.Kind() == ast.LiteralKind {
			vs = append(vs, plainValue(e.AsLiteral()))
		}
	}
	return strings.Join(vs, ", ")
}

func pairWords(op string, want bool) (string, bool) {
	words, ok := map[string][2]string{
		operators.Equals:        {"is", "is not"},
		operators.NotEquals:     {"is not", "is"},
		operators.Less:          {"below", "at least"},
		operators.LessEquals:    {"at most", "over"},
		operators.Greater:       {"over", "at most"},
		operators.GreaterEquals: {"at least", "below"},
		overloads.Contains:      {"contains", "does not contain"},
		overloads.StartsWith:    {"begins with", "does not begin with"},
		overloads.EndsWith:      {"ends with", "does not end with"},
		overloads.Matches:       {"matches", "does not match"},
	}[op]
	return when(want, words[0], words[1]), ok
}

func when(want bool, yes, no string) string {
	if want {
		return yes
	}
	return no
}

// phrases says which of the phrases of message.says were found.
func (r *reasons) phrases(args []ast.Expr, want bool) string {
	if len(args) != 2 || args[1].Kind() != ast.ListKind {
		return ""
	}
	text, _ := r.act.ResolveName(words)
	s, ok := text.(types.String)
	if !ok {
		return ""
	}
	var found []string
	for _, e := range args[1].AsList().Elements() {
		p, _ := stringOf(e)
		if strings.Contains(string(s), p) == want && len(found) < 3 {
			end := when(strings.HasSuffix(p, " "), "", "…")
			found = append(found, "“"+strings.TrimSpace(p)+end+"”")
		}
	}
	if !want && len(args[1].AsList().Elements()) > len(found) {
		found = append(found, "…")
	}
	return when(want, "it says ", "it does not say ") + strings.Join(found, ", ")
}

func (r *reasons) fact(e ast.Expr) (fact, bool) {
	if e.Kind() != ast.IdentKind {
		return fact{}, false
	}
	return r.act.table.find(e.AsIdent())
}

// sizeOf finds the list whose size an expression takes.
func (r *reasons) sizeOf(e ast.Expr) (fact, bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != overloads.Size {
		return fact{}, false
	}
	of := e.AsCall().Target()
	if args := e.AsCall().Args(); len(args) == 1 {
		of = args[0]
	}
	f, ok := r.fact(of)
	return f, ok && f.typ.Kind() == types.ListKind
}

func (r *reasons) items(f fact) string {
	list, ok := f.get(r.act.facts).(traits.Lister)
	if !ok {
		return ""
	}
	var items []string
	for it := list.Iterator(); it.HasNext() == types.True && len(items) < 5; {
		items = append(items, plainValue(it.Next()))
	}
	return strings.Join(items, ", ")
}

func (r *reasons) value(f fact) string { return plainValue(f.get(r.act.facts)) }

func plainValue(v ref.Val) string {
	if d, ok := v.(types.Double); ok {
		return fmt.Sprintf("%.2g", float64(d))
	}
	return fmt.Sprint(v.Value())
}

// written is an expression as the rule has it.
func (r *reasons) written(e ast.Expr) string {
	if e == r.ast.Expr() {
		return strings.Join(strings.Fields(r.source), " ")
	}
	s, err := cel.ExprToString(e, r.ast.SourceInfo())
	if err != nil {
		return strings.Join(strings.Fields(r.source), " ")
	}
	return s
}
