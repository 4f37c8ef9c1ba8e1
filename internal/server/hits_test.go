package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store"
)

// TestPostOfThreeSearches: a post that three searches bring is one message with the three of them, also if it is heard again.
func TestPostOfThreeSearches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.update(func(tx *store.Tx) error {
		for name, query := range map[string]string{"broken things": "kettle (broken OR leaks)", "tags": "#acmefail", "elsewhere": "toaster"} {
			if err := tx.CreateSearch(&desk.Search{Name: name, Brand: b.brand.Brand, Query: query}); err != nil {
				return err
			}
		}
		return nil
	})
	b.ok(b.desk.Reload(t.Context()))
	post := b.post("mia", "my Acme kettle leaks #acmefail")
	if diff := cmp.Diff(intake.Result{Read: 1, Matched: 1, Kept: 1, Cases: 1}, b.take(post)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	b.take(post)
	s := b.story(post)
	if len(s.Messages) != 1 {
		t.Fatalf("%d messages", len(s.Messages))
	}
	got := map[string]string{}
	for _, h := range s.Messages[0].Hits {
		got[h.Name] += h.Clause
	}
	if diff := cmp.Diff(map[string]string{"by name": "acme", "broken things": "kettle leaks", "tags": "#acmefail"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
