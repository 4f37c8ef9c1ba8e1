package listen

import (
	"strings"

	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/text/token"
)

// Kinds of terms beside those of a text.
const (
	byNetwork token.Kind = token.Own + iota
	byLang
	byQuality  // what has: and is: ask for
	byPlace    // a place, as asked for
	byPlaceKey // its first word
	byPattern  // a word with open letters, as asked for
	byFuzzy    // a word that may be misspelt, as asked for
	byURL      // a part of a link, as asked for
)

// A compiler turns searches into programs. It keeps its memory from one to the next.
type compiler struct {
	key    token.Key
	rate   func(term, rarity) float64 // what share of posts hold a term
	out    []uint32
	needs  []description
	orders [][]ranked // scratch, one for each depth
	depth  int
}

// compile appends the program of a search and returns where it begins. What the terms of
// the program need described is in needs.
func (c *compiler) compile(id desk.SearchID, q *Query) uint32 {
	at, needs := uint32(len(c.out)), len(c.needs)
	c.out = append(c.out, 0, 0, uint32(id))
	if high := uint32(uint64(id) >> 32); high != 0 {
		c.out[at] = headWide
		c.out = append(c.out, high)
	}
	c.node(q.root, false)
	c.out[at] |= uint32(len(c.out)) - at
	if len(c.needs) > needs {
		c.out[at] |= headDescribed
	}
	return at
}

func (c *compiler) hash(kind token.Kind, form string) term { return termOf(c.key.Hash(kind, form)) }

// node writes one condition, or what it denies.
func (c *compiler) node(n *node, negated bool) {
	switch n.kind {
	case kNot:
		c.node(n.kids[0], !negated)
	case kAnd, kOr:
		c.join(n, negated)
	case kWord:
		if len(n.words) > 1 {
			c.sized(opPhrase, negated, func() { c.subs(n.words) })
			return
		}
		c.eitherForm(n.words[0], negated)
	case kWindow:
		c.sized(opWindow, negated, func() {
			c.out = append(c.out, uint32(n.n))
			c.subs(n.words)
		})
	case kNear:
		c.near(n, negated)
	case kLookalike:
		c.either(negated, c.hash(token.Word, n.value), c.hash(token.Look, n.value))
	case kFollowers:
		c.sized(opFollowers, negated, func() { c.numbers(n.low, n.high) })
	default:
		c.term(c.single(n), flagIf(negated, opNegated)|n.kind.flags())
	}
}

func flagIf(yes bool, flag uint32) uint32 {
	if yes {
		return flag
	}
	return 0
}

// filters reports kinds that say nothing about which posts to bring.
func (k kind) filters() bool {
	return k == kLang || k == kNetwork || k == kPlace || k == kHas || k == kIs || k == kFollowers
}

// flags are those of the term of a condition.
func (k kind) flags() uint32 {
	switch k {
	case kTag, kMention, kCash, kTo, kFrom, kURL:
		return opEntity
	}
	return flagIf(k.filters(), opFilter)
}

// single is the term of a condition that is one.
func (c *compiler) single(n *node) term {
	switch n.kind {
	case kWord:
		return c.hash(token.Word, n.words[0].form)
	case kPrefix, kPattern, kFuzzy, kURL, kPlace:
		return c.described(n)
	case kTag:
		return c.hash(token.Tag, n.value)
	case kMention:
		return c.hash(token.Mention, n.value)
	case kCash:
		return c.hash(token.Cash, n.value)
	case kTo:
		return termOf(toHash(c.key.Hash(token.Mention, n.value)))
	case kFrom:
		seed := newHandleSeed(c.key, token.From)
		return termOf(seed.hash(n.value))
	case kLang:
		return c.hash(byLang, n.value)
	case kNetwork:
		return c.hash(byNetwork, n.value)
	}
	return c.hash(byQuality, n.print)
}

// described is the term that a post gets where it holds what the condition describes.
func (c *compiler) described(n *node) term {
	var t term
	var subs []uint32
	switch n.kind {
	case kPrefix:
		t = c.hash(token.Stem, n.value)
	case kPattern:
		t = c.hash(byPattern, string(n.pattern))
	case kFuzzy:
		t = c.hash(byFuzzy, string(rune('0'+n.n))+n.value)
	case kURL:
		t = c.hash(byURL, n.value)
	case kPlace:
		var key strings.Builder
		for _, w := range n.words {
			key.WriteString(w.form + "\x00" + w.also + "\x00")
		}
		t = c.hash(byPlace, key.String())
		program := c.out
		c.out = nil
		c.subs(n.words)
		subs, c.out = c.out, program
	}
	c.needs = append(c.needs, describe(t, n, subs))
	return t
}

