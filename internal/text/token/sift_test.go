package token

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSift compares what the tokeniser of this machine sifts with what the portable one
// does, and both with what was added.
func TestSift(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	key := NewKey(7)
	wide, plain := New(key), Portable(key)
	for _, size := range [...]int{1, 40, 300, 5000} { // of the texts, in pieces
		for _, stemLengths := range [...][2]int{{4, 12}, {6, 12}, {4, 5}, {0, 0}} {
			for range 40 {
				s := random(r, 1+r.IntN(size))
				sieve, stems, began := addSome(r, plain.Read(s), stemLengths)
				compareSift(t, s, wide.Read(s), plain.Read(s), sieve, stems, began)
			}
		}
	}
}

// addSome adds some hashes of a text and some beginnings of its words.
func addSome(r *rand.Rand, tokens *Tokens, stemLengths [2]int) (Sieve, *Stems, map[string]bool) {
	sieve, stems, began := NewSieve(1+r.IntN(100)), NewStems(1+r.IntN(100)), map[string]bool{}
	for i, h := range tokens.Hash {
		if r.IntN(4) == 0 {
			sieve.Add(h)
		}
		if low, high := stemLengths[0], stemLengths[1]; high > 0 && r.IntN(4) == 0 {
			if n := low + r.IntN(high-low+1); n <= len(tokens.Form(i)) {
				stem := string(tokens.Form(i)[:n])
				stems.Add(stem)
				began[stem] = true
			}
		}
	}
	return sieve, stems, began
}

func compareSift(t *testing.T, s string, wide, plain *Tokens, sieve Sieve, stems *Stems, began map[string]bool) {
	t.Helper()
	for from := 0; from < plain.Len(); from += MaxSift {
		asked, begun := plain.Sift(from, sieve, stems)
		if a, b := wide.Sift(from, sieve, stems); a != asked || b != begun {
			t.Fatalf("%q from %d: %b %b, want %b %b", s, from, a, b, asked, begun)
		}
		for i := range min(MaxSift, plain.Len()-from) {
			if passes := asked>>i&1 != 0; passes != sieve.Passes(plain.Hash[from+i]) {
				t.Fatalf("%q: term %d passes: %v", s, from+i, passes)
			}
			for stem := range began {
				if begun>>i&1 == 0 && strings.HasPrefix(string(plain.Form(from+i)), stem) {
					t.Fatalf("%q: %s does not begin with %s", s, plain.Form(from+i), stem)
				}
			}
		}
		if rest := plain.Len() - from; rest < MaxSift && (asked|begun)>>rest != 0 {
			t.Fatalf("%q: bits beyond %d terms: %b %b", s, rest, asked, begun)
		}
	}
}

// TestSieve adds hashes and counts how many others pass.
func TestSieve(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	s := NewSieve(10_000)
	for range 10_000 {
		h := r.Uint64()
		if s.Add(h); !s.Passes(h) {
			t.Fatalf("%x does not pass", h)
		}
	}
	n := 0
	for range 100_000 {
		if s.Passes(r.Uint64()) {
			n++
		}
	}
	if n > 2000 {
		t.Errorf("%d of 100,000 pass that were not added", n)
	}
}

// TestHashStem compares the hashes of beginnings with those of the same letters alone.
func TestHashStem(t *testing.T) {
	t.Parallel()
	key := NewKey(3)
	tokens := New(key).Read("Immeasurable Überraschung don't #Hashtag_of_words")
	for i := range tokens.Len() {
		form := tokens.Form(i)
		for n := range len(form) + 1 {
			if got, want := tokens.HashStem(&key, Stem, i, n), key.Hash(Stem, string(form[:n])); got != want {
				t.Errorf("%s: %x, want %x", form[:n], got, want)
			}
		}
	}
}

// TestMention looks for who is mentioned first.
func TestMention(t *testing.T) {
	t.Parallel()
	tokeniser := New(NewKey(1))
	for s, want := range map[string]string{"": "", "nobody": "", "hi @acme and @other": "acme", "#tag ＠wide @acme": "wide", "a@b.c @acme": "acme"} {
		tokens := tokeniser.Read(s)
		got := ""
		if i := tokens.Mention(); i >= 0 {
			got = string(tokens.Form(i))
		}
		if got != want {
			t.Errorf("%q: %q is mentioned first, want %q", s, got, want)
		}
	}
	tokeniser.Read("nobody")
	tokeniser.Add("@quoted", 100)
	if i := tokeniser.out.Mention(); i != 1 {
		t.Errorf("of the quoted text term %d", i)
	}
}
