package text_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/text"
)

func TestSlips(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		written, word string
		want          []int
	}{
		{"", "ab", []int{0, 1, 2}},
		{"ab", "", []int{2}},
		{"gull", "gull", []int{4, 3, 2, 1, 0}},
		{"glul", "gull", []int{4, 3, 2, 1, 1}},    // swapped
		{"gul", "gullp", []int{3, 2, 1, 0, 1, 2}}, // the beginning
		{"ca", "abc", []int{2, 1, 2, 3}},          // an alignment touches no letter twice
		{"zürih", "zürich", []int{5, 4, 3, 2, 1, 1, 1}},
	} {
		if diff := cmp.Diff(c.want, text.Slips([]rune(c.written), []rune(c.word))); diff != "" {
			t.Errorf("%q, %q: %s", c.written, c.word, diff)
		}
	}
}
