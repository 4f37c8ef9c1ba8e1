package listen

import (
	"slices"

	"heed/internal/text/token"
)

// What follows answers for long posts what eval.go does for short ones.

// lists is memory for the places of one condition.
type lists struct {
	left, right []stretch
	stand       []standing
	holder      []int8
	seen        []bool
	words       []chain
}

// stretch is where something stands: its first and last place.
type stretch struct{ first, last uint32 }

// standing is a place and the words that may stand there, a bit each.
type standing struct {
	place uint32
	words uint32
}

// longPhrase reports whether words stand side by side in a long post.
func (x *trial) longPhrase(b []uint32, at uint32) bool {
	if x.hasPairs {
		yes, sure := x.paired(b, at)
		if sure {
			return yes
		}
	}
	return x.eachRun(b, at, func(_, _ int) bool { return false })
}

// paired reports whether every word of a phrase stands beside the next somewhere. That is sure
// where one does not, or where there are but two. Words of two forms are not asked about.
func (x *trial) paired(b []uint32, at uint32) (yes, sure bool) {
	end := at + b[at]&lowMask
	for k := at + 1; k+subSize < end; k += subSize {
		next := k + subSize
		after := next + subSize
		if b[k]&subAlso != 0 || b[next]&subAlso != 0 || after < end && b[after]&subAlso != 0 {
			continue
		}
		if !x.pairs.has(termAt(b, k), termAt(b, next)) {
			return false, true
		}
		if end-at == 1+2*subSize && (b[k]|b[next])&subGlued == 0 {
			return true, true
		}
	}
	return true, false
}

// eachRun calls yield with the first and last word of each occurrence of a phrase until
// it returns false, and reports whether it was.
func (x *trial) eachRun(b []uint32, at uint32, yield func(first, last int) bool) bool {
	end := at + b[at]&lowMask
	rarest, offset, n := x.rarest(b, at+1, end)
	if n == 0 {
		return false
	}
	x.walked += n
	if x.walked > len(x.tokens.Hash)/8 && !x.hasPairs {
		x.notePairs()
	}
	k, filtered := x.neighbours(b, at+1, rarest, end, n)
	return x.eachOf(b, rarest, end, func(i int) bool {
		if filtered {
			for k > uint32(i)+besides {
				k = x.prior[k-1]
			}
			if k == 0 || k+besides < uint32(i) {
				return true
			}
		}
		if i = x.back(i, offset); i < 0 {
			return true
		}
		last, ok := x.runs(b, at+1, end, i)
		return !ok || yield(i, last)
	})
}

// besides is more than the tokens from a word to one beside it.
const besides = 2*mostAtPlace + 1

// neighbours is the chain of a word that a phrase has beside that of a sub with n tokens; it is
// not ok where there is no one such word, or it is not worth looking for.
func (x *trial) neighbours(b []uint32, first, k, end uint32, n int) (last uint32, ok bool) {
	if n < fewSteps {
		return 0, false
	}
	other := k + subSize
	if other >= end {
		if other = k - subSize; k == first {
			return 0, false
		}
	}
	if b[k]&subAlso != 0 || b[other]&subAlso != 0 || max(k, other)+subSize < end && b[max(k, other)+subSize]&subAlso != 0 {
		return 0, false
	}
	beside := &x.kept[x.find(termAt(b, other))]
	if int(beside.count) > fewSteps*n {
		return 0, false
	}
	return beside.last, true
}

// eachOf calls yield with the tokens of a sub and of those that stand in its place, until it
// returns false. It reports whether it was stopped.
func (x *trial) eachOf(b []uint32, k, end uint32, yield func(i int) bool) bool {
	for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
		first = false
		if x.each(termAt(b, k), yield) {
			return true
		}
	}
	return false
}

