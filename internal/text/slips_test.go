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

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"search", "searches", "since", "set"}
	for _, c := range []struct {
		written string
		most    int
		want    string
	}{
		{"serch", 1, "search"},
		{"saerch", 1, "search"},
		{"sicne", 1, "since"},
		{"searche", 2, "search"}, // as near as searches: the first
		{"sets", 0, ""},
		{"set", 0, "set"},
		{"srch", 1, ""},
		{"srch", 2, "search"},
		{"", 2, ""},
		{"", 3, "set"},
	} {
		if got := text.Nearest(c.written, words, c.most); got != c.want {
			t.Errorf("%q, %d: %q and not %q", c.written, c.most, got, c.want)
		}
	}
}
