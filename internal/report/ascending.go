package report

import "slices"

const (
	digitBits = 11
	digits    = 1 << digitBits
	fewWaits  = 1 << 9 // are sorted sooner by comparing them
)

// ascending sorts numbers, many of them digit by digit from the last (radix sort): the waits
// of millions of cases differ in four digits. What it gives may be other memory than it got.
func ascending(list []uint64) []uint64 {
	if len(list) < fewWaits {
		slices.Sort(list)
		return list
	}
	differ := uint64(0)
	for _, v := range list {
		differ |= v ^ list[0]
	}
	from, to := list, make([]uint64, len(list))
	for shift := 0; differ>>shift != 0; shift += digitBits {
		if differ>>shift&(digits-1) == 0 {
			continue
		}
		var at [digits]uint32
		for _, v := range from {
			at[v>>shift&(digits-1)]++
		}
		sum := uint32(0)
		for i, n := range at {
			at[i], sum = sum, sum+n
		}
		for _, v := range from {
			p := &at[v>>shift&(digits-1)]
			to[*p] = v
			*p++
		}
		from, to = to, from
	}
	return from
}
