package listen

import (
	"strings"
	"testing"

	"heed/internal/text"
)

// TestTagKey: hashtags that are taken as they stand are those that folding leaves as they are.
func TestTagKey(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"", "a", "late", "Late", "#late", "＃late", "##late", "late_train", "latetrains", "LateTrains", "lateTrains2026", "éte", "verspätung", "VERSPÄTUNG", "z", "Z", "@[`{"} {
		if got, want := tagKey(tag), text.Fold(strings.TrimLeft(tag, "#＃")); got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
}
