package listen

import "math/bits"

// What follows are operations on spots: places of one post, a bit each, with room before the first and
// behind the last; see spots. All have the same number of words, a multiple of spotsStep.

// shiftedAnd gives those of some spots that others stand n places behind, and reports whether there are any.
func shiftedAnd(into, of, s []uint64, n int) bool {
	skip, shift := n>>6, uint(n&63)
	if skip >= len(s) {
		clear(into)
		return false
	}
	any, at := uint64(0), 0
	if n := (len(s) - skip - 1) &^ (spotsStep - 1); n > 0 && isWide() {
		if at = n; shiftedAndWide(&into[0], &of[0], &s[skip], n, uint64(shift)) {
			any = 1
		}
	}
	here, next := s[skip+at], s[skip+at+1:]
	out, of := into[at:at+len(next)], of[at:at+len(next)]
	for i, w := range next {
		both := of[i] & (here>>(shift&63) | w<<1<<(^shift&63))
		out[i] = both
		any |= both
		here = w
	}
	clear(into[at+len(next):]) // there is room alone
	return any != 0
}

// shiftUp moves spots n places on.
func shiftUp(into, s []uint64, n int) {
	skip, shift := n>>6, uint(n&63)
	if skip >= len(s) {
		clear(into)
		return
	}
	clear(into[:skip])
	before, at := uint64(0), 0
	if n := (len(s) - skip - 1) &^ (spotsStep - 1); n > 0 && isWide() {
		into[skip] = s[0] << (shift & 63)
		shiftWide(&into[skip+1], &s[0], n, uint64(64-shift))
		before, at = s[n], n+1
	}
	out := into[skip+at:]
	for i, w := range s[at : at+len(out)] {
		out[i] = w<<(shift&63) | before>>1>>(^shift&63)
		before = w
	}
}

// spreadOut makes of spots the places one to n behind each.
func spreadOut(into, s []uint64, n int) {
	shiftUp(into, s, 1)
	for have := 1; have < n; {
		step := uint(min(have, n-have, 63))
		for i := len(into) - 1; i > 0; i-- {
			into[i] |= into[i]<<step | into[i-1]>>(64-step)
		}
		into[0] |= into[0] << step
		have += int(step)
	}
}

// spreadBack makes of spots their places and the n before each.
func spreadBack(into, s []uint64, n int) {
	copy(into, s)
	smear(into, n)
}

// spreadBefore makes of spots the places one to n before each.
func spreadBefore(into, s []uint64, n int) {
	last := len(s) - 1
	for i, w := range s[:last] {
		into[i] = w>>1 | s[i+1]<<63
	}
	into[last] = s[last] >> 1
	smear(into, n-1)
}

// smear adds to spots the n places before each.
func smear(into []uint64, n int) {
	for have := 0; have < n; {
		step := uint(min(have+1, n-have, 63))
		here := into[0]
		for i, next := range into[1:] {
			into[i] = here | here>>step | next<<(64-step)
			here = next
		}
		have += int(step)
	}
}

// and leaves of some spots those that are others as well, and reports whether there are any.
func and(into, s []uint64) bool {
	if isWide() {
		return andWide(&into[0], &s[0], len(s))
	}
	any := uint64(0)
	for i, w := range s[:len(into)] {
		into[i] &= w
		any |= into[i]
	}
	return any != 0
}

// meet reports whether some spots are others as well.
func meet(a, b []uint64) bool {
	if isWide() {
		return meetWide(&a[0], &b[0], len(b))
	}
	for i, w := range a[:len(b)] {
		if w&b[i] != 0 {
			return true
		}
	}
	return false
}

func or(into, s []uint64) {
	if isWide() {
		orWide(&into[0], &s[0], len(s))
		return
	}
	for i, w := range s[:len(into)] {
		into[i] |= w
	}
}

// countUpTo is how many spots there are, if not more than a limit.
func countUpTo(s []uint64, limit int) (n int) {
	for _, w := range s {
		if n += bits.OnesCount64(w); n > limit {
			break
		}
	}
	return n
}

// setAt sets the bit of a place.
func setAt(s []uint64, place uint32) {
	s[(place+spotsBefore)>>6] |= 1 << ((place + spotsBefore) & 63)
}

// hasAt tells the bit of a place.
func hasAt(s []uint64, place uint32) bool {
	return s[(place+spotsBefore)>>6]>>((place+spotsBefore)&63)&1 != 0
}

// setBack sets those of a place and the n before it.
func setBack(s []uint64, place, n uint32) { setRow(s, place+spotsBefore-n, n+1) }

// setRow sets n bits, one or more.
func setRow(s []uint64, from, n uint32) {
	for ; n > 64; from, n = from+64, n-64 {
		setRow(s, from, 64)
	}
	row := ^uint64(0) >> (64 - n)
	at := s[from>>6 : from>>6+2]
	at[0] |= row << (from & 63)
	at[1] |= row >> 1 >> (^from & 63)
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

// eachBit calls yield with the bits from one on up to before another.
func eachBit(s []uint64, from, to uint32, yield func(bit uint32)) {
	for k := from >> 6; k<<6 < to; k++ {
		w := s[k]
		if k == from>>6 {
			w &= ^uint64(0) << (from & 63)
		}
		for ; w != 0; w &= w - 1 {
			bit := k<<6 | uint32(bits.TrailingZeros64(w))
			if bit >= to {
				return
			}
			yield(bit)
		}
	}
}
