package listen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"heed/internal/desk"
)

// BenchmarkRepeat matches posts of few words that come again by chance, some often and most seldom, with searches of one
// form for words of the post. It shares nothing with the posts and parameters of BenchmarkHostile, which the ways of long
// posts were measured with. An operation is one post.
func BenchmarkRepeat(b *testing.B) {
	for _, c := range []struct{ tokens, words, searches int }{{200, 60, 300}, {900, 130, 40}, {900, 130, 1500}, {2600, 240, 150}, {2600, 240, 5000}, {3300, 800, 3000}} {
		for _, f := range []struct{ name, form string }{
			{"near-0", "%[1]s NEAR/0 %[2]s"}, {"near-2", "%[1]s NEAR/2 %[2]s"}, {"onear-6", "%[1]s ONEAR/6 %[2]s"}, {"near-4-of-three", "%[1]s NEAR/4 (%[2]s OR %[3]s OR %[4]s)"},
			{"stem-near-5", "%.4[1]s* NEAR/5 %[2]s"}, {"phrase-2", `"%[1]s %[2]s"`}, {"phrase-4", `"%[1]s %[2]s %[3]s %[4]s"`}, {"window-2", `"%[1]s %[2]s"~4`}, {"window-3", `"%[1]s %[2]s %[3]s"~5`},
		} {
			b.Run(fmt.Sprintf("%d-of-%d/%d-%s", c.tokens, c.words, c.searches, f.name), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(uint64(c.tokens), uint64(c.searches)))
				word := func() string { // the lower its number, the more often: as its square
					at := rng.Float64()
					return fmt.Sprintf("%cord%d", 'b'+int(at*at*float64(c.words))%20, int(at*at*float64(c.words)))
				}
				post := make([]string, c.tokens)
				for i := range post {
					post[i] = word()
				}
				set, saved := New(), []Saved(nil)
				for refused := 0; len(saved) < c.searches && refused < 10_000; {
					q, err := Parse(strings.Split(fmt.Sprintf(f.form+"\x00%[1]s%[2]s%[3]s%[4]s", word(), word(), word(), word()), "\x00")[0])
					if err != nil {
						refused++
						continue
					}
					saved = append(saved, Saved{desk.SearchID(len(saved) + 1), q})
				}
				set.Add(saved...)
				benchHostile(b, set.Matcher(), strings.Join(post, " "), saved...)
			})
		}
	}
}
