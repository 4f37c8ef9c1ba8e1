package intake

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"heed/internal/desk"
	"heed/internal/listen"
)

// searches are the saved searches, ready to be tried on posts. They change while posts are
// taken, one by one: that a hundred thousand others are there costs a change nothing. A post
// that is taken while a search changes is matched by it as it was or as it is.
type searches struct {
	set      *listen.Set
	matchers sync.Pool // of *listen.Matcher
	byID     sync.Map  // desk.SearchID to desk.Search: all that may match
	some     atomic.Bool

	// Of load, which is not called by two at once.
	mark     string // of the changes that were read; see Setup
	controls map[desk.SearchID]string
	caps     map[desk.SearchID]int64
	problems map[desk.SearchID]string
}

func newSearches() *searches {
	s := &searches{set: listen.New(), controls: map[desk.SearchID]string{}, caps: map[desk.SearchID]int64{}, problems: map[desk.SearchID]string{}}
	s.matchers.New = func() any { return s.set.Matcher() }
	return s
}

// load reads what changed since it was last called, and gives what does not work, in
// sentences.
func (s *searches) load(tx Setup) (problems []string, err error) {
	ids, next, known, err := tx.SearchesSince(s.mark)
	if err != nil {
		return nil, err
	}
	var all []desk.Search
	if known {
		all, err = tx.SearchesByID(ids)
	} else {
		all, err = tx.Searches()
		s.byID.Range(func(id, _ any) bool { ids = append(ids, id.(desk.SearchID)); return true })
	}
	if err != nil {
		return nil, err
	}
	controls, err := controlSearches(tx)
	if err != nil {
		return nil, err
	}
	s.change(ids, all)
	s.control(controls)
	s.mark = next
	s.some.Store(s.set.Len() > 0)
	for _, id := range slices.Sorted(maps.Keys(s.problems)) {
		problems = append(problems, s.problems[id])
	}
	return problems, nil
}

// change takes in what became of some searches: those of ids that are not in now are gone.
func (s *searches) change(ids []desk.SearchID, now []desk.Search) {
	there := make(map[desk.SearchID]bool, len(now))
	var add []listen.Written
	var remove []desk.SearchID
	for _, n := range now {
		there[n.ID] = true
		old, had := s.byID.Load(n.ID)
		if had && old.(desk.Search).Query == n.Query && !n.Paused {
			s.keep(n) // its name or brand may be another
			continue
		}
		delete(s.problems, n.ID)
		if n.Paused {
			remove = append(remove, n.ID)
			continue
		}
		s.keep(n)
		add = append(add, listen.Written{ID: n.ID, Text: n.Query})
	}
	for _, id := range ids {
		if !there[id] {
			remove = append(remove, id)
		}
	}
	for _, r := range s.set.Read(add...) {
		s.problems[r.ID] = fmt.Sprintf("The search %q does not work: %v", s.name(r.ID), r.Err)
		remove = append(remove, r.ID)
	}
	s.set.Remove(remove...)
	for _, id := range remove {
		s.byID.Delete(id)
		delete(s.caps, id)
		if !there[id] {
			delete(s.problems, id)
		}
	}
}

func (s *searches) keep(n desk.Search) {
	s.byID.Store(n.ID, n)
	if delete(s.caps, n.ID); n.Cap > 0 {
		s.caps[n.ID] = n.Cap
	}
}

// control changes the words of the control searches.
func (s *searches) control(words map[desk.SearchID]string) {
	for id, word := range words {
		if s.controls[id] == word {
			continue
		}
		if q, err := listen.Parse(word); err == nil {
			s.set.Add(listen.Saved{ID: id, Query: q})
		} else {
			s.set.Remove(id)
		}
	}
	for id := range s.controls {
		if words[id] == "" {
			s.set.Remove(id)
		}
	}
	s.controls = words
}

// controlSearches are for words that every stream must bring again and again: that they do
// proves the way from the network to here. What they catch is counted and not kept.
func controlSearches(tx Setup) (map[desk.SearchID]string, error) {
	sources, err := tx.Sources()
	if err != nil {
		return nil, err
	}
	words := map[desk.SearchID]string{}
	for _, s := range sources {
		if s.Part == desk.PartStream && s.Canary.Word != "" {
			words[desk.ControlID(s.Account)] = s.Canary.Word
		}
	}
	return words, nil
}

// name is what a search is called, "" if it is gone.
func (s *searches) name(id desk.SearchID) string {
	if v, ok := s.byID.Load(id); ok {
		return v.(desk.Search).Name
	}
	return ""
}

// brand is whose a search is, 0 if it is gone.
func (s *searches) brand(id desk.SearchID) desk.BrandID {
	if v, ok := s.byID.Load(id); ok {
		return v.(desk.Search).Brand
	}
	return 0
}

// wants reports whether any search matches a post.
func (s *searches) wants(m *desk.Message) bool {
	if !s.some.Load() {
		return false
	}
	matcher := s.matchers.Get().(*listen.Matcher)
	defer s.matchers.Put(matcher)
	return len(matcher.Match(m, nil)) > 0
}

// match tries every search on a post. Those that match are few: why they do is found out
// for them alone. control reports that the control search of the post's account caught it.
func (s *searches) match(m *desk.Message) (_ []desk.Hit, control bool) {
	if !s.some.Load() {
		return nil, false
	}
	matcher := s.matchers.Get().(*listen.Matcher)
	defer s.matchers.Put(matcher)
	all := matcher.Match(m, nil)
	found := all[:0]
	for _, id := range all {
		if id > 0 {
			found = append(found, id)
		}
		control = control || id == desk.ControlID(m.Account)
	}
	if len(found) == 0 {
		return nil, control
	}
	post := listen.PostOf(m)
	var hits []desk.Hit
	for _, id := range found {
		v, ok := s.byID.Load(id)
		if !ok {
			continue // removed this moment
		}
		saved := v.(desk.Search)
		q, err := listen.Parse(saved.Query)
		if err != nil {
			continue // it was read before, so this cannot be
		}
		if hit, ok := q.Match(&post); ok {
			hit.Search, hit.Name = id, saved.Name
			hits = append(hits, hit)
		}
	}
	return hits, control
}
