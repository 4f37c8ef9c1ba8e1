package builder

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/privacy"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

type as struct{ db *store.DB }

func (a as) View(ctx context.Context, f func(Tx) error) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (a as) Update(ctx context.Context, f func(Tx) error) error {
	return a.db.Update(ctx, func(tx *store.Tx) error { return f(tx) })
}

var lead = desk.Agent{ID: 1, Role: desk.Lead} // read only

// newService is a builder over posts that were heard in the last hour, the newest first.
func newService(t *testing.T, heard ...desk.Message) (*Service, *store.DB) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "heed.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	scan := func(_ context.Context, visit func(*desk.Message, int) bool) (Reach, error) {
		r := Reach{From: start.Add(-time.Hour), To: start, Whole: true}
		for i := range heard {
			r.Posts++
			r.Heard += 2
			if !visit(&heard[i], 2) {
				break
			}
		}
		return r, nil
	}
	listened := func(_ context.Context, from time.Time) (map[desk.Network]time.Duration, error) {
		return map[desk.Network]time.Duration{"x": start.Sub(from)}, nil
	}
	kinds := channel.Set{"x": {Abilities: channel.Abilities{Price: channel.Price{Currency: "USD", Post: 5000}}}}
	return New(as{db}, Deps{Now: func() time.Time { return start }, Kinds: kinds, Scan: scan, Changed: func() {}, Private: privacy.Find, Listened: listened}), db
}

func said(n int, text string) desk.Message {
	return desk.Message{Network: "x", NetworkID: desk.NetworkID(fmt.Sprint("p", n)), Direction: desk.In, Form: desk.Post, Text: text,
		Author: desk.HandleRef{NetworkID: fmt.Sprint("u", n), Name: fmt.Sprintf("u%d.test", n), Followers: -1}, PostedAt: start, HeardAt: start}
}

// TestHeardTimeOnly: what a search brings a day is reckoned by the time that was heard, and the rest is told.
func TestHeardTimeOnly(t *testing.T) {
	t.Parallel()
	away := said(3, "acme there")
	away.Network = "y"
	before := said(4, "acme, read afterwards") // it was said before the time of which posts are kept, and counts as caught alone
	before.PostedAt = start.Add(-3 * time.Hour)
	s, _ := newService(t, said(1, "acme here"), said(2, "acme again"), away, before)
	for _, c := range []struct {
		heard  time.Duration
		perDay float64
		deaf   []Deaf
	}{
		{time.Hour, 96, nil},
		{time.Hour - 59*time.Second, 96 * 3600. / (3600 - 59), nil},
		{15 * time.Minute, 384, []Deaf{{"x", 45 * time.Minute}}},
		{9 * time.Minute, -1, []Deaf{{"x", 51 * time.Minute}}},
		{0, -1, []Deaf{{"x", time.Hour}}},
	} {
		s.deps.Listened = func(_ context.Context, from time.Time) (map[desk.Network]time.Duration, error) {
			if !from.Equal(start.Add(-time.Hour)) {
				t.Errorf("it asks from %v", from)
			}
			return map[desk.Network]time.Duration{"x": c.heard}, nil
		}
		p, err := s.Try(t.Context(), lead, "acme")
		if err != nil {
			t.Fatal(err)
		}
		month := int64(max(c.perDay, 0) * 30 * 5000)
		want := []NetworkCount{{Network: "x", Matched: 6, PerDay: c.perDay, Price: channel.Price{Currency: "USD", Post: 5000}, Month: month}, {Network: "y", Matched: 2, PerDay: 48}}
		if diff := cmp.Diff(want, p.Networks); diff != "" {
			t.Errorf("%v heard (-want +got):\n%s", c.heard, diff)
		}
		if diff := cmp.Diff(c.deaf, p.Deaf); diff != "" {
			t.Errorf("%v heard, not heard (-want +got):\n%s", c.heard, diff)
		}
	}
}

