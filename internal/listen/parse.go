package listen

import (
	"slices"
	"unicode/utf8"

	"heed/internal/desk"
)

const (
	maxLength  = 4096 // characters of a search
	maxNesting = 64
)

// A Query is a search that was understood. It never changes.
type Query struct {
	source string
	root   *node
	notes  []Note
	cost   int
}

// Parse reads a search. The error is a *[SyntaxError].
func Parse(query string) (*Query, error) {
	q, err := new(parser).parse(query)
	if err != nil {
		return nil, err
	}
	return &q, nil
}

// parse is Parse in the memory of the search before, which is lost.
func (p *parser) parse(query string) (Query, error) {
	if at, ok := tooLong(query); ok {
		return Query{}, refuse(desk.Span{Start: at, End: len(query)}, "Split it into two searches.",
			"A search can have up to %d characters; this one has %d.", maxLength, utf8.RuneCountInString(query))
	}
	if at := unreadable(query); at >= 0 {
		return Query{}, refuse(desk.Span{Start: at, End: at + 1}, "Type the search again here.", "This isn't readable text.")
	}
	q, err := p.read(query)
	if err == nil {
		err = check(&q)
	}
	if err != nil {
		return Query{}, err
	}
	return q, nil
}

func tooLong(s string) (at int, ok bool) {
	if len(s) <= maxLength {
		return 0, false
	}
	n := 0
	for i := range s {
		if n == maxLength {
			return i, true
		}
		n++
	}
	return 0, false
}

