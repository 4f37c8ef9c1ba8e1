package listen

import (
	"math/rand/v2"
	"slices"
	"testing"

	"heed/internal/desk"
	"heed/internal/text"
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

// TestMisspeltInASet: a set finds every word within the distance, whichever letters differ.
func TestMisspeltInASet(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 2))
	letters := []rune("abcdefgéжz")
	asked, set := []rune("gabéfcd"), New()
	set.Add(Saved{1, mustParse(t, string(asked)+"~1")}, Saved{2, mustParse(t, string(asked)+"~2")})
	m := set.Matcher()
	one := New() // in which no search asks for two slips
	one.Add(Saved{1, mustParse(t, string(asked)+"~1")})
	oneSlip := one.Matcher()
	folded := []rune(text.Fold(string(asked)))
	within := [maxEdits + 2]int{}
	for range 5000 {
		word := slices.Clone(asked)
		for range 1 + rng.IntN(3) {
			switch i := rng.IntN(len(word)); rng.IntN(3) {
			case 0:
				word[i] = letters[rng.IntN(len(letters))]
			case 1:
				word = slices.Insert(word, i, letters[rng.IntN(len(letters))])
			default:
				word = slices.Delete(word, i, i+1)
			}
		}
		d := min(editDistance(folded, []rune(text.Fold(string(word)))), maxEdits+1)
		within[d]++
		want := []desk.SearchID{1, 2}[min(max(d-1, 0), 2):]
		msg := desk.Message{Text: string(word)}
		if got := m.Match(&msg, nil); !slices.Equal(got, want) {
			t.Fatalf("%s is %d from %s: %v, want %v", string(word), d, string(asked), got, want)
		}
		if got := oneSlip.Match(&msg, nil); len(got) > 0 != (d <= 1) {
			t.Fatalf("%s is %d from %s: %v of one slip", string(word), d, string(asked), got)
		}
	}
	if slices.Min(within[:]) < 50 {
		t.Errorf("at each distance: %v", within)
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
