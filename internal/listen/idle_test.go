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
	s := New()
	var words []string
	for _, w := range strings.Fields(everyday) {
		if !s.now.Load().base.idle.has(s.key.Hash(token.Word, w)) {
			continue // there is no room for it
		}
		if _, err := Parse(w); err == nil && len(w) > 4 && w[0] < 0x80 && len(words) < 90 && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
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
		s.addEach(1, saved([]Saved{add(i + 1)})) // while the new base is built
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

// TestIdleWords: nearly all everyday words have room, and what is asked for is not among them, though it
// be told by the same bits as one that is there.
func TestIdleWords(t *testing.T) {
	t.Parallel()
	common := frequentWords(token.NewKey(1))
	w := newIdle(common, nil)
	lost := 0
	for _, f := range common {
		if !w.has(f.hash) {
			lost++
		}
	}
	if lost > len(common)/100 {
		t.Errorf("%d of %d have no room", lost, len(common))
	}
	asked := common[0].hash ^ 1<<20 // which is not told
	w = newIdle(common, []lead{{hash: asked}})
	if w.has(asked) || w.has(common[0].hash) {
		t.Error("what is asked for is left out")
	}
	w = make(idle, idleWords)
	for tag := range uint64(6) { // two more than there is room for; 0 is told as 1
		w.add(tag << idleTag)
	}
	w.remove(3 << idleTag)
	for tag, want := range []bool{true, true, true, false, true, false, false} {
		if got := w.has(uint64(tag) << idleTag); got != want {
			t.Errorf("%d: %v, want %v", tag, got, want)
		}
	}
}
