package listen

import "math/bits"

// mostAround is how wide a window may be that is looked for around the places of one of its words.
const mostAround = 16

// standsAround is longWindow for the words noted: around each place of the rarest of them two others are looked for, 16
// places at once. It is not ok where that does not tell, or takes longer than to hold all places of all words
// against each other.
func (x *trial) standsAround(width uint32) (yes, ok bool) {
	if width > mostAround || !isWide() || !x.knowsWords() {
		return false, false
	}
	n, words := &x.nearby, x.lists.words
	rarest, more := &words[0], len(words) != 3
	for i := range words {
		g := &words[i]
		more = more || g.again > 0
		if t := g.terms[0]; g.terms[1] != 0 || n.sorts[t]&isLooked == 0 {
			return false, false
		} else if g.again > 0 && n.gap(t) >= width {
			return false, true
		} else if x.kept[t].count < x.kept[rarest.terms[0]].count {
			rarest = g
		}
	}
	k := rarest.terms[0]
	places := n.placesOf(k)
	if len(places) > manyAround*x.spots.each {
		return false, false
	}
	one, other := k, k
	for i := range words {
		if t := words[i].terms[0]; t != k {
			one, other = t, one
		}
	}
	for looks := 0; looks < fewAround && len(places) > 0; looks++ {
		i, ones, others := besides(&places[0], len(places), &n.words[0], one, other, width > mostAround/2)
		if i == len(places) {
			return false, true
		}
		if startsOf(ones, width)&startsOf(others, width)&((1<<width-1)<<(mostAround+1-width)) != 0 {
			if !more {
				return true, ones&others|(ones|others)>>mostAround&1 == 0 // a place of its own each
			}
			if yes, sure := x.areAround(places[i], width); yes || !sure {
				return yes, sure
			}
		}
		places = places[i+1:]
	}
	return false, len(places) == 0
}

const (
	manyAround = 2  // places of the rarest word, for each word of spots
	fewAround  = 16 // places at which the others stand, but too far from each other
)

// startsOf are the places from which on one of some stands within a width.
func startsOf(places, width uint32) uint32 {
	for have := uint32(1); have < width; {
		step := min(have, width-have)
		places |= places >> step
		have += step
	}
	return places
}

// areAround reports whether each of the words noted stands within a width around the place of one of them; that is not
// sure where some may stand at the same place.
func (x *trial) areAround(at, width uint32) (yes, sure bool) {
	words := x.lists.words
	var all [maxWindow]uint32 // the places of each, a bit each
	for i, w := range x.nearby.words[at+1-width : at+width] {
		for k := range words {
			switch t := words[k].terms[0]; t {
			case w & 0xffff:
				all[k] |= 1 << i
			case w >> 16:
				return false, false
			}
		}
	}
	for from := range width {
		in, k := uint32(1<<width-1)<<from, 0
		for k < len(words) && bits.OnesCount32(all[k]&in) > words[k].again {
			k++
		}
		if k == len(words) {
			return true, true
		}
	}
	return false, true
}
