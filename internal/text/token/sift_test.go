package token

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// TestSift compares what is sifted with what was added, and with where it left its bits.
func TestSift(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	tokeniser := New(NewKey(7))
	if !tokeniser.wide {
		t.Skip("skipped: this machine lacks the instructions")
	}
	for _, size := range [...]int{1, 40, 300, 5000} { // of the texts, in pieces
		for _, lengths := range [...][2]int{{ShortStem, 12}, {LongStem, 12}, {ShortStem, LongStem - 1}, {0, 0}} {
			for range 40 {
				text := random(r, 1+r.IntN(size))
				tokens := tokeniser.Read(text)
				for i := range tokens.Len() {
					if got, want := tokens.First(i), string(tokens.Form(i)); len(want) >= 8 && string(binary.LittleEndian.AppendUint64(nil, got)) != want[:8] {
						t.Fatalf("%q begins with %x", want, got)
					}
				}
				compareSift(t, text, tokens, addSome(r, tokens, lengths))
			}
		}
	}
}

// addSome makes a sifter of some hashes of a text and some beginnings of its words.
func addSome(r *rand.Rand, tokens *Tokens, lengths [2]int) *Sifter {
	s := &Sifter{Sieve: make([]uint32, 1+r.IntN(100)), HeadShift: 32 - uint64(1+r.IntN(8))}
	for i, h := range tokens.Hash {
		if r.IntN(4) == 0 {
			word, bits := SieveAt(h, len(s.Sieve))
			s.Sieve[word] |= bits
		}
		low, high := lengths[0], lengths[1]
		if high == 0 || r.IntN(4) > 0 {
			continue
		}
		n := low + r.IntN(high-low+1)
		if n > len(tokens.Form(i)) {
			continue
		}
		var first [8]byte
		copy(first[:], tokens.Form(i)[:n])
		if s.Heads == nil {
			s.Heads = make([]uint32, 1<<(32-s.HeadShift))
		}
		if n >= LongStem {
			word, bits := LongAt(binary.LittleEndian.Uint64(first[:]), s.HeadShift)
			s.Heads[word] |= bits
			continue
		}
		word, bits := ShortAt(binary.LittleEndian.Uint64(first[:]), s.HeadShift)
		s.Heads[word] |= bits
		s.Heads[word^1] |= bits
	}
	return s
}

func compareSift(t *testing.T, text string, tokens *Tokens, s *Sifter) {
	t.Helper()
	for from := 0; from <= tokens.Len(); from += MaxSift {
		asked, begun := uint64(0), uint64(0)
		for i := range min(MaxSift, tokens.Len()-from) {
			has := func(words []uint32, word, bits uint32) uint64 {
				if words != nil && words[word]&bits == bits {
					return 1 << i
				}
				return 0
			}
			word, bits := SieveAt(tokens.Hash[from+i], len(s.Sieve))
			asked |= has(s.Sieve, uint32(word), bits)
			at, long := LongAt(tokens.First(from+i), s.HeadShift)
			_, short := ShortAt(tokens.First(from+i), s.HeadShift)
			begun |= has(s.Heads, at, long) | has(s.Heads, at, short)
		}
		if a, b, ok := tokens.Sift(from, s); a != asked || b != begun || !ok {
			t.Fatalf("%q from %d: %b %b, want %b %b", text, from, a, b, asked, begun)
		}
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
