package listen

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

// TestReadIsParseAndAdd: the base that is built of many searches at once is word for word
// the one that they become when they are parsed and added one after the other.
func TestReadIsParseAndAdd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := someWritten(t)
		atOnce, each := New(), New()
		each.key, each.rates = atOnce.key, atOnce.rates
		each.compiler, each.coverer = atOnce.compiler, atOnce.coverer
		atOnce.patience, each.patience = 0, math.MaxInt
		var refused []Refusal
		for _, w := range all {
			if q, err := Parse(w.Text); err == nil {
				each.Add(Saved{w.ID, q})
			} else {
				refused = append(refused, Refusal{w.ID, err})
			}
		}
		if diff := cmp.Diff(refused, atOnce.Read(all...)); diff != "" {
			t.Fatalf("refused (-one by one +at once)\n%s", diff)
		}
		mergeNow(each)
		if diff := cmp.Diff(partsOf(each), partsOf(atOnce)); diff != "" {
			t.Fatalf("(-one by one +at once)\n%s", diff)
		}
	})
}

// someWritten is up to 60 searches, some of which are refused, with different ids in any order.
func someWritten(t *rapid.T) (out []Written) {
	d := dice{rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))}
	seen := map[desk.SearchID]bool{}
	for range 1 + d.IntN(60) {
		w := Written{ID: desk.SearchID(d.IntN(1000)), Text: d.wish(3).String()}
		switch d.IntN(10) {
		case 0:
			w.ID = desk.SearchID(d.IntN(1 << 62))
		case 1:
			w.Text = "-" + w.Text
		case 2:
			w.Text += [...]string{" from:Acme", " lang:de", ` "the Acme"~3`, " linksys~1", " url:acme.com/x", " place:\"new york\"", " (a", " me?t*", " lookalike:acme"}[d.IntN(9)]
		}
		if !seen[w.ID] {
			seen[w.ID] = true
			out = append(out, w)
		}
	}
	return out
}

// mergeNow makes one base of all searches.
func mergeNow(s *Set) {
	s.mu.Lock()
	s.merge()
	s.mu.Unlock()
	settle(s)
}

// settle waits until no base is built.
func settle(s *Set) {
	s.mu.Lock()
	for s.merging {
		s.mu.Unlock()
		runtime.Gosched()
		s.mu.Lock()
	}
	s.mu.Unlock()
}

// partsOf is all that a set without young searches is made of.
func partsOf(s *Set) map[string]any {
	b := s.now.Load().base
	described := make([]string, len(b.described))
	for i, d := range b.described {
		described[i] = strings.Join([]string{string(rune(d.kind)), d.text, string(d.letters)}, " ")
	}
	lengths := make([]uint32, len(b.stems.lengths))
	for i := range lengths {
		lengths[i] = b.stems.lengths[i].Load()
	}
	return map[string]any{
		"count": s.count, "programs": b.programs, "offsets": b.offsets, "described": described, "uses": b.uses.Load(),
		"searches": []any{b.searches.begins, b.searches.leads}, "words": []any{b.words.begins, b.words.leads},
		"sieves": []sieve{b.sieve, b.wordSieve}, "stems": [][]uint32{b.stems.heads, lengths},
	}
}

// TestReadFew: few searches are added to the others, and the last of an id counts.
func TestReadFew(t *testing.T) {
	t.Parallel()
	s := New()
	refused := s.Read(Written{1, "zebra"}, Written{2, "-acme"}, Written{3, "acme"}, Written{1, "refund"})
	if len(refused) != 1 || refused[0].ID != 2 || refused[0].Err == nil {
		t.Errorf("refused: %v", refused)
	}
	s.Read(Written{3, "(broken"})
	post := said("Acme, a refund")
	if got := s.Matcher().Match(&post, nil); !slices.Equal(got, []desk.SearchID{1, 3}) {
		t.Errorf("%v, want 1 and 3", got)
	}
}

// TestReadAsManyAgain: what at least doubles a set is built into its base at once, if it is more than a few, and
// less is not.
func TestReadAsManyAgain(t *testing.T) {
	t.Parallel()
	s, id := New(), desk.SearchID(0)
	for _, step := range []struct{ add, base int }{{firstRoom, 0}, {firstRoom + 1, 2*firstRoom + 1}, {2 * firstRoom, 2*firstRoom + 1}, {5 * firstRoom, 9*firstRoom + 1}} {
		all := make([]Written, step.add)
		for i := range all {
			id++
			all[i] = Written{id, "acme"}
		}
		s.Read(all...)
		if got := len(s.now.Load().base.offsets); got != step.base {
			t.Errorf("of %d searches %d are in the base, want %d", id, got, step.base)
		}
		if post := said("Acme"); len(s.Matcher().Match(&post, nil)) != int(id) {
			t.Errorf("not all of %d searches match", id)
		}
	}
}

// TestReadAgain: a parser that reads in the memory of other searches understands the same.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var r rereader
		for _, w := range someWritten(t) {
			want, wantErr := Parse(w.Text)
			got, err := r.parse(w.Text)
			if diff := cmp.Diff(wantErr, err); diff != "" {
				t.Fatalf("%s: %s", w.Text, diff)
			}
			if err == nil && (got.String() != want.String() || got.Cost() != want.Cost() || !slices.Equal(got.Notes(), want.Notes())) {
				t.Fatalf("%s: %s, want %s", w.Text, got, want)
			}
		}
	})
}

func TestLongestStopWord(t *testing.T) {
	t.Parallel()
	longest := 0
	for _, w := range strings.Fields(stopWords) {
		longest = max(longest, len(w))
	}
	if longest != longestStopWord {
		t.Errorf("the longest stop word has %d bytes, longestStopWord says %d", longest, longestStopWord)
	}
}
