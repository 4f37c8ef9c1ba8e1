package benchmark

import (
	"fmt"
	"strings"
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

// Of more companies than are remembered at a time each has its own case.
func TestManyCompanies(t *testing.T) {
	t.Parallel()
	const many = 3 * len(met{})
	var b strings.Builder
	b.WriteString(header)
	for i := range many {
		fmt.Fprintf(&b, "%d,%d,True,2017-11-06T10:00:00Z,my kettle is broken,,\n%d,Kettles%d,False,2017-11-06T10:07:00Z,We have sent a new one.,,%d\n", 2*i+1, i+1, 2*i+2, i, 2*i+1)
	}
	list := measured(t, read(t, b.String(), nil)).Companies
	if len(list) != many {
		t.Fatalf("%d companies", len(list))
	}
	for _, c := range list {
		if c.Cases != 1 {
			t.Fatalf("%s has %d cases", c.Name, c.Cases)
		}
	}
}
