package listen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"heed/internal/text/token"
)

// TestRates counts posts of words that follow Zipf's law, of which most come once: what comes
// often is known to a third, and of what never came it is never thought that it does.
func TestRates(t *testing.T) {
	t.Parallel()
	key := token.NewKey(7)
	r := newRates(key)
	word := func(n uint64) term { return termOf(key.Hash(token.Word, fmt.Sprintf("word%d", n))) }
	random := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(random, 1.1, 4, 1<<22)
	const posts, terms = 3 * samplePosts, 40
	for range posts {
		for range terms {
			r.count(word(zipf.Uint64()), 1)
		}
		r.end()
	}
	truth := map[uint64]int{}
	for range 400_000 {
		truth[zipf.Uint64()]++
	}
	for n := range uint64(200) {
		want := float64(truth[n]) / 400_000 * terms
		if got := r.of(word(n), ofWord); got < want*2/3 || got > want*3/2 {
			t.Errorf("word %d: %.5f of the posts, want %.5f", n, got, want)
		}
	}
	for n := range 20_000 {
		if got := r.of(termOf(key.Hash(token.Word, fmt.Sprint("never", n))), ofWord); got > unknownShare[ofWord] {
			t.Fatalf("what never came is thought to be in %g of the posts", got)
		}
	}
}

// TestRateOfLongPost: a long post counts a term that thousands of its words bring no more often than the words of a short one
// could: what is asked for is a share of posts, and a counter has an end.
func TestRateOfLongPost(t *testing.T) {
	t.Parallel()
	s := New()
	s.Add(Saved{1, mustParse(t, "refund* acme")})
	words := make([]string, 5000)
	for i := range words {
		words[i] = fmt.Sprintf("refund%d", i)
	}
	post := said(strings.Join(words, " "))
	m := s.Matcher()
	m.Match(&post, nil) // the first is counted
	if n := s.rates.counted(termOf(s.key.Hash(token.Stem, "refund"))); n == 0 || n > (1+oneStemOf)*places {
		t.Errorf("one post counted %d times", n)
	}
}
