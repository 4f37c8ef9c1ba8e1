package report

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAscendingSorts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 2, fewWaits - 1, fewWaits, 3 * fewWaits}).Draw(t, "n")
		most := rapid.SampledFrom([]uint64{0, 1, 1 << 20, 1 << 43, 1<<64 - 1}).Draw(t, "most")
		list := rapid.SliceOfN(rapid.Uint64Range(0, most), n, n).Draw(t, "list")
		want := slices.Sorted(slices.Values(list))
		if diff := cmp.Diff(want, ascending(list), cmp.Transformer("none", func(x []uint64) []uint64 { return append([]uint64{}, x...) })); diff != "" {
			t.Fatal(diff)
		}
	})
}
