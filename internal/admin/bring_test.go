package admin_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/listen"
)

// TestBringSearches: a file of searches comes in whole or not at all, changes those of its names and brands or leaves them,
// and is undone.
func TestBringSearches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	var brands [2]desk.Brand
	for i, name := range []string{"Acme", "Bolt"} {
		var err error
		brands[i], err = b.s.SaveBrand(ctx, b.boss, desk.Brand{Name: name})
		b.ok(err)
	}
	names := func() (out []string) {
		for _, n := range b.overview().Searches {
			out = append(out, fmt.Sprint(n.Brand, " ", n.Name, ": ", n.Query, map[bool]string{true: " (paused)"}[n.Paused]))
		}
		return out
	}
	old, err := b.s.SaveSearch(ctx, b.boss, desk.Search{Brand: brands[0].ID, Name: "Late", Query: "acme late", Cap: 5}, nil)
	b.ok(err)
	first := names()
	in := []admin.Incoming{
		{Name: "LATE", Brand: "acme", Query: "acme (late OR slow)", State: "paused"},
		{Name: "Late", Brand: "Bolt", Query: "bolt late"},
		{Name: "Lost", Brand: "Bolt", Query: " bolt lost ", State: "paused"},
	}
	dry, err := b.s.BringSearches(ctx, b.boss, in, admin.Bringing{Dry: true})
	if err != nil || dry.Added != 2 || dry.Changed != 1 || !slices.Equal(names(), first) {
		t.Errorf("tried: %+v, %v, %v", dry, err, names())
	}
	if p := dry.Plan; len(p) != 3 || p[0].Before.Query != "acme late" || p[0].After.Query != "acme (late OR slow)" || p[1].Before != nil || p[2].After.Name != "Lost" {
		t.Errorf("the plan: %+v", p)
	}
	if _, err := b.s.SaveSearch(ctx, b.boss, desk.Search{ID: old.ID, Brand: old.Brand, Name: "Late", Query: "acme later", Cap: 5}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.s.BringSearches(ctx, b.boss, in, admin.Bringing{Seen: dry.Mark}); !desk.Is(err, desk.Conflict) || len(names()) != 1 {
		t.Errorf("by a plan that is no longer so: %v, %q", err, names())
	}
	if _, err := b.s.SaveSearch(ctx, b.boss, old, nil); err != nil {
		t.Fatal(err)
	}
	told := b.changed
	if got, err := b.s.BringSearches(ctx, b.boss, in, admin.Bringing{Seen: dry.Mark}); err != nil || got.Added != 2 || got.Changed != 1 || b.changed != told+1 {
		t.Errorf("brought: %+v, %v", got, err)
	}
	all := b.overview().Searches
	if got := names(); len(got) != 3 || got[0] != "1 LATE: acme (late OR slow) (paused)" || got[1] != "2 Late: bolt late" || got[2] != "2 Lost: bolt lost (paused)" {
		t.Errorf("the searches: %q", got)
	}
	if all[0].Cap != 5 || !all[0].Created.Equal(old.Created) || all[1].By != b.boss.ID || !all[1].Created.Equal(start) {
		t.Errorf("what is not in the file: %+v", all)
	}
	trail, err := b.s.Audit(ctx, b.boss, desk.TrailQuery{Kinds: []desk.EventKind{desk.SearchChanged}, Limit: 3})
	if err != nil || trail[0].Data["what"] != "search added" || trail[2].Data["what"] != "search changed" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}
	again, err := b.s.BringSearches(ctx, b.boss, append(in, admin.Incoming{Name: "Late", Brand: "Acme", Query: "acme"})[1:], admin.Bringing{Leave: true})
	if err != nil || again.Same != 2 || again.Left != 1 || again.Added+again.Changed != 0 {
		t.Errorf("left: %+v, %v", again, err)
	}
	if n, left, err := b.s.UndoSearches(ctx, b.boss, start); n != 3 || left != 0 || err != nil || !slices.Equal(names(), first) {
		t.Errorf("taken back: %d, %d left, %v: %q", n, left, err, names())
	}

	trail, err = b.s.Audit(ctx, b.boss, desk.TrailQuery{Kinds: []desk.EventKind{desk.SearchChanged}, Limit: 1000})
	if i := slices.IndexFunc(trail, func(e desk.Event) bool { return e.Data["what"] == "search changed" }); err != nil || i < 0 || i > 2 {
		t.Errorf("the trail says of the query that is back: %d, %v", i, err)
	}

	bad := append(slices.Clone(in),
		admin.Incoming{Name: "", Brand: "Bolt", Query: "bolt"},
		admin.Incoming{Name: "Open", Brand: "Nope", Query: "  bolt OR"},
		admin.Incoming{Name: "Open", Query: "bolt", State: "asleep"},
		admin.Incoming{Name: "lost", Brand: "bolt", Query: "bolt gone"},
		admin.Incoming{Name: "Dear", Brand: "Bolt", Query: strings.Repeat("linksysrouter~2 OR ", 60) + "bolt"},
		admin.Incoming{Name: "Call", Brand: "Bolt", Query: `"4111 1111 1111 1111"`},
	)
	got, err := b.s.BringSearches(ctx, b.boss, bad, admin.Bringing{})
	if err != nil || !slices.Equal(names(), first) {
		t.Errorf("with mistakes: %v, %q", err, names())
	}
	var said []string
	for _, w := range got.Wrong {
		s := fmt.Sprint(w.Row, " ", w.Err.Field)
		var at *listen.SyntaxError
		if errors.As(w.Err, &at) {
			s += fmt.Sprint(" ", at.Offset)
		}
		said = append(said, s)
	}
	if want := []string{"3 name", "4 brand", "4 query 5", "5 brand", "5 state", "6 name", "7 query 950", "8 query"}; !slices.Equal(said, want) {
		t.Errorf("the mistakes: %q", said)
	}
	_, err = b.s.SaveSearch(ctx, b.boss, desk.Search{Brand: brands[0].ID, Name: "late", Query: "acme slow"}, nil)
	b.ok(err)
	if got, err := b.s.BringSearches(ctx, b.boss, []admin.Incoming{{Name: "Late", Brand: "Acme", Query: "acme slow"}}, admin.Bringing{}); err != nil || got.Changed != 1 {
		t.Errorf("one of two, by its query: %+v, %v", got, err)
	}
	if got, err := b.s.BringSearches(ctx, b.boss, []admin.Incoming{{Name: "Late", Brand: "Acme", Query: "acme soon"}}, admin.Bringing{}); err != nil || len(got.Wrong) != 1 {
		t.Errorf("one of two: %+v, %v", got, err)
	}
	for _, dry := range []bool{true, false} {
		if _, err := b.s.BringSearches(ctx, desk.Agent{ID: 9, Role: desk.Answerer}, in, admin.Bringing{Dry: dry}); !desk.Is(err, desk.Denied) {
			t.Errorf("by who may not: %v", err)
		}
	}
	b.now = b.now.Add(time.Hour)
	if _, err := b.s.BringSearches(ctx, b.boss, make([]admin.Incoming, 10_001), admin.Bringing{}); !desk.Is(err, desk.Invalid) {
		t.Errorf("too many: %v", err)
	}
}
