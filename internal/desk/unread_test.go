package desk

import (
	"fmt"
	"testing"
)

// TestLaneOf: a thread is in one lane, and threads are spread evenly.
func TestLaneOf(t *testing.T) {
	t.Parallel()
	const lanes, threads = 32, 32_000
	var of [lanes]int
	for i := range threads {
		root := NetworkID(fmt.Sprintf("at://did:plc:z72i7hdynmk6r22z27h6%04x/app.bsky.feed.post/3kb3fge5%05d", i%7, i))
		n := LaneOf(&Message{NetworkID: root})
		of[n%lanes]++
		for _, m := range []Message{{NetworkID: "x", Root: root, Parent: "y"}, {NetworkID: "x", Parent: root}, {NetworkID: "x", Subject: root}} {
			if LaneOf(&m) != n {
				t.Fatalf("%+v is in another lane than its thread", m)
			}
		}
	}
	for l, n := range of {
		if n < threads/lanes*3/4 || n > threads/lanes*5/4 {
			t.Errorf("lane %d has %d of %d threads", l, n, threads)
		}
	}
}
