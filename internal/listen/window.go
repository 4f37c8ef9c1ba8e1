package listen

import (
	"math/bits"
	"slices"
)

// windows finds runs of words that hold all the words wanted, each at a place of its
// own, with at most n others between the first and the last.
func (r *run) windows(n *node, limit int) []occurrence {
	cand := r.candidates(n.words)
	if len(cand) < len(n.words) {
		return nil
	}
	words := r.post.words
	width := len(n.words) + n.n
	var out []occurrence
	end := 0
	for start := 0; start < len(cand) && len(out) < limit; start++ {
		end = max(end, start)
		for end < len(cand) && words[cand[end].at].Pos < words[cand[start].at].Pos+width {
			end++
		}
		if end-start < len(n.words) {
			continue
		}
		if found := r.assign(cand[start:end], len(n.words)); found != nil {
			slices.SortFunc(found, compareOccurrences)
			out = append(out, occurrence{first: found[0].first, last: found[len(found)-1].last, inner: found})
		}
	}
	return out
}

// A candidate is a place that can stand for some of the words wanted.
type candidate struct {
	at    int32
	stand uint32 // a bit for each
}

func (r *run) candidates(words []wanted) []candidate {
	var all []candidate
	for i, w := range words {
		for _, at := range r.placesOf(w, unlimited) {
			all = append(all, candidate{at: at, stand: 1 << i})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int { return int(a.at - b.at) })
	r.steps += len(all)
	out := all[:0]
	for _, c := range all {
		if n := len(out); n > 0 && out[n-1].at == c.at {
			out[n-1].stand |= c.stand
			continue
		}
		out = append(out, c)
	}
	return out
}

// assign gives each of n words a place of its own, if the places allow it: a
// matching in a small two-sided graph, found by augmenting paths.
func (r *run) assign(places []candidate, n int) []occurrence {
	var any uint32
	for _, c := range places {
		any |= c.stand
	}
	r.steps += len(places)
	if bits.OnesCount32(any) < n {
		return nil
	}
	holder := make([]int, len(places)) // word+1 at each place
	for word := range n {
		seen := make([]bool, len(places))
		if !r.augment(places, holder, seen, word) {
			return nil
		}
	}
	var out []occurrence
	for i, h := range holder {
		if h > 0 {
			out = append(out, occurrence{first: places[i].at, last: places[i].at})
		}
	}
	return out
}

func (r *run) augment(places []candidate, holder []int, seen []bool, word int) bool {
	for i, c := range places {
		r.steps++
		if c.stand&(1<<word) == 0 || seen[i] {
			continue
		}
		seen[i] = true
		if holder[i] == 0 || r.augment(places, holder, seen, holder[i]-1) {
			holder[i] = word + 1
			return true
		}
	}
	return false
}
