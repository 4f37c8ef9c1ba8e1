package admin_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/store"
)

// TestManySearchesAtOnce: one action pauses, continues or removes what was chosen, and is taken back whole, but for what
// somebody changed since.
func TestManySearchesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	b.ok(b.db.Update(ctx, func(tx *store.Tx) error {
		for i := range 2100 {
			if err := tx.CreateSearch(&desk.Search{Name: fmt.Sprint("S", i), Query: fmt.Sprint("acme", i), Paused: i == 3, Created: start, Matched: int64(i)}); err != nil {
				return err
			}
		}
		return nil
	}))
	before := b.overview().Searches
	var ids []desk.SearchID
	for _, n := range before {
		ids = append(ids, n.ID)
	}
	state := func() (on, paused int) {
		for _, n := range b.overview().Searches {
			if n.Paused {
				paused++
			} else {
				on++
			}
		}
		return on, paused
	}
	step := func() admin.Step {
		_, s, err := b.s.PastSearches(ctx)
		b.ok(err)
		return s
	}
	told := b.changed
	if n, err := b.s.ManySearches(ctx, b.boss, "pause", append(ids[:10:10], ids[0], 9999)); n != 9 || err != nil || b.changed != told+1 {
		t.Errorf("paused %d, told %d times, %v", n, b.changed-told, err)
	}
	if s := step(); s != (admin.Step{What: "search paused", N: 9, By: b.boss.ID, At: start}) {
		t.Errorf("the step: %+v", s)
	}
	trail, err := b.s.Audit(ctx, b.boss, desk.TrailQuery{Kinds: []desk.EventKind{desk.SearchChanged}, Limit: 20})
	if err != nil || len(trail) != 9 || trail[0].Data["what"] != "search paused" || trail[0].Data["name"] != "S9" {
		t.Errorf("told: %d, %v", len(trail), err)
	}
	changed := before[1]
	changed.Query = "acme parcel"
	_, err = b.s.SaveSearch(ctx, b.boss, changed, nil)
	b.ok(err)
	if n, left, err := b.s.UndoSearches(ctx, b.boss, start); n != 8 || left != 1 || err != nil {
		t.Errorf("taken back: %d, %d left, %v", n, left, err)
	}
	if on, paused := state(); on != 2098 || paused != 2 || step().N != 0 {
		t.Errorf("after the pause was taken back: %d listen, %d do not, %+v", on, paused, step())
	}
	if _, _, err := b.s.UndoSearches(ctx, b.boss, start); !desk.Is(err, desk.Conflict) {
		t.Errorf("taken back twice: %v", err)
	}

	if _, err := b.s.ManySearches(ctx, b.boss, "remove", ids); !desk.Is(err, desk.Invalid) {
		t.Errorf("2,100 at once: %v", err)
	}
	b.now = start.Add(time.Hour + 77)
	n, err := b.s.ManySearches(ctx, b.boss, "remove", ids[:2000])
	if on, _ := state(); n != 2000 || err != nil || on != 100 {
		t.Errorf("removed %d of 2,000, %d listen, %v", n, on, err)
	}
	list, _, err := b.s.PastSearches(ctx)
	if err != nil || len(list) != 2000 {
		t.Errorf("%d can be brought back, %v", len(list), err)
	}
	_, err = b.s.RestoreSearch(ctx, b.boss, ids[7])
	b.ok(err)
	if n, left, err := b.s.UndoSearches(ctx, b.boss, desk.FromMicros(desk.Micros(b.now))); n != 1999 || left != 1 || err != nil {
		t.Errorf("brought back %d, %d left, %v", n, left, err)
	}
	after := b.overview().Searches
	before[1].Query, before[1].Paused = "acme parcel", true
	if !slices.Equal(after, before) {
		t.Error("not all is as it was")
	}
	if list, _, err := b.s.PastSearches(ctx); err != nil || len(list) != 0 {
		t.Errorf("%d are still to be brought back, %v", len(list), err)
	}
	if n, err := b.s.ManySearches(ctx, b.boss, "continue", ids[:4]); n != 2 || err != nil {
		t.Errorf("continued %d, %v", n, err)
	}
	b.now = b.now.Add(25 * time.Hour)
	if s := step(); s.N != 0 {
		t.Errorf("offered a day later: %+v", s)
	}
	for what, err := range map[string]error{"none": second(b.s.ManySearches(ctx, b.boss, "pause", nil)), "nothing": second(b.s.ManySearches(ctx, b.boss, "burn", ids[:1]))} {
		if !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
