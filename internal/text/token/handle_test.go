package token

import "testing"

// TestHandle puts what may go on before and behind handles of a network.
func TestHandle(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, tk *Tokeniser) {
		for _, before := range []string{"", " ", ".", "a", "_", "RT ", "＠", "é", "(", ":"} {
			for _, name := range []string{"@ana.bsky.social", "@Ana1.bsky.social", "@a_b.bsky.social", "@ana.bsky.socials"} {
				for _, behind := range joinedPieces {
					for _, end := range []string{"", "a.com", "@ana", "_"} {
						compare(t, tk, before+name+behind+end)
					}
				}
			}
		}
	})
}
