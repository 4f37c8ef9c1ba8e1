package intake

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

// shelf is the saved searches of a desk. Each change is a mark.
type shelf struct {
	Setup
	have    map[desk.SearchID]desk.Search
	sources []desk.Source
	changed []desk.SearchID
	wholes  int // how often all were read
}

func (f *shelf) save(s desk.Search) {
	f.have[s.ID] = s
	f.changed = append(f.changed, s.ID)
}

func (f *shelf) drop(id desk.SearchID) {
	delete(f.have, id)
	f.changed = append(f.changed, id)
}

func (f *shelf) Sources() ([]desk.Source, error) { return f.sources, nil }

func (f *shelf) Searches() (all []desk.Search, err error) {
	f.wholes++
	for _, s := range f.have {
		all = append(all, s)
	}
	return all, nil
}

func (f *shelf) SearchesByID(ids []desk.SearchID) (some []desk.Search, err error) {
	for _, id := range ids {
		if s, ok := f.have[id]; ok {
			some = append(some, s)
		}
	}
	return some, nil
}

func (f *shelf) SearchesSince(mark string) (changed []desk.SearchID, next string, known bool, err error) {
	next = fmt.Sprint(len(f.changed))
	if mark == "" {
		return nil, next, false, nil
	}
	n := 0
	if _, err := fmt.Sscan(mark, &n); err != nil {
		return nil, "", false, err
	}
	return slices.Clone(f.changed[n:]), next, true, nil
}

func (f *shelf) said(t *rapid.T, s *searches, text string) (names []string) {
	m := desk.Message{Network: "echo", Account: 1, Text: text}
	hits, control := s.match(&m)
	for _, h := range hits {
		if h.Name != f.have[h.Search].Name {
			t.Errorf("search %d hits by the name %q", h.Search, h.Name)
		}
		names = append(names, fmt.Sprint(h.Search, " ", h.Name))
	}
	if s.wants(&m) != (control || len(hits) > 0) {
		t.Errorf("%q: wanted %v, but %v", text, !control && len(hits) == 0, names)
	}
	if control {
		names = append(names, "control")
	}
	return names
}

// TestSearchesChange: searches that changed one by one hear as those that are read at once.
func TestSearchesChange(t *testing.T) {
	t.Parallel()
	words := []string{"acme", "router", "parcel", "late", "refund"}
	rapid.Check(t, func(t *rapid.T) {
		f := &shelf{have: map[desk.SearchID]desk.Search{}}
		s := newSearches()
		word := func(label string) string { return rapid.SampledFrom(words).Draw(t, label) }
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				id := desk.SearchID(rapid.IntRange(1, 5).Draw(t, "id"))
				if rapid.Bool().Draw(t, "drop") {
					f.drop(id)
					continue
				}
				query := word("one") + " " + word("two")
				if rapid.IntRange(0, 9).Draw(t, "broken") == 0 {
					query = "(" + query
				}
				f.save(desk.Search{ID: id, Name: word("name"), Query: query, Paused: rapid.IntRange(0, 3).Draw(t, "paused") == 0})
			}
			if f.sources = nil; rapid.Bool().Draw(t, "canary") {
				f.sources = []desk.Source{{Account: 1, Part: desk.PartStream, Canary: desk.Canary{Word: word("control")}}}
			}
			problems, err := s.load(f)
			if err != nil {
				t.Fatal(err)
			}
			fresh := newSearches()
			want, err := fresh.load(f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			for i := range words {
				text := words[i] + " is " + words[(i+1)%len(words)] + " again"
				if diff := cmp.Diff(f.said(t, fresh, text), f.said(t, s, text)); diff != "" {
					t.Errorf("%q (-read at once +changed one by one):\n%s", text, diff)
				}
			}
		}
	})
}

// many is a desk with so many searches that were read once.
func many(t testing.TB, n int) (*shelf, *searches) {
	f := &shelf{have: map[desk.SearchID]desk.Search{}}
	for i := 1; i <= n; i++ {
		f.save(desk.Search{ID: desk.SearchID(i), Name: "s", Query: fmt.Sprintf("brand%d (late OR broken%d)", i, i)})
	}
	s := newSearches()
	if _, err := s.load(f); err != nil {
		t.Fatal(err)
	}
	return f, s
}

// TestOneAmongMany: a search that changes is read alone.
func TestOneAmongMany(t *testing.T) {
	t.Parallel()
	f, s := many(t, 2000)
	f.save(desk.Search{ID: 7, Name: "seven", Query: "kestrel"})
	f.drop(8)
	for range 3 {
		if _, err := s.load(f); err != nil {
			t.Fatal(err)
		}
	}
	if f.wholes != 1 {
		t.Errorf("all searches were read %d times", f.wholes)
	}
	hits, _ := s.match(&desk.Message{Text: "a kestrel over brand7 late brand8 late"})
	if len(hits) != 1 || hits[0].Search != 7 || hits[0].Name != "seven" {
		t.Errorf("hits %+v", hits)
	}
	if got := s.set.Len(); got != 1999 {
		t.Errorf("%d searches", got)
	}
}

// BenchmarkChangeOne is the cost of one saved search among 100,000, from what the store tells to the
// next post that it hears.
func BenchmarkChangeOne(b *testing.B) {
	f, s := many(b, 100_000)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		f.save(desk.Search{ID: desk.SearchID(n%100_000 + 1), Name: "s", Query: fmt.Sprintf("other%d (late OR broken)", n)})
		f.changed = f.changed[len(f.changed)-1:]
		s.mark = "0"
		if _, err := s.load(f); err != nil {
			b.Fatal(err)
		}
	}
}
