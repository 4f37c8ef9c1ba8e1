package protocol

import (
	"fmt"
	"regexp"
	"strings"

	"heed/internal/desk"
	"heed/internal/text"

	"cel.dev/cel-go/cel"
)

// A Problem is one thing that is wrong with a protocol, and where.
type Problem struct {
	Rule    int    // index of the rule; -1: not in a rule
	Name    string // of the rule
	Field   string // "when", "within"; of the document where Rule is -1
	Line    int    // in the condition, from 1; 0: not in a condition
	Column  int    // in characters, from 1
	Message string // in plain words
	Mend    string // a way out
}

func (p Problem) String() string {
	switch {
	case p.Rule < 0:
		return p.Message
	case p.Line > 0:
		return fmt.Sprintf("Rule %d %q, line %d, column %d: %s", p.Rule+1, p.Name, p.Line, p.Column, p.Message)
	}
	return fmt.Sprintf("Rule %d %q: %s", p.Rule+1, p.Name, p.Message)
}

// path names the field in the document.
func (p Problem) path() string {
	if p.Rule < 0 {
		return p.Field
	}
	return fmt.Sprintf("rules[%d].%s", p.Rule, p.Field)
}

// Problems is all that is wrong with a protocol; the cause of the error of [Parse].
type Problems []Problem

func (ps Problems) Error() string {
	if len(ps) == 1 {
		return ps[0].String()
	}
	return fmt.Sprintf("%s (and %d more)", ps[0], len(ps)-1)
}

func (ps Problems) asError() error {
	return &desk.Error{Kind: desk.Invalid, Message: ps.Error(), Mend: ps[0].Mend, Field: ps[0].path(), Err: ps}
}

// problems puts what the compiler says into plain words.
func (l *language) problems(source string, errs []*cel.Error) []Problem {
	var ps []Problem
	for _, e := range errs {
		p := Problem{Line: e.Location.Line(), Column: e.Location.Column() + 1}
		if _, begins, _ := dotted(source, p.Line, p.Column); isDot(source, p.Line, p.Column) {
			p.Column = begins // of the whole name
		}
		p.Message, p.Mend = l.plain(source, &p, e.Message)
		ps = append(ps, p)
		if strings.HasPrefix(e.Message, "Syntax error") {
			break // what follows one is noise
		}
	}
	return ps
}

// Shapes of the compiler's messages; read only.
var (
	reUndeclared = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	reOverload   = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '([^']*)'`)
	reExpected   = regexp.MustCompile(`^expected type '([^']*)' but found '([^']*)'`)
	reUnexpected = regexp.MustCompile(`^Syntax error: (?:mismatched|extraneous) input '(.*?)' expecting|^Syntax error: token recognition error at: '(.*?)'`)
)

func (l *language) plain(source string, p *Problem, said string) (message, mend string) {
	const more = " See docs/protocol.md for what conditions can check."
	if m := reUndeclared.FindStringSubmatch(said); m != nil {
		name, column, called := dotted(source, p.Line, p.Column)
		if name == "" {
			name, column = m[1], p.Column
		}
		p.Column = column
		if called {
			return fmt.Sprintf("There is no function %q.", m[1]), "Functions are says, contains, startsWith, endsWith, matches, size, exists and all." + more
		}
		message = fmt.Sprintf("There is no fact %q.", name)
		if near := l.nearestFact(name); near != "" {
			return message, fmt.Sprintf("Did you mean %q?", near)
		}
		return message, "Put text to compare with in quotes." + more
	}
	if m := reOverload.FindStringSubmatch(said); m != nil {
		return overloadWords(m[1], m[2]), "Compare text with text in quotes and numbers with numbers; && and || join conditions." + more
	}
	if m := reExpected.FindStringSubmatch(said); m != nil {
		return fmt.Sprintf("Found a %s where a %s belongs.", typeWords(m[2]), typeWords(m[1])), "Compare it with something: && and || join conditions." + more
	}
	if m := reUnexpected.FindStringSubmatch(said); m != nil {
		return "The condition can't be read from " + found(m[1]+m[2]) + " on.",
			`Look for a missing quote or bracket. "==" compares, "&&" is and, "||" is or, "!" is not.`
	}
	if said == "invalid matches argument" {
		return "The pattern isn't a valid regular expression.", `Check for a missing bracket, and use "\\." for a full stop. message.says looks for words without patterns.`
	}
	said = strings.TrimSuffix(strings.TrimPrefix(said, "Syntax error: "), ".")
	return "The condition does not work: " + said + ".", "Compare with the examples in docs/protocol.md."
}

func found(token string) string {
	if token == "" || token == "<EOF>" {
		return "its end"
	}
	return fmt.Sprintf("%q", strings.TrimSpace(token))
}

func overloadWords(op, args string) string {
	kinds := strings.Split(strings.Trim(args, "()"), ", ")
	for i, k := range kinds {
		kinds[i] = typeWords(k)
	}
	if name := strings.Trim(op, "_@"); len(kinds) == 2 && strings.HasPrefix(op, "_") || op == "@in" {
		return fmt.Sprintf("%q can't be used between a %s and a %s.", name, kinds[0], kinds[len(kinds)-1])
	}
	return fmt.Sprintf("%q can't be used with a %s.", strings.Trim(op, "_@"), strings.Join(kinds, " and a "))
}

// typeWords says a type as people do.
func typeWords(t string) string {
	switch t {
	case "string":
		return "text"
	case "int", "uint":
		return "whole number"
	case "double":
		return "number"
	case "bool":
		return "yes or no"
	case "list(string)":
		return "list of texts"
	}
	return strings.NewReplacer("list(", "list of ", ")", "", "string", "text", "int", "whole number", "double", "number", "bool", "yes or no").Replace(t)
}

// dotted is the whole name around a place in the source, where it begins, and whether
// it is called.
func dotted(source string, line, column int) (name string, begins int, called bool) {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return "", column, false
	}
	rs := []rune(lines[line-1])
	part := func(i int) bool {
		return i >= 0 && i < len(rs) && (rs[i] == '.' || rs[i] == '_' || rs[i] >= '0' && rs[i] <= '9' || rs[i]|0x20 >= 'a' && rs[i]|0x20 <= 'z')
	}
	from := column - 1
	if from < len(rs) && from >= 0 && rs[from] == '(' {
		from--
		called = true
	}
	to := from
	for part(from - 1) {
		from--
	}
	for part(to) {
		to++
	}
	if from < 0 || to > len(rs) || from >= to {
		return "", column, called
	}
	return string(rs[from:to]), from + 1, called || to < len(rs) && rs[to] == '('
}

func isDot(source string, line, column int) bool {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return false
	}
	rs := []rune(lines[line-1])
	return column >= 1 && column <= len(rs) && rs[column-1] == '.'
}

func (l *language) nearestFact(name string) string {
	var names []string
	for _, f := range l.table.facts {
		if f.name != words {
			names = append(names, f.name)
		}
	}
	if near := nearest(name, names); near != "" {
		return near
	}
	for _, n := range names { // "intent" for signals.intent
		if strings.HasSuffix(n, "."+name) {
			return n
		}
	}
	return ""
}

// nearest is the name that may have been meant, "" if none is near.
func nearest(s string, names []string) string { return text.Nearest(s, names, min(3, len(s)/2)) }
