package listen

import (
	"math/bits"
	"slices"
)

// What follows answers exactly where a long post's blocks say "perhaps".

// lists is memory for the places of one condition.
type lists struct {
	left, right []stretch
	stand       []standing
	holder      []int8
	seen        []bool
}

// stretch is where something stands: its first and last place.
type stretch struct{ first, last uint32 }

// standing is a place and the words that may stand there, a bit each.
type standing struct {
	place uint32
	words uint32
}

// eachPlace calls yield with the places of a sub and of those that stand in its place,
// until it returns false; in order, but for those of several forms. It reports whether it
// was stopped.
func (x *trial) eachPlace(b []uint32, k, end uint32, yield func(uint32) bool) bool {
	for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
		first = false
		s := x.find(termAt(b, k))
		if s == nil {
			continue
		}
		for i := s.head; i != 0; i = x.entries[i].next {
			if !yield(x.entries[i].first) {
				return true
			}
		}
	}
	return false
}

// mayRun reports whether every word of a phrase stands beside the next somewhere. Words of
// two forms are not asked about.
func (x *trial) mayRun(b []uint32, at uint32) bool {
	end := at + b[at]&lowMask
	for k := at + 1; k+subSize < end; k += subSize {
		next := k + subSize
		after := next + subSize
		if b[k]&subAlso != 0 || b[next]&subAlso != 0 || after < end && b[after]&subAlso != 0 {
			continue
		}
		if !x.maySucceed(termAt(b, k), termAt(b, next)) {
			return false
		}
	}
	return true
}

// eachRun calls yield with the first and last place of each occurrence of a phrase until
// it returns false, and reports whether it was.
func (x *trial) eachRun(b []uint32, at uint32, yield func(first, last uint32) bool) bool {
	end := at + b[at]&lowMask
	rarest, offset, n := x.rarest(b, at+1, end)
	return x.eachPlace(b, rarest, end, func(place uint32) bool {
		if place < offset || !x.stands(b, at+1, end, place-offset) {
			return true
		}
		return yield(place-offset, place-offset+n-1)
	})
}

// rarest is the sub with the fewest places, how many stand before it, and how many there
// are.
func (x *trial) rarest(b []uint32, k, end uint32) (rarest, offset, n uint32) {
	fewest := ^uint32(0)
	for k < end {
		sub, count := k, uint32(0)
		for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
			first = false
			if s := x.find(termAt(b, k)); s != nil {
				count += s.count
			}
		}
		if count < fewest {
			rarest, offset, fewest = sub, n, count
		}
		n++
	}
	return rarest, offset, n
}

// stands reports whether the subs stand side by side from a place on.
func (x *trial) stands(b []uint32, k, end, place uint32) bool {
	for ; k < end; place++ {
		i := x.word(place)
		if i < 0 {
			return false
		}
		forms := 1
		if i+1 < len(x.tokens.Term) && x.isSecondForm(i+1) {
			forms = 2
		}
		ok := b[k]&subGlued == 0 || x.isGlued(i)
		same := false
		for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
			first = false
			for _, hash := range x.tokens.Hash[i : i+forms] {
				same = same || termOf(hash) == termAt(b, k)
			}
		}
		if !ok || !same {
			return false
		}
	}
	return true
}

// collect gathers where one side of NEAR stands.
func (x *trial) collect(b []uint32, k, end uint32, into []stretch) []stretch {
	for ; k < end; k += sizeAt(b, k) {
		if operator(b[k]) != opTerm {
			x.eachRun(b, k, func(first, last uint32) bool {
				into = append(into, stretch{first, last})
				return true
			})
			continue
		}
		if s := x.find(termAt(b, k)); s != nil {
			for i := s.head; i != 0; i = x.entries[i].next {
				into = append(into, stretch{x.entries[i].first, x.entries[i].last})
			}
		}
	}
	return into
}

func (x *trial) nearExactly(b []uint32, left, middle, end, distance uint32, ordered bool) bool {
	l := &x.lists
	l.left = x.collect(b, left, middle, l.left[:0])
	l.right = x.collect(b, middle, end, l.right[:0])
	return follows(l.left, l.right, distance) || !ordered && follows(l.right, l.left, distance)
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

func (x *trial) windowExactly(b []uint32, at, width uint32) bool {
	l := &x.lists
	l.stand = l.stand[:0]
	n := 0
	for k, end := at+2, at+b[at]&lowMask; k < end; n++ {
		x.eachPlace(b, k, end, func(place uint32) bool {
			l.stand = append(l.stand, standing{place, 1 << n})
			return true
		})
		for k += subSize; k < end && b[k]&subAlso != 0; {
			k += subSize
		}
	}
	slices.SortFunc(l.stand, func(a, b standing) int { return int(a.place) - int(b.place) })
	all := l.stand[:0]
	for _, s := range l.stand {
		if k := len(all); k > 0 && all[k-1].place == s.place {
			all[k-1].words |= s.words
			continue
		}
		all = append(all, s)
	}
	end := 0
	for start := range all {
		for end < len(all) && all[end].place < all[start].place+width {
			end++
		}
		if end-start >= n && l.assign(all[start:end], n) {
			return true
		}
	}
	return false
}

// assign reports whether each of n words has a place of its own among those that stand.
func (l *lists) assign(all []standing, n int) bool {
	words := uint32(0)
	for _, s := range all {
		words |= s.words
	}
	if bits.OnesCount32(words) < n {
		return false
	}
	l.holder = append(l.holder[:0], make([]int8, len(all))...)
	for word := range n {
		l.seen = append(l.seen[:0], make([]bool, len(all))...)
		if !l.augment(all, word) {
			return false
		}
	}
	return true
}

func (l *lists) augment(all []standing, word int) bool {
	for i, s := range all {
		if s.words&(1<<word) == 0 || l.seen[i] {
			continue
		}
		l.seen[i] = true
		if l.holder[i] == 0 || l.augment(all, int(l.holder[i])-1) {
			l.holder[i] = int8(word + 1)
			return true
		}
	}
	return false
}
