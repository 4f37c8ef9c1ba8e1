package intake

import (
	"fmt"
	"testing"
	"time"

	"heed/internal/desk"
)

// What is remembered is bounded: the oldest makes room, and nothing is remembered twice.
func TestGoneIsBounded(t *testing.T) {
	t.Parallel()
	g := newGone()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	message := func(n int) *desk.Message {
		return &desk.Message{Network: "net", NetworkID: desk.NetworkID(fmt.Sprint(n)), PostedAt: at, HeardAt: at}
	}
	for n := range mostGone + 100 {
		if !g.add(message(n)) || g.add(message(n)) {
			t.Fatalf("deletion %d: not new, or new twice", n)
		}
	}
	if len(g.at) != mostGone {
		t.Errorf("%d are remembered, want %d", len(g.at), mostGone)
	}
	for n, want := range map[int]bool{0: false, 99: false, 100: true, mostGone + 99: true} {
		if g.has(message(n)) != want {
			t.Errorf("deletion %d is remembered: %v, want %v", n, !want, want)
		}
	}
	elsewhere := message(200)
	elsewhere.Network = "other"
	if g.has(elsewhere) {
		t.Error("a message of another network is gone")
	}
	g.forget(message(200))
	if g.has(message(200)) {
		t.Error("what is known is remembered")
	}
}