// unreadable is the first byte that is not UTF-8, -1 for none. It is looked for once and
// everywhere: inside quotes it would slip through.
func unreadable(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// read parses without asking whether the search may run.
func (p *parser) read(query string) (Query, *SyntaxError) {
	tokens, err := p.lexer.lex(query)
	if err != nil {
		return Query{}, err
	}
	if len(tokens) == 0 {
		return Query{}, refuse(desk.Span{}, "Enter the words a post must contain.", "The search is empty.")
	}
	p.begin(query, tokens)
	root, err := p.or()
	if err != nil {
		return Query{}, err
	}
	if p.i < len(tokens) { // only a bracket can stop the parser
		return Query{}, refuse(p.peek().at, "Remove it, or open it further left.", "This bracket closes nothing.")
	}
	return Query{source: query, root: root, notes: p.notes, cost: root.cost()}, nil
}

// String is the search in canonical form: parsed again it matches the same.
func (q *Query) String() string { return q.root.String() }

// Conditions are what a post must have, all of it, to match a search that asks for more than one thing: each as it would be written
// alone, without what is excluded. Of another search they are nil.
func (q *Query) Conditions() (all []string) {
	if q.root.kind != kAnd {
		return nil
	}
	for _, k := range sides(q.root, nil) {
		if k.kind != kNot {
			all = append(all, k.String())
		}
	}
	return all
}

// Notes say how parts of the search were understood that could be meant otherwise, and which can never match.
func (q *Query) Notes() []Note { return slices.Concat(q.notes, never(q.root)) }

// Cost is how many look-ups the search takes at most in a post of up to 25,000 characters that leads to it, of
// some 15 ns each. An ordinary post takes fewer; of a longer one it is as much for each 25,000 that begin.
func (q *Query) Cost() int { return q.cost }

// A parser reads one search. It may read another in the same memory once the first is not
// needed any more.
type parser struct {
	src    string
	tokens []lexeme
	i      int
	depth  int
	notes  []Note
	kids   []*node  // operands that are being gathered
	nodes  []node   // of the search, in one piece
	words  []wanted // the plain ones
	lists  []*node  // operands
	lexer  lexer
}

func (p *parser) more() bool    { return p.i < len(p.tokens) }
func (p *parser) peek() *lexeme { return &p.tokens[p.i] }
func (p *parser) is(k tokenKind) bool {
	return p.more() && p.tokens[p.i].kind == k
}

// here is the place of the next token, or the end of the search.
func (p *parser) here() desk.Span {
	if p.more() {
		return p.peek().at
	}
	return desk.Span{Start: len(p.src), End: len(p.src)}
}

func (p *parser) or() (*node, *SyntaxError) {
	first, err := p.and()
	if err != nil || !p.is(tOr) {
		return first, err
	}
	from := len(p.kids)
	p.kids = append(p.kids, first)
	for p.is(tOr) {
		p.i++
		next, err := p.and()
		if err != nil {
			return nil, err
		}
		p.kids = append(p.kids, next)
	}
	return p.gather(kOr, from), nil
}

func (p *parser) and() (*node, *SyntaxError) {
	first, err := p.unary()
	if err != nil || p.endsAnd() {
		return first, err
	}
	from := len(p.kids)
	p.kids = append(p.kids, first)
	for !p.endsAnd() {
		if p.is(tAnd) {
			p.i++
		}
		next, err := p.unary()
		if err != nil {
			return nil, err
		}
		p.kids = append(p.kids, next)
	}
	return p.gather(kAnd, from), nil
}

func (p *parser) endsAnd() bool { return !p.more() || p.is(tOr) || p.is(tClose) }

func (p *parser) unary() (*node, *SyntaxError) {
	if !p.is(tMinus) && !p.is(tNot) {
		return p.near(false)
	}
	sign := p.peek()
	p.i++
	if err := p.deeper(sign.at); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if !p.more() || p.is(tAnd) || p.is(tOr) || p.is(tClose) {
		return nil, refuse(sign.at, "Put what posts must not contain after it.", "There's nothing after %s.", p.text(sign.at))
	}
	var kid *node
	var err *SyntaxError
	if p.is(tMinus) || p.is(tNot) {
		kid, err = p.unary()
	} else {
		kid, err = p.near(sign.kind == tMinus)
	}
	if err != nil {
		return nil, err
	}
	at := desk.Span{Start: sign.at.Start, End: kid.at.End}
	if kid.kind == kNot {
		inner := *kid.kids[0]
		inner.at = at
		return &inner, nil
	}
	start := p.listRoom(1)
	p.lists = append(p.lists, kid)
	return p.node(node{kind: kNot, at: at, kids: p.lists[start : start+1 : start+1]}), nil
}

func (p *parser) deeper(at desk.Span) *SyntaxError {
	if p.depth++; p.depth > maxNesting {
		return refuse(at, "Split it into two searches.", "Brackets can be nested at most %d deep.", maxNesting)
	}
	return nil
}

func (p *parser) text(at desk.Span) string { return p.src[at.Start:at.End] }

// near reads an operand and what must stand near it.
func (p *parser) near(negated bool) (*node, *SyntaxError) {
	left, err := p.operand()
	if err != nil || !p.is(tNear) {
		return left, err
	}
	op := p.peek()
	if negated {
		return nil, refuse(op.at, "Put brackets around what the minus should exclude: -(a NEAR/5 b).", "It's unclear what the minus excludes.")
	}
	p.i++
	right, err := p.operand()
	if err != nil {
		return nil, err
	}
	for _, side := range [...]*node{left, right} {
		if bad := notPlaced(side); bad != nil {
			return nil, refuse(bad.at, "Put words, phrases, or words joined with OR on each side.", "NEAR can't measure the distance to this.")
		}
	}
	if p.is(tNear) {
		return nil, refuse(p.peek().at, "Write a NEAR/5 b AND b NEAR/5 c.", "NEAR joins two sides, and this is a third.")
	}
	return &node{kind: kNear, at: desk.Span{Start: left.at.Start, End: right.at.End}, kids: []*node{left, right}, n: op.n, ordered: op.ordered}, nil
}

// notPlaced finds what has no place among the words of a post.
func notPlaced(n *node) *node {
	switch n.kind {
	case kWord, kPrefix, kPattern, kFuzzy, kLookalike, kTag, kMention, kCash:
		return nil
	case kOr:
		for _, k := range n.kids {
			if bad := notPlaced(k); bad != nil {
				return bad
			}
		}
		return nil
	}
	return n
}

func (p *parser) operand() (*node, *SyntaxError) {
	if !p.more() {
		return nil, p.missing()
	}
	t := p.peek()
	switch t.kind {
	case tOpen:
		return p.group()
	case tClose, tAnd, tOr, tNear:
		return nil, p.missing()
	case tMinus, tNot:
		return nil, refuse(t.at, "Put the negation outside: (a NEAR/5 b) -c.", "NEAR can't measure the distance to something excluded.")
	}
	p.i++
	return p.leaf(t)
}

func (p *parser) missing() *SyntaxError {
	if p.i > 0 {
		switch before := p.tokens[p.i-1]; before.kind {
		case tAnd, tOr, tNear:
			return refuse(before.at, "Put a word on each side of it, or put it in quotes to search for the word itself.",
				"There's nothing after %s.", p.text(before.at))
		case tOpen:
			if p.is(tClose) {
				return refuse(desk.Span{Start: before.at.Start, End: p.peek().at.End}, "Put words between the brackets, or remove them.", "These brackets are empty.")
			}
		}
	}
	switch {
	case p.is(tClose):
		return refuse(p.here(), "Remove it, or open it further left.", "This bracket closes nothing.")
	case p.more():
		return refuse(p.here(), "Put a word on each side of it, or put it in quotes to search for the word itself.",
			"There's nothing before %s.", p.text(p.here()))
	}
	return refuse(p.here(), "Enter the words a post must contain.", "The search ends too early.")
}

func (p *parser) group() (*node, *SyntaxError) {
	open := p.peek()
	if err := p.deeper(open.at); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	p.i++
	if !p.more() {
		return nil, refuse(open.at, "Close it with ), or remove it.", "This bracket is never closed.")
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.is(tClose) {
		return nil, refuse(open.at, "Close it with ), or remove it.", "This bracket is never closed.")
	}
	end := p.peek().at.End
	p.i++
	if end < len(p.src) && p.src[end] == '~' {
		return nil, refuse(desk.Span{Start: end, End: p.here().End}, "Write the two sides with NEAR between: (a OR b) NEAR/5 (c OR d).",
			"A distance can't follow a bracket.")
	}
	n.at = desk.Span{Start: open.at.Start, End: end} // nobody else has it yet
	return n, nil
}

func (p *parser) note(at desk.Span, message string) {
	p.notes = append(p.notes, Note{Offset: at.Start, Length: at.End - at.Start, Message: message})
}