// rarest is the sub with the fewest tokens, how many places stand before it, and how many
// tokens it has: 0 where no phrase can be.
func (x *trial) rarest(b []uint32, k, end uint32) (rarest, offset uint32, fewest int) {
	fewest = len(x.tokens.Hash) + len(x.extras) + 1
	before := ^uint64(0)
	for n := uint32(0); k < end; n++ {
		sub, count, here := k, 0, uint64(0)
		for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
			first = false
			term := x.find(termAt(b, k))
			count += int(x.kept[term].count)
			here |= x.where(term)
		}
		if !x.isNear(before, here, 1) {
			return 0, 0, 0
		}
		before = here
		if count < fewest {
			rarest, offset, fewest = sub, n, count
		}
	}
	return rarest, offset, fewest
}

// runs reports whether the subs stand side by side from a word on, and with which they end.
func (x *trial) runs(b []uint32, k, end uint32, i int) (last int, ok bool) {
	for {
		ok := b[k]&subGlued == 0 || x.isGlued(i)
		same := false
		for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
			first = false
			same = same || x.bears(i, termAt(b, k))
		}
		if !ok || !same {
			return 0, false
		}
		if k >= end {
			return i, true
		}
		if i = x.next(i); i < 0 {
			return 0, false
		}
	}
}

// longNear reports whether the two sides of NEAR stand close enough in a long post.
func (x *trial) longNear(b []uint32, left, middle, end, distance uint32, ordered bool) bool {
	if left+termSize == middle && middle+termSize == end && operator(b[left]) == opTerm && operator(b[middle]) == opTerm {
		l, r := x.find(termAt(b, left)), x.find(termAt(b, middle))
		return l != 0 && r != 0 && x.termsNear(l, r, distance, ordered)
	}
	leftAll, leftTerms := x.whereOf(b, left, middle)
	rightAll, rightTerms := x.whereOf(b, middle, end)
	if !x.isNear(leftAll, rightAll, distance) {
		return false
	}
	if leftTerms && rightTerms {
		return x.anyNear(b, left, middle, end, distance, ordered)
	}
	yes, all := x.someFollow(b, left, middle, end, distance, ordered, someStretches)
	if !yes && !all {
		yes, _ = x.someFollow(b, left, middle, end, distance, ordered, unlimited)
	}
	return yes
}

// someStretches are so many places of each side of NEAR that are first looked at alone: of what stands
// everywhere some are near each other.
const someStretches = 48

// someFollow is longNear for the last places of each side, up to a limit, and tells whether that were all.
func (x *trial) someFollow(b []uint32, left, middle, end, distance uint32, ordered bool, limit int) (yes, all bool) {
	l := &x.lists
	l.left = x.collect(b, left, middle, l.left[:0], limit)
	if len(l.left) == 0 {
		return false, true
	}
	l.right = x.collect(b, middle, end, l.right[:0], limit)
	yes = follows(l.left, l.right, distance) || !ordered && follows(l.right, l.left, distance)
	return yes, len(l.left) < limit && len(l.right) < limit
}

// whereOf are the stretches in which one side of NEAR may stand, and whether it is of a few terms
// alone.
func (x *trial) whereOf(b []uint32, k, end uint32) (where uint64, few bool) {
	few = end-k <= fewEither*termSize
	for ; k < end; k += sizeAt(b, k) {
		if operator(b[k]) != opTerm {
			return ^uint64(0), false
		}
		if t := x.find(termAt(b, k)); t != 0 {
			where |= x.where(t)
		}
	}
	return where, few
}

// fewEither are so few terms of a side that each is held against each of the other.
const fewEither = 4

// anyNear is longNear where both sides are a few terms.
func (x *trial) anyNear(b []uint32, left, middle, end, distance uint32, ordered bool) bool {
	for ; left < middle; left += termSize {
		l := x.find(termAt(b, left))
		for right := middle; right < end && l != 0; right += termSize {
			if r := x.find(termAt(b, right)); r != 0 && x.termsNear(l, r, distance, ordered) {
				return true
			}
		}
	}
	return false
}

