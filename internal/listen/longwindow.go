package listen

import (
	"math/bits"
)

// longWindow reports whether words stand within a width in any order, in a long post.
func (x *trial) longWindow(b []uint32, at, between uint32) bool {
	if isOfTwo(b, at) {
		l, r := x.find(termAt(b, at+2)), x.find(termAt(b, at+2+subSize))
		if l == 0 || r == 0 || !x.mayMeet(l, r, between+1) {
			return false
		}
		if x.isWord(x.kept[l].last) && x.isWord(x.kept[r].last) {
			return x.termsNear(l, r, between+1, false)
		}
	}
	if !x.groups(b, at+2, at+b[at]&lowMask) {
		return false
	}
	width := uint32(len(x.lists.words)) + between
	if yes, ok := x.standsAround(width); ok {
		return yes
	}
	if !x.mayStandWithin(width) {
		return false
	}
	all := x.allWithin(width)
	if all == nil {
		return false
	}
	if yes, sure := x.anyHas(all, width, 1); sure {
		return yes
	}
	key := keyOf(b[at:at+b[at]&lowMask], asWhole)
	what, ok := x.spots.known(key)
	if !ok {
		if yes, _ := x.anyHas(all, width, unlimited); yes {
			what = 1
		}
		x.spots.note(key, what)
	}
	return what != 0
}

// isOfTwo reports a window of two words of one form each.
func isOfTwo(b []uint32, at uint32) bool {
	return b[at]&lowMask == 2+2*subSize && b[at+2+subSize]&subAlso == 0
}

// group is a word of a window: one or both forms of it, as the post holds them.
type group struct {
	terms  [2]uint32 // the second 0 if there is none
	again  int       // how many words behind it are the same
	isSame bool      // as one before it
}

func (x *trial) countOf(g *group) uint32 { return x.kept[g.terms[0]].count + x.kept[g.terms[1]].count }

// groups notes the words of a window, and reports whether the post holds each.
func (x *trial) groups(b []uint32, k, end uint32) bool {
	l, n := &x.lists, 0
	for k < end {
		one, other := x.find(termAt(b, k)), uint32(0)
		for k += subSize; k < end && b[k]&subAlso != 0; k += subSize {
			if t := x.find(termAt(b, k)); t != 0 {
				other = t
			}
		}
		if one == 0 {
			one, other = other, 0
		}
		if one == 0 {
			return false
		}
		g := &l.memory[n] // written where it is: one made elsewhere and copied waits for itself
		g.terms[0], g.terms[1], g.again, g.isSame = one, other, 0, false
		for i := range l.memory[:n] {
			if w := &l.memory[i]; w.terms[0] == one && w.terms[1] == other {
				w.again, g.isSame = w.again+1, true
				break
			}
		}
		n++
	}
	l.words = l.memory[:n]
	return true
}

// mayStandWithin is false of most words of a window of which one is rare that stand nowhere within a width.
func (x *trial) mayStandWithin(width uint32) bool {
	words := x.lists.words
	rarest := 0
	for i := range words {
		if x.countOf(&words[i]) < x.countOf(&words[rarest]) {
			rarest = i
		}
	}
	if x.countOf(&words[rarest]) > fewSpots {
		return true
	}
	for _, t := range words[rarest].terms {
		for i := x.kept[t].last; i != 0; i = x.prior[i-1] {
			if place, _ := x.place(int(i - 1)); place != nowhere && x.allBeside(rarest, place, width-1) {
				return true
			}
		}
	}
	return false
}

// allBeside reports whether all words of a window but one may stand beside its place.
func (x *trial) allBeside(one int, place, distance uint32) bool {
	for i := range x.lists.words {
		w := &x.lists.words[i]
		if i == one || w.terms[1] != 0 {
			continue
		}
		if s := x.spotsOf(w.terms[0]); s != nil && !anyBeside(s, place, distance, distance) {
			return false
		}
	}
	return true
}

// allWithin are the places from which on each of the words noted stands within a width, nil if there are none.
func (x *trial) allWithin(width uint32) []uint64 {
	words := x.lists.words
	all, first := x.spots.hand(handLeft), true
	for _, again := range [...]bool{true, false} { // what is to stand several times seldom does
		for i := range words {
			if g := &words[i]; !g.isSame && g.again > 0 == again {
				one := x.within(g, width)
				if one == nil {
					return nil
				}
				if first {
					first = false
					copy(all, one)
				} else if !and(all, one) {
					return nil
				}
			}
		}
	}
	return all
}

