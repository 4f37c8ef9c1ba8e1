// Package order sorts lists where nobody waits for the last nanosecond. [By] and [Stable]
// give what slices.SortFunc and slices.SortStableFunc give, from sorting code that all types
// share: those are made anew for every type that they sort, some 20 kB of the program each.
// What is sorted for every message that is heard stays with slices.
package order

import "sort"

// few is how long a list may be and still be sorted by insertion, which needs no memory;
// the library's own sorts do the same up to there.
const few = 12

// By sorts the list by compare, as slices.SortFunc does, ties included.
func By[T any](list []T, compare func(a, b T) int) {
	if len(list) > few {
		sort.Slice(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
		return
	}
	insert(list, compare)
}

// Stable sorts the list by compare and leaves equal ones as they stand.
func Stable[T any](list []T, compare func(a, b T) int) {
	if len(list) > few {
		sort.SliceStable(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
		return
	}
	insert(list, compare)
}

func insert[T any](list []T, compare func(a, b T) int) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && compare(list[j], list[j-1]) < 0; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}
