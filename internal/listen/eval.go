package listen

import (
	"math/bits"
)

// A trial runs programs on one post.
type trial struct {
	held
	followers int
	lists     lists
}

// holds reports whether the node at a place holds.
func (x *trial) holds(b []uint32, at uint32) bool {
	w := b[at]
	var yes bool
	switch operator(w) {
	case opTerm:
		yes = x.has(termAt(b, at))
	case opAnd:
		yes = x.all(b, at+1, at+w&lowMask, true)
	case opOr:
		yes = !x.all(b, at+1, at+w&lowMask, false)
	case opFollowers:
		n := uint64(x.followers)
		yes = x.followers >= 0 && n >= number(b, at+1) && n <= number(b, at+3)
	case opPhrase:
		yes = x.phrase(b, at)
	case opWindow:
		yes = x.window(b, at)
	default:
		yes = x.near(b, at)
	}
	return yes != (w&opNegated != 0)
}

// all reports whether of the nodes from a place up to another all hold, or else whether none
// does.
func (x *trial) all(b []uint32, k, end uint32, hold bool) bool {
	for k < end {
		w := b[k]
		if operator(w) != opTerm {
			if x.holds(b, k) != hold {
				return false
			}
			k += w & lowMask
			continue
		}
		if x.has(termAt(b, k)) == (w&opNegated != 0) == hold {
			return false
		}
		k += termSize
	}
	return true
}

func number(b []uint32, at uint32) uint64 { return uint64(b[at]) | uint64(b[at+1])<<32 }

// phrase reports whether words stand side by side.
func (x *trial) phrase(b []uint32, at uint32) bool {
	if x.long {
		return x.longPhrase(b, at)
	}
	first, _ := x.run(b, at)
	return first != 0
}

// run gives the places of a short post where a phrase begins, and how many places it takes.
func (x *trial) run(b []uint32, at uint32) (first uint64, n uint) {
	end := at + b[at]&lowMask
	first = ^uint64(0)
	for k := at + 1; k < end && first != 0; n++ {
		var here uint64
		here, k = x.placesOf(b, k, end)
		first &= here >> n
	}
	return first, n
}

// placesOf are the places of the sub at k in a short post, and the next sub.
func (x *trial) placesOf(b []uint32, k, end uint32) (here uint64, next uint32) {
	here, _ = x.at(termAt(b, k))
	glued := b[k]&subGlued != 0
	for k += subSize; k < end && b[k]&subAlso != 0; k += subSize {
		also, _ := x.at(termAt(b, k))
		here |= also
	}
	if glued {
		here &= x.glued()
	}
	return here, k
}

// spreadUp are the places one to n after those of m.
func spreadUp(m uint64, n uint) uint64 {
	if n == 0 {
		return 0
	}
	m <<= 1
	for have := uint(1); have < n; {
		step := min(have, n-have)
		m |= m << step
		have += step
	}
	return m
}

// near reports whether the two sides stand close enough.
func (x *trial) near(b []uint32, at uint32) bool {
	distance := uint(b[at+1]&0xff) + 1
	middle := at + 2 + b[at+1]>>8
	end := at + b[at]&lowMask
	ordered := operator(b[at]) == opOrdered
	if x.long {
		return x.longNear(b, at+2, middle, end, uint32(distance), ordered)
	}
	leftFirst, leftLast := x.side(b, at+2, middle)
	if leftFirst == 0 {
		return false
	}
	rightFirst, rightLast := x.side(b, middle, end)
	return spreadUp(leftLast, distance)&rightFirst != 0 || !ordered && spreadUp(rightLast, distance)&leftFirst != 0
}

// side gives the first and last places of what stands on one side of NEAR in a short post.
func (x *trial) side(b []uint32, k, end uint32) (first, last uint64) {
	for ; k < end; k += sizeAt(b, k) {
		if operator(b[k]) == opTerm {
			a, b := x.at(termAt(b, k))
			first, last = first|a, last|b
			continue
		}
		begins, n := x.run(b, k)
		first |= begins
		last |= begins << (n - 1)
	}
	return first, last
}

// window reports whether words stand in any order, each at a place of its own, with few
// others between.
func (x *trial) window(b []uint32, at uint32) bool {
	if x.long {
		return x.longWindow(b, at, b[at+1])
	}
	end := at + b[at]&lowMask
	var here [maxWindow]uint64
	n := uint(0)
	any, twice := uint64(0), uint64(0)
	for k := at + 2; k < end; n++ {
		here[n], k = x.placesOf(b, k, end)
		if here[n] == 0 {
			return false
		}
		twice |= any & here[n]
		any |= here[n]
	}
	width := n + uint(b[at+1])
	for rest := any; rest != 0; rest &= rest - 1 {
		from := uint(bits.TrailingZeros64(rest))
		in := ^uint64(0) << from
		if from+width < places {
			in &^= ^uint64(0) << (from + width)
		}
		if bits.OnesCount64(any&in) >= int(n) && fitsAll(here[:n], in, twice) {
			return true
		}
	}
	return false
}

// fitsAll reports whether each word has a place of its own among those in.
func fitsAll(here []uint64, in, twice uint64) bool {
	for _, h := range here {
		if h&in == 0 {
			return false
		}
	}
	if twice&in == 0 {
		return true
	}
	var holder [places]int8
	for word := range here {
		seen := uint64(0)
		if !assign(here, in, &holder, &seen, word) {
			return false
		}
	}
	return true
}

// assign finds a place for a word, moving others: an augmenting path.
func assign(here []uint64, in uint64, holder *[places]int8, seen *uint64, word int) bool {
	for rest := here[word] & in; rest != 0; rest &= rest - 1 {
		at := bits.TrailingZeros64(rest)
		if *seen&(1<<at) != 0 {
			continue
		}
		*seen |= 1 << at
		if holder[at] == 0 || assign(here, in, holder, seen, int(holder[at])-1) {
			holder[at] = int8(word + 1)
			return true
		}
	}
	return false
}