// termsNear is longNear for two terms that the post holds.
func (x *trial) termsNear(l, r, distance uint32, ordered bool) bool {
	if !x.mayMeet(l, r, distance) {
		return false
	}
	if x.kept[l].count >= fewSpots && x.kept[r].count >= fewSpots {
		if yes, ok := x.standsBeside(l, r, distance, ordered); ok {
			return yes
		}
	}
	if yes, ok := x.meets(l, r, distance, ordered); ok {
		return yes
	}
	return x.comesAfter(l, r, distance) || !ordered && x.comesAfter(r, l, distance)
}

// comesAfter reports whether one of the tokens of the second term begins after the end of one
// of the first, at most distance places on. Both chains go from the last to the first.
func (x *trial) comesAfter(first, second, distance uint32) bool {
	i, k := x.kept[first].last, x.kept[second].last
	_, end := x.place(int(i - 1))
	begin, _ := x.place(int(k - 1))
	for {
		if end == nowhere || begin != nowhere && begin <= end {
			if i = x.prior[i-1]; i == 0 {
				return false
			}
			_, end = x.place(int(i - 1))
			continue
		}
		if begin != nowhere && begin-end <= distance {
			return true
		}
		if k = x.prior[k-1]; k == 0 {
			return false
		}
		begin, _ = x.place(int(k - 1))
	}
}

// mostAtPlace is more than the tokens that stand at one place: a word, its second form, and what
// begins with it.
const mostAtPlace = 4

// meets is comesAfter, both ways at once unless they are ordered, for two words, of which none shares its place with one of
// the other; it is not ok where that is not so. Most tokens are so far apart that nobody needs to
// look where they stand.
func (x *trial) meets(first, second, distance uint32, ordered bool) (yes, ok bool) {
	i, k := x.kept[first].last, x.kept[second].last
	if !x.isWord(i) || !x.isWord(k) {
		return false, false
	}
	near := mostAtPlace * (distance + 1)
	for i != 0 && k != 0 {
		if i-k+near <= 2*near {
			a, b := x.tokens.Term[i-1].First, x.tokens.Term[k-1].First
			if a == b {
				return false, false
			}
			if b-a <= distance || !ordered && a-b <= distance {
				return true, true
			}
		}
		if i > k {
			i = x.prior[i-1]
		} else {
			k = x.prior[k-1]
		}
	}
	return false, true
}

// isWord reports whether the last token of a term, plus one, is a word that the post holds: then
// all of them are.
func (x *trial) isWord(i uint32) bool {
	return int(i) <= len(x.tokens.Term) && x.tokens.Term[i-1].Kind == token.Word
}

// collect gathers where one side of NEAR stands, up to a limit.
func (x *trial) collect(b []uint32, k, end uint32, into []stretch, limit int) []stretch {
	for ; k < end && len(into) < limit; k += sizeAt(b, k) {
		if operator(b[k]) != opTerm {
			if x.hasPairs {
				if yes, sure := x.paired(b, k); sure && !yes {
					continue
				}
			}
			x.eachRun(b, k, func(first, last int) bool {
				into = append(into, stretch{x.tokens.Term[first].First, x.tokens.Term[last].Last})
				return len(into) < limit
			})
			continue
		}
		x.each(termAt(b, k), func(i int) bool {
			if first, last := x.place(i); first != nowhere {
				into = append(into, stretch{first, last})
			}
			return len(into) < limit
		})
	}
	return into
}

// follows reports whether one of b begins after the end of one of a, at most distance
// places on. It sorts both.
func follows(a, b []stretch, distance uint32) bool {
	slices.SortFunc(a, func(x, y stretch) int { return int(x.last) - int(y.last) })
	slices.SortFunc(b, func(x, y stretch) int { return int(x.first) - int(y.first) })
	k := 0
	for _, s := range a {
		for k < len(b) && b[k].first <= s.last {
			k++
		}
		if k == len(b) {
			return false
		}
		if b[k].first <= s.last+distance {
			return true
		}
	}
	return false
}
