package listen

// spots are the places of terms that stand often in a long post, a bit each: which of two terms stand
// near each other is then asked at each place of the one that stands less often, and the processor need
// not guess which of two lists goes on.
type spots struct {
	bits []uint64
	each int // words of a term
}

const (
	spotsBefore = 128     // bits, more than any distance: before the first place, and behind the last
	maxSpots    = 1 << 17 // words of all terms together
	fewSpots    = 4       // of either term: to walk both is less work
	sparse      = 8       // so many words for each place are not worth it
)

// empty begins with none, of a post of some places.
func (s *spots) empty(places uint32) {
	s.bits, s.each = s.bits[:0], int(places+2*spotsBefore)/64+2 // two words are read at once
}

// spotsOf are the places of a term, nil if they are not kept: of a term that is rare, or takes several
// places, or where there is no room.
func (h *held) spotsOf(k uint32) []uint64 {
	x, n := &h.kept[k], h.spots.each
	if at := int(x.known >> 1); at != 0 {
		return h.spots.bits[(at-1)*n : at*n]
	}
	from := len(h.spots.bits)
	if int(x.count)*sparse < n || from+n > maxSpots {
		return nil
	}
	if from+n > cap(h.spots.bits) {
		h.spots.bits = append(make([]uint64, 0, min(2*(from+n), maxSpots)), h.spots.bits...)
	}
	h.spots.bits = h.spots.bits[:from+n]
	s := h.spots.bits[from:]
	clear(s)
	for i := x.last; i != 0; i = h.prior[i-1] {
		first, last := h.place(int(i - 1))
		if first != last {
			h.spots.bits = h.spots.bits[:from]
			return nil
		}
		if first != nowhere {
			s[(first+spotsBefore)>>6] |= 1 << (first & 63)
		}
	}
	x.known |= uint32(from/n+1) << 1
	return s
}

// anyBeside reports whether a bit is set from some places before one up to some behind it, but for its own.
func anyBeside(s []uint64, place, before, after uint32) bool {
	from, n := place+spotsBefore-before, before+after+1
	for at := uint32(0); at < n; at += 64 {
		k, shift := (from+at)>>6, (from+at)&63
		part := s[k]>>shift | s[k+1]<<(64-shift)
		if left := n - at; left < 64 {
			part &= 1<<left - 1
		}
		if part&^(1<<(before-at)) != 0 {
			return true
		}
	}
	return false
}

// standsBeside is termsNear asked at each place of the term that stands less often. It is not ok where the
// places of the other are not kept.
func (x *trial) standsBeside(first, second, distance uint32, ordered bool) (yes, ok bool) {
	walked, other := first, second
	before, after := uint32(0), distance
	if x.kept[first].count > x.kept[second].count {
		walked, other = second, first
		before, after = after, before
	}
	if !ordered {
		before, after = distance, distance
	}
	s := x.spotsOf(other)
	if s == nil || !x.isWord(x.kept[walked].last) && int(x.kept[walked].last) <= len(x.tokens.Term) {
		return false, false
	}
	for i := x.kept[walked].last; i != 0; i = x.prior[i-1] {
		if place, _ := x.place(int(i - 1)); place != nowhere && anyBeside(s, place, before, after) {
			return true, true
		}
	}
	return false, true
}

// mayStandWithin is false of most words of a window that stand nowhere within a width.
func (x *trial) mayStandWithin(width uint32) bool {
	words := x.lists.words
	rarest := 0
	for i := range words {
		if x.kept[words[i].term].count < x.kept[words[rarest].term].count {
			rarest = i
		}
	}
	for i := range words {
		words[i].spots = x.spotsOf(words[i].term)
	}
	for i := words[rarest].token; i != 0; i = x.prior[i-1] {
		if x.allBeside(rarest, x.tokens.Term[i-1].First, width-1) {
			return true
		}
	}
	return false
}

// allBeside reports whether all words of a window but one may stand beside its place.
func (x *trial) allBeside(one int, place, distance uint32) bool {
	for i, w := range x.lists.words {
		if i != one && w.spots != nil && !anyBeside(w.spots, place, distance, distance) {
			return false
		}
	}
	return true
}
