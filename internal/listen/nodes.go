package listen

import (
	"slices"
	"strings"

	"heed/internal/desk"
)

// gather makes one node of the operands from one on and flattens nodes of the same kind.
func (p *parser) gather(k kind, from int) *node {
	kids := p.kids[from:]
	size := 0
	for _, kid := range kids {
		size += 1
		if kid.kind == k {
			size += len(kid.kids) - 1
		}
	}
	n := p.node(node{kind: k, at: desk.Span{Start: kids[0].at.Start, End: kids[len(kids)-1].at.End}})
	start := p.listRoom(size)
	for _, kid := range kids {
		if kid.kind == k {
			p.lists = append(p.lists, kid.kids...)
		} else {
			p.lists = append(p.lists, kid)
		}
	}
	n.kids = p.lists[start:len(p.lists):len(p.lists)]
	p.kids = p.kids[:from]
	return n
}

// node keeps a node beside the others of the search.
func (p *parser) node(n node) *node {
	if len(p.nodes) == cap(p.nodes) {
		p.nodes = make([]node, 0, nodesAtOnce)
	}
	p.nodes = append(p.nodes, n)
	return &p.nodes[len(p.nodes)-1]
}

const nodesAtOnce = 4

// word is the node of a plain word.
func (p *parser) word(t *lexeme) *node {
	if len(p.words) == cap(p.words) {
		p.words = make([]wanted, 0, nodesAtOnce)
	}
	p.words = append(p.words, wanted{form: strings.ToLower(t.raw)})
	n := len(p.words)
	return p.node(node{kind: kWord, at: t.at, print: t.raw, words: p.words[n-1 : n : n]})
}

// begin prepares for the tokens of a search, with room for the nodes of as many words as
// there are.
func (p *parser) begin(query string, tokens []lexeme) {
	p.src, p.tokens, p.i, p.depth, p.notes = query, tokens, 0, 0, nil
	leaves, words, open := 0, 0, 1
	for i := range tokens {
		switch t := &tokens[i]; t.kind {
		case tWord:
			leaves++
			words++
		case tPhrase:
			leaves++
			words += 2
		case tField:
			leaves++
		case tOpen, tMinus, tNot:
			open++
		}
	}
	p.kids, p.lists = slices.Grow(p.kids[:0], 12), slices.Grow(p.lists[:0], leaves+open)
	p.nodes, p.words = slices.Grow(p.nodes[:0], leaves+open), slices.Grow(p.words[:0], words)
}

// listRoom makes sure that so many operands can be listed in one piece, and returns where.
func (p *parser) listRoom(n int) int {
	if len(p.lists)+n > cap(p.lists) {
		p.lists = make([]*node, 0, n+nodesAtOnce)
	}
	return len(p.lists)
}