// anyHas reports whether from one of the first places on, up to a limit, each of the words has a place of its own
// within a width, and whether that is sure. The first place may be before that of the post: all that stand then do
// so in what is left of the width.
func (x *trial) anyHas(all []uint64, width uint32, limit int) (yes, sure bool) {
	for k, w := range all {
		for ; w != 0; w &= w - 1 {
			if limit--; limit < 0 {
				return false, false
			}
			if x.eachHas(uint32(k<<6|bits.TrailingZeros64(w)), width) {
				return true, true
			}
		}
	}
	return false, true
}

// within are the places from which on a word, and those behind it that are the same, stand within a width, nil
// if there are none.
func (x *trial) within(g *group, width uint32) []uint64 {
	key := stir(stir(asWithin, uint64(g.terms[0])<<32|uint64(g.terms[1])), uint64(width)<<32|uint64(g.again)) | 1
	if n, ok := x.spots.found(key); ok {
		if n == 0 {
			return nil
		}
		return x.spots.numbered(n)
	}
	into := x.spots.hand(handRight)
	switch s := x.spotsOf(g.terms[0]); {
	case g.terms[1] != 0:
		all := x.spots.hand(handForm)
		clear(all)
		x.addSpots(g.terms[0], all, all)
		x.addSpots(g.terms[1], all, all)
		spreadBack(into, all, int(width-1))
	case g.again == 0 && s != nil && int(x.kept[g.terms[0]].count) > x.spots.each/2:
		spreadBack(into, s, int(width-1))
	default:
		if !x.rows(g, width, into) {
			x.spots.made.add(key, 0)
			return nil
		}
	}
	return x.spots.keep(key, into)
}

// rows sets the places from which on so many tokens of a word stand within a width as are wanted of it, and
// reports whether there are any.
func (x *trial) rows(g *group, width uint32, into []uint64) (any bool) {
	clear(into)
	low := x.kept[g.terms[0]].last
	for n := g.again; n > 0 && low != 0; n-- {
		low = x.prior[low-1]
	}
	for high := x.kept[g.terms[0]].last; low != 0; high, low = x.prior[high-1], x.prior[low-1] {
		to, _ := x.place(int(high - 1))
		from, _ := x.place(int(low - 1))
		if to != nowhere && from != nowhere && to-from < width {
			setBack(into, from, width-1-(to-from))
			any = true
		}
	}
	return any
}

// eachHas reports whether each word of a window has a place of its own within a width from a bit of the spots on,
// within which each stands.
func (x *trial) eachHas(from, width uint32) bool {
	var at [maxWindow + maxDistance]uint32 // the words that may stand at each place, a bit each
	words, shared := x.lists.words, false
	stand := func(i int) {
		for _, t := range words[i].terms {
			x.eachWithin(t, from, width, func(k uint32) {
				shared = shared || at[k]&^(1<<i) != 0
				at[k] |= 1 << i
			})
		}
	}
	for i := range words {
		if !words[i].isSame {
			stand(i)
			shared = shared || words[i].again > 0 && words[i].terms[1] != 0 // of which allWithin asked for one
		}
	}
	if !shared { // each stands there as often as it is wanted: see allWithin
		return true
	}
	for i := range words {
		if words[i].isSame {
			stand(i)
		}
	}
	l := &x.lists
	l.stand = l.stand[:0]
	for k, w := range at[:width] {
		if w != 0 {
			l.stand = append(l.stand, standing{uint32(k), w})
		}
	}
	return l.assign(l.stand, len(words))
}

// eachWithin calls yield with how far behind a bit of the spots the tokens of a term stand, if that is within a
// width.
func (x *trial) eachWithin(t, from, width uint32, yield func(k uint32)) {
	if t == 0 {
		return
	}
	if s := x.spotsOf(t); s != nil {
		eachBit(s, from, from+width, func(bit uint32) { yield(bit - from) })
		return
	}
	for i := x.kept[t].last; i != 0; i = x.prior[i-1] {
		if place, _ := x.place(int(i - 1)); place != nowhere && place+spotsBefore-from < width {
			yield(place + spotsBefore - from)
		}
	}
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
