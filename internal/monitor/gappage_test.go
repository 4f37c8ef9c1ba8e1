package monitor_test

import (
	"errors"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/monitor"
	"heed/internal/store"
)

// TestGapPages: of two thousand gaps each stands on one page, also where many began at once, newest first; of a lost
// part the page says what became of the rest, though that stands on the page before.
func TestGapPages(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.now = start.AddDate(0, 0, 50)
	const all = 2000
	g.update(func(tx *store.Tx) (err error) {
		for i := range all {
			from := start.Add(time.Duration(i/40) * time.Hour)
			gap := desk.Gap{Source: desk.SourceKey(g.a.ID, desk.PartStream), Account: g.a.ID, Part: desk.PartStream, From: from, To: from.Add(time.Hour), State: desk.GapFilled, Ended: g.now}
			if i == 0 {
				gap.State = desk.GapLost
			}
			err = errors.Join(err, tx.CreateGap(&gap))
		}
		return err
	})
	seen, pages := map[desk.GapID]bool{}, 0
	for at := (monitor.GapPlace{}); pages == 0 || !at.Began.IsZero(); pages++ {
		r, err := g.s.Report(t.Context(), g.admin, at)
		g.ok(err)
		for i, x := range r.Gaps.Gaps {
			if seen[x.ID] || i > 0 && x.From.After(r.Gaps.Gaps[i-1].From) {
				t.Fatalf("gap %d of page %d: %+v", i, pages, x)
			}
			seen[x.ID] = true
			if rest, lost := r.Gaps.Rest[x.ID]; lost != (x.State == desk.GapLost) || lost && rest != desk.GapFilled {
				t.Errorf("the rest of %+v: %q", x, rest)
			}
		}
		at = r.Gaps.Next
	}
	if len(seen) != all || pages != all/25 {
		t.Errorf("%d gaps on %d pages", len(seen), pages)
	}
}
