package listen

import (
	"math"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/text"
)

// kind is what a node of a query asks.
type kind uint8

const (
	kAnd kind = iota
	kOr
	kNot
	kNear
	kWord      // one word, or several side by side
	kWindow    // words in any order with few between
	kPrefix    // words that begin so
	kPattern   // words with one letter open
	kFuzzy     // words at a small edit distance
	kLookalike // words that look so
	kTag
	kMention
	kCash
	kTo
	kFrom
	kURL
	kLang
	kNetwork
	kPlace
	kHas
	kIs
	kFollowers
)

// node is one condition. Nodes are not changed after parsing.
type node struct {
	kind    kind
	ordered bool      // of kNear
	at      desk.Span // in the query
	kids    []*node
	print   string   // of a leaf: canonical form
	value   string   // of a leaf: folded
	pattern []rune   // of kPattern
	words   []wanted // of kWord, kWindow and kPlace
	n       int      // of kNear, kWindow: words between; of kFuzzy: distance
	low     int      // of kFollowers
	high    int
}

// wanted is a word that a search asks for.
type wanted struct {
	form, also string
	glued      bool // right after the one before, in a script without spaces
}

func wantedOf(words []text.Word) []wanted {
	out := make([]wanted, len(words))
	for i, w := range words {
		out[i] = wanted{form: w.Form, also: w.Also, glued: w.Glued}
	}
	return out
}

const unlimited = math.MaxInt

// String writes the node so that parsing it gives the same node.
func (n *node) String() string {
	switch n.kind {
	case kAnd:
		return n.join(" ", kOr)
	case kOr:
		return n.join(" OR ")
	case kNot:
		return "-" + n.kids[0].bracketed(kAnd, kOr, kNot, kNear)
	case kNear:
		op := " NEAR/"
		if n.ordered {
			op = " ONEAR/"
		}
		return n.kids[0].bracketed(kOr) + op + strconv.Itoa(n.n) + " " + n.kids[1].bracketed(kOr)
	}
	return n.print
}

func (n *node) join(sep string, bracketed ...kind) string {
	parts := make([]string, len(n.kids))
	for i, k := range n.kids {
		parts[i] = k.bracketed(bracketed...)
	}
	return strings.Join(parts, sep)
}

func (n *node) bracketed(kinds ...kind) string {
	for _, k := range kinds {
		if n.kind == k {
			return "(" + n.String() + ")"
		}
	}
	return n.String()
}
