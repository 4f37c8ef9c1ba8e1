package listen

import (
	"math/bits"
	"slices"

	"heed/internal/text/token"
)

// nearby tells how near words stand to a term. A long post that repeats itself has a few hundred different words: how
// near each of them comes is found once for each term that is asked about, and which of two terms stand near each other
// is then one look, where spots of both are held against each other for each search.
type nearby struct {
	asked  int      // times
	noted  bool     // what stands where
	never  bool     // since more than two words stand at one place
	words  []uint32 // by place, with room on both sides: the number of the word there, and above it that of its second form
	rows   []uint8  // of terms: how near each word comes, by its number; 0 if it does not
	begins []uint32 // of the row of each term, by how far and where it looks, plus one
	places []uint32 // of a term
	number []uint16 // of what each token bears
}

const (
	mostNearby = 1 << 10 // different terms
	nearbyFrom = 1 << 3  // places
	nearbyKind = 3 * 4   // rows of one term: up to two places, four or eight; behind, before or around
	nearbySoon = 64      // tokens for each time it was asked: to note what stands where takes as long
	mostRows   = 1 << 19 // bytes
)

// knowsNearby reports whether areNear may be asked for a distance.
func (h *held) knowsNearby(distance uint32) bool {
	if distance > nearbyFrom || len(h.kept) > mostNearby {
		return false
	}
	n := &h.nearby
	if !n.noted {
		if n.asked++; n.asked*nearbySoon < len(h.tokens.Hash) {
			return false
		}
		h.noteWords()
	}
	return !n.never
}

// noteWords notes which words stand at each place.
func (h *held) noteWords() {
	n := &h.nearby
	n.noted, n.never = true, false
	n.rows, n.begins = n.rows[:0], cleared(n.begins, len(h.kept)*nearbyKind)
	n.words = cleared(n.words, int(placesOf(h.tokens))+2*nearbyFrom)
	n.number = slices.Grow(n.number[:0], len(h.tokens.Term))[:len(h.tokens.Term)]
	last := uint16(0) // terms are numbered as they come
	for i := range h.tokens.Term {
		k := last + 1
		if before := h.prior[i]; before != 0 {
			k = n.number[before-1]
		} else {
			last = k
		}
		n.number[i] = k
		if x := &h.tokens.Term[i]; x.Kind == token.Word && x.Flags&token.Nowhere == 0 {
			w := &n.words[x.First+nearbyFrom]
			n.never = n.never || *w>>16 != 0
			*w = *w<<16 | uint32(k)
		}
	}
}

// areNear reports whether two terms stand near each other; it is not ok where that is not known.
func (h *held) areNear(l, r, distance uint32, ordered bool) (yes, ok bool) {
	where := around
	if ordered {
		where = behind
	}
	if !h.isWord(h.kept[r].last) {
		l, r = r, l
		if ordered {
			where = before
		}
	}
	if !h.isWord(h.kept[r].last) || !h.isSingle(l) {
		return false, false
	}
	row := h.beside(l, distance, where)
	if row == nil {
		return false, false
	}
	return row[r] != 0 && uint32(row[r]) <= distance, true
}

// beside is how near words come to a term, at least up to a distance; nil if there is no room for that.
func (h *held) beside(k, distance uint32, where uint64) []uint8 {
	n, size := &h.nearby, len(h.kept)
	power := uint32(bits.Len32((distance - 1) >> 1))
	begin := &n.begins[k*nearbyKind+power*4+uint32(where)]
	if *begin == 0 {
		from := len(n.rows)
		if from+size > mostRows {
			return nil
		}
		n.rows = slices.Grow(n.rows, size)[:from+size]
		*begin = uint32(from) + 1
		h.reckonBeside(n.rows[from:], k, 2<<power, where)
	}
	return n.rows[*begin-1:][:size]
}

// reckonBeside finds it: what is nearest is written last.
func (h *held) reckonBeside(row []uint8, k, distance uint32, where uint64) {
	n := &h.nearby
	n.places = n.places[:0]
	for i := h.kept[k].last; i != 0; i = h.prior[i-1] {
		if at, _ := h.place(int(i - 1)); at != nowhere {
			n.places = append(n.places, at+nearbyFrom)
		}
	}
	clear(row)
	for ; distance > 0; distance-- {
		if where&behind != 0 {
			n.note(row, distance, uint8(distance))
		}
		if where&before != 0 {
			n.note(row, -distance, uint8(distance))
		}
	}
	row[0] = 0 // no term has that number
}

// note notes a distance of the words that stand so far from the places of a term.
func (n *nearby) note(row []uint8, from uint32, distance uint8) {
	for _, at := range n.places {
		w := n.words[at+from]
		row[w&0xffff], row[w>>16] = distance, distance
	}
}
