package listen

// What one condition costs, in look-ups, which people are told of as points. An ordinary post takes fewer; the worst of up to 25,000 characters that
// leads to the search takes no more, at some 15 ns each: it was measured by making up searches and posts, see
// BenchmarkHunt.
const (
	costWord    = 1
	costPlace   = 4 // of one word or side of which it counts where it stands
	costPrefix  = 4
	costPattern = 8
	costFuzzy   = 40
)

// MaxCost is what a search may cost, in look-ups.
const MaxCost = 4000

func (n *node) cost() int {
	sum := 0
	for _, k := range n.kids {
		sum += k.cost()
	}
	switch n.kind {
	case kNear:
		sum += costPlace * (n.kids[0].sides() + n.kids[1].sides())
	case kWord:
		switch forms := n.forms(); {
		case len(n.words) == 1:
			sum += costWord * forms
		case forms == 2: // one look, once it was noted which words stand side by side
			sum += costPlace
		default:
			sum += costPlace * forms
		}
	case kWindow: // each word is held against each other
		sum += n.forms() * (costPlace + len(n.words)/2)
	case kLookalike:
		sum += 2 * costWord
	case kPrefix, kURL:
		sum += costPrefix
	case kPattern:
		sum += costPattern
	case kFuzzy:
		sum += costFuzzy * n.n
	case kAnd, kOr, kNot:
	default:
		sum += costWord
	}
	return sum
}

// forms is how many forms the words of a condition have: a possessive is two.
func (n *node) forms() int {
	sum := len(n.words)
	for _, w := range n.words {
		if w.also != "" {
			sum++
		}
	}
	return sum
}

// sides is how much stands on one side of NEAR: a phrase is found first, and has two ends.
func (n *node) sides() int {
	switch {
	case n.kind == kWord && len(n.words) > 1:
		return 3
	case n.kind == kWord:
		return n.forms()
	case n.kind == kLookalike:
		return 2
	case n.kind != kOr:
		return 1
	}
	sum := 0
	for _, k := range n.kids {
		sum += k.sides()
	}
	return sum
}

// conditions calls yield with each condition of a search and what it costs.
func (n *node) conditions(yield func(n *node, cost int)) {
	if n.kind != kAnd && n.kind != kOr && n.kind != kNot {
		yield(n, n.cost())
		return
	}
	for _, k := range n.kids {
		k.conditions(yield)
	}
}

// refuseCost points at the condition with which a search costs too much, and says what of it is dear.
func refuseCost(q *Query) *SyntaxError {
	left, dear, far, over := MaxCost, 0, 0, q.root
	q.root.conditions(func(n *node, cost int) {
		if left >= 0 && left < cost {
			over = n
		}
		left -= cost
		switch n.kind {
		case kPattern, kPrefix, kFuzzy:
			dear += cost
		case kNear, kWindow, kWord:
			if cost > costWord {
				far += cost
			}
		}
	})
	if dear >= far {
		return refuse(over.at, "End the search here and create another for the rest, or use fewer misspellings and wildcards.",
			"The search is too complex: %d points, with %d allowed; %d are for misspellings and wildcards.", q.cost, MaxCost, dear)
	}
	return refuse(over.at, "End the search here and create another for the rest, or use fewer phrases, shorter lists beside NEAR and fewer words within a distance.",
		"The search is too complex: %d points, with %d allowed; %d are for phrases and distances.", q.cost, MaxCost, far)
}
