package listen

import (
	"math/bits"

	"heed/internal/text/token"
)

// spots are the places of terms that stand often in a long post, a bit each, and of phrases and sides of NEAR,
// which are found once for all searches that ask for them: which of two stand near each other is then a few
// operations on bits, and the processor need not guess which of two lists goes on.
type spots struct {
	bits  []uint64
	each  int // words of a term
	hands [][]uint64
	noted memo // about conditions
	made  memo // the numbers of spots that were reckoned, 0 of what stands nowhere

	// What of it is of this post.
	isNoted, isMade, isGlued bool
}

const (
	spotsBefore = 128     // bits, more than any distance: before the first place, and behind the last
	maxSpots    = 1 << 17 // words of all terms together
	fewSpots    = 4       // of either term: to walk both is less work
	sparse      = 8       // so many words for each place are not worth it
	fewerWalked = 4       // words for each place of the rarest word of a phrase: those places are walked
	spotsStep   = 4       // words: there are so many at once
)

// What is reckoned is first in one of these hands.
const (
	handLeft  = 2 * iota // and the next: where it begins and where it ends
	handRight            //
	handPhrase
	handWork  // of a condition
	handGlued // the characters that are glued to the one before
	handCount

	handForm  = handWork + 1  // of a word that has several forms
	handReach = handGlued + 1 // of what a term reaches, if it is not kept
)

// empty begins with none, of a post of some places.
func (s *spots) empty(places uint32) {
	s.bits, s.each = s.bits[:0], int(places+2*spotsBefore)/64+2 // two words are read at once
	s.each = (s.each + spotsStep - 1) &^ (spotsStep - 1)
	s.isNoted, s.isMade, s.isGlued = false, false, false
}

// hand is memory for what is reckoned, as it was left.
func (s *spots) hand(n int) []uint64 {
	if s.hands == nil {
		s.hands = make([][]uint64, handCount)
	}
	if h := s.hands[n]; cap(h) < s.each || cap(h) > manyKept && cap(h) > 8*s.each {
		s.hands[n] = make([]uint64, s.each)
	}
	return s.hands[n][:s.each]
}

// numbered are the spots with a number, from one on.
func (s *spots) numbered(n uint32) []uint64 {
	at := int(n-1) * s.each
	return s.bits[at : at+s.each : at+s.each]
}

// room makes room for more spots and gives their number, 0 if there is none.
func (s *spots) room() uint32 {
	from, n := len(s.bits), s.each
	if from+n > maxSpots {
		return 0
	}
	if from+n > cap(s.bits) {
		s.bits = append(make([]uint64, 0, min(2*(from+n), maxSpots)), s.bits...)
	}
	s.bits = s.bits[:from+n]
	return uint32(from/n) + 1
}

// keep notes what was reckoned under a key, if there is room, and gives it.
func (s *spots) keep(key uint64, reckoned []uint64) []uint64 {
	n := s.roomFor()
	if n == 0 {
		return reckoned
	}
	copy(s.numbered(n), reckoned)
	s.made.add(key, n)
	return s.numbered(n)
}

// roomFor is room for what is to be found again.
func (s *spots) roomFor() uint32 {
	if !s.made.hasRoom() {
		return 0
	}
	return s.room()
}

// found gives the number of what was reckoned under a key.
func (s *spots) found(key uint64) (n uint32, ok bool) {
	if !s.isMade {
		s.isMade = true
		s.made.empty(s.each)
	}
	return s.made.find(key)
}

// known gives what was noted under a key.
func (s *spots) known(key uint64) (what uint32, ok bool) {
	if !s.isNoted {
		s.isNoted = true
		s.noted.empty(s.each)
	}
	return s.noted.find(key)
}

func (s *spots) note(key uint64, what uint32) { s.noted.add(key, what) }

// spotsOf are the places of a term, nil if they are not kept: of a term that is rare, or takes several
// places, or where there is no room.
func (h *held) spotsOf(k uint32) []uint64 {
	x := &h.kept[k]
	if n := x.known >> 1; n != 0 {
		return h.spots.numbered(n)
	}
	if int(x.count)*sparse < h.spots.each {
		return nil
	}
	n := h.spots.room()
	if n == 0 {
		return nil
	}
	s := h.spots.numbered(n)
	clear(s)
	for i := x.last; i != 0; i = h.prior[i-1] {
		first, last := h.place(int(i - 1))
		if first != last {
			h.spots.bits = h.spots.bits[:len(h.spots.bits)-h.spots.each]
			return nil
		}
		if first != nowhere {
			setAt(s, first)
		}
	}
	x.known |= n << 1
	return s
}

// addSpots adds the places at which the tokens of a term begin and end, which may be the same memory.
func (h *held) addSpots(k uint32, first, last []uint64) {
	if x := &h.kept[k]; x.known>>1 != 0 || int(x.count)*fewerWalked > h.spots.each {
		if s := h.spotsOf(k); s != nil {
			or(first, s)
			or(last, s)
			return
		}
	}
	for i := h.kept[k].last; i != 0; i = h.prior[i-1] {
		if a, b := h.place(int(i - 1)); a != nowhere {
			setAt(first, a)
			setAt(last, b)
		}
	}
}

