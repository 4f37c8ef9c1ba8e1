package listen

import (
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
	"heed/internal/text/token"
)

// TestIdle: an everyday word that leads nowhere is not looked up, though it passes the sieve, and
// one for which somebody searches is, whenever the search came.
func TestIdle(t *testing.T) {
	t.Parallel()
	var words []string
	for _, w := range strings.Fields(everyday) {
		if _, err := Parse(w); err == nil && len(w) > 4 && w[0] < 0x80 && len(words) < 90 && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	s := New()
	id := func(i int) desk.SearchID { return desk.SearchID(i + 1) }
	finds := func(i int, want bool) {
		t.Helper()
		m, post := s.Matcher(), said("zzq "+words[i]+" qqz")
		sieve := s.now.Load().base.sieve
		for k := range sieve {
			raise(&sieve[k], ^uint32(0)) // everything passes
		}
		got := m.Match(&post, nil)
		if found := len(got) == 1 && got[0] == id(i); found != want {
			t.Fatalf("%q: %v, want to find it: %v", words[i], got, want)
		}
		for _, h := range m.hits {
			if !want && h == s.key.Hash(token.Word, words[i]) {
				t.Errorf("%q was looked up", words[i])
			}
		}
	}
	add := func(i int) Saved { return Saved{id(i), mustParse(t, words[i])} }
	for i := 0; i+2 < len(words); i += 3 {
		finds(i, false)
		finds(i+1, false)
		s.Add(add(i))
		finds(i, true)
		before := s.now.Load().base
		s.mu.Lock()
		s.merge()
		s.addEach([]Saved{add(i + 1)}) // while the new base is built
		s.mu.Unlock()
		for s.now.Load().base == before {
			s.Len() // waits for who changes the set
		}
		for k := range 2 {
			finds(i+k, true)
		}
		finds(i+2, false)
	}
}
