package listen

import (
	"heed/internal/text/token"
)

// What follows answers for long posts what eval.go does for short ones.

// lists is memory for the places of one condition.
type lists struct {
	stand  []standing
	holder []int8
	seen   []bool
	memory [maxWindow]group
	words  []group  // of a window, in memory
	left   []uint32 // terms of the sides of NEAR
	right  []uint32
}

// standing is a place and the words that may stand there, a bit each.
type standing struct {
	place uint32
	words uint32
}

// longNear reports whether the two sides of NEAR stand close enough in a long post.
func (x *trial) longNear(b []uint32, left, middle, end, distance uint32, ordered bool) bool {
	if left+termSize == middle && middle+termSize == end && operator(b[left]) == opTerm && operator(b[middle]) == opTerm {
		l, r := x.find(termAt(b, left)), x.find(termAt(b, middle))
		return l != 0 && r != 0 && x.termsNear(l, r, distance, ordered)
	}
	if x.nearby.noted && x.mayNear(distance) {
		if yes, ok := x.nearNoted(b, left, middle, end, distance, ordered); ok {
			return yes
		}
	}
	l := &x.lists
	leftTerms, rightTerms := false, false
	l.left, leftTerms = x.termsOf(b, left, middle, l.left[:0])
	l.right, rightTerms = x.termsOf(b, middle, end, l.right[:0])
	if leftTerms && rightTerms && (len(l.left) <= 1 || len(l.right) <= 1 || len(l.left)+len(l.right) <= fewEither) {
		return x.anyNear(distance, ordered)
	}
	if !(leftTerms && rightTerms) && !x.isNear(x.whereOf(b, left, middle), x.whereOf(b, middle, end), distance) {
		return false
	}
	switch {
	case leftTerms && len(l.left) <= fewEither:
		first, last := x.sideSpots(b, middle, end, handRight)
		return first != nil && x.termsBeside(l.left, first, last, distance, true, !ordered)
	case rightTerms && len(l.right) <= fewEither:
		first, last := x.sideSpots(b, left, middle, handLeft)
		return first != nil && x.termsBeside(l.right, first, last, distance, !ordered, true)
	}
	return x.sidesNear(b, left, middle, end, int(distance), ordered)
}

// termsOf appends those terms of one side of NEAR that the post holds. It is not ok where phrases stand there.
func (x *trial) termsOf(b []uint32, k, end uint32, into []uint32) (terms []uint32, ok bool) {
	for ; k < end; k += termSize {
		if operator(b[k]) != opTerm {
			return into, false
		}
		if t := x.find(termAt(b, k)); t != 0 {
			into = append(into, t)
		}
	}
	return into, true
}

// termsBeside is longNear where one side is a few terms, for the places where the other side begins and ends: whether
// that stands behind one of them, or before, if that is asked.
func (x *trial) termsBeside(terms []uint32, first, last []uint64, distance uint32, isBehind, isBefore bool) bool {
	for _, t := range terms {
		if x.isDense(t) {
			if isBehind && meet(x.reach(t, distance, behind), first) || isBefore && meet(x.reach(t, distance, before), last) {
				return true
			}
			continue
		}
		for i := x.kept[t].last; i != 0; i = x.prior[i-1] {
			begin, end := x.place(int(i - 1))
			if begin != nowhere && (isBehind && anyBeside(first, end, 0, distance) || isBefore && anyBeside(last, begin, distance, 0)) {
				return true
			}
		}
	}
	return false
}

// sidesNear is longNear for sides of any kind.
func (x *trial) sidesNear(b []uint32, left, middle, end uint32, distance int, ordered bool) bool {
	leftFirst, leftLast := x.sideSpots(b, left, middle, handLeft)
	if leftFirst == nil {
		return false
	}
	rightFirst, rightLast := x.sideSpots(b, middle, end, handRight)
	return rightFirst != nil && (x.followsWithin(leftLast, rightFirst, distance) || !ordered && x.followsWithin(rightLast, leftFirst, distance))
}

// sideSpots are the places where one side of NEAR begins and ends, nil if it stands nowhere.
func (x *trial) sideSpots(b []uint32, k, end uint32, hand int) (first, last []uint64) {
	if operator(b[k]) == opTerm && k+termSize == end {
		if t := x.find(termAt(b, k)); t == 0 {
			return nil, nil
		} else if s := x.spotsOf(t); s != nil {
			return s, s
		}
	}
	begins := keyOf(b[k:end], asBegins)
	ends := stir(begins, asEnds) | 1
	if n, ok := x.spots.found(begins); ok {
		if n == 0 {
			return nil, nil
		}
		if at, ok := x.spots.found(ends); ok {
			return x.spots.numbered(n), x.spots.numbered(at)
		}
	}
	first, last = x.spots.hand(hand), x.spots.hand(hand+1)
	if !x.reckonSide(b, k, end, first, last) {
		x.spots.made.add(begins, 0)
		return nil, nil
	}
	return x.spots.keep(begins, first), x.spots.keep(ends, last)
}

