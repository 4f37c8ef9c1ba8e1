package listen

// longPhrase reports whether words stand side by side in a long post.
func (x *trial) longPhrase(b []uint32, at uint32) bool {
	if x.knowsPairs() {
		yes, sure := x.paired(b, at)
		if sure {
			return yes
		}
	}
	end := at + b[at]&lowMask
	rarest, offset, n := x.rarest(b, at+1, end)
	if n == 0 {
		return false
	}
	if x.walk(min(n, x.spots.each), isPhraseOfTwo(b, at)) {
		if yes, sure := x.paired(b, at); sure {
			return yes
		}
	}
	if n*fewerWalked < x.spots.each {
		return x.eachRun(b, at+1, rarest, offset, end, func(int) bool { return false })
	}
	key := keyOf(b[at:end], asPhrase)
	what, ok := x.spots.known(key)
	if !ok {
		if x.phraseSpots(b, at, x.spots.hand(handWork)) {
			what = 1
		}
		x.spots.note(key, what)
	}
	return what != 0
}

// What a key of the memo is of.
const (
	asPhrase uint64 = iota // whether it stands
	asBegins               // the number of spots, 0 of what stands nowhere
	asEnds
	asWithin
	asReach
	asWhole // whether a condition holds
)

// knowsPairs reports whether paired may be asked.
func (x *trial) knowsPairs() bool { return x.hasMarks || x.hasPairs }

// walk counts tokens at which phrases are looked for. Once many are expected it notes which words stand side by side, or
// for phrases of more words, of which that seldom tells more, it marks them. It reports whether it did.
func (x *trial) walk(n int, isOfTwo bool) bool {
	x.walked += n
	switch expected := x.walked * x.ahead; {
	case isOfTwo && !x.hasPairs && expected > len(x.tokens.Hash)*walksOfPair:
		x.notePairs()
	case !isOfTwo && !x.knowsPairs() && expected > len(x.tokens.Hash)/marksOfWalk:
		x.markPairs()
	default:
		return false
	}
	return true
}

const (
	walksOfPair = 2 // tokens are walked at while one is noted
	marksOfWalk = 2 // are marked while one is walked at
)

// phraseSpots finds the places where a phrase begins, and reports whether there are any.
func (x *trial) phraseSpots(b []uint32, at uint32, into []uint64) bool {
	end := at + b[at]&lowMask
	here, k := x.formSpots(b, at+1, end, into) // which is glued to nothing
	for n := 1; k < end; n++ {
		next, behind := x.formSpots(b, k, end, x.spots.hand(handForm))
		if b[k]&subGlued != 0 {
			next = x.gluedOf(next)
		}
		if !shiftedAnd(into, here, next, n) {
			return false
		}
		here, k = into, behind
	}
	return true
}

// formSpots are the places of a sub and of those that stand in its place, in memory for them where they are not
// kept, and the next sub.
func (x *trial) formSpots(b []uint32, k, end uint32, memory []uint64) (here []uint64, next uint32) {
	next = k + subSize
	if next >= end || b[next]&subAlso == 0 {
		if s := x.spotsOf(x.find(termAt(b, k))); s != nil {
			return s, next
		}
	}
	clear(memory)
	for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
		first = false
		x.addSpots(x.find(termAt(b, k)), memory, memory)
	}
	return memory, k
}

// gluedOf leaves of the places of characters those at which they are glued to the one before.
func (x *trial) gluedOf(s []uint64) []uint64 {
	glued := x.spots.hand(handGlued)
	if !x.spots.isGlued {
		x.spots.isGlued = true
		clear(glued)
		for i := range x.tokens.Term {
			if t := &x.tokens.Term[i]; isPlain(t) && x.isGlued(i) {
				setAt(glued, t.First)
			}
		}
	}
	here := x.spots.hand(handForm)
	copy(here, s)
	and(here, glued)
	return here
}

// paired reports whether every word of a phrase stands beside the next somewhere. That is sure where one does not, or
// where there are but two and pairs are noted. Words of two forms are not asked about.
func (x *trial) paired(b []uint32, at uint32) (yes, sure bool) {
	end := at + b[at]&lowMask
	for k := at + 1; k+subSize < end; k += subSize {
		next := k + subSize
		after := next + subSize
		if b[k]&subAlso != 0 || b[next]&subAlso != 0 || after < end && b[after]&subAlso != 0 {
			continue
		}
		if !x.mayStandTogether(termAt(b, k), termAt(b, next)) {
			return false, true
		}
		if x.hasPairs && isPhraseOfTwo(b, at) && (b[k]|b[next])&subGlued == 0 {
			return true, true
		}
	}
	return true, false
}

func isPhraseOfTwo(b []uint32, at uint32) bool { return b[at]&lowMask == 1+2*subSize }

// mayStandTogether reports whether the second of two terms stands right behind the first; of marks alone it is false of
// most that do not.
func (x *trial) mayStandTogether(a, b term) bool {
	if x.hasPairs {
		return x.pairs.has(a, b)
	}
	return x.pairs.isMarked(a, b)
}

// eachRun calls yield with the first word of each occurrence of a phrase, walking one of its subs, until it
// returns false, and reports whether it was.
func (x *trial) eachRun(b []uint32, k, walked, offset, end uint32, yield func(first int) bool) bool {
	return x.eachOf(b, walked, end, func(i int) bool {
		if i = x.back(i, offset); i < 0 {
			return true
		}
		return !x.runs(b, k, end, i) || yield(i)
	})
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

// runs reports whether the subs stand side by side from a word on.
func (x *trial) runs(b []uint32, k, end uint32, i int) bool {
	for {
		ok := b[k]&subGlued == 0 || x.isGlued(i)
		same := false
		for first := true; k < end && (first || b[k]&subAlso != 0); k += subSize {
			first = false
			same = same || x.bears(i, termAt(b, k))
		}
		if !ok || !same {
			return false
		}
		if k >= end {
			return true
		}
		if i = x.next(i); i < 0 {
			return false
		}
	}
}