// Where something may stand to be near a term.
const (
	atPlace uint64 = 0 // where it begins
	behind  uint64 = 1 // of its ends
	before  uint64 = 2 // of its beginnings
	around         = behind | before
)

// isDense reports a term that stands so often that bits are worth it.
func (h *held) isDense(k uint32) bool {
	n := int(h.kept[k].count)
	return n >= fewSpots && n*sparse >= h.spots.each
}

// begins are the places where the tokens of a term begin.
func (h *held) begins(k uint32) []uint64 {
	if s := h.spotsOf(k); s != nil {
		return s
	}
	return h.reach(k, 0, atPlace)
}

// reach are the places up to a distance from the tokens of a term.
func (h *held) reach(k, distance uint32, where uint64) []uint64 {
	key := stir(asReach, uint64(k)<<32|uint64(distance)<<2|where) | 1
	if n, ok := h.spots.found(key); ok {
		return h.spots.numbered(n)
	}
	of, hand := h.spotsOf(k), handReach
	if where == atPlace {
		hand = handForm // since it is held against what another term reaches
	}
	into := h.spots.hand(hand)
	if n := h.spots.roomFor(); n != 0 {
		h.spots.made.add(key, n)
		into = h.spots.numbered(n)
	}
	if of != nil && int(h.kept[k].count) > h.spots.each/2 {
		h.spread(into, of, int(distance), where)
		return into
	}
	clear(into)
	for i := h.kept[k].last; i != 0; i = h.prior[i-1] {
		first, last := h.place(int(i - 1))
		if first == nowhere {
			continue
		}
		if where&behind != 0 {
			setRow(into, last+spotsBefore+1, distance)
		}
		if where&before != 0 {
			setRow(into, first+spotsBefore-distance, distance)
		}
		if where == atPlace {
			setAt(into, first)
		}
	}
	return into
}

// spread is reach for all places of a term at once.
func (h *held) spread(into, of []uint64, distance int, where uint64) {
	switch where {
	case behind:
		spreadOut(into, of, distance)
	case before:
		spreadBefore(into, of, distance)
	default:
		spreadOut(into, of, distance)
		more := h.spots.hand(handWork)
		spreadBefore(more, of, distance)
		or(into, more)
	}
}

// reaches is termsNear where one of the terms is dense.
func (x *trial) reaches(l, r, distance uint32, ordered bool) bool {
	if !ordered && x.isSingle(l) && x.isSingle(r) {
		return x.touches(l, r, distance, around, around)
	}
	return x.touches(l, r, distance, behind, before) || !ordered && x.touches(r, l, distance, behind, before)
}

// touches reports whether the second of two terms begins where the first reaches, or the first ends where the
// second reaches, which is the same: what the dense one reaches is asked for the places of the other, as bits or,
// if those are few, one by one.
func (x *trial) touches(a, b, distance uint32, reachOfA, reachOfB uint64) bool {
	if !x.isDense(a) {
		s := x.reach(b, distance, reachOfB)
		for i := x.kept[a].last; i != 0; i = x.prior[i-1] {
			if _, last := x.place(int(i - 1)); last != nowhere && hasAt(s, last) {
				return true
			}
		}
		return false
	}
	s := x.reach(a, distance, reachOfA)
	if x.isDense(b) {
		return meet(s, x.begins(b))
	}
	for i := x.kept[b].last; i != 0; i = x.prior[i-1] {
		if first, _ := x.place(int(i - 1)); first != nowhere && hasAt(s, first) {
			return true
		}
	}
	return false
}

// isSingle reports whether each token of a term takes one place, unless nothing tells.
func (h *held) isSingle(k uint32) bool {
	i := int(h.kept[k].last) - 1
	if i < len(h.tokens.Term) {
		return h.tokens.Term[i].Kind == token.Word
	}
	return h.extras[i-len(h.tokens.Term)].place != nowhere
}

// followsWithin reports whether some spots stand one to n places behind others.
func (x *trial) followsWithin(a, b []uint64, n int) bool {
	few := x.spots.each * (bits.Len(uint(n)) + 2) / 4 // to look at each takes as long as to spread all
	if countUpTo(a, few) <= few {
		yes, _ := someBeside(a, b, 0, uint32(n), few)
		return yes
	}
	// Of what stands everywhere some are near each other.
	limit := firstLooks
	if countUpTo(b, few) <= few {
		limit = few
	}
	if yes, all := someBeside(b, a, uint32(n), 0, limit); yes || all {
		return yes
	}
	out := x.spots.hand(handWork)
	spreadOut(out, a, n)
	return meet(out, b)
}

const firstLooks = 8

// someBeside reports whether beside one of the first spots, up to a limit, others stand, and whether those were all.
func someBeside(s, others []uint64, before, after uint32, limit int) (yes, all bool) {
	for k, w := range s {
		for ; w != 0; w &= w - 1 {
			if limit--; limit < 0 {
				return false, false
			}
			if anyBeside(others, uint32(k<<6|bits.TrailingZeros64(w))-spotsBefore, before, after) {
				return true, true
			}
		}
	}
	return false, true
}
