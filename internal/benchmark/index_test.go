package benchmark

import (
	"testing"

	"pgregory.net/rapid"
)

// TestIndex compares what the tables find with what stands in a map, for ids that were counted up
// and for any others.
func TestIndex(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		any := rapid.OneOf(rapid.Uint64Range(1, 60), rapid.Uint64Range(1<<40, 1<<40+60))
		if rapid.Bool().Draw(t, "spread") {
			any = rapid.OneOf(any, rapid.Uint64Min(1))
		}
		p, want, repeats := &part{}, map[key]uint32{}, map[uint32]bool{}
		for i, id := range rapid.SliceOfN(any, 0, 80).Draw(t, "ids") {
			p.add(key(id), 0)
			if _, ok := want[key(id)]; ok {
				repeats[uint32(i)] = true
			} else {
				want[key(id)] = uint32(i)
			}
		}
		x := newIndex()
		x.take(p)
		x.close()
		if x.repeats != len(repeats) {
			t.Fatalf("%d repeats, not %d", x.repeats, len(repeats))
		}
		for i := range uint32(x.n) {
			if x.at(i).bits.has(repeated) != repeats[i] {
				t.Fatalf("post %d", i)
			}
			for _, id := range []key{0, x.id(i) - 1, x.id(i), x.id(i) + 1} {
				at, ok := want[id]
				if !ok {
					at = none
				}
				if got := x.find(id); got != at {
					t.Fatalf("%d is found at %d, not %d", id, got, at)
				}
			}
		}
	})
}
