package signal

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// leastTried is the share of our own sentences (testdata/tried.txt) of which the channels are read
// as their author meant them: of those that tell of one that failed, and of those that tell of none.
const (
	leastTried   = .95
	leastUntried = .95
)

func TestTriedElsewhereInSevenLanguages(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/tried.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := reader(t)
	var right, all [2]int
	of := map[string]*[2]int{}
	for line := range strings.Lines(string(raw)) {
		lang, rest, _ := strings.Cut(strings.TrimSpace(line), "|")
		want, text, ok := strings.Cut(rest, "|")
		if !ok {
			continue
		}
		var got []string
		for _, s := range read(r, lang, text).Tried {
			got = append(got, s.Label)
		}
		slices.Sort(got)
		what := 0
		if want == "-" {
			want, what = "", 1
		}
		if of[lang] == nil {
			of[lang] = new([2]int)
		}
		all[what]++
		asked := strings.Fields(want)
		slices.Sort(asked)
		if slices.Equal(got, asked) {
			right[what]++
			of[lang][what]++
		} else {
			t.Logf("%s %q, not %q: %s", lang, got, want, text)
		}
	}
	for lang, n := range of {
		t.Logf("%s: %d told, %d of none", lang, n[0], n[1])
	}
	for what, least := range []float64{leastTried, leastUntried} {
		share := float64(right[what]) / float64(all[what])
		t.Logf("%s: %d of %d (%.2f)", [...]string{"failed", "none"}[what], right[what], all[what], share)
		if share < least {
			t.Errorf("%.2f is below %.2f", share, least)
		}
	}
}
