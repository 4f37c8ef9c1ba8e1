package signal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What reading adds up is what teaching sees: the same rows, as often, of the same weight.
func TestRowsAreThoseTaught(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	q := r.Quick()
	same := func(t interface{ Fatalf(string, ...any) }, text string) {
		for _, w := range []*reading{r.reading(), q.w} {
			w.scan(clip(text))
			w.table = r.in("en")
			w.of = 0
			w.look(w.table)
			var taught features
			w.extract(&taught)
			var want, got [heads]int32
			for _, at := range taught.grams {
				for h := range want {
					want[h] += digitOf(r.model.grams[at], h)
				}
			}
			if norm := w.rows(&got); got != want || norm != taught.norm {
				t.Fatalf("%q: %v of weight %v, but taught are %v of weight %v", text, got, norm, want, taught.norm)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) { same(t, drawTexts(t)) })
	for _, text := range []string{
		"", "7", "why does Glimmerton send 12 parcels to Bramblehouse", "it is Soooogood and Sooo GOOD, Mooore", "they lost my parcel again and nobody at Quillworth answers 490 calls",
	} {
		same(t, text)
		same(t, strings.Repeat(text+" ", maxRead))
	}
}

// digitOf is one of the digits of a single gram.
func digitOf(g gram, h int) int32 {
	for range h {
		g = (g + 128) >> digitBits
	}
	return int32((g+128)&(1<<digitBits-1)) - 128
}