func TestTry(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, said(1, "acme lost my parcel, call me on +44 7700 900123"), said(2, "nothing"), said(3, "akme and acme"), said(4, "akme!"))
	p, err := s.Try(t.Context(), lead, "acme OR akme OR agme")
	if err != nil {
		t.Fatal(err)
	}
	if p.Matched != 6 || len(p.Hits) != 3 || p.Networks[0].PerDay != 144 || p.Networks[0].Month != 144*30*5000 {
		t.Errorf("%+v", p)
	}
	if diff := cmp.Diff([]Part{{"acme", 4, 2}, {"akme", 4, 2}, {"agme", 0, 0}}, p.Parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	want := []Segment{{"acme", "hit"}, {" lost my parcel, call me on ", ""}}
	got := p.Hits[0].Segments
	if diff := cmp.Diff(want, got[:2]); diff != "" || got[2].Kind != "masked" || got[2].Text == "+44 7700 900123" || p.Hits[0].Clause != "acme" {
		t.Errorf("segments %+v of %q (-want +got):\n%s", got, p.Hits[0].Clause, diff)
	}
	for query, want := range map[string][]Part{
		"acme refund -late":                {{"acme", 4, 0}, {"refund", 0, 0}},
		"acme (parcel OR akme) -and -call": {{"acme", 4, 0}, {"parcel OR akme", 6, 0}},
		"agme":                             nil,
		"acme parcel":                      nil, // it catches
	} {
		p, err := s.Try(t.Context(), lead, query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, p.Asked); diff != "" {
			t.Errorf("%s: conditions (-want +got):\n%s", query, diff)
		}
	}
	_, err = s.Try(t.Context(), lead, "-acme")
	var wrong *listen.SyntaxError
	if !errors.As(err, &wrong) {
		t.Errorf("a search of nothing: %v", err)
	}
	if _, err := s.Try(t.Context(), desk.Agent{}, "acme"); !desk.Is(err, desk.Denied) {
		t.Errorf("nobody tries: %v", err)
	}
}

// TestForecast: what several searches bring is what each brings alone, and a post of two of them counts once in all.
func TestForecast(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, said(1, "acme lost my parcel"), said(2, "nothing"), said(3, "akme and acme"), said(4, "akme!"))
	queries := []string{"acme", "akme", "gone"}
	f, err := s.Forecast(t.Context(), lead, queries)
	if err != nil {
		t.Fatal(err)
	}
	for i, query := range queries {
		alone, err := s.Try(t.Context(), lead, query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Expected{alone.Networks, alone.Cost}, f.Each[i]); diff != "" {
			t.Errorf("%s (-alone +of several):\n%s", query, diff)
		}
	}
	if n := f.Together; len(n) != 1 || n[0].Matched != 6 || n[0].PerDay != 144 || n[0].Month != 144*30*5000 || f.Reach.Posts != 4 {
		t.Errorf("together: %+v of %+v", n, f.Reach)
	}
	var wrong *listen.SyntaxError
	if _, err := s.Forecast(t.Context(), lead, []string{"acme", "-acme"}); !errors.As(err, &wrong) {
		t.Errorf("a search of nothing: %v", err)
	}
	if _, err := s.Forecast(t.Context(), desk.Agent{}, queries); !desk.Is(err, desk.Denied) {
		t.Errorf("nobody asks: %v", err)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"foo OR bar":                    {"foo", "bar"},
		`foo OR "x OR y" -(cat OR dog)`: {"foo", `"x or y" -(cat OR dog)`},
		"(foo OR bar) -baz":             {"foo -baz", "bar -baz"},
		"qux (foo OR bar)":              {"qux foo", "qux bar"},
		"foo -(bar OR baz)":             {"foo -(bar OR baz)"},
	} {
		q, err := listen.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		got := sidesOf(q.String())
		if len(got) != len(want) {
			t.Errorf("%s gives %q, want %q", query, got, want)
		}
		for _, side := range got {
			if _, err := listen.Parse(side); err != nil {
				t.Errorf("%s: the part %q: %v", query, side, err)
			}
		}
	}
}

func TestNarrowAndWiden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{Narrow("foo", nil), "foo"},
		{Narrow("foo bar", []string{"pie"}), "foo bar -pie"},
		{Narrow("foo OR bar", []string{"pie", "#tag"}), "(foo OR bar) -pie -#tag"},
		{Narrow("(foo OR bar) -pie", []string{"tree"}), "(foo OR bar) -pie -tree"},
		{Widen("foo", "fooo"), "foo OR fooo"},
		{Widen("(foo OR bar) -pie", "fooo"), "(foo OR bar OR fooo) -pie"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
		if _, err := listen.Parse(c.got); err != nil {
			t.Errorf("%q: %v", c.got, err)
		}
	}
}

