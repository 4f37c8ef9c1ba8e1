package listen

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestInOrder compares dealing out by digits with sorting.
func TestInOrder(t *testing.T) {
	t.Parallel()
	var m Matcher
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]uint32{1, 2000, 2048, 1 << 22, 1<<32 - 1}).Draw(t, "most")
		got := rapid.SliceOfN(rapid.Uint32Range(0, most), manyTries+1, 600).Draw(t, "programs")
		want := slices.Compact(slices.Sorted(slices.Values(got)))
		if got = m.once(got); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
