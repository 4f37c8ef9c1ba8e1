package listen

import (
	"strings"
	"unicode/utf8"
)

// An anchor is something that a post must hold for a search to match: the search is
// tried only on posts that hold one of its anchors.
type anchor struct {
	kind byte
	key  string
}

const (
	byWord    = 'w'
	byTag     = '#'
	byMention = '@'
	byCash    = '$'
	byLink    = 'u' // a run of letters and digits in a link
	byFrom    = 'f'
	byTo      = 't'
	byStem    = 'p' // first letters of a word
	byEdit    = 'z' // a word with letters left out
	byLook    = 'l'
)

// covering is a set of anchors of which a matching post holds at least one, and a
// guess of how often posts hold one.
type covering struct {
	anchors []anchor
	weight  float64
}

// anchors are those of a search, nil if it could match a post without any.
func anchors(root *node) []anchor {
	if c := cover(root, false); c != nil {
		return c.anchors
	}
	return nil
}

// cover finds the cheapest covering; negations are moved to the leaves on the way,
// where they cover nothing.
func cover(n *node, negated bool) *covering {
	switch n.kind {
	case kNot:
		return cover(n.kids[0], !negated)
	case kAnd, kOr:
		if (n.kind == kAnd) != negated {
			return cheapest(n.kids, negated)
		}
		return all(n.kids, negated)
	}
	if negated {
		return nil
	}
	switch n.kind {
	case kNear:
		return cheapest(n.kids, false)
	case kWord:
		return coverWords(n.words, len(n.words) > 1)
	case kWindow:
		return coverWords(n.words, false)
	case kPrefix:
		return one(byStem, stemKey(n.value), 20)
	case kPattern:
		literal, _, _ := strings.Cut(strings.TrimSuffix(string(n.pattern), "*"), "?")
		return one(byStem, stemKey(literal), 20)
	case kFuzzy:
		c := &covering{weight: 5}
		for _, key := range withLettersLeftOut(n.value, n.n) {
			c.anchors = append(c.anchors, anchor{byEdit, key})
		}
		return c
	case kLookalike:
		return one(byLook, n.value, weightOf(n.value))
	case kTag:
		return one(byTag, n.value, 2)
	case kMention:
		return one(byMention, n.value, 2)
	case kCash:
		return one(byCash, n.value, 2)
	case kTo:
		return one(byTo, n.value, 2)
	case kFrom:
		return one(byFrom, n.value, 1)
	case kURL:
		longest := ""
		for _, part := range linkParts(n.value) {
			if len(part) > len(longest) {
				longest = part
			}
		}
		return one(byLink, longest, 4)
	}
	return nil
}

func one(kind byte, key string, weight float64) *covering {
	return &covering{anchors: []anchor{{kind, key}}, weight: weight}
}

func cheapest(kids []*node, negated bool) *covering {
	var best *covering
	for _, k := range kids {
		if c := cover(k, negated); c != nil && (best == nil || c.weight < best.weight) {
			best = c
		}
	}
	return best
}

func all(kids []*node, negated bool) *covering {
	sum := &covering{}
	for _, k := range kids {
		c := cover(k, negated)
		if c == nil {
			return nil
		}
		sum.anchors = append(sum.anchors, c.anchors...)
		sum.weight += c.weight
	}
	return sum
}

// coverWords takes the rarest word. Common words count only in a phrase of several.
func coverWords(words []wanted, common bool) *covering {
	var best *covering
	for _, w := range words {
		if isStopWord(w.form) && !common {
			continue
		}
		c := one(byWord, w.form, weightOf(w.form))
		if w.also != "" {
			c.anchors = append(c.anchors, anchor{byWord, w.also})
			c.weight += weightOf(w.also)
		}
		if best == nil || c.weight < best.weight {
			best = c
		}
	}
	return best
}

// weightOf guesses how common a word is: long words are rare.
func weightOf(form string) float64 {
	if isStopWord(form) {
		return 1000
	}
	n := float64(utf8.RuneCountInString(form))
	return 100 / (1 + n*n)
}

// maxStem is how many letters of a stem are looked up; the rest is checked later.
const maxStem = 16

// stemKey is the first letters, at most maxStem.
func stemKey(s string) string {
	n := 0
	for i := range s {
		if n == maxStem {
			return s[:i]
		}
		n++
	}
	return s
}

// withLettersLeftOut is the word, and it with up to n letters left out, each once.
// Two words within n edits of one another have one of these in common.
func withLettersLeftOut(word string, n int) []string {
	seen := map[string]bool{word: true}
	out := []string{word}
	for from := 0; n > 0; n-- {
		to := len(out)
		for _, w := range out[from:to] {
			for i, r := range w {
				short := w[:i] + w[i+utf8.RuneLen(r):]
				if !seen[short] {
					seen[short] = true
					out = append(out, short)
				}
			}
		}
		from = to
	}
	return out
}

// linkParts are the runs of letters and digits of a link.
func linkParts(link string) []string {
	return strings.FieldsFunc(link, func(r rune) bool { return !isLinkLetter(r) })
}
