package listen

import (
	"fmt"
	"runtime"
	"testing"

	"heed/internal/desk"
)

// TestDrift lets an unknown word become common: searches that it led to must come to be
// found by their other word, and go on to match.
func TestDrift(t *testing.T) {
	t.Parallel()
	s := New()
	for i := range 200 {
		s.Add(Saved{desk.SearchID(i + 1), mustParse(t, fmt.Sprintf("zorp people%d", i))})
	}
	before := s.now.Load().base
	m := s.Matcher()
	quiet, post, hit := said("nothing of the kind"), said("zorp zorp, says everyone"), said("zorp for people7")
	for range 2 * driftWindow {
		m.Match(&quiet, nil)
	}
	for n := 0; s.now.Load().base == before; n++ {
		m.Match(&post, nil)
		if n > 1<<20 {
			t.Fatal("the searches are still found by the common word")
		}
		if n%driftWindow == 0 {
			runtime.Gosched()
			for s.isMerging() { // who builds gives way to whatever else is tested meanwhile
				runtime.Gosched()
			}
		}
	}
	m.Match(&post, nil)
	if n := m.nTries(); m.filled && n > 0 {
		t.Errorf("%d searches are still tried on every post", n)
	}
	if got := m.Match(&hit, nil); len(got) != 1 || got[0] != 8 {
		t.Errorf("%v, want the eighth", got)
	}
}

func (s *Set) isMerging() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.merging
}
