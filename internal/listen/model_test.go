package listen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"heed/internal/desk"
)

// TestChangesAreWhole changes many searches at a time in every way there is, by chance, while some goroutines match posts: what
// matches is what a model holds after one of the changes that were made meanwhile, all of it and nothing else. Searches come to
// ask for something else under their id, some twice in one change, and bases are built all the time.
func TestChangesAreWhole(t *testing.T) {
	t.Parallel()
	const changes, ids, matchers = 500, 150, 3
	texts := []string{"acme", "zebra", "refund app", `"is down"`, `"down is"`, "ref*", "linksys~1", "zebra OR #fail", "app NEAR/2 down", "zebra*", "acme -app", "#fail"}
	post := said("the Acme app is down, refund me #fail linkys")
	about := PostOf(&post)
	matches := make([]bool, len(texts))
	for i, text := range texts {
		_, matches[i] = mustParse(t, text).Match(&about)
	}
	s := New()
	s.patience = 200
	after := make([][]desk.SearchID, changes+1) // what matches after each change
	var begun, made atomic.Int64                // how many
	var wait sync.WaitGroup
	errs := make(chan error, matchers)
	for range matchers {
		wait.Go(func() {
			m := s.Matcher()
			for made.Load() < changes {
				from := made.Load()
				got := m.Match(&post, nil)
				to := begun.Load()
				if !slices.ContainsFunc(after[from:to+1], func(want []desk.SearchID) bool { return slices.Equal(want, got) }) {
					errs <- fmt.Errorf("after change %d to %d: %v, want %v to %v", from, to, got, after[from], after[to])
					return
				}
			}
		})
	}
	d := rand.New(rand.NewPCG(1, 2))
	model := map[desk.SearchID]int{}
	for n := int64(1); n <= changes; n++ {
		var all []Saved
		var written []Written
		var gone []desk.SearchID
		some := 1 + d.IntN(8)
		if d.IntN(16) == 0 {
			some = d.IntN(2 * ids)
		}
		remove := d.IntN(4) == 0
		for range some {
			id, text := desk.SearchID(1+d.IntN(ids)), d.IntN(len(texts))
			if remove {
				gone = append(gone, id)
				delete(model, id)
				continue
			}
			all, written = append(all, Saved{id, mustParse(t, texts[text])}), append(written, Written{id, texts[text]})
			model[id] = text
		}
		for id, text := range model {
			if matches[text] {
				after[n] = append(after[n], id)
			}
		}
		slices.Sort(after[n])
		begun.Store(n)
		switch {
		case remove:
			s.Remove(gone...)
		case d.IntN(2) == 0:
			s.Add(all...)
		default:
			s.Read(written...)
		}
		made.Store(n)
	}
	wait.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	if s.Len() != len(model) {
		t.Errorf("%d searches, want %d", s.Len(), len(model))
	}
}