func TestExclude(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, said(1, "apple pie with cinnamon"), said(2, "my apple phone"), said(3, "apple phone with a crack"))
	out, err := s.Exclude(t.Context(), lead, "apple", "x", "p1")
	if err != nil || len(out) == 0 || out[0].Query != "apple -cinnamon" || out[0].Lost != 0 || out[0].Of != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	for _, e := range out {
		if e.Term.Query == "with" && e.Lost != 1 || e.Term.Query == "apple" {
			t.Errorf("%+v", e)
		}
	}
	if _, err := s.Exclude(t.Context(), lead, "apple", "x", "gone"); !desk.Is(err, desk.NotFound) {
		t.Errorf("a post that is gone: %v", err)
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, said(1, "my linksys #wifi"), said(2, "the linksys #wifi"), said(3, "linksis is dead"), said(4, "#wifi again"))
	out, err := s.Variants(t.Context(), lead, "linksys")
	if err != nil || len(out) != 2 || out[0].Query != "linksys OR linksis" || out[0].Missed != 2 || out[1].Query != "linksys OR #wifi" {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestRelevance: five marks make a proposal, which is accepted and taken back; a search of another brand for the same word stays as it is.
func TestRelevance(t *testing.T) {
	t.Parallel()
	s, db := newService(t, said(101, "apple pie"), said(102, "apple phone"))
	search := &desk.Search{Name: "Apple", Query: "apple", Created: start, By: 1}
	twin := &desk.Search{Name: "Orchard", Query: "apple", Created: start, By: 1}
	texts := []string{"apple pie one", "apple pie two", "apple pie three", "apple juice four", "apple juice five", "my apple phone", "apple shop, open?", "apple charger"}
	ids := make([]desk.MessageID, len(texts))
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := errors.Join(tx.CreateSearch(search), tx.CreateSearch(twin)); err != nil {
			return err
		}
		for i, text := range texts {
			m := said(i, text)
			m.Hits = []desk.Hit{{Search: search.ID, Name: "Apple", Spans: []desk.Span{{Start: 0, End: 5}}}, {Search: twin.ID, Name: "Orchard"}}
			c := &desk.Case{Brand: 1, Network: "x", Person: 1, Stage: desk.New, OpenedAt: start, UpdatedAt: start, WaitingSince: start, Hits: m.Hits}
			if err := tx.CreateCase(c); err != nil {
				return err
			}
			m.Case = c.ID
			if err := tx.CreateMessage(&m, 0); err != nil {
				return err
			}
			ids[i] = m.ID
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	relevance := func() Relevance {
		t.Helper()
		r, err := s.Relevance(t.Context(), lead, search.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for i := range 5 {
		if r := relevance(); r.Needed != 5-i || r.Proposal != nil || len(r.Hits) != len(texts) {
			t.Fatalf("after %d marks: %+v", i, r)
		}
		if err := s.Mark(t.Context(), lead, ids[i], search.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	p := relevance().Proposal
	if p == nil || p.Query != "apple -pie -juice" || p.Left != 5 || p.Good != 3 || len(p.Lost) != 0 || p.Before != 4 || p.After != 2 || len(p.Samples) != 1 {
		t.Fatalf("%+v", p)
	}
	if _, err := s.Accept(t.Context(), desk.Agent{ID: 2, Role: desk.Answerer}, search.ID, "apple", p.Query); !desk.Is(err, desk.Denied) {
		t.Errorf("an agent narrows: %v", err)
	}
	if _, err := s.Accept(t.Context(), lead, search.ID, "apples", p.Query); !desk.Is(err, desk.Conflict) {
		t.Errorf("a page of yesterday narrows: %v", err)
	}
	if n, err := s.Accept(t.Context(), lead, search.ID, "apple", p.Query); err != nil || n.Query != p.Query {
		t.Fatal(n, err)
	}
	if r, err := s.Relevance(t.Context(), lead, twin.ID); err != nil || r.Marked != 0 || r.Needed != 5 || r.Last != nil || len(r.Hits) != len(texts) ||
		slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.Marked != nil }) {
		t.Errorf("the search of another brand for the same word: %+v, %v", r, err)
	}
	r := relevance()
	if r.Proposal != nil || r.Marked != 0 || !r.Undo || r.Last.Query != "apple" {
		t.Errorf("afterwards: %+v", r)
	}
	if n, err := s.TakeBack(t.Context(), lead, search.ID, r.Last.ID); err != nil || n.Query != "apple" {
		t.Fatal(n, err)
	}
	if err := s.Mark(t.Context(), lead, ids[0], search.ID, false); err != nil {
		t.Fatal(err)
	}
	if r := relevance(); r.Needed != 1 {
		t.Errorf("a mark that was taken back counts: %+v", r)
	}
	if err := s.Mark(t.Context(), lead, ids[0], 99, true); !desk.Is(err, desk.Invalid) {
		t.Errorf("a search that did not bring it: %v", err)
	}
}

// TestNewestFirst: what was made up late stands where it was said, and the page knows that it is older.
func TestNewestFirst(t *testing.T) {
	t.Parallel()
	late := said(1, "acme in the gap")
	late.PostedAt = start.Add(-3 * time.Hour)
	s, _ := newService(t, late, said(2, "acme now"))
	p, err := s.Try(t.Context(), lead, "acme")
	if err != nil || len(p.Hits) != 2 || p.Hits[0].Message.NetworkID != "p2" || !p.Oldest.Equal(late.PostedAt) {
		t.Errorf("%+v %v", p, err)
	}
}
