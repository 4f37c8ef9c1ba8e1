package listen

import (
	"math/rand/v2"
	"testing"
)

// TestWithinEdits compares with the table by which the distance is defined.
func TestWithinEdits(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	word := func() []rune {
		w := make([]rune, rng.IntN(8))
		for i := range w {
			w[i] = rune('a' + rng.IntN(3))
		}
		return w
	}
	for range 200_000 {
		a, b := word(), word()
		d := editDistance(a, b)
		for n := range maxEdits + 1 {
			if got := withinEdits(a, b, n); got != (d <= n) {
				t.Fatalf("%s and %s are %d apart; within %d: %v", string(a), string(b), d, n, got)
			}
		}
	}
}

func editDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = d[i-1][j-1] + 1
			}
			d[i][j] = min(d[i][j], d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
