package listen

// check refuses searches that would bring nearly everything or cost too much.
func check(q *Query) *SyntaxError {
	if q.cost > MaxCost {
		return refuseCost(q)
	}
	if covered(q.root, false) {
		return nil
	}
	at := blame(q.root, false)
	part := q.source[at.node.at.Start:at.node.at.End]
	switch why := at.why(); {
	case at.branch && why == onlyNegation:
		return refuse(at.node.at, "Say what must be there: use “apple -pear” for one without the other.",
			"%q next to OR matches every post that doesn't contain it.", part)
	case why == onlyNegation:
		return refuse(at.node.at, "Add a word that must be there, as in “skiing -snow”.",
			"%q only excludes posts; nothing says which to include.", part)
	case why == onlyCommon:
		return refuse(at.node.at, "Add a less common word, or put several in quotes.",
			"%q is in nearly every post.", part)
	}
	return refuse(at.node.at, "Add a word, phrase, @handle, #tag or link that must be there.",
		"%q only narrows a search; nothing says which posts to include.", part)
}

// A fault is the part of a search that brings everything.
type fault struct {
	node    *node
	negated bool
	branch  bool // one side of an OR
}

// blame finds the smallest part that has to be mended.
func blame(n *node, negated bool) fault {
	f := fault{node: n, negated: negated}
	switch {
	case n.kind == kNot:
		if inner := blame(n.kids[0], !negated); inner.node != n.kids[0] {
			return inner
		}
	case n.kind == kOr && !negated || n.kind == kAnd && negated:
		for _, k := range n.kids {
			if !covered(k, negated) {
				f = blame(k, negated)
				f.branch = true
				return f
			}
		}
	}
	return f
}

type reason uint8

const (
	onlyFilters reason = iota
	onlyCommon
	onlyNegation
)

// why says what the part consists of: a common word can be mended by another word,
// and is the most helpful thing to name.
func (f fault) why() reason {
	common, filters := ingredients(f.node, f.negated)
	switch {
	case common:
		return onlyCommon
	case filters:
		return onlyFilters
	}
	return onlyNegation
}

// ingredients tells which positive conditions a part has.
func ingredients(n *node, negated bool) (common, filters bool) {
	if n.kind == kNot {
		return ingredients(n.kids[0], !negated)
	}
	for _, k := range n.kids {
		c, f := ingredients(k, negated)
		common, filters = common || c, filters || f
	}
	if len(n.kids) > 0 || negated {
		return common, filters
	}
	isWord := n.kind == kWord || n.kind == kWindow
	return isWord, !isWord
}