// reckonSide finds them, and reports whether there are any.
func (x *trial) reckonSide(b []uint32, k, end uint32, first, last []uint64) bool {
	if operator(b[k]) == opPhrase && k+sizeAt(b, k) == end {
		return x.reckonPhrase(b, k, first, last)
	}
	any := false
	clear(first)
	clear(last)
	for ; k < end; k += sizeAt(b, k) {
		if operator(b[k]) == opTerm {
			if t := x.find(termAt(b, k)); t != 0 {
				any = true
				x.addSpots(t, first, last)
			}
		} else if begins, ends := x.sideSpots(b, k, k+sizeAt(b, k), handPhrase); begins != nil {
			any = true
			or(first, begins)
			or(last, ends)
		}
	}
	return any
}

// reckonPhrase is reckonSide for a side that is one phrase.
func (x *trial) reckonPhrase(b []uint32, at uint32, first, last []uint64) bool {
	if !x.mayPair(b, at) {
		return false
	}
	end, subs := at+b[at]&lowMask, subsOf(b, at)
	rarest, offset, n := x.rarest(b, at+1, end)
	if n == 0 || x.walk(min(n, x.spots.each), isPhraseOfTwo(b, at)) && !x.mayPair(b, at) {
		return false
	}
	if n*fewerWalked >= x.spots.each {
		if !x.phraseSpots(b, at, first) {
			return false
		}
		shiftUp(last, first, subs-1)
		return true
	}
	any := false
	clear(first)
	clear(last)
	x.eachRun(b, at+1, rarest, offset, end, func(i int) bool {
		any = true
		setAt(first, x.tokens.Term[i].First)
		setAt(last, x.tokens.Term[i].First+uint32(subs-1))
		return true
	})
	return any
}

// mayPair is false of most phrases that stand nowhere, once it was marked which words stand side by side.
func (x *trial) mayPair(b []uint32, at uint32) bool {
	if !x.knowsPairs() {
		return true
	}
	yes, sure := x.paired(b, at)
	return yes || !sure
}

// subsOf is how many places a phrase takes.
func subsOf(b []uint32, at uint32) (n int) {
	for k, end := at+1, at+b[at]&lowMask; k < end; k += subSize {
		if b[k]&subAlso == 0 {
			n++
		}
	}
	return n
}

// whereOf are the stretches in which one side of NEAR may stand.
func (x *trial) whereOf(b []uint32, k, end uint32) (where uint64) {
	for ; k < end; k += sizeAt(b, k) {
		if operator(b[k]) != opTerm {
			if x.mayPair(b, k) {
				where = ^uint64(0)
			}
		} else if t := x.find(termAt(b, k)); t != 0 {
			where |= x.where(t)
		}
	}
	return where
}

// fewEither are so few terms of both sides that each is held against each of the other.
const fewEither = 8

// anyNear is longNear where both sides are terms.
func (x *trial) anyNear(distance uint32, ordered bool) bool {
	for _, l := range x.lists.left {
		for _, r := range x.lists.right {
			if x.termsNear(l, r, distance, ordered) {
				return true
			}
		}
	}
	return false
}

// termsNear is longNear for two terms that the post holds.
func (x *trial) termsNear(l, r, distance uint32, ordered bool) bool {
	if x.knowsNearby(l, r, distance) {
		if yes, ok := x.areNear(l, r, distance, ordered); ok {
			return yes
		}
	}
	dense := x.isDense(l) || x.isDense(r)
	if !(dense && x.wide > 2) && !x.mayMeet(l, r, distance) { // what is dense stands in most stretches of many places
		return false
	}
	if !dense || x.mayWalk(l, r) {
		if yes, ok := x.meets(l, r, distance, ordered); ok {
			return yes
		}
	}
	if dense {
		return x.reaches(l, r, distance, ordered)
	}
	return x.comesAfter(l, r, distance) || !ordered && x.comesAfter(r, l, distance)
}

const (
	manySpots = 1 << 9 // words: what a term reaches takes longer to find than to walk once along its tokens
	walksNear = 8      // so often all tokens of a post
)

// mayWalk reports whether to walk along two terms of which one is dense, sooner than to find what they reach, which
// pays only where it is asked for again: in a very long post, until its searches have walked for long.
func (x *trial) mayWalk(l, r uint32) bool {
	if x.spots.each < manySpots || x.walkedNear > walksNear*len(x.tokens.Hash) {
		return false
	}
	x.walkedNear += int(x.kept[l].count + x.kept[r].count)
	return true
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
func (h *held) isWord(i uint32) bool {
	return int(i) <= len(h.tokens.Term) && h.tokens.Term[i-1].Kind == token.Word
}
