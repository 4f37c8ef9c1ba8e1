package protocol

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// Bounds of a condition. One unit of cost is about 40 ns of work, so that the worst
// condition takes some milliseconds.
const (
	maxCondition = 6000 // characters
	maxNodes     = 2000
	maxDepth     = 50
	maxRegex     = 500
	maxCost      = 100_000
)

const saysFunction = "@says"

// condition is a compiled "when".
type condition struct {
	source  string
	ast     *ast.AST
	decides cel.Program // fast
	tells   cel.Program // keeps what each part came to
}

// language is what conditions are written in.
type language struct {
	env   *cel.Env
	table *table
}

func newLanguage() (*language, error) {
	l := &language{table: newTable()}
	opts := []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true),
		cel.EnableMacroCallTracking(),
		cel.ParserExpressionSizeLimit(maxCondition),
		cel.ParserRecursionLimit(maxDepth),
		cel.ParserErrorRecoveryLimit(2),
		cel.ExpressionNodeLimit(maxNodes),
		cel.RegexProgramSizeLimit(maxRegex),
		cel.ASTValidators(cel.ValidateRegexLiterals()),
		cel.Macros(cel.ReceiverVarArgMacro("says", expandSays)),
		cel.Function(saysFunction, cel.Overload(saysFunction, []*cel.Type{cel.StringType, cel.ListType(cel.StringType)}, cel.BoolType,
			cel.BinaryBinding(says))),
		cel.CostModel(cost.Overload(saysFunction, cost.EvalCost(cost.Sum(cost.Const(1), // finding is far faster than the usual 10 bytes a unit
			cost.Mul(cost.Scale(cost.Arg(0), 0.005), cost.Length(cost.Arg(1))))))),
	}
	for _, f := range l.table.facts {
		opts = append(opts, cel.Variable(f.name, f.typ))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("protocol: the language of conditions: %w", err)
	}
	l.env = env
	return l, nil
}

// expandSays turns message.says("a", "b*") into a look-up of laid-out phrases in the
// laid-out text, so that neither is read twice.
func expandSays(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if target.Kind() != ast.IdentKind || target.AsIdent() != "message" {
		return nil, nil
	}
	if len(args) == 1 && args[0].Kind() == ast.ListKind {
		args = args[0].AsList().Elements()
	}
	var phrases []ast.Expr
	for _, a := range args {
		s, ok := stringOf(a)
		if !ok {
			return nil, eh.NewError(a.ID(), "message.says takes phrases in quotes")
		}
		phrase, ok := phraseOf(s)
		if !ok {
			return nil, eh.NewError(a.ID(), fmt.Sprintf("message.says cannot look for %q", s))
		}
		phrases = append(phrases, eh.NewLiteral(types.String(phrase)))
	}
	if len(phrases) == 0 {
		return nil, eh.NewError(target.ID(), "message.says takes phrases in quotes")
	}
	return eh.NewCall(saysFunction, eh.NewIdent(words), eh.NewList(phrases...)), nil
}

func says(text, phrases ref.Val) ref.Val {
	s, ok := text.(types.String)
	list, isList := phrases.(traits.Lister)
	if !ok || !isList {
		return types.MaybeNoSuchOverloadErr(text)
	}
	begin := beginningsOf(string(s))
	for it := list.Iterator(); it.HasNext() == types.True; {
		if p, ok := it.Next().(types.String); ok && begin.may(string(p)) && strings.Contains(string(s), string(p)) {
			return types.True
		}
	}
	return types.False
}

// beginnings are the first two bytes of the words of a laid-out text, or nearly these: a rule
// has hundreds of phrases, and few texts have a word that begins like one of them.
type beginnings [64]uint64

func beginningsOf(text string) (b beginnings) {
	for i := 0; i+2 < len(text); i++ {
		if text[i] == ' ' {
			b[text[i+1]&63] |= 1 << (text[i+2] & 63)
		}
	}
	return b
}

// may is false where a phrase, which begins with a space, certainly is not in the text.
func (b *beginnings) may(phrase string) bool {
	return len(phrase) < 3 || b[phrase[1]&63]&(1<<(phrase[2]&63)) != 0
}

