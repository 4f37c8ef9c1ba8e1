package builder

import (
	"context"

	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/relevance"
	"heed/internal/text"
)

// What a narrower search may cost: it must not leave out what other searches and brands of the desk are
// about, nor words that people say about everything, and of the hits that nobody has marked
// those that want something of us are dearer than the others, of which many are not about us either.

// options are what a proposal for a search is bound by. bad are the posts whose words it may leave out.
func (s *Service) options(ctx context.Context, query string, bad []desk.Message) (relevance.Options, error) {
	o := optionsOf(query)
	owners, err := s.owners(ctx)
	if err != nil {
		return o, err
	}
	for w := range owners {
		o.Keep[w] = true
	}
	o.Common, err = s.common(ctx, query, bad, o)
	return o, err
}

// optionsOf are those that a search gives by itself: what it asks for is not left out.
func optionsOf(query string) relevance.Options {
	o := relevance.Options{Asked: map[string]bool{}, Keep: map[string]bool{}, Accepts: accepts}
	for _, w := range wordsOf(query) {
		o.Asked[w], o.Keep[w] = true, true
	}
	return o
}

// An Owner is who asks for a word beside a search that could leave it out: a saved search, else a brand that is called so.
type Owner struct{ Search, Brand string }

// owners are those of each folded word that has one.
func (s *Service) owners(ctx context.Context) (map[string]Owner, error) {
	owners := map[string]Owner{}
	err := s.store.View(ctx, func(tx Tx) error {
		brands, err := tx.Brands()
		if err != nil {
			return err
		}
		searches, err := tx.Searches()
		if err != nil {
			return err
		}
		for i := range brands {
			for _, w := range text.Words(brands[i].Name) {
				owners[w.Form] = Owner{Brand: brands[i].Name}
			}
		}
		for i := range searches {
			for _, w := range wordsOf(searches[i].Query) {
				if owners[w].Search == "" {
					owners[w] = Owner{Search: searches[i].Name}
				}
			}
		}
		return nil
	})
	return owners, err
}

// ownerOf is who asks for all words of a term that the search does not ask for itself.
func ownerOf(t relevance.Term, asked map[string]bool, owners map[string]Owner) (first Owner) {
	if t.Kind == "author" {
		return Owner{}
	}
	for _, w := range text.Words(t.Query) {
		if asked[w.Form] {
			continue
		}
		owner, has := owners[w.Form]
		if !has {
			return Owner{}
		}
		if first == (Owner{}) {
			first = owner
		}
	}
	return first
}

const (
	commonOf    = 300  // one post in so many of a language holds a common word, that is said about everything
	fewestOther = 1000 // posts of a language, for it to be known what is common in it
)

// common are the words of posts that stand in many others of their language, which the search does not catch.
func (s *Service) common(ctx context.Context, query string, bad []desk.Message, o relevance.Options) (map[string]bool, error) {
	q, err := listen.Parse(query)
	if err != nil {
		return nil, err
	}
	seen := map[string]map[string]int{} // by language and word
	for i := range bad {
		of := seen[bad[i].Lang]
		if of == nil {
			of = map[string]int{}
			seen[bad[i].Lang] = of
		}
		for _, w := range relevance.Words(&bad[i], o) {
			of[w] = 0
		}
	}
	match, posts := matcher(q), map[string]int{}
	look, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	_, err = s.deps.Scan(look, func(m *desk.Message, _ int) bool {
		of := seen[m.Lang]
		if of == nil || match(m) {
			return true
		}
		posts[m.Lang]++
		told := map[string]bool{}
		for _, w := range text.Words(m.Text) {
			if n, asked := of[w.Form]; asked && !told[w.Form] {
				told[w.Form], of[w.Form] = true, n+1
			}
		}
		return true
	})
	out := map[string]bool{}
	for lang, of := range seen {
		for w, n := range of {
			if posts[lang] >= fewestOther && n*commonOf > posts[lang] {
				out[w] = true
			}
		}
	}
	return out, err
}

// unsure is how dear a hit is that wants nothing.
const unsure = .1

// weigh is how dear a hit is that nobody has marked: one that wants something is likely ours.
func weigh(m *desk.Message) float64 {
	if m.Signals.Complaint.Label == desk.Complaint {
		return 1
	}
	switch m.Signals.Intent.Label {
	case desk.Complaint, desk.Leaving:
		return 1
	case desk.Question, desk.Request:
		return .5
	}
	return unsure
}
