package listen

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"heed/internal/desk"
)

// TestChangeWhileMatching changes searches as fast as it can while two goroutines match
// posts. Searches with ids up to stay are there all the time, half of them replaced by
// themselves again and again; then come searches that are added in order, and removed in
// order some time later. What a post is matched by must be whole at every moment.
func TestChangeWhileMatching(t *testing.T) {
	t.Parallel()
	const stay, changes, lag = 40, 3000, 100
	s := New()
	s.patience = 50
	post := said("the Acme app is down, refund me #fail @acme linkys")
	queries := []*Query{
		mustParse(t, "acme"), mustParse(t, "refund app -zebra"), mustParse(t, `"is down"`), mustParse(t, "ref* acm*"), mustParse(t, "linksys~1"),
		mustParse(t, "#fail OR zebra"), mustParse(t, "@acme"), mustParse(t, "app NEAR/2 down"),
	}
	query := func(id int) *Query { return queries[id%len(queries)] }
	for id := 1; id <= stay; id++ {
		s.Add(Saved{desk.SearchID(id), query(id)})
	}
	var added, removed, done atomic.Int64 // the last id of each kind, once the change is made; removed also before
	added.Store(stay)
	var gone atomic.Int64
	removed.Store(stay)
	gone.Store(stay)
	var wait sync.WaitGroup
	errs := make(chan error, 2)
	for range 2 {
		wait.Go(func() {
			m := s.Matcher()
			for n := 0; done.Load() == 0; n++ {
				there, away := added.Load(), gone.Load()
				got := m.Match(&post, nil)
				if err := whole(got, stay, there, away, removed.Load()); err != nil {
					errs <- fmt.Errorf("post %d: %w", n, err)
					return
				}
			}
		})
	}
	for id := stay + 1; id <= stay+changes; id++ {
		s.Add(Saved{desk.SearchID(id), query(id)})
		added.Store(int64(id))
		if old := id - lag; old > stay {
			removed.Store(int64(old))
			s.Remove(desk.SearchID(old))
			gone.Store(int64(old))
		}
		again := id%(stay/2) + 1
		s.Add(Saved{desk.SearchID(again), query(again)})
	}
	done.Store(1)
	wait.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	if got, want := s.Len(), stay+lag; got != want {
		t.Errorf("%d searches, want %d", got, want)
	}
}

// whole checks what matched: everything that was there before the post and has not begun
// to go since, nothing that was gone, and nothing twice.
func whole(got []desk.SearchID, stay, there, gone, going int64) error {
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		return fmt.Errorf("%v is not in order, each once", got)
	}
	has := func(id int64) bool {
		_, ok := slices.BinarySearch(got, desk.SearchID(id))
		return ok
	}
	for id := int64(1); id <= stay; id++ {
		if !has(id) {
			return fmt.Errorf("%d, which stays, is lost", id)
		}
	}
	for id := going + 1; id <= there; id++ {
		if !has(id) {
			return fmt.Errorf("%d, added before, is lost (%d to %d)", id, going, there)
		}
	}
	for id := stay + 1; id <= gone; id++ {
		if has(id) {
			return fmt.Errorf("%d, removed before, is still there", id)
		}
	}
	return nil
}

// TestYoungInPieces: searches that do not fit into the first memory for young ones are found, replaced and removed like
// those before them, also while a base is built of some of them, and afterwards.
func TestYoungInPieces(t *testing.T) {
	t.Parallel()
	const all, later = 5 * firstRoom, 3 * firstRoom
	s := New()
	s.patience = 1 << 30
	word := func(id int) string { return fmt.Sprintf("brand%dx", id) }
	add := func(id int, text string) []Saved { return []Saved{{desk.SearchID(id), mustParse(t, text)}} }
	want := map[int]string{}
	change := func(id int) {
		switch {
		case id%3 == 0:
			s.end(desk.SearchID(id/2), s.now.Load().version.Load()+1)
			s.now.Load().version.Add(1)
			delete(want, id/2)
		case id%5 == 0:
			s.addEach(1, saved(add(id/2, word(id)+"*")))
			want[id/2] = word(id)
		}
		s.addEach(1, saved(add(id, word(id))))
		want[id] = word(id)
	}
	check := func(when string) {
		t.Helper()
		m := s.Matcher()
		for id, w := range want {
			if post := said("so " + w); !slices.Contains(m.Match(&post, nil), desk.SearchID(id)) {
				t.Fatalf("%s: %d does not match %s", when, id, w)
			}
		}
		var everything strings.Builder
		for id := range all + later + 1 {
			everything.WriteString(word(id) + " ")
		}
		post := said(everything.String())
		if got := m.Match(&post, nil); len(got) != len(want) || s.Len() != len(want) {
			t.Fatalf("%s: %d match of %d, want %d", when, len(got), s.Len(), len(want))
		}
	}
	for id := 1; id <= all; id++ {
		change(id)
	}
	if n := len(s.now.Load().young); n < 3 {
		t.Fatalf("%d pieces", n)
	}
	check("added")
	s.mu.Lock()
	s.merge()
	for id := all + 1; id <= all+later; id++ {
		change(id)
	}
	s.mu.Unlock()
	check("changed while they are merged")
	settle(s)
	check("partly merged")
	mergeNow(s)
	check("merged")
}
