package listen

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPermit compares the leads that a post permits with those of each alone.
func TestPermit(t *testing.T) {
	t.Parallel()
	if !isWide() {
		t.Skip("skipped: this machine lacks the instructions")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var h held
		for range r.IntN(600) {
			h.fingers[r.IntN(fingerBits)] = uint8(1 + r.IntN(255))
		}
		leads := make([]uint64, 1+r.IntN(40), 40+leadSpare)
		var want []uint32
		for i := range leads {
			leads[i] = uint64(uint32(r.IntN(3))<<30|uint32(r.IntN(1<<30)))<<32 | uint64(i)
			if h.permits(fingerprint(leads[i]>>32)) != 0 {
				want = append(want, uint32(i))
			}
		}
		into := make([]uint32, len(leads))
		n := permit(&h.fingers[0], &leads[0], len(leads), &into[0])
		if diff := cmp.Diff(want, append([]uint32(nil), into[:n]...)); diff != "" {
			t.Fatal(diff)
		}
	}
}
