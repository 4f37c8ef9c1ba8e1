package listen

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNearby holds what nearby tells of each two terms of some posts against all places of both. The posts have words of
// two forms, and terms beside their words, of which one stands nowhere as well.
func TestNearby(t *testing.T) {
	t.Parallel()
	words := []string{"acme's", "acme", "l'app", "app", "queue", "#late", "late", "@acme", "w1", "w2", "w3", "w4", "w5", "w6"}
	rng := rand.New(rand.NewPCG(5, 6))
	near, far := 0, 0
	for range 20 {
		all := make([]string, places+rng.IntN(100))
		for i := range all {
			all[i] = words[min(rng.IntN(4*len(words)), len(words)-1-i%3)]
			if rng.IntN(5) == 0 {
				all[i] = words[rng.IntN(len(words))]
			}
		}
		m := New().Matcher()
		tokens := m.reader.Read(strings.Join(all, " "))
		var extras []extra
		for i := range tokens.Term {
			if rng.IntN(12) == 0 && isPlain(&tokens.Term[i]) {
				extras = append(extras, extra{term: term(1 + rng.IntN(3)), place: nowhere}, extra{term: term(4 + rng.IntN(3)), place: tokens.Term[i].First})
			}
		}
		for k := range 3 {
			extras = append(extras, extra{term: term(1 + k), place: tokens.Term[len(tokens.Term)-1].First})
		}
		x := &m.trial
		x.fill(tokens, extras)
		x.noteWords()
		for l := 1; l < len(x.kept); l++ {
			for r := 1; r < len(x.kept); r++ {
				for distance := uint32(1); distance <= nearbyFrom; distance++ {
					for _, ordered := range [...]bool{true, false} {
						yes, ok := x.areNear(uint32(l), uint32(r), distance, ordered)
						if !ok {
							continue
						}
						if want := standNear(x, uint32(l), uint32(r), distance, ordered); yes != want {
							t.Fatalf("terms %d and %d of %q within %d, ordered %v: %v, want %v", l, r, all, distance, ordered, yes, want)
						}
						if yes {
							near++
						} else {
							far++
						}
					}
				}
			}
		}
	}
	if near < 1000 || far < 1000 {
		t.Errorf("%d are near each other and %d are not", near, far)
	}
}

// standNear is areNear by all places of two terms.
func standNear(x *trial, l, r, distance uint32, ordered bool) (yes bool) {
	x.each(x.kept[l].term, func(i int) bool {
		x.each(x.kept[r].term, func(k int) bool {
			_, end := x.place(i)
			begin, _ := x.place(k)
			gap := int64(begin) - int64(end)
			if end != nowhere && begin != nowhere {
				yes = yes || gap > 0 && gap <= int64(distance) || !ordered && gap < 0 && -gap <= int64(distance)
			}
			return true
		})
		return true
	})
	return yes
}
