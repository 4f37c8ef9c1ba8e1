package token

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestRows reads long rows of what has a loop of its own, of all lengths, with something else among them now
// and then.
func TestRows(t *testing.T) {
	t.Parallel()
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	word := func(r *rand.Rand) string {
		b := make([]byte, 1+r.IntN(1+r.IntN(18)))
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return string(b)
	}
	some := func(all string) func(r *rand.Rand) string {
		pieces := strings.Split(all, "|")
		return func(r *rand.Rand) string { return pieces[r.IntN(len(pieces))] }
	}
	numbers, tops, joined := some("1|42|1,250.50|1,,2|1..2|1.,2|12345678,9|12345678,,9|1234567,8|1234567,,8|1234567890123456|123456789012345,6|1,2,3,4,5,6,7,8,9|1.|a1.5|1.5a"),
		some("com|de|uk|museum|example|a|b1|42|xn--p1ai|photography"), some("👩|😂|👩\u200d👧|👩\u200d👩\u200d👧|👩\u200d👩\u200d👧\u200d👧|👩\u200d𝐚|👩\u200dé|👩\u200d|👩🏽|👩\u200d👧🏽|👩\ufe0f|😂\u0301|😂\u200b|𝐚|😂𝐚|🇩🇪")
	rows := []func(r *rand.Rand) string{
		func(r *rand.Rand) string { return "@" + word(r) },
		func(r *rand.Rand) string { return "#" + word(r) },
		func(r *rand.Rand) string { return word(r) + "." + tops(r) },
		numbers,
		joined,
		some("&amp;|&lt;3|&#39;|<3|<|< |<34|<3a|<b|&|&x|&abcdefghijk;"),
	}
	odd := some(" |\n|_|'|.|,|:|é|@|#|$|航|\u200b|xyz|https://a.com/b|-")
	compareMany(t, 10_000, 11, func(r *rand.Rand) string {
		var b strings.Builder
		row := rows[r.IntN(len(rows))]
		for range 1 + r.IntN(40) {
			b.WriteString(row(r))
			if r.IntN(12) == 0 {
				b.WriteString(odd(r))
			}
			if r.IntN(24) > 0 {
				b.WriteByte(' ')
			}
		}
		return b.String()
	})
}
