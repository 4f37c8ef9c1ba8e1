package listen

import (
	"math/bits"
	"slices"

	"heed/internal/text/token"
)

// nearby tells how near words stand to a term. A long post that repeats itself has a few hundred different words: how
// near each of them comes is found once for each term that is asked about, and which of two terms stand near each other
// is then one look, where spots of both are held against each other for each search. Windows are asked about two of their
// words at a time.
type nearby struct {
	asked  int      // times
	noted  bool     // what stands where
	second bool     // forms of words stand somewhere
	words  []uint32 // by place: the number of the word there, and above it that of its second form
	rows   []uint8  // of terms: how near each word comes, by its number; 0 if it does not
	begins []uint32 // of the row of each term, by how far and where it looks, plus one
	sorts  []uint8  // of terms: what isLooked and isLooking tell
	places []uint32 // of terms, one behind the other, as words has them
	ends   []uint32 // of the places of each term but the first, which is none
	gaps   []uint32 // of each term, once asked for: see gap
}

const (
	mostNearby = 1 << 10          // different terms that have rows
	mostTerms  = 1 << 16          // different terms
	nearbyFrom = 1 << 3           // places
	placesFrom = 2*mostAround + 1 // is the first in words: before it is room for what stands nowhere
	nearbyKind = 4 * 4            // rows of one term: up to one place, two, four or eight; behind, before or around
	nearbyCost = 2                // of noting a token, as places of a row: see nearbySoon
	nearbySoon = 32               // places of rows take as long as it takes to be asked once and not to know
	mostRows   = 1 << 20          // bytes
)

// Sorts of terms.
const (
	isLooked  = 1 << iota // a word, which rows tell of
	isLooking             // each of its tokens takes one place: it may have rows
)

// knowsNearby reports whether areNear may be asked for two terms and a distance.
func (h *held) knowsNearby(l, r, distance uint32) bool {
	return h.mayNear(distance) && (h.nearby.noted || h.notesNearby(l, r, distance))
}

// mayNear reports whether there is room for rows, and so far.
func (h *held) mayNear(distance uint32) bool {
	return distance <= nearbyFrom && len(h.kept) <= mostNearby
}

// knowsWords reports whether what stands where is noted, and notes it once that is expected to pay.
func (h *held) knowsWords() bool {
	n := &h.nearby
	if n.noted || len(h.kept) > mostTerms {
		return n.noted
	}
	if n.asked++; n.asked*h.ahead*nearbySoon < len(h.tokens.Hash)*nearbyCost {
		return false
	}
	h.noteWords()
	return true
}

// notesNearby notes what stands where once it is expected to be asked about terms of which one stands often as often as
// that takes.
func (h *held) notesNearby(l, r, distance uint32) bool {
	if !h.isDense(l) && !h.isDense(r) {
		return false
	}
	n := &h.nearby
	if n.asked++; n.asked*h.ahead*nearbySoon < len(h.tokens.Hash)*(nearbyCost+int(distance)) {
		return false
	}
	h.noteWords()
	return true
}

// noteWords notes which words stand at each place, and the places of each term.
func (h *held) noteWords() {
	n := &h.nearby
	n.noted = true
	n.rows, n.begins = n.rows[:0], cleared(n.begins, min(len(h.kept), mostNearby)*nearbyKind)
	n.words = cleared(n.words, int(placesOf(h.tokens))+placesFrom+mostAround)
	n.gaps = cleared(n.gaps, len(h.kept))
	n.ends, n.sorts = cleared(n.ends, len(h.kept)+1), cleared(n.sorts, len(h.kept))
	sum := uint32(0)
	for k := range h.kept {
		n.ends[k+1] = sum // so far
		sum += h.kept[k].count
		if last := h.kept[k].last; k > 0 && h.isWord(last) {
			n.sorts[k] = isLooked | isLooking
		} else if k > 0 && h.isSingle(uint32(k)) {
			n.sorts[k] = isLooking
		}
	}
	n.places = cleared(n.places, len(h.prior))
	words, places, ends, second := n.words, n.places, n.ends[1:], uint32(0)
	put := func(k, at uint32) {
		end := ends[k]
		places[end], ends[k] = at, end+1
	}
	all := h.tokens.Term
	for i, k := range h.bear[:len(all)] {
		at := uint32(mostAround) // far from all
		if x := &all[i]; x.Kind == token.Word && x.Flags&token.Nowhere == 0 {
			at = x.First + placesFrom
			w := words[at]
			words[at] = w<<16 | k
			second |= w
		}
		put(k, at)
	}
	for i, k := range h.bear[len(all):] {
		at := uint32(mostAround)
		if x := &h.extras[i]; x.place != nowhere {
			at = x.place + placesFrom
		}
		put(k, at)
	}
	n.second = second != 0
}

