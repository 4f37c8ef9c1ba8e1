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
	words  []uint32 // by place: the number of the word there, and above it that of its second form
	rows   []uint8  // of terms: how near each word comes, by its number; 0 if it does not
	begins []uint32 // of the row of each term, by how far and where it looks, plus one
	places []uint32 // of terms, one behind the other, as words has them
	ends   []uint32 // of the places of each term but the first, which is none
	number []uint16 // of what each token bears
}

const (
	mostNearby = 1 << 10          // different terms
	nearbyFrom = 1 << 3           // places
	placesFrom = 2*nearbyFrom + 1 // is the first in words: before it is room for what stands nowhere
	nearbyKind = 3 * 4            // rows of one term: up to two places, four or eight; behind, before or around
	nearbySoon = 16               // tokens for each time it was asked: to note what stands where takes as long
	mostRows   = 1 << 19          // bytes
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
	return true
}

// noteWords notes which words stand at each place, and the places of each term.
func (h *held) noteWords() {
	n := &h.nearby
	n.noted = true
	n.rows, n.begins = n.rows[:0], cleared(n.begins, len(h.kept)*nearbyKind)
	n.words = cleared(n.words, int(placesOf(h.tokens))+placesFrom+nearbyFrom)
	n.ends = cleared(n.ends, len(h.kept)+1)
	sum := uint32(0)
	for k := range h.kept {
		n.ends[k+1] = sum // so far
		sum += h.kept[k].count
	}
	n.places, n.number = cleared(n.places, len(h.prior)), cleared(n.number, len(h.prior))
	last := uint16(0) // terms are numbered as they come
	for i, before := range h.prior {
		k := last + 1
		if before != 0 {
			k = n.number[before-1]
		} else {
			last = k
		}
		at := uint32(nearbyFrom) // far from all
		if i >= len(h.tokens.Term) {
			if x := &h.extras[i-len(h.tokens.Term)]; x.place != nowhere {
				at = x.place + placesFrom
			}
		} else if x := &h.tokens.Term[i]; x.Kind == token.Word && x.Flags&token.Nowhere == 0 {
			at = x.First + placesFrom
			w := &n.words[at]
			*w = *w<<16 | uint32(k)
		}
		end := &n.ends[k+1]
		n.number[i], n.places[*end] = k, at
		*end++
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
		n.reckonBeside(n.rows[from:], k, 2<<power, where)
	}
	return n.rows[*begin-1:][:size]
}

// reckonBeside finds it: what is nearest is written last.
func (n *nearby) reckonBeside(row []uint8, k, distance uint32, where uint64) {
	clear(row)
	places := n.places[n.ends[k]:n.ends[k+1]]
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
	for _, at := range places {
		w := words[at+from]
		row[w&0xffff], row[w>>16] = distance, distance
	}
}
