package order_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"heed/internal/order"
)

// entry has a place, so that a test sees where equal ones went.
type entry struct{ key, place int }

func byKey(a, b entry) int { return a.key - b.key }

// TestSameAsSlices sorts lists of every length about the bound, and long ones, with few and
// with many equal keys.
func TestSameAsSlices(t *testing.T) {
	t.Parallel()
	for name, sorts := range map[string][2]func([]entry, func(a, b entry) int){
		"By":     {order.By[entry], slices.SortFunc[[]entry]},
		"Stable": {order.Stable[entry], slices.SortStableFunc[[]entry]},
	} {
		for _, n := range []int{0, 1, 2, 3, 11, 12, 13, 14, 50, 1000} {
			for _, keys := range []int{1, 3, 100000} {
				random := rand.New(rand.NewPCG(uint64(n), uint64(keys)))
				list := make([]entry, n)
				for i := range list {
					list[i] = entry{random.IntN(keys), i}
				}
				got, want := slices.Clone(list), slices.Clone(list)
				sorts[0](got, byKey)
				sorts[1](want, byKey)
				if !slices.Equal(got, want) {
					t.Errorf("%s of %d entries with %d keys:\n%v\nwant\n%v", name, n, keys, got, want)
				}
			}
		}
	}
}

func TestShortListsNeedNoMemory(t *testing.T) {
	list := []entry{{3, 0}, {1, 1}, {2, 2}}
	if n := testing.AllocsPerRun(100, func() {
		list[0].key, list[2].key = list[2].key, list[0].key
		order.By(list, byKey)
		order.Stable(list, byKey)
	}); n != 0 {
		t.Errorf("%.0f allocations", n)
	}
}