// placesOf are the places of a term, as words has them.
func (n *nearby) placesOf(k uint32) []uint32 { return n.places[n.ends[k]:n.ends[k+1]] }

// gap is how near two places of a term come to each other.
func (n *nearby) gap(k uint32) uint32 {
	if n.gaps[k] == 0 {
		least := nowhere
		places := n.placesOf(k)
		for i, at := range places[1:] {
			least = min(least, at-places[i])
		}
		n.gaps[k] = least
	}
	return n.gaps[k]
}

// areNear reports whether two terms stand near each other; it is not ok where that is not known.
func (h *held) areNear(l, r, distance uint32, ordered bool) (yes, ok bool) {
	where, n := around, &h.nearby
	if ordered {
		where = behind
	}
	if n.sorts[r]&isLooked == 0 {
		l, r = r, l
		if ordered {
			where = before
		}
	}
	if n.sorts[r]&isLooked == 0 || n.sorts[l]&isLooking == 0 {
		return false, false
	}
	begin := h.rowOf(l, distance, where)
	if begin == 0 {
		return false, false
	}
	return uint32(n.rows[begin-1+r]-1) < distance, true
}

// rowOf is where begins what tells how near words come to a term, plus one, 0 if there is no room.
func (h *held) rowOf(k, distance uint32, where uint64) (begin uint32) {
	power := uint32(bits.Len32(distance - 1))
	if begin = h.nearby.begins[k*nearbyKind+power*4+uint32(where)]; begin == 0 {
		begin = h.beside(k, power, where)
	}
	return begin
}

// nearNoted is longNear where it is noted what stands where, and one side is a term. It is not ok where that is not known.
func (x *trial) nearNoted(b []uint32, left, middle, end, distance uint32, ordered bool) (yes, ok bool) {
	onLeft, onRight := around, around
	if ordered {
		onLeft, onRight = behind, before
	}
	if left+termSize == middle {
		return x.nearAny(b, left, middle, end, distance, onLeft)
	}
	if middle+termSize == end {
		return x.nearAny(b, middle, left, middle, distance, onRight)
	}
	return false, false
}

// nearAny reports whether near a term stands one of those from a place up to another.
func (x *trial) nearAny(b []uint32, one, k, end, distance uint32, where uint64) (yes, ok bool) {
	if operator(b[one]) != opTerm {
		return false, false
	}
	n, t := &x.nearby, x.find(termAt(b, one))
	if t == 0 || n.sorts[t]&isLooking == 0 {
		return false, t == 0
	}
	begin := x.rowOf(t, distance, where)
	if begin == 0 {
		return false, false
	}
	row := n.rows[begin-1:]
	for ; k < end; k += termSize {
		if operator(b[k]) != opTerm {
			return false, false
		}
		switch r := x.find(termAt(b, k)); {
		case r == 0:
		case uint32(row[r]-1) < distance:
			return true, true
		case n.sorts[r]&isLooked == 0:
			return false, false
		}
	}
	return false, true
}

// beside notes how near words come to a term, up to a distance of a power of two, and gives where that begins; 0 if there
// is no room.
func (h *held) beside(k, power uint32, where uint64) (begin uint32) {
	n, size := &h.nearby, len(h.kept)
	from := len(n.rows)
	if from+size > mostRows {
		return 0
	}
	begin = uint32(from) + 1
	n.begins[k*nearbyKind+power*4+uint32(where)] = begin
	n.rows = slices.Grow(n.rows, size)[:from+size]
	n.reckonBeside(n.rows[from:], k, 1<<power, where)
	return begin
}

// reckonBeside finds it: what is nearest is written last.
func (n *nearby) reckonBeside(row []uint8, k, distance uint32, where uint64) {
	clear(row)
	places := n.placesOf(k)
	for ; distance > 0; distance-- {
		if where&behind != 0 {
			n.note(row, places, distance, uint8(distance))
		}
		if where&before != 0 {
			n.note(row, places, -distance, uint8(distance))
		}
	}
}

// note notes a distance of the words that stand so far from some places.
func (n *nearby) note(row []uint8, places []uint32, from uint32, distance uint8) {
	words := n.words
	if !n.second {
		for _, at := range places {
			row[words[at+from]] = distance
		}
		return
	}
	for _, at := range places {
		w := words[at+from]
		row[w&0xffff], row[w>>16] = distance, distance
	}
}
