package listen

import (
	"iter"
	"slices"
)

// covered reports whether a node names something that a post must hold to match; if not,
// it would have to be tried on every post. Common words count only in a phrase of several.
func covered(n *node, negated bool) bool {
	switch n.kind {
	case kNot:
		return covered(n.kids[0], !negated)
	case kAnd, kOr:
		if (n.kind == kAnd) != negated {
			return slices.ContainsFunc(n.kids, func(k *node) bool { return covered(k, negated) })
		}
		return !slices.ContainsFunc(n.kids, func(k *node) bool { return !covered(k, negated) })
	}
	if negated || n.kind.filters() {
		return false
	}
	switch n.kind {
	case kNear:
		return covered(n.kids[0], false) || covered(n.kids[1], false)
	case kWord, kWindow:
		return n.kind == kWord && len(n.words) > 1 || slices.ContainsFunc(n.words, func(w wanted) bool { return !isStopWord(w.form) })
	}
	return true
}

// linkParts are the runs of letters and digits of a link, each with the byte at which it begins.
func linkParts(link string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		from := -1
		for i, r := range link {
			switch is := isLinkLetter(r); {
			case is && from < 0:
				from = i
			case !is && from >= 0:
				if !yield(from, link[from:i]) {
					return
				}
				from = -1
			}
		}
		if from >= 0 {
			yield(from, link[from:])
		}
	}
}
