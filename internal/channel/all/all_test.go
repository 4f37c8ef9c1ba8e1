package all

import (
	"testing"

	"heed/internal/channel"
)

// A network's rule stands in two places: they must say the same.
func TestLengthsAgree(t *testing.T) {
	t.Parallel()
	lengths := channel.Lengths()
	for network, kind := range Kinds() {
		if rule, ok := lengths[network]; ok && rule != kind.Abilities.Length {
			t.Errorf("%s: channel.Lengths has %+v, its Kind %+v", network, rule, kind.Abilities.Length)
		}
	}
}
