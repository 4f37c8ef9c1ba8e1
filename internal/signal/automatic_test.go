package signal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAutomatic(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"This is an automated message.":  true,
		"automatic reply: we are closed": true,
		"Auto-response, we will be back": true,
		"an auto acknowledgement":        true,
		"auto replies":                   true,
		"uto reply":                      true,
		"":                               false,
		"auto":                           false,
		"automatically renewed":          false,
		"your automobile":                false,
		"it is about the tutor who put out a message": false,
	} {
		for pad := range 20 {
			if got := Automatic(strings.Repeat("u", pad) + s); got != want {
				t.Errorf("%q behind %d letters: %v", s, pad, got)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"u", "t", "ut", "uto", "auto", "mated ", "reply", "messag", "e", " ", "é", "x"}), 0, 30).Draw(t, "parts"), "")
		want := false
		for i := range s {
			want = want || automated(s[i:])
		}
		if got := Automatic(s); got != want {
			t.Fatalf("%q: %v", s, got)
		}
	})
}
