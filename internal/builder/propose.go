package builder

import (
	"context"
	"slices"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/relevance"
	"heed/internal/text"
)

// accepts reports whether a search may hold a part alone.
func accepts(query string) bool {
	q, err := listen.Parse(query)
	return err == nil && len(q.Notes()) == 0
}

// asked are the folded words and phrases that a search asks for.
func asked(query string) (words []string, phrases [][]string) {
	minus := false
	for _, t := range listen.Highlights(query) {
		part := query[t.Span.Start:t.Span.End]
		switch t.Kind {
		case "minus":
			minus = true
			continue
		case "word", "phrase", "hashtag":
			if !minus {
				var of []string
				glued := false
				for _, w := range text.Words(part) {
					of, glued = append(of, w.Form), glued || w.Glued
				}
				if len(of) > 1 && !glued {
					phrases = append(phrases, of)
				} else {
					words = append(words, of...)
				}
			}
		}
		minus = part == "NOT"
	}
	return words, phrases
}

// wordsOf are those words, and those of the phrases.
func wordsOf(query string) []string {
	words, phrases := asked(query)
	return append(words, slices.Concat(phrases...)...)
}

// A Variant is something that a search could catch as well.
type Variant struct {
	relevance.Variant
	Sample Hit
	Query  string // the search with it
}

// Variants looks in the window for slips of the fingers that the search misses, and for
// hashtags and handles that come with what it catches.
func (s *Service) Variants(ctx context.Context, by desk.Agent, query string) ([]Variant, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	q, err := listen.Parse(query)
	if err != nil {
		return nil, err
	}
	seen := relevance.NewSeen(asked(query))
	match := matcher(q)
	look, cancel := context.WithTimeout(ctx, longLook)
	defer cancel()
	n := 0
	_, err = s.deps.Scan(look, func(m *desk.Message, every int) bool {
		seen.Post(m, match(m), every)
		n++
		return n < mostSeen
	})
	if err != nil {
		return nil, err
	}
	var out []Variant
	for _, v := range seen.Variants(accepts, 8) {
		out = append(out, Variant{Variant: v, Sample: s.shown(&v.Sample, nil, 1), Query: Widen(query, v.Query)})
	}
	return out, ctx.Err()
}

// Widen adds a part to catch as well to a search as it was written: beside the others of its
// first bracket, if that holds them, else of the whole.
func Widen(query, more string) string {
	q, err := listen.Parse(query)
	if err != nil {
		return query
	}
	if len(splitOr(q.String())) == 1 {
		if open, end := bracket(query); open >= 0 && len(splitOr(query[open+1:end])) > 1 {
			return query[:end] + " OR " + more + query[end:]
		}
	}
	return query + " OR " + more
}

// Exclusion is a way of leaving out posts like one.
type Exclusion struct {
	relevance.Term
	Query string // the search without it
	Lost  int    // of the hits that were looked at, beside the one
	Of    int
	Shown []Hit // a few of those that would be lost
	Owner Owner // who asks for it: posts with both are then caught by that alone
}

// Exclude proposes how to leave out posts like one that a search caught: a word, a hashtag or
// the author, with what each would lose. Nothing is changed.
func (s *Service) Exclude(ctx context.Context, by desk.Agent, query string, network desk.Network, id desk.NetworkID) ([]Exclusion, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	q, err := listen.Parse(query)
	if err != nil {
		return nil, err
	}
	var bad *desk.Message
	var good []desk.Message
	match := matcher(q)
	look, cancel := context.WithTimeout(ctx, longLook)
	defer cancel()
	_, err = s.deps.Scan(look, func(m *desk.Message, _ int) bool {
		if !match(m) {
			return true
		}
		if m.Network == network && m.NetworkID == id {
			bad = m
		} else if len(good) < mostKept {
			good = append(good, *m)
		}
		return bad == nil || len(good) < mostKept
	})
	if err != nil {
		return nil, err
	}
	if bad == nil {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "This post is no longer available.", Mend: "It was deleted on its network, or is too old. Use a similar one."}
	}
	owners, err := s.owners(ctx)
	if err != nil {
		return nil, err
	}
	o := optionsOf(query)
	o.Most = 6
	var free, wanted []Exclusion // what nobody else wants comes first
	for _, e := range s.exclusions(query, bad, good, o) {
		if e.Owner = ownerOf(e.Term, o.Asked, owners); e.Owner == (Owner{}) {
			free = append(free, e)
		} else {
			wanted = append(wanted, e)
		}
	}
	return append(free, wanted...), ctx.Err()
}

func (s *Service) exclusions(query string, bad *desk.Message, good []desk.Message, o relevance.Options) (out []Exclusion) {
	for _, t := range relevance.Candidates(bad, good, o) {
		e := Exclusion{Term: t, Query: Narrow(query, []string{t.Query}), Of: len(good)}
		narrow, err := listen.Parse(e.Query)
		if err != nil {
			continue
		}
		still := matcher(narrow)
		if still(bad) {
			continue
		}
		for i := range good {
			if !still(&good[i]) {
				e.Lost++
				if len(e.Shown) < 3 {
					e.Shown = append(e.Shown, s.shown(&good[i], nil, 1))
				}
			}
		}
		out = append(out, e)
	}
	return out
}
