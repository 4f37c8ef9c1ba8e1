package view

import (
	"testing"

	"heed/internal/builder"
)

// TestLoss: what leaving a post out loses reads as a person would say it, also of one.
func TestLoss(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]builder.Exclusion{
		"nothing else matched":            {},
		"keeps the other post":            {Of: 1},
		"loses the other post":            {Of: 1, Lost: 1},
		"loses none of the other 7 posts": {Of: 7},
		"loses 2 of the other 7 posts":    {Of: 7, Lost: 2},
	} {
		if got := lossText(t.Context(), &e); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
