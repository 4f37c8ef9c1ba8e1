package listen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"heed/internal/desk"
)

// TestStandsAround holds what is told of windows by the places around one of their words against each search alone, on
// posts of a few words that come again, of which some have two forms and some stand at both ends.
func TestStandsAround(t *testing.T) {
	t.Parallel()
	if !isWide() {
		t.Skip("this processor has no instructions for it")
	}
	d := dice{rand.New(rand.NewPCG(31, 32))}
	words := []string{"w1", "w2", "w3", "w4", "acme's", "acme", "w5", "w6", "w7"}
	told, matches := 0, 0
	for range 1500 {
		row := make([]string, 2+d.IntN(5))
		for i := range row {
			row[i] = words[d.IntN(len(words))]
		}
		between := d.IntN(mostAround + 1)
		q, err := Parse(fmt.Sprintf(`"%s"~%d`, strings.Join(row, " "), between))
		if err != nil {
			continue
		}
		others := 1 + d.IntN(60)
		text := make([]string, places+1+d.IntN(60))
		for i := range text {
			text[i] = fmt.Sprint("other", d.IntN(others))
			if at := d.IntN(3 * len(words)); at < len(words) && (at != 4 || d.IntN(9) == 0) {
				text[i] = words[at]
			}
		}
		msg := desk.Message{Text: strings.Join(text, " ")}
		set := New()
		set.Add(Saved{1, q})
		m := set.Matcher()
		m.Match(&msg, nil)
		x := &m.trial
		if len(x.lists.words) != len(row) {
			continue // a word is missing, or the window is of two
		}
		x.noteWords()
		got, ok := x.standsAround(uint32(len(row) + between))
		if !ok {
			continue
		}
		post := PostOf(&msg)
		if _, want := q.Match(&post); got != want {
			t.Fatalf("%s\non %q: %v, alone %v", q.source, msg.Text, got, want)
		}
		if told++; got {
			matches++
		}
	}
	t.Logf("%d told, %d match", told, matches)
	if told < 300 || matches < told/10 || matches > told*9/10 {
		t.Error("too few are told, or most say the same")
	}
}