func (c *compiler) term(t term, flags uint32) {
	c.out = append(c.out, opTerm<<opShift|flags|uint32(t>>32), uint32(t))
}

// sized writes a node of which the size is known once it is written.
func (c *compiler) sized(op uint32, negated bool, body func()) {
	at := len(c.out)
	c.out = append(c.out, op<<opShift|flagIf(negated, opNegated))
	body()
	c.out[at] |= uint32(len(c.out) - at)
}

func (c *compiler) either(negated bool, terms ...term) {
	c.sized(opOr, negated, func() {
		for _, t := range terms {
			c.term(t, 0)
		}
	})
}

func (c *compiler) eitherForm(w wanted, negated bool) {
	if w.also == "" {
		c.term(c.hash(token.Word, w.form), flagIf(negated, opNegated))
		return
	}
	c.either(negated, c.hash(token.Word, w.form), c.hash(token.Word, w.also))
}

func (c *compiler) numbers(low, high int) {
	for _, n := range [...]uint64{uint64(low), uint64(high)} {
		c.out = append(c.out, uint32(n), uint32(n>>32))
	}
}

func (c *compiler) subs(words []wanted) {
	for _, w := range words {
		glued := flagIf(w.glued, subGlued)
		c.term(c.hash(token.Word, w.form), glued)
		if w.also != "" {
			c.term(c.hash(token.Word, w.also), glued|subAlso)
		}
	}
}

func (c *compiler) near(n *node, negated bool) {
	op := opNear
	if n.ordered {
		op = opOrdered
	}
	c.sized(op, negated, func() {
		at := len(c.out)
		c.out = append(c.out, 0)
		c.side(n.kids[0])
		c.out[at] = uint32(n.n) | uint32(len(c.out)-at-1)<<8
		c.side(n.kids[1])
	})
}

// side writes what may stand on one side of NEAR, one after the other.
func (c *compiler) side(n *node) {
	switch {
	case n.kind == kOr:
		for _, k := range n.kids {
			c.side(k)
		}
	case n.kind == kWord && len(n.words) > 1:
		c.sized(opPhrase, false, func() { c.subs(n.words) })
	case n.kind == kWord:
		for _, form := range [...]string{n.words[0].form, n.words[0].also} {
			if form != "" {
				c.term(c.hash(token.Word, form), 0)
			}
		}
	case n.kind == kLookalike:
		c.term(c.hash(token.Word, n.value), 0)
		c.term(c.hash(token.Look, n.value), 0)
	default:
		c.term(c.single(n), n.kind.flags())
	}
}

// ranked is an operand and when to try it: the lowest first.
type ranked struct {
	node *node
	rank float64
}

// join writes the operands of AND or OR, those first that decide soonest for their price.
func (c *compiler) join(n *node, negated bool) {
	for len(c.orders) <= c.depth {
		c.orders = append(c.orders, nil)
	}
	kids := c.orders[c.depth][:0]
	for _, k := range n.kids {
		kids = append(kids, ranked{k, c.rank(k, n.kind == kAnd)})
	}
	order.Stable(kids, func(a, b ranked) int {
		switch {
		case a.rank < b.rank:
			return -1
		case a.rank > b.rank:
			return 1
		}
		return 0
	})
	c.orders[c.depth] = kids
	c.depth++
	op := opOr
	if n.kind == kAnd {
		op = opAnd
	}
	c.sized(op, negated, func() {
		for _, o := range kids {
			c.node(o.node, false)
		}
	})
	c.depth--
}

// rank orders operands: of AND the cheap ones that often fail come first, of OR those
// that often hold. The exact order changes nothing but speed.
func (c *compiler) rank(n *node, all bool) float64 {
	rank := 0.0
	switch {
	case n.kind.filters():
		rank = 0.3
	case n.kind == kWord && len(n.words) == 1:
		rank = c.rate(c.hash(token.Word, n.words[0].form), ofWord)
	case n.kind == kWord, n.kind == kWindow, n.kind == kNear:
		rank = 1
	case n.kind == kNot:
		rank = 2
	case len(n.kids) > 0:
		rank = 3
	}
	if !all && rank < 1 {
		return 1 - rank
	}
	return rank
}
