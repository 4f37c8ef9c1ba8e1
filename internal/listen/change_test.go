package listen

import (
	"fmt"
	"slices"
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
