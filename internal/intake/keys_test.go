package intake

import (
	"fmt"
	"sync"
	"testing"

	"heed/internal/desk"
)

// TestKeys: what was added is never denied, while it grows and is asked; what was not seldom is
// taken for known.
func TestKeys(t *testing.T) {
	t.Parallel()
	k := newKeys()
	id := func(i int) desk.NetworkID { return desk.NetworkID(fmt.Sprint("at://did:plc:", i, "/post/", i*7)) }
	if !k.has("net", id(1)) {
		t.Error("before the network was read, nothing is certain")
	}
	k.whole.Store(&map[desk.Network]bool{"net": true})
	const n = 8 * firstLayer
	var wait sync.WaitGroup
	for part := range 4 {
		wait.Go(func() {
			for i := part; i < n; i += 4 {
				k.add(desk.MessageKey{Scope: "net", ID: id(i)})
				if !k.has("net", id(i)) {
					t.Errorf("%s was added and is denied", id(i))
				}
			}
		})
	}
	wait.Wait()
	wrong := 0
	for i := range n {
		if !k.has("net", id(i)) {
			t.Fatalf("%s was added and is denied", id(i))
		}
		if k.has("net", id(n+i)) {
			wrong++
		}
	}
	if share := float64(wrong) / n; share > 0.01 {
		t.Errorf("%.4f of what was never added is taken for known", share)
	}
	k.add(desk.MessageKey{Scope: "other", ID: id(n)})
	size := 0
	for _, l := range *k.layers.Load() {
		size += len(l.blocks) * 64
	}
	if size > 5*n {
		t.Errorf("%d bytes for %d keys", size, n)
	}
}
