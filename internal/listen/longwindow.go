package listen

import (
	"math/bits"
	"slices"
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
	if x.ofOneForm(b, at) {
		width := uint32(len(x.lists.words)) + between
		if !x.mayStandWithin(width) {
			return false
		}
		if yes, sure := x.sweep(width); sure {
			return yes
		}
	}
	l := &x.lists
	l.stand = l.stand[:0]
	n := 0
	for k, end := at+2, at+b[at]&lowMask; k < end; n++ {
		before := len(l.stand)
		x.eachOf(b, k, end, func(i int) bool {
			if place, _ := x.place(i); place != nowhere {
				l.stand = append(l.stand, standing{place, 1 << n})
			}
			return true
		})
		if len(l.stand) == before {
			return false
		}
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
	width, end := uint32(n)+between, 0
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

// chain is a word of a window and where the token of it stands that is looked at.
type chain struct {
	term, token, place uint32 // token plus one
	spots              []uint64
	same               int // the number of the word before it that is the same, -1 if none
}

// ofOneForm notes the words of a window, each with its last place, and reports whether that can be done:
// whether each has one form, and is a word that the post holds.
func (x *trial) ofOneForm(b []uint32, at uint32) bool {
	l := &x.lists
	l.words = l.words[:0]
	for k, end := at+2, at+b[at]&lowMask; k < end; k += subSize {
		t := x.find(termAt(b, k))
		if b[k]&subAlso != 0 || t == 0 || !x.isWord(x.kept[t].last) {
			return false
		}
		c := chain{term: t, token: x.kept[t].last, same: -1}
		for i := range l.words {
			if l.words[i].term == t {
				c.same = i
			}
		}
		l.words = append(l.words, c)
	}
	return true
}

// sweep reports whether the words noted stand within a width. It goes from the end of the post to its
// begin, each word no further than the others let it. It is not sure where two words share a place.
func (x *trial) sweep(width uint32) (yes, sure bool) {
	words := x.lists.words
	lowest := uint32(nowhere)
	for i := range words {
		w := &words[i]
		if w.same >= 0 {
			w.token = x.prior[words[w.same].token-1]
		}
		if w.token == 0 {
			return false, true
		}
		w.place = x.tokens.Term[w.token-1].First
		lowest = min(lowest, w.place)
	}
	for within := 0; within < len(words); {
		within = 0
		for i := range words {
			w := &words[i]
			if w.same >= 0 && w.token >= words[w.same].token {
				w.token = x.prior[words[w.same].token-1]
			}
			for w.token != 0 && x.tokens.Term[w.token-1].First >= lowest+width {
				w.token = x.prior[w.token-1]
			}
			if w.token == 0 {
				return false, true
			}
			if w.place = x.tokens.Term[w.token-1].First; w.place < lowest {
				lowest = w.place
			} else {
				within++
			}
		}
	}
	for i := range words {
		for k := range i {
			if words[i].place == words[k].place {
				return false, false
			}
		}
	}
	return true, true
}

// isOfTwo reports a window of two words of one form each.
func isOfTwo(b []uint32, at uint32) bool {
	return b[at]&lowMask == 2+2*subSize && b[at+2+subSize]&subAlso == 0
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
