package listen

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPermit compares the leads that a post permits with those of each alone.
func TestPermit(t0 *testing.T) {
	t0.Parallel()
	if !isWide() {
		t0.Skip("skipped: this machine lacks the instructions")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		h := held{stamp: int32(r.IntN(3)) * stampStep}
		for range r.IntN(600) {
			h.fingers[r.IntN(fingerBits)] = int32(r.IntN(4 * stampStep))
		}
		t := table{refs: 1<<(32-tagBits) - 1}
		if r.IntN(8) == 0 {
			t.refs = 1<<32 - 1
		}
		for range 1 + r.IntN(60) {
			t.leads = append(t.leads, uint64(uint32(r.IntN(3))<<30|uint32(r.IntN(1<<30)))<<32|uint64(r.Uint32()))
		}
		m := Matcher{trial: trial{held: h}}
		total := 0
		for range 1 + r.IntN(5) {
			from := r.IntN(len(t.leads) + 1)
			to := from + r.IntN(len(t.leads)-from+1)
			m.ranges, m.hits = append(m.ranges, span{uint32(from), uint32(to)}), append(m.hits, r.Uint64())
			total += to - from
		}
		t.leads = append(t.leads, make([]uint64, leadSpare)...)
		want, got := make([]uint32, total+1), make([]uint32, total+leadSpare)
		want = want[:m.permitted(&t, 0, len(m.hits), want)]
		got = got[:permit(&h.fingers[0], uint64(h.stamp), &t.leads[0], &m.ranges[0], &m.hits[0], len(m.hits), uint64(t.refs), &got[0])]
		if diff := cmp.Diff(want, got); diff != "" {
			t0.Fatal(diff)
		}
	}
}

// TestManyWords: where refs need the bits of tags there are no tags.
func TestManyWords(t *testing.T) {
	t.Parallel()
	for _, ref := range []uint32{1, 1<<29 - 1, 1 << 29, 1<<32 - 1} {
		table, _, _ := newTable(1, nil, []lead{{hash: 0xFFFFFFFFFFFFFF00, ref: ref}})
		l := table.find(0xFFFFFFFFFFFFFF00)[0]
		if !table.isOf(l, 0xFFFFFFFFFFFFFF00) || table.ref(l) != ref {
			t.Errorf("%d is %d", ref, table.ref(l))
		}
	}
}