// compile checks a condition. Problems carry places in the source, not yet the rule.
func (l *language) compile(source string) (*condition, []Problem) {
	checked, issues := l.env.Compile(source)
	if issues.Err() != nil {
		return nil, l.problems(source, issues.Errors())
	}
	if checked.OutputType() != cel.BoolType {
		return nil, []Problem{{Line: 1, Column: 1, Message: fmt.Sprintf("The condition gives a %s, not yes or no.", typeWords(checked.OutputType().String())),
			Mend: "Compare it with something, say " + example(checked.OutputType()) + "."}}
	}
	if ps := l.checkValues(checked.NativeRep()); len(ps) > 0 {
		return nil, ps
	}
	most, err := l.env.EstimateCost(checked, sizes{l.table})
	if err != nil || most.Max > maxCost {
		return nil, []Problem{{Line: 1, Column: 1, Message: "The condition could take too long and hold up every message.",
			Mend: "Avoid nested loops and long patterns; message.says is the fast way to look for words."}}
	}
	c, err := l.plan(source, checked)
	if err != nil {
		return nil, []Problem{{Line: 1, Column: 1, Message: "The condition can't be used: " + err.Error() + ".", Mend: "Simplify it."}}
	}
	return c, nil
}

// plan makes a condition ready to run. The limit on its cost is there although compile
// has estimated it: an estimate may be wrong.
func (l *language) plan(source string, checked *cel.Ast) (*condition, error) {
	c := &condition{source: source, ast: checked.NativeRep()}
	var err error
	if c.decides, err = l.env.Program(checked, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptOptimize)); err != nil {
		return nil, err
	}
	c.tells, err = l.env.Program(checked, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptTrackState))
	return c, err
}

func example(t *cel.Type) string {
	switch t.String() {
	case "string":
		return `signals.intent == "leaving"`
	case "int", "double":
		return "case.waiting_minutes > 30"
	}
	return "size(signals.tried) > 0"
}

// sizes tells how big facts can be.
type sizes struct{ table *table }

func (s sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	path := n.Path()
	if len(path) == 0 {
		return nil
	}
	f, ok := s.table.find(path[0])
	if !ok {
		return nil
	}
	size := cost.RangedSizeEstimate(0, maxItem)
	switch {
	case f.name == "message.text":
		size = cost.RangedSizeEstimate(0, maxText)
	case f.name == words: // each word, once as written and once in its other form
		size = cost.RangedSizeEstimate(0, 4*maxText)
	case f.typ.Kind() == types.ListKind && len(path) == 1:
		size = cost.ListSizeEstimate(cost.RangedSizeEstimate(0, maxList), size)
	}
	return &size
}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// checkValues finds comparisons with a value that a fact never has, and which would
// so never hold.
func (l *language) checkValues(a *ast.AST) []Problem {
	var ps []Problem
	look := func(of, value ast.Expr) {
		f, ok := l.factOf(of)
		s, isText := stringOf(value)
		if !ok || !isText || len(f.values) == 0 || slices.Contains(f.values, s) {
			return
		}
		at := a.SourceInfo().GetStartLocation(value.ID())
		p := Problem{Line: at.Line(), Column: at.Column() + 1, Message: fmt.Sprintf("%s is never %q.", f.name, s)}
		p.Mend = "It is one of " + strings.Join(f.values, ", ") + "."
		if near := nearest(s, f.values); near != "" {
			p.Mend = fmt.Sprintf("Did you mean %q? ", near) + p.Mend
		}
		ps = append(ps, p)
	}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind {
			return
		}
		args := e.AsCall().Args()
		switch e.AsCall().FunctionName() {
		case operators.Equals, operators.NotEquals:
			look(args[0], args[1])
			look(args[1], args[0])
		case operators.In:
			look(args[1], args[0])
			if args[1].Kind() == ast.ListKind {
				for _, value := range args[1].AsList().Elements() {
					look(args[0], value)
				}
			}
		}
	}))
	return ps
}

// factOf finds the fact that an expression names.
func (l *language) factOf(e ast.Expr) (fact, bool) {
	if e.Kind() == ast.IdentKind {
		return l.table.find(e.AsIdent())
	}
	return fact{}, false
}

func stringOf(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

// uses reports whether a condition asks for one of the facts.
func (c *condition) uses(names ...string) bool {
	found := false
	ast.PreOrderVisit(c.ast.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		found = found || e.Kind() == ast.IdentKind && slices.Contains(names, e.AsIdent())
	}))
	return found
}
